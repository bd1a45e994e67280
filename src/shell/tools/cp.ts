import type { Task } from '../../sim/index.ts';
import type { Stat } from '../fs/file-system.ts';
import { baseName, directoryName } from '../fs/path.ts';
import { openInput } from '../streams.ts';
import { Failure, quote, reason, tool, type Tool } from './tool.ts';

/** Where the operands of cp, mv and ln lead: into a directory, or to one name. */
export function destinations(t: Tool, command: string): { from: string; to: string }[] {
  const { fs } = t.context;
  const hint = `\nTry '${t.name} --help' for more information.`;
  const directory = t.options.get('t');
  const operands = [...t.operands];
  if (operands.length === 0) throw new Failure(`missing file operand${hint}`);
  const last = directory ?? operands.pop() ?? '';
  if (operands.length === 0)
    throw new Failure(`missing destination file operand after ${quote(last)}${hint}`);
  const into = directory !== undefined || (!t.options.has('T') && fs.isDirectory(t.path(last)));
  if (directory !== undefined && !fs.isDirectory(t.path(last)))
    throw new Failure(
      `target directory ${quote(last)}: ${fs.exists(t.path(last)) ? 'Not a directory' : 'No such file or directory'}`,
    );
  if (!into) {
    if (operands.length > 1) {
      const words = fs.exists(t.path(last)) ? 'Not a directory' : 'No such file or directory';
      throw new Failure(`target ${quote(last)}: ${words}`);
    }
    const [from = ''] = operands;
    if (last.endsWith('/') && !fs.isDirectory(t.path(from)))
      throw new Failure(`cannot ${command} regular file ${quote(last)}: Not a directory`);
    return [{ from, to: last }];
  }
  const prefix = last.endsWith('/') ? last : `${last}/`;
  return operands.map((from) => ({ from, to: prefix + baseName(from) }));
}

function same(a: Stat, b: Stat): boolean {
  return a.ino === b.ino && a.volume === b.volume;
}

/** Copy one file, symlink or tree. Also mv's way from one file system to another. */
export function* copy(t: Tool, from: string, to: string, options: CopyOptions): Task<boolean> {
  const { fs } = t.context;
  const source = t.path(from);
  const target = t.path(to);
  let stat: Stat;
  try {
    stat = options.dereference ? fs.stat(source) : fs.lstat(source);
  } catch (error) {
    yield* t.warn(`${t.say(`cannot stat ${quote(from)}`, `can't stat '${from}'`)}: ${reason(error)}`);
    return false;
  }
  const there = fs.exists(target) ? fs.stat(target) : undefined;
  if (stat.kind === 'directory') {
    if (!options.recursive) {
      yield* t.warn(
        t.say(`-r not specified; omitting directory ${quote(from)}`, `omitting directory '${from}'`),
      );
      return false;
    }
    if (there && there.kind !== 'directory') {
      yield* t.warn(`cannot overwrite non-directory ${quote(to)} with directory ${quote(from)}`);
      return false;
    }
    const real = fs.realpath(source);
    const parent = directoryName(target);
    if (
      fs.exists(parent) &&
      `${there ? fs.realpath(target) : `${fs.realpath(parent)}/${baseName(target)}`}/`.startsWith(`${real}/`)
    ) {
      yield* t.warn(`cannot copy a directory, ${quote(from)}, into itself, ${quote(to)}`);
      return false;
    }
    try {
      if (!there) fs.mkdir(target);
    } catch (error) {
      yield* t.warn(`cannot create directory ${quote(to)}: ${reason(error)}`);
      return false;
    }
    if (options.verbose && !there) t.put(`${quote(from)} -> ${quote(to)}\n`);
    let all = true;
    for (const { name } of fs.readdir(source)) {
      const inner = { ...options, dereference: options.dereferenceBelow };
      const join = (path: string): string => (path.endsWith('/') ? path + name : `${path}/${name}`);
      if (!(yield* copy(t, join(from), join(to), inner))) all = false;
    }
    if (options.preserve || !there) fs.chmod(target, options.preserve ? stat.mode : stat.mode & ~fs.umask);
    keep(t, stat, target, options);
    return all;
  }
  if (there?.kind === 'directory') {
    yield* t.warn(`cannot overwrite directory ${quote(to)} with non-directory`);
    return false;
  }
  if (there && same(fs.stat(source), there) && stat.kind !== 'symlink') {
    yield* t.warn(`${quote(from)} and ${quote(to)} are the same file`);
    return false;
  }
  if (there && (options.noClobber || (options.update && there.mtime >= stat.mtime))) return true;
  try {
    if (stat.kind === 'symlink') {
      if (there) fs.unlink(target);
      fs.symlink(stat.target ?? '', target);
    } else if (stat.program) {
      if (there) fs.unlink(target);
      fs.addProgram(target, stat.program, { mode: stat.mode });
    } else {
      if (!fs.access(source, 'r')) {
        yield* t.warn(`cannot open ${quote(from)} for reading: Permission denied`);
        return false;
      }
      if (there && options.force && !fs.access(target, 'w')) fs.unlink(target);
      const input = openInput(t.context, from);
      const output = fs.open(target, { write: true, create: true, truncate: true, mode: stat.mode & 0o777 });
      for (let bytes = yield* t.read(input); bytes; bytes = yield* t.read(input)) output.writeNow(bytes);
      input.close();
      if (options.preserve) fs.chmod(target, stat.mode);
    }
  } catch (error) {
    yield* t.warn(
      `${t.say(`cannot create regular file ${quote(to)}`, `can't create '${to}'`)}: ${reason(error)}`,
    );
    return false;
  }
  if (options.verbose) t.put(`${quote(from)} -> ${quote(to)}\n`);
  keep(t, stat, target, options);
  return true;
}

function keep(t: Tool, stat: Stat, target: string, options: CopyOptions): void {
  const { fs } = t.context;
  if (!options.preserve || stat.kind === 'symlink') return;
  if (fs.user.uid === 0) fs.chown(target, stat.uid, stat.gid);
  fs.utimes(target, stat.mtime);
}

export interface CopyOptions {
  readonly recursive: boolean;
  readonly preserve: boolean;
  readonly dereference: boolean;
  readonly dereferenceBelow: boolean;
  readonly verbose: boolean;
  readonly force: boolean;
  readonly noClobber: boolean;
  readonly update: boolean;
}

/** cp(1). */
export const cp = tool(
  {
    options:
      'a/archive d f/force i/interactive l/link L/dereference n/no-clobber p /preserve? P/no-dereference r/recursive R s/symbolic-link ' +
      't:/target-directory T/no-target-directory u/update? v/verbose x/one-file-system H /parents',
  },
  function* (t) {
    const has = (...keys: string[]): boolean => keys.some((key) => t.options.has(key));
    const recursive = has('r', 'R', 'a');
    const links = has('P', 'd', 'a') || (recursive && !has('L', 'H'));
    for (const { from, to } of destinations(t, 'create')) {
      yield* copy(t, from, to, {
        recursive,
        preserve: has('a', 'p', 'preserve'),
        dereference: !links,
        dereferenceBelow: has('L') || !links,
        verbose: has('v'),
        force: has('f'),
        noClobber: has('n'),
        update: has('u'),
      });
      yield* t.drain();
    }
  },
);
