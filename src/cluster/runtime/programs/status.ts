import { join, SIGNALS, type Process, type Task } from '../../../sim/index.ts';

/** The exit status of a process that has ended: its own, or 128 + the signal's number. */
export function exitStatusOf(process: Process): number {
  const { outcome } = process;
  if (!outcome) return 0;
  if (outcome.kind === 'signalled') return 128 + SIGNALS[outcome.signal];
  if (outcome.kind === 'returned') return typeof outcome.value === 'number' ? outcome.value & 255 : 0;
  return 1;
}

/** Wait for a process and give its exit status. */
export function* statusOf(process: Process): Task<number> {
  yield* join(process);
  return exitStatusOf(process);
}
