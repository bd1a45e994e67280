import { sleep as wait } from '../../sim/index.ts';
import { parseInterval } from './numbers.ts';
import { Failure, missingOperand, quote, tool } from './tool.ts';

/** sleep(1): wait for the sum of its intervals. */
export const sleep = tool({}, function* (t) {
  if (t.operands.length === 0) throw missingOperand(t.name);
  let total = 0;
  const bad: string[] = [];
  for (const operand of t.operands) {
    const interval = parseInterval(operand);
    if (interval === undefined) bad.push(`invalid time interval ${quote(operand)}`);
    else total += interval;
  }
  if (bad.length > 0)
    throw new Failure(`${bad.join(`\n${t.name}: `)}\nTry '${t.name} --help' for more information.`);
  yield* wait(total);
});
