import type { Task } from '../../sim/index.ts';
import { ExitShell } from '../interpreter/control.ts';
import { OPTIONS, PLAIN_OPTIONS, SHOPT_OPTIONS, type ShellOption } from '../interpreter/options.ts';
import type { Builtin, Shell } from '../interpreter/shell.ts';
import { arrayText } from '../interpreter/transform.ts';
import { formatFunction } from '../parser/format.ts';
import { quoteForShell, quoteIfNeeded } from '../quoting.ts';
import { badOption, readOptions } from './usage.ts';

export const set: Builtin = function* (shell, argv) {
  const args = argv.slice(1);
  if (args.length === 0) return yield* listVariables(shell);
  const rest = yield* setOptions(shell, args, 'set');
  if (typeof rest === 'number') {
    if (shell.flavor !== 'bash' && !shell.interactive) throw new ExitShell(rest);
    return rest;
  }
  if (rest) shell.args = rest;
  return 0;
};

function* listVariables(shell: Shell): Task<number> {
  const bash = shell.flavor === 'bash';
  for (const name of shell.variables.names()) {
    const variable = shell.variables.find(name);
    if (variable?.array) yield* shell.print(`${name}=${arrayText(shell, name)}\n`);
    else if (variable?.value !== undefined) {
      const { value } = variable;
      yield* shell.print(
        `${name}=${bash ? (value === '' ? '' : quoteIfNeeded(value)) : quoteForShell(value)}\n`,
      );
    }
  }
  if (bash) {
    for (const name of [...shell.functions.keys()].sort((a, b) => (a < b ? -1 : 1))) {
      const found = shell.functions.get(name);
      if (found) yield* shell.print(`${formatFunction(name, found.body)}\n`);
    }
  }
  return 0;
}

/** Set options from arguments. @returns the positional parameters if there are any, or a failure's status */
export function* setOptions(
  shell: Shell,
  args: readonly string[],
  name: string,
): Task<string[] | number | undefined> {
  const bash = shell.flavor === 'bash';
  const known = optionsOf(shell);
  let i = 0;
  for (; i < args.length; i++) {
    const argument = args[i] ?? '';
    if (argument === '--') return args.slice(i + 1);
    if (argument === '-') {
      shell.options.delete('xtrace');
      shell.options.delete('verbose');
      return args.length > i + 1 ? args.slice(i + 1) : undefined;
    }
    if (!/^[-+]./.test(argument)) return args.slice(i);
    const on = argument.startsWith('-');
    for (const letter of argument.slice(1)) {
      let option = known.find((candidate) => candidate.letter === letter)?.name;
      if (letter === 'o') {
        option = args[++i];
        if (option === undefined) {
          yield* listOptions(shell, on);
          return undefined;
        }
        if (!known.some((candidate) => candidate.name === option)) {
          yield* shell.complain(
            bash ? `${option}: invalid option name` : `Illegal option -o ${option}`,
            name,
          );
          return bash ? 1 : 2;
        }
      }
      if (option === undefined) {
        if (name === 'set') return yield* badOption(shell, name, `${argument.slice(0, 1)}${letter}`);
        yield* shell.complain(
          bash ? `-${letter}: invalid option` : `Illegal option -${letter}`,
          bash ? undefined : name,
        );
        return 2;
      }
      setOption(shell, option, on);
    }
  }
  return undefined;
}

/** The options that a shell knows; busybox has pipefail beside dash's. */
function optionsOf(shell: Shell): readonly ShellOption[] {
  if (shell.flavor === 'bash') return OPTIONS;
  return shell.flavor === 'ash' ? [...PLAIN_OPTIONS, { name: 'pipefail' }] : PLAIN_OPTIONS;
}

function setOption(shell: Shell, name: string, on: boolean): void {
  if (on) shell.options.add(name);
  else shell.options.delete(name);
  if (name === 'allexport') shell.variables.exportAll = on;
}

/** `set -o` and `set +o` without a name. */
function* listOptions(shell: Shell, table: boolean): Task {
  const names = optionsOf(shell).map(({ name }) => name);
  if (shell.flavor === 'bash') names.sort();
  else if (table) yield* shell.print('Current option settings\n');
  for (const name of names) {
    const on = shell.options.has(name);
    const line =
      shell.flavor === 'bash'
        ? `${name.padEnd(15)}\t${on ? 'on' : 'off'}\n`
        : `${name.padEnd(16)}${on ? 'on' : 'off'}\n`;
    yield* shell.print(table ? line : `set ${on ? '-' : '+'}o ${name}\n`);
  }
}

export const shopt: Builtin = function* (shell, argv) {
  const given = yield* readOptions(shell, argv, 'suqpo');
  if (typeof given === 'number') return given;
  const { options, args } = given;
  if (options.has('s') && options.has('u')) {
    yield* shell.complain('cannot set and unset shell options simultaneously', 'shopt');
    return 1;
  }
  const names = options.has('o') ? OPTIONS.map(({ name }) => name).sort() : [...SHOPT_OPTIONS.keys()].sort();
  const change = options.has('s') ? 'on' : options.has('u') ? 'off' : undefined;
  let status = 0;
  for (const name of args.length > 0 ? args : names) {
    const on = shell.options.has(name);
    if (!names.includes(name)) {
      yield* shell.complain(
        options.has('o') ? `${name}: invalid option name` : `${name}: invalid shell option name`,
        'shopt',
      );
      status = 1;
    } else if (change && args.length > 0) setOption(shell, name, change === 'on');
    else {
      if (args.length > 0 && !on) status = 1;
      if (options.has('q') || (change && on !== (change === 'on'))) continue;
      const command = options.has('o') ? `set ${on ? '-' : '+'}o` : `shopt ${on ? '-s' : '-u'}`;
      yield* shell.print(
        options.has('p') ? `${command} ${name}\n` : `${name.padEnd(15)}\t${on ? 'on' : 'off'}\n`,
      );
    }
  }
  return status;
};
