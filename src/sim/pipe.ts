import type { Task, Wait } from './process.ts';
import { Notice } from './waits.ts';

/** Thrown into a writer whose reader has gone (EPIPE). */
export class BrokenPipe extends Error {
  constructor() {
    super('Broken pipe');
  }
}

const DEFAULT_CAPACITY = 65536;

/** A bounded stream of bytes from writers to readers: Unix's pipe. Writers wait while it is full, readers while it is empty. */
export class Pipe {
  readonly capacity: number;
  readonly #chunks: Uint8Array[] = [];
  #size = 0;
  #writeClosed = false;
  #readClosed = false;
  readonly #readable = new Notice();
  readonly #writable = new Notice();
  /** Told after each write and after the write end is closed: for a reader that is not a process (a terminal, a socket). */
  onReadable: (() => void) | undefined;

  constructor(capacity: number = DEFAULT_CAPACITY) {
    this.capacity = capacity;
  }

  /** Bytes waiting to be read. */
  get size(): number {
    return this.#size;
  }

  /** The write end is closed and everything has been read. */
  get ended(): boolean {
    return this.#writeClosed && this.#size === 0;
  }

  get writeClosed(): boolean {
    return this.#writeClosed;
  }

  get readClosed(): boolean {
    return this.#readClosed;
  }

  /** No more will be written; readers get the rest, then the end. */
  closeWrite(): void {
    if (this.#writeClosed) return;
    this.#writeClosed = true;
    this.#readable.announce();
    this.onReadable?.();
  }

  /** Nobody will read: what is buffered is dropped and writers get {@link BrokenPipe}. */
  closeRead(): void {
    this.#readClosed = true;
    this.#chunks.length = 0;
    this.#size = 0;
    this.#writable.announce();
  }

  /** Write as much as fits now. @returns how many bytes were taken @throws {BrokenPipe} */
  tryWrite(bytes: Uint8Array): number {
    if (this.#readClosed || this.#writeClosed) throw new BrokenPipe();
    const room = this.capacity - this.#size;
    if (room <= 0) return 0;
    const part = bytes.length <= room ? bytes : bytes.subarray(0, room);
    if (part.length === 0) return 0;
    this.#chunks.push(part);
    this.#size += part.length;
    this.#readable.announce();
    this.onReadable?.();
    return part.length;
  }

  /** Write all of `bytes`, waiting for room. @throws {BrokenPipe} */
  *write(bytes: Uint8Array): Task {
    let rest = bytes;
    for (;;) {
      rest = rest.subarray(this.tryWrite(rest));
      if (rest.length === 0) return;
      yield* this.#writable.wait();
    }
  }

  /** Take what is there, at most `max` bytes; `undefined` when nothing is. */
  tryRead(max = Infinity): Uint8Array | undefined {
    const first = this.#chunks[0];
    if (!first) return undefined;
    let taken: Uint8Array;
    if (first.length > max) {
      taken = first.subarray(0, max);
      this.#chunks[0] = first.subarray(max);
    } else {
      taken = first;
      this.#chunks.shift();
    }
    this.#size -= taken.length;
    this.#writable.announce();
    return taken;
  }

  /** Wait for bytes. @returns some bytes, at most `max`, or `undefined` at the end */
  *read(max = Infinity): Task<Uint8Array | undefined> {
    for (;;) {
      const bytes = this.tryRead(max);
      if (bytes) return bytes;
      if (this.#writeClosed || this.#readClosed) return undefined;
      yield* this.#readable.wait();
    }
  }

  /** A wait for bytes or the end, for use in `first`. */
  readable(): Wait {
    return {
      arm: (waker) => {
        if (this.#size > 0 || this.#writeClosed) {
          waker.resume();
          return () => undefined;
        }
        return this.#readable.toWait().arm(waker);
      },
    };
  }
}
