import { named } from './access.ts';
import { JqError, textLength, type Json } from './value.ts';

const CLASSES: Readonly<Record<string, string>> = {
  alpha: '\\p{L}',
  digit: '0-9',
  alnum: '\\p{L}\\p{N}',
  upper: '\\p{Lu}',
  lower: '\\p{Ll}',
  space: '\\s',
  blank: ' \\t',
  punct: '\\p{P}\\p{S}',
  xdigit: '0-9A-Fa-f',
  word: '\\p{L}\\p{N}_',
  cntrl: '\\x00-\\x1f\\x7f',
};

/** What JavaScript writes otherwise than Oniguruma, outside brackets. */
const ESCAPES: Readonly<Record<string, string>> = {
  A: '(?<![\\s\\S])',
  Z: '(?=\\n?(?![\\s\\S]))',
  z: '(?![\\s\\S])',
  h: '[0-9A-Fa-f]',
  H: '[^0-9A-Fa-f]',
  a: '\\x07',
  e: '\\x1b',
};

/** Oniguruma's pattern (Perl's syntax) in JavaScript's, in Unicode mode. */
function translate(pattern: string, extended: boolean): { source: string; flags: string } {
  let out = '';
  let flags = '';
  let at = 0;
  let depth = 0;
  const inClass = (): boolean => depth > 0;
  while (at < pattern.length) {
    const rest = pattern.slice(at);
    const c = pattern.charAt(at);
    if (c === '\\') {
      const next = pattern.charAt(at + 1);
      if (next === '') throw new SyntaxError('end pattern at escape');
      const known = ESCAPES[next];
      if (known !== undefined && !inClass()) out += known;
      else if (/^x\{/.test(rest.slice(1))) out += '\\u';
      else if (/[\dbBdDwWsSnrtfvxupPkc^$\\.*+?()[\]{}|/]/.test(next)) out += `\\${next}`;
      else out += next === '-' && inClass() ? '\\-' : next;
      at += 2;
      continue;
    }
    if (inClass()) {
      const named = /^\[:(\^?)(\w+):\]/.exec(rest);
      if (named) {
        const members = CLASSES[named[2] ?? ''];
        if (members === undefined) throw new SyntaxError('invalid POSIX bracket type');
        out += named[1] === '^' ? `[^${members}]` : members;
        at += named[0].length;
        continue;
      }
      if (c === ']') depth--;
      out += c === '[' ? '\\[' : c;
      at++;
      continue;
    }
    if (c === '[') {
      depth = 1;
      out += '[';
      at++;
      if (pattern.charAt(at) === '^') {
        out += '^';
        at++;
      }
      if (pattern.charAt(at) === ']') {
        out += '\\]';
        at++;
      }
      continue;
    }
    const inline = /^\(\?([imsx]+)\)/.exec(rest);
    if (inline && at === 0) {
      flags += (inline[1] ?? '').replace('m', 's').replace('x', '');
      at += inline[0].length;
      continue;
    }
    if (extended && /\s/.test(c)) {
      at++;
      continue;
    }
    if (extended && c === '#') {
      at += (/^#[^\n]*/.exec(rest)?.[0] ?? '#').length;
      continue;
    }
    const comment = /^\(\?#[^)]*\)/.exec(rest);
    if (comment) {
      at += comment[0].length;
      continue;
    }
    // A possessive repetition is taken for a greedy one.
    if (c === '+' && /[*+?}]$/.test(out) && /[^\\][*+?}]$/.test(out)) {
      at++;
      continue;
    }
    if (c === '{' && !/^\{\d*,?\d*\}/.test(rest)) {
      out += '\\{';
      at++;
      continue;
    }
    if (c === '{' && rest.startsWith('{,')) {
      out += '{0';
      at++;
      continue;
    }
    if (c === ']') out += '\\]';
    else if (c === '}') out += /\{\d*,?\d*$/.test(out) ? '}' : '\\}';
    else out += c;
    at++;
  }
  if (depth > 0) throw new SyntaxError('premature end of char-class');
  return { source: out, flags };
}

/** What Oniguruma says of a broken pattern. */
function complaint(pattern: string, error: SyntaxError): string {
  const { message } = error;
  if (/premature|invalid POSIX|end pattern at/.test(message)) return message;
  if (/Unterminated group|missing \)/i.test(message)) return 'end pattern with unmatched parenthesis';
  if (/Unmatched '\)'/i.test(message)) return 'unmatched close parenthesis';
  if (/Nothing to repeat/i.test(message)) return 'target of repeat operator is not specified';
  if (/Range out of order/i.test(message)) return 'empty range in char class';
  return `invalid pattern: ${pattern}`;
}

interface Compiled {
  readonly regex: RegExp;
  readonly names: readonly (string | undefined)[];
  readonly global: boolean;
  readonly skipEmpty: boolean;
}

/** Names of the groups by their number. */
function groupNames(source: string): (string | undefined)[] {
  const names: (string | undefined)[] = [];
  let inClass = 0;
  for (let at = 0; at < source.length; at++) {
    const c = source.charAt(at);
    if (c === '\\') at++;
    else if (c === '[') inClass++;
    else if (c === ']') inClass--;
    else if (c === '(' && inClass <= 0) {
      const name = /^\(\?<([A-Za-z_]\w*)>/.exec(source.slice(at));
      if (name) names.push(name[1]);
      else if (source.charAt(at + 1) !== '?') names.push(undefined);
    }
  }
  return names;
}

function compile(pattern: Json, modifiers: Json): Compiled {
  if (typeof pattern !== 'string')
    throw new JqError(`${named(pattern)} cannot be matched, as it is not a string`);
  if (modifiers !== null && typeof modifiers !== 'string')
    throw new JqError(`${named(modifiers)} is not a string`);
  const wanted = modifiers ?? '';
  if (/[^gimnpslx]/.test(wanted)) throw new JqError(`${wanted} is not a valid modifier string`);
  try {
    const { source, flags } = translate(pattern, wanted.includes('x'));
    const dotAll = wanted.includes('p') || flags.includes('s') ? 's' : '';
    const ignoreCase = wanted.includes('i') || flags.includes('i') ? 'i' : '';
    return {
      regex: new RegExp(source, `dgu${dotAll}${ignoreCase}`),
      names: groupNames(source),
      global: wanted.includes('g'),
      skipEmpty: wanted.includes('n'),
    };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new JqError(`Regex failure: ${complaint(pattern, error)}`);
  }
}

/** `match`: every match (or the first) as an object with offsets in code points. @throws {JqError} */
export function matches(input: Json, pattern: Json, modifiers: Json, global = false): Json[] {
  if (typeof input !== 'string')
    throw new JqError(`${named(input)} cannot be matched, as it is not a string`);
  const compiled = compile(pattern, modifiers);
  const found: Json[] = [];
  const { regex } = compiled;
  // Offsets are counted on from the last one.
  let unit = 0;
  let point = 0;
  const offset = (to: number): number => {
    if (to < unit) return textLength(input.slice(0, to));
    point += textLength(input.slice(unit, to));
    unit = to;
    return point;
  };
  regex.lastIndex = 0;
  for (;;) {
    const match = regex.exec(input);
    if (!match) break;
    if (match[0] === '') regex.lastIndex += (input.codePointAt(match.index) ?? 0) > 0xffff ? 2 : 1;
    if (!(compiled.skipEmpty && match[0] === '')) {
      const start = offset(match.index);
      found.push(
        new Map<string, Json>([
          ['offset', start],
          ['length', textLength(match[0])],
          ['string', match[0]],
          ['captures', captures(match, compiled.names, input)],
        ]),
      );
      if (!compiled.global && !global) break;
    }
    if (regex.lastIndex > input.length) break;
  }
  return found;
}

function captures(match: RegExpExecArray, names: readonly (string | undefined)[], input: string): Json[] {
  return match.slice(1).map((text: string | undefined, at): Json => {
    const start = match.indices?.[at + 1]?.[0];
    return new Map<string, Json>([
      ['offset', start === undefined ? -1 : textLength(input.slice(0, start))],
      ...(text === undefined ? [] : ([['length', textLength(text)]] as const)),
      ['string', text ?? null],
      ...(text === undefined ? ([['length', 0]] as const) : []),
      ['name', names[at] ?? null],
    ]);
  });
}

/** `test`: whether there is a match. */
export function test(input: Json, pattern: Json, modifiers: Json): boolean {
  if (typeof input !== 'string')
    throw new JqError(`${named(input)} cannot be matched, as it is not a string`);
  return compile(pattern, modifiers).regex.test(input);
}
