import { AwkError } from './ast.ts';

export type Token = {
  readonly kind: 'number' | 'string' | 'regex' | 'name' | 'call' | 'keyword' | 'op' | 'newline' | 'end';
  readonly text: string;
};

const KEYWORDS = new Set(
  'BEGIN END if else while for do break continue next exit return delete in function print printf getline'.split(
    ' ',
  ),
);
const OPERATORS =
  /^(?:\*\*=|&&|\|\||==|!=|<=|>=|\+\+|--|\+=|-=|\*=|\/=|%=|\^=|>>|\*\*|[{}()[\];,+\-*/%^!<>|?:~$=])/;
const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
  '\\': '\\',
  '"': '"',
  '/': '/',
};

/** The escapes of a string constant or of `-v`. */
export function unescape(text: string): string {
  return text.replace(/\\([0-7]{1,3}|.)/gs, (whole, c: string) =>
    /^[0-7]/.test(c) ? String.fromCharCode(parseInt(c, 8)) : (ESCAPES[c] ?? whole),
  );
}

/** The tokens of an awk program. @throws {AwkError} */
export function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < source.length) {
    const rest = source.slice(at);
    const skip = /^(?:[ \t\r]+|\\\r?\n|#[^\n]*)/.exec(rest);
    if (skip) {
      at += skip[0].length;
      continue;
    }
    const last = tokens.at(-1);
    const operandBefore =
      last !== undefined &&
      (['number', 'string', 'name', 'regex'].includes(last.kind) || /^[)\]$]$|^(\+\+|--)$/.test(last.text));
    let match: RegExpExecArray | null;
    if (rest.startsWith('\n')) {
      tokens.push({ kind: 'newline', text: '\n' });
      at++;
    } else if ((match = /^(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/.exec(rest))) {
      tokens.push({ kind: 'number', text: match[0] });
      at += match[0].length;
    } else if ((match = /^"((?:[^"\\\n]|\\[\s\S])*)"/.exec(rest))) {
      tokens.push({ kind: 'string', text: unescape(match[1] ?? '') });
      at += match[0].length;
    } else if (
      rest.startsWith('/') &&
      !operandBefore &&
      (match = /^\/((?:[^/\\[\n]|\\.|\[\^?\]?[^\]\n]*\])+)\//.exec(rest))
    ) {
      tokens.push({ kind: 'regex', text: (match[1] ?? '').replaceAll('\\/', '/') });
      at += match[0].length;
    } else if ((match = /^[A-Za-z_]\w*/.exec(rest))) {
      const [text] = match;
      at += text.length;
      if (KEYWORDS.has(text) || text === 'func')
        tokens.push({ kind: 'keyword', text: text === 'func' ? 'function' : text });
      else tokens.push({ kind: source.charAt(at) === '(' ? 'call' : 'name', text });
    } else if ((match = OPERATORS.exec(rest))) {
      tokens.push({ kind: 'op', text: match[0] });
      at += match[0].length;
    } else throw new AwkError(`unexpected character '${rest.charAt(0)}'`);
  }
  tokens.push({ kind: 'end', text: 'end of program' });
  return tokens;
}
