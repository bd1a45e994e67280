/** A whole cluster, and what tests ask it about its pods. */
import { configmaps, events, pods, secrets } from '../../../../src/api/resources.ts';
import type { Container, ContainerStatus, Pod, PodSpec } from '../../../../src/api/types.ts';
import { Client } from '../../../../src/cluster/client.ts';
import { createCluster } from '../../../../src/cluster/cluster.ts';
import { Simulation } from '../../../../src/sim/index.ts';

/** A container of busybox that runs a script. */
export const sh = (script: string, more: Partial<Container> = {}): Container => ({
  name: 'main',
  image: 'busybox',
  command: ['sh', '-c', script],
  ...more,
});

export class PodWorld {
  readonly sim = new Simulation({ seed: 'pods', epoch: 1_767_225_600_000 });
  readonly cluster = createCluster({ sim: this.sim });
  readonly client: Client;

  constructor() {
    this.cluster.boot();
    this.client = new Client(this.cluster.api, 'kubernetes-admin');
  }

  pod(name: string, containers: readonly Container[], more: Partial<PodSpec> = {}, meta: object = {}): void {
    this.client.create(pods, {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, namespace: 'default', ...meta },
      spec: { terminationGracePeriodSeconds: 1, containers: [...containers], ...more },
    });
  }

  configMap(name: string, data: Record<string, string>): void {
    this.client.create(configmaps, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name, namespace: 'default' },
      data,
    });
  }

  /** @param data plain text */
  secret(name: string, data: Record<string, string>, type = 'Opaque'): void {
    const encoded = Object.fromEntries(Object.entries(data).map(([key, text]) => [key, btoa(text)]));
    this.client.create(secrets, {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name, namespace: 'default' },
      type,
      data: encoded,
    });
  }

  advance(seconds: number): void {
    this.sim.advance(seconds * 1000);
  }

  get(name: string): Pod {
    return this.client.get(pods, name, 'default');
  }

  phase(name: string): string | undefined {
    return this.get(name).status?.phase;
  }

  /** A container's status, of whatever sort it is. */
  status(name: string, container = 'main'): ContainerStatus {
    const {
      containerStatuses = [],
      initContainerStatuses = [],
      ephemeralContainerStatuses = [],
    } = this.get(name).status ?? {};
    const found = [...containerStatuses, ...initContainerStatuses, ...ephemeralContainerStatuses].find(
      (status) => status.name === container,
    );
    if (!found) throw new Error(`${name} has no status of ${container}`);
    return found;
  }

  /** `Type Reason Message` of what its kubelet said about a pod, in order. */
  events(name: string): string[] {
    return this.client
      .list(events, { namespace: 'default' })
      .items.filter(
        ({ involvedObject, source }) => involvedObject.name === name && source?.component === 'kubelet',
      )
      .toSorted((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1))
      .map(({ type, reason, message }) => `${type ?? ''} ${reason ?? ''} ${message ?? ''}`);
  }

  logs(name: string, query: Record<string, string> = {}): string {
    const path = `/api/v1/namespaces/default/pods/${name}/log`;
    const response = this.cluster.api({ method: 'GET', path, query: Object.entries(query) });
    this.sim.settle();
    if (response.kind === 'json') return String(response.body.message);
    if (response.kind !== 'stream') throw new Error(response.kind);
    const decoder = new TextDecoder();
    let text = '';
    for (let bytes = response.body.tryRead(); bytes; bytes = response.body.tryRead())
      text += decoder.decode(bytes);
    return text;
  }
}
