import { findSignal, SIGNALS, type Task } from '../../sim/index.ts';
import { quoteForShell } from '../interpreter/expand.ts';
import type { Builtin, Shell } from '../interpreter/shell.ts';

export const trap: Builtin = function* (shell, argv) {
  const args = argv.slice(1);
  if (args[0] === '--') args.shift();
  if (args.length === 0 || args[0] === '-p') {
    for (const [name, action] of shell.traps) {
      const signal = name === 'EXIT' || shell.flavor !== 'bash' ? name : `SIG${name}`;
      yield* shell.print(`trap -- ${quoteForShell(action)} ${signal}\n`);
    }
    return 0;
  }
  if (args[0] === '-l') {
    yield* shell.print(
      `${Object.entries(SIGNALS)
        .map(([name, number]) => `${String(number).padStart(2)}) ${name}`)
        .join('\n')}\n`,
    );
    return 0;
  }
  // `trap INT` and `trap 2` reset, as does `trap - INT`.
  const resets = args[0] === '-' || args.length === 1 || /^\d+$/.test(args[0] ?? '');
  const action = args[0] ?? '';
  const names = args[0] === '-' || !resets ? args.slice(1) : args;
  let status = 0;
  for (const name of names) {
    const signal = trapName(name);
    if (signal === undefined) {
      yield* shell.complain(
        shell.flavor === 'bash'
          ? `${name}: invalid signal specification`
          : `${name}: invalid signal specification`,
        'trap',
      );
      status = 1;
    } else if (resets) shell.traps.delete(signal);
    else shell.traps.set(signal, action);
  }
  return status;
};

function trapName(name: string): string | undefined {
  if (name === '0' || name.toUpperCase() === 'EXIT') return 'EXIT';
  if (/^(ERR|DEBUG|RETURN)$/i.test(name)) return name.toUpperCase();
  return findSignal(name)?.slice(3);
}

export const umask: Builtin = function* (shell, argv) {
  const args = argv.slice(1);
  const symbolic = args[0] === '-S';
  if (symbolic) args.shift();
  const [mode] = args;
  if (mode === undefined) {
    const mask = shell.fs.umask;
    const letters = (bits: number): string =>
      [4, 2, 1].map((bit, i) => ((bits & bit) === 0 ? 'rwx'[i] : '')).join('');
    yield* shell.print(
      symbolic
        ? `u=${letters(mask >> 6)},g=${letters(mask >> 3)},o=${letters(mask)}\n`
        : `${mask.toString(8).padStart(4, '0')}\n`,
    );
    return 0;
  }
  if (!/^[0-7]{1,4}$/.test(mode)) {
    yield* shell.complain(
      shell.flavor === 'bash' ? `${mode}: octal number out of range` : `Illegal mode: ${mode}`,
      'umask',
    );
    return 1;
  }
  shell.fs = shell.fs.as(shell.fs.user);
  shell.fs.umask = parseInt(mode, 8) & 0o777;
  return 0;
};

const LIMITS: readonly (readonly [letter: string, words: string, value: string])[] = [
  ['c', 'core file size              (blocks, -c)', '0'],
  ['f', 'file size                   (blocks, -f)', 'unlimited'],
  ['n', 'open files                          (-n)', '1048576'],
  ['s', 'stack size                  (kbytes, -s)', '8192'],
  ['u', 'max user processes                  (-u)', 'unlimited'],
  ['v', 'virtual memory              (kbytes, -v)', 'unlimited'],
];

export const ulimit: Builtin = function* (shell, argv) {
  const flags = argv[1] ?? '-f';
  if (flags.includes('a')) for (const [, words, value] of LIMITS) yield* shell.print(`${words} ${value}\n`);
  else {
    const limit = LIMITS.find(([letter]) => flags.includes(letter));
    if (!limit) {
      yield* shell.complain(`${flags}: invalid option`, 'ulimit');
      return 2;
    }
    if (argv[2] === undefined) yield* shell.print(`${limit[2]}\n`);
  }
  return 0;
};

export const times: Builtin = function* (shell) {
  const words = (ms: number): string => `${Math.floor(ms / 60_000)}m${((ms % 60_000) / 1000).toFixed(3)}s`;
  yield* shell.print(`${words(shell.process.cpuTime)} ${words(0)}\n${words(0)} ${words(0)}\n`);
  return 0;
};

export const alias: Builtin = function* (shell, argv) {
  const shown = (name: string, text: string): string =>
    `${shell.flavor === 'bash' ? 'alias ' : ''}${name}=${quoteForShell(text)}\n`;
  if (argv.length === 1 || argv[1] === '-p') {
    const names = [...shell.aliases.keys()].sort((a, b) => (a < b ? -1 : 1));
    for (const name of names) yield* shell.print(shown(name, shell.aliases.get(name) ?? ''));
    return 0;
  }
  let status = 0;
  for (const argument of argv.slice(1)) {
    const equals = argument.indexOf('=');
    const text = shell.aliases.get(argument);
    if (equals > 0) shell.aliases.set(argument.slice(0, equals), argument.slice(equals + 1));
    else if (text !== undefined) yield* shell.print(shown(argument, text));
    else {
      yield* shell.complain(`${argument}: not found`, 'alias');
      status = 1;
    }
  }
  return status;
};

export const unalias: Builtin = function* (shell, argv) {
  if (argv[1] === '-a') shell.aliases.clear();
  else {
    for (const name of argv.slice(1)) {
      if (shell.aliases.delete(name)) continue;
      yield* shell.complain(`${name}: not found`, 'unalias');
      return 1;
    }
  }
  return 0;
};

export const history: Builtin = function* (shell, argv) {
  if (argv[1] === '-c') {
    shell.history.length = 0;
    return 0;
  }
  const count = argv[1] === undefined ? shell.history.length : Number(argv[1]);
  if (!Number.isInteger(count) || count < 0) {
    yield* shell.complain(`${argv[1]}: numeric argument required`, 'history');
    return 1;
  }
  const first = Math.max(0, shell.history.length - count);
  for (const [i, line] of shell.history.slice(first).entries()) {
    yield* shell.print(`${String(first + i + 1).padStart(5)}  ${line}\n`);
  }
  return 0;
};

export const hash: Builtin = function* () {
  return 0; // programs are looked for each time
};

export const help: Builtin = function* (shell) {
  const names = [...shell.hooks.builtins.keys()].sort((a, b) => (a < b ? -1 : 1));
  yield* printNames(shell, names);
  return 0;
};

function* printNames(shell: Shell, names: readonly string[]): Task {
  yield* shell.print('These shell commands are defined internally:\n');
  for (let i = 0; i < names.length; i += 6) {
    yield* shell.print(
      `${names
        .slice(i, i + 6)
        .map((name) => name.padEnd(12))
        .join('')
        .trimEnd()}\n`,
    );
  }
}
