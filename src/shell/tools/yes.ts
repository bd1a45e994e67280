import { toBytes } from '../streams.ts';
import { tool } from './tool.ts';

/** Bytes that are written at once. */
const BLOCK = 65536;

/** yes(1): a line for ever. */
export const yes = tool({}, function* (t) {
  const line = `${t.operands.length > 0 ? t.operands.join(' ') : 'y'}\n`;
  const block = toBytes(line.repeat(Math.max(1, Math.floor(BLOCK / line.length))));
  for (;;) {
    yield* t.turn(block.length);
    yield* t.context.stdout.write(block);
  }
});
