export interface PatternOptions {
  /** ksh's `@(…)` `?(…)` `*(…)` `+(…)` `!(…)` are patterns too. */
  readonly extended?: boolean;
  /** Letters match in either case. */
  readonly ignoreCase?: boolean;
}

const CACHE_SIZE = 500;
const cache = new Map<string, RegExp>();

const CLASSES: Readonly<Record<string, string>> = {
  alpha: '\\p{L}',
  digit: '0-9',
  alnum: '\\p{L}0-9',
  upper: '\\p{Lu}',
  lower: '\\p{Ll}',
  space: '\\s',
  blank: ' \\t',
  punct: '!-\\/:-@\\[-`\\{-~',
  print: '\\P{C}',
  graph: '!-~',
  cntrl: '\\p{Cc}',
  xdigit: '0-9A-Fa-f',
  word: '\\w',
};

/** Whether a pattern has anything in it that is not literal. */
export function hasGlob(pattern: string, extended = false): boolean {
  if (!/[*?[]|[@+!]\(/.test(pattern)) return false;
  return (extended ? /(^|[^\\])(\\\\)*([*?]|\[.*\]|[@+!]\()/s : /(^|[^\\])(\\\\)*([*?]|\[.*\])/s).test(
    pattern,
  );
}

/** A pattern's text with its backslashes taken out. */
export function unescapePattern(pattern: string): string {
  return pattern.replace(/\\([^])/g, '$1');
}

/** Text that as a pattern matches only itself. */
export function escapePattern(text: string): string {
  return text.replace(/[\\*?[\]@+!()|]/g, '\\$&');
}

/** A shell pattern (`*` `?` `[…]`) as the source of a regular expression for the flags `su`. A backslash quotes. */
export function patternSource(pattern: string, extended = false): string {
  return new PatternReader(pattern, extended).read();
}

class PatternReader {
  readonly #pattern: string;
  readonly #extended: boolean;
  #at = 0;

  constructor(pattern: string, extended: boolean) {
    this.#pattern = pattern;
    this.#extended = extended;
  }

  read(): string {
    return this.#sequence(false);
  }

  /** Up to the end; inside brackets up to `|` or `)`. */
  #sequence(inside: boolean): string {
    const pattern = this.#pattern;
    let out = '';
    while (this.#at < pattern.length) {
      const c = pattern[this.#at] ?? '';
      if (inside && (c === '|' || c === ')')) break;
      if (this.#extended && pattern[this.#at + 1] === '(' && '?*+@!'.includes(c)) {
        const group = this.#group(c);
        if (c !== '!') {
          out += group;
          continue;
        }
        // What follows an exclusion is needed to say what it must not take.
        const rest = this.#sequence(inside);
        return `${out}(?:(?!(?:${group})${rest}${inside ? '' : '$'}).*)${rest}`;
      }
      this.#at++;
      if (c === '\\' && this.#at < pattern.length) out += quote(pattern[this.#at++] ?? '');
      else if (c === '*') out += out.endsWith('.*') && !out.endsWith('\\.*') ? '' : '.*';
      else if (c === '?') out += '.';
      else if (c === '[') {
        const bracket = bracketSource(pattern, this.#at - 1);
        out += bracket?.source ?? '\\[';
        if (bracket) this.#at = bracket.end + 1;
      } else out += quote(c);
    }
    return out;
  }

  #group(kind: string): string {
    const start = this.#at;
    this.#at += 2;
    const choices: string[] = [];
    for (;;) {
      choices.push(this.#sequence(true));
      const c = this.#pattern[this.#at++];
      if (c === ')') break;
      if (c === undefined) {
        // Not closed: it was no group.
        this.#at = start + 1;
        return quote(kind);
      }
    }
    return `(?:${choices.join('|')})${kind === '@' || kind === '!' ? '' : kind}`;
  }
}

function quote(c: string): string {
  return /[\\^$.*+?()[\]{}|/]/.test(c) ? `\\${c}` : c;
}

function bracketSource(pattern: string, start: number): { source: string; end: number } | undefined {
  let i = start + 1;
  let source = '[';
  if (pattern[i] === '!' || pattern[i] === '^') {
    source += '^';
    i++;
  }
  for (let first = true; i < pattern.length; i++, first = false) {
    const c = pattern[i] ?? '';
    if (c === ']' && !first) return { source: `${source}]`, end: i };
    const named = c === '[' ? /^\[:(\w+):\]/.exec(pattern.slice(i, i + 12)) : null;
    if (named) {
      source += CLASSES[named[1] ?? ''] ?? '';
      i += named[0].length - 1;
    } else if (c === '-' && !first && pattern[i + 1] !== ']' && i + 1 < pattern.length) source += '-';
    else {
      const literal = c === '\\' && i + 1 < pattern.length ? (pattern[++i] ?? '') : c;
      source += /[\\\]^[\-&~]/.test(literal) ? `\\${literal}` : literal;
    }
  }
  return undefined;
}

/** A regular expression for a whole shell pattern. */
export function patternRegExp(pattern: string, options: PatternOptions = {}): RegExp {
  const { extended = false, ignoreCase = false } = options;
  const key = `${extended ? 'e' : ''}${ignoreCase ? 'i' : ''}:${pattern}`;
  let found = cache.get(key);
  if (found) return found;
  const flags = ignoreCase ? 'sui' : 'su';
  try {
    found = new RegExp(`^(?:${patternSource(pattern, extended)})$`, flags);
  } catch {
    found = new RegExp(`^${unescapePattern(pattern).replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')}$`, flags); // a range the wrong way round
  }
  if (cache.size >= CACHE_SIZE) cache.clear();
  cache.set(key, found);
  return found;
}

export function matchesPattern(text: string, pattern: string, options?: PatternOptions): boolean {
  return patternRegExp(pattern, options).test(text);
}

/** Cut the shortest or longest match off the start or the end. */
export function trimPattern(
  text: string,
  pattern: string,
  side: '#' | '%',
  longest: boolean,
  options?: PatternOptions,
): string {
  const expression = patternRegExp(pattern, options);
  const lengths = Array.from({ length: text.length + 1 }, (_, i) => i);
  // From the shortest part to the longest, or the other way round.
  if (longest) lengths.reverse();
  for (const length of lengths) {
    const cut = side === '#' ? length : text.length - length;
    if (splitsPair(text, cut)) continue;
    if (side === '#' && expression.test(text.slice(0, cut))) return text.slice(cut);
    if (side === '%' && expression.test(text.slice(cut))) return text.slice(0, cut);
  }
  return text;
}

function splitsPair(text: string, at: number): boolean {
  const before = text.charCodeAt(at - 1);
  return before >= 0xd800 && before < 0xdc00 && at < text.length;
}

/** `${x/pattern/replacement}` and its kin; the replacement is told what it replaces. */
export function replacePattern(
  text: string,
  pattern: string,
  replacement: (match: string) => string,
  where: 'all' | 'first' | 'start' | 'end',
  options: PatternOptions = {},
): string {
  if (pattern === '')
    return where === 'start' ? replacement('') + text : where === 'end' ? text + replacement('') : text;
  const source = patternSource(pattern, options.extended);
  const anchored = where === 'start' ? `^(?:${source})` : where === 'end' ? `(?:${source})$` : source;
  const flags = `${where === 'all' ? 'g' : ''}${options.ignoreCase ? 'i' : ''}su`;
  // An empty text can match; nothing matches again behind what was taken to the end.
  return text.replace(new RegExp(anchored, flags), (match, ...rest) => {
    const offset = rest.find((value) => typeof value === 'number') ?? 0;
    return match === '' && offset > 0 ? '' : replacement(match);
  });
}
