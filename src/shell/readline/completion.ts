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
  /** The shell that asks: its files, its directory, and what the program would find in its environment. */
  readonly fs: FileSystem;
  readonly cwd: string;
  readonly env: ReadonlyMap<string, string>;
}

/** What a program's own completion answers; candidates that do not begin with the current word are left out. */
export interface CompleterAnswer {
  readonly candidates: readonly Candidate[];
  /** As in {@link Completion}. */
  readonly suffix?: string;
  /** Offer file names too. */
  readonly files?: boolean;
  /** Only files whose names end so, and directories. */
  readonly endings?: readonly string[];
}

/** A program's own completion, by its command's name: `kubectl`'s. */
export type Completer = (context: CompleterContext) => CompleterAnswer | Task<CompleterAnswer>;

/** What completion looks at, asked anew at each Tab. */
export interface CompletionSource {
  readonly fs: FileSystem;
  readonly cwd: string;
  /** Exported variables; `HOME` is what `~` stands for. */
  readonly env: ReadonlyMap<string, string>;
  /** Where commands are looked for. */
  readonly path?: string;
  /** Builtins, keywords, functions and aliases. */
  readonly commands?: Iterable<string>;
  /** Names of variables. */
  readonly variables?: Iterable<string>;
  /** A command that has no completion of its own is completed as what it is an alias of (bash's `progcomp_alias`). */
  readonly aliases?: ReadonlyMap<string, string>;
  readonly completers?: ReadonlyMap<string, Completer>;
}

/** Completion as bash does it: commands first in a command, variables after `$`, a program's own words, else files. */
export function completer(source: () => CompletionSource): LineCompleter {
  return (line, cursor) => complete(source(), line.slice(0, cursor));
}

function* complete(source: CompletionSource, line: string): Task<Completion> {
  const { words: typed, current, start, quote, redirection } = splitLine(line);
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
  const words = withoutAliases(source, typed);
  const [name] = words;
  if (name === undefined) {
    const candidates = current.includes('/')
      ? files(source, current).filter((file) => isCommand(source, candidateValue(file)))
      : commands(source, current);
    return { from: start, candidates, quote: quoted };
  }
  // `--file=na` and `of=na`: what follows the sign is a file too, as COMP_WORDBREAKS has it.
  const value = quote === '' ? current.lastIndexOf('=') + 1 : 0;
  const own = source.completers?.get(baseName(name));
  if (own) {
    const asked = own({ words, current, fs: source.fs, cwd: source.cwd, env: source.env });
    const answer = 'candidates' in asked ? asked : yield* asked;
    const candidates = answer.candidates.filter((candidate) => candidateValue(candidate).startsWith(current));
    if (!answer.files) return { from: start, candidates, suffix: answer.suffix, quote: quoted };
    const { endings } = answer;
    const named = files(source, current.slice(value)).filter(
      (file) => !endings || isDirectory(file) || endings.some((end) => candidateValue(file).endsWith(end)),
    );
    const from = value === 0 ? start : Math.max(start, line.lastIndexOf('=') + 1);
    return { from, candidates: [...candidates, ...named], suffix: answer.suffix, quote: quoted };
  }
  const all = files(source, current.slice(value));
  const candidates = name === 'cd' || name === 'rmdir' || name === 'pushd' ? all.filter(isDirectory) : all;
  const from = value === 0 ? start : Math.max(start, line.lastIndexOf('=') + 1);
  return { from, candidates, quote: quoted };
}

/** The words with the first one's aliases put in, each once. */
function withoutAliases(source: CompletionSource, typed: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  let words = typed;
  for (;;) {
    const [name, ...rest] = words;
    if (name === undefined || seen.has(name) || source.completers?.has(name)) return words;
    const text = source.aliases?.get(name);
    if (text === undefined) return words;
    seen.add(name);
    words = [...splitLine(`${text} `).words, ...rest];
  }
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
    if (!source.fs.isDirectory(path) || !source.fs.access(path, 'r')) continue;
    for (const { name } of source.fs.readdir(path)) {
      if (name.startsWith(prefix) && source.fs.access(`${path}/${name}`, 'x')) names.push(name);
    }
  }
  return matching(names, prefix);
}

/** Files whose path as typed begins with `prefix`; directories end in `/`. Hidden ones only when a dot is typed. */
function files(source: CompletionSource, prefix: string): Candidate[] {
  const slash = prefix.lastIndexOf('/') + 1;
  const typed = prefix.slice(0, slash);
  const begin = prefix.slice(slash);
  const place = expand(source, typed === '' ? '.' : typed);
  if (prefix === '~') return source.env.has('HOME') ? ['~/'] : [];
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
  const home = source.env.get('HOME') ?? '/';
  return absolute(source.cwd, path.startsWith('~/') ? `${home}${path.slice(1)}` : path);
}

function isDirectory(candidate: Candidate): boolean {
  return candidateValue(candidate).endsWith('/');
}

function isCommand(source: CompletionSource, path: string): boolean {
  return source.fs.access(expand(source, path), 'x');
}
