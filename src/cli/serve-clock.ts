import type { Simulation } from '../sim/index.ts';

/** How long the simulation may run before the message loop gets its turn, in milliseconds of wall time. */
const SLICE = 8;
const TICK = 20;

/** Drives a simulation: by the wall clock times `speed`, or, when paused, by what it is told. */
export class ClockDriver {
  readonly sim: Simulation;
  readonly speed: number;
  #wall = performance.now();
  /** Virtual milliseconds that are owed: the last slice ended before they had run. */
  #debt = 0;
  #timer: ReturnType<typeof setInterval> | undefined;
  /** Commands that run in containers for a client that waits. */
  #waiting = 0;

  /** @param speed virtual seconds a wall second; 0 is paused */
  constructor(sim: Simulation, speed: number) {
    this.sim = sim;
    this.speed = speed;
  }

  start(): void {
    this.#wall = performance.now();
    this.#timer = setInterval(() => this.#tick(), TICK);
  }

  /**
   * A client waits for a command that runs in a container: until it is released, even a paused clock moves, as fast as the
   * wall's, for no command ends in no time.
   * @returns how to release it
   */
  hold(): () => void {
    this.#tick();
    this.#waiting++;
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      this.#tick();
      this.#waiting--;
    };
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Bring the virtual clock to where it should be, and run what is due there. */
  catchUp(): void {
    this.#tick();
    this.sim.settle();
  }

  /** Move the virtual clock on by `ms`, as fast as it goes; between slices the message loop has its turn. */
  async advance(ms: number): Promise<void> {
    const target = this.sim.now + ms;
    for (;;) {
      const wall = performance.now();
      if (this.sim.now >= target || this.sim.advanceTo(target, () => performance.now() - wall > SLICE))
        return;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  #tick(): void {
    const wall = performance.now();
    this.#debt += (wall - this.#wall) * (this.speed === 0 && this.#waiting > 0 ? 1 : this.speed);
    this.#wall = wall;
    if (this.#debt <= 0) return;
    const target = this.sim.now + this.#debt;
    const before = this.sim.now;
    this.sim.advanceTo(target, () => performance.now() - wall > SLICE);
    this.#debt -= this.sim.now - before;
  }
}
