import type { Container, ContainerStatus, Pod, PodStatus } from '../../api/types.ts';
import { KUBELET_CONDITIONS, kubeletConditions } from './conditions.ts';
import { containerStatuses } from './container-statuses.ts';
import { getPhase } from './phase.ts';
import { isRestartableInit, isTerminalPhase } from './pods.ts';
import { readySandbox, type RuntimePodStatus } from './runtime-status.ts';
import type { StartError } from './sync-result.ts';

/** What a running container's probes say of it. */
export interface ProbeView {
  /** Another number after each change of what any probe says. */
  readonly version: number;
  /** Whether its startup probe has succeeded, or it has none. */
  started(spec: Container, status: ContainerStatus): boolean;
  /** Whether its readiness probe says so, or it has none. */
  ready(spec: Container, status: ContainerStatus): boolean;
}

export interface StatusInput {
  readonly pod: Pod;
  /** The status as it was last written. */
  readonly previous: PodStatus;
  readonly runtime: RuntimePodStatus;
  /** Why containers could not be started lately. */
  readonly failures: ReadonlyMap<string, StartError>;
  readonly probes: ProbeView;
  readonly hostIP: string;
  /** The pod's containers are stopped for good. */
  readonly terminal: boolean;
  /** The pod is to end as failed, e.g. for its deadline. */
  readonly evicted?: { readonly reason: string; readonly message: string };
}

/** A pod's status as the kubelet sees it. Models kubelet_pods.go generateAPIPodStatus; transition times are the status manager's. */
export function generateApiPodStatus(input: StatusInput): PodStatus {
  const { pod, previous, runtime, failures, probes, hostIP } = input;
  const { spec } = pod;
  const init = containerStatuses(
    pod,
    spec.initContainers ?? [],
    previous.initContainerStatuses,
    runtime,
    failures,
  );
  const main = containerStatuses(pod, spec.containers, previous.containerStatuses, runtime, failures);
  const ephemeralSpecs = (spec.ephemeralContainers ?? []) as readonly Container[];
  const ephemeral = containerStatuses(
    pod,
    ephemeralSpecs,
    previous.ephemeralContainerStatuses,
    runtime,
    failures,
  );
  const initialized = main.some(
    ({ state, lastState }) => state?.running ?? state?.terminated ?? lastState?.terminated,
  );
  const probed = (container: Container, status: ContainerStatus): ContainerStatus => {
    const started = status.state?.running !== undefined && probes.started(container, status);
    return { ...status, started, ready: started && probes.ready(container, status) };
  };
  const mains = main.map((status, index) => probed(spec.containers[index] as Container, status));
  const inits = init.map((status, index) => {
    const container = spec.initContainers?.[index] as Container;
    if (isRestartableInit(container)) return probed(container, status);
    return {
      ...status,
      started: status.state?.running !== undefined,
      ready: status.state?.terminated?.exitCode === 0,
    };
  });
  const all = [...mains, ...inits];
  let phase: string = getPhase(pod, all, input.terminal, initialized);
  if (!isTerminalPhase(phase) && isTerminalPhase(previous.phase)) phase = previous.phase ?? phase;
  let reason = phase === previous.phase ? previous.reason : undefined;
  let message = phase === previous.phase ? previous.message : undefined;
  if (input.evicted) {
    phase = 'Failed';
    ({ reason, message } = input.evicted);
  }
  const sandbox = readySandbox(runtime);
  const generation = pod.metadata.generation;
  const observed = generation === undefined ? {} : { observedGeneration: generation };
  const conditions = [
    ...(pod.status?.conditions ?? []).filter(({ type }) => !KUBELET_CONDITIONS.includes(type)),
    ...kubeletConditions(pod, all, phase, sandbox !== undefined).map((condition) => ({
      ...condition,
      ...observed,
    })),
  ];
  let podIP = sandbox?.ip || previous.podIP;
  if (spec.hostNetwork) podIP = hostIP;
  return {
    ...observed,
    phase,
    conditions,
    ...(message !== undefined && { message }),
    ...(reason !== undefined && { reason }),
    hostIP,
    hostIPs: [{ ip: hostIP }],
    ...(podIP && { podIP, podIPs: [{ ip: podIP }] }),
    ...(inits.length > 0 && { initContainerStatuses: inits }),
    containerStatuses: [...mains].sort((a, b) => (a.name < b.name ? -1 : 1)),
    ...(ephemeral.length > 0 && { ephemeralContainerStatuses: ephemeral }),
    ...(pod.status?.qosClass !== undefined && { qosClass: pod.status.qosClass }),
  };
}
