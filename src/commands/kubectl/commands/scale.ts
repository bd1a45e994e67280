import type { Task } from '../../../sim/index.ts';
import { build, fileFlags, infoPath, selectorFlag } from '../builder.ts';
import { dryRun, type Cli } from '../cli.ts';
import { MERGE_PATCH } from '../client.ts';
import { groupResource } from '../discovery.ts';
import { CliError, throwAll } from '../errors.ts';
import { at, object, objects, text } from '../json.ts';
import { formatTime } from '../time.ts';
import { sendStrategic } from './nodes.ts';
import { each, reporter } from './report.ts';

const RESTARTABLE = ['deployments.apps', 'daemonsets.apps', 'statefulsets.apps'];

/** `kubectl scale`. Models kubectl's pkg/cmd/scale. */
export function* scale(cli: Cli): Task<void> {
  const { flags } = cli;
  const replicas = flags.int('replicas');
  if (replicas < 0)
    throw new CliError('The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0');
  const result = yield* build(cli, {
    args: cli.args,
    ...fileFlags(cli),
    selector: selectorFlag(cli),
    all: flags.bool('all'),
    flatten: true,
    continueOnError: true,
  });
  const errors: unknown[] = [...result.errors];
  const report = reporter(cli);
  const current = flags.int('current-replicas');
  each(result.infos, errors, (info) => {
    if (!info.mapping.subresources.includes('scale'))
      throw new CliError('the server could not find the requested resource');
    const now = Number(at(info.object, 'spec', 'replicas') ?? 0);
    if (current >= 0 && now !== current) throw new CliError(`Expected replicas to be ${current}, was ${now}`);
    if (dryRun(cli) !== 'client') {
      const query: [string, string][] = dryRun(cli) === 'server' ? [['dryRun', 'All']] : [];
      cli.client.json('PATCH', infoPath(info, 'scale'), {
        query,
        body: { spec: { replicas } },
        contentType: MERGE_PATCH,
      });
    }
    report(info.mapping, info.name, info.object, 'scaled');
  });
  if (result.infos.length === 0 && errors.length === 0) throw new CliError('no objects passed to scale');
  throwAll(errors);
}

/** `kubectl rollout restart`: a template annotation that is new makes new pods. */
export function* rolloutRestart(cli: Cli): Task<void> {
  if (cli.args.length === 0 && cli.flags.list('filename').length === 0)
    throw new CliError('required resource not specified');
  const result = yield* build(cli, {
    args: cli.args,
    ...fileFlags(cli),
    selector: selectorFlag(cli),
    allowEmptySelector: true,
    flatten: true,
    continueOnError: true,
  });
  const errors: unknown[] = [...result.errors];
  const report = reporter(cli);
  each(result.infos, errors, (info) => {
    if (!RESTARTABLE.includes(groupResource(info.mapping))) {
      throw new CliError(`${info.mapping.resource} ${JSON.stringify(info.name)} restarting is not supported`);
    }
    const template = object(at(info.object, 'spec', 'template'));
    const metadata = object(template.metadata);
    const stamp = { 'kubectl.kubernetes.io/restartedAt': formatTime(cli.context.sim.time) };
    const annotations = { ...object(metadata.annotations), ...stamp };
    const spec = {
      ...object(info.object.spec),
      template: { ...template, metadata: { ...metadata, annotations } },
    };
    const after = sendStrategic(cli, info, { ...info.object, spec }, 'kubectl-rollout');
    report(info.mapping, info.name, after, 'restarted');
  });
  throwAll(errors);
}

/** `kubectl set image TYPE/NAME CONTAINER=IMAGE`. Models kubectl's pkg/cmd/set/set_image.go. */
export function* setImage(cli: Cli): Task<void> {
  const resources = cli.args.filter((arg) => !arg.includes('='));
  const pairs = cli.args
    .filter((arg) => arg.includes('='))
    .map((arg): [string, string] => [arg.slice(0, arg.indexOf('=')), arg.slice(arg.indexOf('=') + 1)]);
  if (resources.length > 0 && pairs.length === 0) throw new CliError('at least one image update is required');
  const result = yield* build(cli, {
    args: resources,
    ...fileFlags(cli),
    selector: selectorFlag(cli),
    all: cli.flags.bool('all'),
    flatten: true,
    continueOnError: true,
  });
  const errors: unknown[] = [...result.errors];
  const report = reporter(cli);
  each(result.infos, errors, (info) => {
    const isPod = info.mapping.resource === 'pods';
    const podSpec = object(isPod ? info.object.spec : at(info.object, 'spec', 'template', 'spec'));
    const names = [...objects(podSpec.containers), ...objects(podSpec.initContainers)].map((one) =>
      text(one.name),
    );
    for (const [name] of pairs) {
      if (name !== '*' && !names.includes(name))
        throw new CliError(`unable to find container named ${JSON.stringify(name)}`);
    }
    const replace = (key: string) =>
      podSpec[key] === undefined
        ? {}
        : {
            [key]: objects(podSpec[key]).map((one) => ({
              ...one,
              image: pairs.find(([name]) => name === '*' || name === one.name)?.[1] ?? one.image,
            })),
          };
    const changed = { ...podSpec, ...replace('containers'), ...replace('initContainers') };
    const template = object(at(info.object, 'spec', 'template'));
    const spec = isPod ? changed : { ...object(info.object.spec), template: { ...template, spec: changed } };
    if (JSON.stringify(changed) === JSON.stringify(podSpec)) return;
    const after = { ...info.object, spec };
    report(
      info.mapping,
      info.name,
      dryRun(cli) === 'client' ? after : sendStrategic(cli, info, after, 'kubectl-set'),
      'image updated',
    );
  });
  throwAll(errors);
}
