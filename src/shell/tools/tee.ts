import { openOutput } from '../streams.ts';
import type { OutputStream } from '../types.ts';
import { reason, tool } from './tool.ts';

/** tee(1): copy standard input to files and on. */
export const tee = tool({ options: 'a/append i/ignore-interrupts p' }, function* (t) {
  const outputs: OutputStream[] = [];
  for (const operand of t.operands) {
    try {
      outputs.push(openOutput(t.context, operand, { append: t.options.has('a') }));
    } catch (error) {
      yield* t.warn(`${operand}: ${reason(error)}`);
    }
  }
  for (let bytes = yield* t.read(t.context.stdin); bytes; bytes = yield* t.read(t.context.stdin)) {
    t.put(bytes);
    for (const output of outputs) yield* output.write(bytes);
    yield* t.flush();
  }
  for (const output of outputs) output.close();
});
