import { ExecError, type ExecOptions } from '../../../shell/types.ts';
import { exitStatus } from '../../../shell/machine.ts';
import type { Process, Task, Wait } from '../../../sim/index.ts';
import type { Cli } from '../cli.ts';

function ended(process: Process): Wait {
  return {
    arm(waker) {
      let live = true;
      process.whenEnded(() => live && waker.resume());
      return () => {
        live = false;
      };
    },
  };
}

/**
 * Run another program of the machine to its end, on kubectl's own streams. Models os/exec's Cmd.Run.
 * @returns its exit status, or why it could not be started
 */
export function* runProgram(
  cli: Cli,
  argv: readonly string[],
  options: ExecOptions = {},
): Task<{ readonly status: number } | { readonly problem: string }> {
  yield* cli.output.flush();
  let child: Process;
  try {
    child = cli.context.exec(argv, options);
  } catch (error) {
    if (!(error instanceof ExecError)) throw error;
    const file = argv[0] ?? '';
    const reason = error.code === 'EACCES' ? 'permission denied' : 'no such file or directory';
    return {
      problem: file.includes('/') ? `fork/exec ${file}: ${reason}` : 'executable file not found in $PATH',
    };
  }
  try {
    if (!child.ended) yield ended(child);
    return { status: exitStatus(child) };
  } finally {
    if (!child.ended) child.signal('SIGTERM');
  }
}

/** A name that is nobody's yet, as os.MkdirTemp and os.CreateTemp make it: the last `*` of the pattern becomes a number. */
export function temporaryName(cli: Cli, pattern: string): string {
  const folder = cli.context.env.get('TMPDIR') ?? '/tmp';
  const random = cli.context.sim.random('kubectl/temporary');
  for (;;) {
    const name = `${folder}/${pattern.replace('*', String(random.below(0x1_0000_0000)))}`;
    if (!cli.context.fs.exists(name)) return name;
  }
}
