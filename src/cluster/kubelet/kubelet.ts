/**
 * The kubelet of one node. Entry point: {@link startKubelet}. A cluster makes one {@link NetworkFabric}
 * (runtime/network.ts) and one registry (runtime/registry.ts `simulatedInternet()`) and hands them to every kubelet.
 * Models pkg/kubelet.
 */
import type { Processor, Simulation } from '../../sim/index.ts';
import type { Client } from '../client.ts';
import type { NetworkFabric } from '../runtime/network.ts';
import type { Registry } from '../runtime/registry.ts';

export interface KubeletConfig {
  readonly sim: Simulation;
  /** Speaks to the API server as `system:node:<nodeName>`. */
  readonly client: Client;
  readonly nodeName: string;
  /** The node's processors; their number is its CPU capacity. */
  readonly processor: Processor;
  /** What images can be pulled from. */
  readonly registry: Registry;
  readonly network: NetworkFabric;
  readonly options?: KubeletOptions;
}

export interface KubeletOptions {
  /** The node's address; `192.168.49.<2 + number>` of minikube's network otherwise (minikube, minikube-m02, …). */
  readonly nodeIP?: string;
  /** Memory capacity in KiB. */
  readonly memoryKi?: number;
  /** More labels for the node object. */
  readonly labels?: Readonly<Record<string, string>>;
  /** It carries the control plane: minikube's labels for it, and its system images are already there. */
  readonly controlPlane?: boolean;
}
