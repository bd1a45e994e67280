import { gunzipSync, gzipSync } from 'fflate';
import type { Task } from '../../../sim/index.ts';
import { baseName } from '../../fs/path.ts';
import { readAll } from '../../streams.ts';
import { Failure, quote, reason, tool, type Tool } from '../tool.ts';

/** Bytes as a gzip file. The time in it is always 0, so that the same bytes give the same file. */
export function compress(bytes: Uint8Array, level: number, name?: string): Uint8Array {
  const levels = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] as const;
  return gzipSync(bytes, { level: levels[level] ?? 6, mtime: 0, filename: name });
}

/** The bytes of a gzip file, or of several one after another; `undefined` when it is none. */
export function decompress(bytes: Uint8Array): Uint8Array | undefined {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return undefined;
  try {
    return gunzipSync(bytes);
  } catch {
    return undefined;
  }
}

function* one(t: Tool, operand: string, unpack: boolean, toStdout: boolean): Task {
  const { fs } = t.context;
  const level = Number(t.options.list().findLast(([key]) => /^[1-9]$/.test(key))?.[0] ?? 6);
  const keep = toStdout || t.options.has('k');
  let path = operand;
  if (operand !== '-') {
    if (unpack && !fs.exists(t.path(path)) && fs.exists(t.path(`${path}.gz`))) path = `${path}.gz`;
    if (fs.exists(t.path(path)) && fs.isDirectory(t.path(path))) {
      if (t.options.has('r')) {
        for (const { name } of fs.readdir(t.path(path))) yield* one(t, `${path}/${name}`, unpack, toStdout);
        return;
      }
      return yield* t.warn(`${path} is a directory -- ignored`, 2);
    }
  }
  let input;
  try {
    input = t.open(path);
  } catch (error) {
    return yield* t.warn(`${path}: ${reason(error)}`);
  }
  if (unpack && !toStdout && path !== '-' && !t.options.has('t') && !/\.(?:gz|tgz|z)$/i.test(path)) {
    input.close();
    return yield* t.warn(`${path}: unknown suffix -- ignored`, 2);
  }
  const bytes = yield* readAll(input);
  if (path !== '-') input.close();
  yield* t.turn(bytes.length * 4);
  if (!unpack) {
    if (path.endsWith('.gz') && !toStdout)
      return yield* t.warn(`${path} already has .gz suffix -- unchanged`, 2);
    const packed = compress(bytes, level, path === '-' ? undefined : baseName(path));
    if (toStdout || path === '-') return t.put(packed);
    return yield* replace(t, path, `${path}.gz`, packed, keep);
  }
  const plain = decompress(bytes);
  const shown = path === '-' ? 'stdin' : path;
  if (!plain) {
    if (bytes.length === 0) return yield* t.warn(`${shown}: unexpected end of file`);
    yield* t.flush();
    t.status = Math.max(t.status, 1);
    const words = bytes[0] === 0x1f && bytes[1] === 0x8b ? 'unexpected end of file' : 'not in gzip format';
    return yield* t.context.stderr.write(`\ngzip: ${shown}: ${words}\n`);
  }
  if (t.options.has('t')) return;
  if (toStdout || path === '-') return t.put(plain);
  yield* replace(t, path, path.replace(/\.tgz$/i, '.tar').replace(/\.(?:gz|z)$/i, ''), plain, keep);
}

function* replace(t: Tool, from: string, to: string, bytes: Uint8Array, keep: boolean): Task {
  const { fs } = t.context;
  if (fs.exists(t.path(to)) && !t.options.has('f')) {
    return yield* t.warn(`${to} already exists; not overwritten`, 2);
  }
  const { mode, mtime } = fs.stat(t.path(from));
  fs.writeFile(t.path(to), bytes, { mode });
  fs.utimes(t.path(to), mtime);
  if (!keep) fs.unlink(t.path(from));
  if (t.options.has('v'))
    yield* t.context.stderr.write(`${from}:\t ${keep ? 'created' : 'replaced with'} ${to}\n`);
}

const OPTIONS =
  'c/stdout d/decompress f/force k/keep l/list n/no-name q/quiet r/recursive t/test v/verbose 1/fast 2 3 4 5 6 7 8 9/best';

function gzipTool(unpack: boolean, toStdout: boolean) {
  return tool({ options: OPTIONS, from: 'gzip' }, function* (t) {
    if (t.options.has('l')) throw new Failure(`the option ${quote('-l')} is not available here`);
    const operands = t.operands.length > 0 ? t.operands : ['-'];
    const reading = unpack || t.options.has('d') || t.options.has('t');
    for (const operand of operands) yield* one(t, operand, reading, toStdout || t.options.has('c'));
  });
}

/** gzip(1). */
export const gzip = gzipTool(false, false);
/** gunzip(1). */
export const gunzip = gzipTool(true, false);
/** zcat(1). */
export const zcat = gzipTool(true, true);
