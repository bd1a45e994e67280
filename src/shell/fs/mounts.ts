import { Errno, type ErrnoCode } from './errno.ts';
import type { DirectoryNode, FileSystemNode } from './nodes.ts';
import type { Volume } from './volume.ts';

/** A volume, or a part of one, that stands at a place in a file system's tree. */
export interface Mount {
  readonly path: string;
  readonly volume: Volume;
  /** The volume's root, or the file or directory in it that was asked for (subPath). */
  readonly root: FileSystemNode;
  readonly readOnly: boolean;
}

/** Who asks: permission checks are against these; uid 0 may do almost all. */
export interface Credentials {
  readonly uid: number;
  readonly gid: number;
  /** Supplementary groups. */
  readonly groups?: readonly number[];
}

export const ROOT_USER: Credentials = { uid: 0, gid: 0 };

/** Where a path leads. */
export interface Place {
  /** Absent when the last name does not exist (all before it does). */
  readonly node: FileSystemNode | undefined;
  readonly mount: Mount;
  readonly parent: DirectoryNode;
  readonly parentMount: Mount;
  readonly name: string;
  /** The path without symlinks, `.` and `..`. */
  readonly realPath: string;
  /** The path ended in a slash: only a directory will do. */
  readonly directoryOnly: boolean;
}

interface Step {
  readonly name: string;
  readonly node: FileSystemNode;
  readonly mount: Mount;
}

const MAX_SYMLINKS = 40;
export const READ = 4;
export const WRITE = 2;
export const EXECUTE = 1;

/** Whether `who` may do what `bits` (of {@link READ}, {@link WRITE}, {@link EXECUTE}) say. */
export function permits(who: Credentials, node: FileSystemNode, bits: number): boolean {
  if (who.uid === 0) return (bits & EXECUTE) === 0 || node.kind === 'directory' || (node.mode & 0o111) !== 0;
  let granted = node.mode & 7;
  if (node.uid === who.uid) granted = (node.mode >> 6) & 7;
  else if (node.gid === who.gid || who.groups?.includes(node.gid)) granted = (node.mode >> 3) & 7;
  return (granted & bits) === bits;
}

/** The tree that a machine sees: a root volume and what is mounted in it. */
export class MountTable {
  readonly root: Mount;
  readonly #mounts = new Map<FileSystemNode, Mount[]>();

  constructor(root: Volume, readOnly: boolean) {
    this.root = { path: '/', volume: root, root: root.root, readOnly };
  }

  /** All mounts, in the order they were made, the root first. */
  list(): Mount[] {
    const all = [this.root];
    for (const stack of this.#mounts.values()) all.push(...stack);
    return all;
  }

  add(at: FileSystemNode, mount: Mount): void {
    const stack = this.#mounts.get(at);
    if (stack) stack.push(mount);
    else this.#mounts.set(at, [mount]);
  }

  /** @returns whether something was mounted at `path` */
  remove(path: string): boolean {
    for (const [at, stack] of [...this.#mounts].reverse()) {
      if (stack.at(-1)?.path !== path) continue;
      stack.pop();
      if (stack.length === 0) this.#mounts.delete(at);
      return true;
    }
    return false;
  }

  /** The mount in which one is at a node: the given one, or the topmost of what is mounted on the node, whose root then stands there. */
  #mountAt(node: FileSystemNode, mount: Mount): Mount {
    let at = node;
    let within = mount;
    for (;;) {
      const over = this.#mounts.get(at)?.at(-1);
      if (!over || over === within || over.root === at) return within;
      at = over.root;
      within = over;
    }
  }

  /** Whether something is mounted on this very node. */
  covers(node: FileSystemNode): boolean {
    return this.#mounts.has(node);
  }

  /**
   * Follow a path from the root, through mounts and symlinks.
   * @param follow whether a symlink at the end is followed
   * @throws {Errno} ENOENT, ENOTDIR, EACCES, ELOOP, ENAMETOOLONG
   */
  walk(path: string, follow: boolean, who: Credentials): Place {
    const found = this.look(path, follow, who);
    if (typeof found === 'string') throw new Errno(found, path);
    return found;
  }

  /** As {@link MountTable.walk}, but gives back why it goes no further. Most who only ask get that, and an error is dear. */
  look(path: string, follow: boolean, who: Credentials): Place | ErrnoCode {
    return this.#lookStraight(path, who) ?? this.#lookThroughLinks(path, follow, who);
  }

  /** Where a path leads that has neither links nor `.` nor `..` in it and whose end is there, as most have; `undefined` for others. */
  #lookStraight(path: string, who: Credentials): Place | undefined {
    let node: FileSystemNode = this.root.root;
    let mount = this.root;
    let parent = node;
    let parentMount = mount;
    let name = '';
    if (path.charCodeAt(0) !== SLASH) return undefined;
    for (let start = 1; start < path.length;) {
      const slash = path.indexOf('/', start);
      const end = slash < 0 ? path.length : slash;
      name = path.slice(start, end);
      start = end + 1;
      if (name === '' || name === '.' || name === '..' || name.length > 255) return undefined;
      if (node.kind !== 'directory' || !permits(who, node, EXECUTE)) return undefined;
      const next = mount.volume.lookup(node, name);
      if (!next || next.kind === 'symlink') return undefined;
      parent = node;
      parentMount = mount;
      mount = this.#mountAt(next, mount);
      node = mount === parentMount ? next : mount.root;
    }
    const directoryOnly = path.endsWith('/');
    if (directoryOnly && node.kind !== 'directory') return undefined;
    const realPath = directoryOnly && path.length > 1 ? path.slice(0, -1) : path;
    return {
      node,
      mount,
      parent: parent as DirectoryNode, // only directories have anything after them
      parentMount,
      name,
      directoryOnly,
      realPath,
    };
  }

  #lookThroughLinks(path: string, follow: boolean, who: Credentials): Place | ErrnoCode {
    if (path === '') return 'ENOENT';
    const rootStep: Step = { name: '', node: this.root.root, mount: this.root };
    let steps: Step[] = [rootStep];
    const names = namesIn(path);
    const directoryOnly = ONLY_DIRECTORY.test(path);
    let links = 0;
    for (let name = names.pop(); name !== undefined; name = names.pop()) {
      const here = steps.at(-1) ?? rootStep;
      if (here.node.kind !== 'directory') return 'ENOTDIR';
      if (!permits(who, here.node, EXECUTE)) return 'EACCES';
      if (name === '..') {
        if (steps.length > 1) steps.pop();
        continue;
      }
      if (name.length > 255) return 'ENAMETOOLONG';
      const node = here.mount.volume.lookup(here.node, name);
      const last = names.length === 0;
      if (!node) {
        if (!last) return 'ENOENT';
        return new Walked(node, here, here, directoryOnly, [...steps, { name }]);
      }
      if (node.kind === 'symlink' && (!last || follow || directoryOnly)) {
        if (++links > MAX_SYMLINKS) return 'ELOOP';
        names.push(...namesIn(node.target));
        if (node.target.startsWith('/')) steps = [rootStep];
        continue;
      }
      const mount = this.#mountAt(node, here.mount);
      steps.push({ name, node: mount === here.mount ? node : mount.root, mount });
    }
    const end = steps.at(-1) ?? rootStep;
    const before = steps.at(-2) ?? rootStep;
    if (directoryOnly && end.node.kind !== 'directory') return 'ENOTDIR';
    return new Walked(end.node, end, before, directoryOnly, steps);
  }
}

/** Where a walk has come; few ask for its whole path, so it is put together only then. */
class Walked implements Place {
  readonly node: FileSystemNode | undefined;
  readonly mount: Mount;
  readonly parent: DirectoryNode;
  readonly parentMount: Mount;
  readonly name: string;
  readonly directoryOnly: boolean;
  readonly #steps: readonly { readonly name: string }[];

  constructor(
    node: FileSystemNode | undefined,
    end: Pick<Step, 'mount'>,
    before: Pick<Step, 'node' | 'mount'>,
    directoryOnly: boolean,
    steps: readonly { readonly name: string }[],
  ) {
    this.node = node;
    this.mount = end.mount;
    this.parent = before.node as DirectoryNode; // only directories have anything after them
    this.parentMount = before.mount;
    this.name = steps.at(-1)?.name ?? '';
    this.directoryOnly = directoryOnly;
    this.#steps = steps;
  }

  get realPath(): string {
    return this.#steps.length > 1 ? this.#steps.map((step) => step.name).join('/') : '/';
  }
}

const SLASH = 47;

/** A path that ends in a slash, `.` or `..`, or is one. */
const ONLY_DIRECTORY = /(^|\/)\.{0,2}$/;

/** The names in a path, the last one first. */
function namesIn(path: string): string[] {
  const names: string[] = [];
  for (const name of path.split('/')) if (name !== '' && name !== '.') names.push(name);
  return names.reverse();
}
