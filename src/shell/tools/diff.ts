import { Errno } from '../fs/errno.ts';
import { openInput, readAllText } from '../streams.ts';
import type { Task } from '../../sim/index.ts';
import { strftime } from '../strftime.ts';
import { Failure, reason, tool, type Tool } from './tool.ts';

/** Lines `[a, a + removed)` of the old file became `[b, b + added)` of the new one. */
interface Change {
  readonly a: number;
  readonly removed: number;
  readonly b: number;
  readonly added: number;
}

/** The fewest changes from one list of lines to another: the longest common subsequence after equal ends are set aside. */
export function changes(old: readonly string[], fresh: readonly string[]): Change[] {
  let head = 0;
  while (head < old.length && head < fresh.length && old[head] === fresh[head]) head++;
  let tail = 0;
  while (tail < old.length - head && tail < fresh.length - head && old.at(-1 - tail) === fresh.at(-1 - tail))
    tail++;
  const rows = old.length - head - tail;
  const columns = fresh.length - head - tail;
  const width = columns + 1;
  const lengths = new Uint32Array((rows + 1) * width);
  const at = (i: number, j: number): number => lengths[i * width + j] ?? 0;
  for (let i = rows - 1; i >= 0; i--)
    for (let j = columns - 1; j >= 0; j--)
      lengths[i * width + j] =
        old[head + i] === fresh[head + j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  const result: Change[] = [];
  let i = 0;
  let j = 0;
  while (i < rows || j < columns) {
    if (i < rows && j < columns && old[head + i] === fresh[head + j]) {
      i++;
      j++;
      continue;
    }
    const [a, b] = [i, j];
    while ((i < rows || j < columns) && !(i < rows && j < columns && old[head + i] === fresh[head + j])) {
      if (i < rows && (j >= columns || at(i + 1, j) >= at(i, j + 1))) i++;
      else j++;
    }
    result.push({ a: head + a, removed: i - a, b: head + b, added: j - b });
  }
  return result;
}

function range(start: number, count: number): string {
  if (count === 0) return String(start);
  return count === 1 ? String(start + 1) : `${start + 1},${start + count}`;
}

function unifiedRange(start: number, count: number): string {
  if (count === 1) return String(start + 1);
  return `${count === 0 ? start : start + 1},${count}`;
}

const NO_NEWLINE = '\\ No newline at end of file\n';

interface Side {
  readonly name: string;
  readonly lines: readonly string[];
  readonly mtime: number;
}

function show(line: string): string {
  return line.endsWith('\n') ? line : `${line}\n${NO_NEWLINE}`;
}

function normal(t: Tool, a: Side, b: Side, all: readonly Change[]): void {
  for (const change of all) {
    const kind = change.removed === 0 ? 'a' : change.added === 0 ? 'd' : 'c';
    t.put(`${range(change.a, change.removed)}${kind}${range(change.b, change.added)}\n`);
    for (const line of a.lines.slice(change.a, change.a + change.removed)) t.put(`< ${show(line)}`);
    if (kind === 'c') t.put('---\n');
    for (const line of b.lines.slice(change.b, change.b + change.added)) t.put(`> ${show(line)}`);
  }
}

function unified(t: Tool, a: Side, b: Side, all: readonly Change[], context: number): void {
  const stamp = (side: Side): string => strftime('%Y-%m-%d %H:%M:%S.%N %z', side.mtime);
  const labels = t.options.all('label');
  t.put(`--- ${labels[0] ?? `${a.name}\t${stamp(a)}`}\n+++ ${labels[1] ?? `${b.name}\t${stamp(b)}`}\n`);
  for (let i = 0; i < all.length;) {
    let end = i + 1;
    const last = (index: number): number => (all[index]?.a ?? 0) + (all[index]?.removed ?? 0);
    while (end < all.length && (all[end]?.a ?? 0) - last(end - 1) <= context * 2) end++;
    const first = all[i] as Change;
    const from = Math.max(0, first.a - context);
    const to = Math.min(a.lines.length, last(end - 1) + context);
    const group = all.slice(i, end);
    const grown = group.reduce((sum, change) => sum + change.added - change.removed, 0);
    const fromB = first.b - (first.a - from);
    t.put(`@@ -${unifiedRange(from, to - from)} +${unifiedRange(fromB, to - from + grown)} @@\n`);
    let at = from;
    for (const change of group) {
      for (; at < change.a; at++) t.put(` ${show(a.lines[at] ?? '')}`);
      for (; at < change.a + change.removed; at++) t.put(`-${show(a.lines[at] ?? '')}`);
      for (const line of b.lines.slice(change.b, change.b + change.added)) t.put(`+${show(line)}`);
    }
    for (; at < to; at++) t.put(` ${show(a.lines[at] ?? '')}`);
    i = end;
  }
}

/** A path as it was typed, where it was typed from the working directory. */
function shownPath(path: string, cwd: string): string {
  return path.startsWith(`${cwd}/`) ? path.slice(cwd.length + 1) : path;
}

/** diff(1): normal and unified, of files and directories. */
export const diff = tool(
  {
    options:
      'u U:/unified? q/brief s/report-identical-files r/recursive N/new-file w/ignore-all-space b/ignore-space-change i/ignore-case B/ignore-blank-lines a/text /label: /color?',
    usageStatus: 2,
    from: 'GNU diffutils',
  },
  function* (t) {
    const [left, right, extra] = t.operands;
    const hint = `\n${t.name}: Try '${t.name} --help' for more information.`;
    if (left === undefined || right === undefined)
      throw new Failure(`missing operand after '${left ?? t.name}'${hint}`, 2);
    if (extra !== undefined) throw new Failure(`extra operand '${extra}'${hint}`, 2);
    const { fs } = t.context;
    const read = function* (name: string): Task<Side> {
      if (name === '-') {
        const decoder = new TextDecoder();
        let text = '';
        for (let bytes = yield* t.read(t.context.stdin); bytes; bytes = yield* t.read(t.context.stdin))
          text += decoder.decode(bytes, { stream: true });
        return { name, lines: split(text), mtime: t.context.sim.time };
      }
      const path = t.path(name);
      const { mtime } = fs.stat(path);
      if (!fs.device(path)) return { name, lines: split(fs.readText(path)), mtime };
      const input = openInput(t.context, name);
      const text = yield* readAllText(input);
      input.close();
      return { name, lines: split(text), mtime };
    };
    const key = (line: string): string => {
      let text = line;
      if (t.options.has('w')) text = text.replace(/\s/g, '');
      else if (t.options.has('b')) text = text.replace(/\s+$/, '').replace(/\s+/g, ' ');
      return t.options.has('i') ? text.toLowerCase() : text;
    };
    const compare = function* (nameA: string, nameB: string, header: boolean): Task<boolean> {
      const [a, b] = [yield* read(nameA), yield* read(nameB)];
      const all = changes(a.lines.map(key), b.lines.map(key));
      yield* t.turn(a.lines.length * b.lines.length);
      if (all.length === 0) {
        if (t.options.has('s')) t.put(`Files ${nameA} and ${nameB} are identical\n`);
        return false;
      }
      if (t.options.has('q')) t.put(`Files ${nameA} and ${nameB} differ\n`);
      else {
        if (header)
          t.put(
            `${[t.name, ...t.context.argv.slice(1).filter((arg) => arg.startsWith('-')), nameA, nameB].join(' ')}\n`,
          );
        if (t.options.has('u') || t.options.has('U')) unified(t, a, b, all, Number(t.options.get('U') || 3));
        else normal(t, a, b, all);
      }
      return true;
    };
    let different = false;
    const tree = function* (nameA: string, nameB: string): Task {
      const inA = new Map(fs.readdir(t.path(nameA)).map(({ name, kind }) => [name, kind]));
      const inB = new Map(fs.readdir(t.path(nameB)).map(({ name, kind }) => [name, kind]));
      for (const name of [...new Set([...inA.keys(), ...inB.keys()])].sort()) {
        const [a, b] = [`${nameA.replace(/\/$/, '')}/${name}`, `${nameB.replace(/\/$/, '')}/${name}`];
        if (!inA.has(name) || !inB.has(name)) {
          t.put(`Only in ${inA.has(name) ? nameA : nameB}: ${name}\n`);
          different = true;
        } else if (inA.get(name) === 'directory' && inB.get(name) === 'directory') {
          if (t.options.has('r')) yield* tree(a, b);
          else t.put(`Common subdirectories: ${a} and ${b}\n`);
        } else if (yield* compare(a, b, true)) different = true;
      }
    };
    try {
      const directories = [left, right].map((name) => name !== '-' && fs.isDirectory(t.path(name)));
      const base = (name: string): string => name.split('/').filter(Boolean).at(-1) ?? name;
      if (directories[0] && directories[1]) yield* tree(left, right);
      else if (directories[0])
        different = yield* compare(`${left.replace(/\/$/, '')}/${base(right)}`, right, false);
      else if (directories[1])
        different = yield* compare(left, `${right.replace(/\/$/, '')}/${base(left)}`, false);
      else {
        for (const name of [left, right])
          if (name !== '-' && !fs.exists(t.path(name)))
            yield* t.warn(`${name}: No such file or directory`, 2);
        if (t.status === 2) return 2;
        different = yield* compare(left, right, false);
      }
    } catch (error) {
      const words = reason(error);
      throw new Failure(
        error instanceof Errno && error.path !== ''
          ? `${shownPath(error.path, t.context.cwd)}: ${words}`
          : words,
        2,
      );
    }
    return different ? 1 : 0;
  },
);

function split(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}
