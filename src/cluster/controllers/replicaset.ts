import { pods, replicasets } from '../../api/resources.ts';
import { formatTime } from '../../api/time.ts';
import type { Pod, ReplicaSet, ReplicaSetCondition, ReplicaSetStatus } from '../../api/types.ts';
import { ApiError } from '../client.ts';
import { claim } from './claim.ts';
import { deepEqual, keyOf, splitKey, startWorker, type ControllerContext } from './controller.ts';
import { podControl } from './pod-control.ts';
import {
  controllerOf,
  controllerReference,
  isPodActive,
  isPodReady,
  isPodTerminal,
  untilAvailable,
} from './pod-utils.ts';

/** The most pods that one round creates or deletes. */
const BURST = 500;

/** Keeps the wanted number of pods. Models pkg/controller/replicaset. */
export function startReplicaSetController(context: ControllerContext): void {
  const { client, informers, sim } = context;
  const recorder = context.recorder('replicaset-controller');
  const control = podControl(context, recorder);

  /** Create or delete what is missing or too much. @returns an error of the API server's that stopped it */
  const manage = (set: ReplicaSet, active: readonly Pod[]): ApiError | undefined => {
    const difference = active.length - (set.spec?.replicas ?? 1);
    const reference = controllerReference(set, 'apps/v1', 'ReplicaSet');
    try {
      for (let i = 0; i < Math.min(-difference, BURST); i++)
        control.create(set, set.spec?.template ?? {}, reference);
      if (difference > 0) {
        for (const pod of podsToDelete(context, set, active).slice(0, Math.min(difference, BURST)))
          control.delete(set, pod);
      }
    } catch (error) {
      if (error instanceof ApiError) return error;
      throw error;
    }
    return undefined;
  };

  const queue = startWorker(context, 'replicaset-controller', (key, queue) => {
    const { namespace, name } = splitKey(key);
    const set = client.find(replicasets, name, namespace);
    if (!set) return;
    const reference = controllerReference(set, 'apps/v1', 'ReplicaSet');
    const owned = claim(context, pods, set, set.spec?.selector, reference);
    const active = owned.filter(isPodActive);
    let failure: ApiError | undefined;
    if (!set.metadata.deletionTimestamp) failure = manage(set, active);
    const { status, wait } = calculateStatus(set, owned, active, failure, sim.time);
    if (!deepEqual(status, set.status)) client.updateStatus(replicasets, { ...set, status });
    if (wait < Infinity) queue.addAfter(key, wait);
    if (failure) throw failure;
  });

  const setChanged = (set: ReplicaSet): void => queue.add(keyOf(set));
  informers.informer(replicasets).addEventHandler({
    onAdd: setChanged,
    onUpdate: (_before, after) => setChanged(after),
  });
  enqueueOwners(
    context,
    'ReplicaSet',
    (key) => queue.add(key),
    (pod) => {
      for (const set of informers.informer(replicasets).list(pod.metadata.namespace)) queue.add(keyOf(set));
    },
  );
}

/** Tell a controller of changes to its pods: by their controller, or `orphan` for those that have none. */
export function enqueueOwners(
  context: ControllerContext,
  kind: string,
  enqueue: (key: string) => void,
  orphan: (pod: Pod) => void = () => undefined,
): void {
  const tell = (pod: Pod): void => {
    const controller = controllerOf(pod);
    if (!controller) return orphan(pod);
    if (controller.kind === kind) enqueue(`${pod.metadata.namespace ?? ''}/${controller.name}`);
  };
  context.informers.informer(pods).addEventHandler({
    onAdd: (pod) => tell(pod),
    onUpdate: (before, after) => {
      if (controllerOf(before)?.uid !== controllerOf(after)?.uid && controllerOf(before)) tell(before);
      tell(after);
    },
    onDelete: (pod) => {
      if (controllerOf(pod)) tell(pod);
    },
  });
}

/** @returns with the status how long it is until another pod is available; Infinity where none is about to be */
function calculateStatus(
  set: ReplicaSet,
  owned: readonly Pod[],
  active: readonly Pod[],
  failure: ApiError | undefined,
  now: number,
): { status: ReplicaSetStatus; wait: number } {
  const labels = Object.entries(set.spec?.template?.metadata?.labels ?? {});
  const minReady = set.spec?.minReadySeconds ?? 0;
  const conditions = (set.status?.conditions ?? []).filter(({ type }) => type !== 'ReplicaFailure');
  if (failure) {
    const before = set.status?.conditions?.find(({ type }) => type === 'ReplicaFailure');
    const condition: ReplicaSetCondition = {
      type: 'ReplicaFailure',
      status: 'True',
      lastTransitionTime: formatTime(now),
      reason: active.length < (set.spec?.replicas ?? 1) ? 'FailedCreate' : 'FailedDelete',
      message: failure.message,
    };
    conditions.push(before ?? condition);
  }
  const terminating = owned.filter((pod) => pod.metadata.deletionTimestamp && !isPodTerminal(pod)).length;
  let [fully, ready, available, wait] = [0, 0, 0, Infinity];
  // All pods are looked at after each change of one of them: once is enough.
  for (const pod of active) {
    const own = pod.metadata.labels;
    if (labels.every(([key, value]) => own?.[key] === value)) fully++;
    const left = untilAvailable(pod, minReady, now);
    if (left === 0) available++;
    else if (left < wait) wait = left;
    if (left < Infinity || isPodReady(pod)) ready++;
  }
  const status: ReplicaSetStatus = {
    replicas: active.length,
    ...(fully > 0 && { fullyLabeledReplicas: fully }),
    ...(ready > 0 && { readyReplicas: ready }),
    ...(available > 0 && { availableReplicas: available }),
    ...(set.metadata.generation !== undefined && { observedGeneration: set.metadata.generation }),
    terminatingReplicas: terminating,
    ...(conditions.length > 0 && { conditions }),
  };
  return { status, wait };
}

const PHASES: Readonly<Record<string, number>> = { Pending: 0, Unknown: 1, Running: 2 };

/**
 * In the order in which pods are given up: unassigned, pending, not ready, lower deletion cost, on nodes with more of the same
 * deployment's pods, ready for less time, restarted more often, younger. Models getPodsToDelete and ActivePodsWithRanks.
 */
function podsToDelete(context: ControllerContext, set: ReplicaSet, active: readonly Pod[]): Pod[] {
  const { informers } = context;
  const siblings = new Set(
    informers
      .informer(replicasets)
      .list(set.metadata.namespace)
      .filter((other) => controllerOf(other) && controllerOf(other)?.uid === controllerOf(set)?.uid)
      .map((other) => other.metadata.uid),
  );
  siblings.add(set.metadata.uid);
  const perNode = new Map<string, number>();
  for (const pod of informers.informer(pods).list(set.metadata.namespace)) {
    if (!siblings.has(controllerOf(pod)?.uid) || !isPodActive(pod) || !pod.spec.nodeName) continue;
    perNode.set(pod.spec.nodeName, (perNode.get(pod.spec.nodeName) ?? 0) + 1);
  }
  const readySince = (pod: Pod): string =>
    pod.status?.conditions?.find(({ type, status }) => type === 'Ready' && status === 'True')
      ?.lastTransitionTime ?? '';
  const restarts = (pod: Pod): number =>
    Math.max(0, ...(pod.status?.containerStatuses ?? []).map(({ restartCount }) => restartCount));
  const cost = (pod: Pod): number =>
    Number(pod.metadata.annotations?.['controller.kubernetes.io/pod-deletion-cost'] ?? 0);
  const keys = (pod: Pod): (number | string)[] => [
    pod.spec.nodeName ? 1 : 0,
    PHASES[pod.status?.phase ?? 'Pending'] ?? 0,
    isPodReady(pod) ? 1 : 0,
    cost(pod),
    -(perNode.get(pod.spec.nodeName ?? '') ?? 0),
  ];
  return active.toSorted((a, b) => {
    const left = keys(a);
    const right = keys(b);
    for (const [i, value] of left.entries()) {
      const other = right[i] ?? 0;
      if (value !== other) return value < other ? -1 : 1;
    }
    const later = (x: string, y: string): number => (x === y ? 0 : x > y ? -1 : 1);
    return (
      later(readySince(a), readySince(b)) ||
      restarts(b) - restarts(a) ||
      later(a.metadata.creationTimestamp ?? '', b.metadata.creationTimestamp ?? '')
    );
  });
}
