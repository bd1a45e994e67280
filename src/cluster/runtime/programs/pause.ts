import type { Program } from '../../../shell/types.ts';
import { waitForSignal } from './server.ts';

/** The pause container's program: does nothing until told to end. */
export const pause: Program = function* (context) {
  const signal = yield* waitForSignal(context, ['SIGINT', 'SIGTERM']);
  yield* context.stderr.write(
    `Shutting down, got signal: ${signal === 'SIGINT' ? 'Interrupt' : 'Terminated'}\n`,
  );
  return 0;
};
