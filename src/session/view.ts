/** What the page shows of a cluster: plain data, sent from the Worker. Made from API objects by `cluster-view.ts`. */

/** How a Pod looks: its state as a shape. */
export type PodShape = 'pending' | 'running' | 'notready' | 'failed' | 'done' | 'terminating';
/** How one container of a Pod looks. */
export type CellShape = 'absent' | 'waiting' | 'running' | 'notready' | 'done' | 'failed';

export interface ContainerView {
  readonly name: string;
  readonly image: string;
  readonly shape: CellShape;
  /** The state's reason, e.g. `CrashLoopBackOff`; empty when it has none. */
  readonly reason: string;
  readonly exitCode: number | undefined;
  readonly restarts: number;
}

export interface PodView {
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
  /** Empty until it is scheduled. */
  readonly node: string;
  readonly phase: string;
  /** The word that `kubectl get pods` has in its STATUS column. */
  readonly status: string;
  readonly shape: PodShape;
  readonly ready: string;
  readonly restarts: number;
  readonly ip: string;
  /** Why it is not scheduled, or why it failed. */
  readonly message: string;
  readonly initContainers: readonly ContainerView[];
  readonly containers: readonly ContainerView[];
}

export interface Share {
  readonly requested: string;
  readonly allocatable: string;
  /** 0–1, and above 1 when more is requested than there is. */
  readonly fraction: number;
}

export interface NodeView {
  readonly name: string;
  readonly ready: boolean;
  /** The STATUS column of `kubectl get nodes`. */
  readonly status: string;
  readonly roles: readonly string[];
  readonly taints: readonly string[];
  readonly cpu: Share;
  readonly memory: Share;
  readonly pods: Share;
}

export interface EventView {
  readonly uid: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly type: string;
  readonly reason: string;
  readonly message: string;
  readonly count: number;
  /** Virtual milliseconds since 1970 at which it was last seen. */
  readonly at: number;
}

export interface ClusterView {
  readonly nodes: readonly NodeView[];
  readonly pods: readonly PodView[];
  /** The newest first, at most 200. */
  readonly events: readonly EventView[];
}
