import type { Pod } from '../../api/types.ts';

/** Pods that preemption has made room for on a node, and that are not there yet. Models pkg/scheduler/backend/queue/nominator.go. */
export class Nominator {
  readonly #byUid = new Map<string, { readonly pod: Pod; readonly nodeName: string }>();

  /** Remember a nomination; an empty name takes it back. */
  set(pod: Pod, nodeName: string): void {
    const uid = pod.metadata.uid ?? '';
    if (nodeName) this.#byUid.set(uid, { pod, nodeName });
    else this.#byUid.delete(uid);
  }

  delete(uid: string): void {
    this.#byUid.delete(uid);
  }

  podsOn(nodeName: string): Pod[] {
    return [...this.#byUid.values()].filter((entry) => entry.nodeName === nodeName).map((entry) => entry.pod);
  }
}
