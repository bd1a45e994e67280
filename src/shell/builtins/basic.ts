import type { Task } from '../../sim/index.ts';
import { decodeEscapes } from '../escapes.ts';
import { Errno } from '../fs/errno.ts';
import { BreakLoop, CommandProblem, ExitShell, ReturnFromFunction } from '../interpreter/control.ts';
import { arithmetic } from '../interpreter/expand.ts';
import type { Integer } from '../interpreter/integers.ts';
import { lookUp, setElement } from '../interpreter/parameters.ts';
import { assign } from '../interpreter/assign.ts';
import type { Builtin, Shell } from '../interpreter/shell.ts';
import { strftime } from '../strftime.ts';
import { formatPrintf } from '../tools/printf-format.ts';
import { badOption, tellUsage } from './usage.ts';

export const colon: Builtin = function* () {
  return 0;
};

export const falseBuiltin: Builtin = function* () {
  return 1;
};

export const echo: Builtin = function* (shell, argv) {
  let newline = true;
  let escapes = shell.flavor === 'dash' || shell.options.has('xpg_echo');
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
    const decoded = decodeEscapes(text, shell.flavor === 'dash' ? 'percent-b' : 'echo');
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
  const args = argv.slice(1);
  let variable: string | undefined;
  if (args[0]?.startsWith('-v') && shell.flavor === 'bash') {
    const attached = (args.shift() ?? '').slice(2);
    variable = attached !== '' ? attached : args.shift();
  } else if (/^-[^-]/.test(args[0] ?? '') && shell.flavor === 'bash')
    return yield* badOption(shell, 'printf', (args[0] ?? '').slice(0, 2));
  if (args[0] === '--') args.shift();
  const element = /^([A-Za-z_]\w*)(?:\[(.*)\])?$/s.exec(variable ?? 'x');
  if (!element) {
    yield* shell.complain(`\`${variable}': not a valid identifier`, 'printf');
    return 2;
  }
  const format = args.shift();
  if (format === undefined) {
    if (shell.flavor === 'bash') return yield* tellUsage(shell, 'printf');
    yield* shell.complain('usage: printf format [arg ...]', 'printf');
    return 2;
  }
  const { text, errors, status } = formatPrintf(format, args, {
    builtin: true,
    plain: shell.flavor === 'dash',
    time: (layout, seconds) =>
      strftime(layout, seconds === undefined ? shell.machine.sim.time : seconds * 1000),
  });
  if (variable !== undefined) {
    const [, name = '', index] = element;
    if (index === undefined) assign(shell, name, text);
    else
      setElement(
        shell,
        name,
        lookUp(shell, name)?.associative ? index : String(arithmetic(shell, index)),
        text,
      );
  } else if ((yield* writeOut(shell, 'printf', text)) !== 0) return 1;
  for (const problem of errors)
    yield* shell.complain(
      shell.flavor === 'dash' ? problem.replace(/invalid number$/, 'expected numeric value') : problem,
      'printf',
    );
  return status ?? (errors.length > 0 ? 1 : 0);
};

/** The numeric argument of exit, return, break …; complains about another. */
function* numeric(shell: Shell, argv: readonly string[], fallback: number): Task<number | undefined> {
  const text = argv[1] === '--' ? argv[2] : argv[1];
  if (text === undefined) return fallback;
  if (/^\s*[-+]?\d+\s*$/.test(text)) return Number(text);
  yield* shell.complain(
    shell.flavor === 'bash' ? `${text}: numeric argument required` : `Illegal number: ${text}`,
    argv[0],
  );
  if (shell.flavor !== 'bash' && !shell.interactive) throw new ExitShell(2);
  return undefined;
}

function* tooMany(shell: Shell, argv: readonly string[]): Task<boolean> {
  if (shell.flavor !== 'bash' || argv.length <= 2 || !/^[-+]?\d+$/.test(argv[1] ?? '')) return false;
  yield* shell.complain('too many arguments', argv[0]);
  return true;
}

export const exit: Builtin = function* (shell, argv) {
  if (shell.interactive && shell.flavor === 'bash') yield* shell.printError('exit\n');
  if (yield* tooMany(shell, argv)) return 1;
  const status = yield* numeric(shell, argv, shell.status);
  throw new ExitShell((status ?? 2) & 255);
};

export const logout: Builtin = function* (shell, argv) {
  if (!shell.options.has('login_shell')) {
    yield* shell.complain("not login shell: use `exit'", 'logout');
    return 1;
  }
  return yield* exit(shell, argv);
};

export const returnBuiltin: Builtin = function* (shell, argv) {
  if (yield* tooMany(shell, argv)) return 1;
  const status = yield* numeric(shell, argv, shell.status);
  if (shell.functionDepth === 0 && shell.sourceDepth === 0) {
    if (shell.flavor !== 'bash') throw new ExitShell((status ?? 2) & 255);
    yield* shell.complain("can only `return' from a function or sourced script", 'return');
    return 2;
  }
  throw new ReturnFromFunction(shell.flavor === 'bash' ? (status ?? 2) & 255 : (status ?? 2));
};

function breaker(continues: boolean): Builtin {
  return function* (shell, argv) {
    if (shell.loopDepth === 0 && shell.flavor === 'bash') {
      yield* shell.complain("only meaningful in a `for', `while', or `until' loop", argv[0]);
      return 0;
    }
    const levels = yield* numeric(shell, argv, 1);
    if (levels === undefined && !shell.interactive) throw new ExitShell(128);
    if (shell.loopDepth === 0) return 0;
    if (levels !== undefined && levels <= 0) {
      if (shell.flavor !== 'bash') {
        yield* shell.complain(`Illegal number: ${argv[1]}`, argv[0]);
        throw new ExitShell(2);
      }
      yield* shell.complain(`${argv[1]}: loop count out of range`, argv[0]);
      throw new BreakLoop(shell.loopDepth, false, 1);
    }
    throw new BreakLoop(levels ?? 1, continues);
  };
}

export const breakBuiltin = breaker(false);
export const continueBuiltin = breaker(true);

export const shift: Builtin = function* (shell, argv) {
  const count = yield* numeric(shell, argv, 1);
  if (count === undefined) return 1;
  if (count < 0) {
    yield* shell.complain(`${argv[1]}: shift count out of range`, 'shift');
    return 1;
  }
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

export const letBuiltin: Builtin = function* (shell, argv) {
  if (argv.length === 1) {
    yield* shell.complain('expression expected', 'let');
    return 1;
  }
  let value: Integer = 0;
  try {
    for (const expression of argv.slice(1)) value = arithmetic(shell, expression);
  } catch (error) {
    if (!(error instanceof CommandProblem) || error.status !== 1) throw error;
    yield* shell.complain(error.message, 'let');
    return 1;
  }
  return value === 0 ? 1 : 0;
};
