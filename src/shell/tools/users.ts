import type { FileSystem } from '../fs/file-system.ts';

export interface User {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly home: string;
}

export interface Group {
  readonly name: string;
  readonly gid: number;
  readonly members: readonly string[];
}

function table(fs: FileSystem, path: string): string[][] {
  if (!fs.isFile(path) || !fs.access(path, 'r')) return [];
  return fs
    .readText(path)
    .split('\n')
    .filter((line) => line.includes(':'))
    .map((line) => line.split(':'));
}

/** The users in /etc/passwd. */
export function users(fs: FileSystem): User[] {
  return table(fs, '/etc/passwd').map(([name = '', , uid = '', gid = '', , home = '']) => ({
    name,
    uid: Number(uid),
    gid: Number(gid),
    home,
  }));
}

/** The groups in /etc/group. */
export function groups(fs: FileSystem): Group[] {
  return table(fs, '/etc/group').map(([name = '', , gid = '', members = '']) => ({
    name,
    gid: Number(gid),
    members: members.split(',').filter((member) => member !== ''),
  }));
}

/** A user's name; root is known without /etc/passwd being there. */
export function userName(fs: FileSystem, uid: number): string | undefined {
  return users(fs).find((user) => user.uid === uid)?.name ?? (uid === 0 ? 'root' : undefined);
}

export function groupName(fs: FileSystem, gid: number): string | undefined {
  return groups(fs).find((group) => group.gid === gid)?.name ?? (gid === 0 ? 'root' : undefined);
}
