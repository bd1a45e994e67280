import { glob } from '../interpreter/glob.ts';
import { expandWords } from '../interpreter/expand.ts';
import type { Builtin, Shell } from '../interpreter/shell.ts';
import { Parser } from '../parser/parser.ts';
import { DEFAULT_PATH } from '../machine.ts';
import { absolute } from '../fs/path.ts';
import { readOptions } from './usage.ts';

/** Letters that stand for actions of `-A`. */
const ACTIONS: Readonly<Record<string, string>> = {
  a: 'alias',
  b: 'builtin',
  c: 'command',
  d: 'directory',
  e: 'export',
  f: 'file',
  j: 'job',
  k: 'keyword',
  u: 'user',
  v: 'variable',
};
const KEYWORDS =
  'if then else elif fi case esac for select while until do done in function time { } ! [[ ]] coproc'.split(
    ' ',
  );
const LETTERS = 'abcdefgjksuvo:A:G:W:F:C:X:P:S:prDEI';

/** `compgen`: the words that a completion would offer. */
export const compgen: Builtin = function* (shell, argv) {
  const given = yield* readOptions(shell, argv, LETTERS);
  if (typeof given === 'number') return given;
  const { options, args } = given;
  const [word = ''] = args;
  const names: string[] = [];
  for (const letter of options.keys()) {
    const action = letter === 'A' ? options.get('A') : ACTIONS[letter];
    if (action !== undefined) names.push(...namesOf(shell, action, word));
  }
  const list = options.get('W');
  if (list !== undefined) {
    const parser = new Parser(`: ${list.replaceAll('\n', ' ')}`);
    const command = parser.next()?.[0]?.first.commands[0];
    if (command?.kind === 'simple') names.push(...(yield* expandWords(shell, command.words.slice(1))));
  }
  const found = names.filter((name) => name.startsWith(word));
  const [before, after] = [options.get('P') ?? '', options.get('S') ?? ''];
  yield* shell.print(found.map((name) => `${before}${name}${after}\n`).join(''));
  return found.length > 0 ? 0 : 1;
};

function namesOf(shell: Shell, action: string, word: string): string[] {
  const sorted = (names: Iterable<string>): string[] => [...names].sort((a, b) => (a < b ? -1 : 1));
  switch (action) {
    case 'alias':
      return sorted(shell.aliases.keys());
    case 'builtin':
      return sorted(shell.hooks.builtins.keys());
    case 'function':
      return sorted(shell.functions.keys());
    case 'keyword':
      return KEYWORDS;
    case 'variable':
    case 'arrayvar':
    case 'export':
      return shell.variables.names().filter((name) => {
        const variable = shell.variables.find(name);
        if (action === 'export') return variable?.exported;
        return action === 'arrayvar' ? variable?.array !== undefined : true;
      });
    case 'command':
      return [
        ...namesOf(shell, 'alias', word),
        ...KEYWORDS,
        ...namesOf(shell, 'function', word),
        ...namesOf(shell, 'builtin', word),
        ...(shell.variables.get('PATH') ?? DEFAULT_PATH)
          .split(':')
          .filter((directory) => shell.fs.isDirectory(absolute(shell.cwd, directory)))
          .flatMap((directory) => shell.fs.readdir(absolute(shell.cwd, directory)).map(({ name }) => name)),
      ];
    case 'file':
    case 'directory':
      return glob(shell.fs, shell.cwd, `${word.replace(/[\\*?[\]]/g, '\\$&')}*`).filter(
        (path) => action === 'file' || shell.fs.isDirectory(absolute(shell.cwd, path)),
      );
    default:
      return [];
  }
}

/**
 * `complete`: keep how a command's words are completed. Completion functions are not run (a program's own completion is built in); a
 * command that shares one with another is completed as that one is.
 */
export const complete: Builtin = function* (shell, argv) {
  const given = yield* readOptions(shell, argv, LETTERS);
  if (typeof given === 'number') return given;
  const { options, args } = given;
  if (options.has('r')) {
    for (const name of args.length > 0 ? args : [...shell.completions.keys()]) shell.completions.delete(name);
    return 0;
  }
  if (options.has('p') || argv.length === 1) {
    let status = 0;
    for (const name of args.length > 0 ? args : shell.completions.keys()) {
      const specification = shell.completions.get(name);
      if (specification) yield* shell.print(`complete ${specification.text}${name}\n`);
      else {
        yield* shell.complain(`${name}: no completion specification`, 'complete');
        status = 1;
      }
    }
    return status;
  }
  let text = '';
  for (const [letter, value] of options) text += value === '' ? `-${letter} ` : `-${letter} ${value} `;
  for (const name of args) shell.completions.set(name, { text, function: options.get('F') });
  return 0;
};

/** `compopt` only makes sense inside a completion function. */
export const compopt: Builtin = function* (shell) {
  yield* shell.complain('not currently executing completion function', 'compopt');
  return 1;
};
