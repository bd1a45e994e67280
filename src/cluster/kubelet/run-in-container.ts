import { exitStatus } from '../../shell/machine.ts';
import { callbackOutput, emptyInput } from '../../shell/streams.ts';
import { delay, first, Notice, type Task } from '../../sim/index.ts';
import type { Container as RuntimeContainer } from '../runtime/container.ts';

export interface RunResult {
  /** stdout and stderr, as they came. */
  readonly output: string;
  readonly exitCode: number;
  readonly timedOut: boolean;
}

/**
 * Run a command in a container to its end, for hooks and probes. Models CRI ExecSync.
 * @param timeout milliseconds, after which it is killed
 * @throws {RuntimeError} when it cannot be started
 */
export function* runInContainer(
  container: RuntimeContainer,
  argv: readonly string[],
  timeout = Infinity,
): Task<RunResult> {
  const decoder = new TextDecoder();
  let output = '';
  const sink = callbackOutput((bytes) => {
    if (output.length < 16_384) output += decoder.decode(bytes, { stream: true });
  });
  const process = container.exec(argv, { stdin: emptyInput(), stdout: sink, stderr: sink });
  const ended = new Notice();
  process.whenEnded(() => ended.announce());
  const deadline = container.sim.now + timeout;
  while (!process.ended && container.sim.now < deadline) {
    yield* first([ended.toWait(), delay(deadline - container.sim.now)]);
  }
  const timedOut = !process.ended;
  if (timedOut) process.signal('SIGKILL');
  return { output, exitCode: exitStatus(process), timedOut };
}
