import { type Figure } from './measure.ts';

const ms = (value: number | undefined): string =>
  value === undefined ? '' : value.toFixed(value < 10 ? 1 : 0);

/** What a run only waited: time on the wall in which its process did not work. */
export function waited({ processor, wall }: Figure): number | undefined {
  if (processor === undefined || wall === undefined) return undefined;
  return Math.max(0, wall - processor);
}

const COLUMNS: readonly (readonly [title: string, width: number, cell: (figure: Figure) => string])[] = [
  ['scenario', 38, ({ name }) => name],
  ['of', 22, ({ of }) => of],
  ['x loop', 9, ({ loops }) => (loops === undefined ? '' : loops.toFixed(1))],
  ['work ms', 9, ({ processor }) => ms(processor)],
  ['wall ms', 9, ({ wall }) => ms(wall)],
  ['waits ms', 9, (figure) => ms(waited(figure))],
  ['range', 14, ({ from, to }) => (to > 0 ? `${ms(from)}-${ms(to)}` : '')],
  ['runs', 5, ({ runs }) => String(runs)],
];

const row = (cells: readonly string[]): string =>
  cells
    .map((cell, index) => {
      const width = COLUMNS[index]?.[1] ?? 0;
      return index < 2 ? cell.padEnd(width) : cell.padStart(width);
    })
    .join('');

export const header = (): string => row(COLUMNS.map(([title]) => title));

/** A figure as a line of the table; sizes as they are. */
export function line(figure: Figure): string {
  if (!figure.bytes) return row(COLUMNS.map(([, , cell]) => cell(figure)));
  const sizes = Object.entries(figure.bytes).map(([what, size]) => `${what} ${Math.round(size / 1000)} kB`);
  return `${figure.name.padEnd(38)}${sizes.join(', ')}`;
}
