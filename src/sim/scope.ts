import { PidNamespace, type Process, type ProcessOptions, type Task } from './process.ts';
import type { Random } from './random.ts';
import { Simulation, type Timer } from './simulation.ts';

/** How many timers a scope holds before it first looks for those that were called off. */
const FIRST_SWEEP = 256;

/**
 * A part of a simulation that can be ended as a whole, as a computer's programs end when it is switched off: the same clock, the same
 * random streams, and a record of the processes and timers that were started through it. Only the whole simulation is advanced.
 */
export class Scope extends Simulation {
  readonly #whole: Simulation;
  readonly #processes = new PidNamespace();
  #timers = new Set<Timer>();
  #sweepAt = FIRST_SWEEP;

  constructor(whole: Simulation) {
    super({ seed: whole.seed, epoch: whole.epoch });
    this.#whole = whole;
  }

  override get now(): number {
    return this.#whole.now;
  }

  override get time(): number {
    return this.#whole.time;
  }

  override get steps(): number {
    return this.#whole.steps;
  }

  override random(name: string): Random {
    return this.#whole.random(name);
  }

  override at(time: number, action: () => void): Timer {
    const timer = this.#whole.at(time, () => {
      this.#timers.delete(timer);
      action();
    });
    this.#timers.add(timer);
    if (this.#timers.size >= this.#sweepAt) {
      this.#timers = new Set([...this.#timers].filter(({ cancelled }) => !cancelled));
      this.#sweepAt = Math.max(FIRST_SWEEP, 2 * this.#timers.size);
    }
    return timer;
  }

  override after(ms: number, action: () => void): Timer {
    return this.at(this.now + ms, action);
  }

  override spawn(task: Task<unknown>, options: ProcessOptions = {}): Process {
    return this.#whole.spawn(task, { namespace: this.#processes, ...options });
  }

  override nextEventTime(): number | undefined {
    return this.#whole.nextEventTime();
  }

  override advanceTo(target: number, pause?: () => boolean): boolean {
    return this.#whole.advanceTo(target, pause);
  }

  /** End everything that was started through it, here and now. */
  end(): void {
    for (const timer of this.#timers) timer.cancelled = true;
    this.#timers.clear();
    this.#processes.kill();
  }
}
