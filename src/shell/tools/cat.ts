import type { Task } from '../../sim/index.ts';
import type { InputStream } from '../types.ts';
import { eachFile, fromLatin1, Lines } from './lines.ts';
import { reason, tool } from './tool.ts';

/** Non-printing characters as `cat -v` shows them. */
function visible(line: string, tabs: boolean): string {
  let out = '';
  for (const c of line) {
    const code = c.charCodeAt(0);
    if (code === 9) out += tabs ? '^I' : c;
    else if (code < 32) out += `^${String.fromCharCode(code + 64)}`;
    else if (code === 127) out += '^?';
    else if (code > 127) out += `M-${visible(String.fromCharCode(code - 128), true)}`;
    else out += c;
  }
  return out;
}

/** cat(1): concatenate files. */
export const cat = tool(
  {
    options:
      'A/show-all b/number-nonblank e E/show-ends n/number s/squeeze-blank t T/show-tabs u v/show-nonprinting',
  },
  function* (t) {
    const has = (...keys: string[]): boolean => keys.some((key) => t.options.has(key));
    const ends = has('E', 'A', 'e');
    const tabs = has('T', 'A', 't');
    const nonPrinting = has('v', 'A', 'e', 't');
    const byLine = ends || tabs || nonPrinting || has('n', 'b', 's');
    let number = 0;
    let blank = false;
    const output = t.context.stdout.file;
    const read = function* (input: InputStream, operand: string): Task {
      const { file } = input;
      if (file && file.node === output?.node && file.position < file.size) {
        // What is written would have to be read again, for ever.
        yield* t.warn(`${operand}: input file is output file`);
        return;
      }
      try {
        if (!byLine) {
          for (let bytes = yield* t.read(input); bytes; bytes = yield* t.read(input)) t.put(bytes);
          return;
        }
        const lines = new Lines(t, input, { bytes: true });
        for (let line = yield* lines.next(); line !== undefined; line = yield* lines.next()) {
          if (has('s') && line === '' && blank) continue;
          blank = line === '';
          if (has('b') ? line !== '' : has('n')) t.put(`${String(++number).padStart(6)}\t`);
          if (nonPrinting) t.put(fromLatin1(visible(line, tabs)));
          else t.put(fromLatin1(tabs ? line.replaceAll('\t', '^I') : line));
          if (lines.terminated) t.put(ends ? '$\n' : '\n');
          yield* t.drain();
        }
      } catch (error) {
        yield* t.warn(`${t.say(operand, 'read error')}: ${reason(error)}`);
      }
    };
    yield* eachFile(t, t.operands, read, (operand, words) => {
      const applet = words === 'Is a directory' ? 'read error' : `can't open '${operand}'`;
      return `${t.say(operand, applet)}: ${words}`;
    });
  },
);
