import type { Simulation, Task } from '../sim/index.ts';
import type { NodeConnectors } from './apiserver/node-connector.ts';
import type { Client } from './client.ts';
import type { ControlPlane } from './control-plane.ts';
import { startKubelet, type Kubelet } from './kubelet/kubelet.ts';
import type { MachineSpec } from './presets/index.ts';
import { PRELOADED_IMAGES } from './runtime/catalog/system.ts';
import type { NetworkFabric } from './runtime/network.ts';
import { NodeMachine } from './runtime/node-machine.ts';
import type { Registry } from './runtime/registry.ts';

/** One machine of the cluster. */
export interface ClusterNode {
  readonly name: string;
  readonly spec: MachineSpec;
  readonly machine: NodeMachine;
  /** Set while its kubelet runs. */
  kubelet: Kubelet | undefined;
  /** The first of the host's ports that lead to it; each start gives it others. */
  firstPort: number;
}

/** Where Docker begins to give out ports, and how many a node's machine has. */
const FIRST_PORT = 32_768;
const PORTS_EACH = 5;

export interface NodeHostOptions {
  readonly sim: Simulation;
  /** A client of the API server as that user. */
  readonly client: (user: string) => Client;
  readonly connectors: NodeConnectors;
  readonly registry: Registry;
  readonly network: NetworkFabric;
  /** What runs on the machine of the control plane. */
  readonly controlPlane: ControlPlane;
}

/**
 * Where the cluster's machines stand, and what can be done to them from outside, past the API server: what Docker is to minikube's
 * `docker` driver. The cluster itself learns of a machine's end only by its silence.
 */
export class NodeHost {
  readonly #options: NodeHostOptions;
  readonly #nodes = new Map<string, ClusterNode>();
  #nextPort = FIRST_PORT;

  constructor(options: NodeHostOptions) {
    this.#options = options;
  }

  /** In the order of their making. */
  get nodes(): ReadonlyMap<string, ClusterNode> {
    return this.#nodes;
  }

  /** Make a machine; it runs, and has no kubelet yet. @throws {Error} when there is one of that name */
  create(spec: MachineSpec): ClusterNode {
    const { sim, registry, network } = this.#options;
    const { name, ip, cpus, memoryKi } = spec;
    if (this.#nodes.has(name)) throw new Error(`there is a machine "${name}" already`);
    const machine = new NodeMachine({
      ...{ sim, name, ip, cpus, memoryKi, registry, network },
      images: PRELOADED_IMAGES,
    });
    const node: ClusterNode = { name, spec, machine, kubelet: undefined, firstPort: this.#takePorts() };
    this.#nodes.set(name, node);
    this.#options.connectors.setMachine(name, () => machine.state !== 'stopped');
    return node;
  }

  /** Start the kubelet of a machine that runs. It takes up what it finds on the machine. */
  startKubelet(name: string): void {
    const { sim, client, connectors, network } = this.#options;
    const node = this.#find(name);
    if (node.kubelet || node.machine.state !== 'running') return;
    const { labels, staticPods, controlPlane } = node.spec;
    node.kubelet = startKubelet({
      ...{ sim, connectors, network, machine: node.machine },
      client: client(`system:node:${name}`),
      options: { labels, staticPods },
    });
    if (!controlPlane) return;
    const { machine } = node;
    sim.spawn(this.#options.controlPlane.resume(machine), {
      name: 'control plane',
      namespace: machine.processes,
    });
  }

  /**
   * Shut a machine down: its kubelet is gone at once, its containers as soon as they want to be, within 10 s. It goes on to its end
   * though the one who asked for it is gone.
   */
  *stop(name: string): Task {
    const node = this.#find(name);
    const { machine } = node;
    if (machine.state === 'running') {
      node.kubelet?.stop();
      node.kubelet = undefined;
      if (node.spec.controlPlane) this.#options.controlPlane.stop(machine);
      this.#options.sim.spawn(machine.stop(), { name: `power off ${name}` });
    }
    while (machine.state !== 'stopped') yield* machine.changed.wait();
  }

  /** Start a machine that was stopped; its kubelet is not started by that. */
  start(name: string): void {
    const node = this.#find(name);
    if (node.machine.state !== 'stopped') return;
    node.machine.start();
    node.firstPort = this.#takePorts();
  }

  /** Do away with a machine and its disk. It is stopped by that, if it was not. */
  *remove(name: string): Task {
    yield* this.stop(name);
    this.#nodes.delete(name);
    this.#options.connectors.setMachine(name, undefined);
  }

  #takePorts(): number {
    const port = this.#nextPort;
    this.#nextPort += PORTS_EACH;
    return port;
  }

  #find(name: string): ClusterNode {
    const node = this.#nodes.get(name);
    if (!node) throw new Error(`there is no machine "${name}"`);
    return node;
  }
}
