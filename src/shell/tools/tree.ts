import type { Task } from '../../sim/index.ts';
import { reason, tool } from './tool.ts';

/** tree(1). */
export const tree = tool(
  { options: 'a d f L: I: P: C n F p s h /noreport /dirsfirst', from: 'tree' },
  function* (t) {
    const { fs } = t.context;
    const depth = Number(t.options.get('L') ?? Infinity);
    let directories = 0;
    let files = 0;
    const walk = function* (path: string, prefix: string, level: number): Task {
      if (level > depth) return;
      const entries = fs
        .readdir(t.path(path))
        .filter(
          ({ name, kind }) =>
            (t.options.has('a') || !name.startsWith('.')) && (!t.options.has('d') || kind === 'directory'),
        );
      if (t.options.has('dirsfirst'))
        entries.sort((a, b) => Number(b.kind === 'directory') - Number(a.kind === 'directory'));
      for (const [at, { name, kind }] of entries.entries()) {
        const last = at === entries.length - 1;
        const inner = `${path.replace(/\/$/, '')}/${name}`;
        const shown = t.options.has('f') ? inner : name;
        const target = kind === 'symlink' ? ` -> ${fs.readlink(t.path(inner))}` : '';
        const mark = t.options.has('F') && kind === 'directory' ? '/' : '';
        t.put(`${prefix}${last ? '└── ' : '├── '}${shown}${mark}${target}\n`);
        if (kind === 'directory') {
          directories++;
          yield* walk(inner, `${prefix}${last ? '    ' : '│\u00a0\u00a0 '}`, level + 1);
        } else files++;
        yield* t.drain();
      }
    };
    for (const operand of t.operands.length > 0 ? t.operands : ['.']) {
      try {
        fs.readdir(t.path(operand));
      } catch (error) {
        t.put(`${operand}  [error opening dir${reason(error) === 'Not a directory' ? '' : ''}]\n`);
        t.status = 2;
        continue;
      }
      t.put(`${operand}\n`);
      directories++;
      yield* walk(operand, '', 1);
    }
    if (t.options.has('noreport')) return;
    const plural = (count: number, one: string, many: string): string =>
      `${count} ${count === 1 ? one : many}`;
    const shownFiles = t.options.has('d') ? '' : `, ${plural(files, 'file', 'files')}`;
    t.put(`\n${plural(directories, 'directory', 'directories')}${shownFiles}\n`);
  },
);
