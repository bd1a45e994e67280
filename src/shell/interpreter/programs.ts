import { ProcessGroup, work, type Task } from '../../sim/index.ts';
import { absolute, baseName } from '../fs/path.ts';
import {
  createContext,
  DEFAULT_PATH,
  findExecutable,
  loadProgram,
  processInfo,
  runProgram,
  START_COST,
  startProgram,
  type LoadedProgram,
} from '../machine.ts';
import { ExecError } from '../types.ts';
import { awaitJob, newJob } from './job-control.ts';
import { ReplaceShell } from './control.ts';
import type { Shell } from './shell.ts';

/** Run a program and wait for it. `inPlace`: in this shell's process, which it thereby ends. */
export function* runExternal(
  shell: Shell,
  argv: readonly string[],
  options: { readonly inPlace: boolean; readonly source: string },
): Task<number> {
  let loaded: Pick<LoadedProgram, 'program' | 'argv'>;
  try {
    loaded = findProgram(shell, argv);
  } catch (error) {
    if (!(error instanceof ExecError)) throw error;
    return yield* tellExecError(shell, error);
  }
  remember(shell, argv[0] ?? '', 1);
  if (options.inPlace) return yield* replaceShell(shell, loaded);
  const group = shell.jobControl ? new ProcessGroup() : undefined;
  const process = startProgram(shell.machine, loaded, {
    ...shell.programSetup(),
    parent: shell.process,
    group,
    ignoredSignals: shell.ignoredSignals,
  });
  const job = newJob(shell, [process], options.source, group, false);
  yield* awaitJob(shell, job);
  return job.stopped ? job.stopStatus : job.status;
}

/** Note where a program is (`hash`). @returns whether there is one; builtins and functions count */
export function remember(shell: Shell, name: string, hits: number): boolean {
  if (name.includes('/') || shell.functions.has(name) || shell.hooks.builtins.has(name)) return true;
  try {
    const path = findExecutable(shell.fs, shell.cwd, name, shell.variables.get('PATH') ?? DEFAULT_PATH);
    const known = shell.hashed.get(name);
    shell.hashed.set(name, { path, hits: (known?.path === path ? known.hits : 0) + hits });
    return true;
  } catch (error) {
    if (error instanceof ExecError) return false;
    throw error;
  }
}

/** @throws {ExecError} */
export function findProgram(shell: Shell, argv: readonly string[]): Pick<LoadedProgram, 'program' | 'argv'> {
  const path = shell.variables.get('PATH') ?? DEFAULT_PATH;
  try {
    return loadProgram(shell.fs, shell.cwd, argv, path);
  } catch (error) {
    if (!(error instanceof ExecError) || error.code !== 'ENOEXEC') throw error;
    // A text without #! is a script for the same shell, by the path at which it was found.
    const found = findExecutable(shell.fs, shell.cwd, argv[0] ?? '', path);
    return {
      program: shell.hooks.program(shell.flavor),
      argv: [shell.flavor === 'bash' ? 'bash' : 'sh', found, ...argv.slice(1)],
    };
  }
}

/** Execute a program in the shell's own process. Does not return: the shell ends with the program's status. */
export function* replaceShell(shell: Shell, loaded: Pick<LoadedProgram, 'program' | 'argv'>): Task<number> {
  const { process } = shell;
  const ignored = shell.ignoredSignals;
  process.onSignal = ignored.size > 0 ? (signal) => (ignored.has(signal) ? 'handled' : 'default') : undefined;
  process.name = baseName(loaded.argv[0] ?? '');
  yield* work(START_COST);
  const setup = shell.programSetup();
  const info = processInfo(process);
  if (info)
    Object.assign(info, { argv: loaded.argv, cwd: setup.cwd, env: setup.env, ignoredSignals: ignored });
  const status = yield* runProgram(loaded.program, createContext(process, { ...setup, argv: loaded.argv }));
  throw new ReplaceShell(status);
}

/** Say that a command was not found or cannot be run. @returns 127 or 126 */
export function* tellExecError(shell: Shell, error: ExecError): Task<number> {
  const { file } = error;
  const bash = shell.flavor === 'bash';
  const missing = error.code === 'ENOENT';
  const directory = file.includes('/') && shell.fs.isDirectory(absolute(shell.cwd, file));
  let words: string;
  if (missing && !file.includes('/')) words = bash ? 'command not found' : 'not found';
  else if (missing && bash && shell.fs.exists(absolute(shell.cwd, file)))
    words = 'cannot execute: required file not found';
  else if (missing) words = bash ? 'No such file or directory' : 'not found';
  else if (error.code === 'ENOTDIR') words = bash ? 'Not a directory' : 'not found';
  else if (directory && bash) words = 'Is a directory';
  else words = 'Permission denied';
  yield* shell.complain(`${file}: ${words}`);
  return missing || (error.code === 'ENOTDIR' && !bash) ? 127 : 126;
}
