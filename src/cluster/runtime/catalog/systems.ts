import type { FileSystem } from '../../../shell/fs/file-system.ts';
import { ash, bash, dash } from '../../../shell/sh.ts';
import { busyboxApplets, coreutils } from '../../../shell/tools/index.ts';
import type { Program } from '../../../shell/types.ts';
import { baseName } from '../../../shell/fs/path.ts';
import { ALPINE, DEBIAN, NOBODY, UBUNTU, writeAccounts, writeOsRelease } from './linux.ts';

type Accounts = Parameters<typeof writeAccounts>[2];

const applets: ReadonlyMap<string, Program> = new Map([...busyboxApplets, ['sh', ash], ['ash', ash]]);

/** Busybox: one program that is whatever it is called. */
const busybox: Program = function* (context) {
  let argv = context.argv;
  let name = baseName(argv[0] ?? '').replace(/^-/, '');
  if (name === 'busybox') {
    argv = argv.slice(1);
    name = argv[0] ?? '';
  }
  const applet = applets.get(name);
  if (applet) return yield* applet({ ...context, argv });
  if (name === '' || name === '--help') {
    const names = [...applets.keys()].sort((a, b) => (a < b ? -1 : 1));
    yield* context.stdout.write(
      `BusyBox v1.37.0 (2024-09-26 21:31:42 UTC) multi-call binary.\n\nUsage: busybox [function [arguments]...]\n\nCurrently defined functions:\n\t${names.join(', ')}\n`,
    );
    return 0;
  }
  yield* context.stderr.write(`${name}: applet not found\n`);
  return 127;
};

function installApplets(fs: FileSystem, directory: string): void {
  fs.addProgram('/bin/busybox', busybox);
  for (const name of applets.keys()) {
    if (name !== 'busybox') fs.symlink('/bin/busybox', `${directory}/${name}`);
  }
}

/** The files of the image busybox. */
export function installBusybox(fs: FileSystem): void {
  fs.mkdir('/bin', { recursive: true });
  installApplets(fs, '/bin');
  fs.mkdir('/home');
  writeAccounts(fs, '/bin/sh', [
    { name: 'daemon', id: 1, home: '/usr/sbin', shell: '/bin/false' },
    { name: 'www-data', id: 33, home: '/var/www', shell: '/bin/false' },
    NOBODY,
  ]);
}

/** The files of the image alpine. */
export function installAlpine(fs: FileSystem, accounts: Accounts = []): void {
  fs.mkdir('/bin', { recursive: true });
  installApplets(fs, '/bin');
  for (const directory of ['/home', '/mnt', '/opt', '/srv', '/var/log'])
    fs.mkdir(directory, { recursive: true });
  writeAccounts(fs, '/bin/sh', [...accounts, NOBODY]);
  writeOsRelease(fs, ALPINE);
  fs.writeFile('/etc/alpine-release', `${ALPINE.VERSION_ID}\n`);
}

function installGnu(fs: FileSystem): void {
  fs.symlink('usr/bin', '/bin');
  fs.addProgram('/usr/bin/bash', bash);
  fs.addProgram('/usr/bin/dash', dash);
  fs.symlink('dash', '/usr/bin/sh');
  for (const [name, program] of coreutils) {
    // What a slim image of Debian does not have.
    if (
      ![
        'sh',
        'bash',
        'dash',
        'ash',
        'curl',
        'column',
        'dig',
        'host',
        'ip',
        'jq',
        'sudo',
        'tree',
        'xxd',
        'wget',
        'vi',
        'nano',
        'ps',
        'ping',
        'nslookup',
        'nc',
        'top',
        'less',
      ].includes(name)
    ) {
      fs.addProgram(`/usr/bin/${name}`, program);
    }
  }
  for (const directory of ['/home', '/mnt', '/opt', '/srv', '/var/log', '/usr/sbin', '/usr/local/bin']) {
    fs.mkdir(directory, { recursive: true });
  }
}

/** The files of the image debian, without what it leaves out (curl, ps, an editor). */
export function installDebian(fs: FileSystem, accounts: Accounts = []): void {
  installGnu(fs);
  writeAccounts(fs, '/bin/bash', [
    { name: 'www-data', id: 33, home: '/var/www', shell: '/usr/sbin/nologin' },
    { ...NOBODY, shell: '/usr/sbin/nologin' },
    ...accounts,
  ]);
  writeOsRelease(fs, DEBIAN);
  fs.writeFile('/etc/debian_version', '13.2\n');
}

/** The files of the image ubuntu. */
export function installUbuntu(fs: FileSystem): void {
  installGnu(fs);
  writeAccounts(fs, '/bin/bash', [
    { ...NOBODY, shell: '/usr/sbin/nologin' },
    { name: 'ubuntu', id: 1000, home: '/home/ubuntu', shell: '/bin/bash' },
  ]);
  writeOsRelease(fs, UBUNTU);
}

/** curl, for images that have it. */
export function installCurl(fs: FileSystem): void {
  const curl = coreutils.get('curl');
  if (curl) fs.addProgram('/usr/bin/curl', curl);
}
