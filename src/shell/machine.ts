import {
  BrokenPipe,
  PidNamespace,
  SIGNALS,
  Terminated,
  work,
  type Process,
  type Processor,
  type SignalName,
  type Simulation,
  type Task,
} from '../sim/index.ts';
import { Errno } from './fs/errno.ts';
import { populateDevices } from './fs/devices.ts';
import type { FileSystem } from './fs/file-system.ts';
import { ROOT_USER } from './fs/mounts.ts';
import { absolute, baseName } from './fs/path.ts';
import { populateProc } from './fs/proc.ts';
import type { Completer } from './readline/completion.ts';
import { emptyInput, nullOutput } from './streams.ts';
import type { Tty } from './tty.ts';
import {
  ExecError,
  type Descriptor,
  type ExecOptions,
  type InputStream,
  type Machine,
  type Network,
  type OutputStream,
  type Program,
  type ProgramContext,
} from './types.ts';

/** Where programs are looked for when the environment has no PATH. */
export const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Processor milliseconds that starting a program takes. */
export const START_COST = 2;

/** How many `#!` lines may lead to one another. */
const MAX_INTERPRETERS = 4;

export interface MachineOptions {
  readonly sim: Simulation;
  readonly hostname: string;
  /** /dev and /proc are mounted in it when it has none. */
  readonly fs: FileSystem;
  readonly processor: Processor;
  /** A container's is `new PidNamespace({ init: true })`. By default one of its own, whose first process is nothing special. */
  readonly namespace?: PidNamespace;
  readonly env?: ReadonlyMap<string, string>;
  readonly network?: Network;
  readonly completers?: ReadonlyMap<string, Completer>;
}

/** What the process table knows of a process beside the simulation's own. */
export interface ProcessInfo {
  argv: readonly string[];
  cwd: string;
  env: ReadonlyMap<string, string>;
  fs: FileSystem;
  tty: Tty | undefined;
  /** Signals that it ignores, and what it starts will too. */
  ignoredSignals: ReadonlySet<SignalName>;
}

const processes = new WeakMap<Process, ProcessInfo>();

/** What `ps` shows of a process; `undefined` for one that no machine started (a kubelet's goroutine). */
export function processInfo(process: Process): ProcessInfo | undefined {
  return processes.get(process);
}

/** Put a process that was not started by exec (a shell's fork) into the process table. */
export function registerProcess(process: Process, info: ProcessInfo): void {
  processes.set(process, info);
}

/** One computer: the learner's machine, a node, or a container. */
export function createMachine(options: MachineOptions): Machine {
  const { sim, hostname, fs, processor, network, completers } = options;
  const machine: Machine = {
    sim,
    hostname,
    fs,
    processor,
    network,
    completers,
    namespace: options.namespace ?? new PidNamespace(),
    env: options.env ?? new Map(),
    exec: (argv, exec) => execute(machine, argv, exec ?? {}),
  };
  // Whoever runs on it, its devices and its /proc are the system's own.
  const system = fs.as(ROOT_USER);
  populateDevices(system);
  populateProc(system, machine);
  return machine;
}

/** The exit status a shell reports for how a process ended: its own, or 128 + the signal's number. 0 while it runs. */
export function exitStatus(process: Process): number {
  const { outcome } = process;
  switch (outcome?.kind) {
    case 'returned':
      return typeof outcome.value === 'number' ? outcome.value & 255 : 0;
    case 'signalled':
      return 128 + SIGNALS[outcome.signal];
    case 'threw':
      return 1;
    default:
      return 0;
  }
}

/** A program ready to run: found, and its `#!` lines followed. */
export interface LoadedProgram {
  readonly program: Program;
  readonly argv: readonly string[];
  readonly path: string;
}

/**
 * The executable file that a command's name means: as a path when it has a slash, else in the directories of `path`.
 * @throws {ExecError} ENOENT, or EACCES when only files that may not be executed have the name
 */
export function findExecutable(fs: FileSystem, cwd: string, name: string, path: string): string {
  let failure: ExecError['code'] = 'ENOENT';
  const candidates = name.includes('/')
    ? [name]
    : path.split(':').map((directory) => `${directory || '.'}/${name}`);
  if (name === '') throw new ExecError('ENOENT', name);
  for (const candidate of candidates) {
    const file = absolute(cwd, candidate);
    try {
      if (fs.stat(file).kind === 'file' && fs.access(file, 'x')) return candidate;
      failure = 'EACCES';
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      if (error.code === 'EACCES') failure = 'EACCES';
      if (error.code === 'ENOTDIR' && name.includes('/')) failure = 'ENOTDIR';
    }
  }
  throw new ExecError(failure, name);
}

/**
 * Find a program and follow `#!` lines, as execve(2) does.
 * @throws {ExecError} ENOEXEC for a file that is neither a program nor a script with `#!`
 */
export function loadProgram(
  fs: FileSystem,
  cwd: string,
  argv: readonly string[],
  path: string,
): LoadedProgram {
  const name = argv[0] ?? '';
  const found = findExecutable(fs, cwd, name, path);
  let file = absolute(cwd, found);
  let args: readonly string[] = argv;
  for (let depth = 0; depth <= MAX_INTERPRETERS; depth++) {
    const program = fs.program(file);
    if (program) return { program, argv: args, path: found };
    const firstLine = fs.access(file, 'r') ? /^#!([^\n]*)/.exec(fs.readText(file))?.[1] : undefined;
    if (firstLine === undefined) throw new ExecError('ENOEXEC', name);
    const [, interpreter = '', option = ''] = /^\s*(\S*)\s*(.*?)\s*$/.exec(firstLine) ?? [];
    args = [interpreter, ...(option === '' ? [] : [option]), depth === 0 ? found : file, ...args.slice(1)];
    file = absolute(cwd, interpreter);
    if (!fs.isFile(file)) throw new ExecError('ENOENT', name);
    if (!fs.access(file, 'x')) throw new ExecError('EACCES', name);
  }
  throw new ExecError('ENOEXEC', name);
}

/** Start a program of a machine. @throws {ExecError} */
export function execute(machine: Machine, argv: readonly string[], options: ExecOptions): Process {
  const fs = options.fs ?? machine.fs;
  const cwd = options.cwd ?? '/';
  const env = options.env ?? machine.env;
  const loaded = loadProgram(fs, cwd, argv, env.get('PATH') ?? DEFAULT_PATH);
  if (!fs.isDirectory(cwd)) throw new ExecError(fs.exists(cwd) ? 'ENOTDIR' : 'ENOENT', cwd);
  return startProgram(machine, loaded, options);
}

/** Start a program that is already found. */
export function startProgram(
  machine: Machine,
  loaded: Pick<LoadedProgram, 'program' | 'argv'>,
  options: ExecOptions,
): Process {
  const { tty, parent } = options;
  const streams: (InputStream | OutputStream)[] = [];
  const own = <T extends InputStream | OutputStream>(stream: T): T => {
    const mine = stream.dup?.() as T | undefined;
    if (mine) streams.push(mine);
    return mine ?? stream;
  };
  const descriptors = new Map<number, Descriptor>();
  for (const [number, { input, output }] of options.descriptors ?? []) {
    descriptors.set(number, { input: input && own(input), output: output && own(output) });
  }
  const setup: ContextSetup = {
    machine,
    argv: loaded.argv,
    env: options.env ?? machine.env,
    cwd: options.cwd ?? '/',
    fs: options.fs ?? machine.fs,
    stdin: own(options.stdin ?? tty?.stdin ?? emptyInput()),
    stdout: own(options.stdout ?? tty?.stdout ?? nullOutput()),
    stderr: own(options.stderr ?? tty?.stdout ?? nullOutput()),
    tty,
    descriptors,
  };
  const ignored = options.ignoredSignals ?? new Set<SignalName>();
  const process: Process = machine.sim.spawn(body(), {
    name: baseName(loaded.argv[0] ?? ''),
    parent,
    processor: machine.processor,
    group: options.group,
    namespace: machine.namespace,
  });
  function* body(): Task<number> {
    yield* work(START_COST);
    return yield* runProgram(loaded.program, createContext(process, setup));
  }
  processes.set(process, {
    argv: setup.argv,
    cwd: setup.cwd,
    env: setup.env,
    fs: setup.fs,
    tty,
    ignoredSignals: ignored,
  });
  if (ignored.size > 0) process.onSignal = (signal) => (ignored.has(signal) ? 'handled' : 'default');
  process.whenEnded(() => {
    for (const stream of streams) stream.close();
  });
  return process;
}

type ContextSetup = Omit<ProgramContext, 'sim' | 'process' | 'exec' | 'env'> & {
  readonly env: ReadonlyMap<string, string>;
};

/** What a program in `process` gets. */
export function createContext(process: Process, setup: ContextSetup): ProgramContext {
  const { machine } = setup;
  const context: ProgramContext = {
    ...setup,
    sim: machine.sim,
    process,
    env: new Map(setup.env),
    exec: (argv, options = {}) =>
      execute(machine, argv, {
        env: context.env,
        cwd: context.cwd,
        stdin: context.stdin,
        stdout: context.stdout,
        stderr: context.stderr,
        tty: context.tty,
        fs: context.fs,
        parent: process,
        ignoredSignals: processes.get(process)?.ignoredSignals,
        ...options,
      }),
  };
  return context;
}

/** Run a program; writing where nobody reads ends it by SIGPIPE, and a system call's failure that it does not handle by status 1. */
export function* runProgram(program: Program, context: ProgramContext): Task<number> {
  try {
    return yield* program(context);
  } catch (error) {
    if (error instanceof BrokenPipe) {
      if (processes.get(context.process)?.ignoredSignals.has('SIGPIPE')) return 1;
      throw new Terminated('SIGPIPE');
    }
    if (!(error instanceof Errno)) throw error;
    const subject = error.path === '' ? '' : `${error.path}: `;
    yield* context.stderr.write(`${baseName(context.argv[0] ?? '')}: ${subject}${error.message}\n`);
    return 1;
  }
}
