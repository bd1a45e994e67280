import type { Task } from '../../../sim/index.ts';
import { listQuery } from '../builder.ts';
import type { Cli } from '../cli.ts';
import { eventAge } from '../describe/events.ts';
import { CliError, ExitError, UsageError } from '../errors.ts';
import { at, nameOf, namespaceOf, object, objects, text, type JsonObject } from '../json.ts';
import { objectPrinter } from '../printers/object.ts';
import { TABLE_TABS, TabWriter } from '../tabwriter.ts';
import { parseTime } from '../time.ts';

/** `kubectl cluster-info`. */
export function* clusterInfo(cli: Cli): Task<void> {
  const colour = (code: string, words: string): string =>
    cli.context.stdout.tty ? `\u001b[${code}m${words}\u001b[0m` : words;
  const server = cli.kubeconfig.server || 'https://localhost:8443';
  const path = '/api/v1/namespaces/kube-system/services';
  const services = objects(
    cli.client.get(path, [
      ['labelSelector', 'kubernetes.io/cluster-service=true'],
      ['limit', '500'],
    ]).items,
  );
  cli.output.out(`${colour('0;32', 'Kubernetes control plane')} is running at ${colour('0;33', server)}\n`);
  for (const service of services) {
    const [port] = objects(at(service, 'spec', 'ports'));
    const label = text(at(service, 'metadata', 'labels', 'kubernetes.io/name')) || nameOf(service);
    const portName = text(port?.name);
    const link = `${server}/api/v1/namespaces/kube-system/services/${nameOf(service)}${portName === '' ? '' : `:${portName}`}/proxy`;
    cli.output.out(`${colour('0;32', label)} is running at ${colour('0;33', link)}\n`);
  }
  cli.output.out("\nTo further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.\n");
}

/** `kubectl events`. Models kubectl's pkg/cmd/events. */
export function* events(cli: Cli): Task<number> {
  const { flags } = cli;
  const everywhere = flags.bool('all-namespaces');
  const path = everywhere ? '/api/v1/events' : `/api/v1/namespaces/${cli.namespace}/events`;
  const target = flags.string('for');
  const query = listQuery({ args: [] });
  let involved = '';
  if (target !== '') {
    const [type = '', name = ''] = target.split('/');
    if (name === '') throw new CliError(`--for must be in resource/name form`);
    involved = `involvedObject.kind=${cli.discovery.require(type).kind},involvedObject.name=${name}`;
    query.unshift(['fieldSelector', involved]);
  }
  const types = flags.list('types').map((one) => one.toLowerCase());
  const wanted = (event: JsonObject): boolean =>
    types.length === 0 || types.includes(text(event.type).toLowerCase());
  const answer = cli.client.get(path, query);
  const last = (event: JsonObject): number =>
    parseTime(
      text(at(event, 'series', 'lastObservedTime')) || text(event.lastTimestamp) || text(event.eventTime),
    ) ?? 0;
  const all = objects(answer.items).filter(wanted);
  const sorted = [...all].sort((a, b) => last(a) - last(b));
  const format = flags.string('output');
  if (format !== '') {
    objectPrinter(cli, format)({ apiVersion: 'v1', items: sorted, kind: 'EventList', metadata: {} });
    return 0;
  }
  const watching = flags.bool('watch');
  if (sorted.length === 0 && !watching) {
    cli.output.err(everywhere ? 'No events found.\n' : `No events found in ${cli.namespace} namespace.\n`);
    return 0;
  }
  const writer = new TabWriter(TABLE_TABS);
  if (!flags.bool('no-headers'))
    writer.write(`${everywhere ? 'NAMESPACE\t' : ''}LAST SEEN\tTYPE\tREASON\tOBJECT\tMESSAGE\n`);
  const line = (event: JsonObject): void => {
    const who = `${text(at(event, 'involvedObject', 'kind'))}/${text(at(event, 'involvedObject', 'name'))}`;
    const where = everywhere ? `${namespaceOf(event)}\t` : '';
    writer.write(
      `${where}${eventAge(event, cli.context.sim.time)}\t${text(event.type)}\t${text(event.reason)}\t${who}\t${text(event.message).trim()}\n`,
    );
  };
  for (const event of sorted) line(event);
  cli.output.out(writer.flush());
  if (!watching) return 0;
  const since = text(object(answer.metadata).resourceVersion);
  const watch = cli.client.watch(path, [
    ...(involved === '' ? [] : [['fieldSelector', involved] as const]),
    ['resourceVersion', since],
  ]);
  try {
    for (;;) {
      yield* cli.output.flush();
      const event = yield* watch.events.take();
      if (!event) return 0;
      if (event.type === 'DELETED' || event.type === 'BOOKMARK' || !wanted(event.object)) continue;
      line(event.object);
      cli.output.out(writer.flush());
    }
  } finally {
    watch.stop();
  }
}

/** `kubectl top`, where the cluster has no metrics. */
export function* top(cli: Cli): Task<void> {
  const served = cli.discovery.all().some((one) => one.group === 'metrics.k8s.io');
  if (!served) throw new CliError('Metrics API not available');
  const nodes = cli.path[1] === 'node';
  const base = '/apis/metrics.k8s.io/v1beta1';
  const path = nodes ? `${base}/nodes` : `${base}/namespaces/${cli.namespace}/pods`;
  const items = objects(cli.client.get(path).items);
  const writer = new TabWriter(TABLE_TABS);
  writer.write('NAME\tCPU(cores)\tMEMORY(bytes)\n');
  for (const item of items) {
    const usage = nodes ? object(item.usage) : object(at(objects(item.containers)[0], 'usage'));
    writer.write(`${nameOf(item)}\t${text(usage.cpu)}\t${text(usage.memory)}\n`);
  }
  cli.output.out(writer.flush());
}

/** `kubectl auth can-i VERB TYPE`. */
export function* canI(cli: Cli): Task<number> {
  const [verb, type] = cli.args;
  if (verb === undefined || type === undefined)
    throw new CliError(
      "you must specify two arguments: verb resource or verb resource/resourceName.\nSee 'kubectl auth can-i -h' for help and examples.",
    );
  const [word = '', name = ''] = type.split('/');
  const mapping = type.startsWith('/') || type === '*' ? undefined : cli.discovery.find(word);
  if (!mapping && !type.startsWith('/') && type !== '*') {
    cli.output.err(`Warning: the server doesn't have a resource type '${word}'\n\n`);
  }
  const attributes = type.startsWith('/')
    ? { nonResourceAttributes: { path: type, verb } }
    : {
        resourceAttributes: {
          group: mapping?.group ?? '',
          name,
          namespace: cli.flags.bool('all-namespaces') ? '' : cli.namespace,
          resource: mapping?.resource ?? word,
          verb,
        },
      };
  const body = {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SelfSubjectAccessReview',
    metadata: {},
    spec: attributes,
  };
  const answer = cli.client.json('POST', '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', { body });
  const allowed = at(answer, 'status', 'allowed') === true;
  if (mapping && !mapping.namespaced)
    cli.output.err(
      `Warning: resource '${mapping.resource}' is not namespace scoped${mapping.group === '' ? '' : ` in group '${mapping.group}'`}\n\n`,
    );
  const reason = text(at(answer, 'status', 'reason'));
  if (!cli.flags.bool('quiet'))
    cli.output.out(`${allowed ? 'yes' : 'no'}${!allowed && reason !== '' ? ` - ${reason}` : ''}\n`);
  if (!allowed) throw new ExitError(1, '');
  return 0;
}

/** `kubectl edit`: the editor of the lesson opens files, not objects. */
export function* edit(cli: Cli): Task<void> {
  if (cli.args.length === 0) throw new UsageError('must specify the resource to edit');
  throw new CliError(
    "this kubectl does not have edit yet: use 'kubectl get -o yaml > FILE', change FILE, and 'kubectl apply -f FILE'",
  );
}
