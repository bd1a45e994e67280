import type { Task } from '../../sim/index.ts';
import { Lines } from './lines.ts';
import { extraOperand, Failure, missingOperand, reason, tool } from './tool.ts';

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** comm(1): what two sorted files have in common. */
export const comm = tool(
  { options: '1 2 3 /output-delimiter: /check-order /nocheck-order /total z/zero-terminated' },
  function* (t) {
    const [first, second, extra] = t.operands;
    if (first === undefined) throw missingOperand(t.name);
    if (second === undefined) throw missingOperand(t.name, first);
    if (extra !== undefined) throw extraOperand(t.name, extra);
    const open = (operand: string): Lines => {
      try {
        return new Lines(t, t.open(operand));
      } catch (error) {
        throw new Failure(`${operand}: ${reason(error)}`);
      }
    };
    const gap = t.options.get('output-delimiter') ?? '\t';
    const files = [open(first), open(second)] as const;
    const last: [string, string] = ['', ''];
    const unsorted: [boolean, boolean] = [false, false];
    const warned = new Set<number>();
    const counts = [0, 0, 0];
    const next = function* (which: 0 | 1): Task<string | undefined> {
      const line = yield* files[which].next();
      if (line !== undefined) {
        if (order(line, last[which]) < 0) unsorted[which] = true;
        last[which] = line;
      }
      return line;
    };
    const show = (column: number, line: string): void => {
      counts[column] = (counts[column] ?? 0) + 1;
      if (t.options.has(String(column + 1))) return;
      const before = [0, 1].filter((one) => one < column && !t.options.has(String(one + 1))).length;
      t.put(`${gap.repeat(before)}${line}\n`);
    };
    let a = yield* next(0);
    let b = yield* next(1);
    let told = false;
    while (a !== undefined || b !== undefined) {
      const way: number = a === undefined ? 1 : b === undefined ? -1 : order(a, b);
      if (way === 0) show(2, a ?? '');
      else if (way < 0) show(0, a ?? '');
      else show(1, b ?? '');
      if (way <= 0) a = yield* next(0);
      if (way >= 0) b = yield* next(1);
      for (const which of [0, 1] as const) {
        if (!unsorted[which] || warned.has(which) || t.options.has('nocheck-order')) continue;
        warned.add(which);
        told = true;
        yield* t.warn(`file ${which + 1} is not in sorted order`);
      }
    }
    if (t.options.has('total')) t.put(`${counts.join(gap)}${gap}total\n`);
    if (told) yield* t.warn('input is not in sorted order');
  },
);
