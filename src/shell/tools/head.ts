import type { Task } from '../../sim/index.ts';
import type { InputStream } from '../types.ts';
import { readAll } from '../streams.ts';
import { eachFile, latin1 } from './lines.ts';
import { parseSize } from './numbers.ts';
import { Failure, quote, tool, type Tool } from './tool.ts';

/** `-5` and `-5c` for `-n 5` and `-c 5`. */
export function oldStyleCount(args: readonly string[]): readonly string[] {
  const [first = '', ...rest] = args;
  const match = /^-(\d+)([cnlqv]*)$/.exec(first);
  if (!match) return args;
  const [, count = '', letters = ''] = match;
  const others = [...letters].filter((letter) => 'qv'.includes(letter)).map((letter) => `-${letter}`);
  return [`${letters.includes('c') ? '-c' : '-n'}${count}`, ...others, ...rest];
}

/** The argument of `-n` or `-c`: a count and the sign before it. */
export function signedCount(text: string, what: 'lines' | 'bytes'): { sign: string; count: number } {
  const [, sign = '', size = ''] = /^([-+]?)(.*)$/s.exec(text) ?? [];
  const count = parseSize(size);
  if (count === undefined) throw new Failure(`invalid number of ${what}: ${quote(text)}`);
  return { sign, count };
}

/** Whether `==> name <==` is printed. */
export function wantsHeaders(t: Tool): boolean {
  const chosen = t.options.last('q', 'v');
  return chosen === undefined ? t.operands.length > 1 : chosen === 'v';
}

/** All of an input. @throws {Errno} ENOMEM */
export function readBytes(t: Tool, input: InputStream): Task<Uint8Array> {
  return readAll({ read: (max) => t.read(input, max) });
}

function* firstLines(t: Tool, input: InputStream, count: number): Task {
  let left = count;
  while (left > 0) {
    const bytes = yield* t.read(input);
    if (!bytes) return;
    let end = 0;
    while (left > 0 && end < bytes.length) {
      const newline = bytes.indexOf(10, end);
      end = newline < 0 ? bytes.length : newline + 1;
      if (newline >= 0) left--;
    }
    t.put(bytes.subarray(0, end));
    yield* t.drain();
  }
}

function* firstBytes(t: Tool, input: InputStream, count: number): Task {
  let left = count;
  while (left > 0) {
    const bytes = yield* t.read(input, left);
    if (!bytes) return;
    left -= bytes.length;
    t.put(bytes);
  }
}

/** All but the last `count` lines or bytes. */
function* allBut(t: Tool, input: InputStream, count: number, lines: boolean): Task {
  const bytes = yield* readBytes(t, input);
  let end = bytes.length;
  if (!lines) end = Math.max(0, end - count);
  else {
    const starts = [0];
    const text = latin1(bytes);
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
    if (starts.at(-1) === bytes.length) starts.pop();
    if (count > 0) end = starts[starts.length - count] ?? 0;
  }
  t.put(bytes.subarray(0, end));
}

/** head(1): the first lines or bytes. */
export const head = tool(
  {
    options: 'n:/lines c:/bytes q/quiet /silent v/verbose z/zero-terminated',
    rewrite: oldStyleCount,
  },
  function* (t) {
    const lines = t.options.last('n', 'c') !== 'c';
    const asked = t.options.get(lines ? 'n' : 'c') ?? '10';
    const { sign, count } = signedCount(asked, lines ? 'lines' : 'bytes');
    const headers = wantsHeaders(t);
    let any = false;
    yield* eachFile(
      t,
      t.operands,
      function* (input, operand) {
        if (headers) t.put(`${any ? '\n' : ''}==> ${operand === '-' ? 'standard input' : operand} <==\n`);
        any = true;
        if (sign === '-') yield* allBut(t, input, count, lines);
        else if (lines) yield* firstLines(t, input, count);
        else yield* firstBytes(t, input, count);
      },
      (operand, words) =>
        words === 'Is a directory'
          ? `error reading ${quote(operand)}: ${words}`
          : `${t.say(`cannot open ${quote(operand)} for reading`, operand)}: ${words}`,
    );
  },
);
