import { baseName, directoryName } from '../fs/path.ts';
import { changeMode } from './mode.ts';
import { Failure, missingOperand, quote, reason, tool } from './tool.ts';

/** mkdir(1). */
export const mkdir = tool({ options: 'p/parents m:/mode v/verbose Z' }, function* (t) {
  if (t.operands.length === 0) throw missingOperand(t.name);
  const { fs } = t.context;
  const asked = t.options.get('m');
  const mode = asked === undefined ? undefined : changeMode(asked, 0o777, true, fs.umask);
  if (asked !== undefined && mode === undefined) throw new Failure(`invalid mode ${quote(asked)}`);
  for (const operand of t.operands) {
    const cannot = (name: string): string =>
      t.say(`cannot create directory ${quote(name)}`, `can't create directory '${name}'`);
    const complain = (name: string, error: unknown): string => `${cannot(name)}: ${reason(error)}`;
    const missing: string[] = [];
    if (t.options.has('p')) {
      // Each directory above that is missing is made on the way.
      for (let at = operand; !fs.exists(t.path(at)); at = directoryName(at)) missing.unshift(at);
      if (missing.length === 0) {
        if (!fs.isDirectory(t.path(operand))) yield* t.warn(`${cannot(operand)}: File exists`);
        continue;
      }
    } else missing.push(operand);
    for (const name of missing) {
      try {
        if (baseName(name) === '.') continue;
        fs.mkdir(t.path(name));
        if (mode !== undefined && name === operand) fs.chmod(t.path(name), mode);
        if (t.options.has('v')) t.put(`${t.name}: created directory ${quote(name)}\n`);
      } catch (error) {
        yield* t.warn(complain(name, error));
        break;
      }
    }
  }
});
