import type { Pod } from '../../api/types.ts';
import { Notice, type Simulation, type Timer } from '../../sim/index.ts';
import type { ClusterEvent, EventObjects, QueuedPod } from './framework.ts';
import type { Framework } from './framework-runtime.ts';

const INITIAL_BACKOFF = 1_000;
const MAX_BACKOFF = 10_000;
/** A pod that no event has helped is tried again after this long. */
const MAX_UNSCHEDULABLE = 5 * 60_000;
/** How often the unschedulable pods are looked through for such. */
const FLUSH_PERIOD = 30_000;

/** A pod in back-off, with the end of it. */
interface Backoff {
  readonly queued: QueuedPod;
  readonly until: number;
  /** Its last attempt ended in an error: it waits the back-off out even when the scheduler is idle. */
  readonly afterError: boolean;
}

/**
 * Pods waiting to be scheduled: active ones by QueueSort, ones in back-off, and unschedulable ones that wait for an event
 * which may help. An idle scheduler takes pods out of back-off at once, errors excepted (SchedulerPopFromBackoffQ, on since
 * 1.33). Models pkg/scheduler/backend/queue.
 */
export class SchedulingQueue {
  readonly #sim: Simulation;
  readonly #framework: Framework;
  readonly #active: QueuedPod[] = [];
  readonly #backoff = new Map<string, Backoff>();
  readonly #unschedulable = new Map<string, QueuedPod>();
  readonly #notice = new Notice();
  #backoffTimer: Timer | undefined;
  #flushTimer: Timer | undefined;
  readonly #started: number;

  constructor(sim: Simulation, framework: Framework) {
    this.#sim = sim;
    this.#framework = framework;
    this.#started = sim.now;
  }

  /** Announced when there may be a pod to take. */
  get notice(): Notice {
    return this.#notice;
  }

  get size(): number {
    return this.#active.length + this.#backoff.size + this.#unschedulable.size;
  }

  add(pod: Pod): void {
    const uid = pod.metadata.uid ?? '';
    this.delete(uid);
    this.#activate({
      pod,
      timestamp: this.#sim.now,
      attempts: 0,
      unschedulableCount: 0,
      consecutiveErrors: 0,
      unschedulablePlugins: new Set(),
      gated: false,
    });
  }

  /** The pod changed while it waits. */
  update(before: Pod | undefined, pod: Pod): void {
    const uid = pod.metadata.uid ?? '';
    const active = this.#active.find(({ pod: other }) => other.metadata.uid === uid);
    if (active) {
      active.pod = pod;
      return;
    }
    const backoff = this.#backoff.get(uid);
    if (backoff) {
      backoff.queued.pod = pod;
      return;
    }
    const waiting = this.#unschedulable.get(uid);
    if (!waiting) return this.add(pod);
    waiting.pod = pod;
    if (before && !schedulingRelevant(before, pod)) return;
    this.#moveIfHelped(waiting, 'UnscheduledPodUpdate', { podBefore: before, podAfter: pod });
  }

  delete(uid: string): void {
    const index = this.#active.findIndex(({ pod }) => pod.metadata.uid === uid);
    if (index >= 0) this.#active.splice(index, 1);
    this.#backoff.delete(uid);
    this.#unschedulable.delete(uid);
  }

  /** The next pod to schedule, for which an attempt now begins. */
  pop(): QueuedPod | undefined {
    const queued = this.#active.shift() ?? this.#popFromBackoff();
    if (queued) queued.attempts++;
    return queued;
  }

  get ready(): boolean {
    return this.#active.length > 0 || [...this.#backoff.values()].some(({ afterError }) => !afterError);
  }

  /** An attempt found no node, or failed. */
  addUnschedulable(queued: QueuedPod, plugins: ReadonlySet<string>, error: boolean): void {
    queued.timestamp = this.#sim.now;
    queued.unschedulablePlugins = plugins;
    if (error) {
      queued.consecutiveErrors++;
      this.#putInBackoff(queued, queued.consecutiveErrors, true);
      return;
    }
    queued.consecutiveErrors = 0;
    queued.unschedulableCount++;
    this.#unschedulable.set(queued.pod.metadata.uid ?? '', queued);
    this.#planFlush();
  }

  /** Something happened in the cluster: the pods that it may help get another attempt. */
  moveAll(event: ClusterEvent, objects: EventObjects): void {
    for (const queued of [...this.#unschedulable.values()]) this.#moveIfHelped(queued, event, objects);
  }

  #moveIfHelped(queued: QueuedPod, event: ClusterEvent, objects: EventObjects): void {
    if (!this.#helps(queued, event, objects)) return;
    const uid = queued.pod.metadata.uid ?? '';
    this.#unschedulable.delete(uid);
    if (
      queued.gated ||
      queued.unschedulableCount === 0 ||
      queued.timestamp + duration(queued.unschedulableCount) <= this.#sim.now
    )
      this.#activate(queued);
    else this.#putInBackoff(queued, queued.unschedulableCount, false);
  }

  #helps(queued: QueuedPod, event: ClusterEvent, objects: EventObjects): boolean {
    if (queued.unschedulablePlugins.size === 0) return true;
    for (const { plugin } of this.#framework.plugins) {
      if (!queued.unschedulablePlugins.has(plugin.name)) continue;
      const hint = plugin.events?.[event];
      if (hint === true || (hint && hint(queued.pod, event, objects))) return true;
    }
    return false;
  }

  /** Into the active queue, unless a PreEnqueue plugin holds it back. */
  #activate(queued: QueuedPod): void {
    const status = this.#framework.preEnqueue(queued.pod);
    queued.gated = status.code !== 'success';
    if (queued.gated) {
      queued.unschedulablePlugins = new Set(status.plugin ? [status.plugin] : []);
      this.#unschedulable.set(queued.pod.metadata.uid ?? '', queued);
      return;
    }
    let at = this.#active.length;
    while (at > 0 && this.#framework.less(queued, this.#active[at - 1] as QueuedPod)) at--;
    this.#active.splice(at, 0, queued);
    this.#notice.announce();
  }

  #putInBackoff(queued: QueuedPod, count: number, afterError: boolean): void {
    const until = queued.timestamp + duration(count);
    this.#backoff.set(queued.pod.metadata.uid ?? '', { queued, until, afterError });
    if (!afterError) this.#notice.announce();
    else this.#planBackoff();
  }

  #popFromBackoff(): QueuedPod | undefined {
    let first: Backoff | undefined;
    for (const entry of this.#backoff.values()) {
      if (!entry.afterError && (!first || entry.until < first.until)) first = entry;
    }
    if (!first) return undefined;
    this.#backoff.delete(first.queued.pod.metadata.uid ?? '');
    return first.queued;
  }

  #planBackoff(): void {
    if (this.#backoffTimer) this.#backoffTimer.cancelled = true;
    this.#backoffTimer = undefined;
    let next = Infinity;
    for (const { until } of this.#backoff.values()) next = Math.min(next, until);
    if (next === Infinity) return;
    this.#backoffTimer = this.#sim.at(next, () => {
      for (const [uid, { queued, until }] of [...this.#backoff]) {
        if (until > this.#sim.now) continue;
        this.#backoff.delete(uid);
        this.#activate(queued);
      }
      this.#planBackoff();
    });
  }

  /** Look through the unschedulable pods at the next multiple of the period, as long as there are any: an idle queue sets no timer. */
  #planFlush(): void {
    if (this.#flushTimer || this.#unschedulable.size === 0) return;
    const periods = Math.floor((this.#sim.now - this.#started) / FLUSH_PERIOD) + 1;
    this.#flushTimer = this.#sim.at(this.#started + periods * FLUSH_PERIOD, () => {
      this.#flushTimer = undefined;
      for (const [uid, queued] of [...this.#unschedulable]) {
        if (queued.gated || this.#sim.now - queued.timestamp <= MAX_UNSCHEDULABLE) continue;
        this.#unschedulable.delete(uid);
        this.#activate(queued);
      }
      if ([...this.#unschedulable.values()].some(({ gated }) => !gated)) this.#planFlush();
    });
  }
}

/** 1 s, doubled with each attempt, at most 10 s. */
function duration(count: number): number {
  let wait = INITIAL_BACKOFF;
  for (let i = 1; i < count && wait < MAX_BACKOFF; i++) wait *= 2;
  return Math.min(wait, MAX_BACKOFF);
}

/** Whether a change may matter to scheduling: status, resourceVersion and managed fields do not. Models isPodUpdated. */
function schedulingRelevant(before: Pod, after: Pod): boolean {
  const strip = (pod: Pod): string =>
    JSON.stringify([pod.spec, pod.metadata.labels, pod.metadata.annotations, pod.metadata.deletionTimestamp]);
  return strip(before) !== strip(after);
}
