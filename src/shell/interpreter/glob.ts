import { Errno } from '../fs/errno.ts';
import type { FileSystem } from '../fs/file-system.ts';
import { absolute } from '../fs/path.ts';
import { hasGlob, matchesPattern, patternRegExp, unescapePattern, type PatternOptions } from './pattern.ts';

export interface GlobOptions extends PatternOptions {
  /** `*` matches names that begin with a dot too. */
  readonly dotglob?: boolean;
  /** `**` matches directories at any depth. */
  readonly globstar?: boolean;
  /** Paths that match one of these are left out (`GLOBIGNORE`). */
  readonly ignored?: readonly string[];
}

/** The paths that a pattern matches, in byte order; none when nothing does. Relative patterns give relative paths. */
export function glob(fs: FileSystem, cwd: string, pattern: string, options: GlobOptions = {}): string[] {
  const rooted = pattern.startsWith('/');
  const segments = pattern.split('/').filter((segment, i, all) => segment !== '' || i === all.length - 1);
  let paths = [rooted ? '/' : ''];
  for (const [i, segment] of segments.entries()) {
    const last = i === segments.length - 1;
    const next: string[] = [];
    for (const path of paths) {
      if (segment === '') next.push(fs.isDirectory(absolute(cwd, path)) ? `${path}/` : '');
      else if (segment === '**' && options.globstar)
        next.push(...descend(fs, cwd, path, last, options.dotglob ?? false));
      else if (!hasGlob(segment, options.extended)) {
        const joined = join(path, unescapePattern(segment));
        if (last ? linkExists(fs, absolute(cwd, joined)) : fs.isDirectory(absolute(cwd, joined)))
          next.push(joined);
      } else {
        const expression = patternRegExp(segment, options);
        const dots = options.dotglob || segment.startsWith('.') || segment.startsWith('\\.');
        for (const name of namesIn(fs, absolute(cwd, path || '.'))) {
          if (name.startsWith('.') && !dots) continue;
          if (!expression.test(name)) continue;
          const joined = join(path, name);
          if (last || fs.isDirectory(absolute(cwd, joined))) next.push(joined);
        }
      }
    }
    paths = next.filter((path) => path !== '');
    if (paths.length === 0) return [];
  }
  const { ignored = [] } = options;
  return paths
    .filter((path) => !ignored.some((pattern) => matchesPattern(path, pattern, options)))
    .sort((a, b) => (a < b ? -1 : 1));
}

function join(path: string, name: string): string {
  return path === '' || path.endsWith('/') ? path + name : `${path}/${name}`;
}

function namesIn(fs: FileSystem, path: string): string[] {
  try {
    return fs.readdir(path).map((entry) => entry.name);
  } catch (error) {
    if (error instanceof Errno) return [];
    throw error;
  }
}

function linkExists(fs: FileSystem, path: string): boolean {
  try {
    fs.lstat(path);
    return true;
  } catch (error) {
    if (error instanceof Errno) return false;
    throw error;
  }
}

function descend(fs: FileSystem, cwd: string, path: string, files: boolean, dots: boolean): string[] {
  // `a/**` is `a/` too.
  const found = files ? (path === '' ? [] : [`${path}/`]) : [path];
  for (const name of namesIn(fs, absolute(cwd, path || '.'))) {
    if (name.startsWith('.') && !dots) continue;
    const joined = join(path, name);
    const directory = fs.lstat(absolute(cwd, joined)).kind === 'directory';
    if (files) found.push(joined);
    if (directory)
      found.push(...descend(fs, cwd, joined, files, dots).filter((inner) => inner !== `${joined}/`));
  }
  return found;
}
