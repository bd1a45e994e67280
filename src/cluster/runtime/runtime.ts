import {
  delay,
  first,
  sleep,
  type Processor,
  type Random,
  type Simulation,
  type Task,
} from '../../sim/index.ts';
import type { FileSystem } from '../../shell/fs/file-system.ts';
import { ByPod } from './by-pod.ts';
import { Container, type ContainerConfig } from './container.ts';
import { ImageStore } from './image-store.ts';
import type { NetworkFabric, NetworkStack } from './network.ts';
import { RuntimeError, type Registry } from './registry.ts';
import { AddressPool, type PodSandbox, type PodSandboxConfig } from './sandbox.ts';

export const RUNTIME_NAME = 'containerd';
export const RUNTIME_VERSION = '2.2.1';

const HEX = '0123456789abcdef';

export interface RuntimeOptions {
  readonly sim: Simulation;
  readonly nodeName: string;
  readonly nodeIP: string;
  readonly processor: Processor;
  readonly registry: Registry;
  readonly network: NetworkFabric;
  /** The machine's disk, on which the network plugin's configuration is looked for. */
  readonly files: FileSystem;
}

/** Where containerd looks for network plugins' configurations. */
const CNI_DIRECTORY = '/etc/cni/net.d';

/** One node's container runtime: sandboxes, containers and images. Models containerd behind the CRI. */
export class ContainerRuntime {
  readonly sim: Simulation;
  readonly images: ImageStore;
  readonly sandboxes = new ByPod<PodSandbox>(({ config }) => config.uid);
  readonly containers = new ByPod<Container>(({ sandbox }) => sandbox.config.uid);
  /** Told of every change of a container or sandbox: the pod's UID. */
  onEvent: ((podUid: string) => void) | undefined;
  readonly #options: RuntimeOptions;
  readonly #random: Random;
  #hostStack: NetworkStack;
  #pool: AddressPool | undefined;
  /** The network plugin's configuration, where one was found. */
  #plugin: string | undefined;
  /** Containers that ran when the machine went down. */
  #lost: readonly Container[] = [];

  constructor(options: RuntimeOptions) {
    this.sim = options.sim;
    this.#options = options;
    this.#random = options.sim.random(`runtime/${options.nodeName}`);
    this.images = new ImageStore(options.registry, options.sim.random(`runtime/${options.nodeName}/pull`));
    this.#hostStack = options.network.add([options.nodeIP]);
  }

  /** The node's own network, shared by pods with hostNetwork. */
  get hostStack(): NetworkStack {
    return this.#hostStack;
  }

  /** Pods are to get addresses out of `cidr`. Models CRI UpdateRuntimeConfig. */
  configureNetwork(cidr: string): void {
    this.#pool ??= new AddressPool(cidr);
  }

  /** Whether pods can have addresses: a range is known, and a network plugin has put its configuration on the disk. */
  get networkReady(): boolean {
    return this.#pool !== undefined && this.#hasPlugin();
  }

  /** A range of pod addresses is known. */
  get hasAddresses(): boolean {
    return this.#pool !== undefined;
  }

  #hasPlugin(): boolean {
    const { files } = this.#options;
    // The one that was found is mostly still there.
    if (this.#plugin !== undefined && files.exists(this.#plugin)) return true;
    const found = files.readdir(CNI_DIRECTORY).find(({ name }) => name.endsWith('.conflist'));
    this.#plugin = found && `${CNI_DIRECTORY}/${found.name}`;
    return found !== undefined;
  }

  /** Wait between `low` and `high` milliseconds, as this node's draw has it. */
  *#take(low: number, high: number): Task {
    yield* sleep(low + (high - low) * this.#random.next());
  }

  /** @throws {RuntimeError} */
  *runPodSandbox(config: PodSandboxConfig): Task<PodSandbox> {
    yield* this.#take(180, 420);
    let stack = this.hostStack;
    let ip = '';
    if (!config.hostNetwork) {
      const address = this.#pool?.take();
      if (address === undefined) {
        throw new RuntimeError(
          'Unknown',
          `failed to setup network for sandbox "${this.newId()}": plugin type="ptp" failed (add): no IP addresses available in network: kindnet`,
        );
      }
      ip = address;
      stack = this.#options.network.add([address]);
    }
    const sandbox: PodSandbox = {
      id: this.newId(),
      config,
      hostname: config.hostNetwork ? this.#options.nodeName : config.hostname,
      stack,
      ip,
      createdAt: this.sim.time,
      ready: true,
    };
    this.sandboxes.add(sandbox);
    return sandbox;
  }

  /** Stop what runs in it and take its network down. */
  *stopPodSandbox(sandbox: PodSandbox): Task {
    for (const container of this.containersOf(sandbox)) container.process?.signal('SIGKILL');
    yield* this.#take(30, 90);
    if (!sandbox.ready) return;
    sandbox.ready = false;
    if (sandbox.ip !== '') {
      this.#options.network.remove(sandbox.stack);
      this.#pool?.give(sandbox.ip);
    }
    this.onEvent?.(sandbox.config.uid);
  }

  removePodSandbox(sandbox: PodSandbox): void {
    for (const container of this.containersOf(sandbox)) this.containers.remove(container);
    this.sandboxes.remove(sandbox);
  }

  containersOf(sandbox: PodSandbox): Container[] {
    const own = this.containers.of(sandbox.config.uid).reverse();
    return own.filter((container) => container.sandbox === sandbox);
  }

  /** @throws {RuntimeError} */
  *createContainer(sandbox: PodSandbox, config: ContainerConfig): Task<Container> {
    yield* this.#take(25, 90);
    const container = new Container(this.sim, this.newId(), config, sandbox, this.#options.processor);
    container.onChange = () => this.onEvent?.(sandbox.config.uid);
    this.containers.add(container);
    return container;
  }

  /** @throws {RuntimeError} */
  *startContainer(container: Container): Task {
    yield* this.#take(40, 140);
    container.start();
  }

  /** Ask a container to end, and kill it when it has not within `grace` milliseconds. */
  *stopContainer(container: Container, grace: number): Task {
    if (container.state !== 'running') return;
    if (grace > 0) {
      container.process?.signal(container.stopSignal);
      const deadline = this.sim.now + grace;
      while (container.process && !container.process.ended && this.sim.now < deadline) {
        yield* first([container.changed.toWait(), delay(deadline - this.sim.now)]);
      }
    }
    if (container.state === 'running') {
      container.process?.signal('SIGKILL');
      yield* sleep(20);
    }
  }

  removeContainer(container: Container): void {
    this.containers.remove(container);
  }

  /**
   * The machine goes down: processes are asked to end and after at most `grace` milliseconds killed, then its networks are gone. Nobody
   * is left to write down how containers ended.
   */
  *powerOff(grace: number): Task {
    this.#lost = this.#running();
    for (const container of this.#lost) container.signalAll('SIGTERM');
    const deadline = this.sim.now + grace;
    for (let [left] = this.#running(); left && this.sim.now < deadline; [left] = this.#running())
      yield* first([left.changed.toWait(), delay(deadline - this.sim.now)]);
    for (const container of this.#running()) container.signalAll('SIGKILL');
    const { network } = this.#options;
    for (const sandbox of this.sandboxes.values()) {
      if (sandbox.ready && sandbox.ip !== '') network.remove(sandbox.stack);
      sandbox.ready = false;
    }
    network.remove(this.#hostStack);
  }

  #running(): Container[] {
    return [...this.containers.values()].filter(({ state }) => state === 'running');
  }

  /**
   * The machine is up again. Sandboxes and containers are known from the disk, but none of them runs: of what ran nobody knows how it
   * ended. Models containerd's recovery in its CRI plugin (internal/cri/server/restart.go).
   */
  powerOn(): void {
    const { network, nodeIP } = this.#options;
    this.#hostStack = network.add([nodeIP]);
    for (const container of this.#lost) container.endUnknown();
    this.#lost = [];
    // The addresses that the CNI plugin has given out are kept in /run.
    this.#pool = this.#pool?.emptied();
  }

  /** The id of a container, a sandbox or an exec. */
  newId(): string {
    return this.#random.text(64, HEX);
  }
}
