import type { Pod } from '../../api/types.ts';
import type { Container as RuntimeContainer } from '../runtime/container.ts';
import type { ContainerRuntime } from '../runtime/runtime.ts';
import type { PodSandbox } from '../runtime/sandbox.ts';

/** What the runtime has of one pod. Models pkg/kubelet/container PodStatus. */
export interface RuntimePodStatus {
  /** Newest first. */
  readonly sandboxes: readonly PodSandbox[];
  /** Newest first. */
  readonly containers: readonly RuntimeContainer[];
}

export function runtimeStatusOf(runtime: ContainerRuntime, podUid: string): RuntimePodStatus {
  return { sandboxes: runtime.sandboxes.of(podUid), containers: runtime.containers.of(podUid) };
}

/** The newest container of that name. */
export function findContainer(status: RuntimePodStatus, name: string): RuntimeContainer | undefined {
  return status.containers.find((container) => container.config.name === name);
}

export function readySandbox(status: RuntimePodStatus): PodSandbox | undefined {
  const [latest] = status.sandboxes;
  return latest?.ready ? latest : undefined;
}

/** Whether one of the pod's main containers was ever made: then its init containers had done their work. */
export function hasAnyRegularContainerCreated(pod: Pod, status: RuntimePodStatus): boolean {
  return pod.spec.containers.some(({ name }) => {
    const state = findContainer(status, name)?.state;
    return state !== undefined;
  });
}
