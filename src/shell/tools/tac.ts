import { allLines, eachFile, Lines } from './lines.ts';
import { quote, tool } from './tool.ts';

/** tac(1): lines, the last first. */
export const tac = tool({ options: 'b/before r/regex s:/separator' }, function* (t) {
  yield* eachFile(
    t,
    t.operands,
    function* (input) {
      const lines = yield* allLines(t, input);
      for (const line of lines.reverse()) t.put(`${line}\n`);
    },
    (operand, words) => `failed to open ${quote(operand)} for reading: ${words}`,
  );
});

/** rev(1): each line backwards. */
export const rev = tool({ from: 'util-linux' }, function* (t) {
  yield* eachFile(
    t,
    t.operands,
    function* (input) {
      const lines = new Lines(t, input);
      for (let line = yield* lines.next(); line !== undefined; line = yield* lines.next()) {
        t.put([...line].reverse().join('') + (lines.terminated ? '\n' : ''));
        yield* t.drain();
      }
    },
    (operand, words) => `cannot open ${operand}: ${words}`,
  );
});
