import { Errno } from '../fs/errno.ts';
import { copy, destinations } from './cp.ts';
import { quote, reason, tool } from './tool.ts';

/** mv(1). */
export const mv = tool(
  {
    options:
      'f/force i/interactive n/no-clobber t:/target-directory T/no-target-directory u/update v/verbose',
  },
  function* (t) {
    const { fs } = t.context;
    for (const { from, to } of destinations(t, 'create')) {
      const source = t.path(from);
      const target = t.path(to);
      try {
        const stat = fs.lstat(source);
        if (fs.exists(target)) {
          const there = fs.stat(target);
          if (there.ino === stat.ino && there.volume === stat.volume) {
            yield* t.warn(`${quote(from)} and ${quote(to)} are the same file`);
            continue;
          }
          if (t.options.has('n')) continue;
          if (t.options.has('u') && there.mtime >= stat.mtime) continue;
          if (there.kind === 'directory' && stat.kind !== 'directory') {
            yield* t.warn(`cannot overwrite directory ${quote(to)} with non-directory`);
            continue;
          }
          if (there.kind !== 'directory' && stat.kind === 'directory') {
            yield* t.warn(`cannot overwrite non-directory ${quote(to)} with directory ${quote(from)}`);
            continue;
          }
        }
      } catch (error) {
        yield* t.warn(`${t.say(`cannot stat ${quote(from)}`, `can't rename '${from}'`)}: ${reason(error)}`);
        continue;
      }
      try {
        fs.rename(source.replace(/\/+$/, ''), target.replace(/(?<=.)\/+$/, ''));
        if (t.options.has('v')) t.put(`renamed ${quote(from)} -> ${quote(to)}\n`);
      } catch (error) {
        if (error instanceof Errno && error.code === 'EXDEV') {
          const options = { recursive: true, preserve: true, dereference: false, dereferenceBelow: false };
          const rest = { verbose: false, force: true, noClobber: false, update: false };
          if (yield* copy(t, from, to, { ...options, ...rest })) fs.remove(source);
        } else if (error instanceof Errno && error.code === 'EINVAL') {
          yield* t.warn(`cannot move ${quote(from)} to a subdirectory of itself, ${quote(to)}`);
        } else if (error instanceof Errno && error.code === 'ENOTEMPTY') {
          yield* t.warn(`cannot overwrite ${quote(to)}: ${error.message}`);
        } else yield* t.warn(`cannot move ${quote(from)} to ${quote(to)}: ${reason(error)}`);
      }
    }
  },
);
