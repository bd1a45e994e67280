import type { Task } from '../../sim/index.ts';
import { Errno } from '../fs/errno.ts';
import { absolute, normalize } from '../fs/path.ts';
import { DEFAULT_PATH, findExecutable, processInfo } from '../machine.ts';
import { decodeEscapes } from '../escapes.ts';
import { BreakLoop, ExitShell, ReturnFromFunction } from '../interpreter/control.ts';
import { quoteForShell } from '../interpreter/expand.ts';
import { findProgram, replaceShell, runExternal, tellExecError } from '../interpreter/programs.ts';
import type { Builtin, Shell } from '../interpreter/shell.ts';
import { ExecError } from '../types.ts';
import { formatPrintf } from './printf.ts';

export const colon: Builtin = function* () {
  return 0;
};

export const falseBuiltin: Builtin = function* () {
  return 1;
};

export const echo: Builtin = function* (shell, argv) {
  let newline = true;
  let escapes = shell.flavor === 'dash';
  let i = 1;
  const flags = shell.flavor === 'dash' ? /^-n$/ : /^-[neE]+$/;
  for (; i < argv.length && flags.test(argv[i] ?? ''); i++) {
    for (const letter of (argv[i] ?? '').slice(1)) {
      if (letter === 'n') newline = false;
      else escapes = letter === 'e';
    }
  }
  let text = argv.slice(i).join(' ');
  if (escapes) {
    const decoded = decodeEscapes(text, 'echo');
    if (decoded.stop) newline = false;
    text = decoded.text;
  }
  return yield* writeOut(shell, argv[0] ?? 'echo', newline ? `${text}\n` : text);
};

/** Print, or say why that failed. */
export function* writeOut(shell: Shell, name: string, text: string): Task<number> {
  if (!shell.stdout) {
    yield* shell.complain('write error: Bad file descriptor', name);
    return 1;
  }
  try {
    yield* shell.print(text);
    return 0;
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    yield* shell.complain(`write error: ${error.message}`, name);
    return 1;
  }
}

export const printf: Builtin = function* (shell, argv) {
  let args = argv.slice(1);
  let variable: string | undefined;
  if (args[0] === '-v') {
    variable = args[1];
    args = args.slice(2);
  }
  if (args[0] === '--') args.shift();
  const format = args.shift();
  if (format === undefined) {
    yield* shell.printError(`${shell.prefix('printf')}usage: printf [-v var] format [arguments]\n`);
    return 2;
  }
  const { text, problems } = formatPrintf(format, args, quoteForPrintf);
  if (variable !== undefined) shell.variables.set(variable, text);
  else if ((yield* writeOut(shell, 'printf', text)) !== 0) return 1;
  for (const problem of problems) yield* shell.complain(problem, 'printf');
  return problems.length > 0 ? 1 : 0;
};

function quoteForPrintf(text: string): string {
  if (/[\x00-\x1f\x7f]/.test(text)) return quoteForShell(text);
  return text.replace(/[^\w@%+=:./,\u0080-\uffff-]/g, '\\$&');
}

export const pwd: Builtin = function* (shell, argv) {
  const physical = argv[1] === '-P';
  return yield* writeOut(shell, 'pwd', `${physical ? shell.fs.realpath(shell.cwd) : shell.cwd}\n`);
};

export const cd: Builtin = function* (shell, argv) {
  const args = argv.slice(1);
  let physical = false;
  while (/^-[LPe@]+$/.test(args[0] ?? '')) physical = (args.shift() ?? '').includes('P');
  if (args[0] === '--') args.shift();
  if (args.length > 1 && shell.flavor === 'bash') {
    yield* shell.complain('too many arguments', 'cd');
    return 1;
  }
  let target = args[0] ?? shell.variables.get('HOME');
  let say = false;
  if (target === undefined) {
    yield* shell.complain('HOME not set', 'cd');
    return 1;
  }
  if (target === '-') {
    target = shell.variables.get('OLDPWD');
    say = true;
    if (target === undefined) {
      yield* shell.complain('OLDPWD not set', 'cd');
      return 1;
    }
  }
  const candidates = [target];
  if (!/^\.{0,2}\//.test(target) && target !== '.' && target !== '..') {
    const path = shell.variables.get('CDPATH');
    if (path) candidates.unshift(...path.split(':').map((directory) => `${directory || '.'}/${target}`));
  }
  let failure: Errno | undefined;
  for (const candidate of candidates) {
    const logical = physical ? absolute(shell.cwd, candidate) : normalize(absolute(shell.cwd, candidate));
    try {
      if (candidate === '') return 0;
      if (shell.fs.stat(logical).kind !== 'directory') throw new Errno('ENOTDIR', target);
      if (!shell.fs.access(logical, 'x')) throw new Errno('EACCES', target);
      const old = shell.cwd;
      shell.cwd = physical ? shell.fs.realpath(logical) : logical;
      shell.variables.set('OLDPWD', old).exported = true;
      shell.variables.set('PWD', shell.cwd).exported = true;
      const info = processInfo(shell.process);
      if (info) info.cwd = shell.cwd;
      if (say || candidate !== target) yield* shell.print(`${shell.cwd}\n`);
      return 0;
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      failure = error;
    }
  }
  const words = failure?.message ?? '';
  if (shell.flavor === 'bash') yield* shell.complain(`${target}: ${words}`, 'cd');
  else if (shell.flavor === 'ash') yield* shell.complain(`can't cd to ${target}: ${words}`, 'cd');
  else yield* shell.complain(`can't cd to ${target}`, 'cd');
  return shell.flavor === 'dash' ? 2 : 1;
};

/** The numeric argument of exit, return, break …; complains about another. */
function* numeric(shell: Shell, argv: readonly string[], fallback: number): Task<number | undefined> {
  const text = argv[1];
  if (text === undefined) return fallback;
  if (/^[-+]?\d+$/.test(text)) return Number(text);
  yield* shell.complain(
    shell.flavor === 'bash' ? `${text}: numeric argument required` : `Illegal number: ${text}`,
    argv[0],
  );
  return undefined;
}

export const exit: Builtin = function* (shell, argv) {
  if (shell.interactive && shell.flavor === 'bash') yield* shell.printError('exit\n');
  const status = yield* numeric(shell, argv, shell.status);
  throw new ExitShell((status ?? 2) & 255);
};

export const returnBuiltin: Builtin = function* (shell, argv) {
  const status = yield* numeric(shell, argv, shell.status);
  if (shell.functionDepth === 0 && shell.sourceDepth === 0) {
    if (shell.flavor !== 'bash') throw new ExitShell((status ?? 2) & 255);
    yield* shell.complain("can only `return' from a function or sourced script", 'return');
    return 1;
  }
  throw new ReturnFromFunction((status ?? 2) & 255);
};

function breaker(continues: boolean): Builtin {
  return function* (shell, argv) {
    const levels = yield* numeric(shell, argv, 1);
    if (shell.loopDepth === 0) {
      if (shell.flavor === 'bash') {
        yield* shell.complain("only meaningful in a `for', `while', or `until' loop", argv[0]);
      }
      return 0;
    }
    throw new BreakLoop(Math.max(1, levels ?? 1), continues);
  };
}

export const breakBuiltin = breaker(false);
export const continueBuiltin = breaker(true);

export const evalBuiltin: Builtin = function* (shell, argv) {
  return yield* shell.hooks.runText(shell, argv.slice(argv[1] === '--' ? 2 : 1).join(' '), 'eval');
};

export const source: Builtin = function* (shell, argv) {
  const [, file, ...args] = argv;
  if (file === undefined) {
    yield* shell.complain('filename argument required', argv[0]);
    return 2;
  }
  let path = absolute(shell.cwd, file);
  if (!file.includes('/')) {
    for (const directory of (shell.variables.get('PATH') ?? DEFAULT_PATH).split(':')) {
      const candidate = absolute(shell.cwd, `${directory}/${file}`);
      if (shell.fs.isFile(candidate)) {
        path = candidate;
        break;
      }
    }
  }
  let text: string;
  try {
    text = shell.fs.readText(path);
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    if (shell.flavor === 'bash') {
      const words = error.code === 'EISDIR' ? 'is a directory' : error.message;
      yield* shell.complain(error.code === 'EISDIR' ? `${argv[0]}: ${file}: ${words}` : `${file}: ${words}`);
    } else {
      yield* shell.complain(
        `${shell.flavor === 'ash' ? "can't open" : 'cannot open'} '${file}': ${error.message}`,
        argv[0],
      );
    }
    if (shell.flavor !== 'bash' && !shell.interactive) throw new ExitShell(2);
    return 1;
  }
  const saved = shell.args;
  if (args.length > 0) shell.args = args;
  shell.sourceDepth++;
  try {
    return yield* shell.hooks.runText(shell, text, file);
  } catch (error) {
    if (error instanceof ReturnFromFunction) return error.status;
    throw error;
  } finally {
    shell.sourceDepth--;
    if (args.length > 0) shell.args = saved;
  }
};

export const exec: Builtin = function* (shell, argv) {
  let args = argv.slice(1);
  let name: string | undefined;
  while (args[0]?.startsWith('-') && args[0] !== '-') {
    const flag = args.shift() ?? '';
    if (flag === '--') break;
    if (flag === '-a') name = args.shift();
  }
  if (args.length === 0) return 0;
  let loaded: ReturnType<typeof findProgram>;
  try {
    loaded = findProgram(shell, args);
  } catch (error) {
    if (!(error instanceof ExecError)) throw error;
    const bash = shell.flavor === 'bash';
    let status: number;
    if (bash && error.code === 'ENOENT' && !error.file.includes('/')) {
      yield* shell.complain(`${error.file}: not found`, 'exec');
      status = 127;
    } else status = yield* tellExecError(shell, error);
    if (shell.interactive) return status;
    throw new ExitShell(status);
  }
  if (name !== undefined) args = [name, ...args.slice(1)];
  return yield* replaceShell(shell, name === undefined ? loaded : { program: loaded.program, argv: args });
};

const RESERVED = new Set(
  'if then else elif fi do done case esac while until for in { } ! [[ ]] function time select'.split(' '),
);

type Meaning =
  | { kind: 'alias'; text: string }
  | { kind: 'keyword' }
  | { kind: 'function' }
  | { kind: 'builtin' }
  | { kind: 'file'; path: string };

function meaningOf(shell: Shell, name: string): Meaning | undefined {
  const alias = shell.aliases.get(name);
  if (alias !== undefined) return { kind: 'alias', text: alias };
  if (RESERVED.has(name)) return { kind: 'keyword' };
  if (shell.functions.has(name)) return { kind: 'function' };
  if (shell.hooks.builtins.has(name)) return { kind: 'builtin' };
  try {
    return {
      kind: 'file',
      path: findExecutable(shell.fs, shell.cwd, name, shell.variables.get('PATH') ?? DEFAULT_PATH),
    };
  } catch (error) {
    if (error instanceof ExecError) return undefined;
    throw error;
  }
}

export const type: Builtin = function* (shell, argv) {
  const args = argv.slice(1);
  let short = false;
  let pathOnly = false;
  while (/^-[tpaPf]+$/.test(args[0] ?? '') && shell.flavor === 'bash') {
    const flags = args.shift() ?? '';
    short ||= flags.includes('t');
    pathOnly ||= /[pP]/.test(flags);
  }
  let status = 0;
  for (const name of args) {
    const meaning = meaningOf(shell, name);
    if (!meaning) {
      status = shell.flavor === 'bash' ? 1 : 127;
      if (!short && !pathOnly) {
        if (shell.flavor === 'bash') yield* shell.complain(`${name}: not found`, 'type');
        else yield* shell.print(`${name}: not found\n`);
      }
    } else if (short) yield* shell.print(`${meaning.kind}\n`);
    else if (pathOnly) yield* shell.print(meaning.kind === 'file' ? `${meaning.path}\n` : '');
    else yield* shell.print(describe(shell, name, meaning));
  }
  return status;
};

function describe(shell: Shell, name: string, meaning: Meaning): string {
  switch (meaning.kind) {
    case 'alias':
      return `${name} is ${shell.flavor === 'bash' ? `aliased to \`${meaning.text}'` : `an alias for ${meaning.text}`}\n`;
    case 'keyword':
      return `${name} is a shell keyword\n`;
    case 'function':
      return shell.flavor === 'bash'
        ? `${name} is a function\n${shell.functions.get(name)?.source ?? ''}\n`
        : `${name} is a shell function\n`;
    case 'builtin':
      return `${name} is a shell builtin\n`;
    case 'file':
      return `${name} is ${meaning.path}\n`;
  }
}

export const command: Builtin = function* (shell, argv) {
  const args = argv.slice(1);
  let verbose = '';
  while (/^-[pvV]+$/.test(args[0] ?? '')) verbose = (args.shift() ?? '').slice(-1);
  if (args[0] === '--') args.shift();
  const [name] = args;
  if (name === undefined) return 0;
  if (verbose === 'v' || verbose === 'V') {
    const meaning = meaningOf(shell, name);
    if (!meaning) {
      if (verbose === 'V') yield* shell.complain(`${name}: not found`, 'command');
      return shell.flavor === 'bash' ? 1 : 127;
    }
    if (verbose === 'V') yield* shell.print(describe(shell, name, meaning));
    else if (meaning.kind === 'file') yield* shell.print(`${meaning.path}\n`);
    else if (meaning.kind === 'alias') yield* shell.print(`alias ${name}='${meaning.text}'\n`);
    else yield* shell.print(`${name}\n`);
    return 0;
  }
  const builtin = shell.hooks.builtins.get(name);
  if (builtin) return yield* builtin(shell, args);
  return yield* runExternal(shell, args, { inPlace: false, source: args.join(' ') });
};

export const builtin: Builtin = function* (shell, argv) {
  const args = argv.slice(1);
  const found = shell.hooks.builtins.get(args[0] ?? '');
  if (found) return yield* found(shell, args);
  yield* shell.complain(`${args[0] ?? ''}: not a shell builtin`, 'builtin');
  return 1;
};

export const shift: Builtin = function* (shell, argv) {
  const count = yield* numeric(shell, argv, 1);
  if (count === undefined || count < 0) return 1;
  if (count > shell.args.length) {
    if (shell.flavor === 'dash') {
      yield* shell.complain("can't shift that many", 'shift');
      throw new ExitShell(2);
    }
    return 1;
  }
  shell.args = shell.args.slice(count);
  return 0;
};
