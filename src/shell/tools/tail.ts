import { sleep, type Task } from '../../sim/index.ts';
import type { InputStream } from '../types.ts';
import { oldStyleCount, readBytes, signedCount, wantsHeaders } from './head.ts';
import { eachFile } from './lines.ts';
import { parseInterval } from './numbers.ts';
import { Failure, quote, tool, type Tool } from './tool.ts';

/** Milliseconds. */
const A_DAY = 86_400_000;

function rewrite(args: readonly string[]): readonly string[] {
  const [first = '', ...rest] = args;
  const plus = /^\+(\d+)([cl]?)$/.exec(first);
  if (plus) return [`${plus[2] === 'c' ? '-c' : '-n'}+${plus[1]}`, ...rest];
  const follow = /^-(\d+)f$/.exec(first);
  if (follow) return [`-n${follow[1]}`, '-f', ...rest];
  return oldStyleCount(args);
}

/** Where the last `count` lines begin. */
function lastLines(bytes: Uint8Array, count: number): number {
  if (count === 0) return bytes.length;
  let left = count;
  for (let at = bytes.length - 2; at >= 0; at--) {
    if (bytes[at] === 10 && --left === 0) return at + 1;
  }
  return 0;
}

/** From the start on (`+N`), as it comes. */
function* skip(t: Tool, input: InputStream, count: number, lines: boolean): Task {
  let left = Math.max(0, count - 1);
  for (let bytes = yield* t.read(input); bytes; bytes = yield* t.read(input)) {
    let start = 0;
    while (left > 0 && start < bytes.length) {
      if (!lines) {
        const skipped = Math.min(left, bytes.length - start);
        left -= skipped;
        start += skipped;
        continue;
      }
      const newline = bytes.indexOf(10, start);
      start = newline < 0 ? bytes.length : newline + 1;
      if (newline >= 0) left--;
    }
    t.put(bytes.subarray(start));
    yield* t.drain();
  }
}

interface Followed {
  readonly operand: string;
  readonly path: string;
  position: number;
  ino: number | undefined;
}

/** Look for what was added to files, once a second, for ever. */
function* follow(t: Tool, files: Followed[], byName: boolean, headers: boolean, interval: number): Task {
  const { fs } = t.context;
  let shown = files.at(-1);
  for (;;) {
    yield* t.flush();
    yield* sleep(interval);
    yield* t.turn();
    for (const file of files) {
      if (!fs.isFile(file.path)) {
        if (byName && file.ino !== undefined) {
          yield* t.warn(`${quote(file.operand)} has become inaccessible: No such file or directory`);
          file.ino = undefined;
        }
        continue;
      }
      const { size, ino } = fs.stat(file.path);
      if (byName && file.ino !== ino) {
        const what = file.ino === undefined ? 'has appeared' : 'has been replaced';
        yield* t.warn(`${quote(file.operand)} ${what};  following new file`);
        file.ino = ino;
        file.position = 0;
      }
      if (size < file.position) {
        yield* t.warn(`${file.operand}: file truncated`);
        file.position = 0;
      }
      if (size === file.position) continue;
      const handle = fs.open(file.path, { read: true });
      handle.position = file.position;
      if (headers && shown !== file) t.put(`\n==> ${file.operand} <==\n`);
      shown = file;
      t.put(handle.readAll());
      file.position = handle.position;
    }
  }
}

/** tail(1): the last lines or bytes, and what is added to them. */
export const tail = tool(
  {
    options:
      'n:/lines c:/bytes f F /follow? q/quiet /silent v/verbose s:/sleep-interval /pid: /retry z/zero-terminated',
    rewrite,
  },
  function* (t) {
    const lines = t.options.last('n', 'c') !== 'c';
    const asked = t.options.get(lines ? 'n' : 'c') ?? '10';
    const { sign, count } = signedCount(asked, lines ? 'lines' : 'bytes');
    const byName = t.options.has('F') || t.options.get('follow') === 'name';
    const following = byName || t.options.has('f') || t.options.has('follow');
    // Busybox opens all files first, and names them where more than one could be opened.
    const opened = t.operands.filter((operand) => operand === '-' || t.context.fs.exists(t.path(operand)));
    const headers = wantsHeaders(t) && (!t.busybox || t.options.has('v') || byName || opened.length > 1);
    const followed: Followed[] = [];
    // A device has no end that moves: it is waited for without being looked at (`tail -f /dev/null` keeps a container alive).
    let device = false;
    let any = false;
    yield* eachFile(
      t,
      t.operands,
      function* (input, operand) {
        if (headers) t.put(`${any ? '\n' : ''}==> ${operand === '-' ? 'standard input' : operand} <==\n`);
        any = true;
        const regular = operand !== '-' && t.context.fs.isFile(t.path(operand));
        if (operand !== '-' && t.context.fs.device(t.path(operand)) !== undefined) device = true;
        if (regular && following) {
          const path = t.path(operand);
          const { size, ino } = t.context.fs.stat(path);
          followed.push({ operand, path, position: size, ino });
        }
        if (sign === '+') return yield* skip(t, input, count, lines);
        const bytes = yield* readBytes(t, input);
        t.put(bytes.subarray(lines ? lastLines(bytes, count) : Math.max(0, bytes.length - count)));
      },
      (operand, words) =>
        words === 'Is a directory'
          ? `error reading ${quote(operand)}: ${words}`
          : `${t.say(`cannot open ${quote(operand)} for reading`, `can't open '${operand}'`)}: ${words}`,
    );
    if (t.busybox && !any && !byName) throw new Failure('no files');
    if (!following) return;
    if (byName) {
      for (const operand of t.operands) {
        if (operand !== '-' && !t.context.fs.exists(t.path(operand)))
          followed.push({ operand, path: t.path(operand), position: 0, ino: undefined });
      }
    }
    if (followed.length === 0 && device) for (;;) yield* sleep(A_DAY);
    if (followed.length === 0) {
      if (t.operands.length > 0 && !t.operands.includes('-')) throw new Failure('no files remaining');
      return;
    }
    const seconds = t.options.get('s') ?? '1';
    const interval = parseInterval(seconds);
    if (interval === undefined) throw new Failure(`invalid number of seconds: ${quote(seconds)}`);
    yield* follow(t, followed, byName, headers, Math.max(1, interval));
  },
);
