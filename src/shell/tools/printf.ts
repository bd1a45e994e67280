import { formatPrintf } from './printf-format.ts';
import { missingOperand, tool } from './tool.ts';

/** printf(1). */
export const printf = tool({ plain: true }, function* (t) {
  const args = t.operands[0] === '--' ? t.operands.slice(1) : t.operands;
  const [format, ...rest] = args;
  if (format === undefined) throw missingOperand(t.name);
  const { text, errors } = formatPrintf(format, rest);
  t.put(text);
  for (const error of errors) {
    const bad = /^(.*): invalid number$/s.exec(error)?.[1];
    yield* t.warn(bad === undefined ? error : `'${bad}': expected a numeric value`);
  }
});
