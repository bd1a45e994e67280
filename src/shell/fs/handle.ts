import type { Clock } from '../../sim/index.ts';
import { Errno } from './errno.ts';
import type { FileNode } from './nodes.ts';
import type { Volume } from './volume.ts';

export interface OpenFlags {
  readonly read?: boolean;
  readonly write?: boolean;
  /** Each write goes to the end. */
  readonly append?: boolean;
  readonly create?: boolean;
  readonly truncate?: boolean;
  /** Fail with EEXIST when it is there. */
  readonly exclusive?: boolean;
  /** Permission bits of a new file, before the umask; 0666 by default. */
  readonly mode?: number;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();
/** What reading a program's file gives: the first bytes of an ELF executable. */
const ELF = Uint8Array.of(
  0x7f,
  0x45,
  0x4c,
  0x46,
  2,
  1,
  1,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  3,
  0,
  0x3e,
  0,
  1,
  0,
  0,
  0,
);

/** All the bytes of a file as they are now, whatever is written later. Read-only: they may be shared with the file. */
export function fileBytes(node: FileNode): Uint8Array {
  if (node.dynamic) return encoder.encode(node.dynamic.read());
  if (node.program) return ELF;
  return part(node, node.data, 0, node.size);
}

/** A part of a file's content that later writes leave alone: only a buffer that the file has for itself is written into. */
function part(node: FileNode, content: Uint8Array, start: number, end: number): Uint8Array {
  if (!node.shared) return content.slice(start, end);
  return start === 0 && end === content.length ? content : content.subarray(start, end);
}

/** Set a file's bytes without a handle, for what writes into volumes from outside (image builders, kubelet volumes). */
export function replaceContent(node: FileNode, volume: Volume, bytes: Uint8Array, now: number): void {
  volume.charge(node, bytes.length);
  node.program = undefined;
  node.data = bytes;
  node.size = bytes.length;
  node.shared = true;
  node.mtime = now;
}

/** An open file: a position in it, kept even when its name goes. Shared by all that inherited it. */
export class FileHandle {
  readonly node: FileNode;
  readonly volume: Volume;
  readonly flags: OpenFlags;
  /** Where the next read or write happens, in bytes. */
  position = 0;
  readonly #clock: Pick<Clock, 'time'>;
  #snapshot: Uint8Array | undefined;

  constructor(node: FileNode, volume: Volume, flags: OpenFlags, clock: Pick<Clock, 'time'>) {
    this.node = node;
    this.volume = volume;
    this.flags = flags;
    this.#clock = clock;
  }

  get size(): number {
    return this.node.dynamic || this.node.program ? this.#content().length : this.node.size;
  }

  /** The next bytes, at most `max`; `undefined` at the end (more may come later). */
  read(max = 65536): Uint8Array | undefined {
    if (!this.flags.read) throw new Errno('EBADF');
    const content = this.#content();
    const end = Math.min(content.length, this.position + max);
    if (this.position >= end) return undefined;
    const bytes = part(this.node, content, this.position, end);
    this.position = end;
    return bytes;
  }

  /** Everything from the position on. */
  readAll(): Uint8Array {
    return this.read(Infinity) ?? new Uint8Array(0);
  }

  /** Write at the position, or at the end of a file opened to append. @throws {Errno} ENOSPC */
  writeNow(bytes: Uint8Array): void {
    if (!this.flags.write) throw new Errno('EBADF');
    const { node } = this;
    if (node.dynamic) {
      if (!node.dynamic.write) throw new Errno('EACCES');
      return node.dynamic.write(decoder.decode(bytes));
    }
    if (node.program) this.truncate(0);
    const start = this.flags.append ? node.size : this.position;
    const end = start + bytes.length;
    this.#reserve(Math.max(end, node.size));
    node.data.set(bytes, start);
    if (end > node.size) node.size = end;
    this.position = end;
    node.mtime = this.#clock.time;
  }

  truncate(size: number): void {
    const { node } = this;
    if (node.dynamic) return;
    if (node.program) {
      node.program = undefined;
      node.size = 0;
    }
    if (size > node.size) this.#reserve(size);
    else this.volume.charge(node, size);
    if (size < node.size && !node.shared) node.data.fill(0, size, node.size);
    node.size = size;
    node.mtime = this.#clock.time;
  }

  #content(): Uint8Array {
    const { node } = this;
    if (node.dynamic) return (this.#snapshot ??= fileBytes(node));
    return node.program ? ELF : node.data.subarray(0, node.size);
  }

  /** Make room for `size` bytes in a buffer of the file's own, growing by doubling. */
  #reserve(size: number): void {
    const { node } = this;
    this.volume.charge(node, size);
    if (!node.shared && node.data.length >= size) return;
    const capacity = node.shared ? Math.max(size, node.size) : Math.max(size, node.data.length * 2);
    const data = new Uint8Array(Math.max(capacity, 64));
    data.set(node.data.subarray(0, node.size));
    node.data = data;
    node.shared = false;
  }
}
