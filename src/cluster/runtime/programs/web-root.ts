import { Errno } from '../../../shell/fs/errno.ts';
import type { FileSystem } from '../../../shell/fs/file-system.ts';
import { normalize } from '../../../shell/fs/path.ts';

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html',
  htm: 'text/html',
  css: 'text/css',
  js: 'application/javascript',
  json: 'application/json',
  txt: 'text/plain',
  png: 'image/png',
  svg: 'image/svg+xml',
};

export type Found =
  | {
      readonly kind: 'file';
      readonly path: string;
      readonly body: Uint8Array;
      readonly type: string | undefined;
      readonly mtime: number;
    }
  | { readonly kind: 'redirect'; readonly location: string }
  | { readonly kind: 'no-index'; readonly path: string }
  | { readonly kind: 'missing'; readonly path: string }
  | { readonly kind: 'denied'; readonly path: string };

function file(fs: FileSystem, path: string, type: string | undefined): Found {
  const opened = fs.open(path, { read: true });
  return { kind: 'file', path, body: opened.readAll(), type, mtime: opened.node.mtime };
}

/** Look a request's path up below a directory, as static web servers do. */
export function findInWebRoot(fs: FileSystem, root: string, target: string): Found {
  const asked = target.split(/[?#]/)[0] ?? '/';
  let decoded = asked;
  if (asked.includes('%')) {
    try {
      decoded = decodeURIComponent(asked);
    } catch {
      // Not well encoded: taken as it is.
    }
  }
  const path = `${root}${normalize(decoded)}`;
  try {
    if (fs.isDirectory(path)) {
      if (!asked.endsWith('/')) return { kind: 'redirect', location: `${asked}/` };
      const index = `${path.replace(/\/$/, '')}/index.html`;
      if (!fs.isFile(index)) return { kind: 'no-index', path: `${path.replace(/\/$/, '')}/` };
      return file(fs, index, 'text/html');
    }
    const extension = /\.([a-z0-9]+)$/i.exec(path)?.[1]?.toLowerCase() ?? '';
    return file(fs, path, TYPES[extension]);
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    return { kind: error.code === 'EACCES' ? 'denied' : 'missing', path };
  }
}
