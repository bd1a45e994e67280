import type { Task } from '../../sim/index.ts';
import type { Builtin, Shell } from '../interpreter/shell.ts';
import { quoteForShell } from '../quoting.ts';

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
