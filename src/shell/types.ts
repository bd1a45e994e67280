import type { FileHandle } from './fs/handle.ts';
import type {
  PidNamespace,
  Process,
  ProcessGroup,
  Processor,
  SignalName,
  Simulation,
  Task,
  Wait,
} from '../sim/index.ts';
import type { FileSystem } from './fs/file-system.ts';
import type { Completer } from './readline/completion.ts';
import type { Tty } from './tty.ts';

/**
 * What an executable file runs. Returns the exit status (0–255). A program reads and writes only through its context,
 * spends processor time with `work`, and waits with the waits of `sim`.
 */
export type Program = (context: ProgramContext) => Task<number>;

/** Bytes coming in: a pipe, a file, a terminal. */
export interface InputStream {
  /** Some bytes, at most `max`; `undefined` at the end. */
  read(max?: number): Task<Uint8Array | undefined>;
  /** The terminal behind it, if it is one. */
  readonly tty?: Tty;
  /** The open file behind it, if it is one. */
  readonly file?: FileHandle;
  /** Something to read, or the end, is there; for use in `first`. Absent where reading never waits. */
  readable?(): Wait;
  /** Another reference to the same open file: it closes when all are closed, as inherited file descriptors do. */
  dup?(): InputStream;
  close(): void;
}

/** Bytes going out. */
export interface OutputStream {
  /** Waits while the reader is slow. @throws {BrokenPipe} when the reader has gone */
  write(data: Uint8Array | string): Task;
  readonly tty?: Tty;
  readonly file?: FileHandle;
  /** Another reference to the same open file: it closes when all are closed, as inherited file descriptors do. */
  dup?(): OutputStream;
  close(): void;
}

/** One computer as its programs see it: the learner's machine, a node, or a container. */
export interface Machine {
  readonly sim: Simulation;
  hostname: string;
  readonly fs: FileSystem;
  readonly namespace: PidNamespace;
  readonly processor: Processor;
  /** Environment that a fresh login has. */
  readonly env: ReadonlyMap<string, string>;
  /** The network that its programs reach; absent where there is none. */
  readonly network?: Network;
  /** What Tab offers after a program's name, in place of files. */
  readonly completers?: ReadonlyMap<string, Completer>;
  /**
   * Start a program from outside: a login, a container's entrypoint, a probe. Without `env` it has the machine's, without `cwd`
   * `/`; without streams the terminal's, or none. @throws {ExecError}
   */
  exec(argv: readonly string[], options?: ExecOptions): Process;
}

/** Names and connections as a machine sees them; the cluster provides it. */
export interface Network {
  /** The IP addresses of this machine. */
  readonly addresses: readonly string[];
  /** Resolve a host name to addresses; empty when there is none (NXDOMAIN). */
  resolve(name: string): Task<readonly string[]>;
  /** Open a TCP connection. @throws {ConnectError} */
  connect(address: string, port: number): Task<Connection>;
  /** Accept TCP connections. @throws {ConnectError} `EADDRINUSE` */
  listen(address: string, port: number): Listener;
}

export interface Connection {
  readonly input: InputStream;
  readonly output: OutputStream;
  readonly remoteAddress: string;
  close(): void;
}

export interface Listener {
  accept(): Task<Connection | undefined>;
  close(): void;
}

export type ConnectErrorCode = 'ECONNREFUSED' | 'ETIMEDOUT' | 'EHOSTUNREACH' | 'EADDRINUSE' | 'ENETUNREACH';

/** A network call that failed, with Unix's name for why. */
export class ConnectError extends Error {
  readonly code: ConnectErrorCode;
  constructor(code: ConnectErrorCode) {
    super(code);
    this.code = code;
  }
}

/** The two families of tools that name the same failures in words of their own. */
export type Dialect = 'gnu' | 'busybox';

/** Everything that a running program has. */
export interface ProgramContext {
  readonly sim: Simulation;
  readonly machine: Machine;
  readonly process: Process;
  /** `argv[0]` is the name it was called by. */
  readonly argv: readonly string[];
  /** Exported variables; a program's changes are its own. */
  readonly env: Map<string, string>;
  readonly cwd: string;
  /** Whose words a tool speaks, where it is installed as an applet; GNU's by default. */
  readonly dialect?: Dialect;
  readonly fs: FileSystem;
  readonly stdin: InputStream;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  /** The controlling terminal, whatever the streams are. */
  readonly tty?: Tty;
  /** File descriptors above 2 that it was started with. */
  readonly descriptors?: ReadonlyMap<number, Descriptor>;
  /**
   * Start another program of this machine, found by path or in `PATH`. What {@link ExecOptions} leaves out it inherits. It gets
   * references of its own to the streams, closed when it ends. @throws {ExecError}
   */
  exec(argv: readonly string[], options?: ExecOptions): Process;
}

export interface ExecOptions {
  readonly env?: ReadonlyMap<string, string>;
  readonly cwd?: string;
  readonly stdin?: InputStream;
  readonly stdout?: OutputStream;
  readonly stderr?: OutputStream;
  readonly tty?: Tty;
  readonly parent?: Process;
  readonly group?: ProcessGroup;
  /** The files as another user, or with another umask, sees them; see `FileSystem.as`. */
  readonly fs?: FileSystem;
  /** File descriptors above 2. */
  readonly descriptors?: ReadonlyMap<number, Descriptor>;
  /** Signals that it starts with ignored, as nohup(1) leaves them. */
  readonly ignoredSignals?: ReadonlySet<SignalName>;
}

/** An open file by its number: what can be read from it, written to it, or both. */
export interface Descriptor {
  readonly input?: InputStream;
  readonly output?: OutputStream;
}

/** A program could not be started: not there, not executable, or a bad working directory. */
export class ExecError extends Error {
  readonly code: 'ENOENT' | 'EACCES' | 'ENOTDIR' | 'ENOEXEC';
  /** The file that was asked for, as it was asked for. */
  readonly file: string;
  constructor(code: ExecError['code'], file: string) {
    super(`${code}: ${file}`);
    this.code = code;
    this.file = file;
  }
}
