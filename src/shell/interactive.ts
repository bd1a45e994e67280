import { Interrupted, type Task } from '../sim/index.ts';
import { historyFile, historyLimit, readHistoryFile, writeHistoryFile } from './builtins/history.ts';
import { shellCompleter } from './completion.ts';
import { Errno } from './fs/errno.ts';
import { CommandProblem, InterruptedByUser } from './interpreter/control.ts';
import { expandString } from './interpreter/expand.ts';
import { tellEndedJobs } from './interpreter/job-control.ts';
import { decodePrompt } from './interpreter/prompt.ts';
import { runPendingTraps } from './interpreter/traps.ts';
import type { Flavor, Shell } from './interpreter/shell.ts';
import type { List } from './parser/ast.ts';
import { SyntaxProblem } from './parser/errors.ts';
import { Parser } from './parser/parser.ts';
import { readLine } from './readline/index.ts';
import type { Tty } from './tty.ts';

/** What the rest of the shell lends to the interactive loop. */
export interface InteractiveHooks {
  /** Run a list; problems are told of. */
  run(shell: Shell, list: List): Task<number>;
  tell(shell: Shell, problem: SyntaxProblem, line: string): Task;
}

const DEFAULT_PROMPTS: Readonly<Record<Flavor, string>> = {
  bash: '\\s-\\v\\$ ',
  ash: '\\w \\$ ',
  dash: '\\$ ',
};

/** Read commands from the terminal and run them, until `exit` or an end of file. @returns the exit status */
export function* runInteractively(shell: Shell, login: boolean, hooks: InteractiveHooks): Task<number> {
  const { tty } = shell;
  if (!tty) return shell.status;
  shell.options.add('monitor');
  tty.foreground = shell.process.group;
  if (shell.flavor === 'bash') {
    shell.options.add('history');
    shell.options.add('histexpand');
    if (shell.variables.get('HISTFILE') === undefined)
      shell.variables.set('HISTFILE', `${shell.variables.get('HOME') ?? ''}/.bash_history`);
  }
  yield* runStartupFiles(shell, login);
  const file = shell.flavor === 'bash' ? historyFile(shell) : undefined;
  if (file !== undefined) shell.history.push(...readHistoryFile(shell, file));
  shell.historySaved = shell.history.length;
  try {
    return yield* readAndRun(shell, tty, hooks);
  } finally {
    const kept = shell.flavor === 'bash' ? historyFile(shell) : undefined;
    if (kept !== undefined && shell.history.length > shell.historySaved) writeHistoryFile(shell, kept, true);
  }
}

/** Prompt, read and run until `exit` or an end of file. */
function* readAndRun(shell: Shell, tty: Tty, hooks: InteractiveHooks): Task<number> {
  const kills: string[] = [];
  const complete = shellCompleter(shell);
  let text = '';
  let warned = false;
  for (;;) {
    yield* tellEndedJobs(shell);
    try {
      yield* runPendingTraps(shell);
      if (text === '') tty.onShell?.({ kind: 'prompt', ahead: tty.typedAhead });
      const prompt = yield* promptText(shell, text === '' ? 'PS1' : 'PS2');
      const answer = yield* readLine(tty, prompt, {
        history: shell.history,
        complete,
        kills,
      });
      if (answer.kind === 'interrupt') {
        shell.status = 130;
        text = '';
        continue;
      }
      if (answer.kind === 'eof') {
        if (text !== '') {
          yield* hooks.tell(shell, new SyntaxProblem({ line: 1 }), '');
          text = '';
          shell.status = 2;
          continue;
        }
        if (!warned && shell.jobs.list().some((job) => job.stopped)) {
          warned = true;
          yield* shell.printError(`${shell.flavor === 'bash' ? 'exit\n' : ''}There are stopped jobs.\n`);
          continue;
        }
        yield* shell.printError(shell.flavor === 'bash' ? 'exit\n' : '\n');
        return shell.status;
      }
      warned = false;
      const recalled = yield* expandHistory(shell, answer.text);
      if (recalled === undefined) continue;
      text += `${recalled}\n`;
      text = yield* runTyped(shell, tty, text, hooks);
    } catch (error) {
      text = '';
      if (error instanceof Interrupted) yield* shell.printError('\n');
      else if (!(error instanceof InterruptedByUser)) throw error;
      shell.status = 130;
    }
  }
}

/** Run what is complete of `text`. @returns what is not, to be continued */
function* runTyped(shell: Shell, tty: Tty, text: string, hooks: InteractiveHooks): Task<string> {
  const parser = new Parser(text, { ...shell.parserOptions, interactive: true });
  let remembered = false;
  const remember = (line: string): void => {
    if (!remembered) addToHistory(shell, line);
    remembered = true;
  };
  for (;;) {
    const rest = parser.rest;
    let list: List | undefined;
    try {
      list = parser.next();
    } catch (error) {
      if (!(error instanceof SyntaxProblem)) throw error;
      if (error.incomplete) return rest;
      remember(text);
      yield* hooks.tell(shell, error, parser.lineText(error.line));
      shell.status = 2;
      return '';
    }
    if (!remembered && text.trim() !== '') tty.onShell?.({ kind: 'command', text: text.trim() });
    remember(text);
    if (list === undefined) return '';
    yield* hooks.run(shell, list);
    tty.foreground = shell.process.group;
  }
}

function addToHistory(shell: Shell, text: string): void {
  const line = text.replace(/\n+$/, '');
  const control = shell.variables.get('HISTCONTROL');
  if (line.trim() === '') return;
  // Debian's and Ubuntu's .bashrc leave repeated lines out, so that is what there is without one.
  if (line === shell.history.at(-1) && /ignore(dups|both)/.test(control ?? 'ignoredups')) return;
  if (line.startsWith(' ') && /ignore(space|both)/.test(control ?? '')) return;
  if (/erasedups/.test(control ?? '')) shell.history = shell.history.filter((earlier) => earlier !== line);
  shell.history.push(line);
  while (shell.history.length > historyLimit(shell, 'HISTSIZE')) {
    shell.history.shift();
    shell.historySaved = Math.max(0, shell.historySaved - 1);
  }
}

/** `!!`, `!5`, `!-2`, `!kubectl` and `!$`; the line they give is shown. @returns nothing when there is no such line */
function* expandHistory(shell: Shell, line: string): Task<string | undefined> {
  if (shell.flavor !== 'bash' || !line.includes('!')) return line;
  let missing: string | undefined;
  const expanded = line.replace(
    /'[^']*'|\\!|\$!|\[!|!(!|\$|-?\d+|[A-Za-z/.][^\s;|&"']*)/g,
    (whole, event?: string) => {
      if (event === undefined) return whole;
      const { history } = shell;
      let found: string | undefined;
      if (event === '!') found = history.at(-1);
      else if (event === '$') found = /\S+$/.exec(history.at(-1) ?? '')?.[0];
      else if (/^-?\d+$/.test(event))
        found = Number(event) < 0 ? history.at(Number(event)) : history[Number(event) - 1];
      else found = history.findLast((earlier) => earlier.startsWith(event));
      if (found === undefined) missing = whole;
      return found ?? whole;
    },
  );
  if (missing !== undefined) {
    yield* shell.printError(`${shell.name}: ${missing}: event not found\n`);
    return undefined;
  }
  if (expanded !== line) yield* shell.printError(`${expanded}\n`);
  return expanded;
}

function* promptText(shell: Shell, name: 'PS1' | 'PS2'): Task<string> {
  const raw = shell.variables.get(name) ?? (name === 'PS1' ? DEFAULT_PROMPTS[shell.flavor] : '> ');
  const decoded = decodePrompt(shell, raw);
  const { status } = shell;
  try {
    // In a prompt only $, backquote and backslash are special, as in a here-document.
    return yield* expandString(shell, new Parser(decoded).hereDocument());
  } catch (error) {
    if (error instanceof SyntaxProblem || error instanceof CommandProblem) return decoded;
    throw error;
  } finally {
    shell.status = status;
  }
}

function* runStartupFiles(shell: Shell, login: boolean): Task {
  const home = shell.variables.get('HOME') ?? '/';
  let files: readonly (string | undefined)[];
  if (login) {
    const own =
      shell.flavor === 'bash'
        ? [`${home}/.bash_profile`, `${home}/.bash_login`, `${home}/.profile`]
        : [`${home}/.profile`];
    files = ['/etc/profile', own.find((file) => shell.fs.isFile(file))];
  } else if (shell.flavor === 'bash') files = ['/etc/bash.bashrc', `${home}/.bashrc`];
  else files = [shell.variables.get('ENV')];
  for (const file of files) {
    if (file === undefined || !shell.fs.isFile(file)) continue;
    try {
      yield* shell.hooks.runText(shell, shell.fs.readText(file));
    } catch (error) {
      if (error instanceof CommandProblem) yield* shell.complain(error.message);
      else if (!(
        error instanceof Errno ||
        error instanceof Interrupted ||
        error instanceof InterruptedByUser
      ))
        throw error;
    }
  }
}
