import { Pipe, type Task } from '../../sim/index.ts';
import { Errno } from '../fs/errno.ts';
import type { List, ParameterPart, Word } from '../parser/ast.ts';
import { isAll } from '../parser/words.ts';
import { pipeInput, pipeOutput, readAllText } from '../streams.ts';
import { ArithmeticProblem, evaluateArithmetic } from './arithmetic.ts';
import { expandBraces } from './braces.ts';
import { CommandProblem } from './control.ts';
import { join } from '../../sim/index.ts';
import { exitStatus } from '../machine.ts';
import { substituteProcess } from './process-substitution.ts';
import { glob } from './glob.ts';
import { elements, lookUp, parameterText, shellArithmetic } from './parameters.ts';
import { escapePattern, hasGlob, replacePattern, trimPattern, unescapePattern } from './pattern.ts';
import type { Shell } from './shell.ts';

/** A piece of an expanded word. `split`: IFS splits it into fields. `end`: a field ends here, as between the values of `$@`. */
interface Chunk {
  readonly text: string;
  readonly quoted: boolean;
  readonly split: boolean;
  readonly end?: boolean;
}

const FIELD_END: Chunk = { text: '', quoted: false, split: false, end: true };

/** Expand words to a command's fields: braces, tilde, parameters, commands, arithmetic, splitting, globs, quote removal. */
export function* expandWords(shell: Shell, words: readonly Word[]): Task<string[]> {
  const fields: string[] = [];
  for (const word of words) {
    const [only] = word;
    if (word.length === 1 && only?.kind === 'text' && (only.quoted || !/[~*?[{\\]/.test(only.text))) {
      fields.push(only.text); // nothing to expand
      continue;
    }
    const alternatives =
      shell.flavor === 'bash' && !shell.options.has('nobraceexpand') ? expandBraces(word) : [word];
    for (const alternative of alternatives) {
      const chunks = yield* expandChunks(shell, alternative);
      for (const field of toFields(chunks, shell.variables.get('IFS') ?? ' \t\n'))
        fields.push(...globField(shell, field));
    }
  }
  return fields;
}

/** Expand a word to one string, without splitting or globs: an assignment's value, a here-document, a file name. */
export function* expandString(shell: Shell, word: Word, assignment = false): Task<string> {
  const chunks = yield* expandChunks(shell, word, assignment);
  return chunks.map((chunk) => (chunk.end ? ' ' : chunk.text)).join('');
}

/** Expand a word to a pattern in which what was quoted matches only itself. */
export function* expandPattern(shell: Shell, word: Word): Task<string> {
  const chunks = yield* expandChunks(shell, word);
  return chunks.map(({ end, text, quoted }) => (end ? ' ' : quoted ? escapePattern(text) : text)).join('');
}

/** Expand and evaluate an arithmetic expression. @throws {CommandProblem} */
export function* expandArithmetic(shell: Shell, expression: Word): Task<bigint> {
  return arithmetic(shell, yield* expandString(shell, expression));
}

/** Evaluate arithmetic on the shell's variables. @throws {CommandProblem} */
export function arithmetic(shell: Shell, text: string): bigint {
  try {
    return evaluateArithmetic(text, shellArithmetic(shell));
  } catch (error) {
    if (!(error instanceof ArithmeticProblem)) throw error;
    if (shell.flavor === 'bash') throw new CommandProblem(error.message, 1);
    const what = /division by 0/.test(error.message) ? 'divide by zero' : 'syntax error';
    throw new CommandProblem(shell.flavor === 'ash' ? what : `arithmetic expression: ${what}: "${text}"`, 2);
  }
}

/** Run commands and take what they print, without the newlines at the end. */
export function* substituteCommand(shell: Shell, body: List): Task<string> {
  if (body.length === 0) return '';
  const pipe = new Pipe();
  const output = pipeOutput(pipe);
  const input = pipeInput(pipe);
  const descriptors = new Map(shell.descriptors).set(1, { output });
  const process = shell.fork(
    (child) => shell.hooks.runToEnd(child, () => shell.hooks.runList(child, body, true)),
    { descriptors },
  );
  output.close();
  try {
    const text = yield* readAllText(input);
    yield* join(process);
    shell.status = shell.substitutionStatus = exitStatus(process);
    return text.replaceAll('\0', '').replace(/\n+$/, '');
  } finally {
    input.close();
  }
}

function* expandChunks(shell: Shell, word: Word, assignment = false): Task<Chunk[]> {
  const chunks: Chunk[] = [];
  for (const [i, part] of word.entries()) {
    switch (part.kind) {
      case 'text': {
        const text = part.quoted
          ? part.text
          : expandTilde(shell, part.text, i === 0, word.length === 1, assignment);
        // A home directory is not to be globbed, but that hardly matters: paths rarely have pattern characters.
        chunks.push({ text, quoted: part.quoted, split: false });
        break;
      }
      case 'parameter':
        for (const chunk of yield* expandParameter(shell, part)) chunks.push(chunk);
        break;
      case 'command':
        chunks.push({
          text: yield* substituteCommand(shell, part.body),
          quoted: part.quoted,
          split: !part.quoted,
        });
        break;
      case 'arithmetic':
        chunks.push({
          text: String(yield* expandArithmetic(shell, part.expression)),
          quoted: part.quoted,
          split: !part.quoted,
        });
        break;
      case 'process':
        chunks.push({
          text: substituteProcess(shell, part.body, part.direction),
          quoted: true,
          split: false,
        });
    }
  }
  return chunks;
}

function expandTilde(
  shell: Shell,
  text: string,
  first: boolean,
  whole: boolean,
  assignment: boolean,
): string {
  if (!text.includes('~')) return text;
  const replace = (part: string, ends: boolean): string => {
    const match = /^~([^/]*)(.*)$/s.exec(part);
    if (!match || (!ends && !part.includes('/'))) return part;
    const [, user = '', rest = ''] = match;
    const home = homeOf(shell, user);
    return home === undefined ? part : home + rest;
  };
  if (!assignment) return first ? replace(text, whole) : text;
  const parts = text.split(':');
  return parts
    .map((part, i) => (i > 0 || first ? replace(part, whole || i < parts.length - 1) : part))
    .join(':');
}

function homeOf(shell: Shell, user: string): string | undefined {
  if (user === '') return shell.variables.get('HOME') ?? '/root';
  if (user === '+') return shell.variables.get('PWD');
  if (user === '-') return shell.variables.get('OLDPWD');
  try {
    const line = shell.fs
      .readText('/etc/passwd')
      .split('\n')
      .find((entry) => entry.startsWith(`${user}:`));
    return line?.split(':')[5];
  } catch (error) {
    if (error instanceof Errno) return undefined;
    throw error;
  }
}

function* expandParameter(shell: Shell, part: ParameterPart): Task<Chunk[]> {
  const { quoted, operation } = part;
  const one = (text: string): Chunk[] => [{ text, quoted, split: !quoted }];
  if (part.keys) {
    const keys = part.index
      ? elements(shell, part.name).map(([key]) => key)
      : shell.variables.names().filter((name) => name.startsWith(part.name));
    return listChunks(keys, quoted, true, shell);
  }
  const target = yield* resolveTarget(shell, part);
  const { name, list, star } = target;
  if (part.length) {
    if (list) return one(String(list.length));
    const text = parameterText(shell, name, target.index);
    if (text === undefined) requireSet(shell, name);
    return one(String([...(text ?? '')].length));
  }
  if (list) {
    if (!operation) return listChunks(list, quoted, !star, shell);
    if (operation.kind === 'default') {
      const set = operation.colon ? list.join('') !== '' : list.length > 0;
      if (operation.operator === '+' ? !set : set)
        return listChunks(operation.operator === '+' ? [] : list, quoted, !star, shell);
      return yield* defaultChunks(shell, part, name);
    }
    if (operation.kind === 'substring') {
      const offset = Number(yield* expandArithmetic(shell, operation.offset));
      const length = operation.length && Number(yield* expandArithmetic(shell, operation.length));
      // ${@:0} begins with $0.
      const positional = part.index === undefined;
      const all = positional ? [shell.name, ...list] : list;
      const from = offset < 0 ? all.length + offset : offset;
      const chosen = from < 0 ? [] : all.slice(from, length === undefined ? undefined : from + length);
      return listChunks(chosen, quoted, !star, shell);
    }
    const changed: string[] = [];
    for (const text of list) changed.push(yield* transform(shell, operation, text, name));
    return listChunks(changed, quoted, !star, shell);
  }
  const text = parameterText(shell, name, target.index);
  if (operation?.kind === 'default') {
    const set = text !== undefined && !(operation.colon && text === '');
    if (operation.operator === '+')
      return set ? yield* defaultChunks(shell, part, name) : quoted ? one('') : [];
    if (set) return one(text);
    return yield* defaultChunks(shell, part, name, target.index);
  }
  if (text === undefined) {
    requireSet(shell, name);
    return quoted ? one('') : [];
  }
  return one(operation ? yield* transform(shell, operation, text, name) : text);
}

interface Target {
  readonly name: string;
  readonly index: string | undefined;
  /** The values of `$@`, `$*`, `${a[@]}`. */
  readonly list: readonly string[] | undefined;
  readonly star: boolean;
}

/** Which parameter is meant: the index evaluated, `${!x}` followed. */
function* resolveTarget(shell: Shell, part: ParameterPart): Task<Target> {
  let { name } = part;
  let { index } = part;
  if (part.indirect) {
    const referred = parameterText(shell, name, undefined) ?? '';
    const [, base = referred, subscript] = /^(\w+)\[(.*)\]$/.exec(referred) ?? [];
    name = base;
    index = subscript === undefined ? undefined : [{ kind: 'text', text: subscript, quoted: false }];
  }
  if (name === '@' || name === '*') return { name, index: undefined, list: shell.args, star: name === '*' };
  if (!index) return { name, index: undefined, list: undefined, star: false };
  if (isAll(index)) {
    const star = index[0]?.kind === 'text' && index[0].text === '*';
    return { name, index: undefined, list: elements(shell, name).map(([, value]) => value), star };
  }
  const text = yield* expandString(shell, index);
  return {
    name,
    index: lookUp(shell, name)?.associative ? text : String(arithmetic(shell, text)),
    list: undefined,
    star: false,
  };
}

/** The values of `$@` and the like. In quotes `$@` gives one field each, `$*` all in one; unquoted each is split. */
function listChunks(values: readonly string[], quoted: boolean, separate: boolean, shell: Shell): Chunk[] {
  if (quoted && !separate) {
    const separator = (shell.variables.get('IFS') ?? ' ').slice(0, 1);
    return [{ text: values.join(separator), quoted, split: false }];
  }
  const chunks: Chunk[] = [];
  for (const [i, text] of values.entries()) {
    if (i > 0) chunks.push(FIELD_END);
    chunks.push({ text, quoted, split: !quoted });
  }
  return chunks;
}

function requireSet(shell: Shell, name: string): void {
  if (!shell.options.has('nounset') || name === '@' || name === '*') return;
  throw new CommandProblem(
    shell.flavor === 'bash' ? `${name}: unbound variable` : `${name}: parameter not set`,
    shell.flavor === 'bash' ? 127 : 2,
  );
}

/** `${x:-word}`, `${x:=word}`, `${x:?word}`, `${x:+word}` when the word counts. */
function* defaultChunks(shell: Shell, part: ParameterPart, name: string, index?: string): Task<Chunk[]> {
  const { operation, quoted } = part;
  if (operation?.kind !== 'default') return [];
  if (operation.operator === '?') {
    const words = yield* expandString(shell, operation.word);
    const standard = operation.colon ? 'parameter null or not set' : 'parameter not set';
    const fallback = shell.flavor === 'bash' && !operation.colon ? 'parameter not set' : standard;
    throw new CommandProblem(`${name}: ${words || fallback}`, shell.flavor === 'bash' ? 127 : 2);
  }
  if (operation.operator === '=') {
    if (!/^[A-Za-z_]/.test(name)) throw new CommandProblem(`$${name}: cannot assign in this way`, 1);
    const text = yield* expandString(shell, operation.word);
    shellArithmetic(shell).set(name, text, index);
    return [{ text, quoted, split: !quoted }];
  }
  const chunks = yield* expandChunks(shell, operation.word);
  if (quoted) return chunks.length > 0 ? chunks : [{ text: '', quoted, split: false }];
  return chunks.map((chunk) => (chunk.quoted || chunk.end ? chunk : { ...chunk, split: true }));
}

function* transform(
  shell: Shell,
  operation: NonNullable<ParameterPart['operation']>,
  text: string,
  name: string,
): Task<string> {
  switch (operation.kind) {
    case 'trim':
      return trimPattern(
        text,
        yield* expandPattern(shell, operation.pattern),
        operation.side,
        operation.longest,
      );
    case 'replace': {
      const pattern = yield* expandPattern(shell, operation.pattern);
      return replacePattern(
        text,
        pattern,
        yield* expandString(shell, operation.replacement),
        operation.where,
      );
    }
    case 'substring': {
      const characters = [...text];
      const offset = Number(yield* expandArithmetic(shell, operation.offset));
      const from = offset < 0 ? characters.length + offset : offset;
      if (from < 0) return '';
      if (!operation.length) return characters.slice(from).join('');
      const length = Number(yield* expandArithmetic(shell, operation.length));
      const to = length < 0 ? characters.length + length : from + length;
      if (to < from) throw new CommandProblem(`${length}: substring expression < 0`, 1);
      return characters.slice(from, to).join('');
    }
    case 'case': {
      const change = (part: string): string => (operation.upper ? part.toUpperCase() : part.toLowerCase());
      if (operation.all) return change(text);
      const [first = '', ...rest] = text;
      return change(first) + rest.join('');
    }
    case 'transform':
      return transformByLetter(shell, operation.letter, text, name);
    case 'default':
      return text;
  }
}

function transformByLetter(shell: Shell, letter: string, text: string, name: string): string {
  switch (letter) {
    case 'Q':
      return quoteForShell(text);
    case 'U':
      return text.toUpperCase();
    case 'L':
      return text.toLowerCase();
    case 'u':
      return text.slice(0, 1).toUpperCase() + text.slice(1);
    case 'A':
      return `${name}=${quoteForShell(text)}`;
    default:
      throw new CommandProblem(`${shell.name}: \${${name}@${letter}}: bad substitution`, 1);
  }
}

/** Text in quotes that a shell reads back as itself. */
export function quoteForShell(text: string): string {
  if (/[\x00-\x1f\x7f]/.test(text)) {
    const escaped = text
      .replace(/[\\']/g, '\\$&')
      .replaceAll('\n', '\\n')
      .replaceAll('\t', '\\t')
      .replaceAll('\x1b', '\\E');
    return `$'${escaped}'`;
  }
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** Characters of a field, each quoted or not. */
type Field = { text: string; quoted: boolean }[];

function toFields(chunks: readonly Chunk[], ifs: string): Field[] {
  const fields: Field[] = [];
  let field: Field | undefined;
  const finish = (): void => {
    if (field) fields.push(field);
    field = undefined;
  };
  const add = (text: string, quoted: boolean): void => {
    (field ??= []).push({ text, quoted });
  };
  // A delimiter that is not white space belongs to white space before it.
  let afterSpace = false;
  for (const { text, quoted, split, end } of chunks) {
    if (end) {
      finish();
      continue;
    }
    if (!split) {
      if (text !== '' || quoted) add(text, quoted);
      continue;
    }
    let run = '';
    const flush = (): void => {
      if (run !== '') add(run, false);
      run = '';
    };
    for (const c of text) {
      if (!ifs.includes(c)) {
        run += c;
        afterSpace = false;
        continue;
      }
      flush();
      if (c === ' ' || c === '\t' || c === '\n') {
        if (field) {
          finish();
          afterSpace = true;
        }
      } else if (field) finish();
      else if (afterSpace) afterSpace = false;
      else fields.push([]);
    }
    flush();
  }
  finish();
  return fields;
}

function globField(shell: Shell, field: Field): string[] {
  const literal = field.map((piece) => piece.text).join('');
  if (shell.options.has('noglob')) return [literal];
  if (!field.some((piece) => !piece.quoted && /[*?[]/.test(piece.text))) return [literal];
  const pattern = field
    .map((piece) => (piece.quoted ? escapePattern(piece.text) : piece.text.replaceAll('\\', '\\\\')))
    .join('');
  if (!hasGlob(pattern)) return [unescapePattern(pattern)];
  const paths = glob(shell.fs, shell.cwd, pattern, {
    dotglob: shell.options.has('dotglob'),
    globstar: shell.options.has('globstar'),
  });
  if (paths.length > 0) return paths;
  if (shell.options.has('failglob')) throw new CommandProblem(`no match: ${literal}`, 1);
  return shell.options.has('nullglob') ? [] : [literal];
}
