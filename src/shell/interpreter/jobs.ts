import { Notice, SIGNALS, type Process, type ProcessGroup } from '../../sim/index.ts';
import { exitStatus } from '../machine.ts';

/** A pipeline that a shell started: its processes and what became of them. */
export class Job {
  readonly id: number;
  readonly processes: readonly Process[];
  readonly group: ProcessGroup | undefined;
  /** As it was typed. */
  readonly source: string;
  /** Announced when one of its processes ends, stops or goes on. */
  readonly changed = new Notice();
  /** In the background, so that its end is to be told. */
  background: boolean;
  /** The state that the user was last told of. */
  told: 'running' | 'stopped' = 'running';
  /** The shell no longer sends it SIGHUP, nor lists it. */
  disowned = false;

  constructor(options: {
    id: number;
    processes: readonly Process[];
    group?: ProcessGroup;
    source: string;
    background: boolean;
  }) {
    this.id = options.id;
    this.processes = options.processes;
    this.group = options.group;
    this.source = options.source;
    this.background = options.background;
    for (const process of this.processes) {
      process.whenEnded(() => this.changed.announce());
      process.whenStopped(() => this.changed.announce());
    }
  }

  get ended(): boolean {
    return this.processes.every((process) => process.ended);
  }

  /** Nothing of it runs, and something is stopped. */
  get stopped(): boolean {
    return !this.ended && this.processes.every((process) => process.ended || process.stopped);
  }

  get last(): Process | undefined {
    return this.processes.at(-1);
  }

  /** The exit status of its last process. */
  get status(): number {
    return this.last ? exitStatus(this.last) : 0;
  }

  /** The exit statuses of all its processes. */
  statuses(): number[] {
    return this.processes.map(exitStatus);
  }

  /** What the shell reports while it is stopped: 128 + SIGTSTP. */
  get stopStatus(): number {
    return 128 + SIGNALS.SIGTSTP;
  }

  signal(name: Parameters<Process['signal']>[0]): void {
    if (this.group) this.group.signal(name);
    else for (const process of this.processes) process.signal(name);
  }
}

/** The jobs of one shell, by number. */
export class JobTable {
  readonly #jobs = new Map<number, Job>();
  /** Numbers in the order they became current: the last is `%+`. */
  #recent: number[] = [];

  /** Jobs of the shell that this one was forked from: they can be listed and signalled until it has its own. */
  #inherited = false;

  /** What a fork knows of these jobs. */
  inherit(): JobTable {
    const copy = new JobTable();
    for (const [id, job] of this.#jobs) copy.#jobs.set(id, job);
    copy.#recent = [...this.#recent];
    copy.#inherited = true;
    return copy;
  }

  #ownAlone(): void {
    if (!this.#inherited) return;
    this.#inherited = false;
    this.#jobs.clear();
    this.#recent = [];
  }

  nextId(): number {
    if (this.#inherited) return 1;
    let id = 1;
    for (const used of this.#jobs.keys()) id = Math.max(id, used + 1);
    return id;
  }

  add(job: Job): void {
    this.#ownAlone();
    this.#jobs.set(job.id, job);
    this.makeCurrent(job);
  }

  remove(job: Job): void {
    this.#jobs.delete(job.id);
    this.#recent = this.#recent.filter((id) => id !== job.id);
  }

  makeCurrent(job: Job): void {
    this.#recent = [...this.#recent.filter((id) => id !== job.id), job.id];
  }

  list(): Job[] {
    return [...this.#jobs.values()].sort((a, b) => a.id - b.id);
  }

  /** `+` for the current job, `-` for the one before it, else a blank. */
  mark(job: Job): string {
    if (this.#recent.at(-1) === job.id) return '+';
    return this.#recent.at(-2) === job.id ? '-' : ' ';
  }

  /** The job that `%1`, `%+`, `%%`, `%-`, `%name`, `%?text`, or nothing at all means. */
  find(specification: string): Job | undefined {
    const text = specification.replace(/^%/, '');
    if (text === '' || text === '+' || text === '%') return this.#jobs.get(this.#recent.at(-1) ?? 0);
    if (text === '-') return this.#jobs.get(this.#recent.at(-2) ?? this.#recent.at(-1) ?? 0);
    if (/^\d+$/.test(text)) return this.#jobs.get(Number(text));
    const part = text.startsWith('?') ? text.slice(1) : undefined;
    return this.list().find((job) =>
      part === undefined ? job.source.startsWith(text) : job.source.includes(part),
    );
  }

  /** The job that a process id belongs to. */
  ofProcess(pid: number): Job | undefined {
    return this.list().find((job) => job.processes.some((process) => process.pid === pid));
  }
}
