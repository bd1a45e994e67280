import type { Process, Task, Wait, Waker } from './process.ts';
import type { Simulation, Timer } from './simulation.ts';

/** A wait for `ms` virtual milliseconds; `Infinity` never comes. */
export function delay(ms: number): Wait {
  return {
    arm(waker) {
      if (ms === Infinity) return () => undefined;
      const timer = waker.process.sim.after(ms, () => waker.resume());
      return () => {
        timer.cancelled = true;
      };
    },
  };
}

/** Wait for `ms` virtual milliseconds; `Infinity` waits until a signal. */
export function* sleep(ms: number): Task {
  yield delay(ms);
}

/** The process that is running this task. */
export function* currentProcess(): Task<Process> {
  return (yield {
    arm(waker) {
      waker.resume(waker.process);
      return () => undefined;
    },
  }) as Process;
}

/** Spend `ms` of processor time: it takes longer where others want the same processor. */
export function* work(ms: number): Task {
  yield {
    arm(waker) {
      const { process } = waker;
      process.cpuTime += ms;
      return process.processor ? process.processor.use(waker, ms) : delay(ms).arm(waker);
    },
  };
}

/** Wait for a process to end. */
export function* join(target: Process): Task {
  if (target.ended) return;
  yield {
    arm(waker) {
      let live = true;
      target.whenEnded(() => {
        if (live) waker.resume();
      });
      return () => {
        live = false;
      };
    },
  };
}

/**
 * Run a task, but no longer than `ms` virtual milliseconds: then it is ended as SIGKILL ends a process, its synchronous `finally`
 * blocks run. @returns its result, or `undefined` when time ran out
 */
export function* within<T>(ms: number, task: Task<T>): Task<{ readonly value: T } | undefined> {
  let timer: Timer | undefined;
  let late = false;
  /** The wait that the task is in. */
  let waiting: { readonly waker: Waker; readonly disarm: () => void } | undefined;
  const expire = (): void => {
    late = true;
    waiting?.disarm();
    waiting?.waker.resume();
  };
  const inTime = (wait: Wait): Wait => ({
    arm(waker) {
      timer ??= waker.process.sim.after(ms, expire);
      const disarm = wait.arm(waker);
      waiting = { waker, disarm };
      return disarm;
    },
  });
  let ended = false;
  try {
    let step = task.next();
    while (!step.done) {
      let value: unknown;
      let error: unknown;
      let failed = false;
      try {
        value = yield inTime(step.value);
      } catch (thrown) {
        error = thrown;
        failed = true;
      }
      waiting = undefined;
      if (late) return undefined;
      step = failed ? task.throw(error) : task.next(value);
    }
    ended = true;
    return { value: step.value };
  } finally {
    if (timer) timer.cancelled = true;
    if (!ended) task.return(undefined as T);
  }
}

/** Something that processes wait for and others announce; each announcement wakes all that wait at that moment. */
export class Notice {
  readonly #waiting = new Set<() => void>();

  announce(): void {
    if (this.#waiting.size === 0) return;
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const wake of waiting) wake();
  }

  /** Wait for the next announcement. */
  *wait(): Task {
    yield this.toWait();
  }

  toWait(): Wait {
    return {
      arm: (waker) => {
        const wake = (): void => waker.resume();
        this.#waiting.add(wake);
        return () => this.#waiting.delete(wake);
      },
    };
  }

  /** Call `listener` once, at the next announcement (for what is not a process); returns how to call it off. */
  once(listener: () => void): () => void {
    this.#waiting.add(listener);
    return () => this.#waiting.delete(listener);
  }
}

/** Wait until one of several waits comes; the others are called off. @returns the index of the one that came */
export function* first(waits: readonly Wait[]): Task<number> {
  return (yield {
    arm(waker) {
      const disarms: (() => void)[] = [];
      let done = false;
      const finish = (): boolean => {
        if (done) return false;
        done = true;
        for (const disarm of disarms.splice(0)) disarm();
        return true;
      };
      for (const [index, wait] of waits.entries()) {
        const disarm = wait.arm({
          process: waker.process,
          resume: () => finish() && waker.resume(index),
          fail: (error) => finish() && waker.fail(error),
        });
        if (done) {
          disarm();
          break;
        }
        disarms.push(disarm);
      }
      return () => void finish();
    },
  }) as number;
}

/** An unbounded queue between processes: `put` never waits, `take` waits for an item. Ends with `undefined` once closed and empty. */
export class Channel<T> {
  readonly #items: T[] = [];
  readonly #notice = new Notice();
  #closed = false;
  /** Told after each `put` and after `close`: for consumers that are not processes (a socket, a test). */
  onChange: (() => void) | undefined;

  get size(): number {
    return this.#items.length;
  }

  get closed(): boolean {
    return this.#closed;
  }

  put(item: T): void {
    if (this.#closed) return;
    this.#items.push(item);
    this.#notice.announce();
    this.onChange?.();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#notice.announce();
    this.onChange?.();
  }

  tryTake(): T | undefined {
    return this.#items.shift();
  }

  /** Wait for an item or the end, without taking it (for use in {@link first}). */
  ready(): Wait {
    return {
      arm: (waker) => {
        if (this.#items.length > 0 || this.#closed) {
          waker.resume();
          return () => undefined;
        }
        return this.#notice.toWait().arm(waker);
      },
    };
  }

  *take(): Task<T | undefined> {
    while (this.#items.length === 0 && !this.#closed) yield* this.#notice.wait();
    return this.#items.shift();
  }
}

/** A simulation's clock as a plain value, for code that only asks the time. */
export type Clock = Pick<Simulation, 'now' | 'time'>;
