import headless from '@xterm/headless';
import unicode11 from '@xterm/addon-unicode11';
import { Tty } from '../../../src/shell/tty.ts';
import { Simulation } from '../../../src/sim/index.ts';

/** A simulation with a terminal whose screen can be looked at: what a learner sees. */
export class Screen {
  readonly sim = new Simulation();
  readonly tty: Tty;
  readonly #terminal: headless.Terminal;
  #shown = Promise.resolve();
  /** All bytes shown, as text. */
  raw = '';

  constructor(columns = 40, rows = 12) {
    this.tty = new Tty(this.sim, { columns, rows });
    this.#terminal = new headless.Terminal({ cols: columns, rows, allowProposedApi: true });
    this.#terminal.loadAddon(new unicode11.Unicode11Addon());
    this.#terminal.unicode.activeVersion = '11';
    const decoder = new TextDecoder();
    this.tty.onOutput = (bytes) => {
      const copy = bytes.slice();
      this.raw += decoder.decode(copy, { stream: true });
      this.#shown = this.#shown.then(() => new Promise((done) => this.#terminal.write(copy, done)));
    };
  }

  /** Type, and let what is due at this instant happen. */
  type(...texts: (string | Uint8Array)[]): this {
    for (const text of texts) {
      this.tty.input(text);
      this.sim.settle();
    }
    return this;
  }

  async resize(columns: number, rows: number): Promise<void> {
    await this.#shown;
    this.#terminal.resize(columns, rows);
    this.tty.resize(columns, rows);
    this.sim.settle();
  }

  /** The rows, trailing blanks and empty rows at the end cut off; `█` where `cursor` is asked for. */
  async rows(cursor = false): Promise<string[]> {
    this.sim.settle();
    await this.#shown;
    const buffer = this.#terminal.buffer.active;
    const rows: string[] = [];
    for (let y = 0; y < this.#terminal.rows; y++) {
      const line = buffer.getLine(buffer.baseY + y);
      let text = '';
      for (let x = 0; x < this.#terminal.cols; x++) {
        if (cursor && y === buffer.cursorY && x === buffer.cursorX) text += '█';
        const cell = line?.getCell(x);
        if (cell?.getWidth() !== 0) text += cell?.getChars() || ' ';
      }
      if (cursor && y === buffer.cursorY && buffer.cursorX === this.#terminal.cols) text += '█';
      rows.push(text.trimEnd());
    }
    while (rows.at(-1) === '') rows.pop();
    return rows;
  }
}
