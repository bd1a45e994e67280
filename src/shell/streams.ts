import { BrokenPipe, type Pipe, type Task, type Wait, work } from '../sim/index.ts';
import { encodeText } from './encode.ts';
import { Errno, type FileSystem } from './fs/file-system.ts';
import type { FileHandle } from './fs/handle.ts';
import type { Opener } from './fs/nodes.ts';
import { absolute } from './fs/path.ts';
import type { InputStream, OutputStream } from './types.ts';

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Bytes a virtual millisecond that a file takes or gives: 200 MB/s, so that filling a disk takes time. */
const FILE_BYTES_PER_MS = 200_000;

/** Counts references to an open file and closes it with the last. */
class References {
  #count = 1;
  readonly #closeLast: () => void;

  constructor(closeLast: () => void) {
    this.#closeLast = closeLast;
  }

  /** @returns how to give this reference back (once) */
  take(): () => void {
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      if (--this.#count === 0) this.#closeLast();
    };
  }

  takeAnother(): () => void {
    this.#count++;
    return this.take();
  }
}

type InputCore = Omit<InputStream, 'close' | 'dup'>;
type OutputCore = Omit<OutputStream, 'close' | 'dup'>;

/** An input with reference counting; `closeLast` runs when the last reference is closed. */
export function sharedInput(core: InputCore, closeLast: () => void): InputStream {
  const references = new References(closeLast);
  const reference = (close: () => void): InputStream => ({
    ...core,
    dup: () => reference(references.takeAnother()),
    close,
  });
  return reference(references.take());
}

/** An output with reference counting; `closeLast` runs when the last reference is closed. */
export function sharedOutput(core: OutputCore, closeLast: () => void): OutputStream {
  const references = new References(closeLast);
  const reference = (close: () => void): OutputStream => ({
    ...core,
    dup: () => reference(references.takeAnother()),
    close,
  });
  return reference(references.take());
}

/** One end of a pipe, which is closed with the last reference to that end. Many are made (two a connection), so they are small. */
class PipeEnd {
  readonly pipe: Pipe;
  readonly #references: { count: number };
  #held = true;

  constructor(pipe: Pipe, references: { count: number }) {
    this.pipe = pipe;
    this.#references = references;
    references.count++;
  }

  protected get references(): { count: number } {
    return this.#references;
  }

  /** Give this reference back. @returns whether it was the last */
  protected release(): boolean {
    if (!this.#held) return false;
    this.#held = false;
    return --this.#references.count === 0;
  }
}

class PipeInput extends PipeEnd implements InputStream {
  read(max?: number): Task<Uint8Array | undefined> {
    return this.pipe.read(max);
  }

  readable(): Wait {
    return this.pipe.readable();
  }

  dup(): InputStream {
    return new PipeInput(this.pipe, this.references);
  }

  close(): void {
    if (this.release()) this.pipe.closeRead();
  }
}

class PipeOutput extends PipeEnd implements OutputStream {
  write(data: Uint8Array | string): Task {
    return this.pipe.write(toBytes(data));
  }

  dup(): OutputStream {
    return new PipeOutput(this.pipe, this.references);
  }

  close(): void {
    if (this.release()) this.pipe.closeWrite();
  }
}

/** The reading end of a pipe; closing it gives writers {@link BrokenPipe}. */
export function pipeInput(pipe: Pipe): InputStream {
  return new PipeInput(pipe, { count: 0 });
}

/** The writing end of a pipe; closing it gives readers the end. */
export function pipeOutput(pipe: Pipe): OutputStream {
  return new PipeOutput(pipe, { count: 0 });
}

/** An input with nothing in it. */
export function emptyInput(): InputStream {
  return bytesInput(new Uint8Array(0));
}

/** An input that gives these bytes (a here-document). */
export function bytesInput(data: Uint8Array | string): InputStream {
  const bytes = toBytes(data);
  let position = 0;
  return sharedInput(
    {
      *read(max = Infinity): Task<Uint8Array | undefined> {
        if (position >= bytes.length) return undefined;
        const start = position;
        position = Math.min(bytes.length, position + max);
        return bytes.subarray(start, position);
      },
    },
    () => undefined,
  );
}

/** An output that drops everything. */
export function nullOutput(): OutputStream {
  return sharedOutput({ *write() {} }, () => undefined);
}

/** An output that hands each piece to `take`, for what collects output outside the simulation. */
export function callbackOutput(take: (bytes: Uint8Array) => void): OutputStream {
  return sharedOutput(
    {
      *write(data) {
        take(toBytes(data));
      },
    },
    () => undefined,
  );
}

/** A file opened for reading. */
export function fileInput(handle: FileHandle): InputStream {
  return sharedInput(
    {
      file: handle,
      *read(max): Task<Uint8Array | undefined> {
        const bytes = handle.read(max);
        if (bytes && bytes.length >= 4096) yield* work(bytes.length / FILE_BYTES_PER_MS);
        return bytes;
      },
    },
    () => undefined,
  );
}

/** A file opened for writing. */
export function fileOutput(handle: FileHandle): OutputStream {
  let owed = 0;
  return sharedOutput(
    {
      file: handle,
      *write(data): Task {
        const bytes = toBytes(data);
        handle.writeNow(bytes);
        owed += bytes.length;
        if (owed < 16384) return;
        const ms = owed / FILE_BYTES_PER_MS;
        owed = 0;
        yield* work(ms);
      },
    },
    () => undefined,
  );
}

/** What opening a path needs of a process. */
export type OpenContext = Opener & { readonly fs: FileSystem; readonly cwd: string };

/** Open a file or device for reading, seen from the process's working directory. @throws {Errno} */
export function openInput(context: OpenContext, path: string): InputStream {
  const at = absolute(context.cwd, path);
  if (path === '') throw new Errno('ENOENT', path);
  const device = deviceAt(context.fs, at, 'r');
  if (device) return device.openInput(context);
  return fileInput(context.fs.open(at, { read: true }));
}

/** Open a file or device for writing: truncated, or with `append` continued; made if it is not there. @throws {Errno} */
export function openOutput(
  context: OpenContext,
  path: string,
  options: { append?: boolean; exclusive?: boolean; truncate?: boolean } = {},
): OutputStream {
  const at = absolute(context.cwd, path);
  if (path === '') throw new Errno('ENOENT', path);
  const { append = false, exclusive = false, truncate = !append } = options;
  const device = deviceAt(context.fs, at, 'w');
  if (device) return device.openOutput(context);
  return fileOutput(context.fs.open(at, { write: true, create: true, append, truncate, exclusive }));
}

/** Open a file or device for reading and writing at one position (`<>`); made if it is not there. @throws {Errno} */
export function openBoth(context: OpenContext, path: string): { input: InputStream; output: OutputStream } {
  const at = absolute(context.cwd, path);
  if (path === '') throw new Errno('ENOENT', path);
  const device = deviceAt(context.fs, at, 'r');
  if (device) return { input: device.openInput(context), output: device.openOutput(context) };
  const handle = context.fs.open(at, { read: true, write: true, create: true });
  return { input: fileInput(handle), output: fileOutput(handle) };
}

function deviceAt(fs: FileSystem, path: string, how: 'r' | 'w'): ReturnType<FileSystem['device']> {
  if (!fs.exists(path)) return undefined;
  const device = fs.device(path);
  if (device && !fs.access(path, how)) throw new Errno('EACCES', path);
  return device;
}

/** The most that a program reads into its memory, in bytes. */
export const MOST_IN_MEMORY = 128 * 1024 * 1024;

/** Read to the end. @throws {Errno} ENOMEM when there is more than {@link MOST_IN_MEMORY} */
export function* readAll(input: Pick<InputStream, 'read'>): Task<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for (let part = yield* input.read(); part; part = yield* input.read()) {
    parts.push(part);
    size += part.length;
    if (size > MOST_IN_MEMORY) throw new Errno('ENOMEM');
  }
  const all = new Uint8Array(size);
  let offset = 0;
  for (const part of parts) {
    all.set(part, offset);
    offset += part.length;
  }
  return all;
}

/** Read to the end as UTF-8 text. */
export function* readAllText(input: InputStream): Task<string> {
  return decoder.decode(yield* readAll(input));
}

/** Reads an input line by line. */
export class LineReader {
  readonly #input: InputStream;
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  #buffer = '';
  #ended = false;

  constructor(input: InputStream) {
    this.#input = input;
  }

  /** The next line with its newline (the last may lack it); `undefined` at the end. @throws {Errno} ENOMEM */
  *next(): Task<string | undefined> {
    let line = '';
    for (;;) {
      const newline = this.#buffer.indexOf('\n');
      if (newline >= 0) {
        line += this.#buffer.slice(0, newline + 1);
        this.#buffer = this.#buffer.slice(newline + 1);
        return line;
      }
      line += this.#buffer;
      this.#buffer = '';
      if (line.length > MOST_IN_MEMORY) throw new Errno('ENOMEM');
      if (this.#ended) return line === '' ? undefined : line;
      const bytes = yield* this.#input.read();
      if (!bytes) this.#ended = true;
      this.#buffer = bytes ? this.#decoder.decode(bytes, { stream: true }) : this.#decoder.decode();
    }
  }
}

/** Bytes as they are; text in UTF-8. */
export function toBytes(data: Uint8Array | string): Uint8Array {
  return typeof data === 'string' ? encodeText(data) : data;
}

export { BrokenPipe };
