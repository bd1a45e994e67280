import { Pipe, ProcessGroup, work, type Process, type Task } from '../../sim/index.ts';
import type { AndOr, Command, List, Pipeline } from '../parser/ast.ts';
import { pipeInput, pipeOutput } from '../streams.ts';
import type { Descriptor } from '../types.ts';
import { runCommand } from './compound.ts';
import { ExitShell } from './control.ts';
import { awaitJob, newJob, tellStarted } from './job-control.ts';
import { withRedirections } from './redirect.ts';
import type { Shell } from './shell.ts';
import { beginTiming, tellTime } from './timing.ts';
import { runPendingTraps, runPseudoTrap } from './traps.ts';

/**
 * Run commands one after another.
 * @param tail nothing follows in this process: a last program may be executed in its place
 */
export function* runList(shell: Shell, list: List, tail = false): Task<number> {
  for (let i = 0; i < list.length; i++) {
    const item = list[i];
    if (!item || (shell.options.has('noexec') && !shell.interactive)) break;
    if (item.background) shell.status = yield* runInBackground(shell, item);
    else shell.status = yield* runAndOr(shell, item, tail && i === list.length - 1);
    if (shell.pendingSignals.length > 0) yield* runPendingTraps(shell);
  }
  return shell.status;
}

function* runAndOr(shell: Shell, item: AndOr, tail: boolean): Task<number> {
  const { first, rest } = item;
  let status = 0;
  for (let i = 0; i <= rest.length; i++) {
    const operator = rest[i - 1]?.operator;
    if (operator && (operator === '&&') !== (status === 0)) continue;
    const pipeline = rest[i - 1]?.pipeline ?? first;
    const last = i === rest.length;
    if (!last) shell.conditionDepth++;
    try {
      // Only newer bashes execute the last command of a chain in the shell's place.
      const inPlace = tail && last && (shell.flavor === 'bash' || i === 0);
      status = yield* runPipeline(shell, pipeline, inPlace, item.source);
    } finally {
      if (!last) shell.conditionDepth--;
    }
    shell.status = status;
    if (last && status !== 0 && shell.conditionDepth === 0 && !pipeline.negated && canFail(pipeline))
      yield* failed(shell, status);
  }
  return status;
}

/** Whether `set -e` and the ERR trap look at a pipeline's own status: those of compound commands are told by what is in them. */
function canFail({ commands }: Pipeline): boolean {
  const [only] = commands;
  if (!only || commands.length > 1 || only.kind === 'simple') return true;
  return only.kind === 'compound' && ['subshell', 'condition', 'arithmetic'].includes(only.compound.kind);
}

function* failed(shell: Shell, status: number): Task {
  if (shell.traps.size > 0) yield* runPseudoTrap(shell, 'ERR');
  if (shell.errexit) throw new ExitShell(status);
}

function* runPipeline(shell: Shell, pipeline: Pipeline, tail: boolean, source: string): Task<number> {
  const { commands, negated, timed } = pipeline;
  const [only] = commands;
  if (only && commands.length === 1 && !negated && !timed)
    return yield* runCommand(shell, only, tail, source);
  const begun = timed ? beginTiming(shell) : undefined;
  let status = 0;
  if (negated) shell.conditionDepth++;
  try {
    if (only) {
      status =
        commands.length === 1
          ? yield* runCommand(shell, only, false, source)
          : yield* runPiped(shell, pipeline, source);
    }
  } finally {
    if (negated) shell.conditionDepth--;
  }
  if (begun && timed) yield* tellTime(shell, begun, timed);
  return negated ? (status === 0 ? 1 : 0) : status;
}

function* runPiped(shell: Shell, pipeline: Pipeline, source: string): Task<number> {
  const here = shell.options.has('lastpipe') && !shell.jobControl ? pipeline.commands.at(-1) : undefined;
  const started = startPipeline(shell, pipeline, { except: here });
  const job = newJob(shell, started.processes, source, started.group, false);
  const lastStatus = here ? yield* runHere(shell, here, started.output) : undefined;
  yield* awaitJob(shell, job);
  const statuses = lastStatus === undefined ? job.statuses() : [...job.statuses(), lastStatus];
  setPipeStatus(shell, statuses);
  if (job.stopped) return job.stopStatus;
  if (shell.options.has('pipefail')) return statuses.findLast((status) => status !== 0) ?? 0;
  return statuses.at(-1) ?? 0;
}

/** `shopt -s lastpipe`: the last command of a pipeline runs in the shell itself. */
function* runHere(shell: Shell, command: Command, input: Descriptor | undefined): Task<number> {
  const saved = shell.descriptors;
  shell.descriptors = new Map(saved);
  if (input) shell.descriptors.set(0, input);
  try {
    return yield* runCommand(shell, command, false);
  } finally {
    shell.descriptors = saved;
    input?.input?.close();
  }
}

export function setPipeStatus(shell: Shell, statuses: readonly number[]): void {
  if (shell.flavor !== 'bash') return;
  const variable = shell.variables.writable('PIPESTATUS');
  variable.array = new Map(statuses.map((status, i) => [String(i), String(status)]));
}

interface StartedPipeline {
  readonly processes: Process[];
  readonly group: ProcessGroup | undefined;
  /** Where the output of the last process can be read, when one command was left out. */
  readonly output: Descriptor | undefined;
}

/** Start the processes of a pipeline, joined by pipes; the last one is not started when it is `except`. */
function startPipeline(
  shell: Shell,
  pipeline: Pipeline,
  options: {
    readonly background?: { readonly input: Descriptor | undefined };
    readonly except?: Command;
  } = {},
): StartedPipeline {
  const { background, except } = options;
  const group = shell.jobControl ? new ProcessGroup() : undefined;
  const processes: Process[] = [];
  let input: Descriptor | undefined = background?.input;
  for (const [i, command] of pipeline.commands.entries()) {
    if (command === except) break;
    const descriptors = new Map(shell.descriptors);
    if (input) descriptors.set(0, input);
    const pipe = i < pipeline.commands.length - 1 ? new Pipe() : undefined;
    const output = pipe && pipeOutput(pipe);
    if (output) descriptors.set(1, { output });
    if (output && pipeline.withErrors[i]) descriptors.set(2, { output });
    processes.push(
      shell.fork((child) => shell.hooks.runToEnd(child, () => runForked(child, command)), {
        descriptors,
        group,
        ignore: background && !group ? ['SIGINT', 'SIGQUIT'] : [],
        shallow: command.kind === 'simple',
      }),
    );
    // The children have references of their own.
    output?.close();
    input?.input?.close();
    input = pipe && { input: pipeInput(pipe) };
  }
  return { processes, group, output: input };
}

/** The only command of a process of its own: parentheses need not fork once more. */
function* runForked(child: Shell, command: Command): Task<number> {
  if (command.kind !== 'compound' || command.compound.kind !== 'subshell')
    return yield* runCommand(child, command, true);
  const { compound, redirections } = command;
  return yield* withRedirections(child, redirections, () =>
    runList(child, compound.body, redirections.length === 0),
  );
}

function* runInBackground(shell: Shell, item: AndOr): Task<number> {
  const nullInput: Descriptor | undefined = shell.jobControl ? undefined : { input: devNull() };
  let started: Omit<StartedPipeline, 'output'>;
  const { first, rest } = item;
  if (rest.length === 0 && !first.negated && !first.timed) {
    started = startPipeline(shell, first, { background: { input: nullInput } });
  } else {
    const group = shell.jobControl ? new ProcessGroup() : undefined;
    const descriptors = new Map(shell.descriptors);
    if (nullInput) descriptors.set(0, nullInput);
    const process = shell.fork((child) => shell.hooks.runToEnd(child, () => runAndOr(child, item, true)), {
      descriptors,
      group,
      ignore: group ? [] : ['SIGINT', 'SIGQUIT'],
    });
    started = { processes: [process], group };
  }
  const job = newJob(shell, started.processes, item.source, started.group, true);
  shell.lastBackground = job.last?.pid;
  for (const process of started.processes) shell.children.set(process.pid, process);
  yield* tellStarted(shell, job);
  // A process that was just started gets its turn before the shell goes on.
  const owed = shell.owe(1);
  if (owed > 0) yield* work(owed);
  return 0;
}

function devNull(): Descriptor['input'] {
  return {
    *read() {
      return undefined;
    },
    close: () => undefined,
  };
}
