import { join, Pipe, type Task } from '../../sim/index.ts';
import { Errno } from '../fs/errno.ts';
import { exitStatus } from '../machine.ts';
import type { List, Word } from '../parser/ast.ts';
import { openInput, pipeInput, pipeOutput, readAllText } from '../streams.ts';
import { ArithmeticProblem, evaluateArithmetic } from './arithmetic.ts';
import { expandBraces } from './braces.ts';
import { CommandProblem } from './control.ts';
import { expandParameter, type Expander } from './expand-parameter.ts';
import { fieldsOf, type Chunk } from './fields.ts';
import type { Integer } from './integers.ts';
import { shellArithmetic, simpleParameter } from './parameters.ts';
import { escapePattern } from './pattern.ts';
import { substituteProcess } from './process-substitution.ts';
import type { Shell } from './shell.ts';

/** Expand words to a command's fields: braces, tilde, parameters, commands, arithmetic, splitting, globs, quote removal. */
export function* expandWords(shell: Shell, words: readonly Word[]): Task<string[]> {
  const fields: string[] = [];
  for (const word of words) {
    const simple = simpleWord(shell, word);
    if (simple !== undefined) {
      fields.push(simple);
      continue;
    }
    for (const alternative of shell.options.has('braceexpand') ? expandBraces(word) : [word]) {
      const chunks = yield* expandChunks(shell, alternative);
      for (const field of fieldsOf(shell, chunks)) fields.push(field);
    }
  }
  return fields;
}

/** The one field of a word in which there is nothing to wait for, to split or to match; nothing for another. */
function simpleWord(shell: Shell, word: Word): string | undefined {
  const [only] = word;
  if (!only || word.length !== 1) return undefined;
  // A bracket alone, as in the command `[`, is no pattern.
  if (only.kind === 'text')
    return only.quoted || !/[~*?{\\]|\[.*\]|\(/s.test(only.text) ? only.text : undefined;
  if (only.kind !== 'parameter') return undefined;
  const text = simpleParameter(shell, only);
  if (text === undefined) return undefined;
  // Letters and digits alone could still be in IFS, but hardly ever are.
  if (only.quoted) return text;
  return /^[\w./:=-]+$/.test(text) && shell.variables.find('IFS') === undefined ? text : undefined;
}

/** Expand a word to one string, without splitting or globs: an assignment's value, a here-document, a file name. */
export function* expandString(shell: Shell, word: Word, assignment = false): Task<string> {
  const [only] = word;
  if (only && word.length === 1) {
    if (only.kind === 'text' && (only.quoted || !only.text.includes('~'))) return only.text;
    const text = only.kind === 'parameter' ? simpleParameter(shell, only) : undefined;
    if (text !== undefined) return text;
  }
  return chunksText(yield* expandChunks(shell, word, assignment));
}

function chunksText(chunks: readonly Chunk[]): string {
  let text = '';
  for (const chunk of chunks) text += chunk.text;
  return text;
}

/** Expand a word to a pattern in which what was quoted matches only itself. */
export function* expandPattern(shell: Shell, word: Word): Task<string> {
  const chunks = yield* expandChunks(shell, word);
  return chunks.map(({ text, quoted }) => (quoted ? escapePattern(text) : text)).join('');
}

/** Expand and evaluate an arithmetic expression. @throws {CommandProblem} */
export function* expandArithmetic(shell: Shell, expression: Word): Task<Integer> {
  return arithmetic(shell, yield* expandString(shell, expression));
}

/** Evaluate arithmetic on the shell's variables. @throws {CommandProblem} */
export function arithmetic(shell: Shell, text: string): Integer {
  try {
    // dash has C's operators but these.
    if (shell.flavor === 'dash' && /\*\*|[\w)]\s*(\+\+|--)\s*(?![\w(\s])/.test(text))
      throw new ArithmeticProblem('operand expected');
    return evaluateArithmetic(text, shellArithmetic(shell));
  } catch (error) {
    if (!(error instanceof ArithmeticProblem)) throw error;
    if (shell.flavor === 'bash') throw new CommandProblem(error.message, 1);
    const what = /division by 0/.test(error.message)
      ? shell.flavor === 'ash'
        ? 'divide by zero'
        : 'division by zero'
      : /operand expected|expected/.test(error.message)
        ? 'expecting primary'
        : 'expecting EOF';
    if (shell.flavor === 'ash')
      throw new CommandProblem(what.startsWith('div') ? what : 'arithmetic syntax error', 2);
    throw new CommandProblem(`arithmetic expression: ${what}: "${text}"`, 2);
  }
}

/** Run commands and take what they print, without the newlines at the end. */
export function* substituteCommand(shell: Shell, body: List): Task<string> {
  if (body.length === 0) return '';
  const file = onlyInput(body);
  if (file && shell.flavor === 'bash') return yield* fileText(shell, file);
  const pipe = new Pipe();
  const output = pipeOutput(pipe);
  const input = pipeInput(pipe);
  const descriptors = new Map(shell.descriptors).set(1, { output });
  const process = shell.fork(
    (child) => {
      child.traceDepth++;
      // What fails in a substitution is found when its result is used.
      if (child.flavor === 'bash' && !child.options.has('inherit_errexit') && !child.options.has('posix'))
        child.options.delete('errexit');
      return shell.hooks.runToEnd(child, () => shell.hooks.runList(child, body, true));
    },
    { descriptors },
  );
  output.close();
  try {
    const text = yield* readAllText(input);
    yield* join(process);
    shell.substitutionStatus = exitStatus(process);
    if (shell.flavor === 'bash') shell.status = shell.substitutionStatus;
    return withoutNewlines(text);
  } finally {
    input.close();
  }
}

function withoutNewlines(text: string): string {
  return text.replaceAll('\0', '').replace(/\n+$/, '');
}

/** The file in `$(< file)`. */
function onlyInput(body: List): Word | undefined {
  const [item] = body;
  const [command] = item?.first.commands ?? [];
  if (body.length !== 1 || item?.rest.length !== 0 || item.first.commands.length !== 1) return undefined;
  if (command?.kind !== 'simple' || command.words.length + command.assignments.length > 0) return undefined;
  const [redirection] = command.redirections;
  return command.redirections.length === 1 && redirection?.operator === '<' ? redirection.target : undefined;
}

function* fileText(shell: Shell, file: Word): Task<string> {
  const name = yield* expandString(shell, file);
  try {
    const input = openInput({ sim: shell.machine.sim, ...shell.programSetup() }, name);
    const text = yield* readAllText(input);
    input.close();
    shell.status = shell.substitutionStatus = 0;
    return withoutNewlines(text);
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    yield* shell.complain(`${name}: ${error.message}`);
    shell.status = shell.substitutionStatus = 1;
    return '';
  }
}

const EXPANDER: Expander = {
  chunks: expandChunks,
  string: expandString,
  pattern: expandPattern,
  number: expandArithmetic,
};

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
        for (const chunk of yield* expandParameter(shell, part, EXPANDER)) chunks.push(chunk);
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
  // Bash expands `word=~` too, wherever it stands.
  const named =
    first && !assignment && shell.flavor === 'bash' ? /^[A-Za-z_]\w*=/.exec(text)?.[0] : undefined;
  if (named !== undefined) return named + expandTilde(shell, text.slice(named.length), true, whole, true);
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
