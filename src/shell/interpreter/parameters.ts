import type { ArithmeticVariables } from './arithmetic.ts';
import type { Shell } from './shell.ts';
import type { Variable } from './variables.ts';

/** A variable by name; also the arrays that the shell keeps itself. */
export function lookUp(shell: Shell, name: string): Variable | undefined {
  return shell.variables.find(name);
}

/** Keys and values of an array in order; of a plain variable, its only one. */
export function elements(shell: Shell, name: string): [string, string][] {
  if (name === 'FUNCNAME') return shell.functionNames.map((value, i) => [String(i), value]);
  const variable = lookUp(shell, name);
  if (!variable) return [];
  if (!variable.array) return variable.value === undefined ? [] : [['0', variable.value]];
  const entries = [...variable.array];
  return variable.associative ? entries : entries.sort(([a], [b]) => Number(a) - Number(b));
}

/** The text of `$name` or `${name[index]}`; `undefined` when it is not set. */
export function parameterText(shell: Shell, name: string, index: string | undefined): string | undefined {
  if (index !== undefined) {
    const variable = lookUp(shell, name);
    if (variable?.associative) return variable.array?.get(index);
    if (!index.startsWith('-')) return elements(shell, name).find(([key]) => key === index)?.[1];
    const last = Number(elements(shell, name).at(-1)?.[0] ?? -1);
    return elements(shell, name).find(([key]) => key === String(last + 1 + Number(index)))?.[1];
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
  }
  if (/^\d+$/.test(name)) return shell.args[Number(name) - 1];
  const own = shell.variables.get(name);
  if (own !== undefined) return own;
  return computed(shell, name);
}

/** Variables that the shell computes, until the user assigns to them. */
function computed(shell: Shell, name: string): string | undefined {
  const { sim } = shell.machine;
  const bash = shell.flavor === 'bash';
  switch (name) {
    case 'PPID':
      return String(shell.process.parent?.pid ?? 0);
    case 'LINENO':
      return String(shell.line);
    case 'IFS':
      return ' \t\n';
    case 'HOSTNAME':
      return bash ? shell.machine.hostname : undefined;
    case 'OPTIND':
      return '1';
  }
  if (!bash && name !== 'RANDOM') return undefined;
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
      return shell.functionNames[0];
    case 'OSTYPE':
      return 'linux-gnu';
    case 'MACHTYPE':
      return 'x86_64-pc-linux-gnu';
    default:
      return undefined;
  }
}

/** The shell's variables for arithmetic, and for assigning to an array's element. */
export function shellArithmetic(shell: Shell): ArithmeticVariables {
  return {
    get: (name, index) => parameterText(shell, name, index),
    set: (name, value, index) => {
      if (index === undefined) shell.variables.set(name, value);
      else setElement(shell, name, index, value);
    },
  };
}

/** Assign to one element, making the variable an array. */
export function setElement(shell: Shell, name: string, index: string, value: string): void {
  const variable = shell.variables.writable(name);
  if (!variable.array) {
    variable.array = new Map(variable.value === undefined ? [] : [['0', variable.value]]);
    variable.value = undefined;
  }
  let key = index;
  if (!variable.associative && index.startsWith('-')) {
    const last = Math.max(-1, ...[...variable.array.keys()].map(Number));
    key = String(last + 1 + Number(index));
  }
  variable.array.set(key, value);
}
