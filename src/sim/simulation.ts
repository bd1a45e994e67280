import { Heap, type Due } from './heap.ts';
import { PidNamespace, Process, type ProcessOptions, type Task } from './process.ts';
import { randomStream, type Random } from './random.ts';

export interface SimulationOptions {
  /** Every random stream is derived from it. */
  readonly seed?: string;
  /** Milliseconds since 1970-01-01T00:00:00Z at virtual time 0. */
  readonly epoch?: number;
}

/** Something due later that can be called off. */
export interface Timer {
  cancelled: boolean;
}

/** Whole microseconds, so that a time has one representation however it was added up. */
function toMicros(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}

/**
 * The virtual clock and everything that waits on it. Single-threaded and synchronous: time moves only inside
 * {@link advance}, {@link runUntil} and {@link runTo}, from one due event to the next.
 */
export class Simulation {
  readonly seed: string;
  readonly epoch: number;
  /** Where processes without a namespace of their own get their ids. */
  readonly rootNamespace = new PidNamespace();
  /** Told of an error that escaped from a process; by default it is thrown out of the advance that ran it. */
  onUncaught: (error: unknown, process: Process) => void = (error) => {
    throw error;
  };
  readonly #heap = new Heap();
  /** What was asked for at this very instant, in order: it comes after all in the heap that is due by now, so it needs no sorting. */
  #soon: Due[] = [];
  /** How many of `#soon` have run. */
  #ran = 0;
  readonly #streams = new Map<string, Random>();
  #now = 0;
  #seq = 0;
  #steps = 0;

  constructor(options: SimulationOptions = {}) {
    this.seed = options.seed ?? 'podlab';
    this.epoch = options.epoch ?? 0;
  }

  /** Virtual milliseconds since the start, in whole microseconds. */
  get now(): number {
    return this.#now;
  }

  /** Virtual milliseconds since 1970. */
  get time(): number {
    return toMicros(this.epoch + this.#now);
  }

  /** How many events have run: with {@link now} it names a place in the run exactly, which is how inputs are recorded. */
  get steps(): number {
    return this.#steps;
  }

  /** The random stream of one consumer, e.g. `scheduler/ties`. Asking again returns the same stream, where it stands. */
  random(name: string): Random {
    let stream = this.#streams.get(name);
    if (!stream) this.#streams.set(name, (stream = randomStream(this.seed, name)));
    return stream;
  }

  /**
   * Run `action` at virtual time `time` (not before now), after what is already due then. A time after now that rounds down to now
   * comes a microsecond later: whoever waits again for what is left of a deadline always gets there.
   */
  at(time: number, action: () => void): Timer {
    if (time <= this.#now) return this.soon(action);
    const rounded = toMicros(time);
    const due: Due = {
      time: rounded <= this.#now ? toMicros(this.#now + 0.001) : rounded,
      seq: this.#seq++,
      cancelled: false,
      run: action,
    };
    this.#heap.push(due);
    return due;
  }

  /** Run `action` at this instant, after what is already due. */
  soon(action: () => void): Timer {
    const due: Due = { time: this.#now, seq: this.#seq++, cancelled: false, run: action };
    this.#soon.push(due);
    return due;
  }

  /** Run `action` in `ms` virtual milliseconds. */
  after(ms: number, action: () => void): Timer {
    return this.at(this.#now + ms, action);
  }

  /** Start a process; its body first runs at this instant, after what is already due. */
  spawn(task: Task<unknown>, options: ProcessOptions = {}): Process {
    return new Process(this, task, options);
  }

  /** The virtual time of the next due event; `undefined` when nothing will ever happen by itself. */
  nextEventTime(): number | undefined {
    return this.#peek()?.time;
  }

  /** Run everything due within the next `ms` and move the clock there. */
  advance(ms: number): void {
    this.advanceTo(this.#now + ms);
  }

  /**
   * Run everything due up to virtual time `target` and move the clock there.
   * @param pause asked between events; when it says so the run stops where it is, to be taken up by a later call
   * @returns whether the target was reached
   */
  advanceTo(target: number, pause?: () => boolean): boolean {
    const end = toMicros(target);
    for (;;) {
      const next = this.#peek();
      if (!next || next.time > end) break;
      if (pause?.()) return false;
      this.#run(next);
    }
    if (end > this.#now) this.#now = end;
    return true;
  }

  /** Run what is due at this instant, without moving the clock. */
  settle(): void {
    this.advanceTo(this.#now);
  }

  /**
   * Run until `condition` holds, looked at after every event.
   * @param limit the most virtual milliseconds to run
   * @returns whether it came to hold
   */
  runUntil(condition: () => boolean, limit: number): boolean {
    const end = toMicros(this.#now + limit);
    while (!condition()) {
      const next = this.#peek();
      if (!next || next.time > end) {
        this.#now = end;
        return false;
      }
      this.#run(next);
    }
    return true;
  }

  /**
   * Run to a recorded place: until `steps` events have run in all, then set the clock to `now`.
   * @returns false when the run has no such place, that is when it has diverged from the recording
   */
  runTo(place: { now: number; steps: number }, pause?: () => boolean): 'reached' | 'paused' | 'diverged' {
    while (this.#steps < place.steps) {
      const next = this.#peek();
      if (!next || next.time > place.now) return 'diverged';
      if (pause?.()) return 'paused';
      this.#run(next);
    }
    if (this.#steps > place.steps || this.#now > place.now) return 'diverged';
    const next = this.#peek();
    if (next && next.time < place.now) return 'diverged';
    this.#now = place.now;
    return 'reached';
  }

  /** What is due next. What the heap has for this instant was asked for before time came to it, hence before all of `#soon`. */
  #peek(): Due | undefined {
    const first = this.#heap.peek();
    if (first && first.time <= this.#now) return first;
    for (let next = this.#soon[this.#ran]; next; next = this.#soon[++this.#ran])
      if (!next.cancelled) return next;
    if (this.#ran > 0) {
      this.#soon = [];
      this.#ran = 0;
    }
    return first;
  }

  /** @param due what {@link #peek} has just found */
  #run(due: Due): void {
    if (due === this.#soon[this.#ran]) this.#ran++;
    else this.#heap.removeFirst();
    this.#now = due.time;
    this.#steps++;
    due.run();
  }
}
