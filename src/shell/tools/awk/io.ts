import { BrokenPipe, Pipe, type Process, type Task } from '../../../sim/index.ts';
import { Errno } from '../../fs/errno.ts';
import { openOutput, pipeInput, pipeOutput, readAllText } from '../../streams.ts';
import type { InputStream, OutputStream } from '../../types.ts';
import { Lines } from '../lines.ts';
import { posixRegex } from '../regex.ts';
import { finish, start } from '../run.ts';
import type { Tool } from '../tool.ts';

/** Reads the records of one input. */
export class Records {
  readonly #t: Tool;
  readonly #input: InputStream;
  #lines: Lines | undefined;
  #rest: string[] | undefined;

  constructor(t: Tool, input: InputStream) {
    this.#t = t;
    this.#input = input;
  }

  /** The next record; `separator` is what RS is when the first is read. */
  *next(separator: string): Task<string | undefined> {
    if (separator.length > 1) return yield* this.#byPattern(separator);
    const lines = (this.#lines ??= new Lines(this.#t, this.#input, {
      separator: separator === '' ? '\n' : separator,
    }));
    const line = yield* lines.next();
    if (separator !== '' || line === undefined) return line;
    // With an empty separator records are paragraphs.
    let head: string | undefined = line;
    while (head === '') head = yield* lines.next();
    if (head === undefined) return undefined;
    let record = head;
    for (let more = yield* lines.next(); more !== undefined && more !== ''; more = yield* lines.next())
      record += `\n${more}`;
    return record;
  }

  /** A separator of more than one character is a pattern; all of the input is read for it. */
  *#byPattern(separator: string): Task<string | undefined> {
    if (!this.#rest) {
      yield* this.#t.flush();
      const text = yield* readAllText(this.#input);
      const regex = posixRegex(separator.replace(/\((?!\?)/g, '(?:'), { extended: true });
      this.#rest = text.split(regex);
      if (this.#rest.at(-1) === '' || this.#rest.at(-1) === '\n') this.#rest.pop();
    }
    return this.#rest.shift();
  }

  close(): void {
    this.#input.close();
  }
}

/** The files and commands that a program reads and writes, by their names. */
export class Streams {
  readonly #t: Tool;
  readonly #writers = new Map<string, { output: OutputStream; process?: Process }>();
  readonly #readers = new Map<string, { records: Records; process?: Process }>();

  constructor(t: Tool) {
    this.#t = t;
  }

  #shell(command: string, streams: { stdin?: InputStream; stdout?: OutputStream }): Process {
    return start(this.#t, ['sh', '-c', command], streams);
  }

  /** Write to a file or into a command, opened when first named. */
  *write(way: 'write' | 'append' | 'pipe', name: string, text: string): Task {
    if (way !== 'pipe' && (name === '/dev/stdout' || name === '-')) return this.#t.put(text);
    if (way !== 'pipe' && name === '/dev/stderr') {
      yield* this.#t.flush();
      return yield* this.#t.context.stderr.write(text);
    }
    let writer = this.#writers.get(name);
    if (!writer) {
      if (way === 'pipe') {
        yield* this.#t.flush();
        const pipe = new Pipe();
        const input = pipeInput(pipe);
        writer = { output: pipeOutput(pipe), process: this.#shell(name, { stdin: input }) };
        input.close();
      } else writer = { output: openOutput(this.#t.context, name, { append: way === 'append' }) };
      this.#writers.set(name, writer);
    }
    try {
      yield* writer.output.write(text);
    } catch (error) {
      if (!(error instanceof BrokenPipe)) throw error;
    }
  }

  /** What `getline` reads; `undefined` when the file cannot be opened. */
  *reader(kind: 'file' | 'command', name: string): Task<Records | undefined> {
    const open = this.#readers.get(name);
    if (open) return open.records;
    if (kind === 'file') {
      try {
        const records = new Records(this.#t, this.#t.open(name));
        this.#readers.set(name, { records });
        return records;
      } catch (error) {
        if (error instanceof Errno) return undefined;
        throw error;
      }
    }
    yield* this.#t.flush();
    const pipe = new Pipe();
    const output = pipeOutput(pipe);
    const process = this.#shell(name, { stdout: output });
    output.close();
    const records = new Records(this.#t, pipeInput(pipe));
    this.#readers.set(name, { records, process });
    return records;
  }

  /** Close by name. @returns what the command exited with, 0 for a file, -1 when nothing has the name */
  *close(name: string): Task<number> {
    const writer = this.#writers.get(name);
    const reader = this.#readers.get(name);
    this.#writers.delete(name);
    this.#readers.delete(name);
    writer?.output.close();
    reader?.records.close();
    const process = writer?.process ?? reader?.process;
    if (process) return yield* finish(process);
    return writer || reader ? 0 : -1;
  }

  /** Run a command to its end. @returns its exit status */
  *system(command: string): Task<number> {
    yield* this.#t.flush();
    return yield* finish(this.#shell(command, {}));
  }

  /** Close everything, and wait for the commands that were written to. */
  *end(): Task {
    yield* this.#t.flush();
    for (const { records } of this.#readers.values()) records.close();
    for (const { output } of this.#writers.values()) output.close();
    for (const { process } of this.#writers.values()) if (process) yield* finish(process);
  }
}
