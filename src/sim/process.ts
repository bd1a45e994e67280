import type { Processor } from './processor.ts';
import { IGNORED_BY_DEFAULT, Interrupted, STOPPING, Terminated, type SignalName } from './signals.ts';
import type { Simulation } from './simulation.ts';

/** A process's body: a generator that yields what it waits for. Compose with `yield*`. */
export type Task<T = void> = Generator<Wait, T, unknown>;

/** What a wait wakes when it comes: the process itself, or a stand-in for it where several waits race. */
export interface Waker {
  readonly process: Process;
  /** What was waited for has come. */
  resume(value?: unknown): void;
  /** The wait failed: `error` is thrown at it. */
  fail(error: unknown): void;
}

/** What a process may wait for. `arm` arranges one later call of `waker.resume` or `waker.fail`, and returns how to call it off. */
export interface Wait {
  arm(waker: Waker): () => void;
}

/** How a process ended. */
export type Outcome =
  | { readonly kind: 'returned'; readonly value: unknown }
  | { readonly kind: 'signalled'; readonly signal: SignalName }
  | { readonly kind: 'threw'; readonly error: unknown };

/**
 * What a process does with a signal: `default` is Unix's own (end, stop or ignore), `handled` means that the handler
 * did all there was to do, `interrupt` that the current wait must throw {@link Interrupted}.
 */
export type SignalDisposition = 'default' | 'handled' | 'interrupt';

export interface ProcessOptions {
  readonly name?: string;
  /** The process that started it; processor, group and namespace are inherited from it unless given. */
  readonly parent?: Process;
  /** What its `work` costs are charged to. */
  readonly processor?: Processor;
  /** Receives terminal signals together. */
  readonly group?: ProcessGroup;
  /** Where it gets its process id. */
  readonly namespace?: PidNamespace;
}

/** Processes that a terminal signals together: a job. */
export class ProcessGroup {
  readonly members = new Set<Process>();

  signal(name: SignalName): void {
    for (const member of [...this.members]) member.signal(name);
  }
}

/** A set of process ids of its own: a container's, a node's or the learner's machine's. */
export class PidNamespace {
  readonly processes = new Map<number, Process>();
  /**
   * Its first process is an init, as a container's is: signals whose disposition is default do nothing to it (but SIGKILL and
   * SIGSTOP, which come from outside), and when it ends the kernel kills the rest.
   */
  readonly init: boolean;
  #last: number;

  constructor(options: { readonly init?: boolean; readonly firstPid?: number } = {}) {
    this.init = options.init ?? false;
    this.#last = (options.firstPid ?? 1) - 1;
  }

  add(process: Process): number {
    const pid = ++this.#last;
    this.processes.set(pid, process);
    if (this.init && pid === 1) process.whenEnded(() => this.kill());
    return pid;
  }

  /** Whether `process` is this namespace's init. */
  isInit(process: Process): boolean {
    return this.init && process.pid === 1;
  }

  /** Kill everything in it, as the kernel does when a container's first process ends. */
  kill(): void {
    for (const process of [...this.processes.values()]) process.signal('SIGKILL');
  }
}

/** How a process goes on: with the value of its wait, or with an error thrown at it. */
interface Resumption {
  readonly how: 'next' | 'throw';
  readonly value: unknown;
}

/** The wait has come, and has no value. */
const GO_ON: Resumption = { how: 'next', value: undefined };

/** A running generator on the virtual clock. */
export class Process implements Waker {
  readonly sim: Simulation;
  /** Changes when it executes another program in its place. */
  name: string;
  readonly parent: Process | undefined;
  readonly processor: Processor | undefined;
  readonly namespace: PidNamespace;
  readonly pid: number;
  /** Virtual time at which it was started. */
  readonly startedAt: number;
  /** Virtual processor time spent, in milliseconds. */
  cpuTime = 0;
  /** Set once it has ended. */
  outcome: Outcome | undefined;
  /** Decides what a signal does; never asked about SIGKILL and SIGSTOP. Without one, every signal has its default effect. */
  onSignal: ((signal: SignalName) => SignalDisposition) | undefined;
  #group: ProcessGroup;
  readonly #task: Task<unknown>;
  #disarm: (() => void) | undefined;
  #pending: { cancelled: boolean } | undefined;
  #stopped = false;
  /** How it goes on once it is continued, when its wait came while it was stopped. */
  #held: Resumption | undefined;
  #terminating: SignalName | undefined;
  readonly #onEnd: ((process: Process) => void)[] = [];
  readonly #onStop: ((process: Process) => void)[] = [];

  constructor(sim: Simulation, task: Task<unknown>, options: ProcessOptions) {
    const { parent } = options;
    this.sim = sim;
    this.#task = task;
    this.parent = parent;
    this.name = options.name ?? parent?.name ?? '';
    this.processor = options.processor ?? parent?.processor;
    this.namespace = options.namespace ?? parent?.namespace ?? sim.rootNamespace;
    this.#group = options.group ?? parent?.group ?? new ProcessGroup();
    this.#group.members.add(this);
    this.pid = this.namespace.add(this);
    this.startedAt = sim.now;
    this.#schedule(GO_ON);
  }

  get process(): Process {
    return this;
  }

  get group(): ProcessGroup {
    return this.#group;
  }

  set group(group: ProcessGroup) {
    this.#group.members.delete(this);
    this.#group = group;
    if (!this.outcome) group.members.add(this);
  }

  get ended(): boolean {
    return this.outcome !== undefined;
  }

  get stopped(): boolean {
    return this.#stopped;
  }

  /** Call `listener` when it ends; at once if it has. */
  whenEnded(listener: (process: Process) => void): void {
    if (this.outcome) listener(this);
    else this.#onEnd.push(listener);
  }

  /** Call `listener` each time it is stopped or continued by a signal. */
  whenStopped(listener: (process: Process) => void): void {
    this.#onStop.push(listener);
  }

  /** Called by a wait when what it waited for has come: the process goes on at this instant, after what is already due. */
  resume(value?: unknown): void {
    this.#wake(value === undefined ? GO_ON : { how: 'next', value });
  }

  /** Called by a wait that failed: `error` is thrown into the process at its wait. */
  fail(error: unknown): void {
    this.#wake({ how: 'throw', value: error });
  }

  signal(name: SignalName): void {
    if (this.outcome) return;
    if (name === 'SIGKILL') return this.#kill();
    if (name === 'SIGCONT') this.#continue();
    if (name !== 'SIGSTOP') {
      const disposition = this.onSignal?.(name) ?? 'default';
      if (disposition === 'handled') return;
      if (disposition === 'interrupt') return this.#throwAtWait(new Interrupted(name));
      if (name !== 'SIGCONT' && this.namespace.isInit(this)) return;
    }
    if (IGNORED_BY_DEFAULT.has(name)) return;
    if (STOPPING.has(name)) {
      if (!this.#stopped) {
        this.#stopped = true;
        for (const listener of [...this.#onStop]) listener(this);
      }
      return;
    }
    if (this.#terminating) return; // its finally blocks are already running
    this.#terminating = name;
    this.#continue();
    this.#throwAtWait(new Terminated(name));
  }

  #continue(): void {
    if (!this.#stopped) return;
    this.#stopped = false;
    const held = this.#held;
    this.#held = undefined;
    for (const listener of [...this.#onStop]) listener(this);
    if (held) this.#schedule(held);
  }

  #throwAtWait(error: Error): void {
    this.#cancelWait();
    this.#schedule({ how: 'throw', value: error });
  }

  /** SIGKILL: its synchronous `finally` blocks run, a wait in one of them is not waited for. */
  #kill(): void {
    this.#cancelWait();
    this.#terminating = 'SIGKILL';
    try {
      this.#task.return(undefined);
    } catch (error) {
      // A process may kill itself (its generator is running): it ends at its next wait.
      if (!(error instanceof TypeError)) throw error;
      return;
    }
    this.#end({ kind: 'signalled', signal: 'SIGKILL' });
  }

  #cancelWait(): void {
    this.#disarm?.();
    this.#disarm = undefined;
    if (this.#pending) this.#pending.cancelled = true;
    this.#pending = undefined;
    this.#held = undefined;
  }

  #wake(resumption: Resumption): void {
    if (this.outcome) return;
    this.#disarm = undefined;
    if (this.#stopped) this.#held = resumption;
    else this.#schedule(resumption);
  }

  #schedule(resumption: Resumption): void {
    if (this.#pending) this.#pending.cancelled = true;
    this.#pending = this.sim.soon(() => {
      this.#pending = undefined;
      if (this.#stopped) this.#held = resumption;
      else this.#step(resumption);
    });
  }

  #step({ how, value }: Resumption): void {
    let result: IteratorResult<Wait, unknown>;
    try {
      result = how === 'next' ? this.#task.next(value) : this.#task.throw(value);
    } catch (error) {
      if (error instanceof Terminated) return this.#end({ kind: 'signalled', signal: error.signal });
      if (this.#terminating) return this.#end({ kind: 'signalled', signal: this.#terminating });
      this.#end({ kind: 'threw', error });
      return this.sim.onUncaught(error, this);
    }
    if (result.done) {
      const signal = this.#terminating;
      return this.#end(signal ? { kind: 'signalled', signal } : { kind: 'returned', value: result.value });
    }
    if (this.#terminating === 'SIGKILL') return this.#kill();
    this.#disarm = result.value.arm(this);
    if (this.#pending) this.#disarm = undefined; // it resumed at once
  }

  #end(outcome: Outcome): void {
    if (this.outcome) return;
    this.outcome = outcome;
    this.#cancelWait();
    this.#group.members.delete(this);
    this.namespace.processes.delete(this.pid);
    if (this.#onEnd.length > 0) for (const listener of this.#onEnd.splice(0)) listener(this);
  }
}
