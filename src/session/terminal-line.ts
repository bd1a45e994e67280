import type { StageHooks } from './stage.ts';
import { Typist } from './typist.ts';

/** The most output sent in one message, in characters, so that the terminal can keep up. */
const OUTPUT_LIMIT = 256 * 1024;
/** The most output kept for the page, in characters: far more than its terminal can scroll back. */
const MOST_KEPT = 8 * 1024 * 1024;

/** What stands between the worlds of a session, which come and go, and the page's one terminal. */
export class TerminalLine implements StageHooks {
  readonly typist: Typist;
  /** Told of files that the learner opens; nobody is while a replay runs. */
  onOpen: ((path: string) => void) | undefined;
  #output = '';

  /** @param type how a key press gets into the world */
  constructor(type: (data: string) => void) {
    this.typist = new Typist(type);
  }

  readonly onText = (text: string): void => {
    this.typist.see(text);
    this.#output += text;
    if (this.#output.length > MOST_KEPT)
      this.#output = this.#output.slice(this.#output.indexOf('\n', this.#output.length - MOST_KEPT / 2) + 1);
  };

  readonly onOpenFile = (path: string): void => this.onOpen?.(path);

  /** Another world comes, from its beginning. */
  restart(): void {
    this.onOpen = undefined;
    this.#output = '';
    this.typist.reset();
  }

  /** Some of what is to be shown; empty when there is nothing. */
  take(): string {
    const text = this.#output.slice(0, OUTPUT_LIMIT);
    this.#output = this.#output.slice(OUTPUT_LIMIT);
    return text;
  }
}
