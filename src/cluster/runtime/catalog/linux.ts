import type { FileSystem } from '../../../shell/fs/file-system.ts';

interface Account {
  readonly name: string;
  readonly id: number;
  readonly home?: string;
  readonly shell?: string;
}

/** /etc/passwd and /etc/group with root and these accounts. */
export function writeAccounts(fs: FileSystem, rootShell: string, accounts: readonly Account[] = []): void {
  const passwd = [`root:x:0:0:root:/root:${rootShell}`];
  const group = ['root:x:0:'];
  for (const { name, id, home = '/', shell = '/sbin/nologin' } of accounts) {
    passwd.push(`${name}:x:${id}:${id}:${name}:${home}:${shell}`);
    group.push(`${name}:x:${id}:`);
  }
  fs.writeFile('/etc/passwd', `${passwd.join('\n')}\n`);
  fs.writeFile('/etc/group', `${group.join('\n')}\n`);
}

export const NOBODY: Account = { name: 'nobody', id: 65534, home: '/home' };

/** /etc/os-release as the distribution has it. */
export function writeOsRelease(fs: FileSystem, fields: Readonly<Record<string, string>>): void {
  const lines = Object.entries(fields).map(
    ([name, value]) => `${name}=${/^[\w.-]+$/.test(value) ? value : `"${value}"`}`,
  );
  fs.writeFile('/etc/os-release', `${lines.join('\n')}\n`);
}

export const DEBIAN = {
  PRETTY_NAME: 'Debian GNU/Linux 13 (trixie)',
  NAME: 'Debian GNU/Linux',
  VERSION_ID: '13',
  VERSION: '13 (trixie)',
  VERSION_CODENAME: 'trixie',
  ID: 'debian',
  HOME_URL: 'https://www.debian.org/',
};

export const UBUNTU = {
  PRETTY_NAME: 'Ubuntu 24.04.3 LTS',
  NAME: 'Ubuntu',
  VERSION_ID: '24.04',
  VERSION: '24.04.3 LTS (Noble Numbat)',
  VERSION_CODENAME: 'noble',
  ID: 'ubuntu',
  ID_LIKE: 'debian',
  HOME_URL: 'https://www.ubuntu.com/',
};

export const ALPINE = {
  NAME: 'Alpine Linux',
  ID: 'alpine',
  VERSION_ID: '3.22.2',
  PRETTY_NAME: 'Alpine Linux v3.22',
  HOME_URL: 'https://alpinelinux.org/',
};
