import { ProcessGroup, work, type Task } from '../../sim/index.ts';
import { formatCommand, wordsText, wordText } from '../parser/format.ts';
import type { Command, Compound, List } from '../parser/ast.ts';
import { evaluateCondition } from './condition.ts';
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
  if (shell.traps.size > 0) {
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
    case 'while': {
      let status = 0;
      yield* loop(shell, function* () {
        if ((yield* isTrue(shell, compound.condition)) === compound.until) return false;
        status = yield* shell.hooks.runList(shell, compound.body, false);
        return true;
      });
      return status;
    }
    case 'for': {
      const { name } = compound;
      const words = compound.words ? yield* expandWords(shell, compound.words) : [...shell.args];
      const head = (): string => `for ${name} in ${compound.words ? wordsText(compound.words) : '"$@"'}`;
      let status = 0;
      let next = 0;
      yield* loop(shell, function* () {
        const word = words[next++];
        if (word === undefined) return false;
        if (shell.flavor === 'bash') yield* announce(shell, head);
        assign(shell, name, word);
        status = yield* shell.hooks.runList(shell, compound.body, false);
        return true;
      });
      return status;
    }
    case 'select': {
      const words = compound.words ? yield* expandWords(shell, compound.words) : [...shell.args];
      yield* announce(shell, () => `select ${compound.name} in ${wordsText(compound.words ?? [])}`);
      let status = 0;
      const turn = selectLoop(shell, compound.name, words);
      let ended = false;
      yield* loop(shell, function* () {
        if (!(yield* turn())) {
          ended = true;
          return false;
        }
        status = yield* shell.hooks.runList(shell, compound.body, false);
        return true;
      });
      return ended ? 1 : status;
    }
    case 'for-arithmetic': {
      let status = 0;
      if (!(yield* evaluateStep(shell, compound.start, 1)).ok) return 1;
      let begun = false;
      yield* loop(shell, function* () {
        if (begun && !(yield* evaluateStep(shell, compound.step, 1)).ok) {
          status = 1;
          return false;
        }
        begun = true;
        const { value, ok } = yield* evaluateStep(shell, compound.condition, 1);
        if (!ok) status = 1;
        if (!ok || value === 0) return false;
        status = yield* shell.hooks.runList(shell, compound.body, false);
        return true;
      });
      return status;
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
  if (shell.traps.size === 0) return;
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

/** Call `turn` until it returns false or a `break` ends the loop. */
function* loop(shell: Shell, turn: () => Task<boolean>): Task {
  shell.loopDepth++;
  try {
    for (;;) {
      const owed = shell.owe(TURN_COST);
      if (owed > 0) yield* work(owed);
      try {
        if (!(yield* turn())) return;
      } catch (error) {
        if (!(error instanceof BreakLoop)) throw error;
        if (error.levels > 1 && shell.loopDepth > 1) {
          error.levels--;
          throw error;
        }
        shell.status = error.status;
        if (!error.continues) return;
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
