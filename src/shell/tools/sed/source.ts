import type { Task } from '../../../sim/index.ts';
import type { InputStream } from '../../types.ts';
import { Lines } from '../lines.ts';
import { reason, type Tool } from '../tool.ts';

/** The lines of several files, one of them looked ahead so that `$` is known. */
export class Source {
  readonly #t: Tool;
  readonly #files: string[];
  readonly #separator: string;
  #lines: Lines | undefined;
  #next: { line: string; terminated: boolean } | undefined;
  #primed = false;
  terminated = true;
  number = 0;
  file = '-';

  constructor(t: Tool, files: readonly string[], separator: string) {
    this.#separator = separator;
    this.#t = t;
    this.#files = [...files];
  }

  *#fetch(): Task<{ line: string; terminated: boolean } | undefined> {
    for (;;) {
      if (!this.#lines) {
        const file = this.#files.shift();
        if (file === undefined) return undefined;
        let input: InputStream;
        try {
          input = this.#t.open(file);
        } catch (error) {
          const words = reason(error);
          const what = words === 'Is a directory' ? 'read error on' : "can't read";
          yield* this.#t.warn(`${what} ${file}: ${words}`, 2);
          continue;
        }
        this.file = file;
        this.#lines = new Lines(this.#t, input, { separator: this.#separator });
      }
      const line = yield* this.#lines.next();
      if (line !== undefined) return { line, terminated: this.#lines.terminated };
      if (this.file !== '-') this.#lines.close();
      this.#lines = undefined;
    }
  }

  *next(): Task<string | undefined> {
    const taken = this.#primed ? this.#next : yield* this.#fetch();
    this.#primed = false;
    if (!taken) {
      this.#primed = true;
      this.#next = undefined;
      return undefined;
    }
    this.number++;
    this.terminated = taken.terminated;
    return taken.line;
  }

  *isLast(): Task<boolean> {
    if (!this.#primed) {
      this.#next = yield* this.#fetch();
      this.#primed = true;
    }
    return this.#next === undefined;
  }
}
