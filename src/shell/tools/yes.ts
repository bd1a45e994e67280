import { tool } from './tool.ts';

/** yes(1): a line for ever. */
export const yes = tool({}, function* (t) {
  const line = `${t.operands.length > 0 ? t.operands.join(' ') : 'y'}\n`;
  const block = line.repeat(Math.max(1, Math.floor(4096 / line.length)));
  for (;;) {
    t.put(block);
    yield* t.flush();
  }
});
