import { summarizePod } from '../api/table/index.ts';
import { parseTime } from '../api/time.ts';
import type { Container, ContainerStatus, Node, Pod } from '../api/types.ts';
import type { JsonObject } from '../cluster/apiserver/request.ts';
import { addTo, podRequests, resourcesOf, type Resources } from '../cluster/scheduler/resources.ts';
import { formatQuantity } from './amounts.ts';
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

function podShape(pod: Pod, cells: readonly ContainerView[]): PodShape {
  if (pod.metadata?.deletionTimestamp) return 'terminating';
  const phase = pod.status?.phase;
  if (phase === 'Succeeded') return 'done';
  if (phase === 'Failed' || cells.some(({ shape }) => shape === 'failed')) return 'failed';
  if (phase !== 'Running') return 'pending';
  const ready = pod.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True');
  return ready ? 'running' : 'notready';
}

/** A pod as the page shows it; its words and counts are those of `kubectl get pods`. */
export function podView(object: JsonObject): PodView {
  const pod = object as unknown as Pod;
  const { spec, status } = pod;
  const initContainers = containerViews(spec?.initContainers, status?.initContainerStatuses, false);
  const containers = containerViews(spec?.containers, status?.containerStatuses, true);
  const summary = summarizePod(pod);
  const scheduled = status?.conditions?.find(({ type }) => type === 'PodScheduled');
  return {
    uid: pod.metadata?.uid ?? '',
    namespace: pod.metadata?.namespace ?? '',
    name: pod.metadata?.name ?? '',
    node: spec?.nodeName ?? '',
    phase: status?.phase ?? '',
    status: summary.status,
    shape: podShape(pod, [...initContainers, ...containers]),
    ready: summary.ready,
    restarts: summary.restarts,
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

/** An event as the page lists it, in either style of counting. */
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
    at: seen ? (parseTime(seen) ?? 0) : 0,
  };
}
