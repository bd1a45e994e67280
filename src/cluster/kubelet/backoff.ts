import type { Simulation } from '../../sim/index.ts';

interface Entry {
  backoff: number;
  lastUpdate: number;
}

/** Doubling waits by key, in milliseconds of the virtual clock. Models k8s.io/client-go/util/flowcontrol Backoff. */
export class Backoff {
  readonly #sim: Simulation;
  readonly #initial: number;
  readonly #max: number;
  readonly #expired: (eventTime: number, lastUpdate: number) => boolean;
  readonly #entries = new Map<string, Entry>();

  /** @param expiry when an entry is forgotten: this long (exclusive) after its last update; twice the maximum by default */
  constructor(sim: Simulation, initial: number, max: number, expiry: number = 2 * max) {
    this.#sim = sim;
    this.#initial = initial;
    this.#max = max;
    this.#expired = (eventTime, lastUpdate) => eventTime - lastUpdate > expiry;
  }

  /** The current wait. */
  get(key: string): number {
    return this.#entries.get(key)?.backoff ?? 0;
  }

  /** One more failure, at `eventTime`: the wait doubles, or starts anew. */
  next(key: string, eventTime: number): void {
    const entry = this.#entries.get(key);
    if (!entry || this.#expired(eventTime, entry.lastUpdate)) {
      this.#entries.set(key, { backoff: this.#initial, lastUpdate: this.#sim.time });
      return;
    }
    entry.backoff = Math.min(entry.backoff * 2, this.#max);
    entry.lastUpdate = this.#sim.time;
  }

  /** Whether less than the current wait has gone by since `eventTime`. */
  isInBackOffSince(key: string, eventTime: number): boolean {
    const entry = this.#entries.get(key);
    if (!entry || this.#expired(eventTime, entry.lastUpdate)) return false;
    return this.#sim.time - eventTime < entry.backoff;
  }

  /** Whether less than the current wait had gone by at `eventTime` since the last failure. */
  isInBackOffSinceUpdate(key: string, eventTime: number): boolean {
    const entry = this.#entries.get(key);
    if (!entry || this.#expired(eventTime, entry.lastUpdate)) return false;
    return eventTime - entry.lastUpdate < entry.backoff;
  }

  /** Forget all keys that begin so. */
  deletePrefix(prefix: string): void {
    for (const key of [...this.#entries.keys()]) if (key.startsWith(prefix)) this.#entries.delete(key);
  }
}
