import { Errno } from '../fs/errno.ts';
import type { Stat } from '../fs/file-system.ts';
import { absolute } from '../fs/path.ts';
import type { Shell } from './shell.ts';

/** A test of one operand: `-f file`, `-z text` … */
export function testFile(shell: Shell, operator: string, operand: string): boolean {
  switch (operator) {
    case '-n':
      return operand !== '';
    case '-z':
      return operand === '';
    case '-v':
      return shell.variables.get(operand) !== undefined;
    case '-o':
      return shell.options.has(operand);
    case '-t': {
      const descriptor = shell.descriptors.get(Number(operand));
      return (descriptor?.input?.tty ?? descriptor?.output?.tty) !== undefined;
    }
  }
  if (operand === '') return false;
  const path = absolute(shell.cwd, operand);
  if (operator === '-L' || operator === '-h') return statOf(shell, path, false)?.kind === 'symlink';
  const stat = statOf(shell, path, true);
  if (!stat) return false;
  switch (operator) {
    case '-e':
    case '-a':
      return true;
    case '-f':
      return stat.kind === 'file';
    case '-d':
      return stat.kind === 'directory';
    case '-s':
      return stat.size > 0;
    case '-c':
      return stat.kind === 'device';
    case '-r':
    case '-w':
    case '-x':
      return shell.fs.access(path, operator.slice(1) as 'r');
    case '-u':
      return (stat.mode & 0o4000) !== 0;
    case '-g':
      return (stat.mode & 0o2000) !== 0;
    case '-k':
      return (stat.mode & 0o1000) !== 0;
    case '-O':
      return stat.uid === shell.fs.user.uid;
    case '-G':
      return stat.gid === shell.fs.user.gid;
    default:
      return false; // sockets, pipes and block devices: there are none
  }
}

/** `-nt`, `-ot`, `-ef` */
export function compareFiles(shell: Shell, left: string, operator: string, right: string): boolean {
  const a = statOf(shell, absolute(shell.cwd, left), true);
  const b = statOf(shell, absolute(shell.cwd, right), true);
  if (operator === '-ef')
    return a !== undefined && b !== undefined && a.volume === b.volume && a.ino === b.ino;
  const [newer, older] = operator === '-nt' ? [a, b] : [b, a];
  return newer !== undefined && (older === undefined || newer.mtime > older.mtime);
}

function statOf(shell: Shell, path: string, follow: boolean): Stat | undefined {
  try {
    return follow ? shell.fs.stat(path) : shell.fs.lstat(path);
  } catch (error) {
    if (error instanceof Errno) return undefined;
    throw error;
  }
}
