import * as z from 'zod/mini';

/**
 * How one text becomes another, from its beginning to its end: a positive number keeps so many UTF-16 units, a negative one
 * leaves so many out, a string is put in.
 */
export const textChangeSchema = z
  .array(z.union([z.int().check(z.minimum(-10_000_000), z.maximum(10_000_000)), z.string()]))
  .check(z.maxLength(100_000));

export type TextChange = z.output<typeof textChangeSchema>;

/** The most lines that may differ before a stretch is written out whole: the search takes time in their square. */
const MOST_DIFFERENCES = 300;

function linesOf(text: string): string[] {
  return text === '' ? [] : text.split(/(?<=\n)/);
}

/** A stretch of lines that are replaced: `[from, to)` of the old ones by `[start, end)` of the new ones. */
interface Hunk {
  readonly from: number;
  readonly to: number;
  readonly start: number;
  readonly end: number;
}

/**
 * The shortest way from `old` to `fresh` by lines (Myers, "An O(ND) Difference Algorithm", 1986), as the pairs of lines that
 * stay. @returns nothing when more than {@link MOST_DIFFERENCES} lines differ
 */
function keptLines(
  old: readonly string[],
  fresh: readonly string[],
): (readonly [number, number])[] | undefined {
  const trace: Map<number, number>[] = [];
  let furthest = new Map<number, number>([[1, 0]]);
  for (let differences = 0; differences <= MOST_DIFFERENCES; differences++) {
    trace.push(furthest);
    furthest = new Map(furthest);
    for (let diagonal = -differences; diagonal <= differences; diagonal += 2) {
      const below = furthest.get(diagonal + 1) ?? -1;
      const beside = furthest.get(diagonal - 1) ?? -1;
      const down = diagonal === -differences || (diagonal !== differences && beside < below);
      let x = down ? below : beside + 1;
      while (x < old.length && x - diagonal < fresh.length && old[x] === fresh[x - diagonal]) x++;
      furthest.set(diagonal, x);
      if (x >= old.length && x - diagonal >= fresh.length) return walkBack(trace, old.length, fresh.length);
    }
  }
  return undefined;
}

/** Follow the way back from the end to the beginning. */
function walkBack(
  trace: readonly Map<number, number>[],
  oldLength: number,
  freshLength: number,
): (readonly [number, number])[] {
  const kept: (readonly [number, number])[] = [];
  let x = oldLength;
  let y = freshLength;
  for (let differences = trace.length - 1; differences >= 0; differences--) {
    const furthest = trace[differences];
    const diagonal = x - y;
    const below = furthest?.get(diagonal + 1) ?? -1;
    const beside = furthest?.get(diagonal - 1) ?? -1;
    const down = diagonal === -differences || (diagonal !== differences && beside < below);
    const before = down ? below : beside;
    const fromX = differences === 0 ? 0 : before;
    const fromY = differences === 0 ? 0 : before - (down ? diagonal + 1 : diagonal - 1);
    while (x > fromX && y > fromY) kept.push([--x, --y]);
    x = fromX;
    y = fromY;
  }
  return kept.reverse();
}

function hunksBetween(old: readonly string[], fresh: readonly string[]): Hunk[] {
  let head = 0;
  while (head < old.length && head < fresh.length && old[head] === fresh[head]) head++;
  let tail = 0;
  while (
    tail < Math.min(old.length, fresh.length) - head &&
    old[old.length - 1 - tail] === fresh[fresh.length - 1 - tail]
  )
    tail++;
  const [oldEnd, freshEnd] = [old.length - tail, fresh.length - tail];
  const kept = keptLines(old.slice(head, oldEnd), fresh.slice(head, freshEnd)) ?? [];
  const hunks: Hunk[] = [];
  let [from, start] = [head, head];
  const close = (to: number, end: number): void => {
    if (to > from || end > start) hunks.push({ from, to, start, end });
  };
  for (const [x, y] of kept) {
    close(head + x, head + y);
    [from, start] = [head + x + 1, head + y + 1];
  }
  close(oldEnd, freshEnd);
  return hunks;
}

/** Whether a text may be cut before `index`: not within a character that is two units long. */
function mayCut(text: string, index: number): boolean {
  const unit = text.charCodeAt(index - 1);
  return !(unit >= 0xd800 && unit < 0xdc00);
}

/** What turns `before` into `after`; small when they share most of their lines. */
export function textChange(before: string, after: string): TextChange {
  const old = linesOf(before);
  const fresh = linesOf(after);
  const change: (number | string)[] = [];
  const keep = (count: number): void => {
    const last = change.at(-1);
    if (count === 0) return;
    if (typeof last === 'number' && last > 0) change[change.length - 1] = last + count;
    else change.push(count);
  };
  let at = 0;
  const lengthOf = (lines: readonly string[]): number => lines.reduce((sum, line) => sum + line.length, 0);
  for (const { from, to, start, end } of hunksBetween(old, fresh)) {
    keep(lengthOf(old.slice(at, from)));
    at = to;
    const removed = old.slice(from, to).join('');
    const added = fresh.slice(start, end).join('');
    const most = Math.min(removed.length, added.length);
    let head = 0;
    while (head < most && removed[head] === added[head]) head++;
    while (head > 0 && !mayCut(removed, head)) head--;
    let tail = 0;
    while (tail < most - head && removed.at(-1 - tail) === added.at(-1 - tail)) tail++;
    while (tail > 0 && !(mayCut(removed, removed.length - tail) && mayCut(added, added.length - tail)))
      tail--;
    keep(head);
    if (removed.length > head + tail) change.push(head + tail - removed.length);
    if (added.length > head + tail) change.push(added.slice(head, added.length - tail));
    keep(tail);
  }
  keep(lengthOf(old.slice(at)));
  return change;
}

/** @returns the changed text; nothing when the change was not made for this text */
export function applyTextChange(before: string, change: TextChange): string | undefined {
  let after = '';
  let at = 0;
  for (const part of change) {
    if (typeof part === 'string') {
      after += part;
      continue;
    }
    if (part > 0) after += before.slice(at, at + part);
    at += Math.abs(part);
    if (at > before.length) return undefined;
  }
  return at === before.length ? after : undefined;
}
