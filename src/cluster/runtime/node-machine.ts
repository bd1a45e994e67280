import { FileSystem } from '../../shell/fs/file-system.ts';
import { Volume } from '../../shell/fs/volume.ts';
import type { Machine } from '../../shell/types.ts';
import { Notice, PidNamespace, Processor, type Simulation, type Task } from '../../sim/index.ts';
import type { NetworkFabric } from './network.ts';
import type { Registry } from './registry.ts';
import { loginMachine } from './node-login.ts';
import { ContainerRuntime } from './runtime.ts';

export interface NodeMachineOptions {
  readonly sim: Simulation;
  readonly name: string;
  readonly ip: string;
  readonly cpus: number;
  readonly memoryKi: number;
  /** What images can be pulled from. */
  readonly registry: Registry;
  readonly network: NetworkFabric;
  /** Images that are on its disk from the start. */
  readonly images: readonly string[];
}

/** `stopping` while processes are given the time to end. */
export type MachineState = 'running' | 'stopping' | 'stopped';

/** Milliseconds that processes have to end in when the machine is shut down (`docker stop`). */
const SHUTDOWN_GRACE = 10_000;
/** What is kept in memory (tmpfs), so that a stop loses it, and what in it is bound to the disk. */
const IN_MEMORY = ['/run', '/tmp'];
const KEPT = new Set(['/tmp/hostpath_pv', '/tmp/hostpath-provisioner']);

/**
 * The computer of one node: processors, a disk, a container runtime and an address. It can be stopped and started; its disk and its
 * images outlive that, its processes do not. What runs on it as kubelet is not its affair.
 */
export class NodeMachine {
  readonly sim: Simulation;
  readonly name: string;
  readonly ip: string;
  readonly memoryKi: number;
  readonly processor: Processor;
  /** Its own disk, which hostPath volumes show. */
  readonly files: FileSystem;
  readonly runtime: ContainerRuntime;
  /** emptyDir volumes on its disk, by pod UID and name (/var/lib/kubelet/pods). */
  readonly emptyDirs = new Map<string, Map<string, Volume>>();
  /** Processes outside of containers: all end when it stops. */
  processes = new PidNamespace();
  /** Announced at every change of state. */
  readonly changed = new Notice();
  /** Virtual milliseconds since 1970 of its creation, its last start and its last stop. */
  readonly createdAt: number;
  startedAt: number;
  stoppedAt = 0;
  #state: MachineState = 'running';
  readonly #disk = new Volume({ name: '/dev/vda1', type: 'ext4' });
  #login: Machine | undefined;

  constructor(options: NodeMachineOptions) {
    const { sim, name, ip, cpus, memoryKi, registry, network } = options;
    this.sim = sim;
    this.name = name;
    this.ip = ip;
    this.memoryKi = memoryKi;
    this.processor = new Processor(sim, cpus);
    this.createdAt = this.startedAt = sim.time;
    this.files = nodeFiles(sim, name, this.#disk);
    this.runtime = new ContainerRuntime({
      ...{ sim, registry, network, processor: this.processor, files: this.files },
      nodeName: name,
      nodeIP: ip,
    });
    for (const image of options.images) this.runtime.images.preload(image);
  }

  get state(): MachineState {
    return this.#state;
  }

  /** Shut it down: it takes as long as its processes want to end, 10 s at most. Nothing to do when it does not run. */
  *stop(): Task {
    if (this.#state !== 'running') return;
    this.#enter('stopping');
    this.processes.kill();
    yield* this.runtime.powerOff(SHUTDOWN_GRACE);
    for (const directory of IN_MEMORY) clear(this.files, directory);
    this.stoppedAt = this.sim.time;
    this.#enter('stopped');
  }

  /** Start it again, with nothing running on it but the container runtime. */
  start(): void {
    if (this.#state !== 'stopped') return;
    this.processes = new PidNamespace();
    this.#login = undefined;
    this.startedAt = this.sim.time;
    this.runtime.powerOn();
    this.#enter('running');
  }

  /** What a shell on it runs on: its disk, its network, and the tools that are put there for whoever logs in first. */
  login(): Machine {
    return (this.#login ??= loginMachine(this, this.#disk));
  }

  #enter(state: MachineState): void {
    this.#state = state;
    this.changed.announce();
  }
}

function clear(files: FileSystem, directory: string): void {
  for (const { name } of files.readdir(directory)) {
    const path = `${directory}/${name}`;
    if (!KEPT.has(path)) files.remove(path);
  }
}

/** The directories that host paths in manifests usually name. */
const DIRECTORIES = [
  '/data',
  '/dev',
  '/etc/ca-certificates',
  '/etc/cni/net.d',
  '/etc/kubernetes/manifests',
  '/etc/ssl/certs',
  '/home/docker',
  '/lib/modules',
  '/mnt',
  '/opt',
  '/proc',
  '/root',
  '/run',
  '/sys',
  '/tmp',
  ...KEPT,
  '/usr/local/share/ca-certificates',
  '/usr/share/ca-certificates',
  '/var/lib/kubelet/pods',
  '/var/lib/minikube/certs',
  '/var/log/containers',
  '/var/log/pods',
];

function nodeFiles(sim: Simulation, name: string, disk: Volume): FileSystem {
  const fs = new FileSystem({ clock: sim, root: disk });
  for (const directory of DIRECTORIES) fs.mkdir(directory, { recursive: true });
  fs.chmod('/tmp', 0o1777);
  fs.writeFile('/etc/hostname', `${name}\n`);
  return fs;
}
