import type { Task } from '../../sim/index.ts';
import { assign } from '../interpreter/assign.ts';
import { ExitShell } from '../interpreter/control.ts';
import { arithmetic } from '../interpreter/expand.ts';
import { lookUp, setElement } from '../interpreter/parameters.ts';
import type { Builtin, Shell } from '../interpreter/shell.ts';
import { declaration } from '../interpreter/transform.ts';
import type { Variable } from '../interpreter/variables.ts';
import { formatFunction } from '../parser/format.ts';
import { quoteForShell, quoteForTrace } from '../quoting.ts';
import { trace } from '../interpreter/trace.ts';
import { badOption, readOptions } from './usage.ts';

export const NAME = /^[A-Za-z_]\w*$/;

export function* badName(shell: Shell, command: string, name: string): Task<number> {
  if (shell.flavor === 'bash') yield* shell.complain(`\`${name}': not a valid identifier`, command);
  else yield* shell.complain(`${name}: bad variable name`, command);
  return 1;
}

interface Argument {
  readonly name: string;
  readonly index: string | undefined;
  readonly append: boolean;
  readonly value: string | undefined;
}

/** `name=value`, `name[index]=value`, `name+=value` or `name` of a declaring builtin. */
function splitArgument(argument: string): Argument {
  const match = /^([^=[]*?)(?:\[([^\]]*)\])?(\+?)=(.*)$/s.exec(argument);
  const array = match ? undefined : /^(\w+)\[(.*)\]$/.exec(argument);
  if (array) return { name: array[1] ?? '', index: array[2], append: false, value: undefined };
  if (!match) return { name: argument, index: undefined, append: false, value: undefined };
  return { name: match[1] ?? '', index: match[2], append: match[3] === '+', value: match[4] };
}

function declaring(change: (variable: Variable, flag: boolean) => void, letter: 'x' | 'r'): Builtin {
  return function* (shell, argv) {
    const given = yield* readOptions(shell, argv, letter === 'x' ? 'npf' : 'paAf');
    if (typeof given === 'number') return given;
    const { options, args } = given;
    const on = !options.has('n');
    if (args.length === 0) {
      for (const name of shell.variables.names()) {
        const variable = shell.variables.find(name);
        if (!variable || !(letter === 'x' ? variable.exported : variable.readonly)) continue;
        if (shell.flavor === 'bash') yield* shell.print(`${declaration(shell, name)}\n`);
        else yield* shell.print(`${argv[0]} ${name}=${quoteForShell(variable.value ?? '')}\n`);
      }
      return 0;
    }
    let status = 0;
    for (const argument of args) {
      if (options.has('f')) {
        const found = shell.functions.get(argument);
        if (found) found.exported = on;
        else {
          yield* shell.complain(`${argument}: not a function`, argv[0]);
          status = 1;
        }
        continue;
      }
      const { name, append, value } = splitArgument(argument);
      if (!NAME.test(name)) {
        status = yield* badName(shell, argv[0] ?? '', shell.flavor === 'bash' ? argument : name);
        if (shell.flavor !== 'bash' && !shell.interactive) throw new ExitShell(2);
        continue;
      }
      if (value !== undefined && shell.flavor === 'bash')
        yield* trace(shell, `${name}${append ? '+' : ''}=${value === '' ? '' : quoteForTrace(value)}`);
      if (value !== undefined)
        assign(shell, name, append ? (shell.variables.get(name) ?? '') + value : value);
      const variable =
        shell.variables.find(name) ?? (letter === 'r' || on ? shell.variables.writable(name) : undefined);
      if (variable && options.has('a')) variable.array ??= new Map();
      if (variable) change(variable, on);
    }
    return status;
  };
}

export const exportBuiltin = declaring((variable, on) => (variable.exported = on), 'x');
export const readonly = declaring((variable, on) => (variable.readonly = on || variable.readonly), 'r');

const DECLARE_LETTERS = 'aAfFgiIlnprtuxc';

/** `declare`, `typeset` and `local`. */
export const declare: Builtin = function* (shell, argv) {
  const [command = ''] = argv;
  const args = argv.slice(1);
  const on = new Set<string>();
  const off = new Set<string>();
  while (/^[-+]./.test(args[0] ?? '')) {
    const flags = args.shift() ?? '';
    if (flags === '--') break;
    for (const letter of flags.slice(1)) {
      if (!DECLARE_LETTERS.includes(letter))
        return yield* badOption(shell, command, `${flags.slice(0, 1)}${letter}`);
      (flags.startsWith('-') ? on : off).add(letter);
    }
  }
  const isLocal = command === 'local';
  if (isLocal && shell.functionDepth === 0) {
    if (shell.flavor === 'bash') yield* shell.complain('can only be used in a function', 'local');
    else yield* shell.complain('not in a function', 'local');
    if (shell.flavor === 'dash' && !shell.interactive) throw new ExitShell(2);
    return 1;
  }
  if (on.has('f') || on.has('F')) return yield* listFunctions(shell, args, on.has('F'));
  if (args.length === 0 || on.has('p')) return yield* list(shell, command, args, on);
  let status = 0;
  for (const argument of args) {
    const given = splitArgument(argument);
    if (NAME.test(given.name)) declareOne(shell, given, on, off, isLocal);
    else status = yield* badName(shell, command, argument);
  }
  return status;
};

function declareOne(
  shell: Shell,
  { name, index, append, value }: Argument,
  on: ReadonlySet<string>,
  off: ReadonlySet<string>,
  isLocal: boolean,
): void {
  const local = shell.functionDepth > 0 && !on.has('g');
  const before = shell.variables.get(name);
  const inherited = on.has('I') || shell.flavor !== 'bash' ? before : undefined;
  const variable = local
    ? shell.variables.declareLocal(name)
    : on.has('g')
      ? shell.variables.writableGlobal(name)
      : (shell.variables.findOwn(name) ?? shell.variables.writable(name));
  if (on.has('n')) {
    shell.variables.refer(variable, value ?? variable.value);
    return;
  }
  if (off.has('n')) variable.reference = false;
  for (const [letter, field] of [
    ['i', 'integer'],
    ['x', 'exported'],
  ] as const) {
    if (on.has(letter)) variable[field] = true;
    if (off.has(letter)) variable[field] = false;
  }
  for (const letter of ['u', 'l', 'c'] as const) {
    if (on.has(letter)) variable.letterCase = letter;
    if (off.has(letter) && variable.letterCase === letter) variable.letterCase = undefined;
  }
  if ((on.has('a') || on.has('A') || index !== undefined) && !variable.array) {
    variable.array = new Map(variable.value === undefined ? [] : [['0', variable.value]]);
    variable.value = undefined;
    variable.associative = on.has('A');
  }
  if (value !== undefined) {
    const old = append ? ((local && isLocal ? variable.value : before) ?? '') : '';
    if (index !== undefined)
      setElement(shell, name, variable.associative ? index : String(arithmetic(shell, index)), value);
    else if (append && variable.integer) assign(shell, name, `${old || 0}+(${value})`);
    else assign(shell, name, old + value);
  } else if (isLocal && inherited !== undefined && variable.value === undefined && !variable.array)
    variable.value = inherited;
  if (on.has('r')) variable.readonly = true;
}

function* listFunctions(shell: Shell, names: readonly string[], namesOnly: boolean): Task<number> {
  let status = 0;
  const all = [...shell.functions.keys()].sort((a, b) => (a < b ? -1 : 1));
  for (const name of names.length > 0 ? names : all) {
    const found = shell.functions.get(name);
    if (!found) status = 1;
    else if (namesOnly) yield* shell.print(names.length > 0 ? `${name}\n` : `declare -f ${name}\n`);
    else yield* shell.print(`${formatFunction(name, found.body)}\n`);
  }
  return status;
}

/** The variables named, or all that have the attributes asked for. */
function* list(
  shell: Shell,
  command: string,
  args: readonly string[],
  on: ReadonlySet<string>,
): Task<number> {
  if (args.length > 0) {
    let status = 0;
    for (const name of args) {
      if (shell.variables.findOwn(name)) yield* shell.print(`${declaration(shell, name)}\n`);
      else {
        yield* shell.complain(`${name}: not found`, command);
        status = 1;
      }
    }
    return status;
  }
  const names = command === 'local' ? shell.variables.localNames() : shell.variables.names();
  for (const name of names) {
    const variable = shell.variables.findOwn(name);
    if (!variable || !hasAttributes(variable, on)) continue;
    if (command === 'local' && !on.has('p') && !variable.array)
      yield* shell.print(`${name}=${variable.value ?? ''}\n`);
    else yield* shell.print(`${declaration(shell, name)}\n`);
  }
  return 0;
}

function hasAttributes(variable: Variable, on: ReadonlySet<string>): boolean {
  return (
    (!on.has('x') || variable.exported) &&
    (!on.has('r') || variable.readonly) &&
    (!on.has('i') || variable.integer) &&
    (!on.has('n') || variable.reference) &&
    (!on.has('a') || (variable.array !== undefined && !variable.associative)) &&
    (!on.has('A') || variable.associative)
  );
}

export const unset: Builtin = function* (shell, argv) {
  const given = yield* readOptions(shell, argv, 'vfn');
  if (typeof given === 'number') return given;
  const { options, args } = given;
  let status = 0;
  for (const argument of args) {
    const element = /^(\w+)\[(.*)\]$/s.exec(argument);
    if (element) {
      const [, name = '', index = ''] = element;
      const variable = lookUp(shell, name);
      if ((index === '@' || index === '*') && !variable?.associative) shell.variables.unset(name);
      else if (variable?.array) {
        const key = variable.associative ? index : String(arithmetic(shell, index));
        if (!key.startsWith('-') || variable.associative) variable.array.delete(key);
        else {
          const keys = [...variable.array.keys()].map(Number);
          variable.array.delete(String(Math.max(-1, ...keys) + 1 + Number(key)));
        }
      }
    } else if (options.has('f')) shell.functions.delete(argument);
    else if (!NAME.test(argument) && (options.has('v') || shell.flavor !== 'bash'))
      status = yield* badName(shell, 'unset', argument);
    else if (lookUp(shell, argument) || options.has('v') || options.has('n')) {
      if (lookUp(shell, argument)?.readonly) {
        const words = shell.flavor === 'bash' ? 'cannot unset: readonly variable' : 'is read only';
        yield* shell.complain(`${argument}: ${words}`, 'unset');
        if (shell.flavor !== 'bash' && !shell.interactive) throw new ExitShell(2);
        status = 1;
      } else shell.variables.unset(argument, { reference: options.has('n') });
    } else if (NAME.test(argument) || shell.functions.has(argument)) shell.functions.delete(argument);
    else status = yield* badName(shell, 'unset', argument);
  }
  return status;
};
