import { BOOT_DURATION, createCluster, type Cluster } from '../cluster/cluster.ts';
import { Simulation } from '../sim/index.ts';
import type { PreparedCluster } from './engine.ts';
import type { WorldStart } from './recording.ts';

/** Virtual milliseconds that an exercise's set-up may take before the learner arrives. */
export const SETUP_TIME = 120_000;

/** A cluster that has come up and that nobody has used yet. */
export class BootedCluster implements PreparedCluster {
  readonly start: WorldStart;
  readonly sim: Simulation;
  readonly cluster: Cluster;
  /** When the learner arrives, in virtual milliseconds: a set-up has the time until then. */
  readonly arrival: number;
  #taken = false;

  constructor({ seed, epoch, preset, setup }: WorldStart) {
    this.start = { seed, epoch, preset, setup };
    this.arrival = BOOT_DURATION + (setup === '' ? 0 : SETUP_TIME);
    this.sim = new Simulation({ seed, epoch: epoch - this.arrival });
    this.cluster = createCluster({ sim: this.sim, preset });
    this.cluster.boot();
  }

  /** Let a world have it. @returns whether it may: it starts as this one did, and no other has taken it */
  take({ seed, epoch, preset, setup }: WorldStart): boolean {
    const { start } = this;
    const same =
      start.seed === seed && start.epoch === epoch && start.preset === preset && start.setup === setup;
    if (!same || this.#taken) return false;
    this.#taken = true;
    return true;
  }
}
