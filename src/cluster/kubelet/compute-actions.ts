import type { Container, Pod } from '../../api/types.ts';
import type { Container as RuntimeContainer } from '../runtime/container.ts';
import { containerHash } from './container-hash.ts';
import { containerRestartPolicy, isRestartableInit, restartPolicyOf } from './pods.ts';
import {
  findContainer,
  hasAnyRegularContainerCreated,
  readySandbox,
  type RuntimePodStatus,
} from './runtime-status.ts';

export type ProbeResult = 'success' | 'failure' | 'unknown';

/** What the probers last said of a container, by its runtime id; nothing where there is no such probe or no answer yet. */
export interface ProbeResults {
  liveness(id: string): ProbeResult | undefined;
  startup(id: string): ProbeResult | undefined;
}

export interface ContainerToKill {
  readonly container: RuntimeContainer;
  readonly spec: Container;
  readonly message: string;
}

/** What is to be done to bring a pod's containers to what its spec says. Models kuberuntime podActions. */
export interface PodActions {
  killPod: boolean;
  createSandbox: boolean;
  /** How many sandboxes the pod had. */
  attempt: number;
  /** Indices into spec.initContainers. */
  initContainersToStart: number[];
  /** Indices into spec.containers. */
  containersToStart: number[];
  ephemeralContainersToStart: number[];
  containersToKill: ContainerToKill[];
}

/** Whether a container that does not run is to be run again. Models pkg/kubelet/container ShouldContainerBeRestarted. */
export function shouldContainerBeRestarted(
  container: Container,
  pod: Pod,
  status: RuntimePodStatus,
): boolean {
  if (pod.metadata.deletionTimestamp !== undefined) return false;
  const last = findContainer(status, container.name);
  if (!last) return true;
  if (last.state === 'running') return false;
  if (last.state === 'created') return true;
  const policy = containerRestartPolicy(pod, container);
  if (policy === 'Never') return false;
  return !(policy === 'OnFailure' && last.exitCode === 0);
}

const restartsOnFailure = (pod: Pod): boolean => restartPolicyOf(pod) !== 'Never';

/** Models kuberuntime_manager computePodActions. */
export function computePodActions(pod: Pod, status: RuntimePodStatus, probes: ProbeResults): PodActions {
  const sandbox = readySandbox(status);
  const attempt = sandbox ? sandbox.config.attempt : (status.sandboxes[0]?.config.attempt ?? -1) + 1;
  const actions: PodActions = {
    killPod: !sandbox,
    createSandbox: !sandbox,
    attempt,
    initContainersToStart: [],
    containersToStart: [],
    ephemeralContainersToStart: [],
    containersToKill: [],
  };
  if (!sandbox) {
    if (!restartsOnFailure(pod) && attempt !== 0 && status.containers.length > 0) {
      actions.createSandbox = false;
      return actions;
    }
    const toStart = [...pod.spec.containers.keys()].filter((index) => {
      const container = pod.spec.containers[index];
      const last = container && findContainer(status, container.name);
      return !(restartPolicyOf(pod) === 'OnFailure' && last?.state === 'exited' && last.exitCode === 0);
    });
    if (toStart.length === 0 && hasAnyRegularContainerCreated(pod, status)) {
      actions.createSandbox = false;
      return actions;
    }
    if (pod.spec.initContainers?.length) actions.initContainersToStart = [0];
    else actions.containersToStart = toStart;
    return actions;
  }
  for (const [index, { name }] of (pod.spec.ephemeralContainers ?? []).entries()) {
    if (!findContainer(status, name)) actions.ephemeralContainersToStart.push(index);
  }
  const initialized = computeInitContainerActions(pod, status, probes, actions);
  if (actions.killPod || !initialized) return actions;
  let kept = 0;
  for (const [index, container] of pod.spec.containers.entries()) {
    const current = findContainer(status, container.name);
    if (current?.state !== 'running') {
      if (shouldContainerBeRestarted(container, pod, status)) {
        actions.containersToStart.push(index);
        // What was made but never started is made anew.
        if (current?.state === 'created') {
          const message = `Container is in "Created" state, try killing it before restart`;
          actions.containersToKill.push({ container: current, spec: container, message });
        }
      }
      continue;
    }
    let restart = containerRestartPolicy(pod, container) !== 'Never';
    let message: string;
    if (current.config.hash !== containerHash(container)) {
      message = `Container ${container.name} definition changed`;
      restart = true;
    } else if (probes.liveness(current.id) === 'failure')
      message = `Container ${container.name} failed liveness probe`;
    else if (probes.startup(current.id) === 'failure')
      message = `Container ${container.name} failed startup probe`;
    else {
      kept++;
      continue;
    }
    if (restart) {
      message += ', will be restarted';
      actions.containersToStart.push(index);
    }
    actions.containersToKill.push({ container: current, spec: container, message });
  }
  if (kept === 0 && actions.containersToStart.length === 0) {
    actions.killPod = true;
    actions.initContainersToStart = [];
  }
  return actions;
}

/**
 * Find the init containers to start, from the last one backwards. Models kuberuntime_manager computeInitContainerActions.
 * @returns whether the pod is initialized, so that its main containers may run
 */
function computeInitContainerActions(
  pod: Pod,
  status: RuntimePodStatus,
  probes: ProbeResults,
  actions: PodActions,
): boolean {
  const containers = pod.spec.initContainers ?? [];
  if (containers.length === 0) return true;
  let initialized = hasAnyRegularContainerCreated(pod, status);
  /** A later container was seen, so this one had its turn. */
  let passed = initialized;
  let found = false;
  const start: number[] = [];
  const restart = (current: RuntimeContainer, spec: Container, message: string, index: number): void => {
    actions.containersToKill.push({ container: current, spec, message: `${message}, will be restarted` });
    start.push(index);
  };
  for (let index = containers.length - 1; index >= 0; index--) {
    const container = containers[index];
    if (!container) continue;
    const sidecar = isRestartableInit(container);
    const current = findContainer(status, container.name);
    if (!current) {
      if (passed && sidecar) start.push(index);
      continue;
    }
    found = true;
    if (passed && !sidecar) continue;
    const goOn = (): void => {
      if (index === containers.length - 1) initialized = true;
      else if (!passed) start.push(index + 1);
    };
    switch (current.state) {
      case 'created':
        start.push(index);
        break;
      case 'running': {
        if (!sidecar) break;
        if (container.startupProbe) {
          const startup = probes.startup(current.id);
          if (startup === 'failure')
            restart(current, container, `Init container ${container.name} failed startup probe`, index);
          if (startup !== 'success') break;
        }
        goOn();
        if (container.livenessProbe && probes.liveness(current.id) === 'failure') {
          restart(current, container, `Init container ${container.name} failed liveness probe`, index);
        }
        break;
      }
      case 'exited':
        if (sidecar) start.push(index);
        else if (current.exitCode !== 0) {
          if (!restartsOnFailure(pod)) {
            actions.killPod = true;
            actions.initContainersToStart = [];
            return false;
          }
          start.push(index);
        } else goOn();
    }
    passed = true;
  }
  if (!found && !initialized) start.push(0);
  actions.initContainersToStart = start.reverse();
  return initialized;
}
