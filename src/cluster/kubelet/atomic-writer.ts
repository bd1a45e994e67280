import { civilTime } from '../../api/time.ts';
import type { FileSystem } from '../../shell/fs/file-system.ts';
import type { Payload } from './volume-payload.ts';

/** Whether two payloads would write the same. */
export function samePayload(a: Payload, b: Payload): boolean {
  if (a.size !== b.size) return false;
  for (const [path, { mode, data }] of a) {
    const other = b.get(path);
    if (other?.mode !== mode || other.data.length !== data.length) return false;
    for (let i = 0; i < data.length; i++) if (data[i] !== other.data[i]) return false;
  }
  return true;
}

const pad = (value: number, width: number): string => String(value).padStart(width, '0');

/**
 * Write files so that a reader sees either all old or all new ones: into a directory of their own, which the link `..data`
 * then names. Models pkg/volume/util AtomicWriter.
 */
export function writePayload(
  fs: FileSystem,
  payload: Payload,
  time: number,
  fsGroup: number | undefined,
): void {
  const stamp = `..${formatStamp(time)}`;
  const old = fs.exists('/..data') ? fs.readlink('/..data') : undefined;
  const group = (path: string, mode: number): void => {
    if (fsGroup === undefined) return;
    fs.chmod(path, mode);
    fs.chown(path, 0, fsGroup);
  };
  fs.mkdir(`/${stamp}`, { mode: 0o755 });
  group('/', (fs.stat('/').mode & 0o1777) | 0o2550);
  group(`/${stamp}`, 0o2755);
  for (const [path, { data, mode }] of payload) {
    const parents = path.split('/').slice(0, -1);
    for (const [index] of parents.entries()) {
      const parent = `/${stamp}/${parents.slice(0, index + 1).join('/')}`;
      if (!fs.exists(parent)) fs.mkdir(parent, { mode: 0o755 });
      group(parent, 0o2755);
    }
    fs.writeFile(`/${stamp}/${path}`, data);
    fs.chmod(`/${stamp}/${path}`, mode);
    group(`/${stamp}/${path}`, mode | 0o440);
  }
  if (old !== undefined) fs.unlink('/..data');
  fs.symlink(stamp, '/..data');
  const tops = new Set([...payload.keys()].map((path) => path.split('/')[0] ?? path));
  for (const { name } of fs.readdir('/')) {
    if (name.startsWith('..')) continue;
    if (!tops.has(name)) fs.unlink(`/${name}`);
  }
  for (const name of tops) if (!isLink(fs, `/${name}`)) fs.symlink(`..data/${name}`, `/${name}`);
  if (old !== undefined && old !== stamp) fs.remove(`/${old}`);
}

function isLink(fs: FileSystem, path: string): boolean {
  return fs.readdir('/').some(({ name }) => `/${name}` === path);
}

/** `2026_01_02_03_04_05.123456789` */
function formatStamp(time: number): string {
  const t = civilTime(time);
  return `${t.year}_${pad(t.month, 2)}_${pad(t.day, 2)}_${pad(t.hour, 2)}_${pad(t.minute, 2)}_${pad(t.second, 2)}.${pad(Math.floor(t.millisecond * 1e6), 9)}`;
}
