import { atoi } from '../gofmt.ts';
import { parseDuration } from '../time.ts';

/** What a flag's value is: decided by how its default is written in the facts. */
export type FlagKind = 'bool' | 'int' | 'string' | 'list' | 'array' | 'duration';

export interface Flag {
  readonly name: string;
  readonly shorthand: string | undefined;
  readonly kind: FlagKind;
  /** As `--help` writes it: `'none'`, `[]`, `false`. */
  readonly shown: string;
  /** The value that the flag has when it is given without one (pflag's NoOptDefVal). */
  readonly bare: string | undefined;
}

/** Lists whose values are taken whole (pflag's StringArray), not cut at commas. */
const ARRAYS = new Set([
  'from-literal',
  'env',
  'for',
  'as-group',
  'prune-allowlist',
  'annotation',
  'rule',
  'exec-arg',
]);
const BARE: Readonly<Record<string, string>> = {
  'dry-run': 'unchanged',
  cascade: 'background',
  validate: 'strict',
};

function kindOf(name: string, shown: string): FlagKind {
  if (shown === 'true' || shown === 'false') return 'bool';
  if (shown.startsWith('[')) return ARRAYS.has(name) ? 'array' : 'list';
  if (/^-?\d+$/.test(shown)) return 'int';
  if (/^(\d+(h|m|s))+$/.test(shown)) return 'duration';
  return 'string';
}

/** Read flags written as in the facts: `-x,--name=default`, separated by spaces. */
export function parseFlagFacts(text: string): Flag[] {
  return text
    .split(/\s+/)
    .filter((word) => word !== '')
    .map((word) => {
      const match = /^(?:-(\w),)?--([\w-]+)=(.*)$/.exec(word);
      const name = match?.[2] ?? '';
      const shown = match?.[3] ?? '';
      const kind = kindOf(name, shown);
      return { name, shorthand: match?.[1], kind, shown, bare: kind === 'bool' ? 'true' : BARE[name] };
    });
}

/** A bad command line, in pflag's words; the command adds where to look. */
export class FlagError extends Error {}

/** The flags of one command with the values that a command line gave them. */
export class FlagSet {
  readonly flags: readonly Flag[];
  readonly #given = new Map<string, string[]>();

  readonly #order: [flag: string, value: string][] = [];
  readonly #onSet: (name: string) => void;

  /** @param onSet told of each flag that the command line sets, before its value is looked at */
  constructor(flags: readonly Flag[], onSet: (name: string) => void = () => undefined) {
    this.flags = flags;
    this.#onSet = onSet;
  }

  /** What the command line set, in its order. */
  get given(): readonly (readonly [flag: string, value: string])[] {
    return this.#order;
  }

  find(name: string): Flag | undefined {
    return this.flags.find((flag) => flag.name === name);
  }

  findShort(letter: string): Flag | undefined {
    return this.flags.find((flag) => flag.shorthand === letter);
  }

  /** Whether the command line set it. */
  changed(name: string): boolean {
    return this.#given.has(name);
  }

  set(flag: Flag, value: string): void {
    const problem = this.#problem(flag, value);
    if (problem) {
      const shown = flag.shorthand ? `-${flag.shorthand}, --${flag.name}` : `--${flag.name}`;
      throw new FlagError(`invalid argument ${JSON.stringify(value)} for "${shown}" flag: ${problem}`);
    }
    this.#onSet(flag.name);
    this.#order.push([flag.name, value]);
    const values = flag.kind === 'list' ? splitList(value) : [value];
    if (flag.kind === 'list' || flag.kind === 'array') {
      this.#given.set(flag.name, [...(this.#given.get(flag.name) ?? []), ...values]);
    } else {
      this.#given.set(flag.name, values);
    }
  }

  #problem(flag: Flag, value: string): string | undefined {
    const quoted = JSON.stringify(value);
    if (flag.kind === 'bool' && !/^(1|0|t|f|T|F|true|false|TRUE|FALSE|True|False)$/.test(value)) {
      return `strconv.ParseBool: parsing ${quoted}: invalid syntax`;
    }
    if (flag.kind === 'int' && atoi(value) === undefined)
      return `strconv.ParseInt: parsing ${quoted}: invalid syntax`;
    if (flag.kind === 'duration') {
      try {
        parseDuration(value);
      } catch (error) {
        return error instanceof Error ? error.message : String(error);
      }
    }
    return undefined;
  }

  #text(name: string): string | undefined {
    const given = this.#given.get(name)?.[0];
    if (given !== undefined) return given;
    return this.find(name)?.shown.replace(/^'|'$/g, '');
  }

  string(name: string): string {
    return this.#text(name) ?? '';
  }

  bool(name: string): boolean {
    return /^(1|t|T|true|TRUE|True)$/.test(this.#text(name) ?? '');
  }

  int(name: string): number {
    return atoi(this.#text(name) ?? '') ?? 0;
  }

  list(name: string): readonly string[] {
    return this.#given.get(name) ?? [];
  }

  /** In milliseconds. */
  duration(name: string): number {
    return parseDuration(this.#text(name) ?? '0');
  }
}

function splitList(value: string): string[] {
  if (value === '') return [];
  const out: string[] = [];
  // pflag reads a list value as one CSV record: "a,b" in quotes is one item.
  const item = /("(?:[^"]|"")*"|[^,]*)(,|$)/gy;
  for (;;) {
    const match = item.exec(value);
    if (!match) break;
    const text = match[1] ?? '';
    out.push(text.startsWith('"') ? text.slice(1, -1).replace(/""/g, '"') : text);
    if (match[2] === '') break;
  }
  return out;
}

/**
 * Read a command line as pflag does: flags anywhere, `--` ends them.
 * @returns the other arguments, and how many of them stood before a `--` (undefined without one)
 */
export function parseFlags(
  set: FlagSet,
  words: readonly string[],
): { args: string[]; dash: number | undefined } {
  const args: string[] = [];
  const rest = [...words];
  for (;;) {
    const word = rest.shift();
    if (word === undefined) return { args, dash: undefined };
    if (word === '--') return { args: [...args, ...rest], dash: args.length };
    if (word.startsWith('--')) parseLong(set, word, rest);
    else if (word.startsWith('-') && word !== '-') parseShort(set, word, rest);
    else args.push(word);
  }
}

/** `--help` and `-h` are every command's. */
export class HelpAsked extends Error {}

function parseLong(set: FlagSet, word: string, rest: string[]): void {
  const body = word.slice(2);
  if (body.startsWith('=') || body.startsWith('-')) throw new FlagError(`bad flag syntax: ${word}`);
  const equals = body.indexOf('=');
  const name = (equals < 0 ? body : body.slice(0, equals)).replace(/_/g, '-');
  const flag = set.find(name);
  if (!flag) {
    if (name === 'help') throw new HelpAsked();
    throw new FlagError(`unknown flag: --${name}`);
  }
  if (equals >= 0) return set.set(flag, body.slice(equals + 1));
  if (flag.bare !== undefined) return set.set(flag, flag.bare);
  const value = rest.shift();
  if (value === undefined) throw new FlagError(`flag needs an argument: --${name}`);
  set.set(flag, value);
}

function parseShort(set: FlagSet, word: string, rest: string[]): void {
  let letters = word.slice(1);
  while (letters !== '') {
    const letter = letters.charAt(0);
    const flag = set.findShort(letter);
    if (!flag) {
      if (letter === 'h') throw new HelpAsked();
      throw new FlagError(`unknown shorthand flag: '${letter}' in -${letters}`);
    }
    const after = letters.slice(1);
    if (after.startsWith('=')) return set.set(flag, after.slice(1));
    if (flag.bare !== undefined) {
      set.set(flag, flag.bare);
      letters = after;
      continue;
    }
    if (after !== '') return set.set(flag, after);
    const value = rest.shift();
    if (value === undefined) throw new FlagError(`flag needs an argument: '${letter}' in -${letters}`);
    return set.set(flag, value);
  }
}
