/**
 * Judges nodes by their heartbeats and tells of their state by taints. Models pkg/controller/nodelifecycle.
 *
 * Upstream looks at every node each five seconds. Here the look happens at the same moments, but only at those at which there can
 * be something to do, so that a quiet cluster costs nothing.
 */
import { leases, nodes, pods } from '../../api/resources.ts';
import { formatTime } from '../../api/time.ts';
import type { Node, NodeCondition, Taint } from '../../api/types.ts';
import type { Timer } from '../../sim/index.ts';
import { setPodCondition } from '../pod-conditions.ts';
import { startWorker, type ControllerContext } from './controller.ts';
import { hasTaint, NOT_READY, swapTaints, UNREACHABLE } from './node-taints.ts';

const MONITOR_PERIOD = 5_000;
const GRACE_PERIOD = 50_000;
const STARTUP_GRACE_PERIOD = 60_000;
/** How often nodes are tainted NoExecute: one in ten seconds (`--node-eviction-rate` 0.1). */
const EVICTION_INTERVAL = 10_000;

/** Which taint a condition's status calls for. */
const CONDITION_TAINTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Ready: { False: NOT_READY, Unknown: UNREACHABLE },
  MemoryPressure: { True: 'node.kubernetes.io/memory-pressure' },
  DiskPressure: { True: 'node.kubernetes.io/disk-pressure' },
  NetworkUnavailable: { True: 'node.kubernetes.io/network-unavailable' },
  PIDPressure: { True: 'node.kubernetes.io/pid-pressure' },
};
const UNSCHEDULABLE = 'node.kubernetes.io/unschedulable';
const MANAGED = new Set([
  UNSCHEDULABLE,
  ...Object.values(CONDITION_TAINTS).flatMap((by) => Object.values(by)),
]);

const noExecute = (key: string): Taint => ({ key, effect: 'NoExecute' });

export interface NodeLifecycleOptions {
  /** Whether silent nodes are declared Unknown and NoExecute taints are set; not where there are no kubelets to hear from. */
  readonly judgeHeartbeats: boolean;
}

export function startNodeLifecycleController(
  context: ControllerContext,
  options: NodeLifecycleOptions,
): void {
  startConditionTaints(context);
  new HealthMonitor(context, options).start();
}

/** Keeps the NoSchedule taints true to conditions and to spec.unschedulable. Models doNoScheduleTaintingPass. */
function startConditionTaints(context: ControllerContext): void {
  const { informers } = context;
  const queue = startWorker(context, 'node-lifecycle-controller', (name) => {
    const node = informers.informer(nodes).get(name);
    if (!node) return;
    const wanted: Taint[] = [];
    for (const { type, status } of node.status?.conditions ?? []) {
      const key = CONDITION_TAINTS[type]?.[status];
      if (key) wanted.push({ key, effect: 'NoSchedule' });
    }
    if (node.spec.unschedulable) wanted.push({ key: UNSCHEDULABLE, effect: 'NoSchedule' });
    const present = (node.spec.taints ?? []).filter(
      ({ key, effect }) => effect === 'NoSchedule' && MANAGED.has(key),
    );
    // A node that has said nothing yet keeps the taint that it was created with.
    const removed = present
      .filter(({ key }) => !wanted.some((taint) => taint.key === key))
      .filter(({ key }) => {
        return key !== NOT_READY || readyCondition(node) !== undefined;
      });
    const added = wanted.filter(({ key }) => !present.some((taint) => taint.key === key));
    if (added.length > 0 || removed.length > 0) swapTaints(context, name, added, removed);
  });
  const look = (node: Node): void => queue.add(node.metadata.name);
  informers.informer(nodes).addEventHandler({
    onAdd: look,
    onUpdate: (before, after) => {
      if (before.spec !== after.spec || before.status?.conditions !== after.status?.conditions) look(after);
    },
  });
}

function readyCondition(node: Node): NodeCondition | undefined {
  return node.status?.conditions?.find(({ type }) => type === 'Ready');
}

interface Health {
  /** When a look last found a fresh heartbeat, in virtual milliseconds. */
  probed: number;
}

class HealthMonitor {
  readonly #context: ControllerContext;
  readonly #options: NodeLifecycleOptions;
  readonly #started: number;
  readonly #known = new Map<string, Node>();
  readonly #health = new Map<string, Health>();
  #timer: (Timer & { at: number }) | undefined;
  #lastLook = -1;
  #fullyDisrupted = false;
  /** From when on the next node may be tainted NoExecute. */
  #nextEviction = 0;

  constructor(context: ControllerContext, options: NodeLifecycleOptions) {
    this.#context = context;
    this.#options = options;
    this.#started = context.sim.now;
  }

  start(): void {
    const { informers } = this.#context;
    informers.informer(nodes).addEventHandler({
      onAdd: () => this.#lookSoon(),
      onUpdate: (before, after) => {
        const old = readyCondition(before);
        const ready = readyCondition(after);
        if (old?.lastHeartbeatTime !== ready?.lastHeartbeatTime) this.#heard(after.metadata.name);
        if (old?.status !== ready?.status) this.#lookSoon();
      },
      onDelete: () => this.#lookSoon(),
    });
    if (!this.#options.judgeHeartbeats) return;
    const renewed = ({ metadata }: { metadata: { name: string; namespace?: string } }): void => {
      if (metadata.namespace === 'kube-node-lease') this.#heard(metadata.name);
    };
    informers
      .informer(leases)
      .addEventHandler({ onAdd: renewed, onUpdate: (_before, lease) => renewed(lease) });
  }

  /** The moment of the next look: a multiple of the period since the start. */
  #nextLook(time: number): number {
    const periods = Math.ceil((time - this.#started) / MONITOR_PERIOD);
    return this.#started + periods * MONITOR_PERIOD;
  }

  #heard(name: string): void {
    const health = this.#health.get(name);
    // The heartbeat counts from the look that would find it.
    if (health) health.probed = this.#nextLook(this.#context.sim.now);
  }

  #lookSoon(): void {
    const at = this.#nextLook(this.#context.sim.now);
    // What a look itself brings about is seen by the one after it.
    this.#plan(at === this.#lastLook ? at + MONITOR_PERIOD : at);
  }

  #plan(at: number): void {
    if (this.#timer && this.#timer.at <= at) return;
    if (this.#timer) this.#timer.cancelled = true;
    this.#timer = Object.assign(
      this.#context.sim.at(at, () => {
        this.#timer = undefined;
        this.#lastLook = at;
        this.#look();
      }),
      { at },
    );
  }

  /** Models monitorNodeHealth. */
  #look(): void {
    const { sim, informers } = this.#context;
    const all = informers.informer(nodes).list();
    const record = this.#context.recorder('node-controller');
    for (const node of all) {
      const { name } = node.metadata;
      if (this.#known.get(name)?.metadata.uid === node.metadata.uid) continue;
      record.event(node, 'Normal', 'RegisteredNode', `Registered Node ${name} in Controller`);
      this.#known.set(name, node);
      this.#health.set(name, { probed: sim.now });
    }
    for (const [name, node] of this.#known) {
      if (all.some((other) => other.metadata.name === name)) continue;
      record.event(node, 'Normal', 'RemovingNode', `Removing Node ${name} from Controller`);
      this.#known.delete(name);
      this.#health.delete(name);
    }
    if (!this.#options.judgeHeartbeats) return;
    let next = Infinity;
    const judged = all.map((node) => {
      const observed = readyCondition(node)?.status ?? 'Unknown';
      const current = this.#judge(node);
      if (current !== observed || (observed !== 'True' && this.#wantsTaint(node, observed))) {
        next = Math.min(next, sim.now + MONITOR_PERIOD);
      }
      if (current !== 'Unknown') next = Math.min(next, this.#deadline(node));
      return { node, observed, current };
    });
    this.#disruption(judged.map(({ current }) => current));
    for (const { node, observed, current } of judged) {
      if (observed === 'True' || this.#fullyDisrupted) this.#markReachable(node);
      else this.#taintNoExecute(node, observed);
      if (observed === 'True' && current !== 'True') this.#notReady(node);
    }
    if (next < Infinity) this.#plan(Math.max(this.#nextLook(next), sim.now + MONITOR_PERIOD));
  }

  #deadline(node: Node): number {
    const grace = readyCondition(node) ? GRACE_PERIOD : STARTUP_GRACE_PERIOD;
    return (this.#health.get(node.metadata.name)?.probed ?? this.#context.sim.now) + grace;
  }

  /** Declare a node Unknown that has been silent too long. @returns its Ready status now. Models tryUpdateNodeHealth. */
  #judge(node: Node): string {
    const { sim, client } = this.#context;
    const observed = readyCondition(node);
    if (sim.now < this.#deadline(node)) return observed?.status ?? 'Unknown';
    if (observed?.status === 'Unknown') return 'Unknown';
    const current = client.find(nodes, node.metadata.name);
    if (!current) return 'Unknown';
    const now = formatTime(sim.time);
    const conditions = [...(current.status?.conditions ?? [])];
    for (const type of ['Ready', 'MemoryPressure', 'DiskPressure', 'PIDPressure']) {
      const index = conditions.findIndex((condition) => condition.type === type);
      const before = conditions[index];
      if (!before) {
        conditions.push({
          type,
          status: 'Unknown',
          reason: 'NodeStatusNeverUpdated',
          message: 'Kubelet never posted node status.',
          lastHeartbeatTime: node.metadata.creationTimestamp,
          lastTransitionTime: now,
        });
      } else if (before.status !== 'Unknown') {
        conditions[index] = {
          ...before,
          status: 'Unknown',
          reason: 'NodeStatusUnknown',
          message: 'Kubelet stopped posting node status.',
          lastTransitionTime: now,
        };
      }
    }
    client.updateStatus(nodes, { ...current, status: { ...current.status, conditions } });
    return 'Unknown';
  }

  /** With no node ready at all nothing is evicted: the fault is more likely here. Models handleDisruption. */
  #disruption(statuses: readonly string[]): void {
    const fully = statuses.length > 0 && statuses.every((status) => status !== 'True');
    if (this.#fullyDisrupted && !fully) {
      for (const health of this.#health.values()) health.probed = this.#context.sim.now;
    }
    this.#fullyDisrupted = fully;
  }

  #wantsTaint(node: Node, status: string): boolean {
    return !hasTaint(node, noExecute(status === 'False' ? NOT_READY : UNREACHABLE));
  }

  /** Models markNodeForTainting and doNoExecuteTaintingPass, with the rate limit between nodes. */
  #taintNoExecute(node: Node, status: string): void {
    const { sim, client } = this.#context;
    const [wanted, opposite] = status === 'False' ? [NOT_READY, UNREACHABLE] : [UNREACHABLE, NOT_READY];
    if (!this.#wantsTaint(node, status)) return;
    const swap = (): void =>
      swapTaints(this.#context, node.metadata.name, [noExecute(wanted)], [noExecute(opposite)]);
    if (hasTaint(node, noExecute(opposite))) return swap();
    const at = Math.max(sim.now, this.#nextEviction);
    this.#nextEviction = at + EVICTION_INTERVAL;
    sim.at(at, () => {
      const current = client.find(nodes, node.metadata.name);
      if (current && readyCondition(current)?.status === status && !this.#fullyDisrupted) swap();
    });
  }

  /** Models markNodeAsReachable. */
  #markReachable(node: Node): void {
    const stale = [noExecute(NOT_READY), noExecute(UNREACHABLE)].filter((taint) => hasTaint(node, taint));
    if (stale.length > 0) swapTaints(this.#context, node.metadata.name, [], stale);
  }

  /** A ready node has gone silent: say so, on it and on its pods. Models MarkPodsNotReady. */
  #notReady(node: Node): void {
    const { client, informers, sim } = this.#context;
    const record = this.#context.recorder('node-controller');
    const { name } = node.metadata;
    record.event(node, 'Normal', 'NodeNotReady', `Node ${name} status is now: NodeNotReady`);
    for (const pod of informers.informer(pods).list()) {
      if (pod.spec.nodeName !== name) continue;
      const current = client.find(pods, pod.metadata.name, pod.metadata.namespace);
      const ready = current?.status?.conditions?.find(({ type }) => type === 'Ready');
      if (!current || !ready) continue;
      const status = setPodCondition(sim, current, { ...ready, status: 'False' });
      if (!status) continue;
      client.updateStatus(pods, { ...current, status });
      record.event(current, 'Warning', 'NodeNotReady', 'Node is not ready');
    }
  }
}
