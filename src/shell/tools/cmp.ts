import { readAll } from '../streams.ts';
import { Failure, missingOperand, reason, tool } from './tool.ts';
import type { Task } from '../../sim/index.ts';

/** cmp(1): where two files differ. */
export const cmp = tool(
  {
    options: 's/quiet /silent l/verbose b/print-bytes n:/bytes i:/ignore-initial',
    usageStatus: 2,
    from: 'cmp (GNU diffutils)',
  },
  function* (t) {
    const [first, second = '-'] = t.operands;
    if (first === undefined) {
      const { message } = missingOperand(t.name, t.name);
      throw new Failure(message, 2);
    }
    const read = function* (operand: string): Task<Uint8Array> {
      try {
        return yield* readAll(t.open(operand));
      } catch (error) {
        throw new Failure(`${operand}: ${reason(error)}`, 2);
      }
    };
    const skip = Number(t.options.get('i') ?? 0);
    const limit = Number(t.options.get('n') ?? Infinity);
    const a = (yield* read(first)).subarray(skip, skip + limit);
    const b = (yield* read(second)).subarray(skip, skip + limit);
    const quiet = t.options.has('s') || t.options.has('silent');
    const common = Math.min(a.length, b.length);
    const width = String(common).length;
    let line = 1;
    for (let at = 0; at < common; at++) {
      if (a[at] !== b[at]) {
        if (quiet) return 1;
        if (!t.options.has('l')) {
          t.put(`${first} ${second} differ: byte ${at + 1}, line ${line}\n`);
          return 1;
        }
        t.status = 1;
        const octal = (byte = 0): string => byte.toString(8).padStart(3);
        t.put(`${String(at + 1).padStart(width)} ${octal(a[at])} ${octal(b[at])}\n`);
      }
      if (a[at] === 10) line++;
    }
    if (a.length === b.length) return t.status;
    if (quiet) return 1;
    const short = a.length < b.length ? first : second;
    const where =
      common === 0
        ? 'which is empty'
        : t.options.has('l')
          ? `after byte ${common}`
          : `after byte ${common}, ${a[common - 1] === 10 ? `line ${line - 1}` : `in line ${line}`}`;
    yield* t.warn(`EOF on ${short} ${where}`);
    return 1;
  },
);
