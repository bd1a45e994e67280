import type { Task } from '../../sim/index.ts';
import { USAGE } from './usage.ts';
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
      yield* tellMissing(shell, 'alias', argument);
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
      yield* tellMissing(shell, 'unalias', name);
      return 1;
    }
  }
  return 0;
};

/** `help`: the builtins, or how one of them is called. */
export const help: Builtin = function* (shell, argv) {
  const args = argv.slice(1).filter((argument) => !argument.startsWith('-'));
  const names = [...shell.hooks.builtins.keys()].sort((a, b) => (a < b ? -1 : 1));
  if (args.length === 0) {
    yield* printNames(shell, names);
    return 0;
  }
  let status = 0;
  for (const name of args) {
    const usage = USAGE[name];
    if (usage !== undefined) yield* shell.print(`${name}: ${name} ${usage}\n`);
    else if (names.includes(name)) yield* shell.print(`${name}: ${name}\n`);
    else {
      yield* shell.complain(
        `no help topics match \`${name}'.  Try \`help help' or \`man -k ${name}' or \`info ${name}'.`,
        'help',
      );
      status = 1;
    }
  }
  return status;
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

function* tellMissing(shell: Shell, command: string, name: string): Task {
  if (shell.flavor === 'dash') yield* shell.printError(`${command}: ${name} not found\n`);
  else yield* shell.complain(`${name}: not found`, command);
}
