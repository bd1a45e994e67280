import { directoryName } from '../fs/path.ts';
import { missingOperand, quote, reason, tool } from './tool.ts';

/** rmdir(1). */
export const rmdir = tool({ options: 'p/parents v/verbose /ignore-fail-on-non-empty' }, function* (t) {
  if (t.operands.length === 0) throw missingOperand(t.name);
  for (const operand of t.operands) {
    for (let name = operand; name !== '.' && name !== '/'; name = directoryName(name)) {
      try {
        if (t.options.has('v')) t.put(`${t.name}: removing directory, ${quote(name)}\n`);
        t.context.fs.rmdir(t.path(name));
      } catch (error) {
        const words = reason(error);
        if (words === 'Directory not empty' && t.options.has('ignore-fail-on-non-empty')) break;
        yield* t.warn(`${t.say(`failed to remove ${quote(name)}`, `'${name}'`)}: ${words}`);
        break;
      }
      if (!t.options.has('p')) break;
    }
  }
});
