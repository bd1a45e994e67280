import type { Task } from '../../sim/index.ts';
import type { ArrayElement, Assignment, Word } from '../parser/ast.ts';
import { arithmetic, expandString, expandWords } from './expand.ts';
import { lookUp, parameterText, setElement } from './parameters.ts';
import type { Shell } from './shell.ts';
import type { Variable } from './variables.ts';

/** A value as its variable takes it: evaluated (`declare -i`), in capitals (`declare -u`) … */
function converted(shell: Shell, variable: Variable | undefined, value: string): string {
  if (!variable) return value;
  if (variable.integer) return String(arithmetic(shell, value));
  switch (variable.letterCase) {
    case 'u':
      return value.toUpperCase();
    case 'l':
      return value.toLowerCase();
    case 'c':
      return value.slice(0, 1).toUpperCase() + value.slice(1).toLowerCase();
    default:
      return value;
  }
}

/** Assign to a variable; its attributes are heeded. @throws {ReadonlyVariable} */
export function assign(shell: Shell, name: string, value: string): void {
  const variable = shell.variables.findOwn(name);
  // The first value of a reference is the name that it refers to.
  if (variable?.reference && !variable.value) shell.variables.refer(variable, value);
  else if (name in SPECIAL) SPECIAL[name]?.(shell, value);
  else shell.variables.set(name, converted(shell, lookUp(shell, name), value));
}

/** Variables whose assignment does something else. */
const SPECIAL: Readonly<Record<string, (shell: Shell, value: string) => void>> = {
  SECONDS: (shell, value) => {
    if (shell.flavor === 'bash')
      shell.startedAt = shell.machine.sim.now - Number(arithmetic(shell, value)) * 1000;
    else shell.variables.set('SECONDS', value);
  },
  RANDOM: (shell, value) => {
    if (shell.flavor !== 'bash') shell.variables.set('RANDOM', value);
  },
  OPTIND: (shell, value) => {
    shell.variables.set('OPTIND', value);
    shell.optionOffset = 0;
  },
  PATH: (shell, value) => {
    shell.variables.set('PATH', value);
    shell.hashed.clear();
  },
};

/** Carry an assignment out. @returns what was assigned, as `set -x` shows it; nothing for an array */
export function* runAssignment(shell: Shell, assignment: Assignment): Task<string | undefined> {
  const { name, append, value } = assignment;
  if (assignment.isArray) {
    yield* assignArray(shell, assignment);
    return undefined;
  }
  const text = yield* expandString(shell, value as Word, true);
  if (assignment.index) {
    const variable = lookUp(shell, name);
    const index = variable?.associative
      ? yield* expandString(shell, assignment.index)
      : String(arithmetic(shell, yield* expandString(shell, assignment.index)));
    const before = append ? parameterText(shell, name, index) : undefined;
    setElement(shell, name, index, appended(shell, variable, before, text));
  } else if (append) {
    const variable = lookUp(shell, name);
    shell.variables.set(name, appended(shell, variable, shell.variables.get(name), text));
  } else assign(shell, name, text);
  return text;
}

/** `+=`: a number more, or a text longer. */
function appended(
  shell: Shell,
  variable: Variable | undefined,
  before: string | undefined,
  text: string,
): string {
  if (variable?.integer) return String(arithmetic(shell, `${before || 0}+(${text || 0})`));
  return converted(shell, variable, (before ?? '') + text);
}

function* assignArray(shell: Shell, { name, append, value }: Assignment): Task {
  const variable = shell.variables.writable(name);
  const array = new Map<string, string>();
  const old = variable.array ?? new Map(variable.value === undefined ? [] : [['0', variable.value]]);
  if (append) for (const [key, text] of old) array.set(key, text);
  let next = append
    ? Math.max(-1, ...[...array.keys()].map(Number).filter((key) => !Number.isNaN(key))) + 1
    : 0;
  const list = value as readonly ArrayElement[];
  if (variable.associative && list[0] && !list[0].key) {
    // `declare -A m=(key value key value)`
    const words: string[] = [];
    for (const element of list) words.push(...(yield* expandWords(shell, [element.value])));
    for (let i = 0; i < words.length; i += 2)
      array.set(words[i] ?? '', converted(shell, variable, words[i + 1] ?? ''));
  } else {
    for (const element of list) {
      if (element.key) {
        const key = yield* expandString(shell, element.key);
        const index = variable.associative ? key : String(arithmetic(shell, key));
        const text = yield* expandString(shell, element.value);
        array.set(index, appended(shell, variable, element.append ? array.get(index) : undefined, text));
        next = Number(index) + 1;
      } else {
        for (const text of yield* expandWords(shell, [element.value]))
          array.set(String(next++), converted(shell, variable, text));
      }
    }
  }
  variable.array = array;
  variable.value = undefined;
}
