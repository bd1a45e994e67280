import { allLines } from './lines.ts';
import { extraOperand, Failure, missingOperand, quote, reason, tool } from './tool.ts';
import type { Task } from '../../sim/index.ts';

/** join(1): lines of two sorted files with the same field. */
export const join = tool(
  { options: 'a: e: i/ignore-case j: o: t: v: 1: 2: /header /check-order /nocheck-order' },
  function* (t) {
    const [first, second, extra] = t.operands;
    if (first === undefined) throw missingOperand(t.name);
    if (second === undefined) throw missingOperand(t.name, first);
    if (extra !== undefined) throw extraOperand(t.name, extra);
    const separator = t.options.get('t');
    const field = (key: string): number => {
      const text = t.options.get(key) ?? t.options.get('j') ?? '1';
      if (!/^\d+$/.test(text) || Number(text) === 0)
        throw new Failure(`invalid field number: ${quote(text)}`);
      return Number(text) - 1;
    };
    const read = function* (operand: string): Task<string[][]> {
      try {
        const lines = yield* allLines(t, t.open(operand));
        return lines.map((line) =>
          separator === undefined ? line.trim().split(/[ \t]+/) : line.split(separator),
        );
      } catch (error) {
        throw new Failure(`${operand}: ${reason(error)}`);
      }
    };
    const left = { rows: yield* read(first), field: field('1') };
    const right = { rows: yield* read(second), field: field('2') };
    const gap = separator ?? ' ';
    const empty = t.options.get('e') ?? '';
    const keyOf = (row: readonly string[], at: number): string =>
      t.options.has('i') ? (row[at] ?? '').toLowerCase() : (row[at] ?? '');
    const alone = new Set([...t.options.all('a'), ...t.options.all('v')]);
    const pairs = !t.options.has('v');
    const format = t.options
      .all('o')
      .flatMap((list) => list.split(/[ ,]+/))
      .filter(Boolean);
    const show = (a: readonly string[] | undefined, b: readonly string[] | undefined): void => {
      const key = a?.[left.field] ?? b?.[right.field] ?? '';
      if (format.length > 0) {
        const cells = format.map((one) => {
          if (one === '0') return key;
          const [file, number] = one.split('.');
          return (file === '1' ? a : b)?.[Number(number) - 1] || empty;
        });
        return t.put(`${cells.join(gap)}\n`);
      }
      const rest = (row: readonly string[] | undefined, at: number): readonly string[] =>
        row?.filter((_, i) => i !== at) ?? [];
      t.put(`${[key, ...rest(a, left.field), ...rest(b, right.field)].join(gap)}\n`);
    };
    if (t.options.has('header')) show(left.rows.shift(), right.rows.shift());
    let disorder = false;
    for (const [name, side] of [
      [first, left],
      [second, right],
    ] as const) {
      const at = side.rows.findIndex(
        (row, n) => n > 0 && keyOf(row, side.field) < keyOf(side.rows[n - 1] ?? [], side.field),
      );
      if (at < 0 || t.options.has('nocheck-order')) continue;
      disorder = true;
      yield* t.warn(`${name}:${at + 1}: is not sorted: ${side.rows[at]?.join(gap) ?? ''}`);
    }
    let [i, k] = [0, 0];
    while (i < left.rows.length || k < right.rows.length) {
      const a = left.rows[i];
      const b = right.rows[k];
      const [x, y] = [keyOf(a ?? [], left.field), keyOf(b ?? [], right.field)];
      if (!b || (a && x < y)) {
        if (alone.has('1')) show(a, undefined);
        i++;
      } else if (!a || y < x) {
        if (alone.has('2')) show(undefined, b);
        k++;
      } else {
        let endA = i;
        let endB = k;
        while (endA < left.rows.length && keyOf(left.rows[endA] ?? [], left.field) === x) endA++;
        while (endB < right.rows.length && keyOf(right.rows[endB] ?? [], right.field) === x) endB++;
        if (pairs)
          for (const one of left.rows.slice(i, endA))
            for (const other of right.rows.slice(k, endB)) show(one, other);
        i = endA;
        k = endB;
      }
      yield* t.drain();
    }
    if (disorder) yield* t.warn('input is not in sorted order');
  },
);
