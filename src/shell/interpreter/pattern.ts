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
export function hasGlob(pattern: string): boolean {
  return /(^|[^\\])(\\\\)*([*?[]|[@+!?*]\()/.test(pattern);
}

/** A pattern's text with its backslashes taken out. */
export function unescapePattern(pattern: string): string {
  return pattern.replace(/\\([^])/g, '$1');
}

/** Text that as a pattern matches only itself. */
export function escapePattern(text: string): string {
  return text.replace(/[\\*?[\]@+!()|]/g, '\\$&');
}

/**
 * A shell pattern (`*` `?` `[…]`, and ksh's `@(…)` `?(…)` `*(…)` `+(…)`) as the source of a regular expression for the flags `su`.
 * A backslash quotes.
 */
export function patternSource(pattern: string, greedy = true): string {
  let out = '';
  const closers: string[] = [];
  for (let i = 0; i < pattern.length; i++) {
    const c = pattern[i] ?? '';
    if (c === '\\' && i + 1 < pattern.length) out += quote(pattern[++i] ?? '');
    else if ('?*+@'.includes(c) && pattern[i + 1] === '(' && pattern.indexOf(')', i) > 0) {
      out += '(?:';
      closers.push(`)${c === '@' ? '' : c}`);
      i++;
    } else if (closers.length > 0 && c === '|') out += '|';
    else if (closers.length > 0 && c === ')') out += closers.pop() ?? '';
    else if (c === '*') {
      while (pattern[i + 1] === '*') i++;
      out += greedy ? '.*' : '.*?';
    } else if (c === '?') out += '.';
    else if (c === '[') {
      const bracket = bracketSource(pattern, i);
      out += bracket?.source ?? '\\[';
      if (bracket) i = bracket.end;
    } else out += quote(c);
  }
  return out + closers.join('');
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
export function patternRegExp(pattern: string): RegExp {
  let found = cache.get(pattern);
  if (found) return found;
  try {
    found = new RegExp(`^(?:${patternSource(pattern)})$`, 'su');
  } catch {
    found = new RegExp(`^${unescapePattern(pattern).replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')}$`, 'su'); // a range the wrong way round
  }
  if (cache.size >= CACHE_SIZE) cache.clear();
  cache.set(pattern, found);
  return found;
}

export function matchesPattern(text: string, pattern: string): boolean {
  return patternRegExp(pattern).test(text);
}

/** Cut the shortest or longest match off the start or the end. */
export function trimPattern(text: string, pattern: string, side: '#' | '%', longest: boolean): string {
  const expression = patternRegExp(pattern);
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

/** `${x/pattern/replacement}` and its kin. */
export function replacePattern(
  text: string,
  pattern: string,
  replacement: string,
  where: 'all' | 'first' | 'start' | 'end',
): string {
  if (pattern === '')
    return where === 'start' ? replacement + text : where === 'end' ? text + replacement : text;
  const source = patternSource(pattern);
  const anchored = where === 'start' ? `^(?:${source})` : where === 'end' ? `(?:${source})$` : source;
  return text.replace(new RegExp(anchored, where === 'all' ? 'gsu' : 'su'), () => replacement);
}
