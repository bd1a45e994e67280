import { Errno } from '../fs/errno.ts';
import { absolute } from '../fs/path.ts';
import { ExitShell, ReturnFromFunction } from '../interpreter/control.ts';
import { findProgram, replaceShell, tellExecError } from '../interpreter/programs.ts';
import type { Builtin } from '../interpreter/shell.ts';
import { runPseudoTrap } from '../interpreter/traps.ts';
import { DEFAULT_PATH } from '../machine.ts';
import { openInput, readAllText } from '../streams.ts';
import { ExecError } from '../types.ts';
import { tellUsage } from './usage.ts';

export const evalBuiltin: Builtin = function* (shell, argv) {
  const text = argv.slice(argv[1] === '--' ? 2 : 1).join(' ');
  shell.traceDepth++;
  try {
    return yield* shell.hooks.runText(shell, text, { origin: 'eval', firstLine: shell.line });
  } finally {
    shell.traceDepth--;
  }
};

export const source: Builtin = function* (shell, argv) {
  const [name = '', file, ...args] = argv.filter((word, i) => i !== 1 || word !== '--');
  const bash = shell.flavor === 'bash';
  if (file === undefined) {
    if (!bash) return 0;
    yield* shell.complain('filename argument required', name);
    return yield* tellUsage(shell, name);
  }
  let path = absolute(shell.cwd, file);
  if (!file.includes('/')) {
    const found = (shell.variables.get('PATH') ?? DEFAULT_PATH)
      .split(':')
      .map((directory) => absolute(shell.cwd, `${directory}/${file}`))
      .find((candidate) => shell.fs.isFile(candidate));
    if (found !== undefined) path = found;
    else if (!bash) {
      yield* shell.complain(`${file}: not found`, name);
      if (!shell.interactive) throw new ExitShell(2);
      return 127;
    }
  }
  let text: string;
  try {
    if (shell.fs.isDirectory(path)) throw new Errno('EISDIR', file);
    const input = openInput({ sim: shell.machine.sim, ...shell.programSetup() }, path);
    text = yield* readAllText(input);
    input.close();
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    if (bash) {
      yield* shell.complain(
        error.code === 'EISDIR' ? `${name}: ${file}: is a directory` : `${file}: ${error.message}`,
      );
    } else {
      const words =
        error.code === 'ENOENT' ? (shell.flavor === 'ash' ? 'no such file' : 'No such file') : error.message;
      yield* shell.complain(
        `${shell.flavor === 'ash' ? `can't open '${file}'` : `cannot open ${file}`}: ${words}`,
        name,
      );
      if (!shell.interactive) throw new ExitShell(2);
    }
    return 1;
  }
  const saved = shell.args;
  const { frames, line, loopDepth } = shell;
  // Only bash and busybox give a sourced file parameters of its own.
  const own = args.length > 0 && shell.flavor !== 'dash';
  if (own) shell.args = args;
  shell.sourceDepth++;
  shell.traceDepth++;
  if (bash) shell.frames = [{ name: 'source', file, calledFrom: line }, ...frames];
  try {
    let status: number;
    try {
      status = yield* shell.hooks.runText(shell, text, {});
    } catch (error) {
      if (!(error instanceof ReturnFromFunction)) throw error;
      ({ status } = error);
    }
    shell.status = status;
    if (shell.options.has('functrace')) yield* runPseudoTrap(shell, 'RETURN');
    return status;
  } finally {
    shell.sourceDepth--;
    shell.traceDepth--;
    shell.frames = frames;
    shell.line = line;
    shell.loopDepth = loopDepth;
    if (own) shell.args = saved;
  }
};

/** `caller [n]`: from where the running function was called. */
export const caller: Builtin = function* (shell, argv) {
  const number = argv[1];
  if (number !== undefined && !/^\d+$/.test(number)) {
    yield* shell.complain(`${number}: invalid number`, 'caller');
    return yield* tellUsage(shell, 'caller');
  }
  const frame = shell.frames[Number(number ?? 0)];
  if (!frame) return 1;
  const outer = shell.frames[Number(number ?? 0) + 1];
  const script = shell.commands === 'file';
  const file = outer?.file ?? (script ? shell.name : number === undefined ? 'NULL' : undefined);
  const name = outer?.name ?? (script ? 'main' : undefined);
  if (number === undefined) yield* shell.print(`${frame.calledFrom} ${file ?? 'NULL'}\n`);
  else if (name === undefined || file === undefined) return 1;
  else yield* shell.print(`${frame.calledFrom} ${name} ${file}\n`);
  return 0;
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
    if (error.code === 'ENOENT' && (!bash || !error.file.includes('/'))) {
      yield* shell.complain(`${error.file}: not found`, 'exec');
      status = 127;
    } else status = yield* tellExecError(shell, error);
    if (shell.interactive) return status;
    throw new ExitShell(status);
  }
  if (name !== undefined) args = [name, ...args.slice(1)];
  return yield* replaceShell(shell, name === undefined ? loaded : { program: loaded.program, argv: args });
};
