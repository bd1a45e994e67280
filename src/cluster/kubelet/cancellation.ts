import { first, type Notice, type Task } from '../../sim/index.ts';

/** The end of a sync that is under way: the pod is to terminate. Models the context of a pod worker. */
export interface Cancellation {
  /** Announced when it comes. */
  readonly notice: Notice;
  readonly over: () => boolean;
}

/** A task was left when its sync was cancelled. */
export class Cancelled extends Error {}

/** Run a task that waits for times and notices alone, until its end or its cancellation. @throws {Cancelled} */
export function* unless<T>({ notice, over }: Cancellation, task: Task<T>): Task<T> {
  for (;;) {
    if (over()) {
      task.throw(new Cancelled());
      throw new Cancelled();
    }
    const step = task.next();
    if (step.done) return step.value;
    yield* first([step.value, notice.toWait()]);
  }
}
