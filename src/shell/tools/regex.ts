/** A pattern that cannot be read, in glibc's words. */
export class RegexError extends Error {}

export interface RegexOptions {
  /** Extended regular expressions: `( ) { } + ? |` without backslashes. */
  readonly extended?: boolean;
  readonly ignoreCase?: boolean;
  /** More JavaScript flags, `g` or `y`. */
  readonly flags?: string;
}

const CLASSES: Readonly<Record<string, string>> = {
  alpha: '\\p{L}',
  digit: '0-9',
  alnum: '\\p{L}\\p{N}',
  upper: '\\p{Lu}',
  lower: '\\p{Ll}',
  space: '\\s',
  blank: ' \\t',
  punct: '!-\\/:-@\\[-`\\{-~',
  print: '\\x20-\\x7e\\u{a0}-\\u{10ffff}',
  graph: '\\x21-\\x7e\\u{a1}-\\u{10ffff}',
  cntrl: '\\x00-\\x1f\\x7f',
  xdigit: '0-9A-Fa-f',
};

/** What JavaScript would take for an operator. */
export function escapeRegex(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

/** Read a bracket expression that begins at `start`. */
function bracket(pattern: string, start: number): { source: string; end: number } {
  let at = start + 1;
  let source = '[';
  if (pattern.charAt(at) === '^') {
    source += '^';
    at++;
  }
  for (let isFirst = true; ; isFirst = false) {
    const c = pattern.charAt(at);
    if (c === '') throw new RegexError('Unmatched [, [^, [:, [., or [=');
    if (c === ']' && !isFirst) break;
    const named = /^\[([:.=])(.*?)\1\]/.exec(pattern.slice(at));
    if (named) {
      const [whole, kind, name = ''] = named;
      const members = kind === ':' ? CLASSES[name] : escapeClass(name);
      if (members === undefined) throw new RegexError('Invalid character class name');
      source += members;
      at += whole.length;
    } else if (c === '-' && !isFirst && pattern.charAt(at + 1) !== ']') {
      source += '-';
      at++;
    } else {
      const character = String.fromCodePoint(pattern.codePointAt(at) ?? 0);
      source += escapeClass(character);
      at += character.length;
    }
  }
  return { source: `${source}]`, end: at + 1 };
}

function escapeClass(text: string): string {
  return text.replace(/[\\\]^[-]/g, '\\$&');
}

/** Turn a POSIX pattern, with GNU's additions, into JavaScript's. Alternatives are tried in order, not by length. */
export function posixSource(pattern: string, extended: boolean): string {
  let out = '';
  let depth = 0;
  let groups = 0;
  /** An operand stands before, for a repetition to act on. */
  let operand = false;
  let at = 0;
  const repetition = (source: string): void => {
    out += source;
  };
  while (at < pattern.length) {
    let c = pattern.charAt(at);
    let special = extended;
    if (c === '\\') {
      const next = pattern.charAt(at + 1);
      if (next === '') throw new RegexError('Trailing backslash');
      at++;
      if (!'(){}+?|'.includes(next)) {
        out += escaped(next, groups);
        operand = !"<>bB`'".includes(next);
        at += 1;
        continue;
      }
      c = next;
      special = !extended;
    }
    if (c === '[') {
      const { source, end } = bracket(pattern, at);
      out += source;
      at = end;
      operand = true;
      continue;
    }
    if ('(){}+?|'.includes(c) && special) {
      if (c === '(') {
        out += '(';
        depth++;
        groups++;
        operand = false;
      } else if (c === ')') {
        if (depth === 0) {
          if (!extended) throw new RegexError('Unmatched ) or \\)');
          out += '\\)';
        } else {
          depth--;
          out += ')';
        }
        operand = true;
      } else if (c === '|') {
        out += '|';
        operand = false;
      } else if (c === '{') {
        const interval = /^(\d*)(,?)(\d*)(\\?)\}/.exec(pattern.slice(at + 1));
        if (!interval || (interval[4] === '\\') === extended || !operand) {
          if (!extended) throw new RegexError('Invalid preceding regular expression');
          out += '\\{';
          operand = true;
        } else {
          const [whole, low = '', comma = '', high = ''] = interval;
          repetition(`{${low || '0'}${comma}${high}}`);
          at += whole.length;
        }
      } else if (c === '}') {
        out += '\\}';
      } else if (operand) repetition(c);
      else if (!extended) out += `\\${c}`;
      at++;
      continue;
    }
    if (c === '*') {
      if (operand) {
        if (!out.endsWith('*')) repetition('*');
      } else if (!extended) {
        out += '\\*';
        operand = true;
      }
    } else if (c === '^') {
      const anchors =
        extended || at === 0 || /\\[(|]$/.test(pattern.slice(0, at)) || pattern.charAt(at - 1) === '\n';
      out += anchors ? '^' : '\\^';
      operand = !anchors;
    } else if (c === '$') {
      const anchors = extended || at === pattern.length - 1 || /^\\[)|]/.test(pattern.slice(at + 1));
      out += anchors ? '$' : '\\$';
      operand = !anchors;
    } else if (c === '.') {
      out += '.';
      operand = true;
    } else {
      const character = String.fromCodePoint(pattern.codePointAt(at) ?? 0);
      out += escapeRegex(character);
      operand = true;
      at += character.length - 1;
    }
    at++;
  }
  if (depth > 0) throw new RegexError('Unmatched ( or \\(');
  return out;
}

/** A backslash and a character that is no operator. */
function escaped(c: string, groups: number): string {
  switch (c) {
    case '<':
      return '(?<![\\p{L}\\p{N}_])(?=[\\p{L}\\p{N}_])';
    case '>':
      return '(?<=[\\p{L}\\p{N}_])(?![\\p{L}\\p{N}_])';
    case '`':
      return '(?<![\\s\\S])';
    case "'":
      return '(?![\\s\\S])';
    case 'w':
      return '[\\p{L}\\p{N}_]';
    case 'W':
      return '[^\\p{L}\\p{N}_]';
    case 'b':
    case 'B':
    case 's':
    case 'S':
    case 'n':
    case 't':
    case 'r':
    case 'f':
    case 'v':
      return `\\${c}`;
    default:
      if (/[1-9]/.test(c)) {
        if (Number(c) > groups) throw new RegexError('Invalid back reference');
        return `(?:\\${c})`;
      }
      return escapeRegex(c);
  }
}

/** Compile a POSIX pattern. @throws {RegexError} */
export function posixRegex(pattern: string, options: RegexOptions = {}): RegExp {
  const source = posixSource(pattern, options.extended ?? false);
  try {
    return new RegExp(source, `su${options.ignoreCase ? 'i' : ''}${options.flags ?? ''}`);
  } catch {
    throw new RegexError('Invalid regular expression');
  }
}
