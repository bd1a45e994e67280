/** Layout of a column of text: see {@link TabWriter}. */
export interface TabOptions {
  readonly minWidth: number;
  readonly padding: number;
  /** Later blocks keep at least the widths of earlier ones (the fork that kubectl uses for tables does). */
  readonly remember?: boolean;
}

/** What kubectl's tables use. */
export const TABLE_TABS: TabOptions = { minWidth: 6, padding: 3, remember: true };
/** What `describe` uses. */
export const DESCRIBE_TABS: TabOptions = { minWidth: 0, padding: 2 };

/** Models Go's `text/tabwriter` padding with blanks: a column is a run of consecutive lines that have a tab-ended cell there. */
export class TabWriter {
  readonly #options: TabOptions;
  #text = '';
  #remembered: number[] = [];

  constructor(options: TabOptions) {
    this.#options = options;
  }

  write(text: string): void {
    this.#text += text;
  }

  forgetWidths(): void {
    this.#remembered = [];
  }

  /** Lay out what has been written since the last flush. */
  flush(): string {
    if (this.#text === '') return '';
    const lines = this.#text.split('\n').map((line) => line.split('\t'));
    this.#text = '';
    const out: string[] = [];
    const widths: number[] = [];
    const emit = (from: number, to: number): void => {
      for (let i = from; i < to; i++) out.push(this.#line(lines[i] ?? [], widths));
    };
    // As in Go: lines that are in the current column are a block, laid out with the widths of the columns before it.
    const format = (from: number, to: number): void => {
      const column = widths.length;
      let done = from;
      for (let here = from; here < to; here++) {
        if (column >= (lines[here] ?? []).length - 1) continue;
        emit(done, here);
        done = here;
        let width = this.#options.minWidth;
        let end = here;
        for (; end < to; end++) {
          const cells = lines[end] ?? [];
          if (column >= cells.length - 1) break;
          width = Math.max(width, length(cells[column] ?? '') + this.#options.padding);
        }
        if (this.#options.remember) {
          width = Math.max(width, this.#remembered[column] ?? 0);
          this.#remembered[column] = width;
        }
        widths.push(width);
        format(here, end);
        widths.pop();
        done = end;
        here = end - 1;
      }
      emit(done, to);
    };
    format(0, lines.length);
    return out.join('\n');
  }

  #line(cells: readonly string[], widths: readonly number[]): string {
    return cells
      .map((cell, i) => {
        const width = widths[i];
        return i === cells.length - 1 || width === undefined
          ? cell
          : cell + ' '.repeat(Math.max(0, width - length(cell)));
      })
      .join('');
  }
}

/** In characters, as Go counts runes. */
function length(text: string): number {
  return [...text].length;
}

/** Lay out a whole text at once. */
export function tabbed(text: string, options: TabOptions): string {
  const writer = new TabWriter(options);
  writer.write(text);
  return writer.flush();
}
