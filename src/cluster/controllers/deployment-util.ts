/** Sums over a deployment's replica sets. Models pkg/controller/deployment/util. */
import type { Deployment, ReplicaSet } from '../../api/types.ts';
import { deepEqual } from './controller.ts';
import { scaledValue } from './pod-utils.ts';

export const REVISION = 'deployment.kubernetes.io/revision';

export const replicasOf = (set: ReplicaSet): number => set.spec?.replicas ?? 1;

export const revisionOf = (set: ReplicaSet): number => Number(set.metadata.annotations?.[REVISION] ?? 0);

export function sum(sets: readonly ReplicaSet[], of: (set: ReplicaSet) => number): number {
  return sets.reduce((total, set) => total + of(set), 0);
}

/** Older first, then by name. */
export function byCreation(a: ReplicaSet, b: ReplicaSet): number {
  const left = `${a.metadata.creationTimestamp ?? ''} ${a.metadata.name}`;
  const right = `${b.metadata.creationTimestamp ?? ''} ${b.metadata.name}`;
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Surge and unavailability cannot both be none. Models ResolveFenceposts. */
function fenceposts(deployment: Deployment): { surge: number; unavailable: number } {
  const replicas = deployment.spec?.replicas ?? 1;
  if (deployment.spec?.strategy?.type === 'Recreate') return { surge: 0, unavailable: 0 };
  const { maxSurge: surgeValue, maxUnavailable: unavailableValue } =
    deployment.spec?.strategy?.rollingUpdate ?? {};
  const surge = scaledValue(surgeValue ?? '25%', replicas, true);
  const unavailable = scaledValue(unavailableValue ?? '25%', replicas, false);
  return { surge, unavailable: surge === 0 && unavailable === 0 ? 1 : unavailable };
}

export const maxSurge = (deployment: Deployment): number => fenceposts(deployment).surge;

export function maxUnavailable(deployment: Deployment): number {
  const replicas = deployment.spec?.replicas ?? 1;
  return replicas === 0 ? 0 : Math.min(fenceposts(deployment).unavailable, replicas);
}

/** The set whose template is the deployment's, its hash label apart. Models FindNewReplicaSet. */
export function findNewReplicaSet(
  deployment: Deployment,
  sets: readonly ReplicaSet[],
): ReplicaSet | undefined {
  return sets.toSorted(byCreation).find((set) => {
    const { 'pod-template-hash': _hash, ...labels } = set.spec?.template?.metadata?.labels ?? {};
    const template = { ...set.spec?.template, metadata: { ...set.spec?.template?.metadata, labels } };
    const wanted = deployment.spec?.template;
    return deepEqual(template, {
      ...wanted,
      metadata: { ...wanted?.metadata, labels: wanted?.metadata?.labels ?? {} },
    });
  });
}

/** How many replicas the new set may have now. Models NewRSNewReplicas. */
export function newReplicas(
  deployment: Deployment,
  sets: readonly ReplicaSet[],
  newSet: ReplicaSet | undefined,
): number {
  const wanted = deployment.spec?.replicas ?? 1;
  if (deployment.spec?.strategy?.type === 'Recreate') return wanted;
  const own = newSet ? replicasOf(newSet) : 0;
  const room = wanted + maxSurge(deployment) - sum(sets, replicasOf);
  if (room <= 0) return own;
  return own + Math.min(room, wanted - own);
}
