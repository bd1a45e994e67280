import { baseName } from '../fs/path.ts';
import { destinations } from './cp.ts';
import { quote, reason, tool } from './tool.ts';

/** ln(1). */
export const ln = tool(
  {
    options:
      's/symbolic f/force n/no-dereference i/interactive r/relative v/verbose t:/target-directory T/no-target-directory',
  },
  function* (t) {
    const { fs } = t.context;
    const symbolic = t.options.has('s');
    const pairs =
      t.operands.length === 1 && !t.options.has('t')
        ? [{ from: t.operands[0] ?? '', to: baseName(t.operands[0] ?? '') }]
        : linkDestinations();
    function linkDestinations(): { from: string; to: string }[] {
      const last = t.operands.at(-1) ?? '';
      // With -n a symlink to a directory is a name to be replaced.
      if (
        t.options.has('n') &&
        t.operands.length === 2 &&
        fs.exists(t.path(last)) &&
        fs.lstat(t.path(last)).kind === 'symlink'
      )
        return [{ from: t.operands[0] ?? '', to: last }];
      return destinations(t, 'create');
    }
    for (const { from, to } of pairs) {
      const kind = symbolic ? 'symbolic' : 'hard';
      try {
        if (!symbolic) {
          const stat = fs.lstat(t.path(from));
          if (stat.kind === 'directory') {
            yield* t.warn(`${from}: hard link not allowed for directory`);
            continue;
          }
        }
      } catch (error) {
        yield* t.warn(`failed to access ${quote(from)}: ${reason(error)}`);
        continue;
      }
      try {
        if (t.options.has('f') && lexists(to)) fs.unlink(t.path(to));
        if (symbolic) fs.symlink(from, t.path(to));
        else fs.link(t.path(from), t.path(to));
        if (t.options.has('v')) t.put(`${quote(to)} ${symbolic ? '->' : '=>'} ${quote(from)}\n`);
      } catch (error) {
        const arrow =
          symbolic && reason(error) !== 'File exists'
            ? ` -> ${quote(from)}`
            : symbolic
              ? ''
              : ` => ${quote(from)}`;
        const tail = reason(error) === 'File exists' && !symbolic ? '' : arrow;
        yield* t.warn(`failed to create ${kind} link ${quote(to)}${tail}: ${reason(error)}`);
      }
    }
    function lexists(path: string): boolean {
      try {
        fs.lstat(t.path(path));
        return true;
      } catch (error) {
        reason(error);
        return false;
      }
    }
  },
);
