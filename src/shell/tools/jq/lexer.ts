import { CompileError } from './ast.ts';

export type TokenKind =
  'name' | 'field' | 'variable' | 'format' | 'number' | 'string' | 'operator' | 'keyword' | 'end';

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  /** Where it begins and ends in the program. */
  readonly at: number;
  readonly end: number;
  /** Of a string: its pieces, and the tokens between `\(` and `)`. */
  readonly parts?: readonly (string | readonly Token[])[];
}

const KEYWORDS = new Set([
  ...['def', 'if', 'then', 'elif', 'else', 'end', 'as', 'reduce', 'foreach', 'try', 'catch', 'label'],
  ...['import', 'include', 'and', 'or', '__loc__'],
]);

const OPERATORS = [
  ...['?//', '//=', '|=', '+=', '-=', '*=', '/=', '%=', '==', '!=', '<=', '>=', '//', '..'],
  ...[
    '.',
    '[',
    ']',
    '(',
    ')',
    '{',
    '}',
    '|',
    ',',
    ':',
    ';',
    '=',
    '<',
    '>',
    '+',
    '-',
    '*',
    '/',
    '%',
    '?',
    '$',
  ],
];

const ESCAPES: Readonly<Record<string, string>> = {
  ...{ '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' },
};

/** The tokens of a jq program from `start`; inside a string's `\(` it ends at the `)` that closes it. @throws {CompileError} */
export function tokenize(source: string, start = 0, nested = false): { tokens: Token[]; end: number } {
  const tokens: Token[] = [];
  let at = start;
  let depth = 0;
  const push = (kind: TokenKind, text: string, end: number, parts?: Token['parts']): void => {
    tokens.push({ kind, text, at, end, parts });
    at = end;
  };
  while (at < source.length) {
    const rest = source.slice(at);
    const blank = /^(?:\s+|#[^\n]*)/.exec(rest);
    if (blank) {
      at += blank[0].length;
      continue;
    }
    const number = /^(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/.exec(rest);
    if (number) {
      push('number', number[0], at + number[0].length);
      continue;
    }
    const name = /^(?:[A-Za-z_]\w*::)*[A-Za-z_]\w*/.exec(rest)?.[0];
    if (name !== undefined) {
      push(KEYWORDS.has(name) ? 'keyword' : 'name', name, at + name.length);
      continue;
    }
    const field = /^\.([A-Za-z_]\w*)/.exec(rest);
    if (field) {
      push('field', field[1] ?? '', at + field[0].length);
      continue;
    }
    const variable = /^\$((?:[A-Za-z_]\w*::)*[A-Za-z_]\w*)/.exec(rest);
    if (variable) {
      push('variable', variable[1] ?? '', at + variable[0].length);
      continue;
    }
    const format = /^@\w+/.exec(rest)?.[0];
    if (format !== undefined) {
      push('format', format, at + format.length);
      continue;
    }
    if (rest.startsWith('"')) {
      const { parts, end } = readString(source, at + 1);
      push('string', '', end, parts);
      continue;
    }
    const operator = OPERATORS.find((one) => rest.startsWith(one));
    if (operator === undefined) throw new CompileError('syntax error, unexpected INVALID_CHARACTER', at);
    if (nested && operator === '(') depth++;
    if (nested && operator === ')' && depth-- === 0) {
      tokens.push({ kind: 'end', text: ')', at, end: at });
      return { tokens, end: at + 1 };
    }
    push('operator', operator, at + operator.length);
  }
  if (nested) throw new CompileError('syntax error, unexpected end of file', at);
  // What is missing at the end is told of at the last token.
  tokens.push({ kind: 'end', text: '', at: tokens.at(-1)?.at ?? 0, end: at });
  return { tokens, end: at };
}

/** A string's pieces from after its opening quote. */
function readString(source: string, start: number): { parts: (string | readonly Token[])[]; end: number } {
  const parts: (string | readonly Token[])[] = [];
  let text = '';
  let at = start;
  for (;;) {
    const c = source.charAt(at);
    if (c === '') {
      const wanted = 'QQSTRING_TEXT or QQSTRING_INTERP_START or QQSTRING_END';
      throw new CompileError(
        `syntax error, unexpected end of file, expecting ${wanted}`,
        Math.max(start, at - 1),
      );
    }
    if (c === '"') {
      parts.push(text);
      return { parts, end: at + 1 };
    }
    if (c !== '\\') {
      text += c;
      at++;
      continue;
    }
    const next = source.charAt(at + 1);
    if (next === '(') {
      const { tokens, end } = tokenize(source, at + 2, true);
      parts.push(text, tokens);
      text = '';
      at = end;
      continue;
    }
    const unicode = /^u([0-9a-fA-F]{4})/.exec(source.slice(at + 1, at + 6));
    const plain = ESCAPES[next];
    if (unicode) text += String.fromCharCode(parseInt(unicode[1] ?? '', 16));
    else if (plain !== undefined) text += plain;
    else throw new CompileError('Invalid escape', at);
    at += unicode ? 6 : 2;
  }
}
