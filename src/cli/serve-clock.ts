import type { Simulation } from '../sim/index.ts';

/** How long the simulation may run before the message loop gets its turn, in milliseconds of wall time. */
const SLICE = 8;
const TICK = 20;

/** Drives a simulation: by the wall clock times `speed`, or, when paused, only by what it is told. */
export class ClockDriver {
  readonly sim: Simulation;
  readonly speed: number;
  #wall = performance.now();
  /** Virtual milliseconds that are owed: the last slice ended before they had run. */
  #debt = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  /** @param speed virtual seconds a wall second; 0 is paused */
  constructor(sim: Simulation, speed: number) {
    this.sim = sim;
    this.speed = speed;
  }

  start(): void {
    this.#wall = performance.now();
    if (this.speed > 0) this.#timer = setInterval(() => this.#tick(), TICK);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Bring the virtual clock to where it should be, and run what is due there. */
  catchUp(): void {
    this.#tick();
    this.sim.settle();
  }

  /** Move the virtual clock on by `ms`, all of it at once. */
  advance(ms: number): void {
    this.sim.advance(ms);
  }

  #tick(): void {
    const wall = performance.now();
    this.#debt += (wall - this.#wall) * this.speed;
    this.#wall = wall;
    if (this.#debt <= 0) return;
    const target = this.sim.now + this.#debt;
    const before = this.sim.now;
    this.sim.advanceTo(target, () => performance.now() - wall > SLICE);
    this.#debt -= this.sim.now - before;
  }
}
