import { eachFile, Lines } from './lines.ts';
import { Failure, quote, tool } from './tool.ts';

/** nl(1): number lines, without logical pages. */
export const nl = tool(
  {
    options:
      'b:/body-numbering i:/line-increment n:/number-format s:/number-separator v:/starting-line-number w:/number-width',
  },
  function* (t) {
    const style = t.options.get('b') ?? 't';
    if (!/^[atn]$|^p/.test(style))
      throw new Failure(
        `invalid body numbering style: ${quote(style)}\nTry 'nl --help' for more information.`,
      );
    const format = t.options.get('n') ?? 'rn';
    if (!['ln', 'rn', 'rz'].includes(format))
      throw new Failure(
        `invalid line numbering format: ${quote(format)}\nTry 'nl --help' for more information.`,
      );
    const whole = (key: string, fallback: number, what: string): number => {
      const text = t.options.get(key);
      if (text === undefined) return fallback;
      if (!/^-?\d+$/.test(text)) throw new Failure(`invalid ${what}: ${quote(text)}`);
      return Number(text);
    };
    const width = whole('w', 6, 'line number field width');
    const step = whole('i', 1, 'line number increment');
    const separator = t.options.get('s') ?? '\t';
    let number = whole('v', 1, 'starting line number');
    const wanted = style.startsWith('p') ? new RegExp(style.slice(1), 'u') : undefined;
    yield* eachFile(t, t.operands, function* (input) {
      const lines = new Lines(t, input);
      for (let line = yield* lines.next(); line !== undefined; line = yield* lines.next()) {
        const counts = style === 'a' || (style === 't' && line !== '') || (wanted?.test(line) ?? false);
        if (!counts) {
          t.put(`${' '.repeat(width + separator.length)}${line}\n`);
          continue;
        }
        const text = String(number);
        const shown =
          format === 'ln' ? text.padEnd(width) : text.padStart(width, format === 'rz' ? '0' : ' ');
        t.put(`${shown}${separator}${line}\n`);
        number += step;
        yield* t.drain();
      }
    });
  },
);
