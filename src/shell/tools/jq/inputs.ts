import type { Task } from '../../../sim/index.ts';
import type { InputStream } from '../../types.ts';
import { reason, type Tool } from '../tool.ts';
import { JsonError, JsonReader, streamEvents } from './json.ts';
import type { Json } from './value.ts';

export interface InputOptions {
  /** Lines as strings. */
  readonly raw: boolean;
  /** Everything as one value. */
  readonly slurp: boolean;
  /** The events of what is read. */
  readonly stream: boolean;
}

/** What jq reads: the values in its files one after another, each as soon as it has come. */
export class Inputs {
  readonly #t: Tool;
  readonly #options: InputOptions;
  readonly #files: string[];
  readonly #reader = new JsonReader();
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  #waiting: Json[] = [];
  #input: InputStream | undefined;
  #text = '';
  #done = false;
  #slurped = false;
  #failure: JsonError | undefined;
  /** The file being read; undefined for standard input. */
  file: string | undefined;
  /** Lines of it read so far. */
  line = 0;
  /** Nothing has been read yet. */
  untouched = true;
  /** A file could not be opened. */
  failed = false;

  constructor(t: Tool, files: readonly string[], options: InputOptions) {
    this.#t = t;
    this.#options = options;
    this.#files = files.length > 0 ? [...files] : ['-'];
  }

  /** The next value; `undefined` at the end. @throws {JsonError} */
  *next(): Task<Json | undefined> {
    if (!this.#options.slurp) return yield* this.#one();
    if (this.#slurped) return undefined;
    this.#slurped = true;
    if (this.#options.raw) {
      let text = '';
      for (let line = yield* this.#rawLine(); line !== undefined; line = yield* this.#rawLine()) text += line;
      return text;
    }
    const all: Json[] = [];
    for (let value = yield* this.#one(); value !== undefined; value = yield* this.#one()) all.push(value);
    return all;
  }

  *#one(): Task<Json | undefined> {
    if (this.#options.raw) return (yield* this.#rawLine())?.replace(/\n$/, '');
    for (;;) {
      const value = this.#waiting.shift();
      if (value !== undefined) return value;
      if (this.#failure) {
        const failure = this.#failure;
        this.#failure = undefined;
        this.#done = true;
        throw failure;
      }
      if (this.#done) return undefined;
      const line = yield* this.#rawLine();
      try {
        if (line === undefined) {
          this.#done = true;
          this.#reader.end();
        } else this.#reader.feed(line);
      } catch (error) {
        if (!(error instanceof JsonError)) throw error;
        this.#failure = error;
      }
      for (const one of this.#reader.take()) {
        if (this.#options.stream) this.#waiting.push(...streamEvents(one));
        else this.#waiting.push(one);
      }
    }
  }

  /** The next line with its newline. */
  *#rawLine(): Task<string | undefined> {
    this.untouched = false;
    for (;;) {
      const newline = this.#text.indexOf('\n');
      if (newline >= 0) {
        const line = this.#text.slice(0, newline + 1);
        this.#text = this.#text.slice(newline + 1);
        this.line++;
        return line;
      }
      if (!this.#input && !(yield* this.#open())) {
        const rest = this.#text;
        this.#text = '';
        return rest === '' ? undefined : rest;
      }
      const bytes = this.#input && (yield* this.#t.read(this.#input));
      this.#text += this.#decoder.decode(bytes, { stream: bytes !== undefined });
      if (bytes) continue;
      if (this.file !== undefined) this.#input?.close();
      this.#input = undefined;
    }
  }

  /** Open the next file. @returns whether there is one */
  *#open(): Task<boolean> {
    for (let file = this.#files.shift(); file !== undefined; file = this.#files.shift()) {
      try {
        this.#input = this.#t.open(file);
        this.file = file === '-' ? undefined : file;
        this.line = 0;
        return true;
      } catch (error) {
        this.failed = true;
        yield* this.#t.context.stderr.write(`jq: error: Could not open ${file}: ${reason(error)}\n`);
      }
    }
    return false;
  }
}
