import { formatTime } from '../api/time.ts';
import type { Pod, PodCondition, PodStatus } from '../api/types.ts';
import type { Simulation } from '../sim/index.ts';

/**
 * A pod's status with one condition set; `undefined` when that changes nothing. The transition time moves only with the
 * condition's status. Models UpdatePodCondition in pkg/api/v1/pod.
 */
export function setPodCondition(
  sim: Simulation,
  pod: Pod,
  condition: Pick<PodCondition, 'type' | 'status' | 'reason' | 'message'>,
): PodStatus | undefined {
  const conditions = pod.status?.conditions ?? [];
  const before = conditions.find(({ type }) => type === condition.type);
  const { generation } = pod.metadata;
  const after: PodCondition = {
    ...condition,
    lastProbeTime: before?.lastProbeTime,
    lastTransitionTime:
      before?.status === condition.status ? before.lastTransitionTime : formatTime(sim.time),
    ...(generation !== undefined && { observedGeneration: generation }),
  };
  const same =
    before?.status === after.status &&
    before.reason === after.reason &&
    before.message === after.message &&
    before.observedGeneration === after.observedGeneration;
  if (same) return undefined;
  return {
    ...pod.status,
    conditions: before
      ? conditions.map((other) => (other === before ? after : other))
      : [...conditions, after],
  };
}
