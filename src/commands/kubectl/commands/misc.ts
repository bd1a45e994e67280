import type { Task } from '../../../sim/index.ts';
import type { Cli } from '../cli.ts';
import { CliError } from '../errors.ts';
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
