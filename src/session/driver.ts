import type { Simulation } from '../sim/index.ts';

/** The most wall time that one slice takes, in milliseconds: input is looked at between slices. */
export const SLICE_MS = 8;
/** Virtual time that the simulation may be behind the wall clock, in wall milliseconds; beyond that it runs slower. */
const MOST_DEBT_MS = 100;
/** What an input may use of virtual time while the clock is paused, in milliseconds, so that typing still shows. */
const PAUSED_INPUT_MS = 100;
/** Events between two looks at the wall clock. */
const EVENTS_PER_LOOK = 32;

type Skip = { readonly stop: () => boolean; readonly end: number; readonly done: (found: boolean) => void };

/**
 * Advances a simulation with the wall clock, in slices. It never decides what happens, only when it is computed: the same
 * inputs at the same places give the same run, whatever the slices were.
 */
export class Driver {
  readonly #sim: Simulation;
  readonly #wall: () => number;
  #last: number;
  #target: number;
  #paused = false;
  #speed = 1;
  #skip: Skip | undefined;

  /** @param wall the wall clock in milliseconds, from any start, never going back */
  constructor(sim: Simulation, wall: () => number) {
    this.#sim = sim;
    this.#wall = wall;
    this.#last = wall();
    this.#target = sim.now;
  }

  get paused(): boolean {
    return this.#paused;
  }

  set paused(paused: boolean) {
    this.#account();
    this.#paused = paused;
    if (paused) this.#target = this.#sim.now;
  }

  /** Virtual milliseconds for each wall millisecond. */
  get speed(): number {
    return this.#speed;
  }

  set speed(speed: number) {
    this.#account();
    this.#speed = speed;
  }

  get skipping(): boolean {
    return this.#skip !== undefined;
  }

  /** An input has come: while paused, let it show its effect. It also ends a skip, for the learner wants to act now. */
  noticeInput(): void {
    if (this.#skip) this.#endSkip(false);
    if (this.#paused) this.#target = this.#sim.now + PAUSED_INPUT_MS;
  }

  /**
   * Run as fast as it goes until `stop` holds (asked between events) or `limit` virtual milliseconds have passed.
   * @param done told whether `stop` came to hold
   */
  skip(stop: () => boolean, limit: number, done: (found: boolean) => void): void {
    if (this.#skip) return;
    this.#skip = { stop, end: this.#sim.now + limit, done };
  }

  /**
   * Run what is due, for at most {@link SLICE_MS}.
   * @returns whether more is due at once
   */
  slice(): boolean {
    const deadline = this.#wall() + SLICE_MS;
    if (this.#skip) return this.#skipSlice(this.#skip, deadline);
    this.#account();
    return !this.#sim.advanceTo(this.#target, this.#untilDeadline(deadline));
  }

  /** Wall milliseconds until something is due; at most `most`. */
  idleTime(most: number): number {
    if (this.#skip) return 0;
    const next = this.#sim.nextEventTime();
    if (this.#paused) return next !== undefined && next <= this.#target ? 0 : most;
    if (next === undefined) return most;
    const passed = this.#wall() - this.#last;
    return Math.min(most, Math.max(0, (next - this.#target) / this.#speed - passed));
  }

  /** Turn the wall time since the last call into virtual time to run. */
  #account(): void {
    const now = this.#wall();
    const passed = now - this.#last;
    this.#last = now;
    if (this.#paused) return;
    const most = this.#sim.now + MOST_DEBT_MS * this.#speed;
    this.#target = Math.min(this.#target + passed * this.#speed, most);
  }

  #untilDeadline(deadline: number): () => boolean {
    let events = 0;
    return () => ++events % EVENTS_PER_LOOK === 0 && this.#wall() >= deadline;
  }

  #skipSlice(skip: Skip, deadline: number): boolean {
    const late = this.#untilDeadline(deadline);
    let found = false;
    const reached = this.#sim.advanceTo(skip.end, () => (found = skip.stop()) || late());
    if (!found && !reached) return true;
    if (found) this.#sim.settle(); // what else is due at that moment belongs to it
    this.#endSkip(found);
    return false;
  }

  #endSkip(found: boolean): void {
    const skip = this.#skip;
    this.#skip = undefined;
    this.#last = this.#wall();
    this.#target = this.#sim.now;
    skip?.done(found);
  }
}
