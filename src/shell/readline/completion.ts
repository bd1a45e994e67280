import type { Task } from '../../sim/index.ts';
import type { FileSystem } from '../fs/file-system.ts';
import { absolute, baseName } from '../fs/path.ts';
import { candidateValue, type Candidate, type Completion, type LineCompleter } from './complete.ts';
import { quoteWord, splitLine } from './words.ts';

/** What a program's own completion is told. */
export interface CompleterContext {
  /** The command's words before the current one, unquoted; its name first. */
  readonly words: readonly string[];
  /** The current word up to the cursor, unquoted. */
  readonly current: string;
}

/** What a program's own completion answers; candidates that do not begin with the current word are left out. */
export interface CompleterAnswer {
  readonly candidates: readonly Candidate[];
  /** As in {@link Completion}. */
  readonly suffix?: string;
  /** Offer file names too. */
  readonly files?: boolean;
}

/** A program's own completion, by its command's name: `kubectl`'s. */
export type Completer = (context: CompleterContext) => CompleterAnswer | Task<CompleterAnswer>;

/** What completion looks at, asked anew at each Tab. */
export interface CompletionSource {
  readonly fs: FileSystem;
  readonly cwd: string;
  /** What `~` stands for. */
  readonly home?: string;
  /** `PATH`. */
  readonly path?: string;
  /** Builtins, keywords, functions and aliases. */
  readonly commands?: Iterable<string>;
  /** Names of variables. */
  readonly variables?: Iterable<string>;
  readonly completers?: ReadonlyMap<string, Completer>;
}

/** Completion as bash does it: commands first in a command, variables after `$`, a program's own words, else files. */
export function completer(source: () => CompletionSource): LineCompleter {
  return (line, cursor) => complete(source(), line.slice(0, cursor));
}

function* complete(source: CompletionSource, line: string): Task<Completion> {
  const { words, current, start, quote, redirection } = splitLine(line);
  const quoted = (value: string, whole: boolean): string => quoteWord(value, quote, whole);
  const variable = quote === "'" ? null : /\$(\{?)(\w*)$/.exec(line);
  if (variable) {
    const [, brace = '', prefix = ''] = variable;
    const close = brace === '' ? '' : '}';
    const names = matching(source.variables ?? [], prefix).map((name) => ({
      value: `$${brace}${name}${close}`,
      display: name,
    }));
    return { from: variable.index, candidates: names, suffix: quote === '' ? ' ' : '' };
  }
  if (redirection) return { from: start, candidates: files(source, current), quote: quoted };
  const [name] = words;
  if (name === undefined) {
    const candidates = current.includes('/')
      ? files(source, current).filter((file) => isCommand(source, candidateValue(file)))
      : commands(source, current);
    return { from: start, candidates, quote: quoted };
  }
  const own = source.completers?.get(baseName(name));
  if (own) {
    const asked = own({ words, current });
    const answer = 'candidates' in asked ? asked : yield* asked;
    const candidates = answer.candidates.filter((candidate) => candidateValue(candidate).startsWith(current));
    if (answer.files) candidates.push(...files(source, current));
    return { from: start, candidates, suffix: answer.suffix, quote: quoted };
  }
  const all = files(source, current);
  const candidates = name === 'cd' || name === 'rmdir' || name === 'pushd' ? all.filter(isDirectory) : all;
  return { from: start, candidates, quote: quoted };
}

function matching(names: Iterable<string>, prefix: string): string[] {
  return [...new Set(names)].filter((name) => name.startsWith(prefix)).sort(byBytes);
}

function byBytes(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function commands(source: CompletionSource, prefix: string): string[] {
  const names = [...(source.commands ?? [])];
  for (const directory of (source.path ?? '').split(':')) {
    const path = absolute(source.cwd, directory);
    if (!source.fs.isDirectory(path)) continue;
    for (const { name } of source.fs.readdir(path)) {
      if (name.startsWith(prefix) && source.fs.access(`${path}/${name}`, 'x')) names.push(name);
    }
  }
  return matching(names, prefix);
}

/** Files whose path as typed begins with `prefix`; directories end in `/`. Hidden ones only when a dot is typed. */
export function files(source: CompletionSource, prefix: string): Candidate[] {
  const slash = prefix.lastIndexOf('/') + 1;
  const typed = prefix.slice(0, slash);
  const begin = prefix.slice(slash);
  const place = expand(source, typed === '' ? '.' : typed);
  if (prefix === '~') return source.home === undefined ? [] : ['~/'];
  if (!source.fs.isDirectory(place) || !source.fs.access(place, 'r')) return [];
  const candidates: Candidate[] = [];
  for (const { name } of source.fs.readdir(place)) {
    if (!name.startsWith(begin) || (name.startsWith('.') && !begin.startsWith('.'))) continue;
    const mark = source.fs.isDirectory(`${place}/${name}`) ? '/' : '';
    candidates.push({ value: `${typed}${name}${mark}`, display: `${name}${mark}` });
  }
  return candidates;
}

function expand(source: CompletionSource, path: string): string {
  const home = source.home ?? '/';
  return absolute(source.cwd, path.startsWith('~/') ? `${home}${path.slice(1)}` : path);
}

function isDirectory(candidate: Candidate): boolean {
  return candidateValue(candidate).endsWith('/');
}

function isCommand(source: CompletionSource, path: string): boolean {
  return source.fs.access(expand(source, path), 'x');
}
