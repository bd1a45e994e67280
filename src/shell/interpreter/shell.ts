import {
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
import { bytesInput } from '../streams.ts';
import type { Tty } from '../tty.ts';
import type { Descriptor, InputStream, Machine, OutputStream, Program, ProgramContext } from '../types.ts';
import { JobTable, type Job } from './jobs.ts';
import { Variables } from './variables.ts';

/** Whose words and habits: bash, busybox's ash or Debian's dash. */
export type Flavor = 'bash' | 'ash' | 'dash';

/** A builtin command. `argv[0]` is its name. Returns the exit status. */
export type Builtin = (shell: Shell, argv: readonly string[]) => Task<number>;

export interface ShellFunction {
  readonly body: Command;
  readonly source: string;
}

/** What the state needs of the interpreter without importing it. */
export interface InterpreterHooks {
  runList(shell: Shell, list: List, tail: boolean): Task<number>;
  /** Run text as `eval` does. */
  runText(shell: Shell, text: string, name: string): Task<number>;
  /** Run to the end of the shell's process: `exit`, errors and the EXIT trap are dealt with. */
  runToEnd(shell: Shell, body: () => Task<number>): Task<number>;
  /** The shell itself as a program, for scripts without `#!`. */
  program(flavor: Flavor): Program;
  readonly builtins: ReadonlyMap<string, Builtin>;
}

/** Processor milliseconds of one command and of one turn of a loop. */
export const COMMAND_COST = 0.05;
export const TURN_COST = 0.15;
/** Costs are paid in pieces of this size, or the clock would have too many events. */
const COST_BATCH = 1;

/** Options by letter (`set -e`) and by name (`set -o errexit`). */
export const OPTION_NAMES: Readonly<Record<string, string>> = {
  a: 'allexport',
  b: 'notify',
  C: 'noclobber',
  e: 'errexit',
  f: 'noglob',
  m: 'monitor',
  n: 'noexec',
  u: 'nounset',
  v: 'verbose',
  x: 'xtrace',
};

export interface ShellOptions {
  readonly flavor: Flavor;
  readonly hooks: InterpreterHooks;
  /** `$0` */
  readonly name: string;
  readonly args: readonly string[];
  readonly interactive: boolean;
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
  functionNames: string[] = [];
  sourceDepth = 0;
  loopDepth = 0;
  /** Above 0 in conditions, where a failure does not end the shell under `set -e`. */
  conditionDepth = 0;
  subshellDepth = 0;
  history: string[] = [];
  /** The job that the terminal belongs to. */
  foreground: Job | undefined;
  startedAt: number;
  /** State of `getopts` inside a cluster of options. */
  optionOffset = 0;
  optionIndex = 1;
  /** A copy of an interactive shell: its errors name no line. */
  wasInteractive = false;
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

  /** Charge processor time; it is spent once enough has gathered. */
  *charge(ms: number): Task {
    this.#owed += ms;
    if (this.#owed < COST_BATCH) return;
    const owed = this.#owed;
    this.#owed = 0;
    yield* work(owed);
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
    const { name } = this;
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

  // --- options ---

  get errexit(): boolean {
    return this.options.has('errexit');
  }

  /** `$-` */
  get flags(): string {
    const letters = Object.entries(OPTION_NAMES).flatMap(([letter, name]) =>
      this.options.has(name) ? [letter] : [],
    );
    if (this.interactive) letters.push('i');
    if (this.flavor === 'bash') letters.push('h', 'B');
    return letters.sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1)).join('');
  }

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
    const ignored = new Set(this.ignoredAtStart);
    for (const [name, action] of this.traps)
      if (action === '' && name !== 'EXIT') ignored.add(`SIG${name}` as SignalName);
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
      env: this.variables.environment(),
      cwd: this.cwd,
      fs: this.fs,
      stdin: this.stdin,
      stdout: this.stdout ?? closedOutput(),
      stderr: this.stderr ?? closedOutput(),
      tty: this.tty,
      descriptors,
    };
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
    } = {},
  ): Process {
    const child = this.#copy();
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
    copy.functionNames = [...this.functionNames];
    copy.loopDepth = this.loopDepth;
    copy.conditionDepth = this.conditionDepth;
    copy.sourceDepth = this.sourceDepth;
    copy.subshellDepth = this.subshellDepth + 1;
    copy.wasInteractive = this.interactive || this.wasInteractive;
    copy.history = this.history;
    copy.ignoredAtStart = this.ignoredAtStart;
    for (const [name, action] of this.traps) if (action === '') copy.traps.set(name, action);
    return copy;
  }
}

function* nothing(): Task {}

function closedOutput(): OutputStream {
  return { write: nothing, close: () => undefined };
}
