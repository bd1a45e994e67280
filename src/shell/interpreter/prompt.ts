import { Errno } from '../fs/errno.ts';
import { strftime } from '../strftime.ts';
import type { Shell } from './shell.ts';

/** Decode the backslash escapes of PS1 (bash's, which busybox shares). Expansion of `$` comes after. */
export function decodePrompt(shell: Shell, prompt: string): string {
  return prompt.replace(/\\(\d{3}|.)/gs, (whole, escape: string) => {
    switch (escape) {
      case 'u':
        return userName(shell);
      case 'h':
        return shell.machine.hostname.split('.')[0] ?? '';
      case 'H':
        return shell.machine.hostname;
      case 'w':
        return shortened(shell);
      case 'W': {
        const path = shortened(shell);
        return path === '/' ? '/' : path.slice(path.lastIndexOf('/') + 1);
      }
      case '$':
        return shell.fs.user.uid === 0 ? '#' : '\\$';
      case 's':
        return shell.name.slice(shell.name.lastIndexOf('/') + 1);
      case 'v':
        return '5.2';
      case 'V':
        return '5.2.15';
      case 'n':
        return '\n';
      case 'r':
        return '\r';
      case 'a':
        return '\x07';
      case 'e':
        return '\x1b';
      case 'j':
        return String(shell.jobs.list().length);
      case '!':
      case '#':
        return String(shell.history.length + 1);
      case 't':
        return strftime('%T', shell.machine.sim.time);
      case 'T':
        return strftime('%I:%M:%S', shell.machine.sim.time);
      case '@':
        return strftime('%I:%M %p', shell.machine.sim.time);
      case 'A':
        return strftime('%R', shell.machine.sim.time);
      case 'd':
        return strftime('%a %b %d', shell.machine.sim.time);
      default:
        return /^[0-7]{3}$/.test(escape) ? String.fromCharCode(parseInt(escape, 8)) : whole;
    }
  });
}

function shortened(shell: Shell): string {
  const home = shell.variables.get('HOME');
  const { cwd } = shell;
  if (home && home !== '/' && (cwd === home || cwd.startsWith(`${home}/`)))
    return `~${cwd.slice(home.length)}`;
  return cwd;
}

function userName(shell: Shell): string {
  const { uid } = shell.fs.user;
  try {
    const entries = shell.fs
      .readText('/etc/passwd')
      .split('\n')
      .map((line) => line.split(':'));
    const name = entries.find((fields) => fields[2] === String(uid))?.[0];
    if (name !== undefined && uid !== 0) return name;
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
  }
  return shell.variables.get('USER') ?? (uid === 0 ? 'root' : 'I have no name!');
}
