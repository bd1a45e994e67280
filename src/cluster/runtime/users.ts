import { Errno } from '../../shell/fs/errno.ts';
import type { FileSystem } from '../../shell/fs/file-system.ts';
import type { Credentials } from '../../shell/fs/mounts.ts';
import { RuntimeError } from './registry.ts';

function table(fs: FileSystem, path: string): string[][] {
  try {
    return fs
      .readText(path)
      .split('\n')
      .map((line) => line.split(':'));
  } catch (error) {
    if (error instanceof Errno) return [];
    throw error;
  }
}

/**
 * Who a container's first process runs as: what the pod asks for, else the image's user, a name or number with `:group` or not.
 * @throws {RuntimeError} for a name that the image does not know
 */
export function findUser(
  fs: FileSystem,
  asked: { readonly uid?: number; readonly gid?: number; readonly groups?: readonly number[] },
  imageUser: string | undefined,
): Credentials {
  const groups = asked.groups ?? [];
  const passwd = table(fs, '/etc/passwd');
  if (asked.uid !== undefined) {
    const entry = passwd.find((fields) => fields[2] === String(asked.uid));
    return { uid: asked.uid, gid: asked.gid ?? Number(entry?.[3] ?? 0), groups };
  }
  const [name = '', group] = (imageUser ?? '').split(':');
  if (name === '') return { uid: 0, gid: asked.gid ?? 0, groups };
  const entry = passwd.find((fields) => fields[0] === name || fields[2] === name);
  if (!entry && !/^\d+$/.test(name)) {
    throw new RuntimeError(
      'Unknown',
      `failed to generate user string: no users found for ${name}: no matching entries in passwd file`,
    );
  }
  const uid = entry ? Number(entry[2]) : Number(name);
  let gid = entry ? Number(entry[3]) : 0;
  if (group !== undefined) {
    const found = table(fs, '/etc/group').find((fields) => fields[0] === group || fields[2] === group);
    gid = found ? Number(found[2]) : Number(group) || 0;
  }
  return { uid, gid: asked.gid ?? gid, groups };
}
