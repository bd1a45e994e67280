/** A deployment's status and conditions. Models pkg/controller/deployment/{sync,progress}.go. */
import { formatTime, parseTime } from '../../api/time.ts';
import type { Deployment, DeploymentCondition, DeploymentStatus, ReplicaSet } from '../../api/types.ts';
import { maxUnavailable, replicasOf, sum } from './deployment-util.ts';

type Words = Pick<DeploymentCondition, 'reason' | 'message'>;

export function isComplete(deployment: Deployment, status: DeploymentStatus): boolean {
  const wanted = deployment.spec?.replicas ?? 1;
  return (
    (status.updatedReplicas ?? 0) === wanted &&
    (status.replicas ?? 0) === wanted &&
    (status.availableReplicas ?? 0) === wanted &&
    (status.observedGeneration ?? 0) >= (deployment.metadata.generation ?? 0)
  );
}

/** @param done what this round did that the Progressing condition should tell */
export function deploymentStatus(
  deployment: Deployment,
  sets: readonly ReplicaSet[],
  newSet: ReplicaSet | undefined,
  now: number,
  done: Words | undefined,
): DeploymentStatus {
  const time = formatTime(now);
  const count = (of: (set: ReplicaSet) => number | undefined): number => sum(sets, (set) => of(set) ?? 0);
  const replicas = count((set) => set.status?.replicas);
  const updated = newSet?.status?.replicas ?? 0;
  const ready = count((set) => set.status?.readyReplicas);
  const available = count((set) => set.status?.availableReplicas);
  const unavailable = Math.max(0, sum(sets, replicasOf) - available);
  const before = deployment.status ?? {};
  const status: DeploymentStatus = {
    ...(before.collisionCount !== undefined && { collisionCount: before.collisionCount }),
    ...(deployment.metadata.generation !== undefined && {
      observedGeneration: deployment.metadata.generation,
    }),
    ...(replicas > 0 && { replicas }),
    ...(updated > 0 && { updatedReplicas: updated }),
    ...(ready > 0 && { readyReplicas: ready }),
    ...(available > 0 && { availableReplicas: available }),
    ...(unavailable > 0 && { unavailableReplicas: unavailable }),
    terminatingReplicas: count((set) => set.status?.terminatingReplicas),
  };
  let conditions = before.conditions ?? [];
  const set = (type: string, to: 'True' | 'False', words: Words): void => {
    const old = conditions.find((condition) => condition.type === type);
    if (old?.status === to && old.reason === words.reason) return;
    const condition: DeploymentCondition = {
      type,
      status: to,
      lastUpdateTime: time,
      lastTransitionTime: old?.status === to ? old.lastTransitionTime : time,
      ...words,
    };
    conditions = [...conditions.filter((other) => other !== old), condition];
  };
  const enough = available >= (deployment.spec?.replicas ?? 1) - maxUnavailable(deployment);
  const progressing = progress(deployment, before, status, newSet, now, done);
  // The API server's clients see what was done before they see what came of it.
  if (done) set('Progressing', 'True', done);
  if (enough) {
    set('Available', 'True', {
      reason: 'MinimumReplicasAvailable',
      message: 'Deployment has minimum availability.',
    });
  } else {
    set('Available', 'False', {
      reason: 'MinimumReplicasUnavailable',
      message: 'Deployment does not have minimum availability.',
    });
  }
  if (progressing) {
    if (progressing.refresh)
      conditions = conditions.filter(({ type }) => type !== 'Progressing' || progressing.status !== 'True');
    const old = before.conditions?.find(({ type }) => type === 'Progressing');
    set('Progressing', progressing.status, progressing.words);
    if (progressing.refresh && old?.status === progressing.status) {
      conditions = conditions.map((condition) =>
        condition.type === 'Progressing'
          ? { ...condition, lastTransitionTime: old.lastTransitionTime }
          : condition,
      );
    }
  }
  const failure = newSet?.status?.conditions?.find(({ type }) => type === 'ReplicaFailure');
  if (failure) set('ReplicaFailure', 'True', { reason: failure.reason, message: failure.message });
  else conditions = conditions.filter(({ type }) => type !== 'ReplicaFailure');
  return { ...status, ...(conditions.length > 0 && { conditions }) };
}

/** What the Progressing condition becomes. Models syncRolloutStatus. */
function progress(
  deployment: Deployment,
  before: DeploymentStatus,
  status: DeploymentStatus,
  newSet: ReplicaSet | undefined,
  now: number,
  done: Words | undefined,
): { status: 'True' | 'False'; words: Words; refresh?: boolean } | undefined {
  const deadline = deployment.spec?.progressDeadlineSeconds ?? 600;
  if (done || deployment.spec?.paused) return undefined;
  const old = before.conditions?.find(({ type }) => type === 'Progressing');
  const wasComplete =
    (before.replicas ?? 0) === (before.updatedReplicas ?? 0) && old?.reason === 'NewReplicaSetAvailable';
  if (wasComplete && (status.replicas ?? 0) === (status.updatedReplicas ?? 0)) return undefined;
  const subject = newSet
    ? `ReplicaSet "${newSet.metadata.name}"`
    : `Deployment "${deployment.metadata.name}"`;
  if (isComplete(deployment, status)) {
    const message = `${subject} has successfully progressed.`;
    return { status: 'True', words: { reason: 'NewReplicaSetAvailable', message } };
  }
  const moved =
    (status.updatedReplicas ?? 0) > (before.updatedReplicas ?? 0) ||
    (status.readyReplicas ?? 0) > (before.readyReplicas ?? 0) ||
    (status.availableReplicas ?? 0) > (before.availableReplicas ?? 0) ||
    (status.replicas ?? 0) - (status.updatedReplicas ?? 0) <
      (before.replicas ?? 0) - (before.updatedReplicas ?? 0);
  if (moved) {
    return {
      status: 'True',
      words: { reason: 'ReplicaSetUpdated', message: `${subject} is progressing.` },
      refresh: true,
    };
  }
  if (!old || old.reason === 'NewReplicaSetAvailable') return undefined;
  if (old.reason === 'ProgressDeadlineExceeded') return undefined;
  const since = parseTime(old.lastUpdateTime ?? '');
  if (since !== undefined && now - since >= deadline * 1000) {
    const message = `${subject} has timed out progressing.`;
    return { status: 'False', words: { reason: 'ProgressDeadlineExceeded', message } };
  }
  return undefined;
}

/** Milliseconds until the progress deadline must be looked at; `undefined` when nothing is under way. */
export function progressDeadline(
  deployment: Deployment,
  status: DeploymentStatus,
  now: number,
): number | undefined {
  const condition = status.conditions?.find(({ type }) => type === 'Progressing');
  if (!condition || deployment.spec?.paused || isComplete(deployment, status)) return undefined;
  if (condition.reason === 'NewReplicaSetAvailable' || condition.reason === 'ProgressDeadlineExceeded')
    return undefined;
  const since = parseTime(condition.lastUpdateTime ?? '') ?? now;
  return Math.max(1000, since + (deployment.spec?.progressDeadlineSeconds ?? 600) * 1000 - now);
}
