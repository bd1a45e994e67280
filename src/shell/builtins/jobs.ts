import {
  findSignal,
  first,
  Interrupted,
  join,
  SIGNALS,
  type Process,
  type SignalName,
  type Task,
} from '../../sim/index.ts';
import { exitStatus } from '../machine.ts';
import { awaitJob, jobLine } from '../interpreter/job-control.ts';
import type { Job } from '../interpreter/jobs.ts';
import type { Builtin, Shell } from '../interpreter/shell.ts';
import { signalTable } from './trap.ts';
import { readOptions, tellUsage } from './usage.ts';

function* findJob(shell: Shell, name: string, specification: string | undefined): Task<Job | undefined> {
  const job = shell.jobs.find(specification ?? '');
  if (!job) yield* shell.complain(`${specification ?? 'current'}: no such job`, name);
  return job;
}

export const jobs: Builtin = function* (shell, argv) {
  const args = argv.slice(1);
  let long = false;
  let pids = false;
  let only: 'r' | 's' | undefined;
  while (/^-[lprsn]+$/.test(args[0] ?? '')) {
    const flags = args.shift() ?? '';
    long ||= flags.includes('l');
    pids ||= flags.includes('p');
    if (/[rs]/.test(flags)) only = flags.includes('r') ? 'r' : 's';
  }
  for (const job of shell.jobs.list()) {
    if (only && (only === 's') !== job.stopped) continue;
    if (pids) yield* shell.print(`${job.processes[0]?.pid}\n`);
    else yield* shell.print(`${jobLine(shell, job, long)}\n`);
    if (job.ended) shell.jobs.remove(job);
  }
  return 0;
};

export const fg: Builtin = function* (shell, argv) {
  if (!shell.jobControl) {
    yield* shell.complain('no job control', 'fg');
    return 1;
  }
  const job = yield* findJob(shell, 'fg', argv[1]);
  if (!job) return 1;
  yield* shell.print(`${job.source}\n`);
  job.background = false;
  job.told = 'running';
  shell.jobs.makeCurrent(job);
  if (shell.tty && job.group) shell.tty.foreground = job.group;
  job.signal('SIGCONT');
  try {
    yield* awaitJob(shell, job);
  } finally {
    if (job.ended) shell.jobs.remove(job);
  }
  return job.stopped ? job.stopStatus : job.status;
};

export const bg: Builtin = function* (shell, argv) {
  if (!shell.jobControl) {
    yield* shell.complain('no job control', 'bg');
    return 1;
  }
  const job = yield* findJob(shell, 'bg', argv[1]);
  if (!job) return 1;
  if (!job.stopped) {
    yield* shell.complain(`job ${job.id} already in background`, 'bg');
    return 0;
  }
  job.told = 'running';
  job.signal('SIGCONT');
  shell.lastBackground = job.last?.pid;
  yield* shell.print(`[${job.id}]${shell.jobs.mark(job)} ${job.source} &\n`);
  return 0;
};

export const disown: Builtin = function* (shell, argv) {
  const given = yield* readOptions(shell, argv, 'har');
  if (typeof given === 'number') return given;
  const { options, args } = given;
  if (options.has('a') || (options.has('r') && args.length === 0)) {
    for (const job of shell.jobs.list()) if (!options.has('r') || !job.stopped) shell.jobs.remove(job);
    return 0;
  }
  let status = 0;
  for (const argument of args.length > 0 ? args : [undefined]) {
    const job =
      argument !== undefined && /^\d+$/.test(argument)
        ? shell.jobs.ofProcess(Number(argument))
        : yield* findJob(shell, 'disown', argument);
    if (!job) status = 1;
    else if (!options.has('h')) shell.jobs.remove(job);
  }
  return status;
};

/** Wait for a process; a signal with a trap ends the wait. @returns 128 + its number then */
function* awaitInterruptibly(shell: Shell, wait: () => Task): Task<number | undefined> {
  shell.interruptible = true;
  try {
    if (shell.pendingSignals[0]) return 128 + SIGNALS[shell.pendingSignals[0]];
    yield* wait();
    return undefined;
  } catch (error) {
    if (!(error instanceof Interrupted) || (shell.interactive && shell.pendingSignals.length === 0))
      throw error;
    return 128 + SIGNALS[error.signal];
  } finally {
    shell.interruptible = false;
  }
}

export const wait: Builtin = function* (shell, argv) {
  const given = yield* readOptions(shell, argv, shell.flavor === 'bash' ? 'fnp:' : '');
  if (typeof given === 'number') return given;
  const { options, args } = given;
  const told = options.get('p');
  if (told !== undefined) shell.variables.unset(told);
  if (options.has('n')) {
    const candidates = args.length > 0 ? yield* waitedFor(shell, args) : [...shell.children.values()];
    const running = candidates.filter((process) => !shell.waited.has(process.pid));
    if (running.length === 0) return 127;
    const interrupted = yield* awaitInterruptibly(shell, () => firstToEnd(running));
    if (interrupted !== undefined) return interrupted;
    const ended = running.find((process) => process.ended);
    if (!ended) return 127;
    return report(shell, ended, told);
  }
  if (args.length === 0) {
    for (const process of [...shell.children.values()]) {
      const interrupted = yield* awaitInterruptibly(shell, () => join(process));
      if (interrupted !== undefined) return interrupted;
      shell.children.delete(process.pid);
      shell.childrenCpuTime += process.cpuTime;
    }
    for (const job of shell.jobs.list()) if (job.ended && !shell.interactive) shell.jobs.remove(job);
    return 0;
  }
  let status = 0;
  for (const argument of args) {
    const [process] = yield* waitedFor(shell, [argument]);
    if (!process) {
      const nonsense = !/^%|^\d+$/.test(argument);
      status = !nonsense ? 127 : shell.flavor === 'bash' ? 1 : 2;
      continue;
    }
    const interrupted = yield* awaitInterruptibly(shell, () => join(process));
    if (interrupted !== undefined) return interrupted;
    status = report(shell, process, told);
  }
  return status;
};

/** The processes that arguments of `wait` mean; complains about those that are none. */
function* waitedFor(shell: Shell, args: readonly string[]): Task<Process[]> {
  const found: Process[] = [];
  for (const argument of args) {
    const job = argument.startsWith('%') ? shell.jobs.find(argument) : undefined;
    const process = job ? job.last : shell.children.get(Number(argument));
    if (process) found.push(process);
    else if (argument.startsWith('%')) yield* shell.complain(`${argument}: no such job`, 'wait');
    else if (!/^\d+$/.test(argument))
      yield* shell.complain(
        shell.flavor === 'bash'
          ? `\`${argument}': not a pid or valid job spec`
          : `Illegal number: ${argument}`,
        'wait',
      );
    else if (shell.flavor === 'bash')
      yield* shell.complain(`pid ${argument} is not a child of this shell`, 'wait');
  }
  return found;
}

/** Note that `wait` has told of a process. @returns its exit status */
function report(shell: Shell, process: Process, variable: string | undefined): number {
  if (!shell.waited.has(process.pid)) shell.childrenCpuTime += process.cpuTime;
  shell.waited.add(process.pid);
  if (variable !== undefined) shell.variables.set(variable, String(process.pid));
  const owner = shell.jobs.ofProcess(process.pid);
  if (owner?.ended && !shell.interactive) shell.jobs.remove(owner);
  return exitStatus(process);
}

function* firstToEnd(processes: readonly Process[]): Task {
  yield* first(
    processes.map((process) => ({
      arm(waker) {
        let live = true;
        process.whenEnded(() => {
          if (live) waker.resume();
        });
        return () => {
          live = false;
        };
      },
    })),
  );
}

export const kill: Builtin = function* (shell, argv) {
  const args = argv.slice(1);
  let signal: SignalName | undefined = 'SIGTERM';
  const [option = ''] = args;
  if (option === '-l' || option === '-L') {
    if (args.length === 1) {
      yield* shell.print(signalTable());
      return 0;
    }
    for (const argument of args.slice(1)) {
      const number = /^\d+$/.test(argument) ? Number(argument) % 128 : undefined;
      const found = findSignal(number ?? argument);
      if (!found) {
        yield* shell.complain(`${argument}: invalid signal specification`, 'kill');
        return 1;
      }
      yield* shell.print(`${number === undefined ? SIGNALS[found] : found.slice(3)}\n`);
    }
    return 0;
  }
  let test = false;
  if (option === '-s' || option === '-n') {
    args.shift();
    test = args[0] === '0';
    signal = test ? 'SIGTERM' : findSignal(args.shift() ?? '');
    if (test) args.shift();
    if (!signal) return yield* badSignal(shell, argv[2] ?? '');
  } else if (/^-./.test(option) && option !== '--') {
    test = option === '-0';
    signal = test ? 'SIGTERM' : findSignal(option.slice(1));
    if (!signal) return yield* badSignal(shell, option.slice(1));
    args.shift();
  }
  if (args[0] === '--') args.shift();
  if (args.length === 0) {
    if (shell.flavor === 'bash') return yield* tellUsage(shell, 'kill');
    yield* shell.complain('you need to specify whom to kill', 'kill');
    return shell.flavor === 'dash' ? 2 : 1;
  }
  let status = 0;
  for (const argument of args) {
    if (argument.startsWith('%')) {
      const job = yield* findJob(shell, 'kill', argument);
      if (!job) status = 1;
      else if (!test) {
        job.signal(signal);
        // A stopped job must run to end.
        if (job.stopped && (signal === 'SIGTERM' || signal === 'SIGHUP')) job.signal('SIGCONT');
      }
      continue;
    }
    if (!/^-?\d+$/.test(argument)) {
      yield* shell.complain(
        shell.flavor === 'bash'
          ? `${argument}: arguments must be process or job IDs`
          : `invalid number '${argument}'`,
        'kill',
      );
      status = 1;
      continue;
    }
    const targets = processesOf(shell, Number(argument));
    if (targets.length === 0) {
      const words = 'No such process';
      if (shell.flavor === 'bash') yield* shell.complain(`(${argument}) - ${words}`, 'kill');
      else
        yield* shell.complain(
          shell.flavor === 'ash' ? `can't kill pid ${argument}: ${words}` : `${words}\n`,
          'kill',
        );
      status = 1;
    } else if (!test) for (const target of targets) target.signal(signal);
  }
  // A signal to the shell itself comes at once.
  yield* shell.charge(1);
  return status;
};

function* badSignal(shell: Shell, name: string): Task<number> {
  switch (shell.flavor) {
    case 'bash':
      yield* shell.complain(`${name}: invalid signal specification`, 'kill');
      return 1;
    case 'ash':
      yield* shell.complain(`bad signal name '${name}'`, 'kill');
      return 1;
    case 'dash':
      yield* shell.complain(`Illegal option -${name.slice(0, 1)}`, 'kill');
      return 2;
  }
}

/** The processes that a pid, 0 (the own group), -1 (all) or a negative group id means. */
function processesOf(shell: Shell, pid: number): Process[] {
  const { namespace } = shell.machine;
  if (pid === 0) return [...shell.process.group.members];
  if (pid === -1)
    return [...namespace.processes.values()].filter(
      (process) => process !== shell.process && !namespace.isInit(process),
    );
  const process = namespace.processes.get(Math.abs(pid));
  if (!process) return [];
  return pid < 0 ? [...process.group.members] : [process];
}
