import type { Container, ContainerStatus, Pod, PodCondition } from '../../api/types.ts';
import { goList, isRestartableInit } from './pods.ts';

/** The conditions that the kubelet decides. */
export const KUBELET_CONDITIONS: readonly string[] = [
  'PodReadyToStartContainers',
  'Initialized',
  'Ready',
  'ContainersReady',
  'PodScheduled',
];

type Draft = Pick<PodCondition, 'type' | 'status' | 'reason' | 'message'>;

const no = (type: string, reason: string, message?: string): Draft => ({
  type,
  status: 'False',
  reason,
  ...(message !== undefined && { message }),
});

function complaints(
  unknown: readonly string[],
  wanting: readonly string[],
  word: string,
): string | undefined {
  const messages: string[] = [];
  if (unknown.length > 0) messages.push(`containers with unknown status: ${goList(unknown)}`);
  if (wanting.length > 0) messages.push(`containers with ${word} status: ${goList(wanting)}`);
  return messages.length > 0 ? messages.join(', ') : undefined;
}

/** Models pkg/kubelet/status GeneratePodInitializedCondition. */
export function initializedCondition(pod: Pod, statuses: readonly ContainerStatus[], phase: string): Draft {
  const type = 'Initialized';
  const containers = pod.spec.initContainers ?? [];
  if (statuses.length === 0 && containers.length > 0) return no(type, 'UnknownContainerStatuses');
  const unknown: string[] = [];
  const incomplete: string[] = [];
  for (const container of containers) {
    const status = statuses.find(({ name }) => name === container.name);
    if (!status) unknown.push(container.name);
    else if (isRestartableInit(container) ? status.started !== true : !status.ready)
      incomplete.push(container.name);
  }
  if (phase === 'Succeeded' && unknown.length === 0) return { type, status: 'True', reason: 'PodCompleted' };
  // Once a main container was started the init containers had done their part, whatever became of them since.
  const begun = pod.spec.containers.some(({ name }) => {
    const status = statuses.find((each) => each.name === name);
    return (
      status?.state?.running !== undefined ||
      status?.state?.terminated !== undefined ||
      status?.lastState?.terminated !== undefined
    );
  });
  if (begun) return { type, status: 'True' };
  const message = complaints(unknown, incomplete, 'incomplete');
  return message === undefined ? { type, status: 'True' } : no(type, 'ContainersNotInitialized', message);
}

/** Models pkg/kubelet/status GenerateContainersReadyCondition. */
export function containersReadyCondition(
  pod: Pod,
  statuses: readonly ContainerStatus[],
  phase: string,
): Draft {
  const type = 'ContainersReady';
  if (statuses.length === 0) return no(type, 'UnknownContainerStatuses');
  const unknown: string[] = [];
  const unready: string[] = [];
  const counted: Container[] = [
    ...(pod.spec.initContainers ?? []).filter(isRestartableInit),
    ...pod.spec.containers,
  ];
  for (const container of counted) {
    const status = statuses.find(({ name }) => name === container.name);
    if (!status) unknown.push(container.name);
    else if (!status.ready) unready.push(container.name);
  }
  if (phase === 'Succeeded' && unknown.length === 0) return no(type, 'PodCompleted');
  if (phase === 'Failed') return no(type, 'PodFailed');
  const message = complaints(unknown, unready, 'unready');
  return message === undefined ? { type, status: 'True' } : no(type, 'ContainersNotReady', message);
}

/** Models pkg/kubelet/status GeneratePodReadyCondition. */
export function readyCondition(pod: Pod, containersReady: Draft, conditions: readonly PodCondition[]): Draft {
  if (containersReady.status !== 'True') return { ...containersReady, type: 'Ready' };
  const messages: string[] = [];
  for (const { conditionType } of pod.spec.readinessGates ?? []) {
    const condition = conditions.find(({ type }) => type === conditionType);
    if (!condition)
      messages.push(`corresponding condition of pod readiness gate "${conditionType}" does not exist.`);
    else if (condition.status !== 'True') {
      messages.push(
        `the status of pod readiness gate "${conditionType}" is not "True", but ${condition.status}`,
      );
    }
  }
  return messages.length > 0
    ? no('Ready', 'ReadinessGatesNotReady', messages.join(', '))
    : { type: 'Ready', status: 'True' };
}

/** The five conditions in the order in which the kubelet writes them; transition times are the status manager's. */
export function kubeletConditions(
  pod: Pod,
  statuses: readonly ContainerStatus[],
  phase: string,
  sandboxReady: boolean,
): Draft[] {
  const containersReady = containersReadyCondition(pod, statuses, phase);
  return [
    { type: 'PodReadyToStartContainers', status: sandboxReady ? 'True' : 'False' },
    initializedCondition(pod, statuses, phase),
    readyCondition(pod, containersReady, pod.status?.conditions ?? []),
    containersReady,
    { type: 'PodScheduled', status: 'True' },
  ];
}
