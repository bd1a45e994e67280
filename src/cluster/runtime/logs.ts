import { Notice, type Simulation, type Task } from '../../sim/index.ts';
import { encodeText } from '../../shell/encode.ts';
import type { OutputStream } from '../../shell/types.ts';

export type LogStream = 'stdout' | 'stderr';

/** One entry of a container's log: a line with its newline, or a part of one. Models the CRI log format. */
export interface LogEntry {
  /** Virtual milliseconds since 1970. */
  readonly time: number;
  readonly stream: LogStream;
  /** Without the newline. */
  readonly data: Uint8Array;
  /** `P` (the line goes on in the next entry of this stream) or `F`. */
  readonly tag: 'P' | 'F';
}

/** What the CRI shim holds back of a line before it writes a part of it. */
const MAX_PART = 16 * 1024;

/** How much of a log file the kubelet keeps (containerLogMaxSize 10Mi; the file being written stays readable). */
const MAX_SIZE = 10 * 1024 * 1024;

/** A container's log file: entries in order, which can be followed while they are written. */
export class ContainerLog {
  readonly #sim: Simulation;
  #entries: LogEntry[] = [];
  #size = 0;
  /** How many entries rotation has dropped from the front. */
  #dropped = 0;
  #closed = false;
  /** Announced at every new entry and at the end. */
  readonly changed = new Notice();

  constructor(sim: Simulation) {
    this.#sim = sim;
  }

  /** Entries from number `from` on (numbers count from the log's first entry, rotated ones included). */
  entriesFrom(from: number): { readonly entries: readonly LogEntry[]; readonly next: number } {
    const entries = this.#entries.slice(Math.max(0, from - this.#dropped));
    return { entries, next: this.#dropped + this.#entries.length };
  }

  get closed(): boolean {
    return this.#closed;
  }

  append(stream: LogStream, data: Uint8Array, tag: 'P' | 'F'): void {
    this.#entries.push({ time: this.#sim.time, stream, data, tag });
    this.#size += data.length + 40;
    if (this.#size > MAX_SIZE) {
      const half = this.#entries.length >> 1;
      this.#entries = this.#entries.slice(half);
      this.#dropped += half;
      this.#size = this.#entries.reduce((sum, entry) => sum + entry.data.length + 40, 0);
    }
    this.changed.announce();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.changed.announce();
  }
}

/**
 * A container's stdout or stderr: cuts what is written into log entries, and hands each piece to those attached.
 * A line without its newline shows in the log once the stream closes or 16 KiB of it are there, as containerd's does.
 */
export class LogWriter implements OutputStream {
  readonly #log: ContainerLog;
  readonly #stream: LogStream;
  readonly #taps = new Set<(data: Uint8Array) => void>();
  #partial: Uint8Array[] = [];
  #partialSize = 0;

  constructor(log: ContainerLog, stream: LogStream) {
    this.#log = log;
    this.#stream = stream;
  }

  /** Hand every later write to `tap` too (attach); returns how to end it. */
  tap(tap: (data: Uint8Array) => void): () => void {
    this.#taps.add(tap);
    return () => this.#taps.delete(tap);
  }

  *write(data: Uint8Array | string): Task {
    if (typeof data !== 'string') return this.put(data);
    // Most that is written is one whole line.
    const whole = data.indexOf('\n') === data.length - 1 && data.length <= MAX_PART / 3;
    if (!whole || this.#partialSize > 0 || this.#taps.size > 0) return this.put(encodeText(data));
    this.#log.append(this.#stream, encodeText(data.slice(0, -1)), 'F');
  }

  put(bytes: Uint8Array): void {
    if (this.#taps.size > 0) for (const tap of [...this.#taps]) tap(bytes);
    let start = 0;
    for (;;) {
      const newline = bytes.indexOf(10, start);
      if (newline < 0) break;
      this.#keep(bytes.subarray(start, newline));
      this.#flush('F');
      start = newline + 1;
    }
    if (start < bytes.length) this.#keep(bytes.slice(start));
  }

  #keep(part: Uint8Array): void {
    let rest = part;
    while (this.#partialSize + rest.length > MAX_PART) {
      const head = rest.subarray(0, MAX_PART - this.#partialSize);
      this.#partial.push(head);
      this.#partialSize += head.length;
      this.#flush('P');
      rest = rest.subarray(head.length);
    }
    if (rest.length === 0) return;
    this.#partial.push(rest);
    this.#partialSize += rest.length;
  }

  #flush(tag: 'P' | 'F'): void {
    const [only] = this.#partial;
    if (only && this.#partial.length === 1) {
      this.#partial.length = 0;
      this.#partialSize = 0;
      // A copy, for the writer may use its buffer again.
      return this.#log.append(this.#stream, only.slice(), tag);
    }
    const data = new Uint8Array(this.#partialSize);
    let at = 0;
    for (const part of this.#partial) {
      data.set(part, at);
      at += part.length;
    }
    this.#partial = [];
    this.#partialSize = 0;
    this.#log.append(this.#stream, data, tag);
  }

  /** The stream's writers are gone: what is left of a line is logged as a part. */
  close(): void {
    // Several processes hold the stream; the container's end is what closes it, see `finish`.
  }

  finish(): void {
    if (this.#partialSize > 0) this.#flush('P');
  }
}
