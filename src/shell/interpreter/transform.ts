import { decodeEscapes } from '../escapes.ts';
import { doubleQuote, quoteForShell } from '../quoting.ts';
import { CommandProblem } from './control.ts';
import { elements, lookUp } from './parameters.ts';
import { decodePrompt } from './prompt.ts';
import type { Shell } from './shell.ts';
import type { Variable } from './variables.ts';

/** The letters of a variable's attributes, as `declare -p` and `${x@a}` give them. */
export function attributeLetters(variable: Variable): string {
  return (
    (variable.array ? (variable.associative ? 'A' : 'a') : '') +
    (variable.integer ? 'i' : '') +
    (variable.reference ? 'n' : '') +
    (variable.readonly ? 'r' : '') +
    (variable.exported ? 'x' : '') +
    (variable.letterCase ?? '')
  );
}

/** How `declare -p` shows a variable; `name` is that of the variable itself, not what it refers to. */
export function declaration(shell: Shell, name: string): string {
  const variable = shell.variables.findOwn(name);
  if (!variable) return '';
  const letters = attributeLetters(variable);
  let value = '';
  if (variable.array) value = `=${arrayText(shell, name)}`;
  else if (variable.value !== undefined) value = `=${doubleQuote(variable.value)}`;
  return `declare -${letters || '-'} ${name}${value}`;
}

/** An array's elements in parentheses, as `declare -p` and `set` show them. */
export function arrayText(shell: Shell, name: string): string {
  const associative = lookUp(shell, name)?.associative ?? false;
  const key = (text: string): string =>
    associative && !/^[\w@%+=:,./-]+$/.test(text) ? doubleQuote(text) : text;
  const items = elements(shell, name).map(([index, text]) => `[${key(index)}]=${doubleQuote(text)}`);
  return `(${items.join(' ')}${associative && items.length > 0 ? ' ' : ''})`;
}

/** `${x@…}` of one value. @throws {CommandProblem} */
export function transformText(shell: Shell, letter: string, text: string, name: string): string {
  switch (letter) {
    case 'Q':
    case 'K':
    case 'k':
      return quoteForShell(text);
    case 'U':
      return text.toUpperCase();
    case 'L':
      return text.toLowerCase();
    case 'u': {
      const [first = '', ...rest] = text;
      return first.toUpperCase() + rest.join('');
    }
    case 'E':
      return decodeEscapes(text, 'dollar').text;
    case 'P':
      return decodePrompt(shell, text);
    case 'A': {
      const variable = lookUp(shell, name);
      const letters = variable ? attributeLetters(variable) : '';
      return `${letters === '' ? '' : `declare -${letters} `}${name}=${quoteForShell(text)}`;
    }
    case 'a': {
      const variable = lookUp(shell, name);
      return variable ? attributeLetters(variable) : '';
    }
    default:
      throw new CommandProblem(`\${${name}@${letter}}: bad substitution`, 1);
  }
}

/** `${a[@]@…}` and `${@@…}` of all values at once. `ofArray`: they are an array's, with keys. */
export function transformList(
  shell: Shell,
  letter: string,
  name: string,
  list: readonly string[],
  ofArray: boolean,
): readonly string[] {
  if (ofArray && letter === 'k') return elements(shell, name).flat();
  if (ofArray && letter === 'K') {
    const { associative = false } = lookUp(shell, name) ?? {};
    const text = elements(shell, name)
      .map(([key, value]) => `${key} ${doubleQuote(value)}`)
      .join(' ');
    return [associative && text !== '' ? `${text} ` : text];
  }
  if (!ofArray && letter === 'A') return [['set', '--', ...list.map(quoteForShell)].join(' ')];
  return list.map((text) => transformText(shell, letter, text, name));
}

/** `${a[@]@A}` */
export function describeArray(shell: Shell, name: string): string {
  return declaration(shell, name);
}
