import { allLines, eachFile } from './lines.ts';
import { textWidth } from '../width.ts';
import { tool } from './tool.ts';

/** column(1) of util-linux: a table, or columns that fill the terminal. */
export const column = tool(
  {
    options:
      't/table s:/separator o:/output-separator c:/output-width x/fillrows N:/table-columns R:/table-right e/table-header-repeat',
    from: 'column from util-linux',
  },
  function* (t) {
    const lines: string[] = [];
    yield* eachFile(t, t.operands, function* (input) {
      lines.push(...(yield* allLines(t, input)).filter((line) => line.trim() !== ''));
    });
    if (t.options.has('t')) {
      const separator = t.options.get('s');
      const cells = (line: string): string[] =>
        separator === undefined
          ? line.trim().split(/[ \t]+/)
          : line.split(new RegExp(`[${separator.replace(/[\\\]^-]/g, '\\$&')}]`, 'u'));
      const names = t.options.get('N')?.split(',');
      const rows = [...(names ? [names] : []), ...lines.map(cells)];
      const widths: number[] = [];
      for (const row of rows)
        row.forEach((cell, at) => {
          widths[at] = Math.max(widths[at] ?? 0, textWidth(cell));
        });
      const right = new Set(
        (t.options.get('R') ?? '').split(',').map((one) => names?.indexOf(one) ?? Number(one) - 1),
      );
      const gap = t.options.get('o') ?? '  ';
      for (const row of rows) {
        const shown = widths.map((width, at) => {
          const cell = row[at] ?? '';
          const fill = ' '.repeat(width - textWidth(cell));
          if (right.has(at)) return fill + cell;
          return at === widths.length - 1 ? cell : cell + fill;
        });
        t.put(`${shown.join(gap)}\n`);
      }
      return;
    }
    const total = Number(t.options.get('c') ?? t.context.tty?.columns ?? 80);
    const longest = Math.max(0, ...lines.map(textWidth));
    const width = (Math.floor(longest / 8) + 1) * 8;
    const across = Math.max(1, Math.floor(total / width));
    const down = Math.ceil(lines.length / across);
    for (let row = 0; row < down; row++) {
      let out = '';
      for (let at = 0; at < across; at++) {
        const index = t.options.has('x') ? row * across + at : at * down + row;
        const line = lines[index];
        if (line === undefined) break;
        const more =
          lines[t.options.has('x') ? index + 1 : (at + 1) * down + row] !== undefined && at < across - 1;
        out += line + (more ? '\t'.repeat(Math.ceil((width - textWidth(line)) / 8)) : '');
      }
      t.put(`${out}\n`);
    }
  },
);
