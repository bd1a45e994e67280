import type { Task } from '../../sim/index.ts';
import { Errno } from '../fs/errno.ts';
import { absolute, normalize } from '../fs/path.ts';
import { processInfo } from '../machine.ts';
import type { Builtin, Shell } from '../interpreter/shell.ts';
import { writeOut } from './basic.ts';
import { badOption, readOptions, tellUsage } from './usage.ts';

export const pwd: Builtin = function* (shell, argv) {
  const given = yield* readOptions(shell, argv, 'LP');
  if (typeof given === 'number') return given;
  const physical = given.options.has('P') || shell.options.has('physical');
  return yield* writeOut(shell, 'pwd', `${physical ? shell.fs.realpath(shell.cwd) : shell.cwd}\n`);
};

export const cd: Builtin = function* (shell, argv) {
  const given = yield* readOptions(shell, argv, shell.flavor === 'bash' ? 'LPe@' : 'LP');
  if (typeof given === 'number') return given;
  const { options, args } = given;
  if (args.length > 1 && shell.flavor === 'bash') {
    yield* shell.complain('too many arguments', 'cd');
    return 1;
  }
  let target = args[0] ?? shell.variables.get('HOME');
  let say = false;
  if (target === undefined) {
    if (shell.flavor !== 'bash') return 0;
    yield* shell.complain('HOME not set', 'cd');
    return 1;
  }
  if (target === '-') {
    target = shell.variables.get('OLDPWD');
    say = true;
    if (target === undefined) {
      if (shell.flavor === 'dash') target = shell.cwd;
      else {
        yield* shell.complain('OLDPWD not set', 'cd');
        return 1;
      }
    }
  }
  const physical = options.has('P') || shell.options.has('physical');
  return yield* changeDirectory(shell, 'cd', target, { physical, say });
};

/** Go to a directory, looked for along CDPATH; PWD and OLDPWD follow. */
function* changeDirectory(
  shell: Shell,
  command: string,
  target: string,
  { physical = false, say = false },
): Task<number> {
  const candidates = [target];
  if (!/^\.{0,2}\//.test(target) && target !== '.' && target !== '..') {
    const path = shell.variables.get('CDPATH');
    if (path) candidates.unshift(...path.split(':').map((directory) => `${directory || '.'}/${target}`));
  }
  let failure: Errno | undefined;
  for (const candidate of candidates) {
    const logical = physical ? absolute(shell.cwd, candidate) : normalize(absolute(shell.cwd, candidate));
    try {
      if (candidate === '') return 0;
      if (shell.fs.stat(logical).kind !== 'directory') throw new Errno('ENOTDIR', target);
      if (!shell.fs.access(logical, 'x')) throw new Errno('EACCES', target);
      const old = shell.cwd;
      shell.cwd = physical ? shell.fs.realpath(logical) : logical;
      shell.variables.set('OLDPWD', old).exported = true;
      shell.variables.set('PWD', shell.cwd).exported = true;
      const info = processInfo(shell.process);
      if (info) info.cwd = shell.cwd;
      if (say || (candidate !== target && !candidate.startsWith('./'))) yield* shell.print(`${shell.cwd}\n`);
      return 0;
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      failure = error;
    }
  }
  const words = failure?.message ?? '';
  if (shell.flavor === 'bash') yield* shell.complain(`${target}: ${words}`, command);
  else if (shell.flavor === 'ash') yield* shell.complain(`can't cd to ${target}: ${words}`, command);
  else yield* shell.complain(`can't cd to ${target}`, command);
  return shell.flavor === 'dash' ? 2 : 1;
}

/** The stack with the present directory on top. */
function stackOf(shell: Shell): string[] {
  return [shell.cwd, ...shell.directories];
}

function shownDirectory(shell: Shell, path: string): string {
  const home = shell.variables.get('HOME');
  if (home && home !== '/' && (path === home || path.startsWith(`${home}/`)))
    return `~${path.slice(home.length)}`;
  return path;
}

function* tellStack(shell: Shell): Task<number> {
  const shown = stackOf(shell).map((path) => shownDirectory(shell, path));
  yield* shell.print(`${shown.join(' ')}\n`);
  return 0;
}

/** The place in the stack that `+N` or `-N` means; complains about one that is not there. */
function* placeOf(shell: Shell, command: string, text: string): Task<number | undefined> {
  const size = shell.directories.length + 1;
  const number = Number(text.slice(1));
  const place = text.startsWith('+') ? number : size - 1 - number;
  if (place >= 0 && place < size) return place;
  const words = size === 1 ? 'directory stack empty' : `${text}: directory stack index out of range`;
  yield* shell.complain(words, command);
  return undefined;
}

export const pushd: Builtin = function* (shell, argv) {
  const args = argv.slice(1);
  const stay = args[0] === '-n';
  if (stay || args[0] === '--') args.shift();
  const [argument] = args;
  if (argument !== undefined && /^-\D/.test(argument)) {
    yield* shell.complain(`${argument}: invalid number`, 'pushd');
    return yield* tellUsage(shell, 'pushd');
  }
  const stack = stackOf(shell);
  if (argument === undefined || /^[-+]\d+$/.test(argument)) {
    if (stack.length === 1) {
      const words = argument === undefined ? 'no other directory' : 'directory stack empty';
      yield* shell.complain(words, 'pushd');
      return 1;
    }
    const place = argument === undefined ? 1 : yield* placeOf(shell, 'pushd', argument);
    if (place === undefined) return 1;
    const turned =
      argument === undefined
        ? [stack[1] ?? '', stack[0] ?? '', ...stack.slice(2)]
        : [...stack.slice(place), ...stack.slice(0, place)];
    const status = stay ? 0 : yield* changeDirectory(shell, 'pushd', turned[0] ?? '', {});
    if (status !== 0) return status;
    shell.directories = turned.slice(1);
  } else if (stay) shell.directories.unshift(argument);
  else {
    const target = argument === '-' ? (shell.variables.get('OLDPWD') ?? '') : argument;
    const status = yield* changeDirectory(shell, 'pushd', target, {});
    if (status !== 0) return status;
    shell.directories = stack;
  }
  return yield* tellStack(shell);
};

export const popd: Builtin = function* (shell, argv) {
  const args = argv.slice(1);
  const stay = args[0] === '-n';
  if (stay || args[0] === '--') args.shift();
  const [argument] = args;
  if (argument !== undefined && !/^[-+]\d+$/.test(argument)) {
    yield* shell.complain(`${argument}: invalid argument`, 'popd');
    return yield* tellUsage(shell, 'popd');
  }
  const place = argument === undefined ? 0 : yield* placeOf(shell, 'popd', argument);
  if (place === undefined) return 1;
  if (shell.directories.length === 0) {
    yield* shell.complain('directory stack empty', 'popd');
    return 1;
  }
  if (place === 0 && !stay) {
    const status = yield* changeDirectory(shell, 'popd', shell.directories[0] ?? '', {});
    if (status !== 0) return status;
    shell.directories = shell.directories.slice(1);
  } else shell.directories.splice(Math.max(0, place - 1), 1);
  return yield* tellStack(shell);
};

export const dirs: Builtin = function* (shell, argv) {
  let long = false;
  let numbered = false;
  let lines = false;
  let only: number | undefined;
  for (const argument of argv.slice(1)) {
    if (/^[-+]\d+$/.test(argument)) {
      only = yield* placeOf(shell, 'dirs', argument);
      if (only === undefined) return 1;
      continue;
    }
    if (!/^-[clpv]+$/.test(argument)) return yield* badOption(shell, 'dirs', argument.slice(0, 2));
    if (argument.includes('c')) {
      shell.directories = [];
      return 0;
    }
    long ||= argument.includes('l');
    numbered ||= argument.includes('v');
    lines ||= argument.includes('p') || numbered;
  }
  const shown = stackOf(shell).map((path) => (long ? path : shownDirectory(shell, path)));
  if (only !== undefined) yield* shell.print(`${shown[only] ?? ''}\n`);
  else if (!lines) yield* shell.print(`${shown.join(' ')}\n`);
  else
    for (const [i, path] of shown.entries())
      yield* shell.print(numbered ? `${String(i).padStart(2)}  ${path}\n` : `${path}\n`);
  return 0;
};
