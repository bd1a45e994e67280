import type { ParameterPart } from '../parser/ast.ts';
import { CommandProblem } from './control.ts';
import type { ArithmeticVariables } from './arithmetic.ts';
import { inHashOrder } from './associative.ts';
import { OPTIONS, SHOPT_OPTIONS } from './options.ts';
import type { Shell } from './shell.ts';
import type { Variable } from './variables.ts';

/** A variable by name, references followed. */
export function lookUp(shell: Shell, name: string): Variable | undefined {
  return shell.variables.find(name);
}

/** Arrays that the shell keeps itself. */
function ownArray(shell: Shell, name: string): readonly string[] | undefined {
  if (shell.flavor !== 'bash') return undefined;
  const { frames } = shell;
  const script = shell.commands === 'file';
  switch (name) {
    case 'FUNCNAME':
      return frames.length === 0 ? [] : [...frames.map((frame) => frame.name), ...(script ? ['main'] : [])];
    case 'BASH_SOURCE':
      return [...frames.map((frame) => frame.file), ...(script ? [shell.name] : [])];
    case 'BASH_LINENO':
      return [...frames.map((frame) => String(frame.calledFrom)), ...(script ? ['0'] : [])];
    case 'BASH_VERSINFO':
      return ['5', '2', '15', '1', 'release', 'x86_64-pc-linux-gnu'];
    case 'DIRSTACK':
      return [shell.cwd, ...shell.directories];
    case 'GROUPS':
      return [String(shell.fs.user.gid)];
    default:
      return undefined;
  }
}

/** Keys and values of an array in order; of a plain variable, its only one. */
export function elements(shell: Shell, name: string): [string, string][] {
  const own = ownArray(shell, name);
  if (own) return own.map((value, i) => [String(i), value]);
  const variable = lookUp(shell, name);
  if (!variable) {
    const text = computed(shell, name);
    return text === undefined ? [] : [['0', text]];
  }
  if (!variable.array) return variable.value === undefined ? [] : [['0', variable.value]];
  if (variable.associative) return inHashOrder(variable.array);
  const entries = [...variable.array];
  let sorted = true;
  for (let i = 1; i < entries.length && sorted; i++)
    sorted = Number(entries[i - 1]?.[0]) < Number(entries[i]?.[0]);
  return sorted ? entries : entries.sort(([a], [b]) => Number(a) - Number(b));
}

/** The text of `$x` where nothing is done to it and it is set; nothing for another expansion. */
export function simpleParameter(shell: Shell, part: ParameterPart): string | undefined {
  const { name } = part;
  if (part.operation || part.index || part.length || part.indirect || part.keys) return undefined;
  if (name === '@' || name === '*') return undefined;
  return parameterText(shell, name, undefined);
}

/** The text of `$name` or `${name[index]}`; `undefined` when it is not set. */
export function parameterText(shell: Shell, name: string, index: string | undefined): string | undefined {
  if (index !== undefined) {
    const own = ownArray(shell, name);
    if (own) return own.at(Number(index));
    const variable = lookUp(shell, name);
    if (!variable) return index === '0' ? computed(shell, name) : undefined;
    if (variable.associative) return variable.array?.get(index);
    const key = index.startsWith('-') ? String(lastIndex(variable) + 1 + Number(index)) : index;
    return variable.array ? variable.array.get(key) : key === '0' ? variable.value : undefined;
  }
  switch (name) {
    case '?':
      return String(shell.status);
    case '$':
      return String(shell.shellPid);
    case '!':
      return shell.lastBackground === undefined ? undefined : String(shell.lastBackground);
    case '#':
      return String(shell.args.length);
    case '0':
      return shell.name;
    case '-':
      return shell.flags;
    case '@':
    case '*':
      return shell.args.length === 0 ? undefined : shell.args.join(' ');
    case '_':
      if (shell.lastArgument !== undefined && shell.flavor === 'bash') return shell.lastArgument;
  }
  const first = name.charCodeAt(0);
  if (first >= 0x30 && first <= 0x39) return shell.args[Number(name) - 1];
  const variable = shell.variables.find(name);
  if (!variable) return computed(shell, name);
  return variable.array ? variable.array.get('0') : variable.value;
}

function lastIndex(variable: Variable): number {
  if (!variable.array) return variable.value === undefined ? -1 : 0;
  let last = -1;
  for (const key of variable.array.keys()) last = Math.max(last, Number(key));
  return last;
}

/** Variables that the shell computes, until the user assigns to them. */
function computed(shell: Shell, name: string): string | undefined {
  const { sim } = shell.machine;
  const bash = shell.flavor === 'bash';
  switch (name) {
    case 'PPID':
      return String(shell.process.parent?.pid ?? 0);
    case 'LINENO':
      return shell.flavor === 'dash' ? undefined : String(shell.line); // Debian builds it without
    case 'IFS':
      return ' \t\n';
    case 'HOSTNAME':
      return bash ? shell.machine.hostname : undefined;
    case 'OPTIND':
      return '1';
  }
  if (!bash && (name !== 'RANDOM' || shell.flavor === 'dash')) return undefined;
  switch (name) {
    case 'RANDOM':
      return String(sim.random('shell/RANDOM').below(32768));
    case 'SECONDS':
      return String(Math.floor((sim.now - shell.startedAt) / 1000));
    case 'EPOCHSECONDS':
      return String(Math.floor(sim.time / 1000));
    case 'EPOCHREALTIME':
      return `${Math.floor(sim.time / 1000)}.${String(Math.floor((sim.time % 1000) * 1000)).padStart(6, '0')}`;
    case 'BASHPID':
      return String(shell.process.pid);
    case 'UID':
    case 'EUID':
      return String(shell.fs.user.uid);
    case 'SHLVL':
      return '1';
    case 'BASH':
      return '/bin/bash';
    case 'BASH_VERSION':
      return '5.2.15(1)-release';
    case 'BASH_SUBSHELL':
      return String(shell.subshellDepth);
    case 'FUNCNAME':
    case 'BASH_SOURCE':
    case 'BASH_LINENO':
    case 'BASH_VERSINFO':
    case 'DIRSTACK':
    case 'GROUPS':
      return ownArray(shell, name)?.[0];
    case 'BASH_COMMAND':
      return shell.commandText;
    case 'BASHOPTS':
      return setNames(shell, SHOPT_OPTIONS.keys());
    case 'SHELLOPTS':
      return setNames(
        shell,
        OPTIONS.map((option) => option.name),
      );
    case 'HOSTTYPE':
      return 'x86_64';
    case 'TIMEFORMAT':
      return undefined;
    case 'OSTYPE':
      return 'linux-gnu';
    case 'MACHTYPE':
      return 'x86_64-pc-linux-gnu';
    default:
      return undefined;
  }
}

function setNames(shell: Shell, names: Iterable<string>): string {
  return [...names]
    .filter((name) => shell.options.has(name))
    .sort((a, b) => (a < b ? -1 : 1))
    .join(':');
}

/** The shell's variables for arithmetic, and for assigning to an array's element. */
export function shellArithmetic(shell: Shell): ArithmeticVariables {
  return (shell.arithmeticVariables ??= {
    get: (name, index) => {
      const text = parameterText(shell, name, index);
      if (text === undefined && shell.options.has('nounset')) {
        const bash = shell.flavor === 'bash';
        throw new CommandProblem(
          `${name}: ${bash ? 'unbound variable' : 'parameter not set'}`,
          bash ? (shell.isFork || shell.commands !== 'argument' ? 1 : 127) : 2,
          false,
          true,
        );
      }
      return text;
    },
    set: (name, value, index) => {
      if (index === undefined) shell.variables.set(name, value);
      else setElement(shell, name, index, value);
    },
    isAssociative: (name) => lookUp(shell, name)?.associative ?? false,
  });
}

/** Assign to one element, making the variable an array. @throws {CommandProblem} for an index before the beginning */
export function setElement(shell: Shell, name: string, index: string, value: string): void {
  const variable = shell.variables.writable(name);
  if (!variable.array) {
    variable.array = new Map(variable.value === undefined ? [] : [['0', variable.value]]);
    variable.value = undefined;
  }
  let key = index;
  if (!variable.associative && index.startsWith('-')) {
    key = String(lastIndex(variable) + 1 + Number(index));
    if (Number(key) < 0) throw new CommandProblem(`${name}[${index}]: bad array subscript`, 1);
  }
  variable.array.set(key, value);
}
