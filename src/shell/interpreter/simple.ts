import { work, type Task } from '../../sim/index.ts';
import { formatAssignment, formatSimple } from '../parser/format.ts';
import { plainText } from '../parser/words.ts';
import type { Assignment, SimpleCommand, Word } from '../parser/ast.ts';
import { quoteForTrace } from '../quoting.ts';
import { runAssignment } from './assign.ts';
import { CommandProblem, ExitShell, ReturnFromFunction } from './control.ts';
import { expandString, expandWords } from './expand.ts';
import { lookUp } from './parameters.ts';
import { awaitJob, newJob } from './job-control.ts';
import { remember, runExternal } from './programs.ts';
import { applyRedirections, withRedirections } from './redirect.ts';
import { COMMAND_COST, inheritsTrap, type Shell, type ShellFunction } from './shell.ts';
import { trace, tracedWords } from './trace.ts';
import { runPseudoTrap } from './traps.ts';
import { ReadonlyVariable } from './variables.ts';

/** Builtins whose arguments that look like assignments are expanded as these are. */
const DECLARING = new Set(['declare', 'typeset', 'local', 'export', 'readonly', 'alias']);
/** POSIX's special builtins: assignments before them stay. */
const SPECIAL = new Set(
  ': . break continue eval exec exit export readonly return set shift times trap unset'.split(' '),
);
const NOT_FOUND_HANDLER = 'command_not_found_handle';
/** How deep functions may call one another before the shell gives up, where a real one would run out of stack. */
const MAX_CALLS = 500;

/** Run a simple command: assignments, a builtin, a function or a program. */
export function* runSimple(
  shell: Shell,
  command: SimpleCommand,
  tail: boolean,
  source: string,
): Task<number> {
  shell.line = command.line;
  const owed = shell.owe(COMMAND_COST);
  if (owed > 0) yield* work(owed);
  if (shell.tracksCommands && shell.flavor === 'bash') {
    if (!shell.inPseudoTrap) shell.commandText = formatSimple(command);
    yield* runPseudoTrap(shell, 'DEBUG');
  }
  shell.substitutionStatus = 0;
  let argv: string[] = [];
  try {
    argv = yield* commandWords(shell, command.words);
    if (argv.length === 0) return yield* runAssignments(shell, command);
    return yield* runWords(shell, command, argv, tail, source);
  } catch (error) {
    if (error instanceof ReadonlyVariable)
      throw new CommandProblem(readonlyWords(shell, error), shell.flavor === 'bash' ? 1 : 2);
    throw error;
  } finally {
    shell.lastArgument = argv.at(-1) ?? '';
  }
}

function* runWords(
  shell: Shell,
  command: SimpleCommand,
  argv: readonly string[],
  tail: boolean,
  source: string,
): Task<number> {
  const name = argv[0] ?? '';
  const own = shell.functions.get(name);
  const builtin = own ? undefined : shell.hooks.builtins.get(name);
  if (shell.options.has('xtrace')) yield* traceCommand(shell, command, argv);
  if (name === 'exec' && argv.length === 1 && !own) return yield* keepRedirections(shell, command);
  if (own)
    return yield* withRedirections(shell, command.redirections, () =>
      callFunction(shell, own, argv, command.assignments),
    );
  if (!builtin) {
    const inPlace = tail && !shell.traps.get('EXIT') && shell.subshellAllowsReplacing;
    return yield* withRedirections(shell, command.redirections, function* () {
      const restore = yield* assignTemporarily(shell, command.assignments);
      try {
        const handler = shell.functions.get(NOT_FOUND_HANDLER);
        if (handler && shell.flavor === 'bash' && !remember(shell, name, 0))
          return yield* handleNotFound(shell, handler, argv, source);
        return yield* runExternal(shell, argv, { inPlace, source: source || argv.join(' ') });
      } finally {
        restore();
      }
    });
  }
  if (command.redirections.length === 0 && command.assignments.length + command.declarations.length === 0)
    return yield* builtin(shell, argv);
  let begun = false;
  const status = yield* withRedirections(shell, command.redirections, function* () {
    begun = true;
    if (shell.flavor !== 'bash' && SPECIAL.has(name)) {
      for (const assignment of command.assignments) yield* runAssignment(shell, assignment);
      return yield* builtin(shell, argv);
    }
    const restore = yield* assignTemporarily(shell, command.assignments);
    try {
      const status = yield* builtin(shell, argv);
      for (const declaration of command.declarations) yield* runAssignment(shell, declaration);
      return status;
    } finally {
      restore();
    }
  });
  // A POSIX shell ends when a special builtin's redirection fails.
  if (!begun && shell.flavor !== 'bash' && SPECIAL.has(name) && !shell.interactive)
    throw new ExitShell(status);
  return status;
}

/** The user's own words for a command that is not there, in a process of their own. */
function* handleNotFound(
  shell: Shell,
  handler: ShellFunction,
  argv: readonly string[],
  source: string,
): Task<number> {
  const process = shell.fork((child) =>
    shell.hooks.runToEnd(child, () => callFunction(child, handler, [NOT_FOUND_HANDLER, ...argv])),
  );
  const job = newJob(shell, [process], source, undefined, false);
  yield* awaitJob(shell, job);
  return job.status;
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
    if (start?.kind === 'text' && !start.quoted && /^[A-Za-z_]\w*(\[[^\]]*\])?\+?=/.test(start.text)) {
      const equals = start.text.indexOf('=') + 1;
      const value: Word = [{ ...start, text: start.text.slice(equals) }, ...word.slice(1)];
      argv.push(start.text.slice(0, equals) + (yield* expandString(shell, value, true)));
    } else argv.push(...(yield* expandWords(shell, [word])));
  }
  return argv;
}

function* runAssignments(shell: Shell, command: SimpleCommand): Task<number> {
  for (const assignment of command.assignments) {
    const text = yield* runAssignment(shell, assignment);
    if (shell.options.has('xtrace')) yield* trace(shell, tracedAssignment(shell, assignment, text));
  }
  if (command.redirections.length > 0) {
    const failure = yield* withRedirections(shell, command.redirections, function* () {
      return 0;
    });
    if (failure !== 0) return failure;
  }
  return shell.substitutionStatus;
}

function tracedAssignment(shell: Shell, assignment: Assignment, text: string | undefined): string {
  if (text === undefined) return formatAssignment(assignment);
  const shown = text === '' ? '' : shell.flavor === 'bash' ? quoteForTrace(text) : text;
  const head = formatAssignment({ ...assignment, value: [] });
  return head + shown;
}

function* traceCommand(shell: Shell, command: SimpleCommand, argv: readonly string[]): Task {
  const assigned: string[] = [];
  for (const assignment of command.assignments) {
    if (assignment.isArray) continue;
    const text = yield* expandString(shell, assignment.value as Word, true);
    assigned.push(tracedAssignment(shell, assignment, text));
  }
  // Arrays given to `declare` stand where their names do.
  const words = tracedWords(shell, argv);
  if (shell.flavor !== 'bash') return yield* trace(shell, [...assigned, words].join(' '));
  for (const text of assigned) yield* trace(shell, text);
  yield* trace(shell, words);
}

/** Assignments before a builtin or program hold while it runs. @returns how to undo them */
function* assignTemporarily(shell: Shell, assignments: readonly Assignment[]): Task<() => void> {
  if (assignments.length === 0) return () => undefined;
  const undo: (() => void)[] = [];
  for (const { name, append, value, isArray } of assignments) {
    const text = isArray ? '' : yield* expandString(shell, value as Word, true);
    const before = lookUp(shell, name);
    const saved = before && { ...before };
    try {
      shell.variables.set(name, append ? (shell.variables.get(name) ?? '') + text : text).exported = true;
    } catch (error) {
      // bash says so and runs the command without it.
      if (!(error instanceof ReadonlyVariable) || shell.flavor !== 'bash' || shell.options.has('errexit'))
        throw error;
      yield* shell.complain(readonlyWords(shell, error));
      continue;
    }
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
  const before = new Map(shell.descriptors);
  const failure = yield* applyRedirections(shell, command.redirections, []);
  // What it held before and nobody else holds is closed.
  const held = new Set([...shell.descriptors.values()].flatMap(({ input, output }) => [input, output]));
  for (const { input, output } of before.values()) {
    if (input && !held.has(input)) input.close();
    if (output && !held.has(output)) output.close();
  }
  if (failure !== undefined && !shell.interactive) throw new ExitShell(failure);
  return failure ?? 0;
}

/** Call a function; `assignments` before it hold while it runs. */
export function* callFunction(
  shell: Shell,
  called: ShellFunction,
  argv: readonly string[],
  assignments: readonly Assignment[] = [],
): Task<number> {
  const { args, loopDepth, frames, line } = shell;
  const [name = ''] = argv;
  if (shell.functionDepth > MAX_CALLS)
    throw new CommandProblem(`${name}: maximum function nesting level exceeded (${MAX_CALLS})`, 1);
  const values: [string, string][] = [];
  for (const { name: variable, append, value, isArray } of assignments) {
    const text = isArray ? '' : yield* expandString(shell, value as Word, true);
    values.push([variable, append ? (shell.variables.get(variable) ?? '') + text : text]);
  }
  shell.args = argv.slice(1);
  shell.loopDepth = 0;
  shell.functionDepth++;
  shell.frames = [{ name, file: called.file, calledFrom: line }, ...frames];
  shell.variables.pushScope();
  for (const [variable, text] of values) shell.variables.setTemporary(variable, text);
  const hidden = hideTraps(shell);
  try {
    let status: number;
    try {
      status = yield* shell.hooks.runCommand(shell, called.body);
    } catch (error) {
      if (error instanceof CommandProblem) error.line ??= shell.line;
      if (!(error instanceof ReturnFromFunction)) throw error;
      ({ status } = error);
    }
    shell.status = status;
    if (shell.traps.size > 0) yield* runPseudoTrap(shell, 'RETURN');
    return status;
  } finally {
    for (const [trap, action] of hidden) if (!shell.traps.has(trap)) shell.traps.set(trap, action);
    shell.variables.popScope();
    shell.functionDepth--;
    shell.frames = frames;
    shell.loopDepth = loopDepth;
    shell.args = args;
    shell.line = line;
  }
}

/** Take away the traps that a function does not inherit. @returns them */
function hideTraps(shell: Shell): [string, string][] {
  if (shell.traps.size === 0) return [];
  const hidden: [string, string][] = [];
  for (const trap of ['ERR', 'DEBUG', 'RETURN']) {
    const action = shell.traps.get(trap);
    if (action === undefined || inheritsTrap(shell, trap)) continue;
    shell.traps.delete(trap);
    hidden.push([trap, action]);
  }
  return hidden;
}
