import { allLines } from './lines.ts';
import { Failure, quote, reason, tool } from './tool.ts';

/** shuf(1): lines in an order that the simulation's seed decides. */
export const shuf = tool(
  { options: 'e/echo i:/input-range n:/head-count o:/output r/repeat z/zero-terminated' },
  function* (t) {
    const random = t.context.sim.random('shuf');
    let items: string[];
    const range = t.options.get('i');
    if (range !== undefined) {
      const [, low = '', high = ''] = /^(\d+)-(\d+)$/.exec(range) ?? [];
      if (low === '' || Number(high) < Number(low)) throw new Failure(`invalid input range: ${quote(range)}`);
      items = Array.from({ length: Number(high) - Number(low) + 1 }, (_, at) => String(Number(low) + at));
    } else if (t.options.has('e')) items = [...t.operands];
    else {
      const [operand = '-'] = t.operands;
      try {
        items = yield* allLines(t, t.open(operand));
      } catch (error) {
        throw new Failure(`${operand}: ${reason(error)}`);
      }
    }
    const text = t.options.get('n');
    if (text !== undefined && !/^\d+$/.test(text)) throw new Failure(`invalid line count: ${quote(text)}`);
    if (t.options.has('r')) {
      if (items.length === 0) throw new Failure('no lines to repeat');
      for (let at = 0; at < Number(text ?? Infinity); at++) {
        t.put(`${items[random.below(items.length)] ?? ''}\n`);
        yield* t.drain();
      }
      return;
    }
    const count = Math.min(items.length, Number(text ?? Infinity));
    for (let at = 0; at < count; at++) {
      const other = at + random.below(items.length - at);
      [items[at], items[other]] = [items[other] ?? '', items[at] ?? ''];
      t.put(`${items[at] ?? ''}\n`);
    }
  },
);
