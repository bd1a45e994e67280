import { codePointWidth } from '../width.ts';

interface Position {
  row: number;
  column: number;
}

interface Layout {
  /** What to write, from the first column of the prompt's last line. */
  readonly output: string;
  readonly cursor: Position;
  readonly end: Position;
}

/** An escape sequence, or a part between `\[` and `\]` (or readline's bytes 1 and 2), which takes no cells. */
const INVISIBLE =
  /\x01[^\x02]*\x02|\\\[[\s\S]*?\\\]|\x1b\[[0-9;?]*[A-Za-z]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)/y;

/** Split a prompt into what takes cells and what does not. */
function parsePrompt(prompt: string): { text: string; visible: boolean }[] {
  const parts: { text: string; visible: boolean }[] = [];
  let at = 0;
  while (at < prompt.length) {
    INVISIBLE.lastIndex = at;
    const match = INVISIBLE.exec(prompt);
    if (match) {
      const [whole] = match;
      let text = whole;
      if (whole.startsWith('\x01')) text = whole.slice(1, -1);
      else if (whole.startsWith('\\[')) text = whole.slice(2, -2);
      parts.push({ text, visible: false });
      at += whole.length;
    } else {
      const character = String.fromCodePoint(prompt.codePointAt(at) ?? 0);
      parts.push({ text: character, visible: true });
      at += character.length;
    }
  }
  return parts;
}

/** How a character of the line is drawn, and its cells; `column` is where it begins. */
function drawn(character: string, column: number): { text: string; cells: number } {
  const code = character.codePointAt(0) ?? 0;
  if (code === 9) {
    const cells = 8 - (column % 8);
    return { text: ' '.repeat(cells), cells };
  }
  if (code < 0x20 || code === 0x7f) return { text: `^${String.fromCharCode(code ^ 0x40)}`, cells: 2 };
  return { text: character, cells: codePointWidth(code) };
}

/**
 * Draws a prompt and the line being edited on a terminal that wraps. It always knows on which row below the prompt's first
 * the cursor stands; a redraw goes there, clears to the end of the screen and writes everything again.
 */
export class Display {
  columns: number;
  /** The prompt's lines before its last, already on the screen once drawn. */
  readonly #above: string;
  #prompt: { text: string; visible: boolean }[];
  #row = 0;
  /** Nothing is drawn yet below where the cursor stands. */
  #fresh = true;
  #drawn: { text: string; end: Position; atEnd: boolean } | undefined;

  constructor(prompt: string, columns: number) {
    const line = prompt.lastIndexOf('\n') + 1;
    this.#above = parsePrompt(prompt.slice(0, line))
      .map((part) => part.text)
      .join('');
    this.#prompt = parsePrompt(prompt.slice(line));
    this.columns = columns;
  }

  /** Show another prompt from now on (incremental search). @returns how to have the first one back */
  replacePrompt(prompt: string): () => void {
    const before = this.#prompt;
    this.#prompt = parsePrompt(prompt);
    this.#drawn = undefined;
    return () => {
      this.#prompt = before;
      this.#drawn = undefined;
    };
  }

  /** Draw for the first time, at the start of an empty row. */
  begin(text: string, cursor: number): string {
    this.#row = 0;
    this.#fresh = true;
    this.#drawn = undefined;
    return this.#above + this.draw(text, cursor);
  }

  /** Bring the screen up to date. @returns what to write */
  draw(text: string, cursor: number): string {
    const appended = this.#appended(text, cursor);
    if (appended !== undefined) return appended;
    const layout = this.#layout(text, cursor);
    const up = this.#row > 0 ? `\x1b[${this.#row}A` : '';
    const fresh = this.#fresh;
    this.#fresh = false;
    this.#row = layout.cursor.row;
    this.#drawn = { text, end: layout.end, atEnd: cursor === text.length };
    return `${up}${fresh ? '' : '\r\x1b[J'}${layout.output}${move(layout.end, layout.cursor)}`;
  }

  /** The terminal's width changed. Like xterm, it has left the rows of the line that holds the cursor as they were. */
  resize(columns: number, text: string, cursor: number): string {
    this.columns = columns;
    this.#drawn = undefined;
    return this.draw(text, cursor);
  }

  /** Move below everything that is drawn, to the start of a new row. */
  finish(text: string, cursor: number): string {
    const { end } = this.#layout(text, text.length);
    const down = end.row - this.#layout(text, cursor).cursor.row;
    this.#row = 0;
    this.#drawn = undefined;
    return `${down > 0 ? `\x1b[${down}B` : ''}\r${end.column === 0 && end.row > 0 && !text.endsWith('\n') ? '' : '\n'}`;
  }

  /** The short way for the commonest change: characters added at the end of the last row, where they fit. */
  #appended(text: string, cursor: number): string | undefined {
    const { end, text: old, atEnd } = this.#drawn ?? {};
    if (!end || !atEnd || old === undefined || cursor !== text.length || !text.startsWith(old))
      return undefined;
    let added = '';
    let { column } = end;
    for (const character of text.slice(old.length)) {
      const code = character.codePointAt(0) ?? 0;
      if (code < 0x20 || code === 0x7f) return undefined;
      column += codePointWidth(code);
      added += character;
    }
    if (column >= this.columns) return undefined;
    this.#drawn = { text, end: { row: end.row, column }, atEnd: true };
    return added;
  }

  #layout(text: string, cursor: number): Layout {
    const { columns } = this;
    const at: Position = { row: 0, column: 0 };
    let output = '';
    const put = (shown: string, cells: number): void => {
      if (at.column + cells > columns) {
        at.row++;
        at.column = 0;
      }
      at.column += cells;
      output += shown;
    };
    for (const part of this.#prompt) {
      if (part.visible) put(part.text, drawn(part.text, at.column).cells);
      else output += part.text;
    }
    let place: Position | undefined;
    let index = 0;
    for (const character of text) {
      if (character === '\n') {
        if (index === cursor) place = { ...at };
        output += '\n';
        at.row++;
        at.column = 0;
      } else {
        const { text: shown, cells } = drawn(character, at.column);
        if (index === cursor)
          place = at.column + cells > columns ? { row: at.row + 1, column: 0 } : { ...at };
        put(shown, cells);
      }
      index += character.length;
    }
    if (at.column >= columns) {
      // The terminal holds its cursor on the last cell until one more is written: write it, and come back.
      output += ' \r';
      at.row++;
      at.column = 0;
    }
    return { output, cursor: place ?? { ...at }, end: at };
  }
}

function move(from: Position, to: Position): string {
  if (from.row === to.row && from.column === to.column) return '';
  const up = from.row > to.row ? `\x1b[${from.row - to.row}A` : '';
  return `${up}\r${to.column > 0 ? `\x1b[${to.column}C` : ''}`;
}
