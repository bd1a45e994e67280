import type { Waker } from './process.ts';
import type { Simulation, Timer } from './simulation.ts';

interface Job {
  readonly waker: Waker;
  /** Processor milliseconds still to be done. */
  left: number;
}

/** A machine's processors, shared equally: with more jobs than cores each runs at `cores / jobs` of full speed. */
export class Processor {
  readonly sim: Simulation;
  readonly cores: number;
  /** Processor milliseconds done so far by everything on it. */
  used = 0;
  readonly #jobs: Job[] = [];
  #timer: Timer | undefined;
  #since = 0;

  constructor(sim: Simulation, cores: number) {
    this.sim = sim;
    this.cores = cores;
  }

  /** Wake `waker` once `ms` of processor time are done; returns how to call it off. */
  use(waker: Waker, ms: number): () => void {
    this.#progress();
    const job: Job = { waker, left: ms };
    this.#jobs.push(job);
    this.#plan();
    return () => {
      this.#progress();
      const index = this.#jobs.indexOf(job);
      if (index >= 0) this.#jobs.splice(index, 1);
      this.#plan();
    };
  }

  get #rate(): number {
    return Math.min(1, this.cores / this.#jobs.length);
  }

  /** Credit the running jobs with the time since the last change. */
  #progress(): void {
    const elapsed = this.sim.now - this.#since;
    this.#since = this.sim.now;
    if (elapsed === 0 || this.#jobs.length === 0) return;
    const done = elapsed * this.#rate;
    for (const job of this.#jobs) {
      this.used += Math.min(done, job.left);
      job.left -= done;
    }
  }

  #plan(): void {
    if (this.#timer) this.#timer.cancelled = true;
    this.#timer = undefined;
    let least = Infinity;
    for (const job of this.#jobs) least = Math.min(least, job.left);
    if (least === Infinity) return;
    // Never less than a microsecond, the clock's grain, or rounding could leave a job unfinished for ever.
    const wait = least > 0 ? Math.max(0.001, least / this.#rate) : 0;
    this.#timer = this.sim.after(wait, () => this.#finish());
  }

  #finish(): void {
    this.#progress();
    for (let i = 0; i < this.#jobs.length;) {
      const job = this.#jobs[i] as Job;
      if (job.left < 0.0005) {
        this.#jobs.splice(i, 1);
        job.waker.resume();
      } else i++;
    }
    this.#plan();
  }
}
