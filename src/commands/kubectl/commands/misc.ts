import type { Task } from '../../../sim/index.ts';
import type { Cli } from '../cli.ts';
import { CliError, ExitError, UsageError } from '../errors.ts';
import { at, nameOf, object, objects, text } from '../json.ts';
import { TABLE_TABS, TabWriter } from '../tabwriter.ts';

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
