/** The most wall time that one slice takes, in milliseconds: input is looked at between slices. */
export const SLICE_MS = 8;
/** Virtual time that the simulation may be behind the wall clock, in wall milliseconds; beyond that it runs slower. */
const MOST_DEBT_MS = 100;
/** What a command may use of virtual time while the clock is paused, in milliseconds, so that a quick one still answers. */
const PAUSED_COMMAND_MS = 100;
/** Events between two looks at the wall clock. */
const EVENTS_PER_LOOK = 32;

/** What a driver moves. */
export interface Clockwork {
  readonly now: number;
  nextEventTime(): number | undefined;
  advanceTo(target: number, pause?: () => boolean): boolean;
  settle(): void;
}

/** How a skip ended: what it looked for came, its limit was reached, or an input came. */
export type SkipEnd = 'found' | 'limit' | 'stopped';

type Skip = { readonly stop: () => boolean; readonly end: number; readonly done: (how: SkipEnd) => void };

/**
 * Advances a simulation with the wall clock, in slices. It never decides what happens, only when it is computed: the same
 * inputs at the same places give the same run, whatever the slices were.
 */
export class Driver {
  readonly #sim: Clockwork;
  readonly #wall: () => number;
  readonly #working: () => boolean;
  #last: number;
  #target: number;
  #paused = false;
  /** Up to when a command may run while paused. */
  #allowed = 0;
  #speed = 1;
  #skip: Skip | undefined;

  /**
   * @param wall the wall clock in milliseconds, from any start, never going back
   * @param working whether a command runs that the learner waits for
   */
  constructor(sim: Clockwork, wall: () => number, working: () => boolean = () => false) {
    this.#sim = sim;
    this.#wall = wall;
    this.#working = working;
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
    this.#allowed = 0;
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

  /**
   * An input has come. It ends a skip, for the learner wants to act now. While paused, what it causes at this instant shows;
   * the clock stays.
   * @param command it may have started a command, which then gets a moment of time, though paused, to answer and end
   */
  noticeInput(command = false): void {
    if (this.#skip) this.#endSkip('stopped');
    if (!this.#paused) return;
    this.#target = this.#sim.now;
    if (command) this.#allowed = this.#sim.now + PAUSED_COMMAND_MS;
  }

  /**
   * Run as fast as it goes until `stop` holds (asked between events) or `limit` virtual milliseconds have passed.
   * @param done told how it ended
   */
  skip(stop: () => boolean, limit: number, done: (how: SkipEnd) => void): void {
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
    if (!this.#sim.advanceTo(this.#target, this.#untilDeadline(deadline))) return true;
    return this.#paused && this.#pausedSlice(deadline);
  }

  /** Wall milliseconds until something is due; at most `most`. */
  idleTime(most: number): number {
    if (this.#skip) return 0;
    const next = this.#sim.nextEventTime();
    if (next === undefined) return most;
    if (this.#paused) {
      const until = this.#working() ? Math.max(this.#target, this.#allowed) : this.#target;
      return next <= until ? 0 : most;
    }
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

  /** Run on while a command is at work and has time left, from one event to the next. @returns whether more is due at once */
  #pausedSlice(deadline: number): boolean {
    for (;;) {
      const next = this.#sim.nextEventTime();
      if (!this.#working() || next === undefined || next > this.#allowed) return false;
      if (this.#wall() >= deadline) return true;
      this.#sim.advanceTo(next, this.#untilDeadline(deadline));
      this.#target = this.#sim.now;
    }
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
    this.#endSkip(found ? 'found' : 'limit');
    return false;
  }

  #endSkip(how: SkipEnd): void {
    const skip = this.#skip;
    this.#skip = undefined;
    this.#last = this.#wall();
    this.#target = this.#sim.now;
    skip?.done(how);
  }
}
