import type { InputStream, OutputStream, Program, ProgramContext } from '../types.ts';

/** What every file has, of whatever kind. */
export interface NodeAttributes {
  readonly ino: number;
  /** Permission bits, with set-uid, set-gid and sticky: 0–07777. */
  mode: number;
  uid: number;
  gid: number;
  /** Milliseconds since 1970. */
  mtime: number;
  /** How many names it has. */
  nlink: number;
}

/** Content that is computed when it is read, as in /proc. */
export interface DynamicContent {
  read(): string;
  write?(text: string): void;
}

export interface FileNode extends NodeAttributes {
  readonly kind: 'file';
  /** Bytes, of which the first `size` count. */
  data: Uint8Array;
  size: number;
  /** `data` belongs to a lower layer or to a reader too: copy before writing. */
  shared: boolean;
  /** Bytes of it that its volume has been charged for. */
  charged: number;
  /** What it runs when executed; a file without one is a script or cannot be run. */
  program: Program | undefined;
  readonly dynamic: DynamicContent | undefined;
}

export interface DirectoryNode extends NodeAttributes {
  readonly kind: 'directory';
  readonly entries: Map<string, FileSystemNode>;
  /** The same directory in the layer below; its entries show through, except those in `gone`. */
  lower: DirectoryNode | undefined;
  readonly gone: Set<string>;
}

export interface SymlinkNode extends NodeAttributes {
  readonly kind: 'symlink';
  readonly target: string;
}

/** Opening a device gives streams that may depend on who opens it (/dev/tty, /dev/stdout). */
export interface Device {
  readonly major: number;
  readonly minor: number;
  /** @throws {Errno} */
  openInput(opener: Opener): InputStream;
  /** @throws {Errno} */
  openOutput(opener: Opener): OutputStream;
}

/** What a device may ask about the process that opens it. */
export type Opener = Pick<ProgramContext, 'sim' | 'stdin' | 'stdout' | 'stderr' | 'tty'>;

export interface DeviceNode extends NodeAttributes {
  readonly kind: 'device';
  readonly device: Device;
}

export type FileSystemNode = FileNode | DirectoryNode | SymlinkNode | DeviceNode;
export type NodeKind = FileSystemNode['kind'];

/** The node called `name` in a directory or the layers below it, without copying it up. */
export function peekEntry(directory: DirectoryNode, name: string): FileSystemNode | undefined {
  for (let at: DirectoryNode | undefined = directory; at; at = at.lower) {
    const node = at.entries.get(name);
    if (node) return node;
    if (at.gone.has(name)) return undefined;
  }
  return undefined;
}

/** The names in a directory and the layers below it, in byte order. */
export function entryNames(directory: DirectoryNode): string[] {
  const names = new Set<string>();
  const gone = new Set<string>();
  for (let at: DirectoryNode | undefined = directory; at; at = at.lower) {
    for (const name of at.entries.keys()) if (!gone.has(name)) names.add(name);
    for (const name of at.gone) gone.add(name);
  }
  return [...names].sort((a, b) => (a < b ? -1 : 1));
}
