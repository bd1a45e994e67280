import { humanSize } from './numbers.ts';
import { quote, reason, tool } from './tool.ts';

/** du(1): disk usage, in whole pages of 4096 bytes. */
export const du = tool(
  {
    options:
      'a/all c/total d:/max-depth h/human-readable k m b/bytes s/summarize x/one-file-system /apparent-size',
  },
  function* (t) {
    const { fs } = t.context;
    const apparent = t.options.has('b') || t.options.has('apparent-size');
    const deepest = t.options.has('s') ? 0 : Number(t.options.get('d') ?? Infinity);
    const show = (bytes: number): string => {
      if (t.options.has('h')) return humanSize(bytes);
      if (t.options.has('b')) return String(bytes);
      return String(Math.ceil(bytes / (t.options.has('m') ? 1_048_576 : 1024)));
    };
    const seen = new Map<unknown, Set<number>>();
    const measure = (name: string, depth: number): number => {
      const stat = fs.lstat(t.path(name));
      if (stat.nlink > 1 && stat.kind === 'file') {
        const known = seen.get(stat.volume) ?? new Set();
        seen.set(stat.volume, known);
        if (known.has(stat.ino)) return 0;
        known.add(stat.ino);
      }
      let size = apparent ? stat.size : stat.kind === 'symlink' ? 0 : Math.ceil(stat.size / 4096) * 4096;
      if (stat.kind === 'directory')
        for (const entry of fs.readdir(t.path(name)))
          size += measure(name.endsWith('/') ? name + entry.name : `${name}/${entry.name}`, depth + 1);
      if (depth === 0 || (depth <= deepest && (stat.kind === 'directory' || t.options.has('a'))))
        t.put(`${show(size)}\t${name}\n`);
      return size;
    };
    let total = 0;
    for (const operand of t.operands.length > 0 ? t.operands : ['.']) {
      try {
        total += measure(operand, 0);
      } catch (error) {
        yield* t.warn(`cannot access ${quote(operand)}: ${reason(error)}`);
      }
    }
    if (t.options.has('c')) t.put(`${show(total)}\ttotal\n`);
  },
);
