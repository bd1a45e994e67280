import { DEFAULT_PATH, findExecutable } from '../machine.ts';
import { ExecError } from '../types.ts';
import { tool } from './tool.ts';

/** which(1). */
export const which = tool({ options: 'a s', usage: '[-as] args', from: 'debianutils' }, function* (t) {
  const path = t.context.env.get('PATH') ?? DEFAULT_PATH;
  for (const operand of t.operands) {
    let found = false;
    for (const directory of operand.includes('/') ? [''] : path.split(':')) {
      try {
        t.put(`${findExecutable(t.context.fs, t.context.cwd, operand, directory)}\n`);
        found = true;
        if (!t.options.has('a')) break;
      } catch (error) {
        if (!(error instanceof ExecError)) throw error;
      }
    }
    if (!found) t.status = 1;
  }
});
