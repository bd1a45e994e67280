import { Pipe, ProcessGroup, type Process, type Task } from '../../sim/index.ts';
import type {
  AndOr,
  ArrayElement,
  Assignment,
  Command,
  Compound,
  List,
  Pipeline,
  SimpleCommand,
  Word,
} from '../parser/ast.ts';
import { plainText } from '../parser/words.ts';
import { pipeInput, pipeOutput } from '../streams.ts';
import type { Descriptor } from '../types.ts';
import { evaluateCondition } from './condition.ts';
import { BreakLoop, CommandProblem, ExitShell, ReturnFromFunction } from './control.ts';
import {
  arithmetic,
  expandArithmetic,
  expandPattern,
  expandString,
  expandWords,
  quoteForShell,
} from './expand.ts';
import { awaitJob, newJob, tellStarted } from './job-control.ts';
import { lookUp, setElement } from './parameters.ts';
import { matchesPattern } from './pattern.ts';
import { runExternal } from './programs.ts';
import { applyRedirections, withRedirections } from './redirect.ts';
import { COMMAND_COST, TURN_COST, type Shell } from './shell.ts';
import { runPendingTraps } from './traps.ts';
import { ReadonlyVariable } from './variables.ts';

/** Builtins after which assignments before them stay, and whose redirections' failure ends a POSIX shell. */
const DECLARING = new Set(['declare', 'typeset', 'local', 'export', 'readonly', 'alias']);

/**
 * Run commands one after another.
 * @param tail nothing follows in this process: a last program may be executed in its place
 */
export function* runList(shell: Shell, list: List, tail = false): Task<number> {
  for (const [i, item] of list.entries()) {
    if (item.background) shell.status = yield* runInBackground(shell, item);
    else shell.status = yield* runAndOr(shell, item, tail && i === list.length - 1);
    yield* runPendingTraps(shell);
  }
  return shell.status;
}

function* runAndOr(shell: Shell, item: AndOr, tail: boolean): Task<number> {
  const pipelines = [item.first, ...item.rest.map(({ pipeline }) => pipeline)];
  let status = 0;
  for (const [i, pipeline] of pipelines.entries()) {
    const operator = item.rest[i - 1]?.operator;
    if (operator && (operator === '&&') !== (status === 0)) continue;
    const last = i === pipelines.length - 1;
    if (!last) shell.conditionDepth++;
    try {
      // Only newer bashes execute the last command of a chain in the shell's place.
      const inPlace = tail && last && (shell.flavor === 'bash' || i === 0);
      status = yield* runPipeline(shell, pipeline, inPlace, item.source);
    } finally {
      if (!last) shell.conditionDepth--;
    }
    shell.status = status;
    if (last && status !== 0 && !pipeline.negated && shell.errexit && shell.conditionDepth === 0) {
      throw new ExitShell(status);
    }
  }
  return status;
}

function* runPipeline(shell: Shell, pipeline: Pipeline, tail: boolean, source: string): Task<number> {
  const [only] = pipeline.commands;
  const begun = shell.machine.sim.now;
  let status: number;
  if (pipeline.negated) shell.conditionDepth++;
  try {
    if (only && pipeline.commands.length === 1) {
      status = yield* runCommand(shell, only, tail && !pipeline.negated && !pipeline.timed, source);
    } else status = yield* runPiped(shell, pipeline, source);
  } finally {
    if (pipeline.negated) shell.conditionDepth--;
  }
  if (pipeline.timed) yield* tellTime(shell, shell.machine.sim.now - begun);
  return pipeline.negated ? (status === 0 ? 1 : 0) : status;
}

function* tellTime(shell: Shell, ms: number): Task {
  const words = (time: number): string => {
    const minutes = Math.floor(time / 60_000);
    return `${minutes}m${((time % 60_000) / 1000).toFixed(3)}s`;
  };
  yield* shell.printError(`\nreal\t${words(ms)}\nuser\t${words(0)}\nsys\t${words(0)}\n`);
}

function* runPiped(shell: Shell, pipeline: Pipeline, source: string): Task<number> {
  const processes = startPipeline(shell, pipeline);
  const job = newJob(shell, processes.processes, source, processes.group, false);
  yield* awaitJob(shell, job);
  const statuses = job.statuses();
  setPipeStatus(shell, statuses);
  if (job.stopped) return job.stopStatus;
  if (shell.options.has('pipefail')) return statuses.findLast((status) => status !== 0) ?? 0;
  return statuses.at(-1) ?? 0;
}

function setPipeStatus(shell: Shell, statuses: readonly number[]): void {
  if (shell.flavor !== 'bash') return;
  const variable = shell.variables.writable('PIPESTATUS');
  variable.array = new Map(statuses.map((status, i) => [String(i), String(status)]));
}

/** Start the processes of a pipeline, joined by pipes. */
function startPipeline(
  shell: Shell,
  pipeline: Pipeline,
  background?: { readonly input: Descriptor | undefined },
): { processes: Process[]; group: ProcessGroup | undefined } {
  const group = shell.jobControl ? new ProcessGroup() : undefined;
  const processes: Process[] = [];
  let input: Descriptor | undefined = background?.input;
  for (const [i, command] of pipeline.commands.entries()) {
    const descriptors = new Map(shell.descriptors);
    if (input) descriptors.set(0, input);
    const pipe = i < pipeline.commands.length - 1 ? new Pipe() : undefined;
    const output = pipe && pipeOutput(pipe);
    if (output) descriptors.set(1, { output });
    if (output && pipeline.withErrors[i]) descriptors.set(2, { output });
    processes.push(
      shell.fork((child) => subshell(child, () => runCommand(child, command, true)), {
        descriptors,
        group,
        ignore: background && !group ? ['SIGINT', 'SIGQUIT'] : [],
      }),
    );
    // The children have references of their own.
    output?.close();
    input?.input?.close();
    input = pipe && { input: pipeInput(pipe) };
  }
  return { processes, group };
}

function* runInBackground(shell: Shell, item: AndOr): Task<number> {
  const nullInput: Descriptor | undefined = shell.jobControl ? undefined : { input: devNull() };
  let started: { processes: Process[]; group: ProcessGroup | undefined };
  const { first, rest } = item;
  if (rest.length === 0 && !first.negated && !first.timed) {
    started = startPipeline(shell, first, { input: nullInput });
  } else {
    const group = shell.jobControl ? new ProcessGroup() : undefined;
    const descriptors = new Map(shell.descriptors);
    if (nullInput) descriptors.set(0, nullInput);
    const process = shell.fork((child) => subshell(child, () => runAndOr(child, item, true)), {
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

/** The body of a forked shell: `exit` and errors end it alone. */
export function* subshell(shell: Shell, body: () => Task<number>): Task<number> {
  return yield* shell.hooks.runToEnd(shell, body);
}

export function* runCommand(shell: Shell, command: Command, tail = false, source = ''): Task<number> {
  switch (command.kind) {
    case 'simple':
      return yield* runSimple(shell, command, tail, source);
    case 'function':
      shell.functions.set(command.name, { body: command.body, source: command.source });
      return 0;
    case 'compound': {
      shell.line = command.line;
      const { compound, redirections } = command;
      if (compound.kind === 'subshell') return yield* runSubshell(shell, command, source);
      return yield* withRedirections(shell, redirections, () =>
        runCompound(shell, compound, tail && redirections.length === 0),
      );
    }
  }
}

function* runSubshell(
  shell: Shell,
  command: Extract<Command, { kind: 'compound' }>,
  source: string,
): Task<number> {
  const { compound, redirections } = command;
  if (compound.kind !== 'subshell') return 0;
  const group = shell.jobControl ? new ProcessGroup() : undefined;
  const process = shell.fork(
    (child) =>
      subshell(child, () =>
        withRedirections(child, redirections, () => runList(child, compound.body, redirections.length === 0)),
      ),
    { group },
  );
  const job = newJob(shell, [process], source, group, false);
  yield* awaitJob(shell, job);
  setPipeStatus(shell, [job.status]);
  return job.stopped ? job.stopStatus : job.status;
}

function* runCompound(shell: Shell, compound: Compound, tail: boolean): Task<number> {
  switch (compound.kind) {
    case 'group':
      return yield* runList(shell, compound.body, tail && shell.flavor === 'bash');
    case 'if':
      for (const { condition, body } of compound.branches) {
        if (yield* isTrue(shell, condition)) return yield* runList(shell, body);
      }
      return compound.otherwise ? yield* runList(shell, compound.otherwise) : 0;
    case 'while': {
      let status = 0;
      yield* loop(shell, function* () {
        if ((yield* isTrue(shell, compound.condition)) === compound.until) return false;
        status = yield* runList(shell, compound.body);
        return true;
      });
      return status;
    }
    case 'for': {
      const words = compound.words ? yield* expandWords(shell, compound.words) : [...shell.args];
      let status = 0;
      let next = 0;
      yield* loop(shell, function* () {
        const word = words[next++];
        if (word === undefined) return false;
        assign(shell, compound.name, word);
        status = yield* runList(shell, compound.body);
        return true;
      });
      return status;
    }
    case 'for-arithmetic': {
      let status = 0;
      yield* expandArithmetic(shell, compound.start);
      let begun = false;
      yield* loop(shell, function* () {
        if (begun) yield* expandArithmetic(shell, compound.step);
        begun = true;
        const condition = yield* expandString(shell, compound.condition);
        if (condition.trim() !== '' && arithmetic(shell, condition) === 0n) return false;
        status = yield* runList(shell, compound.body);
        return true;
      });
      return status;
    }
    case 'case':
      return yield* runCase(shell, compound);
    case 'condition':
      return (yield* evaluateCondition(shell, compound.expression)) ? 0 : 1;
    case 'arithmetic':
      return (yield* expandArithmetic(shell, compound.expression)) === 0n ? 1 : 0;
    case 'subshell':
      return 0; // run by runSubshell
  }
}

function* isTrue(shell: Shell, condition: List): Task<boolean> {
  shell.conditionDepth++;
  try {
    return (yield* runList(shell, condition)) === 0;
  } finally {
    shell.conditionDepth--;
  }
}

/** Call `turn` until it returns false or a `break` ends the loop. */
function* loop(shell: Shell, turn: () => Task<boolean>): Task {
  shell.loopDepth++;
  try {
    for (;;) {
      yield* shell.charge(TURN_COST);
      try {
        if (!(yield* turn())) return;
      } catch (error) {
        if (!(error instanceof BreakLoop)) throw error;
        if (error.levels > 1 && shell.loopDepth > 1) {
          error.levels--;
          throw error;
        }
        shell.status = 0;
        if (!error.continues) return;
      }
      yield* runPendingTraps(shell);
    }
  } finally {
    shell.loopDepth--;
  }
}

function* runCase(shell: Shell, compound: Extract<Compound, { kind: 'case' }>): Task<number> {
  const subject = yield* expandString(shell, compound.subject);
  let status = 0;
  let fallThrough = false;
  for (const { patterns, body, end } of compound.clauses) {
    let matched = fallThrough;
    for (const pattern of patterns) {
      if (matched) break;
      matched = matchesPattern(subject, yield* expandPattern(shell, pattern));
    }
    if (!matched) continue;
    status = yield* runList(shell, body);
    if (end === ';;') return status;
    fallThrough = end === ';&';
  }
  return status;
}

// --- simple commands ---

function* runSimple(shell: Shell, command: SimpleCommand, tail: boolean, source: string): Task<number> {
  shell.line = command.line;
  yield* shell.charge(COMMAND_COST);
  shell.substitutionStatus = 0;
  try {
    const argv = yield* commandWords(shell, command.words);
    const [name] = argv;
    if (name === undefined) return yield* runAssignments(shell, command);
    const function_ = shell.functions.get(name);
    const builtin = shell.hooks.builtins.get(name);
    if (!function_ && !builtin) return yield* runExternalSimple(shell, command, argv, tail, source);
    if (name === 'exec' && argv.length === 1 && !function_) return yield* keepRedirections(shell, command);
    return yield* withRedirections(shell, command.redirections, function* () {
      const restore = yield* assignTemporarily(shell, command.assignments);
      try {
        yield* trace(shell, argv);
        if (function_) return yield* callFunction(shell, function_.body, argv);
        const status = (yield* builtin?.(shell, argv) ?? none()) ?? 0;
        for (const declaration of command.declarations) yield* runAssignment(shell, declaration, true);
        return status;
      } finally {
        restore();
      }
    });
  } catch (error) {
    if (error instanceof ReadonlyVariable)
      throw new CommandProblem(readonlyWords(shell, error), shell.flavor === 'bash' ? 1 : 2);
    throw error;
  }
}

function* none(): Task<undefined> {
  return undefined;
}

function readonlyWords(shell: Shell, error: ReadonlyVariable): string {
  return shell.flavor === 'bash' ? error.message : `${error.variable}: is read only`;
}

/** Expand a command's words; arguments of declaring builtins that look like assignments are not split. */
function* commandWords(shell: Shell, words: readonly Word[]): Task<string[]> {
  const [first] = words;
  if (!first || !DECLARING.has(plainText(first) ?? '')) return yield* expandWords(shell, words);
  const argv: string[] = [];
  for (const word of words) {
    const [start] = word;
    if (start?.kind === 'text' && !start.quoted && /^[A-Za-z_]\w*\+?=/.test(start.text)) {
      argv.push(yield* expandString(shell, word, true));
    } else argv.push(...(yield* expandWords(shell, [word])));
  }
  return argv;
}

function* runAssignments(shell: Shell, command: SimpleCommand): Task<number> {
  for (const assignment of command.assignments) yield* runAssignment(shell, assignment);
  if (command.redirections.length > 0) {
    const failure = yield* withRedirections(shell, command.redirections, function* () {
      return 0;
    });
    if (failure !== 0) return failure;
  }
  return shell.substitutionStatus;
}

/** Assign to a variable; `declare -i` and arrays are heeded. @throws {ReadonlyVariable} */
export function assign(shell: Shell, name: string, value: string): void {
  const integer = lookUp(shell, name)?.integer;
  shell.variables.set(name, integer ? String(arithmetic(shell, value)) : value);
}

function* runAssignment(shell: Shell, assignment: Assignment, declared = false): Task {
  const { name, append, value } = assignment;
  if (assignment.isArray) {
    const variable = shell.variables.writable(name);
    const array = append
      ? (variable.array ?? new Map(variable.value === undefined ? [] : [['0', variable.value]]))
      : new Map();
    let next = variable.associative ? 0 : Math.max(-1, ...[...array.keys()].map(Number)) + 1;
    for (const element of value as readonly ArrayElement[]) {
      if (element.key) {
        const key = yield* expandString(shell, element.key);
        const index = variable.associative ? key : String(arithmetic(shell, key));
        array.set(index, yield* expandString(shell, element.value));
        next = Number(index) + 1;
      } else for (const text of yield* expandWords(shell, [element.value])) array.set(String(next++), text);
    }
    variable.array = array;
    variable.value = undefined;
    return;
  }
  const text = yield* expandString(shell, value as Word, true);
  if (assignment.index) {
    const key = yield* expandString(shell, assignment.index);
    const variable = lookUp(shell, name);
    const index = variable?.associative ? key : String(arithmetic(shell, key));
    const before = append ? (variable?.array?.get(index) ?? '') : '';
    setElement(shell, name, index, before + text);
  } else if (append) {
    const before = shell.variables.get(name) ?? '';
    const integer = lookUp(shell, name)?.integer;
    shell.variables.set(
      name,
      integer ? String(arithmetic(shell, `${before || 0}+(${text})`)) : before + text,
    );
  } else assign(shell, name, text);
  if (!declared) yield* trace(shell, [], `${name}${append ? '+' : ''}=${text}`);
}

/** Assignments before a builtin or function hold while it runs. @returns how to undo them */
function* assignTemporarily(shell: Shell, assignments: readonly Assignment[]): Task<() => void> {
  if (assignments.length === 0) return () => undefined;
  const values: [string, string][] = [];
  for (const { name, value, isArray } of assignments) {
    values.push([name, isArray ? '' : yield* expandString(shell, value as Word, true)]);
  }
  const undo: (() => void)[] = [];
  for (const [name, value] of values) {
    const before = lookUp(shell, name);
    const saved = before && { ...before };
    shell.variables.set(name, value).exported = true;
    undo.push(() => {
      if (saved && before) Object.assign(before, saved);
      else shell.variables.unset(name);
    });
  }
  return () => {
    for (const step of undo.reverse()) step();
  };
}

/** `exec` with redirections alone: they stay. */
function* keepRedirections(shell: Shell, command: SimpleCommand): Task<number> {
  for (const assignment of command.assignments) yield* runAssignment(shell, assignment);
  const failure = yield* applyRedirections(shell, command.redirections, []);
  if (failure !== undefined && !shell.interactive) throw new ExitShell(failure);
  return failure ?? 0;
}

/** Print a command before it runs (`set -x`). */
export function* trace(shell: Shell, argv: readonly string[], text?: string): Task {
  if (!shell.options.has('xtrace')) return;
  const words =
    text ?? argv.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : quoteForShell(word))).join(' ');
  const prompt = shell.variables.get('PS4') ?? '+ ';
  yield* shell.printError(
    `${shell.flavor === 'bash' ? prompt.slice(0, 1).repeat(shell.subshellDepth) : ''}${prompt}${words}\n`,
  );
}

export function* callFunction(shell: Shell, body: Command, argv: readonly string[]): Task<number> {
  const savedArgs = shell.args;
  const savedLoops = shell.loopDepth;
  if (shell.functionDepth > 500)
    throw new CommandProblem(`${argv[0]}: maximum function nesting level exceeded (500)`, 1);
  shell.args = argv.slice(1);
  shell.loopDepth = 0;
  shell.functionDepth++;
  shell.functionNames.unshift(argv[0] ?? '');
  shell.variables.pushScope();
  try {
    return yield* runCommand(shell, body);
  } catch (error) {
    if (error instanceof ReturnFromFunction) return error.status;
    throw error;
  } finally {
    shell.variables.popScope();
    shell.functionNames.shift();
    shell.functionDepth--;
    shell.loopDepth = savedLoops;
    shell.args = savedArgs;
  }
}

function* runExternalSimple(
  shell: Shell,
  command: SimpleCommand,
  argv: readonly string[],
  tail: boolean,
  source: string,
): Task<number> {
  const inPlace = tail && !shell.traps.get('EXIT') && shell.subshellAllowsReplacing;
  return yield* withRedirections(shell, command.redirections, function* () {
    const restore = yield* assignTemporarily(shell, command.assignments);
    try {
      yield* trace(shell, argv);
      return yield* runExternal(shell, argv, { inPlace, source: source || argv.join(' ') });
    } finally {
      restore();
    }
  });
}
