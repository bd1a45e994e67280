import type { Program } from '../types.ts';
import { Errno } from './errno.ts';
import {
  peekEntry,
  type Device,
  type DeviceNode,
  type DirectoryNode,
  type DynamicContent,
  type FileNode,
  type FileSystemNode,
  type SymlinkNode,
} from './nodes.ts';

export interface VolumeOptions {
  /** What `df` and `mount` call it. */
  readonly name?: string;
  /** A frozen volume that shows through: an image under a container. It must not change any more. */
  readonly lower?: Volume;
  /** The most bytes it can hold; more is ENOSPC. */
  readonly limit?: number;
  /** `tmpfs`, `ext4`, `overlay` … */
  readonly type?: string;
}

const NOTHING = new Uint8Array(0);

/**
 * A tree of files that can be mounted, in several file systems at once, and keeps its identity: a disk, an emptyDir, an
 * image's layer. Over a `lower` volume it is a copy-on-write overlay: a file is copied up (its bytes still shared) when it is
 * first touched, so that a container costs only what it touches. Models overlayfs as containers use it.
 */
export class Volume {
  name: string;
  readonly type: string;
  readonly root: DirectoryNode;
  limit: number;
  /** Bytes written to it, not counting what shows through from below. */
  used = 0;
  readonly lower: Volume | undefined;
  #frozen = false;
  #lastIno = 1;
  /** Copies of lower files with several names, so that the names stay one file. */
  readonly #copies = new Map<FileSystemNode, FileSystemNode>();

  constructor(options: VolumeOptions = {}) {
    this.name = options.name ?? 'none';
    this.type = options.type ?? (options.lower ? 'overlay' : 'tmpfs');
    this.limit = options.limit ?? Infinity;
    this.lower = options.lower?.freeze();
    this.#lastIno = this.lower ? this.lower.#lastIno : 1;
    const below = this.lower?.root;
    this.root = this.#directory(below?.mode ?? 0o755, below?.mtime ?? 0, below);
    if (below) Object.assign(this.root, { uid: below.uid, gid: below.gid });
  }

  get frozen(): boolean {
    return this.#frozen;
  }

  /** No more changes: it may now lie under others. */
  freeze(): this {
    this.#frozen = true;
    return this;
  }

  /** The entry `name`, copied up if it shows through from below. */
  lookup(directory: DirectoryNode, name: string): FileSystemNode | undefined {
    const own = directory.entries.get(name);
    if (own || this.#frozen || !directory.lower || directory.gone.has(name))
      return own ?? (this.#frozen ? peekEntry(directory, name) : undefined);
    const below = peekEntry(directory.lower, name);
    if (!below) return undefined;
    const copy = this.#copyUp(below);
    directory.entries.set(name, copy);
    return copy;
  }

  /** Give `node` a name. */
  link(directory: DirectoryNode, name: string, node: FileSystemNode, now: number): void {
    directory.entries.set(name, node);
    node.nlink++;
    directory.mtime = now;
  }

  /** Take a name away. */
  unlink(directory: DirectoryNode, name: string, now: number): void {
    const node = this.lookup(directory, name);
    if (!node) return;
    directory.entries.delete(name);
    if (directory.lower && peekEntry(directory.lower, name)) directory.gone.add(name);
    directory.mtime = now;
    node.nlink--;
    if (node.kind === 'file' && node.nlink <= 0) this.charge(node, 0);
  }

  /** Account for a file's new size. @throws {Errno} ENOSPC */
  charge(node: FileNode, size: number): void {
    const more = size - node.charged;
    if (more > 0 && this.used + more > this.limit) throw new Errno('ENOSPC');
    this.used += more;
    node.charged = size;
  }

  newFile(
    mode: number,
    now: number,
    content: { program?: Program; dynamic?: DynamicContent } = {},
  ): FileNode {
    return {
      ...this.#attributes(mode, now),
      kind: 'file',
      data: NOTHING,
      size: 0,
      shared: true,
      charged: 0,
      program: content.program,
      dynamic: content.dynamic,
    };
  }

  newDirectory(mode: number, now: number): DirectoryNode {
    return this.#directory(mode, now, undefined);
  }

  newSymlink(target: string, now: number): SymlinkNode {
    return { ...this.#attributes(0o777, now), kind: 'symlink', target };
  }

  newDevice(mode: number, now: number, device: Device): DeviceNode {
    return { ...this.#attributes(mode, now), kind: 'device', device };
  }

  #attributes(
    mode: number,
    mtime: number,
  ): { ino: number; mode: number; uid: number; gid: number; mtime: number; nlink: number } {
    return { ino: ++this.#lastIno, mode, uid: 0, gid: 0, mtime, nlink: 0 };
  }

  #directory(mode: number, now: number, lower: DirectoryNode | undefined): DirectoryNode {
    return { ...this.#attributes(mode, now), kind: 'directory', entries: new Map(), lower, gone: new Set() };
  }

  #copyUp(below: FileSystemNode): FileSystemNode {
    const earlier = this.#copies.get(below);
    if (earlier) return earlier;
    let copy: FileSystemNode;
    if (below.kind === 'directory') copy = { ...below, entries: new Map(), lower: below, gone: new Set() };
    else if (below.kind === 'file') copy = { ...below, shared: true, charged: 0 };
    else copy = { ...below };
    if (below.kind !== 'directory' && below.nlink > 1) this.#copies.set(below, copy);
    return copy;
  }
}
