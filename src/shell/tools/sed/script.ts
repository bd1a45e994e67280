import { posixRegex, RegexError } from '../regex.ts';

/** A jump to a label that is not there. */
export class LabelError extends Error {}

/** A script that cannot be read; GNU sed prints it after `-e expression #1, char N:`. */
export class SedError extends Error {
  readonly position: number;
  constructor(message: string, position: number) {
    super(message);
    this.position = position;
  }
}

export type Address =
  | { readonly kind: 'line'; readonly line: number }
  | { readonly kind: 'last' }
  | { readonly kind: 'regex'; readonly regex: RegExp | undefined }
  | { readonly kind: 'step'; readonly first: number; readonly step: number }
  | { readonly kind: 'plus'; readonly count: number }
  | { readonly kind: 'multiple'; readonly of: number };

export interface Command {
  readonly name: string;
  readonly from: Address | undefined;
  readonly to: Address | undefined;
  readonly negated: boolean;
  /** Text of a, i, c; label of b, t, T, `:`; file of r, w; number of q, Q, l. */
  readonly text: string;
  readonly regex?: RegExp;
  /** Empty pattern: the last one used. */
  readonly lastRegex?: boolean;
  readonly replacement?: readonly Part[];
  readonly global?: boolean;
  readonly print?: boolean;
  readonly which?: number;
  readonly from2?: readonly string[];
  readonly to2?: readonly string[];
  /** Index behind the matching `}`. */
  end: number;
  /** Whether a range is open, and where it ends. */
  active: boolean;
  until: number;
}

export type Part =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'group'; readonly group: number }
  | { readonly kind: 'case'; readonly mode: string };

/** Read a sed script. @throws {SedError} */
export function parseSed(script: string, extended: boolean): Command[] {
  const commands: Command[] = [];
  const open: number[] = [];
  let at = 0;
  const fail = (message: string): never => {
    throw new SedError(message, at);
  };
  const skip = (pattern: RegExp): void => {
    while (at < script.length && pattern.test(script.charAt(at))) at++;
  };
  const number = (): number => {
    const [digits = ''] = /^\d+/.exec(script.slice(at)) ?? [];
    at += digits.length;
    return Number(digits);
  };
  const regex = (source: string, flags: string): RegExp | undefined => {
    if (source === '') return undefined;
    try {
      return posixRegex(source, {
        extended,
        ignoreCase: /i/i.test(flags),
        flags: /m/i.test(flags) ? 'gm' : 'g',
      });
    } catch (error) {
      return fail(error instanceof RegexError ? error.message : 'invalid regular expression');
    }
  };
  /** Up to the next `delimiter` that is not escaped; `\delimiter` becomes the delimiter itself. */
  const delimited = (delimiter: string, isRegex: boolean, unterminated: string): string => {
    let out = '';
    let inBracket = false;
    for (;;) {
      const c = script.charAt(at);
      if (c === '') fail(unterminated);
      at++;
      if (c === delimiter && !inBracket) return out;
      if (c === '\\') {
        const hex = /^x([0-9a-fA-F]{1,2})/.exec(script.slice(at, at + 3));
        if (hex) {
          at += hex[0].length;
          const character = String.fromCharCode(parseInt(hex[1] ?? '', 16));
          out += /[\\&.*[\]^$/]/.test(character) ? `\\${character}` : character;
          continue;
        }
        const next = script.charAt(at++);
        if (next === delimiter && !(isRegex && '.*[]^$+?(){}|'.includes(next))) out += next;
        else out += isRegex && next === 'n' ? '\\n' : `\\${next}`;
        continue;
      }
      if (isRegex && c === '[' && !inBracket) {
        inBracket = true;
        out += c;
        if (script.charAt(at) === '^') out += script.charAt(at++);
        if (script.charAt(at) === ']') out += script.charAt(at++);
        continue;
      }
      if (inBracket && c === '[' && /[:.=]/.test(script.charAt(at))) {
        const close = script.indexOf(`${script.charAt(at)}]`, at + 1);
        if (close > 0) {
          out += c + script.slice(at, close + 2);
          at = close + 2;
          continue;
        }
      }
      if (inBracket && c === ']') inBracket = false;
      out += c;
    }
  };
  const address = (): Address | undefined => {
    const c = script.charAt(at);
    if (/\d/.test(c)) {
      const first = number();
      if (script.charAt(at) !== '~') return { kind: 'line', line: first };
      at++;
      return { kind: 'step', first, step: number() };
    }
    if (c === '$') {
      at++;
      return { kind: 'last' };
    }
    if (c === '/' || c === '\\') {
      at++;
      const delimiter = c === '/' ? c : script.charAt(at++);
      const source = delimited(delimiter, true, 'unterminated address regex');
      const [flags = ''] = /^[IM]*/.exec(script.slice(at)) ?? [];
      at += flags.length;
      return { kind: 'regex', regex: regex(source, flags) };
    }
    return undefined;
  };
  const textArgument = (): string => {
    skip(/[ \t]/);
    if (script.charAt(at) === '\\') {
      at++;
      // Blanks between the backslash and the line's end are nothing; before text they belong to it.
      const toNewline = /^[ \t]*\n/.exec(script.slice(at));
      if (toNewline) at += toNewline[0].length;
      if (at >= script.length) return '';
    }
    let out = '';
    while (at < script.length && script.charAt(at) !== '\n') {
      if (script.charAt(at) === '\\') {
        at++;
        if (at >= script.length) break;
      }
      out += script.charAt(at++);
    }
    return `${out}\n`;
  };
  const restOfLine = (): string => {
    skip(/[ \t]/);
    const start = at;
    while (at < script.length && script.charAt(at) !== '\n') at++;
    return script.slice(start, at);
  };
  const label = (): string => {
    skip(/[ \t]/);
    const start = at;
    while (at < script.length && !/[;\n}\s]/.test(script.charAt(at))) at++;
    return script.slice(start, at);
  };
  const endOfCommand = (): void => {
    skip(/[ \t]/);
    const c = script.charAt(at);
    if (c === '' || c === '\n' || c === ';') at++;
    else if (c !== '}' && c !== '#') {
      at++;
      fail('extra characters after command');
    }
  };
  for (;;) {
    skip(/[\s;]/);
    if (at >= script.length) break;
    if (script.charAt(at) === '#') {
      restOfLine();
      continue;
    }
    const from = address();
    let to: Address | undefined;
    skip(/[ \t]/);
    if (from && script.charAt(at) === ',') {
      at++;
      skip(/[ \t]/);
      if (script.charAt(at) === '+') {
        at++;
        to = { kind: 'plus', count: number() };
      } else if (script.charAt(at) === '~') {
        at++;
        to = { kind: 'multiple', of: number() };
      } else {
        to = address();
        if (!to) {
          fail("unexpected `,'");
        }
      }
    }
    skip(/[ \t]/);
    let negated = false;
    while (script.charAt(at) === '!') {
      negated = true;
      at++;
      skip(/[ \t]/);
    }
    const name = script.charAt(at++);
    if (from?.kind === 'line' && from.line === 0 && to?.kind !== 'regex')
      fail('invalid usage of line address 0');
    const base = { name, from, to, negated, text: '', end: 0, active: false, until: 0 };
    switch (name) {
      case '':
        fail('missing command');
        break;
      case '{':
        open.push(commands.length);
        commands.push(base);
        break;
      case '}': {
        if (from) fail("} doesn't want any addresses");
        const start = open.pop();
        if (start === undefined) fail("unexpected `}'");
        else {
          const opening = commands[start];
          if (opening) opening.end = commands.length;
        }
        endOfCommand();
        break;
      }
      case ':':
        if (from) fail(": doesn't want any addresses");
        commands.push({ ...base, text: label() });
        break;
      case 'b':
      case 't':
      case 'T':
        commands.push({ ...base, text: label() });
        endOfCommand();
        break;
      case 'a':
      case 'i':
      case 'c':
        skip(/[ \t]/);
        if (at >= script.length) fail("expected \\ after `a', `c' or `i'");
        commands.push({ ...base, text: textArgument() });
        break;
      case 'r':
      case 'R':
      case 'w':
      case 'W': {
        const text = restOfLine();
        if (text === '') fail('missing filename in r/R/w/W commands');
        commands.push({ ...base, text });
        break;
      }
      case 'v':
        restOfLine();
        break;
      case 'e': {
        const text = restOfLine();
        if (text === '') fail("the command `e' without a command is not available here");
        commands.push({ ...base, text });
        break;
      }
      case 'q':
      case 'Q':
      case 'l':
        skip(/[ \t]/);
        commands.push({ ...base, text: String(number()) });
        endOfCommand();
        break;
      case 's': {
        const delimiter = script.charAt(at++);
        const unterminated = "unterminated `s' command";
        if (delimiter === '' || delimiter === '\n') fail(unterminated);
        const source = delimited(delimiter, true, unterminated);
        const replacement = delimited(delimiter, false, unterminated);
        const [flags = ''] = /^[gpiIMme0-9]*/.exec(script.slice(at)) ?? [];
        at += flags.length;
        for (const [letter, what] of [
          ['g', "multiple `g' options to `s' command"],
          ['p', "multiple `p' options to `s' command"],
        ] as const)
          if (flags.split(letter).length > 2) fail(what);
        if ((flags.match(/\d+/g) ?? []).length > 1) fail("multiple number options to `s' command");
        if (/(?<!\d)0/.test(flags)) fail("number option to `s' command may not be zero");
        let file = '';
        if (script.charAt(at) === 'w') {
          at++;
          file = restOfLine();
        } else {
          skip(/[ \t]/);
          const c = script.charAt(at);
          if (c !== '' && !/[\n;}#]/.test(c)) {
            at++;
            fail("unknown option to `s'");
          }
          if (c === ';' || c === '\n') at++;
        }
        const compiled = regex(source, flags);
        const parts = parseReplacement(replacement);
        const groups = compiled
          ? (new RegExp(`${compiled.source}|`, compiled.flags.replace('g', '')).exec('')?.length ?? 1) - 1
          : 9;
        for (const part of parts)
          if (part.kind === 'group' && part.group > groups)
            fail(`invalid reference \\${part.group} on \`s' command's RHS`);
        commands.push({
          ...base,
          text: file,
          regex: compiled,
          lastRegex: source === '',
          replacement: parts,
          global: flags.includes('g'),
          print: flags.includes('p'),
          which: Number(/\d+/.exec(flags)?.[0] ?? 1),
        });
        break;
      }
      case 'y': {
        const delimiter = script.charAt(at++);
        const unescape = (text: string): string[] => [
          ...text.replace(/\\(.)/gs, (_, c: string) => ESCAPES[c] ?? c),
        ];
        const from2 = unescape(delimited(delimiter, false, "unterminated `y' command"));
        const to2 = unescape(delimited(delimiter, false, "unterminated `y' command"));
        if (from2.length !== to2.length) fail("strings for `y' command are different lengths");
        commands.push({ ...base, from2, to2 });
        endOfCommand();
        break;
      }
      default:
        if (!'=dDgGhHnNpPxzF'.includes(name)) fail(`unknown command: \`${name}'`);
        commands.push(base);
        endOfCommand();
    }
  }
  for (const { name, text } of commands) {
    if (!'btT'.includes(name) || text === '') continue;
    if (!commands.some((one) => one.name === ':' && one.text === text))
      throw new LabelError(`can't find label for jump to \`${text}'`);
  }
  if (open.length > 0) {
    at = 0;
    fail("unmatched `{'");
  }
  return commands;
}

/** The characters that a backslash and a letter stand for. */
const ESCAPES: Readonly<Record<string, string>> = {
  ...{ n: '\n', t: '\t', r: '\r', f: '\f', v: '\v', a: '\x07' },
};

function parseReplacement(text: string): Part[] {
  const parts: Part[] = [];
  let literal = '';
  const flush = (): void => {
    if (literal !== '') parts.push({ kind: 'text', text: literal });
    literal = '';
  };
  for (let i = 0; i < text.length; i++) {
    const c = text.charAt(i);
    if (c === '&') {
      flush();
      parts.push({ kind: 'group', group: 0 });
    } else if (c === '\\') {
      const next = text.charAt(++i);
      if (/\d/.test(next)) {
        flush();
        parts.push({ kind: 'group', group: Number(next) });
      } else if (/[LUlEu]/.test(next)) {
        flush();
        parts.push({ kind: 'case', mode: next });
      } else literal += ESCAPES[next] ?? next;
    } else literal += c;
  }
  flush();
  return parts;
}
