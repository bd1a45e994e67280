import { formatQuantity } from './amounts.ts';
import type { JsonObject } from '../cluster/apiserver/request.ts';
import type { Container, ContainerStatus, Node, Pod } from '../api/types.ts';
import { addTo, podRequests, resourcesOf, type Resources } from '../cluster/scheduler/resources.ts';
import type { CellShape, ContainerView, EventView, NodeView, PodShape, PodView, Share } from './view.ts';

type Statuses = readonly ContainerStatus[] | undefined;

function cellShape(status: ContainerStatus | undefined, probed: boolean): CellShape {
  if (status?.state?.running) return status.ready || !probed ? 'running' : 'notready';
  if (status?.state?.terminated) return status.state.terminated.exitCode === 0 ? 'done' : 'failed';
  const waiting = status?.state?.waiting?.reason ?? '';
  if (/BackOff|^Err|Error|InvalidImageName/.test(waiting)) return 'failed';
  return status && waiting !== 'PodInitializing' ? 'waiting' : 'absent';
}

function containerViews(
  containers: readonly Container[] | undefined,
  statuses: Statuses,
  probed: boolean,
): ContainerView[] {
  return (containers ?? []).map((container) => {
    const status = statuses?.find(({ name }) => name === container.name);
    const { waiting, terminated } = status?.state ?? {};
    return {
      name: container.name,
      image: container.image ?? '',
      shape: cellShape(status, probed),
      reason: waiting?.reason ?? terminated?.reason ?? '',
      exitCode: terminated?.exitCode,
      restarts: status?.restartCount ?? 0,
    };
  });
}

/** What one container's state makes of the STATUS column; empty when it says nothing. */
function stateWord(status: ContainerStatus): string {
  const { waiting, terminated } = status.state ?? {};
  if (waiting?.reason) return waiting.reason;
  if (!terminated) return '';
  if (terminated.reason) return terminated.reason;
  return terminated.signal ? `Signal:${terminated.signal}` : `ExitCode:${terminated.exitCode}`;
}

function isSidecar(pod: Pod, name: string): boolean {
  return pod.spec?.initContainers?.find((container) => container.name === name)?.restartPolicy === 'Always';
}

/** What the init containers make of the STATUS column; `undefined` once they are done. */
function initWord(pod: Pod): string | undefined {
  const all = pod.spec?.initContainers?.length ?? 0;
  for (const [index, status] of (pod.status?.initContainerStatuses ?? []).entries()) {
    const { waiting, terminated } = status.state ?? {};
    if (terminated?.exitCode === 0) continue;
    if (isSidecar(pod, status.name) && status.started) continue;
    if (terminated) return `Init:${stateWord(status)}`;
    if (waiting?.reason && waiting.reason !== 'PodInitializing') return `Init:${waiting.reason}`;
    return `Init:${index}/${all}`;
  }
  return undefined;
}

/** The STATUS column of `kubectl get pods`. Models printPod in pkg/printers/internalversion. */
export function statusWord(pod: Pod): string {
  const status = pod.status;
  let word = status?.reason || status?.phase || 'Unknown';
  const condition = (type: string): string | undefined =>
    status?.conditions?.find((item) => item.type === type)?.status;
  if (status?.conditions?.some((item) => item.type === 'PodScheduled' && item.reason === 'SchedulingGated')) {
    word = 'SchedulingGated';
  }
  const initializing = initWord(pod);
  if (initializing !== undefined) word = initializing;
  if (initializing === undefined || condition('Initialized') === 'True') {
    let running = false;
    for (const container of [...(status?.containerStatuses ?? [])].reverse()) {
      const own = stateWord(container);
      if (own) word = own;
      else if (container.ready && container.state?.running) running = true;
    }
    if (word === 'Completed' && running) word = condition('Ready') === 'True' ? 'Running' : 'NotReady';
  }
  const ended = status?.phase === 'Succeeded' || status?.phase === 'Failed';
  if (pod.metadata?.deletionTimestamp && status?.reason === 'NodeLost') return 'Unknown';
  return pod.metadata?.deletionTimestamp && !ended ? 'Terminating' : word;
}

function podShape(pod: Pod, cells: readonly ContainerView[]): PodShape {
  if (pod.metadata?.deletionTimestamp) return 'terminating';
  const phase = pod.status?.phase;
  if (phase === 'Succeeded') return 'done';
  if (phase === 'Failed' || cells.some(({ shape }) => shape === 'failed')) return 'failed';
  if (phase !== 'Running') return 'pending';
  const ready = pod.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True');
  return ready ? 'running' : 'notready';
}

export function podView(object: JsonObject): PodView {
  const pod = object as unknown as Pod;
  const { spec, status } = pod;
  const initContainers = containerViews(spec?.initContainers, status?.initContainerStatuses, false);
  const containers = containerViews(spec?.containers, status?.containerStatuses, true);
  const ready = (status?.containerStatuses ?? []).filter((item) => item.ready).length;
  const scheduled = status?.conditions?.find(({ type }) => type === 'PodScheduled');
  return {
    uid: pod.metadata?.uid ?? '',
    namespace: pod.metadata?.namespace ?? '',
    name: pod.metadata?.name ?? '',
    node: spec?.nodeName ?? '',
    phase: status?.phase ?? '',
    status: statusWord(pod),
    shape: podShape(pod, [...initContainers, ...containers]),
    ready: `${ready}/${containers.length}`,
    restarts: containers.reduce((sum, { restarts }) => sum + restarts, 0),
    ip: status?.podIP ?? '',
    message: status?.message ?? (scheduled?.status === 'False' ? (scheduled.message ?? '') : ''),
    initContainers,
    containers,
  };
}

function share(name: string, requested: Resources, allocatable: Resources): Share {
  const wanted = requested.get(name) ?? 0;
  const there = allocatable.get(name) ?? 0;
  return {
    requested: formatQuantity(name, wanted),
    allocatable: formatQuantity(name, there),
    fraction: there > 0 ? wanted / there : 0,
  };
}

const ROLE = 'node-role.kubernetes.io/';

/** @param pods every pod of the cluster */
export function nodeView(object: JsonObject, pods: readonly JsonObject[]): NodeView {
  const node = object as unknown as Node;
  const name = node.metadata?.name ?? '';
  const requested: Resources = new Map([['pods', 0]]);
  for (const item of pods) {
    const pod = item as unknown as Pod;
    const ended = pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';
    if (pod.spec?.nodeName !== name || ended) continue;
    addTo(requested, podRequests(pod));
    addTo(requested, new Map([['pods', 1]]));
  }
  const allocatable = resourcesOf(node.status?.allocatable);
  const condition = node.status?.conditions?.find(({ type }) => type === 'Ready')?.status;
  const word = condition === 'True' ? 'Ready' : condition === undefined ? 'Unknown' : 'NotReady';
  return {
    name,
    ready: condition === 'True',
    status: node.spec?.unschedulable ? `${word},SchedulingDisabled` : word,
    roles: Object.keys(node.metadata?.labels ?? {})
      .filter((label) => label.startsWith(ROLE))
      .map((label) => label.slice(ROLE.length))
      .sort(),
    taints: (node.spec?.taints ?? []).map(
      ({ key, value, effect }) => `${key}${value ? `=${value}` : ''}:${effect}`,
    ),
    cpu: share('cpu', requested, allocatable),
    memory: share('memory', requested, allocatable),
    pods: share('pods', requested, allocatable),
  };
}

interface CoreEvent {
  readonly metadata?: { readonly uid?: string; readonly creationTimestamp?: string };
  readonly involvedObject?: { readonly kind?: string; readonly namespace?: string; readonly name?: string };
  readonly type?: string;
  readonly reason?: string;
  readonly message?: string;
  readonly count?: number;
  readonly lastTimestamp?: string | null;
  readonly eventTime?: string | null;
  readonly series?: { readonly count?: number; readonly lastObservedTime?: string };
}

export function eventView(object: JsonObject): EventView {
  const event = object as unknown as CoreEvent;
  const seen =
    event.series?.lastObservedTime ??
    event.lastTimestamp ??
    event.eventTime ??
    event.metadata?.creationTimestamp;
  return {
    uid: event.metadata?.uid ?? '',
    kind: event.involvedObject?.kind ?? '',
    namespace: event.involvedObject?.namespace ?? '',
    name: event.involvedObject?.name ?? '',
    type: event.type ?? '',
    reason: event.reason ?? '',
    message: event.message ?? '',
    count: event.series?.count ?? event.count ?? 1,
    at: seen ? Date.parse(seen) : 0,
  };
}
