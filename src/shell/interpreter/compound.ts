import { ProcessGroup, work, type Task } from '../../sim/index.ts';
import { formatCommand, wordsText, wordText } from '../parser/format.ts';
import type { Command, Compound, List } from '../parser/ast.ts';
import { evaluateCondition } from './condition.ts';
import { RegexError } from '../tools/regex.ts';
import { assign } from './assign.ts';
import { BreakLoop, CommandProblem } from './control.ts';
import { startCoprocess } from './coprocess.ts';
import { patternOptions } from './expand-parameter.ts';
import { arithmetic, expandPattern, expandString, expandWords } from './expand.ts';
import { awaitJob, newJob } from './job-control.ts';
import { matchesPattern } from './pattern.ts';
import { withRedirections } from './redirect.ts';
import { selectLoop } from './select.ts';
import { TURN_COST, type Shell } from './shell.ts';
import { runSimple } from './simple.ts';
import { trace } from './trace.ts';
import { runPendingTraps, runPseudoTrap } from './traps.ts';

/** @param source as it was typed, for `jobs` */
export function* runCommand(shell: Shell, command: Command, tail = false, source = ''): Task<number> {
  switch (command.kind) {
    case 'simple':
      return yield* runSimple(shell, command, tail, source);
    case 'function': {
      const file = shell.frames[0]?.file ?? (shell.commands === 'argument' ? 'environment' : shell.name);
      shell.functions.set(command.name, { body: command.body, file, exported: false });
      return 0;
    }
    case 'coproc':
      shell.line = command.line;
      return yield* startCoprocess(shell, command, source);
    case 'compound': {
      shell.line = command.line;
      const { compound, redirections } = command;
      if (compound.kind === 'subshell') return yield* runSubshell(shell, command, source);
      if (redirections.length === 0) return yield* runCompound(shell, compound, tail);
      return yield* withRedirections(shell, redirections, () => runCompound(shell, compound, false));
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
      shell.hooks.runToEnd(child, () =>
        withRedirections(child, redirections, () =>
          child.hooks.runList(child, compound.body, redirections.length === 0),
        ),
      ),
    { group },
  );
  const job = newJob(shell, [process], source, group, false);
  yield* awaitJob(shell, job);
  return job.stopped ? job.stopStatus : job.status;
}

/** What DEBUG, `$BASH_COMMAND` and `set -x` are told of the head of a compound command. */
function* announce(shell: Shell, text: () => string): Task {
  if (shell.tracksCommands) {
    shell.commandText = text();
    yield* runPseudoTrap(shell, 'DEBUG');
  }
  if (shell.options.has('xtrace')) yield* trace(shell, text());
}

function* runCompound(shell: Shell, compound: Compound, tail: boolean): Task<number> {
  switch (compound.kind) {
    case 'group':
      return yield* shell.hooks.runList(shell, compound.body, tail && shell.flavor === 'bash');
    case 'if':
      for (const { condition, body } of compound.branches) {
        if (yield* isTrue(shell, condition)) return yield* shell.hooks.runList(shell, body, false);
      }
      return compound.otherwise ? yield* shell.hooks.runList(shell, compound.otherwise, false) : 0;
    case 'while':
      return yield* loop(shell, function* () {
        if ((yield* isTrue(shell, compound.condition)) === compound.until) return undefined;
        return yield* shell.hooks.runList(shell, compound.body, false);
      });
    case 'for': {
      const { name } = compound;
      const words = compound.words ? yield* expandWords(shell, compound.words) : [...shell.args];
      const head = (): string => `for ${name} in ${compound.words ? wordsText(compound.words) : '"$@"'}`;
      let next = 0;
      return yield* loop(shell, function* () {
        const word = words[next++];
        if (word === undefined) return undefined;
        if (shell.flavor === 'bash') yield* announce(shell, head);
        assign(shell, name, word);
        return yield* shell.hooks.runList(shell, compound.body, false);
      });
    }
    case 'select': {
      const words = compound.words ? yield* expandWords(shell, compound.words) : [...shell.args];
      yield* announce(shell, () => `select ${compound.name} in ${wordsText(compound.words ?? [])}`);
      const turn = selectLoop(shell, compound.name, words);
      let ended = false;
      const status = yield* loop(shell, function* () {
        ended = !(yield* turn());
        return ended ? undefined : yield* shell.hooks.runList(shell, compound.body, false);
      });
      return ended && words.length > 0 ? 1 : status;
    }
    case 'for-arithmetic': {
      if (!(yield* evaluateStep(shell, compound.start, 1)).ok) return 1;
      let begun = false;
      let failed = false;
      const status = yield* loop(shell, function* () {
        if (begun) failed = !(yield* evaluateStep(shell, compound.step, 1)).ok;
        begun = true;
        if (failed) return undefined;
        const { value, ok } = yield* evaluateStep(shell, compound.condition, 1);
        failed = !ok;
        return failed || value === 0 ? undefined : yield* shell.hooks.runList(shell, compound.body, false);
      });
      return failed ? 1 : status;
    }
    case 'case':
      return yield* runCase(shell, compound);
    case 'condition': {
      yield* announceOnly(shell, compound);
      try {
        return (yield* evaluateCondition(shell, compound.expression)) ? 0 : 1;
      } catch (error) {
        return yield* survive(shell, error, '[[');
      }
    }
    case 'arithmetic': {
      yield* announceOnly(shell, compound);
      const { value, ok } = yield* evaluateStep(shell, compound.expression, 0);
      return ok && value !== 0 ? 0 : 1;
    }
    case 'subshell':
      return 0; // run by runSubshell
  }
}

function* announceOnly(shell: Shell, compound: Compound): Task {
  if (!shell.tracksCommands) return;
  shell.commandText = formatCommand({ kind: 'compound', compound, redirections: [], line: shell.line });
  yield* runPseudoTrap(shell, 'DEBUG');
}

/** One expression of `(( ))`; an empty one is `empty`. A mistake in it is told of. */
function* evaluateStep(
  shell: Shell,
  expression: Parameters<typeof wordText>[0],
  empty: number,
): Task<{ value: ReturnType<typeof arithmetic>; ok: boolean }> {
  const text = yield* expandString(shell, expression);
  if (text.trim() === '') return { value: empty, ok: true };
  if (shell.options.has('xtrace')) yield* trace(shell, `(( ${text.trim()} ))`);
  try {
    return { value: arithmetic(shell, text), ok: true };
  } catch (error) {
    yield* survive(shell, error, '((');
    return { value: 0, ok: false };
  }
}

/** A mistake in `(( ))` or `[[ ]]` is told of, and the command fails. */
function* survive(shell: Shell, error: unknown, command: string): Task<number> {
  // A regular expression that cannot be read.
  if (error instanceof RegexError) return 2;
  if (!(error instanceof CommandProblem) || error.status !== 1) throw error;
  yield* shell.complain(error.message, command);
  return 1;
}

function* isTrue(shell: Shell, condition: List): Task<boolean> {
  shell.conditionDepth++;
  try {
    return (yield* shell.hooks.runList(shell, condition, false)) === 0;
  } finally {
    shell.conditionDepth--;
  }
}

/** Run a loop's turns until one gives nothing or a `break` ends it. @returns the status of the last turn */
function* loop(shell: Shell, turn: () => Task<number | undefined>): Task<number> {
  let last = 0;
  shell.loopDepth++;
  try {
    for (;;) {
      const owed = shell.owe(TURN_COST);
      if (owed > 0) yield* work(owed);
      try {
        const status = yield* turn();
        if (status === undefined) return last;
        last = status;
      } catch (error) {
        if (!(error instanceof BreakLoop)) throw error;
        if (error.levels > 1 && shell.loopDepth > 1) {
          error.levels--;
          throw error;
        }
        last = shell.status = error.status;
        if (!error.continues) return last;
      }
      if (shell.pendingSignals.length > 0) yield* runPendingTraps(shell);
    }
  } finally {
    shell.loopDepth--;
  }
}

function* runCase(shell: Shell, compound: Extract<Compound, { kind: 'case' }>): Task<number> {
  if (shell.flavor === 'bash') yield* announce(shell, () => `case ${wordText(compound.subject)} in`);
  const subject = yield* expandString(shell, compound.subject);
  const options = patternOptions(shell);
  let status = 0;
  let fallThrough = false;
  for (const { patterns, body, end } of compound.clauses) {
    let matched = fallThrough;
    for (const pattern of patterns) {
      if (matched) break;
      matched = matchesPattern(subject, yield* expandPattern(shell, pattern), options);
    }
    if (!matched) continue;
    status = body.length === 0 ? 0 : yield* shell.hooks.runList(shell, body, false);
    if (end === ';;') return status;
    fallThrough = end === ';&';
  }
  return status;
}
