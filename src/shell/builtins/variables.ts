import { delay, first, Interrupted, SIGNALS, type Task } from '../../sim/index.ts';
import { arithmetic, quoteForShell } from '../interpreter/expand.ts';
import { assign } from '../interpreter/execute.ts';
import { lookUp, parameterText, setElement } from '../interpreter/parameters.ts';
import { OPTION_NAMES, type Builtin, type Shell } from '../interpreter/shell.ts';
import type { Variable } from '../interpreter/variables.ts';

const NAME = /^[A-Za-z_]\w*$/;

function* badName(shell: Shell, command: string, name: string): Task<number> {
  if (shell.flavor === 'bash') yield* shell.complain(`\`${name}': not a valid identifier`, command);
  else yield* shell.complain(`${name}: bad variable name`, command);
  return 1;
}

/** `name=value`, `name+=value` or `name` of a declaring builtin. */
function splitArgument(argument: string): { name: string; append: boolean; value: string | undefined } {
  const match = /^([^=]*?)(\+?)=(.*)$/s.exec(argument);
  if (!match) return { name: argument, append: false, value: undefined };
  return { name: match[1] ?? '', append: match[2] === '+', value: match[3] };
}

/** How `declare -p` and `export -p` show a variable. */
function declaration(name: string, variable: Variable): string {
  const letters =
    (variable.array ? (variable.associative ? 'A' : 'a') : '') +
    (variable.integer ? 'i' : '') +
    (variable.readonly ? 'r' : '') +
    (variable.exported ? 'x' : '');
  let value = '';
  if (variable.array)
    value = `=(${[...variable.array].map(([key, text]) => `[${key}]="${text}"`).join(' ')})`;
  else if (variable.value !== undefined) value = `="${variable.value.replace(/["\\$`]/g, '\\$&')}"`;
  return `declare -${letters || '-'} ${name}${value}`;
}

function declaring(change: (variable: Variable, flag: boolean) => void, letter: 'x' | 'r'): Builtin {
  return function* (shell, argv) {
    const args = argv.slice(1);
    let on = true;
    let print = args.length === 0;
    while (/^-[a-zA-Z]+$/.test(args[0] ?? '')) {
      const flags = args.shift() ?? '';
      if (flags.includes('n')) on = false;
      if (flags.includes('p')) print = args.length === 0;
    }
    if (print) {
      for (const name of shell.variables.names()) {
        const variable = shell.variables.find(name);
        if (!variable || !(letter === 'x' ? variable.exported : variable.readonly)) continue;
        if (shell.flavor === 'bash') yield* shell.print(`${declaration(name, variable)}\n`);
        else yield* shell.print(`${argv[0]} ${name}=${quoteForShell(variable.value ?? '')}\n`);
      }
      return 0;
    }
    let status = 0;
    for (const argument of args) {
      const { name, append, value } = splitArgument(argument);
      if (!NAME.test(name)) {
        status = yield* badName(shell, argv[0] ?? '', argument);
        continue;
      }
      if (value !== undefined)
        assign(shell, name, append ? (shell.variables.get(name) ?? '') + value : value);
      const variable =
        shell.variables.find(name) ?? (letter === 'r' || on ? shell.variables.writable(name) : undefined);
      if (variable) change(variable, on);
    }
    return status;
  };
}

export const exportBuiltin = declaring((variable, on) => (variable.exported = on), 'x');
export const readonly = declaring((variable, on) => (variable.readonly = on || variable.readonly), 'r');

export const declare: Builtin = function* (shell, argv) {
  const args = argv.slice(1);
  const on = new Set<string>();
  const off = new Set<string>();
  while (/^[-+][a-zA-Z]+$/.test(args[0] ?? '')) {
    const flags = args.shift() ?? '';
    for (const letter of flags.slice(1)) (flags.startsWith('-') ? on : off).add(letter);
  }
  const isLocal = argv[0] === 'local';
  if (isLocal && shell.functionDepth === 0) {
    if (shell.flavor === 'bash') yield* shell.complain('can only be used in a function', 'local');
    return 1;
  }
  if (on.has('f') || on.has('F')) {
    let status = 0;
    for (const name of args.length > 0 ? args : [...shell.functions.keys()]) {
      const found = shell.functions.get(name);
      if (!found) status = 1;
      else
        yield* shell.print(
          `${on.has('F') ? (args.length > 0 ? name : `declare -f ${name}`) : found.source}\n`,
        );
    }
    return status;
  }
  if (args.length === 0 || on.has('p')) {
    let status = 0;
    for (const name of args.length > 0 ? args : shell.variables.names()) {
      const variable = shell.variables.find(name);
      if (variable) yield* shell.print(`${declaration(name, variable)}\n`);
      else {
        yield* shell.complain(`${name}: not found`, argv[0]);
        status = 1;
      }
    }
    return status;
  }
  let status = 0;
  for (const argument of args) {
    const { name, append, value } = splitArgument(argument);
    if (!NAME.test(name)) {
      status = yield* badName(shell, argv[0] ?? '', argument);
      continue;
    }
    const local = shell.functionDepth > 0 && !on.has('g');
    const before = shell.variables.get(name);
    const variable = local ? shell.variables.declareLocal(name) : shell.variables.writable(name);
    if (on.has('i')) variable.integer = true;
    if (off.has('i')) variable.integer = false;
    if (on.has('x')) variable.exported = true;
    if (off.has('x')) variable.exported = false;
    if ((on.has('a') || on.has('A')) && !variable.array) {
      variable.array = new Map();
      variable.associative = on.has('A');
    }
    if (value !== undefined) {
      const text = append ? (before ?? '') + value : value;
      assign(shell, name, on.has('l') ? text.toLowerCase() : on.has('u') ? text.toUpperCase() : text);
    } else if (isLocal && shell.flavor !== 'bash' && before !== undefined && variable.value === undefined)
      variable.value = before;
    if (on.has('r')) variable.readonly = true;
  }
  return status;
};

export const unset: Builtin = function* (shell, argv) {
  const args = argv.slice(1);
  let what = '';
  while (/^-[vfn]$/.test(args[0] ?? '')) what = (args.shift() ?? '').slice(1);
  for (const argument of args) {
    const element = /^(\w+)\[(.*)\]$/.exec(argument);
    if (element) {
      const [, name = '', index = ''] = element;
      const variable = lookUp(shell, name);
      if (index === '@' || index === '*') shell.variables.unset(name);
      else variable?.array?.delete(variable.associative ? index : String(arithmetic(shell, index)));
    } else if (what === 'f') shell.functions.delete(argument);
    else if (lookUp(shell, argument) || what === 'v') {
      if (lookUp(shell, argument)?.readonly) {
        yield* shell.complain(`${argument}: cannot unset: readonly variable`, 'unset');
        return 1;
      }
      shell.variables.unset(argument);
    } else shell.functions.delete(argument);
  }
  return 0;
};

export const set: Builtin = function* (shell, argv) {
  const args = argv.slice(1);
  if (args.length === 0) {
    for (const name of shell.variables.names()) {
      const value = shell.variables.get(name);
      if (value !== undefined)
        yield* shell.print(`${name}=${/^[\w@%+=:,./-]*$/.test(value) ? value : quoteForShell(value)}\n`);
    }
    return 0;
  }
  const rest = yield* setOptions(shell, args, 'set');
  if (typeof rest === 'number') return rest;
  if (rest) shell.args = rest;
  return 0;
};

/** Set options from arguments. @returns the positional parameters if there are any, or a failure's status */
export function* setOptions(
  shell: Shell,
  args: readonly string[],
  name: string,
): Task<string[] | number | undefined> {
  const names = new Set([
    ...Object.values(OPTION_NAMES),
    'pipefail',
    'posix',
    'emacs',
    'vi',
    'braceexpand',
    'history',
    'hashall',
  ]);
  let i = 0;
  for (; i < args.length; i++) {
    const argument = args[i] ?? '';
    if (argument === '--') return args.slice(i + 1);
    if (argument === '-') return args.length > i + 1 ? args.slice(i + 1) : undefined;
    if (!/^[-+]./.test(argument)) return args.slice(i);
    const on = argument.startsWith('-');
    for (const letter of argument.slice(1)) {
      let option = OPTION_NAMES[letter];
      if (letter === 'o') {
        option = args[++i];
        if (option === undefined) {
          for (const known of [...names].sort()) {
            yield* shell.print(
              on
                ? `${known.padEnd(15)}\t${shell.options.has(known) ? 'on' : 'off'}\n`
                : `set ${shell.options.has(known) ? '-' : '+'}o ${known}\n`,
            );
          }
          return undefined;
        }
        if (!names.has(option)) {
          yield* shell.complain(
            shell.flavor === 'bash' ? `${option}: invalid option name` : `Illegal option -o ${option}`,
            name,
          );
          return 2;
        }
      }
      if (option === undefined) {
        if ('hBHkptTEP'.includes(letter)) continue;
        yield* shell.complain(
          shell.flavor === 'bash' ? `-${letter}: invalid option` : `Illegal option -${letter}`,
          name,
        );
        return 2;
      }
      if (on) shell.options.add(option);
      else shell.options.delete(option);
      if (option === 'allexport') shell.variables.exportAll = on;
    }
  }
  return undefined;
}

export const shopt: Builtin = function* (shell, argv) {
  const args = argv.slice(1);
  let mode = '';
  let quiet = false;
  while (/^-[suqpo]+$/.test(args[0] ?? '')) {
    const flags = args.shift() ?? '';
    if (flags.includes('s')) mode = 's';
    if (flags.includes('u')) mode = 'u';
    quiet ||= flags.includes('q');
  }
  let status = 0;
  for (const name of args) {
    if (mode === 's') shell.options.add(name);
    else if (mode === 'u') shell.options.delete(name);
    else {
      const on = shell.options.has(name);
      if (!on) status = 1;
      if (!quiet) yield* shell.print(`${name.padEnd(15)}\t${on ? 'on' : 'off'}\n`);
    }
  }
  return status;
};

export const letBuiltin: Builtin = function* (shell, argv) {
  let value = 0n;
  for (const expression of argv.slice(1)) value = arithmetic(shell, expression);
  return value === 0n ? 1 : 0;
};

export const read: Builtin = function* (shell, argv) {
  const args = argv.slice(1);
  let raw = false;
  let silent = false;
  let prompt = '';
  let arrayName: string | undefined;
  let delimiter = '\n';
  let limit = Infinity;
  let exact = false;
  let timeout: number | undefined;
  let descriptor = 0;
  while (args[0]?.startsWith('-') && args[0].length > 1) {
    const flags = args.shift() ?? '';
    if (flags === '--') break;
    for (let i = 1; i < flags.length; i++) {
      const letter = flags[i] ?? '';
      const value = (): string => {
        const rest = flags.slice(i + 1);
        i = flags.length;
        return rest !== '' ? rest : (args.shift() ?? '');
      };
      if (letter === 'r') raw = true;
      else if (letter === 's') silent = true;
      else if (letter === 'e') continue;
      else if (letter === 'p') prompt = value();
      else if (letter === 'a') arrayName = value();
      else if (letter === 'd') delimiter = value().slice(0, 1) || '\0';
      else if (letter === 'n' || letter === 'N') {
        exact = letter === 'N';
        limit = Number(value());
      } else if (letter === 't') timeout = Number(value()) * 1000;
      else if (letter === 'u') descriptor = Number(value());
      else {
        yield* shell.complain(
          shell.flavor === 'bash' ? `-${letter}: invalid option` : `Illegal option -${letter}`,
          'read',
        );
        return 2;
      }
    }
  }
  for (const name of args)
    if (!NAME.test(name.replace(/\[.*\]$/, ''))) return yield* badName(shell, 'read', name);
  const input = shell.descriptors.get(descriptor)?.input;
  if (!input) {
    yield* shell.complain(`${descriptor}: invalid file descriptor: Bad file descriptor`, 'read');
    return 1;
  }
  if (prompt !== '' && input.tty) yield* shell.printError(prompt);
  const mode =
    silent || limit < Infinity
      ? input.tty?.setMode({ echo: !silent, canonical: limit === Infinity })
      : undefined;
  shell.interruptible = true;
  let line: { text: string; escaped: boolean[]; ended: boolean; timedOut: boolean };
  try {
    line = yield* readDelimited(shell, input, { delimiter, raw, limit, exact, timeout });
  } catch (error) {
    if (!(error instanceof Interrupted) || shell.interactive) throw error;
    return 128 + SIGNALS[error.signal];
  } finally {
    shell.interruptible = false;
    if (mode) input.tty?.restore(mode);
  }
  if (arrayName !== undefined) {
    const variable = shell.variables.writable(arrayName);
    const fields = splitFields(line.text, line.escaped, shell.variables.get('IFS') ?? ' \t\n', Infinity);
    variable.array = new Map(fields.map((field, i) => [String(i), field]));
  } else if (args.length === 0) {
    shell.variables.set('REPLY', line.text);
  } else {
    const fields = exact
      ? [line.text]
      : splitFields(line.text, line.escaped, shell.variables.get('IFS') ?? ' \t\n', args.length);
    for (const [i, name] of args.entries()) {
      const element = /^(\w+)\[(.*)\]$/.exec(name);
      if (element)
        setElement(shell, element[1] ?? '', String(arithmetic(shell, element[2] ?? '0')), fields[i] ?? '');
      else assign(shell, name, fields[i] ?? '');
    }
  }
  if (line.timedOut) return 142;
  return line.ended ? 1 : 0;
};

interface ReadOptions {
  readonly delimiter: string;
  readonly raw: boolean;
  readonly limit: number;
  readonly exact: boolean;
  readonly timeout: number | undefined;
}

/** Read byte by byte, so that what follows is left for others. */
function* readDelimited(
  shell: Shell,
  input: Shell['stdin'],
  options: ReadOptions,
): Task<{ text: string; escaped: boolean[]; ended: boolean; timedOut: boolean }> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let text = '';
  const escaped: boolean[] = [];
  let backslash = false;
  const deadline = options.timeout === undefined ? undefined : shell.machine.sim.now + options.timeout;
  const result = (ended: boolean, timedOut = false) => ({ text, escaped, ended, timedOut });
  for (;;) {
    if (deadline !== undefined && !(yield* waitReadable(shell, input, deadline))) return result(true, true);
    const bytes = yield* input.read(1);
    if (!bytes) return result(true);
    const piece = decoder.decode(bytes, { stream: true });
    if (piece === '') continue;
    if (backslash) {
      backslash = false;
      if (piece === '\n') continue;
      text += piece;
      for (let i = 0; i < piece.length; i++) escaped[text.length - piece.length + i] = true;
    } else if (piece === options.delimiter && !options.exact) return result(false);
    else if (piece === '\\' && !options.raw) backslash = true;
    else if (piece !== '\0') text += piece;
    if ([...text].length >= options.limit) return result(false);
  }
}

function* waitReadable(shell: Shell, input: Shell['stdin'], deadline: number): Task<boolean> {
  const readable = input.readable?.() ?? input.tty?.readable();
  if (!readable) return true;
  return (yield* first([readable, delay(Math.max(0, deadline - shell.machine.sim.now))])) === 0;
}

/** Fields of what `read` read; the last of `count` gets the rest. */
function splitFields(text: string, escaped: readonly boolean[], ifs: string, count: number): string[] {
  const isSpace = (i: number): boolean =>
    !escaped[i] && ifs.includes(text[i] ?? '') && ' \t\n'.includes(text[i] ?? '');
  const isDelimiter = (i: number): boolean =>
    !escaped[i] && text[i] !== undefined && ifs.includes(text[i] ?? '');
  const fields: string[] = [];
  let i = 0;
  while (i < text.length && isSpace(i)) i++;
  while (i < text.length) {
    if (fields.length === count - 1) {
      let end = text.length;
      while (end > i && isSpace(end - 1)) end--;
      // A single delimiter at the very end belongs to no field.
      let last = i;
      while (last < end && !isDelimiter(last)) last++;
      if (last === end - 1 && isDelimiter(last)) end = last;
      fields.push(text.slice(i, end));
      return fields;
    }
    const start = i;
    while (i < text.length && !isDelimiter(i)) i++;
    fields.push(text.slice(start, i));
    while (i < text.length && isSpace(i)) i++;
    if (i < text.length && isDelimiter(i)) {
      i++;
      while (i < text.length && isSpace(i)) i++;
    }
  }
  return fields;
}

export const mapfile: Builtin = function* (shell, argv) {
  const args = argv.slice(1);
  const trim = args.includes('-t');
  const name = args.filter((argument) => !argument.startsWith('-')).at(0) ?? 'MAPFILE';
  const lines: string[] = [];
  for (;;) {
    const line = yield* readDelimited(shell, shell.stdin, {
      delimiter: '\n',
      raw: true,
      limit: Infinity,
      exact: false,
      timeout: undefined,
    });
    if (line.ended && line.text === '') break;
    lines.push(trim || line.ended ? line.text : `${line.text}\n`);
    if (line.ended) break;
  }
  const variable = shell.variables.writable(name);
  variable.array = new Map(lines.map((line, i) => [String(i), line]));
  return 0;
};

export const getopts: Builtin = function* (shell, argv) {
  const [, specification = '', name = '', ...given] = argv;
  const args = given.length > 0 ? given : shell.args;
  const silent = specification.startsWith(':');
  let index = Number(parameterText(shell, 'OPTIND', undefined) ?? '1');
  if (index === 1 && shell.optionIndex !== 1) shell.optionOffset = 0;
  const finish = (status: number, letter: string): number => {
    shell.variables.set('OPTIND', String(index));
    shell.optionIndex = index;
    shell.variables.set(name, letter);
    return status;
  };
  const argument = args[index - 1];
  if (shell.optionOffset === 0) {
    if (argument === undefined || !/^-./.test(argument)) return finish(1, '?');
    if (argument === '--') {
      index++;
      return finish(1, '?');
    }
    shell.optionOffset = 1;
  }
  const letter = argument?.[shell.optionOffset] ?? '';
  const at = letter === ':' ? -1 : specification.indexOf(letter);
  const last = shell.optionOffset + 1 >= (argument?.length ?? 0);
  shell.optionOffset++;
  const advance = (): void => {
    index++;
    shell.optionOffset = 0;
  };
  shell.variables.unset('OPTARG');
  if (at < 0) {
    if (last) advance();
    if (silent) shell.variables.set('OPTARG', letter);
    else yield* shell.printError(`${shell.name}: illegal option -- ${letter}\n`);
    return finish(0, '?');
  }
  if (specification[at + 1] !== ':') {
    if (last) advance();
    return finish(0, letter);
  }
  if (!last) {
    shell.variables.set('OPTARG', argument?.slice(shell.optionOffset) ?? '');
    advance();
    return finish(0, letter);
  }
  advance();
  const value = args[index - 1];
  if (value === undefined) {
    if (silent) {
      shell.variables.set('OPTARG', letter);
      return finish(0, ':');
    }
    yield* shell.printError(`${shell.name}: option requires an argument -- ${letter}\n`);
    return finish(0, '?');
  }
  shell.variables.set('OPTARG', value);
  index++;
  return finish(0, letter);
};
