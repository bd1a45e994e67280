import { BrokenPipe, Interrupted, Terminated, type Task } from '../sim/index.ts';
import { builtinsOf } from './builtins/index.ts';
import { setOptions } from './builtins/set.ts';
import { Errno } from './fs/errno.ts';
import { absolute, baseName } from './fs/path.ts';
import {
  BreakLoop,
  CommandProblem,
  ExitShell,
  InterruptedByUser,
  ReplaceShell,
  ReturnFromFunction,
} from './interpreter/control.ts';
import { runCommand } from './interpreter/compound.ts';
import { runList } from './interpreter/pipelines.ts';
import { Shell, type Flavor, type InterpreterHooks, type TextOptions } from './interpreter/shell.ts';
import { runExitTrap, runPendingTraps } from './interpreter/traps.ts';
import { ReadonlyVariable } from './interpreter/variables.ts';
import { runInteractively } from './interactive.ts';
import { SyntaxProblem } from './parser/errors.ts';
import { Parser } from './parser/parser.ts';
import type { Program, ProgramContext } from './types.ts';

/** A shell as a program: `sh [-c text | file] [arguments]`, or interactive on a terminal. */
export function createShell(flavor: Flavor): Program {
  return (context) => main(context, flavor);
}

/** GNU bash 5.2's language and words. */
export const bash: Program = createShell('bash');
/** busybox's `sh`. */
export const ash: Program = createShell('ash');
/** Debian's and Ubuntu's `sh`. */
export const dash: Program = createShell('dash');

const HOOKS: Readonly<Record<Flavor, InterpreterHooks>> = {
  bash: hooks('bash'),
  ash: hooks('ash'),
  dash: hooks('dash'),
};

function hooks(flavor: Flavor): InterpreterHooks {
  return { runList, runCommand, runText, runToEnd, program: createShell, builtins: builtinsOf(flavor) };
}

interface Invocation {
  readonly text: string | undefined;
  readonly interactive: boolean;
  readonly login: boolean;
  readonly fromInput: boolean;
  readonly name: string;
  readonly args: readonly string[];
  /** Options as `set` takes them. */
  readonly set: readonly string[];
  /** Options of `shopt` (`-O`). */
  readonly shopt: readonly string[];
  readonly script: string | undefined;
}

function parseArguments(argv: readonly string[]): Invocation {
  const args = argv.slice(1);
  const set: string[] = [];
  const shopt: string[] = [];
  let command = false;
  let interactive = false;
  let fromInput = false;
  let login = (argv[0] ?? '').startsWith('-');
  while (/^[-+]./.test(args[0] ?? '')) {
    const flag = args.shift() ?? '';
    if (flag === '--') break;
    if (flag.startsWith('--')) {
      if (flag === '--login') login = true;
      if (flag === '--posix') set.push('-o', 'posix');
      if (flag === '--rcfile' || flag === '--init-file') args.shift();
      continue; // --norc, --noprofile: nothing here depends on them
    }
    for (const letter of flag.slice(1)) {
      if (letter === 'c' && flag.startsWith('-')) command = true;
      else if (letter === 'i') interactive = true;
      else if (letter === 's') fromInput = true;
      else if (letter === 'l') login = true;
      else if (letter === 'O') shopt.push(args.shift() ?? '');
      else if (letter === 'o') set.push(`${flag[0]}o`, args.shift() ?? '');
      else set.push(`${flag[0]}${letter}`);
    }
  }
  const own = (argv[0] ?? 'sh').replace(/^-/, '');
  const common = { interactive, login, fromInput, set, shopt };
  if (command) {
    const [text = '', name = baseName(own), ...rest] = args;
    return { ...common, text, name, args: rest, script: undefined };
  }
  if (args.length > 0 && !fromInput) {
    return { ...common, text: undefined, name: args[0] ?? '', args: args.slice(1), script: args[0] };
  }
  return { ...common, text: undefined, name: baseName(own), args, script: undefined };
}

function* main(context: ProgramContext, flavor: Flavor): Task<number> {
  const invocation = parseArguments(context.argv);
  const { script } = invocation;
  const onTerminal = context.stdin.tty !== undefined && context.stderr.tty !== undefined;
  const interactive =
    invocation.interactive || (invocation.text === undefined && script === undefined && onTerminal);
  const shell = Shell.open(context, {
    flavor,
    hooks: HOOKS[flavor],
    name: invocation.name,
    args: invocation.args,
    interactive: interactive && onTerminal,
    commands: invocation.text !== undefined ? 'argument' : script !== undefined ? 'file' : 'input',
  });
  if (invocation.login) shell.options.add('login_shell');
  for (const name of invocation.shopt) shell.options.add(name);
  shell.variables.set('PWD', shell.cwd).exported = true;
  if (shell.variables.get('PS4') === undefined) shell.variables.set('PS4', '+ ');
  const failure = yield* setOptions(shell, invocation.set, invocation.name);
  if (typeof failure === 'number') return failure;
  yield* importFunctions(shell, context.env);
  return yield* runToEnd(shell, function* () {
    if (invocation.text !== undefined) return yield* runScript(shell, invocation.text, '-c');
    if (script !== undefined) return yield* runFile(shell, script);
    if (shell.interactive)
      return yield* runInteractively(shell, invocation.login, {
        run: (state, list) => runGuarded(state, () => runList(state, list)),
        tell: (state, problem, line) => tellSyntaxProblem(state, problem, line, ''),
      });
    return yield* runInput(shell);
  });
}

/** Functions that another bash exported (`export -f`). */
function* importFunctions(shell: Shell, env: ReadonlyMap<string, string>): Task {
  if (shell.flavor !== 'bash') return;
  for (const [key, value] of env) {
    const name = /^BASH_FUNC_(.+)%%$/.exec(key)?.[1];
    if (name === undefined || !value.startsWith('() {')) continue;
    yield* runText(shell, `${name} ${value}`);
    const imported = shell.functions.get(name);
    if (imported) imported.exported = true;
  }
}

function* runFile(shell: Shell, file: string): Task<number> {
  let text: string;
  try {
    text = shell.fs.readText(absolute(shell.cwd, file));
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    const missing = error.code === 'ENOENT';
    const own = shell.flavor === 'bash' ? 'bash' : 'sh';
    if (shell.flavor === 'bash') yield* shell.printError(`${own}: ${file}: ${error.message}\n`);
    else if (shell.flavor === 'ash')
      yield* shell.printError(`${own}: can't open '${file}': ${error.message}\n`);
    else
      yield* shell.printError(
        `${own}: 0: cannot open ${file}: ${missing ? 'No such file' : error.message}\n`,
      );
    return missing ? (shell.flavor === 'bash' ? 127 : 2) : 126;
  }
  return yield* runScript(shell, text.replace(/^#![^\n]*/, ''), file);
}

/** Run a whole text; each line is parsed when its turn comes. */
function* runScript(shell: Shell, text: string, origin: string): Task<number> {
  const parser = new Parser(text, shell.parserOptions);
  for (;;) {
    const from = parser.offset;
    const list = yield* parseNext(shell, parser, origin);
    if (shell.options.has('verbose')) yield* shell.printError(parser.textFrom(from));
    if (list === undefined) return shell.status;
    // A last command may take the shell's place; busybox does so only when it is the whole text.
    const last = origin === '-c' && parser.atEnd;
    const whole = shell.flavor === 'bash' || (list.length === 1 && list[0]?.rest.length === 0);
    yield* runGuarded(shell, () => runList(shell, list, last && whole && shell.traps.size === 0));
  }
}

/** Run a list; a problem that a script survives is told of and gives its status. */
export function* runGuarded(shell: Shell, body: () => Task<number>): Task<number> {
  try {
    return yield* body();
  } catch (error) {
    if (error instanceof ReadonlyVariable) {
      yield* shell.complain(error.message);
      return (shell.status = 1);
    }
    if (!(error instanceof CommandProblem)) throw error;
    shell.line = error.line ?? shell.line;
    yield* shell.complain(error.message);
    shell.status = error.status === 127 ? 1 : error.status;
    const survives =
      error.recoverable ||
      shell.interactive ||
      (shell.flavor === 'bash' && error.status === 1 && !error.fatal && !shell.isFork);
    if (!survives) throw new ExitShell(error.status);
    return shell.status;
  }
}

function* parseNext(shell: Shell, parser: Parser, origin: string): Task<ReturnType<Parser['next']>> {
  try {
    return parser.next();
  } catch (error) {
    if (!(error instanceof SyntaxProblem)) throw error;
    yield* tellSyntaxProblem(shell, error, parser.lineText(error.line), origin);
    throw new ExitShell(2);
  }
}

/** Tell of a syntax error in the shell's words. */
export function* tellSyntaxProblem(shell: Shell, error: SyntaxProblem, line: string, origin: string): Task {
  const { name, flavor } = shell;
  if (flavor === 'bash') {
    const place =
      shell.interactive && origin === ''
        ? ''
        : `${origin === '-c' || origin === 'eval' ? `${origin}: ` : ''}line ${error.line}: `;
    yield* shell.printError(`${name}: ${place}${error.message}\n`);
    if (place !== '' && error.token !== undefined) yield* shell.printError(`${name}: ${place}\`${line}'\n`);
    return;
  }
  if (flavor === 'dash') {
    const place = origin === 'eval' ? 'eval: ' : '';
    return yield* shell.printError(`${name}: ${error.line}: ${place}Syntax error: ${dashWords(error)}\n`);
  }
  const token = error.token === 'newline' ? 'newline' : `"${error.token}"`;
  let words = `unexpected ${error.token === undefined ? 'end of file' : token}`;
  if (error.unclosed === "'" || error.unclosed === '"') words = 'unterminated quoted string';
  yield* shell.printError(`${name}: syntax error: ${words}\n`);
}

/** A syntax error as dash tells it. */
function dashWords(error: SyntaxProblem): string {
  switch (error.unclosed) {
    case "'":
    case '"':
      return 'Unterminated quoted string';
    case '`':
      return 'EOF in backquote substitution';
    case '}':
      return "Missing '}'";
    case ')':
      return 'end of file unexpected (expecting ")")';
  }
  if (error.message.startsWith('Bad ')) return error.message;
  const expecting = error.expected === undefined ? '' : ` (expecting "${error.expected}")`;
  const token =
    error.token === undefined
      ? 'end of file'
      : error.token === 'newline'
        ? 'newline'
        : /^[<>]/.test(error.token)
          ? 'redirection'
          : /^[;&|()]|^(then|else|elif|fi|do|done|esac|\}|in)$/.test(error.token)
            ? `"${error.token}"`
            : 'word';
  return `${token} unexpected${expecting}`;
}

/** `eval`, `.`, traps: run a text in this shell. */
function* runText(shell: Shell, text: string, options: TextOptions = {}): Task<number> {
  const { origin = '', firstLine = 1 } = options;
  const parser = new Parser(text, { ...shell.parserOptions, firstLine });
  let ran = false;
  for (;;) {
    let list: ReturnType<Parser['next']>;
    try {
      list = parser.next();
    } catch (error) {
      if (!(error instanceof SyntaxProblem)) throw error;
      yield* tellSyntaxProblem(shell, error, parser.lineText(error.line), origin);
      shell.status = 2;
      if (shell.flavor !== 'bash' && !shell.interactive) throw new ExitShell(2);
      return 2;
    }
    if (list === undefined) return ran ? shell.status : 0;
    ran = true;
    yield* runList(shell, list);
  }
}

/** Read commands from standard input, byte by byte, so that they can read the rest of it. */
function* runInput(shell: Shell): Task<number> {
  let text = '';
  let firstLine = 1;
  for (;;) {
    const line = yield* readLine(shell);
    if (line === undefined && text === '') return shell.status;
    text += line ?? '';
    const parser = new Parser(text, { ...shell.parserOptions, firstLine, interactive: line !== undefined });
    try {
      for (let list = parser.next(); list; list = parser.next()) {
        const commands = list;
        yield* runGuarded(shell, () => runList(shell, commands));
      }
    } catch (error) {
      if (!(error instanceof SyntaxProblem)) throw error;
      if (error.incomplete && line !== undefined) continue;
      yield* tellSyntaxProblem(shell, error, parser.lineText(error.line), 'stdin');
      throw new ExitShell(2);
    }
    firstLine += text.split('\n').length - 1;
    text = '';
  }
}

function* readLine(shell: Shell): Task<string | undefined> {
  const bytes: number[] = [];
  for (;;) {
    const chunk = yield* shell.stdin.read(1);
    if (!chunk || chunk.length === 0) break;
    bytes.push(...chunk);
    if (chunk.includes(10)) break;
  }
  return bytes.length === 0 ? undefined : new TextDecoder().decode(Uint8Array.from(bytes));
}

/** Run to the end of the shell's process: `exit`, errors and the EXIT trap are dealt with here. */
function* runToEnd(shell: Shell, body: () => Task<number>): Task<number> {
  let status: number;
  try {
    status = yield* untilExit(shell, body);
    yield* runPendingTraps(shell);
  } catch (error) {
    if (error instanceof ReplaceShell) return error.status;
    if (error instanceof ExitShell) status = error.status;
    else if (error instanceof Terminated && shell.flavor === 'bash' && shell.traps.get('EXIT')) {
      yield* untilExit(shell, function* () {
        yield* runExitTrap(shell);
        return 0;
      });
      throw error;
    } else if (error instanceof BrokenPipe) {
      if (shell.ignoredSignals.has('SIGPIPE')) status = 1;
      else throw new Terminated('SIGPIPE');
    } else throw error;
  }
  shell.status = status;
  try {
    yield* runExitTrap(shell);
  } catch (error) {
    if (error instanceof ExitShell) return error.status;
    throw error;
  }
  return status;
}

function* untilExit(shell: Shell, body: () => Task<number>): Task<number> {
  try {
    return yield* body();
  } catch (error) {
    if (error instanceof ExitShell) return error.status;
    if (error instanceof ReturnFromFunction) return error.status;
    if (error instanceof BreakLoop) return 0;
    if (error instanceof CommandProblem || error instanceof ReadonlyVariable) {
      yield* shell.complain(error.message);
      return error instanceof CommandProblem ? error.status : 1;
    }
    if (error instanceof Errno) {
      yield* shell.complain(error.message);
      return 1;
    }
    if (error instanceof InterruptedByUser || error instanceof Interrupted) return 130;
    throw error;
  }
}

/** The shells that a Debian-like machine has in its `PATH`, by name. */
export const shellPrograms: ReadonlyMap<string, Program> = new Map([
  ['bash', bash],
  ['dash', dash],
  ['sh', dash],
]);
