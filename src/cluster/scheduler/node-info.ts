import type { Node, Pod } from '../../api/types.ts';
import { addTo, podRequests, resourcesOf, type Resources } from './resources.ts';

/** A host port in use. */
export interface HostPort {
  readonly ip: string;
  readonly protocol: string;
  readonly port: number;
}

/** The host ports that a pod's containers and sidecars ask for. Models GetHostPorts in pkg/scheduler/util. */
export function hostPorts(pod: Pod): HostPort[] {
  const ports: HostPort[] = [];
  const sidecars = (pod.spec.initContainers ?? []).filter(
    (container) => container.restartPolicy === 'Always',
  );
  for (const container of [...sidecars, ...pod.spec.containers]) {
    for (const { hostPort, hostIP, protocol } of container.ports ?? []) {
      if (hostPort) ports.push({ ip: hostIP || '0.0.0.0', protocol: protocol ?? 'TCP', port: hostPort });
    }
  }
  return ports;
}

/** A pod's place in the books: what it asks for is worked out once. */
interface Entry {
  readonly pod: Pod;
  readonly requests: Resources;
  readonly nonZero: Resources;
}

/** A node with the pods on it, assumed ones too. Models framework.NodeInfo. */
export class NodeInfo {
  readonly node: Node;
  readonly name: string;
  readonly allocatable: Resources;
  /** Sums of what the pods ask for. */
  readonly requested: Resources = new Map();
  /** The same, counting containers without a request as 100m and 200Mi. */
  readonly nonZeroRequested: Resources = new Map();
  readonly #pods = new Map<string, Entry>();
  /** Those of them with terms about other pods: few, and asked for at every placement. */
  readonly #withAffinity = new Map<string, Pod>();

  constructor(node: Node, pods: Iterable<Pod> = []) {
    this.node = node;
    this.name = node.metadata.name;
    this.allocatable = resourcesOf(node.status?.allocatable);
    for (const pod of pods) this.addPod(pod);
  }

  get pods(): Pod[] {
    return [...this.#pods.values()].map((entry) => entry.pod);
  }

  /** The pods with pod affinity or anti-affinity, required or preferred. */
  get podsWithAffinity(): Pod[] {
    return [...this.#withAffinity.values()];
  }

  get podCount(): number {
    return this.#pods.size;
  }

  get allowedPodNumber(): number {
    return this.allocatable.get('pods') ?? 0;
  }

  usedPorts(): HostPort[] {
    return this.pods.flatMap(hostPorts);
  }

  addPod(pod: Pod): void {
    this.removePod(pod);
    const entry = { pod, requests: podRequests(pod), nonZero: podRequests(pod, true) };
    this.#pods.set(pod.metadata.uid ?? '', entry);
    const { podAffinity, podAntiAffinity } = pod.spec.affinity ?? {};
    if (podAffinity || podAntiAffinity) this.#withAffinity.set(pod.metadata.uid ?? '', pod);
    addTo(this.requested, entry.requests);
    addTo(this.nonZeroRequested, entry.nonZero);
  }

  removePod(pod: Pod): void {
    const uid = pod.metadata.uid ?? '';
    const entry = this.#pods.get(uid);
    if (!entry) return;
    this.#pods.delete(uid);
    this.#withAffinity.delete(uid);
    addTo(this.requested, entry.requests, -1);
    addTo(this.nonZeroRequested, entry.nonZero, -1);
  }

  /** A copy to try things on. */
  clone(): NodeInfo {
    return new NodeInfo(this.node, this.pods);
  }
}
