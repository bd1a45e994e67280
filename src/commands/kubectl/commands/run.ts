import { first, delay, type Task } from '../../../sim/index.ts';
import { dryRun, type Cli } from '../cli.ts';
import { CliError, ExitError, UsageError } from '../errors.ts';
import { at, object, objects, text, type JsonObject } from '../json.ts';
import { applyMergePatch, applyStrategicMergePatch } from '../../../api/patch/index.ts';
import { kindDefinition } from '../../../api/schema.ts';
import { parseYaml } from '../yaml.ts';
import { stream } from './exec.ts';
import { createOne } from './generate.ts';

const IMAGE = /^[a-z0-9]+([._/:@-]+[A-Za-z0-9]+)*$/;

/** `kubectl run NAME --image=…`. Models kubectl's pkg/cmd/run. */
export function* run(cli: Cli): Task<number | void> {
  const { flags, args, dash } = cli;
  const names = dash === undefined ? args : args.slice(0, dash);
  const [name] = names;
  if (name === undefined) throw new UsageError('NAME is required for run');
  const image = flags.string('image');
  if (!IMAGE.test(image))
    throw new CliError(`Invalid image name ${JSON.stringify(image)}: invalid reference format`);
  const words = args.slice(1);
  const restart = flags.string('restart') || 'Always';
  if (!['Always', 'OnFailure', 'Never'].includes(restart))
    throw new CliError(`invalid restart policy: ${restart}`);
  const interactive = flags.bool('stdin');
  const attach = flags.changed('attach') ? flags.bool('attach') : interactive || flags.bool('tty');
  if (flags.bool('expose') && flags.string('port') === '')
    throw new UsageError('--port must be set when exposing a service');
  if (flags.bool('rm') && !attach) throw new CliError('--rm should only be used for attached containers');
  if (attach && dryRun(cli) !== 'none')
    throw new CliError(
      `--dry-run=${dryRun(cli)} can't be used with attached containers options (--attach, --stdin, or --tty)`,
    );
  if (flags.bool('expose')) exposed(cli, name);
  createOne(cli, override(cli, podFor(cli, name, words, restart)), 'kubectl-run');
  if (!attach || dryRun(cli) !== 'none') return 0;
  return yield* attached(cli, name);
}

/** --expose: a service in front of the pod. */
function exposed(cli: Cli, name: string): void {
  const port = cli.flags.int('port');
  createOne(
    cli,
    {
      kind: 'Service',
      apiVersion: 'v1',
      metadata: { name },
      spec: { ports: [{ protocol: 'TCP', port, targetPort: port }], selector: { run: name } },
      status: { loadBalancer: {} },
    },
    'kubectl-run',
  );
  // Upstream puts one of these itself and lets its printer put another.
  if (cli.flags.string('output') === 'yaml') cli.output.out('---\n---\n');
}

function podFor(cli: Cli, name: string, words: readonly string[], restart: string): JsonObject {
  const { flags } = cli;
  const labels = flags.string('labels');
  const env = flags.list('env').map((pair) => {
    const equals = pair.indexOf('=');
    if (equals < 1) throw new CliError(`invalid env: ${pair}`);
    return { name: pair.slice(0, equals), value: pair.slice(equals + 1) };
  });
  const policy = flags.string('image-pull-policy');
  const stdin = flags.bool('stdin');
  const annotations = Object.fromEntries(
    flags.list('annotations').map((pair) => pair.split(/=(.*)/s).slice(0, 2)),
  );
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      ...(Object.keys(annotations).length > 0 ? { annotations } : {}),
      labels:
        labels === ''
          ? { run: name }
          : Object.fromEntries(labels.split(',').map((pair) => pair.split(/=(.*)/s).slice(0, 2))),
      name,
    },
    spec: {
      containers: [
        {
          ...(words.length > 0 ? { [flags.bool('command') ? 'command' : 'args']: words } : {}),
          ...(env.length > 0 ? { env } : {}),
          image: flags.string('image'),
          ...(policy === '' ? {} : { imagePullPolicy: policy }),
          name,
          ...(flags.string('port') === ''
            ? {}
            : { ports: [{ containerPort: Number(flags.string('port')) }] }),
          resources: {},
          ...(stdin ? { stdin: true, stdinOnce: !flags.bool('leave-stdin-open') } : {}),
          ...(flags.bool('tty') ? { tty: true } : {}),
        },
      ],
      dnsPolicy: 'ClusterFirst',
      restartPolicy: restart,
    },
    status: {},
  };
}

function override(cli: Cli, pod: JsonObject): JsonObject {
  const source = cli.flags.string('overrides');
  if (source === '') return pod;
  const patch = object(parseYaml(source));
  if (cli.flags.string('override-type') === 'strategic') {
    return applyStrategicMergePatch(pod, patch, kindDefinition('v1', 'Pod'));
  }
  return object(applyMergePatch(pod, patch));
}

/** How long `run` waits for the container. */
const RUNNING_TIMEOUT = 60_000;

function* attached(cli: Cli, name: string): Task<number> {
  const path = `/api/v1/namespaces/${cli.namespace}/pods/${name}`;
  const tty = cli.flags.bool('tty') ? cli.context.stdin.tty : undefined;
  try {
    yield* cli.output.flush();
    const pod = yield* untilRunning(cli, name);
    if (text(at(pod, 'status', 'phase')) === 'Running') {
      if (cli.flags.bool('stdin')) cli.output.err("If you don't see a command prompt, try pressing enter.\n");
      const query: [string, string][] = [['container', name]];
      if (cli.flags.bool('stdin')) query.push(['stdin', 'true']);
      if (!tty) query.push(['stderr', 'true']);
      query.push(['stdout', 'true']);
      if (tty) query.push(['tty', 'true']);
      const response = cli.client.request('GET', `${path}/attach`, { query, upgrade: true });
      if (response.kind !== 'upgrade') throw new CliError('unable to upgrade connection');
      yield* stream(cli, response.streams, cli.flags.bool('stdin'), tty);
    } else cli.output.out(cli.client.raw(`${path}/log`, [['container', name]]));
    const code = yield* exitCode(cli, name);
    if (code !== 0) throw new ExitError(code, '');
    return 0;
  } finally {
    if (cli.flags.bool('rm')) {
      cli.client.json('DELETE', path, { body: { propagationPolicy: 'Background' } });
      cli.output.out(`pod "${name}" deleted from ${cli.namespace} namespace\n`);
    }
  }
}

function* watchPod(
  cli: Cli,
  name: string,
  limit: number,
  done: (pod: JsonObject) => boolean,
): Task<JsonObject> {
  const root = `/api/v1/namespaces/${cli.namespace}/pods`;
  const live = cli.client.get(`${root}/${name}`);
  if (done(live)) return live;
  const version = text(at(live, 'metadata', 'resourceVersion'));
  const watch = cli.client.watch(root, [
    ['fieldSelector', `metadata.name=${name}`],
    ['resourceVersion', version],
  ]);
  const deadline = cli.context.sim.now + limit;
  try {
    for (;;) {
      const event = watch.events.tryTake();
      if (event?.type === 'DELETED') throw new CliError(`pod ${name} was deleted`);
      if (event && done(event.object)) return event.object;
      if (event) continue;
      const left = deadline - cli.context.sim.now;
      if (left <= 0 || watch.events.closed) throw new CliError('timed out waiting for the condition');
      yield* cli.output.flush();
      yield* first([watch.events.ready(), delay(left)]);
    }
  } finally {
    watch.stop();
  }
}

function* untilRunning(cli: Cli, name: string): Task<JsonObject> {
  return yield* watchPod(cli, name, cli.flags.duration('pod-running-timeout') || RUNNING_TIMEOUT, (pod) =>
    ['Running', 'Succeeded', 'Failed'].includes(text(at(pod, 'status', 'phase'))),
  );
}

/** The exit status of a pod that does not restart; 0 for one that goes on. */
function* exitCode(cli: Cli, name: string): Task<number> {
  const live = cli.client.get(`/api/v1/namespaces/${cli.namespace}/pods/${name}`);
  if (at(live, 'spec', 'restartPolicy') === 'Always') return 0;
  const pod = yield* watchPod(cli, name, RUNNING_TIMEOUT, (one) =>
    ['Succeeded', 'Failed'].includes(text(at(one, 'status', 'phase'))),
  );
  const ended = objects(at(pod, 'status', 'containerStatuses')).find((one) => one.name === name);
  return Number(at(ended, 'state', 'terminated', 'exitCode') ?? 0);
}
