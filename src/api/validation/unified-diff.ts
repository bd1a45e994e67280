/** A unified diff with ten lines of context. Models github.com/pmezard/go-difflib, which k8s.io/apimachinery/pkg/util/diff uses. */

interface Match {
  readonly a: number;
  readonly b: number;
  readonly size: number;
}

/** Lines of `b` by their text; in long texts those that are frequent do not count. */
function index(b: readonly string[]): Map<string, number[]> {
  const lines = new Map<string, number[]>();
  b.forEach((line, i) => lines.set(line, [...(lines.get(line) ?? []), i]));
  if (b.length >= 200)
    for (const [line, places] of lines)
      if (places.length > Math.floor(b.length / 100) + 1) lines.delete(line);
  return lines;
}

function matchingBlocks(a: readonly string[], b: readonly string[]): Match[] {
  const lines = index(b);
  const longest = (aLow: number, aHigh: number, bLow: number, bHigh: number): Match => {
    let best = { a: aLow, b: bLow, size: 0 };
    let lengths = new Map<number, number>();
    for (let i = aLow; i < aHigh; i++) {
      const next = new Map<number, number>();
      for (const j of lines.get(a[i] ?? '') ?? []) {
        if (j < bLow) continue;
        if (j >= bHigh) break;
        const size = (lengths.get(j - 1) ?? 0) + 1;
        next.set(j, size);
        if (size > best.size) best = { a: i - size + 1, b: j - size + 1, size };
      }
      lengths = next;
    }
    while (best.a > aLow && best.b > bLow && a[best.a - 1] === b[best.b - 1])
      best = { a: best.a - 1, b: best.b - 1, size: best.size + 1 };
    while (
      best.a + best.size < aHigh &&
      best.b + best.size < bHigh &&
      a[best.a + best.size] === b[best.b + best.size]
    )
      best = { ...best, size: best.size + 1 };
    return best;
  };
  const blocks: Match[] = [];
  const visit = (aLow: number, aHigh: number, bLow: number, bHigh: number): void => {
    const match = longest(aLow, aHigh, bLow, bHigh);
    if (match.size === 0) return;
    if (aLow < match.a && bLow < match.b) visit(aLow, match.a, bLow, match.b);
    blocks.push(match);
    if (match.a + match.size < aHigh && match.b + match.size < bHigh)
      visit(match.a + match.size, aHigh, match.b + match.size, bHigh);
  };
  visit(0, a.length, 0, b.length);
  const merged: Match[] = [];
  for (const block of blocks) {
    const last = merged.at(-1);
    if (last && last.a + last.size === block.a && last.b + last.size === block.b)
      merged[merged.length - 1] = { ...last, size: last.size + block.size };
    else merged.push(block);
  }
  return [...merged, { a: a.length, b: b.length, size: 0 }];
}

interface Operation {
  readonly equal: boolean;
  readonly a: readonly [start: number, end: number];
  readonly b: readonly [start: number, end: number];
}

function operations(a: readonly string[], b: readonly string[]): Operation[] {
  const result: Operation[] = [];
  let [i, j] = [0, 0];
  for (const match of matchingBlocks(a, b)) {
    if (i < match.a || j < match.b) result.push({ equal: false, a: [i, match.a], b: [j, match.b] });
    [i, j] = [match.a + match.size, match.b + match.size];
    if (match.size > 0) result.push({ equal: true, a: [match.a, i], b: [match.b, j] });
  }
  return result;
}

const context = 10;

function groups(all: readonly Operation[]): Operation[][] {
  const list = [...all];
  const first = list[0];
  if (first?.equal)
    list[0] = {
      ...first,
      a: [Math.max(first.a[0], first.a[1] - context), first.a[1]],
      b: [Math.max(first.b[0], first.b[1] - context), first.b[1]],
    };
  const last = list.at(-1);
  if (last?.equal)
    list[list.length - 1] = {
      ...last,
      a: [last.a[0], Math.min(last.a[1], last.a[0] + context)],
      b: [last.b[0], Math.min(last.b[1], last.b[0] + context)],
    };
  const result: Operation[][] = [];
  let group: Operation[] = [];
  for (const operation of list) {
    const { a, b, equal } = operation;
    if (equal && a[1] - a[0] > 2 * context) {
      group.push({
        equal,
        a: [a[0], Math.min(a[1], a[0] + context)],
        b: [b[0], Math.min(b[1], b[0] + context)],
      });
      result.push(group);
      group = [
        { equal, a: [Math.max(a[0], a[1] - context), a[1]], b: [Math.max(b[0], b[1] - context), b[1]] },
      ];
    } else group.push(operation);
  }
  if (group.some((operation) => !operation.equal)) result.push(group);
  return result;
}

function range(start: number, end: number): string {
  const length = end - start;
  if (length === 1) return String(start + 1);
  return `${length === 0 ? start : start + 1},${length}`;
}

/** @returns nothing where the texts are the same */
export function unifiedDiff(before: string, after: string): string {
  const [a, b] = [before.split('\n'), after.split('\n')];
  const all = operations(a, b);
  if (all.every((operation) => operation.equal)) return '';
  const hunks = groups(all).map((group) => {
    const [first, last] = [group[0], group.at(-1)];
    if (!first || !last) return '';
    const lines = group.flatMap((operation) => {
      const left = a.slice(...operation.a);
      if (operation.equal) return left.map((line) => ` ${line}`);
      return [...left.map((line) => `-${line}`), ...b.slice(...operation.b).map((line) => `+${line}`)];
    });
    return `@@ -${range(first.a[0], last.a[1])} +${range(first.b[0], last.b[1])} @@\n${lines.map((line) => `${line}\n`).join('')}`;
  });
  return `--- expected\n+++ got\n${hunks.join('')}`;
}
