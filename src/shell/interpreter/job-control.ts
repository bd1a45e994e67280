import { SIGNALS, type Process, type ProcessGroup, type SignalName, type Task } from '../../sim/index.ts';
import { exitStatus } from '../machine.ts';
import { InterruptedByUser } from './control.ts';
import { Job } from './jobs.ts';
import type { Shell } from './shell.ts';

/** How a shell names a signal that ended a job. */
const SIGNAL_WORDS: Partial<Record<SignalName, string>> = {
  SIGHUP: 'Hangup',
  SIGINT: 'Interrupt',
  SIGQUIT: 'Quit',
  SIGABRT: 'Aborted',
  SIGKILL: 'Killed',
  SIGUSR1: 'User defined signal 1',
  SIGUSR2: 'User defined signal 2',
  SIGSEGV: 'Segmentation fault',
  SIGPIPE: 'Broken pipe',
  SIGALRM: 'Alarm clock',
  SIGTERM: 'Terminated',
};

/** Make a job of processes just started. In the background it is listed at once. */
export function newJob(
  shell: Shell,
  processes: readonly Process[],
  source: string,
  group: ProcessGroup | undefined,
  background: boolean,
): Job {
  const job = new Job({ id: shell.jobs.nextId(), processes, group, source, background });
  if (background) shell.jobs.add(job);
  return job;
}

/** Say `[1] 12` of a job that goes on in the background. */
export function* tellStarted(shell: Shell, job: Job): Task {
  if (shell.interactive) yield* shell.printError(`[${job.id}] ${job.last?.pid}\n`);
}

/** Wait for a job in the foreground, which has the terminal meanwhile, until it ends or is stopped. */
export function* awaitJob(shell: Shell, job: Job): Task {
  const { tty } = shell;
  const takesTerminal = shell.jobControl && tty && job.group;
  if (takesTerminal) tty.foreground = job.group;
  shell.foreground = job;
  try {
    while (!job.ended && !(job.stopped && shell.jobControl)) yield* job.changed.wait();
  } finally {
    shell.foreground = undefined;
    if (takesTerminal) tty.foreground = shell.process.group;
  }
  if (job.stopped) return yield* keepStopped(shell, job);
  for (const process of job.processes) shell.childrenCpuTime += process.cpuTime;
  const outcome = job.last?.outcome;
  if (outcome?.kind !== 'signalled') return;
  const { signal } = outcome;
  if (shell.interactive) {
    if (signal === 'SIGINT') {
      yield* shell.printError('\n');
      throw new InterruptedByUser();
    }
    if (signal !== 'SIGPIPE') yield* shell.printError(`${signalWords(signal)}\n`);
  } else if (shell.flavor === 'bash' && !['SIGINT', 'SIGPIPE', 'SIGTERM'].includes(signal)) {
    const pid = String(job.last?.pid).padStart(5);
    yield* shell.complain(`${pid} ${signalWords(signal).padEnd(23)} ${job.source}`);
  } else if (shell.flavor !== 'bash' && signal !== 'SIGINT' && signal !== 'SIGPIPE') {
    yield* shell.printError(`${signalWords(signal)}\n`);
  }
}

function* keepStopped(shell: Shell, job: Job): Task {
  job.background = true;
  job.told = 'stopped';
  if (shell.jobs.list().includes(job)) shell.jobs.makeCurrent(job);
  else shell.jobs.add(job);
  for (const process of job.processes) shell.children.set(process.pid, process);
  yield* shell.printError(`\n${jobLine(shell, job)}\n`);
}

/** Tell of background jobs that have ended, and forget them; before each prompt. */
export function* tellEndedJobs(shell: Shell): Task {
  for (const job of shell.jobs.list()) {
    if (job.ended) {
      if (shell.interactive && !job.disowned) yield* shell.printError(`${jobLine(shell, job)}\n`);
      shell.jobs.remove(job);
    } else if (job.stopped && job.told !== 'stopped') {
      job.told = 'stopped';
      if (shell.interactive) yield* shell.printError(`\n${jobLine(shell, job)}\n`);
    }
  }
}

/** A line of `jobs`: `[1]+  Running                 sleep 60 &`. */
export function jobLine(shell: Shell, job: Job, withPid = false): string {
  const mark = shell.jobs.mark(job);
  const pid = withPid ? `${String(job.processes[0]?.pid)} ` : '';
  const state = jobState(job);
  const running = state === 'Running' ? ' &' : '';
  return `[${job.id}]${mark}${withPid ? ' ' : '  '}${pid}${state.padEnd(withPid ? 22 : 23)} ${job.source}${running}`;
}

function jobState(job: Job): string {
  if (job.stopped) return 'Stopped';
  const outcome = job.last?.outcome;
  if (!job.ended || !outcome || !job.last) return 'Running';
  if (outcome.kind === 'signalled') return signalWords(outcome.signal);
  const status = exitStatus(job.last);
  return status === 0 ? 'Done' : `Exit ${status}`;
}

export function signalWords(signal: SignalName): string {
  return SIGNAL_WORDS[signal] ?? `Unknown signal ${SIGNALS[signal]}`;
}
