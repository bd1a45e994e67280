import type { Clock } from '../../sim/index.ts';
import type { Program } from '../types.ts';
import { Errno } from './errno.ts';
import { FileHandle, fileBytes, replaceContent, type OpenFlags } from './handle.ts';
import {
  EXECUTE,
  MountTable,
  permits,
  READ,
  ROOT_USER,
  WRITE,
  type Credentials,
  type Mount,
  type Place,
} from './mounts.ts';
import {
  entryNames,
  peekEntry,
  type Device,
  type DirectoryNode,
  type DynamicContent,
  type FileSystemNode,
  type NodeKind,
} from './nodes.ts';
import { normalize } from './path.ts';
import { Volume } from './volume.ts';

/** What stat(2) tells of a file. */
export interface Stat {
  readonly kind: NodeKind;
  /** Permission bits, 0–07777. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly mtime: number;
  readonly nlink: number;
  readonly ino: number;
  /** Which volume it is on: two files are one when `volume` and `ino` are equal. */
  readonly volume: Volume;
  readonly program: Program | undefined;
  /** For devices. */
  readonly major?: number;
  readonly minor?: number;
  /** For symlinks. */
  readonly target?: string;
}

export interface DirectoryEntry {
  readonly name: string;
  readonly kind: NodeKind;
}

export interface MountOptions {
  readonly readOnly?: boolean;
  /** A path inside the volume to mount instead of its root; it must exist. */
  readonly subPath?: string;
  /** What to make at the mount point when nothing is there; by default what the volume's root is. */
  readonly create?: boolean;
}

export interface FileSystemOptions {
  readonly clock: Pick<Clock, 'time'>;
  /** An empty tmpfs when absent. */
  readonly root?: Volume;
  readonly readOnlyRoot?: boolean;
  readonly user?: Credentials;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Give a program's file this size in `ls`: enough to look like one. */
const PROGRAM_SIZE = 35208;

/**
 * A machine's files as one user sees them: an in-memory POSIX file system over {@link Volume}s. Every method takes an absolute
 * path (`absolute(cwd, path)` makes one), follows symlinks unless it says otherwise, takes no virtual time, and throws
 * {@link Errno} as Linux would.
 */
export class FileSystem {
  readonly clock: Pick<Clock, 'time'>;
  readonly user: Credentials;
  /** Permission bits that new files do not get. */
  umask = 0o022;
  readonly #table: MountTable;

  constructor(options: FileSystemOptions | { readonly view: FileSystem; readonly user: Credentials }) {
    if ('view' in options) {
      this.clock = options.view.clock;
      this.#table = options.view.#table;
      this.umask = options.view.umask;
      this.user = options.user;
    } else {
      this.clock = options.clock;
      this.#table = new MountTable(
        options.root ?? new Volume({ name: 'rootfs' }),
        options.readOnlyRoot ?? false,
      );
      this.user = options.user ?? ROOT_USER;
    }
  }

  /** The same tree for another user (or the same, with a umask of its own). */
  as(user: Credentials): FileSystem {
    return new FileSystem({ view: this, user });
  }

  // --- looking ---

  stat(path: string): Stat {
    const place = this.#find(path);
    return describe(place.node, place.mount.volume);
  }

  /** Like {@link stat}, of a symlink itself. */
  lstat(path: string): Stat {
    const place = this.#find(path, false);
    return describe(place.node, place.mount.volume);
  }

  exists(path: string): boolean {
    return this.#kind(path) !== undefined;
  }

  isDirectory(path: string): boolean {
    return this.#kind(path) === 'directory';
  }

  isFile(path: string): boolean {
    return this.#kind(path) === 'file';
  }

  /** Whether this user may read (`r`), write (`w`) or execute (`x`) it; access(2). */
  access(path: string, how: 'r' | 'w' | 'x'): boolean {
    try {
      const { node, mount } = this.#find(path);
      if (how === 'w' && mount.readOnly && node.kind !== 'device') return false;
      return permits(this.user, node, how === 'r' ? READ : how === 'w' ? WRITE : EXECUTE);
    } catch (error) {
      if (error instanceof Errno) return false;
      throw error;
    }
  }

  /** Names and kinds in a directory, in byte order, without `.` and `..`. */
  readdir(path: string): DirectoryEntry[] {
    const { node } = this.#find(path);
    if (node.kind !== 'directory') throw new Errno('ENOTDIR', path);
    if (!permits(this.user, node, READ)) throw new Errno('EACCES', path);
    return entryNames(node).map((name) => ({ name, kind: peekEntry(node, name)?.kind ?? 'file' }));
  }

  readlink(path: string): string {
    const { node } = this.#find(path, false);
    if (node.kind !== 'symlink') throw new Errno('EINVAL', path);
    return node.target;
  }

  /** The path without symlinks. @throws {Errno} ENOENT when its end does not exist */
  realpath(path: string): string {
    return this.#find(path).realPath;
  }

  /** The program in an executable file; `undefined` when it has none. */
  program(path: string): Program | undefined {
    const { node } = this.#find(path);
    return node.kind === 'file' ? node.program : undefined;
  }

  /** The device at a path; `undefined` when it is something else. */
  device(path: string): Device | undefined {
    const { node } = this.#find(path);
    return node.kind === 'device' ? node.device : undefined;
  }

  /** Bytes in all files below a path (each file once), symlinks not followed. */
  du(path: string): number {
    const place = this.#find(path, false);
    const seen = new Set<FileSystemNode>();
    const sum = (node: FileSystemNode): number => {
      if (seen.has(node)) return 0;
      seen.add(node);
      if (node.kind === 'file') return node.size;
      if (node.kind !== 'directory') return 0;
      let total = 0;
      for (const name of entryNames(node)) {
        const child = peekEntry(node, name);
        if (child) total += sum(child);
      }
      return total;
    };
    return sum(place.node);
  }

  // --- content ---

  /** Open a file for reading or writing at a position. Devices are opened through `openInput` and `openOutput` of streams.ts. */
  open(path: string, flags: OpenFlags): FileHandle {
    const place = this.#table.walk(path, !flags.exclusive, this.user);
    if (place.node && flags.exclusive) throw new Errno('EEXIST', path);
    if (!place.node) {
      if (!flags.create) throw new Errno('ENOENT', path);
      if (place.directoryOnly) throw new Errno('EISDIR', path);
      this.#mayChange(place.parent, place.parentMount, path);
      const node = place.mount.volume.newFile((flags.mode ?? 0o666) & ~this.umask, this.clock.time);
      this.#adopt(place, node);
      return new FileHandle(node, place.mount.volume, flags, this.clock);
    }
    const node = place.node;
    if (node?.kind === 'directory') throw new Errno('EISDIR', path);
    if (node?.kind !== 'file') throw new Errno('ENXIO', path);
    if (flags.write && place.mount.readOnly) throw new Errno('EROFS', path);
    if (flags.write && place.mount.volume.frozen) throw new Errno('EROFS', path);
    const wanted = (flags.read ? READ : 0) | (flags.write ? WRITE : 0);
    if (!permits(this.user, node, wanted)) throw new Errno('EACCES', path);
    const handle = new FileHandle(node, place.mount.volume, flags, this.clock);
    if (flags.truncate) handle.truncate(0);
    return handle;
  }

  readFile(path: string): Uint8Array {
    return this.open(path, { read: true }).readAll();
  }

  /** A file's text, read as UTF-8. */
  readText(path: string): string {
    return decoder.decode(this.readFile(path));
  }

  /** Write a whole file, made if it is not there. `mode` is for a new file, before the umask. */
  writeFile(
    path: string,
    data: Uint8Array | string,
    options: { mode?: number; append?: boolean } = {},
  ): void {
    const bytes = typeof data === 'string' ? encoder.encode(data) : data;
    const { append = false, mode } = options;
    const handle = this.open(path, { write: true, create: true, append, truncate: !append, mode });
    handle.writeNow(bytes);
  }

  appendFile(path: string, data: Uint8Array | string): void {
    this.writeFile(path, data, { append: true });
  }

  truncate(path: string, size: number): void {
    this.open(path, { write: true }).truncate(size);
  }

  // --- names ---

  /** Make a directory; with `recursive` those above it too, and none of them need be new. `mode` is before the umask. */
  mkdir(path: string, options: { recursive?: boolean; mode?: number } = {}): void {
    if (options.recursive) {
      if (this.#kind(path) === 'directory') return;
      const parts = path.split('/').filter((part) => part !== '');
      for (let i = 1; i <= parts.length; i++) {
        const upTo = `/${parts.slice(0, i).join('/')}`;
        const there = this.#kind(upTo);
        if (there === undefined) this.mkdir(upTo, i === parts.length ? { mode: options.mode } : {});
        else if (there !== 'directory') throw new Errno(i === parts.length ? 'EEXIST' : 'ENOTDIR', path);
      }
      return;
    }
    const place = this.#vacancy(path);
    this.#adopt(
      place,
      place.mount.volume.newDirectory((options.mode ?? 0o777) & ~this.umask, this.clock.time),
    );
  }

  /** Remove a name that is not a directory's. */
  unlink(path: string): void {
    const place = this.#find(path, false);
    if (place.node.kind === 'directory') throw new Errno('EISDIR', path);
    this.#detach(place, path);
  }

  rmdir(path: string): void {
    const place = this.#find(path, false);
    if (place.node.kind !== 'directory') throw new Errno('ENOTDIR', path);
    if (place.realPath === '/' || this.#isMountPoint(place)) throw new Errno('EBUSY', path);
    if (entryNames(place.node).length > 0) throw new Errno('ENOTEMPTY', path);
    this.#detach(place, path);
  }

  /** Remove a file, or a directory with all that is in it. */
  remove(path: string): void {
    const place = this.#find(path, false);
    if (place.node.kind !== 'directory') return this.#detach(place, path);
    for (const { name } of this.readdir(place.realPath))
      this.remove(`${place.realPath === '/' ? '' : place.realPath}/${name}`);
    this.rmdir(path);
  }

  /** Move within one mount, replacing what is at `to` as rename(2) does. */
  rename(from: string, to: string): void {
    const source = this.#find(from, false);
    const target = this.#table.walk(to, false, this.user);
    if (this.#isMountPoint(source)) throw new Errno('EBUSY', from);
    if (source.parentMount.volume !== target.parentMount.volume) throw new Errno('EXDEV', to);
    if (source.node === target.node) return;
    if (source.node.kind === 'directory' && `${target.realPath}/`.startsWith(`${source.realPath}/`))
      throw new Errno('EINVAL', to);
    this.#mayChange(source.parent, source.parentMount, from, source.node);
    this.#mayChange(target.parent, target.parentMount, to, target.node);
    const { volume } = source.parentMount;
    if (target.node) {
      if (target.node.kind === 'directory' && source.node.kind !== 'directory') throw new Errno('EISDIR', to);
      if (target.node.kind !== 'directory' && source.node.kind === 'directory')
        throw new Errno('ENOTDIR', to);
      if (target.node.kind === 'directory' && entryNames(target.node).length > 0)
        throw new Errno('ENOTEMPTY', to);
      volume.unlink(target.parent, target.name, this.clock.time);
    }
    volume.link(target.parent, target.name, source.node, this.clock.time);
    volume.unlink(source.parent, source.name, this.clock.time);
  }

  symlink(target: string, path: string): void {
    const place = this.#vacancy(path);
    this.#adopt(place, place.mount.volume.newSymlink(target, this.clock.time));
  }

  /** Give the file at `existing` a second name. */
  link(existing: string, path: string): void {
    const source = this.#find(existing, false);
    if (source.node.kind === 'directory') throw new Errno('EPERM', existing);
    const place = this.#vacancy(path);
    if (place.mount.volume !== source.mount.volume) throw new Errno('EXDEV', path);
    place.mount.volume.link(place.parent, place.name, source.node, this.clock.time);
  }

  /** Put an executable file that runs `program`; parent directories are made. */
  addProgram(path: string, program: Program, options: { mode?: number } = {}): void {
    const place = this.#place(path);
    const node = place.mount.volume.newFile(options.mode ?? 0o755, this.clock.time, { program });
    node.size = PROGRAM_SIZE;
    this.#adopt(place, node);
  }

  /** Put a file whose content is computed when it is read; parent directories are made. */
  addDynamic(path: string, content: DynamicContent, mode = 0o444): void {
    const place = this.#place(path);
    this.#adopt(place, place.mount.volume.newFile(mode, this.clock.time, { dynamic: content }));
  }

  /** Put a device; parent directories are made. */
  addDevice(path: string, device: Device, mode = 0o666): void {
    const place = this.#place(path);
    this.#adopt(place, place.mount.volume.newDevice(mode, this.clock.time, device));
  }

  // --- attributes ---

  chmod(path: string, mode: number): void {
    this.#own(path).node.mode = mode & 0o7777;
  }

  /** Only root may. */
  chown(path: string, uid: number, gid: number, options: { follow?: boolean } = {}): void {
    const place = this.#changeable(path, options.follow ?? true);
    if (this.user.uid !== 0) throw new Errno('EPERM', path);
    place.node.uid = uid;
    place.node.gid = gid;
  }

  /** Set the time of the last change; milliseconds since 1970, by default now. */
  utimes(path: string, mtime?: number): void {
    this.#changeable(path).node.mtime = mtime ?? this.clock.time;
  }

  // --- mounts ---

  /** Mount a volume, or the part of it at `subPath`. Not subject to permissions. The mount point is made when it is missing. */
  mount(path: string, volume: Volume, options: MountOptions = {}): Mount {
    const root = options.subPath ? subNode(volume, options.subPath) : volume.root;
    const place = this.#table.walk(path, true, ROOT_USER);
    let at = place.node;
    if (!at) {
      if (options.create === false) throw new Errno('ENOENT', path);
      const { volume: under } = place.mount;
      const now = this.clock.time;
      at = root.kind === 'directory' ? under.newDirectory(0o755, now) : under.newFile(0o644, now);
      under.link(place.parent, place.name, at, now);
    }
    if ((at.kind === 'directory') !== (root.kind === 'directory')) throw new Errno('ENOTDIR', path);
    const mount: Mount = { path: place.realPath, volume, root, readOnly: options.readOnly ?? false };
    // A second mount at the same place covers the first: its point is the first one's root.
    this.#table.add(at, mount);
    return mount;
  }

  /** @throws {Errno} EINVAL when nothing is mounted there */
  unmount(path: string): void {
    if (!this.#table.remove(normalize(path))) throw new Errno('EINVAL', path);
  }

  /** What is mounted, the root first. */
  mounts(): readonly Mount[] {
    return this.#table.list();
  }

  /** The mount that a path is on. */
  mountOf(path: string): Mount {
    return this.#find(path).mount;
  }

  // --- helpers ---

  #kind(path: string): NodeKind | undefined {
    const found = this.#table.look(path, true, this.user);
    return typeof found === 'string' ? undefined : found.node?.kind;
  }

  #find(path: string, follow = true): Place & { node: FileSystemNode } {
    const place = this.#table.walk(path, follow, this.user);
    if (!place.node) throw new Errno('ENOENT', path);
    return place as Place & { node: FileSystemNode };
  }

  /** A place where nothing is yet and something may be made. */
  #vacancy(path: string): Place {
    const place = this.#table.walk(path.replace(/\/+$/, '') || '/', false, this.user);
    if (place.node) throw new Errno('EEXIST', path);
    this.#mayChange(place.parent, place.parentMount, path);
    return place;
  }

  /** A place for something that replaces whatever is there, with the directories above it. */
  #place(path: string): Place {
    const parent = path.slice(0, path.lastIndexOf('/'));
    if (parent !== '') this.mkdir(parent, { recursive: true });
    const place = this.#table.walk(path, false, this.user);
    this.#mayChange(place.parent, place.parentMount, path);
    if (place.node) place.mount.volume.unlink(place.parent, place.name, this.clock.time);
    return place;
  }

  #adopt(place: Place, node: FileSystemNode): void {
    node.uid = this.user.uid;
    // A set-group-ID directory hands its group down (fsGroup relies on it).
    const inherits = (place.parent.mode & 0o2000) !== 0;
    node.gid = inherits ? place.parent.gid : this.user.gid;
    if (inherits && node.kind === 'directory') node.mode |= 0o2000;
    place.mount.volume.link(place.parent, place.name, node, this.clock.time);
  }

  #detach(place: Place & { node: FileSystemNode }, path: string): void {
    if (this.#isMountPoint(place)) throw new Errno('EBUSY', path);
    this.#mayChange(place.parent, place.parentMount, path, place.node);
    place.parentMount.volume.unlink(place.parent, place.name, this.clock.time);
  }

  #isMountPoint(place: Place): boolean {
    return place.node === place.mount.root;
  }

  /** Whether names may be made or removed in a directory; `victim` is what would lose its name. */
  #mayChange(directory: DirectoryNode, mount: Mount, path: string, victim?: FileSystemNode): void {
    if (mount.readOnly || mount.volume.frozen) throw new Errno('EROFS', path);
    if (!permits(this.user, directory, WRITE | EXECUTE)) throw new Errno('EACCES', path);
    const { uid } = this.user;
    const sticky = (directory.mode & 0o1000) !== 0;
    if (victim && sticky && uid !== 0 && victim.uid !== uid && directory.uid !== uid)
      throw new Errno('EPERM', path);
  }

  #changeable(path: string, follow = true): Place & { node: FileSystemNode } {
    const place = this.#find(path, follow);
    if (place.mount.readOnly || place.mount.volume.frozen) throw new Errno('EROFS', path);
    return place;
  }

  #own(path: string): Place & { node: FileSystemNode } {
    const place = this.#changeable(path);
    if (this.user.uid !== 0 && this.user.uid !== place.node.uid) throw new Errno('EPERM', path);
    return place;
  }
}

function subNode(volume: Volume, subPath: string): FileSystemNode {
  const table = new MountTable(volume, false);
  const { node } = table.walk(`/${subPath}`, true, ROOT_USER);
  if (!node) throw new Errno('ENOENT', subPath);
  return node;
}

function describe(node: FileSystemNode, volume: Volume): Stat {
  const { kind, mode, uid, gid, mtime, nlink, ino } = node;
  const common = { kind, mode, uid, gid, mtime, ino, volume, program: undefined };
  switch (node.kind) {
    case 'file': {
      const size = node.dynamic ? 0 : node.size;
      return { ...common, nlink, size, program: node.program };
    }
    case 'directory': {
      const names = entryNames(node);
      const subdirectories = names.filter((name) => peekEntry(node, name)?.kind === 'directory').length;
      return { ...common, nlink: 2 + subdirectories, size: 4096 };
    }
    case 'symlink':
      return { ...common, nlink, size: encoder.encode(node.target).length, target: node.target };
    case 'device':
      return { ...common, nlink, size: 0, major: node.device.major, minor: node.device.minor };
  }
}

export { Errno, fileBytes, replaceContent };
export type { Credentials, Mount, OpenFlags };
