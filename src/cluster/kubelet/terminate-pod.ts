import type { ContainerStatus, Pod, PodStatus } from '../../api/types.ts';
import { isTerminalPhase } from './pods.ts';

const UNKNOWN: ContainerStatus['state'] = {
  terminated: {
    reason: 'ContainerStatusUnknown',
    message: 'The container could not be located when the pod was terminated',
    exitCode: 137,
  },
};

/**
 * The last status of a pod: it is Succeeded or Failed, and no container that was to run goes on waiting. Models status manager
 * TerminatePod.
 */
export function terminatedStatus(pod: Pod, status: PodStatus): PodStatus {
  const settle = (each: ContainerStatus): ContainerStatus =>
    each.state?.terminated ? each : { ...each, state: UNKNOWN };
  const { containerStatuses, initContainerStatuses } = status;
  const begun = initializedCount(initContainerStatuses ?? []);
  return {
    ...status,
    phase: isTerminalPhase(status.phase) ? status.phase : 'Failed',
    ...(containerStatuses &&
      hasPodInitialized(pod, status) && { containerStatuses: containerStatuses.map(settle) }),
    ...(initContainerStatuses && {
      initContainerStatuses: initContainerStatuses.map((each, i) => (i < begun ? settle(each) : each)),
    }),
  };
}

const hasStarted = ({ state, lastState }: ContainerStatus): boolean =>
  !state?.waiting || lastState?.terminated !== undefined;

/** Whether a container of the pod may ever have started: without init containers, that is always so. */
function hasPodInitialized({ spec }: Pod, status: PodStatus): boolean {
  const init = spec?.initContainers ?? [];
  if (init.length === 0 || (status.containerStatuses ?? []).some(hasStarted)) return true;
  const last = status.initContainerStatuses?.at(-1);
  if (!last) return false;
  if (init.at(-1)?.restartPolicy === 'Always' && last.state?.running && last.started) return true;
  return last.lastState?.terminated?.exitCode === 0 || last.state?.terminated?.exitCode === 0;
}

/** How many init containers, from the first, have tried to start; the first one counts as if it had. */
function initializedCount(statuses: readonly ContainerStatus[]): number {
  const last = statuses.findLastIndex(hasStarted);
  return last < 0 ? Math.min(1, statuses.length) : last + 1;
}
