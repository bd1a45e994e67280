import {
  addAmounts,
  compareAmounts,
  formatQuantity,
  parseQuantity,
  type Amount,
} from '../../../api/quantity.ts';
import type { Cli } from '../cli.ts';
import { isNotFound, StatusError } from '../errors.ts';
import { sortedKeys } from '../gofmt.ts';
import { at, nameOf, namespaceOf, object, objects, text, type Json, type JsonObject } from '../json.ts';
import { ageOf, rfc1123z } from '../time.ts';
import { eventLines, searchEvents } from './events.ts';
import { annotationLines, DescribeWriter, labelLines, resourceList } from './writer.ts';

const ROLE = 'node-role.kubernetes.io/';

/** `kubectl describe node`. Models pkg/describe's NodeDescriber. */
export function describeNode(cli: Cli, node: JsonObject, showEvents: boolean): string {
  const w = new DescribeWriter();
  const line = (title: string, value: string): void => w.write(0, `${title}:\t${value}\n`);
  const status = object(node.status);
  line('Name', nameOf(node));
  line('Roles', rolesOf(node).join(',') || '<none>');
  labelLines(w, 'Labels', at(node, 'metadata', 'labels'));
  annotationLines(w, 'Annotations', at(node, 'metadata', 'annotations'));
  line('CreationTimestamp', rfc1123z(text(at(node, 'metadata', 'creationTimestamp'))));
  taintLines(w, objects(at(node, 'spec', 'taints')));
  line('Unschedulable', String(at(node, 'spec', 'unschedulable') === true));
  lease(cli, w, node);
  conditions(w, objects(status.conditions));
  w.write(0, 'Addresses:\n');
  for (const one of objects(status.addresses)) w.write(1, `${text(one.type)}:\t${text(one.address)}\n`);
  for (const [title, key] of [
    ['Capacity', 'capacity'],
    ['Allocatable', 'allocatable'],
  ] as const) {
    const amounts = resourceList(status[key]);
    if (amounts.length > 0) w.write(0, `${title}:\n`);
    for (const [name, amount] of amounts) w.write(1, `${name}:\t${amount}\n`);
  }
  systemInfo(w, object(status.nodeInfo));
  if (text(at(node, 'spec', 'podCIDR')) !== '') line('PodCIDR', text(at(node, 'spec', 'podCIDR')));
  const cidrs = at(node, 'spec', 'podCIDRs');
  if (Array.isArray(cidrs) && cidrs.length > 0) line('PodCIDRs', (cidrs as Json[]).map(text).join(','));
  if (text(at(node, 'spec', 'providerID')) !== '') line('ProviderID', text(at(node, 'spec', 'providerID')));
  allocated(cli, w, node);
  if (showEvents) {
    // Events of hosts name the node by its UID (controllers) or by its name (the kubelet).
    eventLines(cli, w, [...searchEvents(cli, node, nameOf(node)), ...searchEvents(cli, node)]);
  }
  return w.toString();
}

export function rolesOf(node: JsonObject): string[] {
  const labels = object(at(node, 'metadata', 'labels'));
  const roles = sortedKeys(labels).flatMap((key) => {
    if (key.startsWith(ROLE)) return key.length > ROLE.length ? [key.slice(ROLE.length)] : [];
    return key === 'kubernetes.io/role' && text(labels[key]) !== '' ? [text(labels[key])] : [];
  });
  return [...new Set(roles)].sort();
}

function taintLines(w: DescribeWriter, taints: readonly JsonObject[]): void {
  w.write(0, 'Taints:\t');
  if (taints.length === 0) return w.write(0, '<none>\n');
  const shown = taints.map((one) => {
    const value = text(one.value);
    return {
      key: `${text(one.effect)},${text(one.key)}`,
      line: `${text(one.key)}${value === '' ? '' : `=${value}`}:${text(one.effect)}`,
    };
  });
  shown.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  for (const [i, { line }] of shown.entries()) w.write(0, `${i === 0 ? '' : '\t'}${line}\n`);
}

function lease(cli: Cli, w: DescribeWriter, node: JsonObject): void {
  const path = `/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/${nameOf(node)}`;
  let found: JsonObject;
  try {
    found = cli.client.get(path);
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    w.write(0, `Lease:\tFailed to get lease: ${isNotFound(error) ? error.message : error.message}\n`);
    return;
  }
  w.write(0, 'Lease:\n');
  const spec = object(found.spec);
  w.write(1, `HolderIdentity:\t${text(spec.holderIdentity) || '<unset>'}\n`);
  w.write(
    1,
    `AcquireTime:\t${text(spec.acquireTime) === '' ? '<unset>' : rfc1123z(text(spec.acquireTime))}\n`,
  );
  w.write(1, `RenewTime:\t${text(spec.renewTime) === '' ? '<unset>' : rfc1123z(text(spec.renewTime))}\n`);
}

function conditions(w: DescribeWriter, all: readonly JsonObject[]): void {
  if (all.length === 0) return;
  w.write(0, 'Conditions:\n  Type\tStatus\tLastHeartbeatTime\tLastTransitionTime\tReason\tMessage\n');
  w.write(1, '----\t------\t-----------------\t------------------\t------\t-------\n');
  for (const one of all) {
    const heartbeat = rfc1123z(text(one.lastHeartbeatTime));
    const transition = rfc1123z(text(one.lastTransitionTime));
    w.write(
      1,
      `${text(one.type)} \t${text(one.status)} \t${heartbeat} \t${transition} \t${text(one.reason)} \t${text(one.message)}\n`,
    );
  }
}

function systemInfo(w: DescribeWriter, info: JsonObject): void {
  w.write(0, 'System Info:\n');
  for (const [title, key] of [
    ['Machine ID', 'machineID'],
    ['System UUID', 'systemUUID'],
    ['Boot ID', 'bootID'],
    ['Kernel Version', 'kernelVersion'],
    ['OS Image', 'osImage'],
    ['Operating System', 'operatingSystem'],
    ['Architecture', 'architecture'],
    ['Container Runtime Version', 'containerRuntimeVersion'],
    ['Kubelet Version', 'kubeletVersion'],
    ['Kube-Proxy Version', 'kubeProxyVersion'],
  ] as const) {
    w.write(1, `${title}:\t${text(info[key])}\n`);
  }
}

const ZERO: Amount = { nanos: 0n, format: 'DecimalSI' };
type Amounts = Map<string, Amount>;

function addTo(total: Amounts, more: Amounts): void {
  for (const [name, amount] of more) {
    const before = total.get(name);
    total.set(name, before ? addAmounts(before, amount) : amount);
  }
}

function maxOf(total: Amounts, more: Amounts): void {
  for (const [name, amount] of more) {
    const before = total.get(name);
    if (!before || compareAmounts(amount, before) > 0) total.set(name, amount);
  }
}

function amountsOf(resources: Json | undefined): Amounts {
  return new Map(resourceList(resources).map(([name, amount]) => [name, parseQuantity(amount)]));
}

/** What a pod asks for or may use. Models component-helpers' resource.PodRequests and PodLimits. */
export function podAmounts(pod: JsonObject, key: 'requests' | 'limits'): Amounts {
  const spec = object(pod.spec);
  const total: Amounts = new Map();
  for (const container of objects(spec.containers)) addTo(total, amountsOf(at(container, 'resources', key)));
  const sidecars: Amounts = new Map();
  const init: Amounts = new Map();
  for (const container of objects(spec.initContainers)) {
    const own = amountsOf(at(container, 'resources', key));
    if (container.restartPolicy === 'Always') {
      addTo(total, own);
      addTo(sidecars, own);
      maxOf(init, sidecars);
    } else {
      addTo(own, sidecars);
      maxOf(init, own);
    }
  }
  maxOf(total, init);
  for (const [name, amount] of amountsOf(at(spec, 'resources', key))) total.set(name, amount);
  const overhead = amountsOf(spec.overhead);
  if (key === 'requests') addTo(total, overhead);
  else for (const [name, amount] of overhead) if (total.has(name)) addTo(total, new Map([[name, amount]]));
  return total;
}

function percent(amount: Amount, of: Amount | undefined, unit: bigint): string {
  const round = (nanos: bigint): number => Number((nanos + unit - 1n) / unit);
  const whole = of ? round(of.nanos) : 0;
  return `${formatQuantity(amount)} (${whole === 0 ? 0 : Math.trunc((round(amount.nanos) / whole) * 100)}%)`;
}

const MILLI = 1_000_000n;
const ONE = 1_000_000_000n;

function allocated(cli: Cli, w: DescribeWriter, node: JsonObject): void {
  const selector = `spec.nodeName=${nameOf(node)},status.phase!=Failed,status.phase!=Succeeded`;
  const pods = objects(
    cli.client.get('/api/v1/pods', [
      ['fieldSelector', selector],
      ['limit', '500'],
    ]).items,
  );
  const own = amountsOf(at(node, 'status', 'allocatable'));
  const allocatable = own.size > 0 ? own : amountsOf(at(node, 'status', 'capacity'));
  w.write(0, `Non-terminated Pods:\t(${pods.length} in total)\n`);
  w.write(1, 'Namespace\tName\t\tCPU Requests\tCPU Limits\tMemory Requests\tMemory Limits\tAge\n');
  w.write(1, '---------\t----\t\t------------\t----------\t---------------\t-------------\t---\n');
  const requests: Amounts = new Map();
  const limits: Amounts = new Map();
  for (const pod of pods) {
    const asked = podAmounts(pod, 'requests');
    const most = podAmounts(pod, 'limits');
    addTo(requests, asked);
    addTo(limits, most);
    const cells = [
      percent(asked.get('cpu') ?? ZERO, allocatable.get('cpu'), MILLI),
      percent(most.get('cpu') ?? ZERO, allocatable.get('cpu'), MILLI),
      percent(asked.get('memory') ?? ZERO, allocatable.get('memory'), ONE),
      percent(most.get('memory') ?? ZERO, allocatable.get('memory'), ONE),
      ageOf(text(at(pod, 'metadata', 'creationTimestamp')), cli.context.sim.time),
    ];
    w.write(1, `${namespaceOf(pod)}\t${nameOf(pod)}\t\t${cells.join('\t')}\n`);
  }
  w.write(0, 'Allocated resources:\n  (Total limits may be over 100 percent, i.e., overcommitted.)\n');
  w.write(1, 'Resource\tRequests\tLimits\n');
  w.write(1, '--------\t--------\t------\n');
  for (const [name, unit] of [
    ['cpu', MILLI],
    ['memory', ONE],
    ['ephemeral-storage', ONE],
  ] as const) {
    const [asked, most] = [requests.get(name) ?? ZERO, limits.get(name) ?? ZERO];
    w.write(
      1,
      `${name}\t${percent(asked, allocatable.get(name), unit)}\t${percent(most, allocatable.get(name), unit)}\n`,
    );
  }
  const others = [...allocatable.keys()]
    .filter((name) => name.startsWith('hugepages-') || name.includes('/'))
    .sort();
  for (const name of others) {
    const [asked, most] = [requests.get(name) ?? ZERO, limits.get(name) ?? ZERO];
    if (name.startsWith('hugepages-')) {
      w.write(
        1,
        `${name}\t${percent(asked, allocatable.get(name), ONE)}\t${percent(most, allocatable.get(name), ONE)}\n`,
      );
    } else w.write(1, `${name}\t${formatQuantity(asked)}\t${formatQuantity(most)}\n`);
  }
}
