import type { Node, Pod } from '../../api/types.ts';
import { NodeInfo } from './node-info.ts';

/**
 * What the scheduler believes about nodes and the pods on them, pods that it has just placed included, before the API
 * server confirms them. Models pkg/scheduler/backend/cache.
 */
export class SchedulerCache {
  readonly #nodes = new Map<string, NodeInfo>();
  /** Placed pods by uid, with the node they count on. */
  readonly #pods = new Map<string, { readonly pod: Pod; readonly nodeName: string }>();
  readonly #assumed = new Set<string>();

  /** Every node, in order of name: the order in which they are looked at. */
  nodes(): NodeInfo[] {
    return [...this.#nodes.values()].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  }

  node(name: string): NodeInfo | undefined {
    return this.#nodes.get(name);
  }

  setNode(node: Node): void {
    const name = node.metadata.name;
    const pods = [...this.#pods.values()]
      .filter((entry) => entry.nodeName === name)
      .map((entry) => entry.pod);
    this.#nodes.set(name, new NodeInfo(node, pods));
  }

  removeNode(name: string): void {
    this.#nodes.delete(name);
  }

  /** A pod that the API server says is on a node; it replaces the assumed one. */
  setPod(pod: Pod): void {
    this.#assumed.delete(pod.metadata.uid ?? '');
    this.#put(pod, pod.spec.nodeName ?? '');
  }

  assume(pod: Pod, nodeName: string): void {
    this.#assumed.add(pod.metadata.uid ?? '');
    this.#put({ ...pod, spec: { ...pod.spec, containers: pod.spec.containers, nodeName } }, nodeName);
  }

  isAssumed(uid: string): boolean {
    return this.#assumed.has(uid);
  }

  forget(uid: string): void {
    if (this.#assumed.delete(uid)) this.removePod(uid);
  }

  removePod(uid: string): void {
    const entry = this.#pods.get(uid);
    if (!entry) return;
    this.#pods.delete(uid);
    this.#assumed.delete(uid);
    this.#nodes.get(entry.nodeName)?.removePod(entry.pod);
  }

  #put(pod: Pod, nodeName: string): void {
    const uid = pod.metadata.uid ?? '';
    const before = this.#pods.get(uid);
    if (before && before.nodeName !== nodeName) this.#nodes.get(before.nodeName)?.removePod(before.pod);
    this.#pods.set(uid, { pod, nodeName });
    this.#nodes.get(nodeName)?.addPod(pod);
  }
}
