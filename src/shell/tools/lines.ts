import type { Task } from '../../sim/index.ts';
import { MOST_IN_MEMORY } from '../streams.ts';
import type { InputStream } from '../types.ts';
import { Failure, reason, type Tool } from './tool.ts';

/** Bytes as a string with one unit a byte, for tools that work on bytes. */
export function latin1(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 4096) text += String.fromCharCode(...bytes.subarray(i, i + 4096));
  return text;
}

/** The bytes of {@link latin1}. */
export function fromLatin1(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

/** What the handling of a line costs, in copied bytes. */
const LINE = 150;

/** Reads an input line by line for a tool: its output is handed on before it waits. */
export class Lines {
  readonly #tool: Tool;
  readonly #input: InputStream;
  readonly #decode: (bytes?: Uint8Array) => string;
  #buffer = '';
  #at = 0;
  #ended = false;
  /** Lines since the last read, whose handling is charged with the next. */
  #handled = 0;
  readonly #separator: string;
  /** The last line that was read ended in a newline. */
  terminated = true;

  constructor(tool: Tool, input: InputStream, options: { bytes?: boolean; separator?: string } = {}) {
    this.#tool = tool;
    this.#input = input;
    this.#separator = options.separator ?? '\n';
    const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
    this.#decode = options.bytes
      ? (bytes) => (bytes ? latin1(bytes) : '')
      : (bytes) => decoder.decode(bytes, { stream: bytes !== undefined });
  }

  /** The next line without its newline; `undefined` at the end. @throws {Failure} for a line that is longer than any memory */
  *next(): Task<string | undefined> {
    let line = '';
    for (;;) {
      const newline = this.#buffer.indexOf(this.#separator, this.#at);
      if (newline >= 0) {
        this.#handled++;
        line += this.#buffer.slice(this.#at, newline);
        this.#at = newline + 1;
        this.terminated = true;
        return line;
      }
      // Only what comes now is searched: a line may come in many pieces.
      line += this.#buffer.slice(this.#at);
      if (line.length > MOST_IN_MEMORY)
        throw new Failure(this.#tool.say('memory exhausted', 'out of memory'), 2);
      this.#buffer = '';
      this.#at = 0;
      if (this.#ended) {
        if (line === '') return undefined;
        this.terminated = false;
        return line;
      }
      if (this.#handled > 0) yield* this.#tool.turn(this.#handled * LINE);
      this.#handled = 0;
      const bytes = yield* this.#tool.read(this.#input);
      if (!bytes) this.#ended = true;
      this.#buffer = this.#decode(bytes);
    }
  }

  close(): void {
    this.#input.close();
  }
}

/**
 * The lines of all operands one after another, standard input where there are none. A file that cannot be read is warned of.
 * @param complain the warning; `FILE: WORDS` by default
 */
export function* eachFile(
  tool: Tool,
  operands: readonly string[],
  use: (input: InputStream, operand: string) => Task<boolean | void>,
  complain: (operand: string, words: string) => string = (operand, words) => `${operand}: ${words}`,
  status = 1,
): Task {
  for (const operand of operands.length > 0 ? operands : ['-']) {
    let input: InputStream;
    try {
      input = tool.open(operand);
    } catch (error) {
      yield* tool.warn(complain(operand, reason(error)), status);
      continue;
    }
    const stop = yield* use(input, operand);
    if (operand !== '-') input.close();
    if (stop) return;
  }
}

/** All lines of an input. */
export function* allLines(tool: Tool, input: InputStream, bytes = false): Task<string[]> {
  const lines = new Lines(tool, input, { bytes });
  const all: string[] = [];
  for (let line = yield* lines.next(); line !== undefined; line = yield* lines.next()) all.push(line);
  return all;
}
