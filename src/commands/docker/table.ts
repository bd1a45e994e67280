/** Rows in columns, three spaces apart, with nothing after the last one. Models docker's tabwriter (minimum width 10). */
export function drawColumns(rows: readonly (readonly string[])[]): string {
  const count = Math.max(...rows.map((row) => row.length));
  const widths = Array.from({ length: count }, (_, column) =>
    Math.max(10, ...rows.map((row) => (row[column] ?? '').length + 3)),
  );
  return rows
    .map((row) => {
      const cells = row.map((cell, column) =>
        column === count - 1 ? cell : cell.padEnd(widths[column] ?? 0),
      );
      return `${cells.join('')}\n`;
    })
    .join('');
}
