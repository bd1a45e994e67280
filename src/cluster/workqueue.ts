import { Interrupted, Notice, Terminated, type Simulation, type Task } from '../sim/index.ts';
import { ApiError } from './apiserver/errors.ts';

/** Says how long an item that failed waits before it is tried again. */
export interface RateLimiter {
  /** Milliseconds to wait; each call counts as one more failure. */
  when(item: string): number;
  /** The item succeeded. */
  forget(item: string): void;
}

/** 5 ms, doubled with each failure, at most 1000 s. Models client-go ItemExponentialFailureRateLimiter with its default values. */
export function exponentialBackoff(baseMs = 5, maxMs = 1_000_000): RateLimiter {
  const failures = new Map<string, number>();
  return {
    when(item) {
      const count = failures.get(item) ?? 0;
      failures.set(item, count + 1);
      let wait = baseMs;
      for (let i = 0; i < count && wait < maxMs; i++) wait *= 2;
      return Math.min(wait, maxMs);
    },
    forget: (item) => void failures.delete(item),
  };
}

/** At most `perSecond` on average, `burst` at once, whatever the item. Models client-go BucketRateLimiter. */
export function tokenBucket(sim: Simulation, perSecond = 10, burst = 100): RateLimiter {
  let tokens = burst;
  let last = sim.now;
  return {
    when() {
      tokens = Math.min(burst, tokens + ((sim.now - last) / 1000) * perSecond) - 1;
      last = sim.now;
      return tokens >= 0 ? 0 : (-tokens / perSecond) * 1000;
    },
    forget: () => undefined,
  };
}

/** The controllers' limiter: the longer of the item's own back-off and the shared bucket. Models DefaultControllerRateLimiter. */
export function controllerRateLimiter(sim: Simulation): RateLimiter {
  const own = exponentialBackoff();
  const shared = tokenBucket(sim);
  return {
    when: (item) => Math.max(own.when(item), shared.when(item)),
    forget: own.forget,
  };
}

/**
 * Keys waiting to be worked on. A key that is added again before it is taken is there once; one that is added while it is worked
 * on comes back after `done`. Models client-go util/workqueue with its delaying and rate-limiting layers.
 */
export class WorkQueue {
  readonly #sim: Simulation;
  readonly #limiter: RateLimiter;
  readonly #queue: string[] = [];
  readonly #dirty = new Set<string>();
  readonly #processing = new Set<string>();
  /** When a delayed key is due; the earliest wish counts. */
  readonly #delayed = new Map<string, { due: number; timer: { cancelled: boolean } }>();
  readonly #notice = new Notice();
  #shutDown = false;

  constructor(sim: Simulation, limiter: RateLimiter = controllerRateLimiter(sim)) {
    this.#sim = sim;
    this.#limiter = limiter;
  }

  get length(): number {
    return this.#queue.length;
  }

  add(item: string): void {
    if (this.#shutDown || this.#dirty.has(item)) return;
    this.#dirty.add(item);
    if (this.#processing.has(item)) return;
    this.#queue.push(item);
    this.#notice.announce();
  }

  /** Add it in `ms` virtual milliseconds. */
  addAfter(item: string, ms: number): void {
    if (this.#shutDown) return;
    if (ms <= 0) return this.add(item);
    const due = this.#sim.now + ms;
    const waiting = this.#delayed.get(item);
    if (waiting && waiting.due <= due) return;
    if (waiting) waiting.timer.cancelled = true;
    const timer = this.#sim.after(ms, () => {
      this.#delayed.delete(item);
      this.add(item);
    });
    this.#delayed.set(item, { due, timer });
  }

  /** Add it after its back-off: it failed. */
  addRateLimited(item: string): void {
    this.addAfter(item, this.#limiter.when(item));
  }

  /** It succeeded: its back-off starts anew. */
  forget(item: string): void {
    this.#limiter.forget(item);
  }

  /** Take a key, which must be given back with {@link done}; `undefined` once the queue is shut down and empty. */
  tryGet(): string | undefined {
    const item = this.#queue.shift();
    if (item === undefined) return undefined;
    this.#processing.add(item);
    this.#dirty.delete(item);
    return item;
  }

  /** Wait for a key and take it. */
  *get(): Task<string | undefined> {
    while (this.#queue.length === 0 && !this.#shutDown) yield* this.#notice.wait();
    return this.tryGet();
  }

  done(item: string): void {
    this.#processing.delete(item);
    if (!this.#dirty.has(item)) return;
    this.#queue.push(item);
    this.#notice.announce();
  }

  shutDown(): void {
    this.#shutDown = true;
    for (const { timer } of this.#delayed.values()) timer.cancelled = true;
    this.#delayed.clear();
    this.#notice.announce();
  }
}

/**
 * Work a queue off, one key at a time: `sync` does the work; a key whose work failed comes back after its back-off. Models a
 * controller's runWorker and processNextWorkItem.
 * @param onError told of each failure. Without it only an {@link ApiError} counts as one; any other error is a mistake of ours
 * and ends the worker.
 */
export function* runWorker(
  queue: WorkQueue,
  sync: (key: string) => Task,
  onError?: (error: unknown, key: string) => void,
): Task {
  for (;;) {
    const key = yield* queue.get();
    if (key === undefined) return;
    try {
      yield* sync(key);
      queue.forget(key);
    } catch (error) {
      if (error instanceof Terminated || error instanceof Interrupted) throw error;
      if (!onError && !(error instanceof ApiError)) throw error;
      onError?.(error, key);
      queue.addRateLimited(key);
    } finally {
      queue.done(key);
    }
  }
}
