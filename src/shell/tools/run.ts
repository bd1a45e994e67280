import { join, type Process, type Task } from '../../sim/index.ts';
import { exitStatus } from '../machine.ts';
import { ExecError, type ExecOptions } from '../types.ts';
import { Failure, quote, type Tool } from './tool.ts';

/** Start a command for a tool such as `env`. @throws {Failure} 127 when it is not there, 126 when it cannot be run */
export function start(
  t: Tool,
  argv: readonly string[],
  options: ExecOptions = {},
  what = 'failed to run command ',
): Process {
  try {
    return t.context.exec(argv, options);
  } catch (error) {
    if (!(error instanceof ExecError)) throw error;
    const name = argv[0] ?? '';
    const words: Readonly<Record<ExecError['code'], string>> = {
      ENOENT: 'No such file or directory',
      EACCES: 'Permission denied',
      ENOTDIR: 'Not a directory',
      ENOEXEC: 'Exec format error',
    };
    throw new Failure(
      `${what}${what === '' ? name : quote(name)}: ${words[error.code]}`,
      error.code === 'ENOENT' ? 127 : 126,
    );
  }
}

/** Run a command to its end; signals that end the tool are handed on to it. @returns its exit status */
export function* finish(child: Process): Task<number> {
  try {
    yield* join(child);
  } finally {
    if (!child.ended) child.signal('SIGTERM');
  }
  return exitStatus(child);
}
