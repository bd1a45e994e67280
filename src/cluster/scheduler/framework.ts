/**
 * The scheduling framework: what a plugin is and what it answers. Extension points carry Kubernetes' names.
 * Models k8s.io/kube-scheduler/framework and pkg/scheduler/framework.
 */
import type { Node, PersistentVolumeClaim, Pod } from '../../api/types.ts';
import type { NodeInfo } from './node-info.ts';

/** `skip` from PreFilter or PreScore leaves the plugin out of Filter or Score for this pod. */
export type StatusCode =
  'success' | 'error' | 'unschedulable' | 'unschedulableAndUnresolvable' | 'wait' | 'skip' | 'pending';

/** What a plugin says of a pod (and a node). */
export interface Status {
  readonly code: StatusCode;
  readonly reasons: readonly string[];
  /** The plugin that rejected. */
  readonly plugin?: string;
}

export const SUCCESS: Status = { code: 'success', reasons: [] };
export const SKIP: Status = { code: 'skip', reasons: [] };

/** Not now, but removing pods may help. */
export function unschedulable(...reasons: string[]): Status {
  return { code: 'unschedulable', reasons };
}

/** Not on this node, whatever pods are removed from it. */
export function unresolvable(...reasons: string[]): Status {
  return { code: 'unschedulableAndUnresolvable', reasons };
}

export function isRejected(status: Status): boolean {
  return (
    status.code === 'unschedulable' ||
    status.code === 'unschedulableAndUnresolvable' ||
    status.code === 'pending'
  );
}

export function statusMessage(status: Status): string {
  return status.reasons.join(', ');
}

/** What one scheduling cycle's plugins leave for one another, by plugin name. */
export class CycleState {
  readonly #data = new Map<string, unknown>();
  /** Plugins whose PreFilter said `skip`. */
  readonly skipFilter = new Set<string>();
  /** Plugins whose PreScore said `skip`. */
  readonly skipScore = new Set<string>();

  read<T>(key: string): T | undefined {
    return this.#data.get(key) as T | undefined;
  }

  write(key: string, value: unknown): void {
    this.#data.set(key, value);
  }
}

/** What happened in the cluster, as far as it may make a rejected pod schedulable. Names as in pkg/scheduler/framework/events.go. */
export type ClusterEvent =
  | 'NodeAdd'
  | 'NodeDelete'
  | 'NodeAllocatableChange'
  | 'NodeLabelChange'
  | 'NodeTaintChange'
  | 'AssignedPodAdd'
  | 'AssignedPodUpdate'
  | 'AssignedPodDelete'
  | 'UnscheduledPodUpdate'
  | 'PersistentVolumeClaimAdd'
  | 'PersistentVolumeClaimUpdate'
  | 'PersistentVolumeAdd'
  | 'PersistentVolumeUpdate'
  | 'StorageClassAdd'
  | 'UnschedulableTimeout'
  | 'BindingFailed';

/** The object of an event before and after it; `before` is absent for an addition, `after` for a deletion. */
export interface EventObjects {
  readonly nodeBefore?: Node;
  readonly nodeAfter?: Node;
  readonly podBefore?: Pod;
  readonly podAfter?: Pod;
  readonly claimAfter?: PersistentVolumeClaim;
}

/** Whether an event that a plugin registered for is worth a new attempt. Models framework.QueueingHintFn. */
export type QueueingHint = (pod: Pod, event: ClusterEvent, objects: EventObjects) => boolean;

export interface PreFilterResult {
  readonly status: Status;
  /** Only these nodes need a look; absent means all. */
  readonly nodeNames?: ReadonlySet<string>;
}

export interface PostFilterResult {
  readonly status: Status;
  /** The node that preemption makes room on; the empty string takes an earlier nomination back. */
  readonly nominatedNodeName?: string;
}

export interface NodeScore {
  readonly name: string;
  score: number;
}

export const MAX_NODE_SCORE = 100;

/** One plugin: the extension points that it has are the methods that it has. */
export interface Plugin {
  readonly name: string;
  /** Whether the pod may enter the active queue. */
  preEnqueue?(pod: Pod): Status;
  /** Whether `a` is to be scheduled before `b`. */
  less?(a: QueuedPod, b: QueuedPod): boolean;
  preFilter?(state: CycleState, pod: Pod, nodes: readonly NodeInfo[]): PreFilterResult;
  /** PreFilterExtensions: keep PreFilter's state true while preemption tries a node with pods put on it or taken off. */
  addPod?(state: CycleState, pod: Pod, added: Pod, node: NodeInfo): void;
  removePod?(state: CycleState, pod: Pod, removed: Pod, node: NodeInfo): void;
  filter?(state: CycleState, pod: Pod, node: NodeInfo): Status;
  postFilter?(state: CycleState, pod: Pod, statuses: NodeToStatus): PostFilterResult;
  preScore?(state: CycleState, pod: Pod, nodes: readonly NodeInfo[]): Status;
  score?(state: CycleState, pod: Pod, node: NodeInfo): number;
  normalizeScore?(state: CycleState, pod: Pod, scores: NodeScore[]): void;
  reserve?(state: CycleState, pod: Pod, nodeName: string): Status;
  unreserve?(state: CycleState, pod: Pod, nodeName: string): void;
  permit?(state: CycleState, pod: Pod, nodeName: string): Status;
  preBind?(state: CycleState, pod: Pod, nodeName: string): Status;
  bind?(state: CycleState, pod: Pod, nodeName: string): Status;
  postBind?(state: CycleState, pod: Pod, nodeName: string): void;
  /** The events after which a pod that this plugin rejected is worth another attempt. */
  readonly events?: Partial<Record<ClusterEvent, QueueingHint | true>>;
}

/** A pod in the scheduling queue. */
export interface QueuedPod {
  pod: Pod;
  /** When it was put into the queue this time, in virtual milliseconds. */
  timestamp: number;
  attempts: number;
  /** Attempts that ended in "unschedulable": they set the back-off. */
  unschedulableCount: number;
  /** Attempts that ended in an error: they have a back-off of their own. */
  consecutiveErrors: number;
  /** The plugins that rejected it last. */
  unschedulablePlugins: ReadonlySet<string>;
  gated: boolean;
}

/** The verdict on each node. Models framework.NodeToStatus. */
export class NodeToStatus {
  readonly #statuses = new Map<string, Status>();
  /** Of the nodes that were not looked at. */
  absent: Status = unresolvable();

  set(nodeName: string, status: Status): void {
    this.#statuses.set(nodeName, status);
  }

  get(nodeName: string): Status {
    return this.#statuses.get(nodeName) ?? this.absent;
  }

  get size(): number {
    return this.#statuses.size;
  }

  explicit(): IterableIterator<Status> {
    return this.#statuses.values();
  }
}
