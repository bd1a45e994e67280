import type { ContainerStatus, Pod } from '../../api/types.ts';
import { isRestartableInit, isStaticPod, restartPolicyOf } from './pods.ts';

/**
 * A pod's phase by its containers' states. Models kubelet_pods.go getPhase.
 * @param statuses of init and main containers
 * @param terminal the pod's containers will not be started again whatever the restart policy
 * @param initialized one of the main containers was started before
 */
export function getPhase(
  pod: Pod,
  statuses: readonly ContainerStatus[],
  terminal: boolean,
  initialized: boolean,
): 'Pending' | 'Running' | 'Succeeded' | 'Failed' {
  const find = (name: string): ContainerStatus | undefined => statuses.find((status) => status.name === name);
  let pendingInit = 0;
  let failedInit = 0;
  let pendingSidecars = 0;
  const count = { unknown: 0, running: 0, waiting: 0, stopped: 0, succeeded: 0 };
  for (const container of pod.spec.initContainers ?? []) {
    const status = find(container.name);
    const { running, terminated, waiting } = status?.state ?? {};
    if (isRestartableInit(container)) {
      if (!status) pendingSidecars++;
      else if (running) {
        if (status.started !== true) pendingSidecars++;
        count.running++;
      } else if (waiting && !status.lastState?.terminated) pendingSidecars++;
      continue;
    }
    if (terminated) {
      if (terminated.exitCode !== 0) failedInit++;
    } else if (waiting && status?.lastState?.terminated) {
      if (status.lastState.terminated.exitCode !== 0) failedInit++;
    } else pendingInit++;
  }
  for (const container of pod.spec.containers) {
    const status = find(container.name);
    const { running, terminated, waiting } = status?.state ?? {};
    if (running) count.running++;
    else if (terminated) {
      count.stopped++;
      if (terminated.exitCode === 0) count.succeeded++;
    } else if (waiting) {
      if (status?.lastState?.terminated) count.stopped++;
      else count.waiting++;
    } else count.unknown++;
  }
  const policy = restartPolicyOf(pod);
  if (failedInit > 0 && policy === 'Never') return 'Failed';
  if (pendingInit > 0 || (!initialized && pendingSidecars > 0) || count.waiting > 0) return 'Pending';
  if (count.running > 0 && count.unknown === 0) return 'Running';
  if (count.running === 0 && count.stopped > 0 && count.unknown === 0) {
    if (terminal && !isStaticPod(pod)) return count.stopped === count.succeeded ? 'Succeeded' : 'Failed';
    if (policy === 'Always') return 'Running';
    if (count.stopped === count.succeeded) return 'Succeeded';
    return policy === 'Never' ? 'Failed' : 'Running';
  }
  return 'Pending';
}
