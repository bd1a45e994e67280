import { openOutput } from '../streams.ts';
import { Lines } from './lines.ts';
import { extraOperand, Failure, quote, reason, tool } from './tool.ts';

/** uniq(1): leave out repeated lines. */
export const uniq = tool(
  {
    options:
      'c/count d/repeated D u/unique i/ignore-case f:/skip-fields s:/skip-chars w:/check-chars z/zero-terminated',
  },
  function* (t) {
    const [from = '-', to, extra] = t.operands;
    if (extra !== undefined) throw extraOperand(t.name, extra);
    const number = (key: string, what: string): number | undefined => {
      const text = t.options.get(key);
      if (text === undefined) return undefined;
      if (!/^\d+$/.test(text)) throw new Failure(`${text}: invalid number of ${what}`);
      return Number(text);
    };
    const fields = number('f', 'fields to skip') ?? 0;
    const characters = number('s', 'bytes to skip') ?? 0;
    const most = number('w', 'bytes to compare') ?? Infinity;
    const keyOf = (line: string): string => {
      let rest = line;
      for (let i = 0; i < fields; i++) rest = rest.replace(/^[ \t]*[^ \t]*/, '');
      rest = rest.slice(characters).slice(0, most);
      return t.options.has('i') ? rest.toUpperCase() : rest;
    };
    const end = t.options.has('z') ? '\0' : '\n';
    let output = '';
    const put =
      to === undefined ? (text: string): void => t.put(text) : (text: string): void => void (output += text);
    const emit = (line: string, count: number): void => {
      if (t.options.has('d') && count < 2) return;
      if (t.options.has('u') && count > 1) return;
      put(t.options.has('c') ? `${String(count).padStart(7)} ${line}${end}` : line + end);
    };
    let input;
    try {
      input = t.open(from);
    } catch (error) {
      throw new Failure(`${from}: ${reason(error)}`);
    }
    const lines = new Lines(t, input, { separator: end });
    let last: string | undefined;
    let count = 0;
    const group: string[] = [];
    const endGroup = (): void => {
      if (t.options.has('D')) {
        if (count > 1) for (const line of group) put(line + end);
        group.length = 0;
      } else if (last !== undefined) emit(last, count);
    };
    for (let line = yield* lines.next(); line !== undefined; line = yield* lines.next()) {
      if (last !== undefined && keyOf(line) === keyOf(last)) count++;
      else {
        endGroup();
        last = line;
        count = 1;
      }
      if (t.options.has('D')) group.push(line);
      yield* t.drain();
    }
    endGroup();
    if (to === undefined) return;
    try {
      const file = openOutput(t.context, to);
      yield* file.write(output);
      file.close();
    } catch (error) {
      throw new Failure(`${quote(to).slice(1, -1)}: ${reason(error)}`);
    }
  },
);
