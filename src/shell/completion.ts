import { Errno } from './fs/errno.ts';
import { absolute } from './fs/path.ts';
import type { Shell } from './interpreter/shell.ts';
import { DEFAULT_PATH } from './machine.ts';
import type { Candidate, Completion } from './readline/index.ts';

/** What Tab offers: commands where one can stand, variables after `$`, files elsewhere. */
export function completeLine(shell: Shell, line: string, cursor: number): Completion {
  const before = line.slice(0, cursor);
  const start = wordStart(before);
  const typed = before.slice(start);
  const variable = /\$\{?(\w*)$/.exec(typed);
  if (variable) {
    const prefix = variable[1] ?? '';
    const names = shell.variables.names().filter((name) => name.startsWith(prefix));
    return { from: cursor - prefix.length, candidates: names, suffix: '' };
  }
  const word = typed.replace(/\\(.)/g, '$1').replace(/^["']/, '');
  const quoted = /^["']/.test(typed) ? typed[0] : undefined;
  const atCommand = /(^|[;&|({!]|\b(?:then|do|else|if|while|until|sudo|exec|time)\s)\s*$/.test(
    before.slice(0, start),
  );
  const quote = (value: string, whole: boolean): string =>
    quoted
      ? `${quoted}${value}${whole && !value.endsWith('/') ? quoted : ''}`
      : value.replace(/[^\w@%+=:,./~\u0080-\uffff-]/g, '\\$&');
  if (atCommand && !word.includes('/')) {
    return { from: start, candidates: commandNames(shell).filter((name) => name.startsWith(word)), quote };
  }
  return { from: start, candidates: files(shell, word, atCommand), quote };
}

function wordStart(before: string): number {
  let start = 0;
  let quote = '';
  for (let i = 0; i < before.length; i++) {
    const c = before[i] ?? '';
    if (c === '\\') i++;
    else if (quote !== '') quote = c === quote ? '' : quote;
    else if (c === '"' || c === "'") {
      quote = c;
      if (i === start) start = i;
    } else if (' \t\n;&|<>()='.includes(c)) start = i + 1;
  }
  return start;
}

function commandNames(shell: Shell): string[] {
  const names = new Set<string>([
    ...shell.hooks.builtins.keys(),
    ...shell.functions.keys(),
    ...shell.aliases.keys(),
  ]);
  for (const name of [
    'if',
    'then',
    'else',
    'elif',
    'fi',
    'for',
    'while',
    'until',
    'do',
    'done',
    'case',
    'esac',
    'function',
  ])
    names.add(name);
  for (const directory of (shell.variables.get('PATH') ?? DEFAULT_PATH).split(':')) {
    const path = absolute(shell.cwd, directory || '.');
    for (const name of namesIn(shell, path)) if (shell.fs.access(`${path}/${name}`, 'x')) names.add(name);
  }
  return [...names].sort((a, b) => (a < b ? -1 : 1));
}

function files(shell: Shell, word: string, executablesOnly: boolean): Candidate[] {
  const slash = word.lastIndexOf('/') + 1;
  const directory = word.slice(0, slash);
  const prefix = word.slice(slash);
  const home = shell.variables.get('HOME') ?? '/';
  const path = absolute(shell.cwd, directory.replace(/^~(?=\/)/, home) || '.');
  const candidates: Candidate[] = [];
  for (const name of namesIn(shell, path)) {
    if (!name.startsWith(prefix) || (name.startsWith('.') && !prefix.startsWith('.'))) continue;
    const full = `${path === '/' ? '' : path}/${name}`;
    const isDirectory = shell.fs.isDirectory(full);
    if (executablesOnly && !isDirectory && !shell.fs.access(full, 'x')) continue;
    const shown = isDirectory ? `${name}/` : name;
    candidates.push({ value: directory + shown, display: shown });
  }
  return candidates;
}

function namesIn(shell: Shell, path: string): string[] {
  try {
    return shell.fs.readdir(path).map((entry) => entry.name);
  } catch (error) {
    if (error instanceof Errno) return [];
    throw error;
  }
}
