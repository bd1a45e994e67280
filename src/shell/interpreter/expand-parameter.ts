import type { Task } from '../../sim/index.ts';
import type { ParameterOperation, ParameterPart, Word } from '../parser/ast.ts';
import { isAll } from '../parser/words.ts';
import { CommandProblem } from './control.ts';
import type { Chunk } from './fields.ts';
import type { Integer } from './integers.ts';
import { elements, lookUp, parameterText, shellArithmetic } from './parameters.ts';
import { matchesPattern, replacePattern, trimPattern, type PatternOptions } from './pattern.ts';
import type { Shell } from './shell.ts';
import { describeArray, transformList, transformText } from './transform.ts';

/** The expansions of whole words, which parameters' operations need. */
export interface Expander {
  chunks(shell: Shell, word: Word): Task<Chunk[]>;
  string(shell: Shell, word: Word): Task<string>;
  pattern(shell: Shell, word: Word): Task<string>;
  number(shell: Shell, word: Word): Task<Integer>;
}

/** Expand `$x` and every form of `${…}`. @throws {CommandProblem} */
export function* expandParameter(shell: Shell, part: ParameterPart, expand: Expander): Task<Chunk[]> {
  const { quoted, operation } = part;
  if (operation?.kind === 'bad')
    throw shell.flavor === 'bash'
      ? new CommandProblem(`${operation.text}: bad substitution`, 1)
      : new CommandProblem('Bad substitution', 2);
  const one = (text: string): Chunk[] => [{ text, quoted, split: !quoted }];
  if (part.keys) {
    const keys = part.index
      ? elements(shell, part.name).map(([key]) => key)
      : shell.variables.names().filter((name) => name.startsWith(part.name) && isSet(shell, name));
    return listChunks(shell, keys, quoted, part.index === undefined || !isStar(part.index));
  }
  const target = yield* resolveTarget(shell, part, expand);
  const { name, index, list } = target;
  if (target.literal !== undefined) return one(target.literal);
  if (part.length) {
    if (list) return one(String(list.length));
    const text = parameterText(shell, name, index);
    if (text === undefined) requireSet(shell, name, index);
    return one(String([...(text ?? '')].length));
  }
  if (list) return yield* expandList(shell, part, target, list, expand);
  const text = parameterText(shell, name, index);
  if (operation?.kind === 'default') {
    const set = text !== undefined && !(operation.colon && text === '');
    if (operation.operator === '+')
      return set ? yield* defaultChunks(shell, part, name, expand) : quoted ? one('') : [];
    if (set) return one(text);
    return yield* defaultChunks(shell, part, name, expand, index);
  }
  if (text === undefined) {
    requireSet(shell, name, index);
    if (operation?.kind === 'transform' && operation.letter === 'a')
      return one(transformText(shell, 'a', '', name));
    return quoted ? one('') : [];
  }
  if (!operation) return one(text);
  return one(yield* transform(shell, operation, text, name, expand));
}

/** `$@`, `$*`, `${a[@]}` and their operations, each done to every value. */
function* expandList(
  shell: Shell,
  part: ParameterPart,
  { name, star }: Target,
  list: readonly string[],
  expand: Expander,
): Task<Chunk[]> {
  const { quoted, operation } = part;
  const separate = !star;
  if (!operation) return listChunks(shell, list, quoted, separate);
  switch (operation.kind) {
    case 'default': {
      const set = operation.colon ? list.join('') !== '' : list.length > 0;
      if (operation.operator === '+' ? !set : set)
        return listChunks(shell, operation.operator === '+' ? [] : list, quoted, separate);
      return yield* defaultChunks(shell, part, name, expand);
    }
    case 'substring':
      return listChunks(shell, yield* slice(shell, part, list, operation, expand), quoted, separate);
    case 'transform': {
      if (part.index && operation.letter === 'A')
        return [{ text: describeArray(shell, name), quoted, split: !quoted }];
      const whole = transformList(shell, operation.letter, name, list, part.index !== undefined);
      return listChunks(shell, whole, quoted, separate && operation.letter !== 'K');
    }
  }
  const changed: string[] = [];
  for (const text of list) changed.push(yield* transform(shell, operation, text, name, expand));
  return listChunks(shell, changed, quoted, separate);
}

/** `${@:2:3}` and `${a[@]:2:3}`: in an array the offset is an index. */
function* slice(
  shell: Shell,
  part: ParameterPart,
  list: readonly string[],
  operation: Extract<ParameterOperation, { kind: 'substring' }>,
  expand: Expander,
): Task<readonly string[]> {
  const offset = Number(yield* expand.number(shell, operation.offset));
  const length = operation.length && Number(yield* expand.number(shell, operation.length));
  if (length !== undefined && length < 0) throw new CommandProblem(`${length}: substring expression < 0`, 1);
  let chosen: readonly string[];
  if (part.index === undefined) {
    // ${@:0} begins with $0.
    const all = [shell.name, ...list];
    const from = offset < 0 ? all.length + offset : offset;
    chosen = from < 0 ? [] : all.slice(from);
  } else {
    const entries = elements(shell, part.name);
    const associative = lookUp(shell, part.name)?.associative ?? false;
    const end = Number(entries.at(-1)?.[0] ?? -1) + 1;
    const from = offset < 0 ? (associative ? entries.length : end) + offset : offset;
    chosen =
      from < 0
        ? []
        : associative
          ? list.slice(Math.max(0, from - 1))
          : entries.filter(([key]) => Number(key) >= from).map(([, value]) => value);
  }
  return chosen.slice(0, length);
}

interface Target {
  readonly name: string;
  readonly index: string | undefined;
  /** The values of `$@`, `$*`, `${a[@]}`. */
  readonly list: readonly string[] | undefined;
  readonly star: boolean;
  /** What it stands for, where it is no parameter: the name behind a reference. */
  readonly literal?: string;
}

/** Which parameter is meant: the index evaluated, `${!x}` followed. */
function* resolveTarget(shell: Shell, part: ParameterPart, expand: Expander): Task<Target> {
  let { name } = part;
  let { index } = part;
  if (part.indirect) {
    const own = shell.variables.findOwn(name);
    if (own?.reference && !index)
      return { name, index: undefined, list: undefined, star: false, literal: own.value ?? '' };
    const key = index ? yield* evaluateIndex(shell, name, index, expand) : undefined;
    const referred = parameterText(shell, name, key);
    if (referred === undefined || !/^([A-Za-z_]\w*(\[.*\])?|\d+|[@*#?$!-])$/s.test(referred)) {
      if (referred === undefined && part.operation?.kind === 'default')
        return { name: '', index: undefined, list: undefined, star: false };
      throw new CommandProblem(
        referred === undefined || referred === ''
          ? `${name}: invalid indirect expansion`
          : `${referred}: invalid variable name`,
        1,
      );
    }
    const [, base = referred, subscript] = /^(\w+)\[(.*)\]$/s.exec(referred) ?? [];
    name = base;
    index = subscript === undefined ? undefined : [{ kind: 'text', text: subscript, quoted: false }];
  }
  if (name === '@' || name === '*') return { name, index: undefined, list: shell.args, star: name === '*' };
  if (!index) return { name, index: undefined, list: undefined, star: false };
  if (isAll(index)) {
    const list = elements(shell, name).map(([, value]) => value);
    return { name, index: undefined, list, star: isStar(index) };
  }
  return { name, index: yield* evaluateIndex(shell, name, index, expand), list: undefined, star: false };
}

function* evaluateIndex(shell: Shell, name: string, index: Word, expand: Expander): Task<string> {
  if (lookUp(shell, name)?.associative) return yield* expand.string(shell, index);
  return String(yield* expand.number(shell, index));
}

function isStar(index: Word): boolean {
  return index[0]?.kind === 'text' && index[0].text === '*';
}

function isSet(shell: Shell, name: string): boolean {
  const variable = shell.variables.find(name);
  return variable?.value !== undefined || variable?.array !== undefined;
}

/** The values of `$@` and the like. In quotes `$@` gives one field each, `$*` all in one; unquoted each is split. */
function listChunks(shell: Shell, values: readonly string[], quoted: boolean, separate: boolean): Chunk[] {
  const separator = separate ? ' ' : (shell.variables.get('IFS') ?? ' ').slice(0, 1);
  if (quoted && !separate) return [{ text: values.join(separator), quoted, split: false }];
  const chunks: Chunk[] = [];
  for (const [i, text] of values.entries()) {
    if (i > 0) chunks.push({ text: separator, quoted: false, split: false, end: true });
    chunks.push({ text, quoted, split: !quoted });
  }
  return chunks;
}

/** `set -u`: a parameter that is not set is an error. */
export function requireSet(shell: Shell, name: string, index?: string): void {
  if (!shell.options.has('nounset') || name === '@' || name === '*') return;
  const bash = shell.flavor === 'bash';
  const subject = index !== undefined ? `${name}[${index}]` : bash && /^\d+$/.test(name) ? `$${name}` : name;
  throw new CommandProblem(
    `${subject}: ${bash ? 'unbound variable' : 'parameter not set'}`,
    bash ? unsetStatus(shell) : 2,
    false,
    true,
  );
}

/** What a bash ends with when a parameter is not set. */
function unsetStatus(shell: Shell): number {
  return shell.isFork || shell.commands !== 'argument' ? 1 : 127;
}

/** `${x:-word}`, `${x:=word}`, `${x:?word}`, `${x:+word}` when the word counts. */
function* defaultChunks(
  shell: Shell,
  part: ParameterPart,
  name: string,
  expand: Expander,
  index?: string,
): Task<Chunk[]> {
  const { operation, quoted } = part;
  if (operation?.kind !== 'default') return [];
  if (operation.operator === '?') {
    const words = yield* expand.string(shell, operation.word);
    const standard = operation.colon ? 'parameter null or not set' : 'parameter not set';
    throw new CommandProblem(
      `${name}: ${words || standard}`,
      shell.flavor === 'bash' ? unsetStatus(shell) : 2,
      false,
      true,
    );
  }
  if (operation.operator === '=') {
    if (!/^[A-Za-z_]/.test(name)) throw new CommandProblem(`$${name}: cannot assign in this way`, 1);
    const text = yield* expand.string(shell, operation.word);
    shellArithmetic(shell).set(name, text, index);
    return [{ text: parameterText(shell, name, index) ?? '', quoted, split: !quoted }];
  }
  const chunks = yield* expand.chunks(shell, operation.word);
  if (quoted) return chunks.length > 0 ? chunks : [{ text: '', quoted, split: false }];
  return chunks.map((chunk) => (chunk.quoted || chunk.end ? chunk : { ...chunk, split: true }));
}

function* transform(
  shell: Shell,
  operation: ParameterOperation,
  text: string,
  name: string,
  expand: Expander,
): Task<string> {
  switch (operation.kind) {
    case 'trim': {
      const pattern = yield* expand.pattern(shell, operation.pattern);
      return trimPattern(text, pattern, operation.side, operation.longest, {
        extended: shell.options.has('extglob'),
      });
    }
    case 'replace':
      return replacePattern(
        text,
        yield* expand.pattern(shell, operation.pattern),
        yield* replacer(shell, operation.replacement, expand),
        operation.where,
        patternOptions(shell),
      );
    case 'substring': {
      const characters = [...text];
      const offset = Number(yield* expand.number(shell, operation.offset));
      const from = offset < 0 ? characters.length + offset : offset;
      const length = operation.length && Number(yield* expand.number(shell, operation.length));
      if (from < 0 || from > characters.length) return '';
      if (length === undefined) return characters.slice(from).join('');
      const to = length < 0 ? characters.length + length : from + length;
      if (to < from) throw new CommandProblem(`${length}: substring expression < 0`, 1);
      return characters.slice(from, to).join('');
    }
    case 'case': {
      const pattern = yield* expand.pattern(shell, operation.pattern);
      const { change, all } = operation;
      return [...text]
        .map((c, i) => {
          if ((!all && i > 0) || (pattern !== '' && !matchesPattern(c, pattern, patternOptions(shell))))
            return c;
          const upper = change === '^' || (change === '~' && c === c.toLowerCase());
          return upper ? c.toUpperCase() : c.toLowerCase();
        })
        .join('');
    }
    case 'transform':
      return transformText(shell, operation.letter, text, name);
    case 'default':
    case 'bad':
      return text;
  }
}

/** How `case`, `[[ == ]]` and `${x/…}` match in this shell. */
export function patternOptions(shell: Shell): PatternOptions {
  return { extended: shell.options.has('extglob'), ignoreCase: shell.options.has('nocasematch') };
}

/** What a match is replaced with: an unquoted `&` stands for the match (`patsub_replacement`). */
function* replacer(shell: Shell, word: Word, expand: Expander): Task<(match: string) => string> {
  const chunks = yield* expand.chunks(shell, word);
  const text = chunks.map((chunk) => chunk.text).join('');
  const ampersand = chunks.some((chunk) => !chunk.quoted && chunk.text.includes('&'));
  if (!ampersand || !shell.options.has('patsub_replacement')) return () => text;
  const pieces = chunks.flatMap((chunk) =>
    chunk.quoted
      ? [() => chunk.text]
      : [...chunk.text.matchAll(/\\([\\&])|(&)|[^\\&]+|\\/g)].map(([whole, escaped, match]) => {
          if (match) return (matched: string) => matched;
          return () => escaped ?? whole;
        }),
  );
  return (match) => pieces.map((piece) => piece(match)).join('');
}
