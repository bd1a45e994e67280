import { textWidth } from '../../shell/width.ts';

/** A table in box-drawing characters: heads in the middle of their columns, cells at the left. Models tablewriter's default. */
export function drawTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) =>
    Math.max(textWidth(title), ...rows.map((row) => textWidth(row[column] ?? ''))),
  );
  const rule = (left: string, middle: string, right: string): string =>
    `${left}${widths.map((width) => '─'.repeat(width + 2)).join(middle)}${right}\n`;
  const line = (cells: readonly string[], centred: boolean): string => {
    const padded = widths.map((width, column) => {
      const cell = cells[column] ?? '';
      const space = width - textWidth(cell);
      const before = centred ? space >> 1 : 0;
      return ` ${' '.repeat(before)}${cell}${' '.repeat(space - before)} `;
    });
    return `│${padded.join('│')}│\n`;
  };
  return [
    rule('┌', '┬', '┐'),
    line(head, true),
    rule('├', '┼', '┤'),
    ...rows.map((row) => line(row, false)),
    rule('└', '┴', '┘'),
  ].join('');
}
