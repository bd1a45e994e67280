import { Errno } from '../fs/errno.ts';
import { baseName, directoryName, normalize } from '../fs/path.ts';
import { missingOperand, reason, tool, type Tool } from './tool.ts';

/**
 * A path without symlinks. `exist`: all of it must be there; `parent`: all but the last name; `none`: nothing need be.
 * @throws {Errno}
 */
function resolve(t: Tool, operand: string, missing: 'exist' | 'parent' | 'none'): string {
  const { fs } = t.context;
  const path = t.path(operand);
  if (missing === 'exist' || fs.exists(path)) return fs.realpath(path);
  const parent = directoryName(normalize(path));
  if (fs.exists(parent)) {
    const real = fs.realpath(parent);
    return `${real === '/' ? '' : real}/${baseName(path)}`;
  }
  if (missing === 'parent') throw new Errno('ENOENT', operand);
  return normalize(path);
}

/** realpath(1). */
export const realpath = tool(
  {
    options:
      'e/canonicalize-existing m/canonicalize-missing L/logical P/physical q/quiet s/strip /no-symlinks z/zero /relative-to: /relative-base:',
  },
  function* (t) {
    if (t.operands.length === 0) throw missingOperand(t.name);
    for (const operand of t.operands) {
      try {
        const missing = t.options.has('e') ? 'exist' : t.options.has('m') ? 'none' : 'parent';
        const path =
          t.options.has('s') || t.options.has('no-symlinks')
            ? normalize(t.path(operand))
            : resolve(t, operand, missing);
        const base = t.options.get('relative-to');
        t.put(`${base === undefined ? path : relative(resolve(t, base, 'parent'), path)}\n`);
      } catch (error) {
        if (t.options.has('q')) t.status = 1;
        else yield* t.warn(`${operand}: ${reason(error)}`);
      }
    }
  },
);

function relative(from: string, to: string): string {
  const a = from.split('/').filter(Boolean);
  const b = to.split('/').filter(Boolean);
  let common = 0;
  while (common < a.length && a[common] === b[common]) common++;
  return [...a.slice(common).map(() => '..'), ...b.slice(common)].join('/') || '.';
}

/** readlink(1). */
export const readlink = tool(
  {
    options:
      'f/canonicalize e/canonicalize-existing m/canonicalize-missing n/no-newline q/quiet s/silent v/verbose z/zero',
  },
  function* (t) {
    if (t.operands.length === 0) throw missingOperand(t.name);
    const kind = t.options.last('f', 'e', 'm');
    for (const operand of t.operands) {
      try {
        const path =
          kind === undefined
            ? t.context.fs.readlink(t.path(operand))
            : resolve(t, operand, kind === 'e' ? 'exist' : kind === 'f' ? 'parent' : 'none');
        t.put(path + (t.options.has('n') && t.operands.length === 1 ? '' : '\n'));
      } catch (error) {
        const words = reason(error);
        if (t.options.has('v')) yield* t.warn(`${operand}: ${words}`);
        t.status = 1;
      }
    }
  },
);
