import { Errno } from '../../shell/fs/errno.ts';
import { FileSystem } from '../../shell/fs/file-system.ts';
import type { Credentials } from '../../shell/fs/mounts.ts';
import { Volume } from '../../shell/fs/volume.ts';
import { createMachine, exitStatus, DEFAULT_PATH } from '../../shell/machine.ts';
import { emptyInput, pipeInput } from '../../shell/streams.ts';
import { Tty } from '../../shell/tty.ts';
import { ExecError, type ExecOptions, type InputStream, type Machine } from '../../shell/types.ts';
import {
  findSignal,
  Notice,
  Pipe,
  PidNamespace,
  type Process,
  type Processor,
  type SignalName,
  type Simulation,
} from '../../sim/index.ts';
import { ContainerNetwork } from './container-network.ts';
import type { Image } from './image.ts';
import { ContainerLog, LogWriter } from './logs.ts';
import { chargeMemory, MemoryAccount } from './memory.ts';
import { RuntimeError } from './registry.ts';
import type { PodSandbox } from './sandbox.ts';
import { findUser } from './users.ts';

/** A volume at a place in a container. */
export interface ContainerMount {
  readonly path: string;
  readonly volume: Volume;
  readonly subPath?: string;
  readonly readOnly?: boolean;
  /** Where it is on the node, for what is said when it cannot be mounted. */
  readonly source?: string;
}

/** What a container is made from. Models CRI's ContainerConfig. */
export interface ContainerConfig {
  readonly name: string;
  /** How many times it was made before, by the kubelet's count. */
  readonly attempt: number;
  readonly image: Image;
  /** The image's full name. */
  readonly imageName: string;
  /** Replaces the image's entrypoint (and its arguments). */
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly env: ReadonlyMap<string, string>;
  readonly workingDir?: string;
  readonly mounts: readonly ContainerMount[];
  readonly stdin: boolean;
  readonly stdinOnce: boolean;
  readonly tty: boolean;
  readonly readOnlyRoot?: boolean;
  /** In place of the image's user. */
  readonly uid?: number;
  readonly gid?: number;
  readonly groups?: readonly number[];
  /** Bytes; unlimited when absent. */
  readonly memoryLimit?: number;
  /** The pod's definition of it, for whoever compares. */
  readonly hash: string;
  /** Small files that the kubelet keeps in it (/etc/hosts), by path; a volume mounted at such a place wins. */
  readonly files?: ReadonlyMap<string, string>;
}

export type ContainerState = 'created' | 'running' | 'exited';

/** What a process of a small container takes, for memory accounting. */
const BASE_MEMORY = 512 * 1024;

/** One container: a machine with its own files and process ids in its pod's network. Models containerd's task with runc. */
export class Container {
  readonly id: string;
  readonly config: ContainerConfig;
  readonly sandbox: PodSandbox;
  readonly sim: Simulation;
  readonly machine: Machine;
  readonly log: ContainerLog;
  readonly stdout: LogWriter;
  readonly stderr: LogWriter;
  readonly memory: MemoryAccount;
  /** Announced at every change of state. */
  readonly changed = new Notice();
  /** Told of every change of state. */
  onChange: (() => void) | undefined;
  state: ContainerState = 'created';
  /** Virtual milliseconds since 1970; 0 while it has not come to that. */
  readonly createdAt: number;
  startedAt = 0;
  finishedAt = 0;
  exitCode = 0;
  /** `Completed`, `Error`, `OOMKilled`, `StartError`; empty while it runs. */
  reason = '';
  message = '';
  /** Its first process. */
  process: Process | undefined;
  tty: Tty | undefined;
  readonly #network: ContainerNetwork;
  /** Its files as root sees them. */
  readonly #files: FileSystem;
  readonly #env: Map<string, string>;
  readonly #argv: readonly string[];
  readonly #cwd: string;
  readonly #user: Credentials;
  readonly #stdin: Pipe | undefined;
  /** Why a volume could not be mounted, which its start will tell. */
  #mountError: string | undefined;

  /** @throws {RuntimeError} when there is nothing to run or its user does not exist */
  constructor(
    sim: Simulation,
    id: string,
    config: ContainerConfig,
    sandbox: PodSandbox,
    processor: Processor,
  ) {
    const { image } = config;
    this.sim = sim;
    this.id = id;
    this.config = config;
    this.sandbox = sandbox;
    this.createdAt = sim.time;
    this.#argv = commandLine(config);
    const root = new Volume({ name: 'overlay', type: 'overlay', lower: image.files() });
    const prepared = new FileSystem({ clock: sim, root });
    const fs = new FileSystem({ clock: sim, root, readOnlyRoot: config.readOnlyRoot });
    fs.mount('/dev', new Volume({ name: 'tmpfs', type: 'tmpfs' }));
    this.#cwd = config.workingDir || image.config.workingDir || '/';
    this.#user = findUser(fs, config, image.config.user);
    this.#env = new Map([['PATH', DEFAULT_PATH]]);
    for (const pair of image.config.env ?? []) {
      const equals = pair.indexOf('=');
      this.#env.set(pair.slice(0, equals), pair.slice(equals + 1));
    }
    this.#env.set('HOSTNAME', sandbox.hostname);
    if (config.tty) this.#env.set('TERM', 'xterm');
    for (const [name, value] of config.env) this.#env.set(name, value);
    if (!this.#env.has('HOME')) this.#env.set('HOME', homeOf(fs, this.#user.uid));
    this.#network = new ContainerNetwork(sandbox.stack, fs);
    const namespace = new PidNamespace({ init: true });
    this.machine = createMachine({
      sim,
      hostname: sandbox.hostname,
      fs,
      processor,
      namespace,
      env: this.#env,
      network: this.#network,
    });
    for (const [path, text] of config.files ?? [])
      writeFile(path.startsWith('/dev/') ? fs : prepared, path, text);
    for (const mount of config.mounts) this.#mountError ??= mountVolume(fs, prepared, mount);
    this.#files = fs;
    if (!fs.exists(this.#cwd)) prepared.mkdir(this.#cwd, { recursive: true });
    this.log = new ContainerLog(sim);
    this.stdout = new LogWriter(this.log, 'stdout');
    this.stderr = new LogWriter(this.log, 'stderr');
    if (config.stdin && !config.tty) this.#stdin = new Pipe();
    this.memory = new MemoryAccount(BASE_MEMORY, config.memoryLimit ?? Infinity, () => {
      // The allocating process may be running right now; the kill lands once it waits.
      sim.after(0, () => namespace.kill());
    });
    chargeMemory(this.machine, this.memory);
  }

  /** Start its first process. @throws {RuntimeError} in containerd's and runc's words; the container has then exited with 128 */
  start(): void {
    let tty: Tty | undefined;
    if (this.config.tty) {
      tty = new Tty(this.sim, { columns: 80, rows: 24 });
      tty.onOutput = (bytes) => this.stdout.put(bytes);
      this.tty = tty;
    }
    if (this.#mountError !== undefined) this.#fail(this.#mountError);
    let stdin: InputStream = emptyInput();
    if (this.#stdin) stdin = pipeInput(this.#stdin);
    else if (tty) stdin = tty.stdin;
    try {
      this.process = this.machine.exec(this.#argv, {
        fs: this.#files.as(this.#user),
        env: this.#env,
        cwd: this.#cwd,
        stdin,
        stdout: tty ? tty.stdout : this.stdout,
        stderr: tty ? tty.stdout : this.stderr,
        ...(tty && { tty }),
      });
    } catch (error) {
      if (!(error instanceof ExecError)) throw error;
      this.#fail(runcWords(this.machine, error, this.#cwd));
    }
    if (tty) tty.foreground = this.process.group;
    this.state = 'running';
    this.startedAt = this.sim.time;
    this.#announce();
    this.process.whenEnded((process) => {
      const code = exitStatus(process);
      if (this.memory.oomKilled) this.#exit(137, 'OOMKilled', '');
      else this.#exit(code, code === 0 ? 'Completed' : 'Error', '');
    });
  }

  /** Its first process could not be started. */
  #fail(why: string): never {
    const message = `failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: ${why}: unknown`;
    this.#exit(128, 'StartError', message);
    throw new RuntimeError('Unknown', message);
  }

  /** Who its processes run as. */
  get user(): Credentials {
    return this.#user;
  }

  /** What its processes find in their environment. */
  get environment(): ReadonlyMap<string, string> {
    return this.#env;
  }

  /** The signal that asks it to end. */
  get stopSignal(): 'SIGTERM' | NonNullable<ReturnType<typeof findSignal>> {
    return findSignal(this.config.image.config.stopSignal ?? 'SIGTERM') ?? 'SIGTERM';
  }

  /**
   * Start another process in it.
   * @throws {RuntimeError} in runc's words
   */
  exec(argv: readonly string[], options: ExecOptions): Process {
    try {
      return this.machine.exec(argv, {
        fs: this.#files.as(this.#user),
        env: this.#env,
        cwd: this.#cwd,
        ...options,
      });
    } catch (error) {
      if (!(error instanceof ExecError)) throw error;
      const why = runcWords(this.machine, error, this.#cwd);
      throw new RuntimeError(
        'Unknown',
        `OCI runtime exec failed: exec failed: unable to start container process: ${why}: unknown`,
      );
    }
  }

  /** Signal everything that runs in it, as a whole control group is signalled. */
  signalAll(signal: SignalName): void {
    for (const process of [...this.machine.namespace.processes.values()]) process.signal(signal);
  }

  /** It ended while the runtime was down, which finds that out now. */
  endUnknown(): void {
    this.exitCode = 255;
    this.reason = 'Unknown';
    this.finishedAt = this.sim.time;
  }

  /** A file's text as the node can read it, at most `limit` characters from its start; empty when it is not there. */
  readFile(path: string, limit: number): string {
    try {
      return this.#files.readText(path).slice(0, limit);
    } catch (error) {
      if (error instanceof Errno) return '';
      throw error;
    }
  }

  /** Bytes for its standard input; ignored where it has none. @returns false when it takes no input */
  writeStdin(data: Uint8Array): boolean {
    if (this.tty) this.tty.input(data);
    else if (this.#stdin && !this.#stdin.readClosed && !this.#stdin.writeClosed) this.#stdin.tryWrite(data);
    else return false;
    return true;
  }

  closeStdin(): void {
    this.#stdin?.closeWrite();
  }

  #exit(code: number, reason: string, message: string): void {
    if (this.state === 'exited') return;
    this.state = 'exited';
    this.exitCode = code;
    this.reason = reason;
    this.message = message;
    this.finishedAt = this.sim.time;
    this.#network.closeAll();
    this.stdout.finish();
    this.stderr.finish();
    this.log.close();
    this.tty?.hangup();
    this.#announce();
  }

  #announce(): void {
    this.changed.announce();
    this.onChange?.();
  }
}

/** Kubernetes' command and args over the image's entrypoint and cmd. Models containerd's CRI spec building. */
function commandLine(config: ContainerConfig): readonly string[] {
  const image = config.image.config;
  const command = config.command ?? [];
  const args = config.args ?? [];
  const argv =
    command.length > 0
      ? [...command, ...args]
      : [...(image.entrypoint ?? []), ...(args.length > 0 ? args : (image.cmd ?? []))];
  if (argv.length === 0) {
    throw new RuntimeError('Unknown', `failed to generate container spec: no command specified`);
  }
  return argv;
}

/** How runc tells of a program that cannot be started. */
function runcWords(machine: Machine, error: ExecError, cwd: string): string {
  const { file, code } = error;
  if (file === cwd && !machine.fs.isDirectory(cwd))
    return `chdir to cwd ("${cwd}") set in config.json failed: not a directory`;
  if (!file.includes('/')) {
    return code === 'EACCES'
      ? `exec: "${file}": permission denied`
      : `exec: "${file}": executable file not found in $PATH`;
  }
  if (code === 'ENOENT') return `exec: "${file}": stat ${file}: no such file or directory`;
  if (code === 'ENOTDIR') return `exec: "${file}": stat ${file}: not a directory`;
  if (code === 'ENOEXEC') return `exec ${file}: exec format error`;
  if (machine.fs.isDirectory(file)) return `exec: "${file}": is a directory`;
  return `exec: "${file}": permission denied`;
}

function homeOf(fs: FileSystem, uid: number): string {
  try {
    const line = fs
      .readText('/etc/passwd')
      .split('\n')
      .find((each) => each.split(':')[2] === String(uid));
    return line?.split(':')[5] || '/';
  } catch (error) {
    if (error instanceof Errno) return uid === 0 ? '/root' : '/';
    throw error;
  }
}

function writeFile(fs: FileSystem, path: string, text: string): void {
  const parent = path.slice(0, path.lastIndexOf('/'));
  if (parent !== '') fs.mkdir(parent, { recursive: true });
  fs.writeFile(path, text);
  // Whoever the container runs as may write its termination message.
  if (text === '') fs.chmod(path, 0o666);
}

/**
 * Mount a volume, making the directories above its place: in the image's writable layer, which the runtime may change before it turns
 * read-only, or in the volume that is mounted there.
 * @returns why it cannot be, in runc's words
 */
function mountVolume(fs: FileSystem, layer: FileSystem, mount: ContainerMount): string | undefined {
  const { path, source = '', volume, subPath, readOnly } = mount;
  const parts = path.split('/').filter((part) => part !== '');
  try {
    let above = '/';
    for (const part of parts.slice(0, -1)) {
      const next = `${above === '/' ? '' : above}/${part}`;
      if (!fs.exists(next)) (fs.mountOf(above).path === '/' ? layer : fs).mkdir(next);
      above = next;
    }
    fs.mount(path, volume, { subPath, readOnly });
    return undefined;
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    const what = `error mounting "${source}" to rootfs at "${path}"`;
    if (error.code === 'ENOTDIR')
      return `${what}: mount src=${source}, dst=${path}, dstFd=/proc/thread-self/fd/11, flags=MS_BIND|MS_REC: not a directory: Are you trying to mount a directory onto a file (or vice-versa)? Check if the specified host path exists and is the expected type`;
    const words = error.code === 'EROFS' ? 'read-only file system' : 'no such file or directory';
    return `${what}: create mountpoint for ${path} mount: make mountpoint "${path}": mkdirat ${path}: ${words}`;
  }
}
