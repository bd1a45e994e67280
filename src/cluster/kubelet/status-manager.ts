import { equalJson, type Json } from '../../api/json.ts';
import { pods } from '../../api/resources.ts';
import { formatTime } from '../../api/time.ts';
import type { Pod, PodCondition, PodStatus } from '../../api/types.ts';
import { sleep, type Simulation, type Task } from '../../sim/index.ts';
import type { JsonObject } from '../apiserver/request.ts';
import { Unreachable } from '../apiserver/unreachable.ts';
import { ApiError, isNotFound, type Client } from '../client.ts';
import { KUBELET_CONDITIONS } from './conditions.ts';
import { nameOf, namespaceOf, uidOf } from './pods.ts';
import type { Spawn } from './spawn.ts';

/** Milliseconds between looks at statuses that are not written yet. */
const SYNC_PERIOD = 10_000;

/** The object in the API that shows a pod's status: the pod itself, or a static pod's mirror. */
export type ApiPodOf = (pod: Pod) => Pod | undefined;

/** Keeps pods' statuses and writes them to the API server. Models pkg/kubelet/status manager. */
export class StatusManager {
  readonly #sim: Simulation;
  readonly #spawn: Spawn;
  readonly #client: Client;
  readonly #apiPodOf: ApiPodOf;
  /** What is to be tried again. */
  readonly #pending = new Set<string>();
  readonly #statuses = new Map<string, PodStatus>();
  /** What they were made of. */
  readonly #taken = new Map<string, PodStatus>();
  /** What was last written, by the API object's UID. */
  readonly #written = new Map<string, PodStatus>();

  constructor(sim: Simulation, spawn: Spawn, client: Client, apiPodOf: ApiPodOf) {
    this.#spawn = spawn;
    this.#sim = sim;
    this.#client = client;
    this.#apiPodOf = apiPodOf;
  }

  /** The latest status, written or not. */
  get(podUid: string): PodStatus | undefined {
    return this.#statuses.get(podUid);
  }

  forget(podUid: string): void {
    this.#statuses.delete(podUid);
    this.#taken.delete(podUid);
    this.#written.delete(podUid);
  }

  /** Take a new status: its transition times are set against the last one's, and it is written where it differs. */
  set(pod: Pod, status: PodStatus): void {
    const uid = uidOf(pod);
    const known = this.#statuses.get(uid);
    // The very one that was taken last: nothing to set, though it may still have to be written.
    if (known && this.#taken.get(uid) === status) return this.#sync(pod, known);
    this.#taken.set(uid, status);
    const old = known ?? pod.status ?? {};
    const now = formatTime(this.#sim.time);
    const conditions = (status.conditions ?? []).map((condition): PodCondition => {
      if (!KUBELET_CONDITIONS.includes(condition.type)) return condition;
      const before = old.conditions?.find(({ type }) => type === condition.type);
      const lastTransitionTime = before?.status === condition.status ? before.lastTransitionTime : now;
      return { ...condition, lastTransitionTime };
    });
    const full: PodStatus = { ...status, conditions, startTime: old.startTime ?? now };
    // One that says the same stays the same object, so that whoever looks again sees that nothing has changed.
    const kept = known && equalJson(known as JsonObject, full as JsonObject) ? known : full;
    this.#statuses.set(uid, kept);
    this.#sync(pod, kept);
  }

  /** Write a pod's status again where the API object has changed under it. */
  reconcile(pod: Pod): void {
    const status = this.#statuses.get(uidOf(pod));
    if (status) this.#sync(pod, status);
  }

  #sync(pod: Pod, status: PodStatus): void {
    const known = this.#apiPodOf(pod);
    if (!known) return;
    const target = uidOf(known);
    if (equalJson(this.#written.get(target) as JsonObject | undefined, status as JsonObject)) return;
    try {
      const current = this.#client.find(pods, nameOf(known), namespaceOf(known));
      if (!current || uidOf(current) !== target) return;
      const patch = statusPatch(current, status);
      if (patch) {
        this.#client.patch(
          pods,
          nameOf(known),
          namespaceOf(known),
          'merge',
          { metadata: { uid: target }, status: patch },
          { subresource: 'status', fieldManager: 'kubelet' },
        );
      }
      this.#written.set(target, status);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error instanceof Unreachable) this.#later(uidOf(pod), () => this.reconcile(pod));
    }
  }

  /** The pod's containers and volumes are gone: if it is being deleted, it may go now. */
  finishDeletion(pod: Pod): void {
    const known = this.#apiPodOf(pod);
    if (!known) return;
    try {
      this.#client.delete(pods, nameOf(known), namespaceOf(known), {
        gracePeriodSeconds: 0,
        preconditions: { uid: uidOf(known) },
      });
    } catch (error) {
      if (!isNotFound(error) && !(error instanceof ApiError)) throw error;
      if (error instanceof Unreachable) this.#later(`${uidOf(pod)} gone`, () => this.finishDeletion(pod));
    }
  }

  /** The API server could not be reached: try again at the next look (syncBatch). */
  #later(key: string, again: () => void): void {
    if (this.#pending.has(key)) return;
    this.#pending.add(key);
    const pending = this.#pending;
    this.#spawn(
      (function* (): Task {
        yield* sleep(SYNC_PERIOD);
        pending.delete(key);
        again();
      })(),
      'kubelet status',
    );
  }
}

/** A merge patch from the status in the API to ours, keeping conditions that are others'; `undefined` when nothing differs. */
function statusPatch(current: Pod, status: PodStatus): JsonObject | undefined {
  const before = (current.status ?? {}) as Record<string, unknown>;
  const others = (current.status?.conditions ?? []).filter(({ type }) => !KUBELET_CONDITIONS.includes(type));
  const own = (status.conditions ?? []).filter(({ type }) => KUBELET_CONDITIONS.includes(type));
  const after: Record<string, unknown> = { ...status, conditions: [...others, ...own] };
  if (before.qosClass !== undefined) after.qosClass = before.qosClass;
  const patch: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(after)) {
    if (!equalJson(before[key] as Json, value as Json)) patch[key] = value;
  }
  for (const key of ['reason', 'message', 'podIP', 'podIPs', 'nominatedNodeName']) {
    if (before[key] !== undefined && after[key] === undefined) patch[key] = null;
  }
  return Object.keys(patch).length > 0 ? (patch as JsonObject) : undefined;
}
