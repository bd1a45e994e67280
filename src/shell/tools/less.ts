import type { Task } from '../../sim/index.ts';
import { textWidth } from '../width.ts';
import { readBytes } from './head.ts';
import { eachFile } from './lines.ts';
import { tool } from './tool.ts';

/** less(1) and more(1): page by page on a terminal (space, b, arrows, g, G, /text, n, q); elsewhere as cat. */
export const less = tool(
  {
    options: 'R N S F X E e i n r s',
    from: 'less',
    rewrite: (args) => args.filter((arg) => !arg.startsWith('+')),
  },
  function* (t) {
    const tty = t.context.stdout.tty;
    const decoder = new TextDecoder();
    let text = '';
    yield* eachFile(
      t,
      t.operands,
      function* (input) {
        if (tty) text += decoder.decode(yield* readBytes(t, input));
        else for (let bytes = yield* t.read(input); bytes; bytes = yield* t.read(input)) t.put(bytes);
      },
      (operand, words) => `${operand}: ${words}`,
    );
    if (!tty || text === '') return;
    const lines = text.replace(/\n$/, '').split('\n');
    const page = (): number => Math.max(1, tty.rows - 1);
    const rowsOf = (line: string): number => Math.max(1, Math.ceil(textWidth(line) / tty.columns));
    if (t.options.has('F') && lines.reduce((sum, line) => sum + rowsOf(line), 0) <= page()) {
      t.put(text);
      return;
    }
    const before = tty.raw();
    let top = 0;
    let needle = '';
    const draw = function* (prompt: string): Task {
      let rows = 0;
      let out = '\x1b[H';
      for (let at = top; at < lines.length && rows + rowsOf(lines[at] ?? '') <= page(); at++) {
        out += `${lines[at] ?? ''}\x1b[K\r\n`;
        rows += rowsOf(lines[at] ?? '');
      }
      for (; rows < page(); rows++) out += '~\x1b[K\r\n';
      yield* tty.stdout.write(`${out}\x1b[7m${prompt}\x1b[0m\x1b[K`);
    };
    const key = function* (): Task<string> {
      const bytes = yield* tty.stdin.read();
      return bytes ? decoder.decode(bytes) : 'q';
    };
    const move = (by: number): void => {
      top = Math.max(0, Math.min(top + by, Math.max(0, lines.length - page())));
    };
    const search = (from: number): boolean => {
      const found = lines.findIndex((line, i) => i >= from && line.includes(needle));
      if (found >= 0) top = found;
      return found >= 0;
    };
    yield* tty.stdout.write('\x1b[?1049h');
    try {
      let note = '';
      for (;;) {
        yield* draw(note || (top + page() >= lines.length ? '(END)' : ':'));
        note = '';
        const pressed = yield* key();
        if (pressed === 'q' || pressed === 'Q' || pressed === '\x03') return;
        else if (pressed === ' ' || pressed === 'f' || pressed === '\x1b[6~' || pressed === '\x06')
          move(page());
        else if (pressed === 'b' || pressed === '\x1b[5~' || pressed === '\x02') move(-page());
        else if (/^(j|\r|\n|\x1b[[O]B)$/.test(pressed)) move(1);
        else if (/^(k|y|\x1b[[O]A)$/.test(pressed)) move(-1);
        else if (pressed === 'd') move(Math.ceil(page() / 2));
        else if (pressed === 'u') move(-Math.ceil(page() / 2));
        else if (pressed === 'g' || pressed === '<') top = 0;
        else if (pressed === 'G' || pressed === '>') move(Infinity);
        else if (pressed === 'n') note = search(top + 1) ? '' : 'Pattern not found';
        else if (pressed.startsWith('/')) {
          let typed = pressed.slice(1);
          while (!/[\r\n]/.test(typed)) {
            yield* tty.stdout.write(`\r\x1b[K/${typed}`);
            const more = yield* key();
            typed = more === '\x7f' ? [...typed].slice(0, -1).join('') : typed + more;
          }
          needle = typed.replace(/[\r\n].*$/s, '') || needle;
          note = search(top + 1) ? '' : 'Pattern not found';
        }
      }
    } finally {
      tty.show('\x1b[?1049l');
      tty.restore(before);
    }
  },
);
