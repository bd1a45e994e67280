import type { Task } from '../../sim/index.ts';
import { textWidth } from '../width.ts';
import type { InputStream } from '../types.ts';
import { reason, tool, type Tool } from './tool.ts';

type Counts = Record<'l' | 'w' | 'm' | 'c' | 'L', number>;
const COLUMNS = ['l', 'w', 'm', 'c', 'L'] as const;

function* count(t: Tool, input: InputStream): Task<Counts> {
  const counts: Counts = { l: 0, w: 0, m: 0, c: 0, L: 0 };
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let inWord = false;
  let line = '';
  const measure = (): void => {
    counts.L = Math.max(counts.L, textWidth(line));
    line = '';
  };
  const add = (text: string): void => {
    for (const character of text) {
      counts.m++;
      if (character === '\n') {
        counts.l++;
        measure();
      } else line += character;
      const space = character <= ' ' || character > '\x7f' ? /\s/.test(character) : false;
      if (!space && !inWord) counts.w++;
      inWord = !space;
    }
  };
  for (let bytes = yield* t.read(input); bytes; bytes = yield* t.read(input)) {
    counts.c += bytes.length;
    yield* t.turn(10 * bytes.length); // a look at each character
    add(decoder.decode(bytes, { stream: true }));
  }
  add(decoder.decode());
  measure();
  return counts;
}

/** wc(1): lines, words, bytes. */
export const wc = tool(
  { options: 'l/lines w/words m/chars c/bytes L/max-line-length /total:' },
  function* (t) {
    const asked = COLUMNS.filter((column) => t.options.has(column));
    const columns = asked.length > 0 ? asked : (['l', 'w', 'c'] as const);
    const total: Counts = { l: 0, w: 0, m: 0, c: 0, L: 0 };
    const { fs } = t.context;
    const files = t.operands.length > 0 ? t.operands : ['-'];
    // As wide as the total of all sizes, which is known beforehand; standard input may be anything.
    let width = 1;
    if (columns.length > 1 || files.length > 1) {
      let size = 0;
      for (const file of files) {
        if (file === '-') width = Math.max(width, 7);
        else if (!fs.exists(t.path(file))) continue;
        else if (fs.isFile(t.path(file))) size += fs.stat(t.path(file)).size;
        else width = 7;
      }
      width = Math.max(width, String(size).length);
    }
    const row = (counts: Counts, name: string): string =>
      `${columns.map((column) => String(counts[column]).padStart(width)).join(' ')}${name === '' ? '' : ` ${name}`}\n`;
    for (const file of files) {
      let counts: Counts = { l: 0, w: 0, m: 0, c: 0, L: 0 };
      const name = t.operands.length === 0 ? '' : file;
      try {
        const input = t.open(file);
        counts = yield* count(t, input);
        if (file !== '-') input.close();
      } catch (error) {
        const words = reason(error);
        yield* t.warn(`${file}: ${words}`);
        if (words !== 'Is a directory') continue;
      }
      for (const column of COLUMNS)
        total[column] = column === 'L' ? Math.max(total.L, counts.L) : total[column] + counts[column];
      t.put(row(counts, name));
    }
    if (files.length > 1) t.put(row(total, 'total'));
  },
);
