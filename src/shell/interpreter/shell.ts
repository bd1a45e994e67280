import {
  SIGNALS,
  work,
  type Process,
  type ProcessGroup,
  type SignalDisposition,
  type SignalName,
  type Task,
} from '../../sim/index.ts';
import type { FileSystem } from '../fs/file-system.ts';
import { processInfo, registerProcess } from '../machine.ts';
import type { Command, List } from '../parser/ast.ts';
import { formatCommand } from '../parser/format.ts';
import { bytesInput } from '../streams.ts';
import type { ParserOptions } from '../parser/parser.ts';
import type { Tty } from '../tty.ts';
import type { Descriptor, InputStream, Machine, OutputStream, Program, ProgramContext } from '../types.ts';
import type { ArithmeticVariables } from './arithmetic.ts';
import { JobTable, type Job } from './jobs.ts';
import { OPTIONS, PLAIN_OPTIONS, SHOPT_OPTIONS } from './options.ts';
import { Variables } from './variables.ts';

/** Whose words and habits: bash, busybox's ash or Debian's dash. */
export type Flavor = 'bash' | 'ash' | 'dash';

/** A builtin command. `argv[0]` is its name. Returns the exit status. */
export type Builtin = (shell: Shell, argv: readonly string[]) => Task<number>;

export interface ShellFunction {
  readonly body: Command;
  /** The file that it was read from, for `BASH_SOURCE` and errors. */
  readonly file: string;
  /** Given to programs (`export -f`). */
  exported: boolean;
}

/** A function or a sourced file being run. */
export interface Frame {
  /** The function's name, or `source`. */
  readonly name: string;
  /** The file that its commands come from. */
  readonly file: string;
  /** The line from which it was called. */
  readonly calledFrom: number;
}

/** Directions of {@link InterpreterHooks.runText}. */
export interface TextOptions {
  /** What stands before the line in a syntax error: `eval`. */
  readonly origin?: string;
  /** The number of its first line; 1 by default. */
  readonly firstLine?: number;
}

/** What the state needs of the interpreter without importing it. */
export interface InterpreterHooks {
  runList(shell: Shell, list: List, tail: boolean): Task<number>;
  runCommand(shell: Shell, command: Command): Task<number>;
  /** Run text as `eval` does. */
  runText(shell: Shell, text: string, options?: TextOptions): Task<number>;
  /** Run to the end of the shell's process: `exit`, errors and the EXIT trap are dealt with. */
  runToEnd(shell: Shell, body: () => Task<number>): Task<number>;
  /** The shell itself as a program, for scripts without `#!`. */
  program(flavor: Flavor): Program;
  readonly builtins: ReadonlyMap<string, Builtin>;
}

const NO_ALIASES: ReadonlyMap<string, string> = new Map();

/** Processor milliseconds of one command and of one turn of a loop. */
export const COMMAND_COST = 0.05;
export const TURN_COST = 0.15;
/** Costs are paid in pieces of this size, or the clock would have too many events. */
const COST_BATCH = 1;

export interface ShellOptions {
  readonly flavor: Flavor;
  readonly hooks: InterpreterHooks;
  /** `$0` */
  readonly name: string;
  readonly args: readonly string[];
  readonly interactive: boolean;
  /** Its commands come from its arguments (`-c`), from standard input, or from a file. */
  readonly commands?: 'argument' | 'input' | 'file';
}

interface ShellInit extends ShellOptions {
  readonly machine: Machine;
  readonly tty: Tty | undefined;
  readonly process: Process;
  readonly fs: FileSystem;
  readonly cwd: string;
}

/** A shell's whole state. The interpreter's functions work on it; a subshell is a copy in a process of its own. */
export class Shell {
  readonly flavor: Flavor;
  readonly hooks: InterpreterHooks;
  readonly machine: Machine;
  readonly tty: Tty | undefined;
  process: Process;
  /** `$0` */
  name: string;
  /** `$1` … */
  args: string[];
  variables = new Variables();
  functions = new Map<string, ShellFunction>();
  aliases = new Map<string, string>();
  /** Names of the options that are on: `errexit`, `pipefail` … and bash's `shopt` options. */
  options = new Set<string>();
  interactive: boolean;
  fs: FileSystem;
  cwd: string;
  descriptors = new Map<number, Descriptor>();
  /** `$?` */
  status = 0;
  /** Status of the last command substitution, for a command that is nothing but assignments. */
  substitutionStatus = 0;
  /** `$!` */
  lastBackground: number | undefined;
  /** `$$`: stays the same in subshells. */
  shellPid: number;
  /** Line of the command being run. */
  line = 1;
  jobs = new JobTable();
  /** Background processes by id, for `wait PID` after the job is gone. */
  children = new Map<number, Process>();
  /** Action by signal name (`INT`, `EXIT`); an empty one ignores the signal. */
  traps = new Map<string, string>();
  pendingSignals: SignalName[] = [];
  /** A signal with a trap ends the present wait (`wait`, `read`). */
  interruptible = false;
  ignoredAtStart: ReadonlySet<SignalName>;
  functionDepth = 0;
  /** Functions and sourced files being run, the innermost first. */
  frames: readonly Frame[] = [];
  sourceDepth = 0;
  /** How deep `eval`, traps and command substitutions are nested: `set -x` repeats PS4's first character so. */
  traceDepth = 0;
  loopDepth = 0;
  /** Above 0 in conditions, where a failure does not end the shell under `set -e`. */
  conditionDepth = 0;
  /** `BASH_SUBSHELL` */
  subshellDepth = 0;
  /** It runs in a process that another shell forked. */
  isFork = false;
  readonly commands: ShellOptions['commands'];
  history: string[] = [];
  /** How many of its lines are in its file. */
  historySaved = 0;
  /** Directories that `pushd` left, the newest first. */
  directories: string[] = [];
  /** Where programs were found, and how often they ran (`hash`). */
  hashed = new Map<string, { path: string; hits: number }>();
  /** Processor time of processes that it has waited for, in milliseconds. */
  childrenCpuTime = 0;
  /** What `complete` was told, by command: its options as written, and the function among them. */
  completions = new Map<string, { readonly text: string; readonly function: string | undefined }>();
  /** `$_`: the last word of the command before. */
  lastArgument: string | undefined;
  /** Traps were set at some time, so `BASH_COMMAND` is kept. */
  tracksCommands = false;
  /** `BASH_COMMAND` */
  commandText = '';
  /** The action of ERR, DEBUG or RETURN is running: they do not interrupt one another. */
  inPseudoTrap = false;
  /** Processes that `wait` has reported; `wait -n` passes over them. */
  waited = new Set<number>();
  /** Traps that a subshell only shows (`trap` in `$(trap)`), until it sets its own. */
  inheritedTraps: ReadonlyMap<string, string> | undefined;
  /** The job that the terminal belongs to. */
  foreground: Job | undefined;
  startedAt: number;
  /** State of `getopts` inside a cluster of options. */
  optionOffset = 0;
  optionIndex = 1;
  /** A copy of an interactive shell: its errors name no line. */
  wasInteractive = false;
  /** Kept by parameters.ts. */
  arithmeticVariables: ArithmeticVariables | undefined;
  #owed = 0;

  constructor(init: ShellInit) {
    this.flavor = init.flavor;
    this.hooks = init.hooks;
    this.machine = init.machine;
    this.tty = init.tty;
    this.process = init.process;
    this.name = init.name;
    this.args = [...init.args];
    this.interactive = init.interactive;
    this.commands = init.commands;
    this.fs = init.fs;
    this.cwd = init.cwd;
    this.shellPid = init.process.pid;
    this.startedAt = init.process.sim.now;
    this.ignoredAtStart = processInfo(init.process)?.ignoredSignals ?? new Set();
  }

  /** The shell of a program's process, with its streams and environment. */
  static open(context: ProgramContext, options: ShellOptions): Shell {
    const { machine, tty, process, fs, cwd } = context;
    const shell = new Shell({ ...options, machine, tty, process, fs, cwd });
    if (options.flavor === 'bash') {
      for (const { name, on } of OPTIONS) if (on) shell.options.add(name);
      for (const [name, on] of SHOPT_OPTIONS) if (on) shell.options.add(name);
    }
    shell.descriptors.set(0, { input: context.stdin, output: context.stdin.tty?.stdout });
    shell.descriptors.set(1, { output: context.stdout, input: context.stdout.tty?.stdin });
    shell.descriptors.set(2, { output: context.stderr, input: context.stderr.tty?.stdin });
    for (const [number, descriptor] of context.descriptors ?? []) shell.descriptors.set(number, descriptor);
    for (const [name, value] of context.env) {
      if (/^[A-Za-z_]\w*$/.test(name)) shell.variables.set(name, value).exported = true;
    }
    shell.attach();
    return shell;
  }

  /** Take the process's signals. */
  attach(): void {
    this.process.onSignal = (signal) => this.#onSignal(signal);
  }

  // --- time ---

  /** Charge processor time. @returns what has gathered once it is worth a turn of the clock, to be spent with `work`; else 0 */
  owe(ms: number): number {
    this.#owed += ms;
    if (this.#owed < COST_BATCH) return 0;
    const owed = this.#owed;
    this.#owed = 0;
    return owed;
  }

  /** Charge processor time; it is spent once enough has gathered. */
  *charge(ms: number): Task {
    const owed = this.owe(ms);
    if (owed > 0) yield* work(owed);
  }

  // --- output ---

  get stdin(): InputStream {
    return this.descriptors.get(0)?.input ?? bytesInput('');
  }

  get stdout(): OutputStream | undefined {
    return this.descriptors.get(1)?.output;
  }

  get stderr(): OutputStream | undefined {
    return this.descriptors.get(2)?.output;
  }

  *print(text: string): Task {
    yield* this.stdout?.write(text) ?? nothing();
  }

  *printError(text: string): Task {
    yield* this.stderr?.write(text) ?? nothing();
  }

  /** An error in the shell's words, with its name and the line before it. */
  *complain(message: string, command?: string): Task {
    yield* this.printError(`${this.prefix(command)}${message}\n`);
  }

  /** What stands before an error, as each shell has it. `command` is the builtin that complains. */
  prefix(command?: string): string {
    const name = this.flavor === 'bash' ? this.errorName : this.name;
    const subject = command === undefined ? '' : `${command}: `;
    const inScript = this.sourceDepth > 0 || !(this.interactive || this.wasInteractive);
    switch (this.flavor) {
      case 'bash':
        return `${name}: ${inScript ? `line ${this.line}: ` : ''}${subject}`;
      case 'dash':
        return `${name}: ${this.line}: ${subject}`;
      case 'ash':
        return `${name}: ${subject}${command !== undefined && inScript ? `line ${this.line}: ` : ''}`;
    }
  }

  /** The file that the running commands come from, or `$0`. */
  get errorName(): string {
    if (this.interactive || this.wasInteractive) return this.name;
    return this.frames[0]?.file ?? this.name;
  }

  /** How this shell reads text. */
  get parserOptions(): Pick<ParserOptions, 'aliases' | 'extglob' | 'plain'> {
    return {
      aliases: this.activeAliases,
      extglob: () => this.options.has('extglob'),
      plain: this.flavor === 'dash',
    };
  }

  // --- options ---

  get errexit(): boolean {
    return this.options.has('errexit');
  }

  /** `$-` */
  get flags(): string {
    const bash = this.flavor === 'bash';
    let flags = '';
    if (this.flavor === 'dash') {
      const on = PLAIN_OPTIONS.filter(({ name }) => this.options.has(name));
      return on
        .map(({ letter }) => letter ?? '')
        .reverse()
        .join('');
    }
    for (const { letter, name } of OPTIONS) {
      if (name === 'keyword' && this.interactive) flags += 'i';
      if (letter !== undefined && this.options.has(name)) flags += letter;
    }
    if (!bash) return flags;
    return flags + (this.commands === 'argument' ? 'c' : this.commands === 'input' ? 's' : '');
  }

  /** Aliases that the shell puts in as it reads: bash does in scripts only when told to. */
  readonly activeAliases = (): ReadonlyMap<string, string> =>
    this.flavor !== 'bash' || this.interactive || this.options.has('expand_aliases')
      ? this.aliases
      : NO_ALIASES;

  /** A program may be executed in this shell's place: nothing of the shell is still needed. */
  get subshellAllowsReplacing(): boolean {
    return !this.interactive && this.functionDepth === 0 && this.pendingSignals.length === 0;
  }

  /** Programs get jobs of their own, and the terminal in turn. */
  get jobControl(): boolean {
    return this.options.has('monitor');
  }

  // --- signals ---

  /** A signal that came to this shell has an action waiting. */
  takePendingSignal(): SignalName | undefined {
    return this.pendingSignals.shift();
  }

  get ignoredSignals(): ReadonlySet<SignalName> {
    if (this.traps.size === 0) return this.ignoredAtStart;
    const ignored = new Set(this.ignoredAtStart);
    for (const [name, action] of this.traps)
      if (action === '' && `SIG${name}` in SIGNALS) ignored.add(`SIG${name}` as SignalName);
    return ignored;
  }

  #onSignal(signal: SignalName): SignalDisposition {
    const action = this.traps.get(signal.slice(3));
    if (action === '') return 'handled';
    if (action !== undefined) {
      this.pendingSignals.push(signal);
      return this.interruptible ? 'interrupt' : 'handled';
    }
    if (this.ignoredAtStart.has(signal)) return 'handled';
    if (this.interactive) {
      if (signal === 'SIGINT') return 'interrupt';
      if (['SIGTERM', 'SIGQUIT', 'SIGTSTP', 'SIGTTIN', 'SIGTTOU'].includes(signal)) return 'handled';
    }
    return 'default';
  }

  // --- processes ---

  /** What a program started from here gets. */
  programSetup(): Pick<ProgramContext, 'machine' | 'cwd' | 'fs' | 'stdin' | 'stdout' | 'stderr' | 'tty'> & {
    env: Map<string, string>;
    descriptors: Map<number, Descriptor>;
  } {
    const descriptors = new Map([...this.descriptors].filter(([number]) => number > 2));
    return {
      machine: this.machine,
      env: this.environment(),
      cwd: this.cwd,
      fs: this.fs,
      stdin: this.stdin,
      stdout: this.stdout ?? closedOutput(),
      stderr: this.stderr ?? closedOutput(),
      tty: this.tty,
      descriptors,
    };
  }

  /** Variables and functions that programs get. */
  environment(): Map<string, string> {
    const environment = this.variables.environment();
    for (const [name, { exported, body }] of this.functions)
      if (exported) environment.set(`BASH_FUNC_${name}%%`, `() ${formatCommand(body)}`);
    return environment;
  }

  /**
   * Fork: run `body` on a copy of this shell in a process of its own.
   * @param options.descriptors replace the copy's; the copy gets references of its own
   */
  fork(
    body: (child: Shell) => Task<number>,
    options: {
      descriptors?: ReadonlyMap<number, Descriptor>;
      group?: ProcessGroup;
      ignore?: readonly SignalName[];
      /** A simple command of a pipeline: no subshell for `BASH_SUBSHELL`. */
      shallow?: boolean;
    } = {},
  ): Process {
    const child = this.#copy();
    if (!options.shallow) child.subshellDepth++;
    const own = <T extends InputStream | OutputStream>(stream: T | undefined): T | undefined =>
      (stream?.dup?.() as T | undefined) ?? stream;
    for (const [number, { input, output }] of options.descriptors ?? this.descriptors) {
      child.descriptors.set(number, { input: own(input), output: own(output) });
    }
    const process = this.machine.sim.spawn(body(child), {
      name: this.process.name,
      parent: this.process,
      group: options.group,
    });
    child.process = process;
    if (options.ignore) child.ignoredAtStart = new Set([...child.ignoredAtStart, ...options.ignore]);
    child.attach();
    const info = processInfo(this.process);
    if (info) registerProcess(process, { ...info, cwd: child.cwd, ignoredSignals: child.ignoredSignals });
    const inherited = [...child.descriptors.values()];
    process.whenEnded(() => {
      for (const { input, output } of inherited) {
        input?.close();
        output?.close();
      }
    });
    return process;
  }

  #copy(): Shell {
    const copy = new Shell({
      flavor: this.flavor,
      hooks: this.hooks,
      machine: this.machine,
      tty: this.tty,
      process: this.process,
      name: this.name,
      args: this.args,
      interactive: false,
      commands: this.commands,
      fs: this.fs.as(this.fs.user),
      cwd: this.cwd,
    });
    copy.variables = this.variables.clone();
    copy.functions = new Map(this.functions);
    copy.aliases = new Map(this.aliases);
    copy.options = new Set(this.options);
    copy.options.delete('monitor');
    copy.status = this.status;
    copy.lastBackground = this.lastBackground;
    copy.shellPid = this.shellPid;
    copy.line = this.line;
    copy.startedAt = this.startedAt;
    copy.functionDepth = this.functionDepth;
    copy.frames = this.frames;
    copy.traceDepth = this.traceDepth;
    copy.directories = [...this.directories];
    copy.hashed = new Map(this.hashed);
    copy.lastArgument = this.lastArgument;
    copy.commandText = this.commandText;
    copy.tracksCommands = this.tracksCommands;
    copy.jobs = this.jobs.inherit();
    copy.loopDepth = this.loopDepth;
    copy.conditionDepth = this.conditionDepth;
    copy.sourceDepth = this.sourceDepth;
    copy.subshellDepth = this.subshellDepth;
    copy.isFork = true;
    copy.wasInteractive = this.interactive || this.wasInteractive;
    copy.history = this.history;
    copy.ignoredAtStart = this.ignoredAtStart;
    copy.inPseudoTrap = this.inPseudoTrap;
    if (this.flavor === 'bash') copy.inheritedTraps = this.inheritedTraps ?? new Map(this.traps);
    for (const [name, action] of this.traps)
      if (action === '' || inheritsTrap(this, name)) copy.traps.set(name, action);
    return copy;
  }
}

/** `set -E` and `set -T`: functions and subshells keep the actions of ERR, or of DEBUG and RETURN. */
export function inheritsTrap(shell: Shell, name: string): boolean {
  if (name === 'ERR') return shell.options.has('errtrace');
  return (name === 'DEBUG' || name === 'RETURN') && shell.options.has('functrace');
}

function* nothing(): Task {}

function closedOutput(): OutputStream {
  return { write: nothing, close: () => undefined };
}
