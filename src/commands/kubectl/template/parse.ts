/** A template that cannot be read or run; the message is Go's. */
export class TemplateError extends Error {}

/** One operand or a whole pipeline. */
export type Expression =
  | { readonly kind: 'value'; readonly value: string | number | boolean | null }
  /** `.a.b`, `$x.a`, `(…).a`: what `from` gives, then its fields. */
  | { readonly kind: 'fields'; readonly from: Expression; readonly names: readonly string[] }
  | { readonly kind: 'dot' }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[] }
  /** Each command gets the one before it as its last argument. */
  | { readonly kind: 'pipe'; readonly commands: readonly Expression[] };

export type TemplateNode =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'print'; readonly value: Expression }
  | { readonly kind: 'assign'; readonly name: string; readonly declares: boolean; readonly value: Expression }
  | {
      readonly kind: 'if' | 'with' | 'range';
      readonly variables: readonly string[];
      readonly value: Expression;
      readonly body: readonly TemplateNode[];
      readonly otherwise: readonly TemplateNode[];
    }
  | { readonly kind: 'break' | 'continue' };

const TOKEN =
  /\s+|"(?:[^"\\]|\\.)*"|`[^`]*`|'(?:[^'\\]|\\.)'|[-+]?\d[\w.]*|\$\w*|\.[A-Za-z_]\w*|[A-Za-z_]\w*|:=|[.|(),=]/gy;

/** `{{`, the action and `}}`, with `-` where blanks beside it go. */
const ACTION = /\{\{(-\s)?([\s\S]*?)(\s-)?\}\}/g;

type Piece = { readonly text: string } | { readonly tokens: readonly string[]; readonly line: number };

function split(source: string): Piece[] {
  const out: Piece[] = [];
  let at = 0;
  let trim = false;
  const put = (text: string, trimEnd: boolean): void => {
    let shown = trim ? text.trimStart() : text;
    if (trimEnd) shown = shown.trimEnd();
    if (shown !== '') out.push({ text: shown });
  };
  for (const match of source.matchAll(ACTION)) {
    put(source.slice(at, match.index), match[1] !== undefined);
    trim = match[3] !== undefined;
    at = match.index + match[0].length;
    const body = match[2] ?? '';
    const line = source.slice(0, match.index).split('\n').length;
    if (!/^\s*\/\*[\s\S]*\*\/\s*$/.test(body)) out.push({ tokens: tokensOf(body, line), line });
  }
  const rest = source.slice(at);
  const open = rest.indexOf('{{');
  if (open >= 0) throw failure(source.slice(0, at + open).split('\n').length, 'unclosed action');
  put(rest, false);
  return out;
}

const failure = (line: number, message: string): TemplateError =>
  new TemplateError(`template: output:${line}: ${message}`);

function tokensOf(body: string, line: number): string[] {
  const out: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < body.length) {
    const from = TOKEN.lastIndex;
    const match = TOKEN.exec(body);
    if (!match) throw failure(line, `unexpected ${JSON.stringify(body.charAt(from))} in command`);
    out.push(match[0].trim() === '' ? ' ' : match[0]);
  }
  return out;
}

/** Read a template. Models Go's text/template/parse. @throws {TemplateError} */
export function parseTemplate(source: string): TemplateNode[] {
  const pieces = split(source);
  let next = 0;
  const block = (inside: boolean): { nodes: TemplateNode[]; end: readonly string[]; line: number } => {
    const nodes: TemplateNode[] = [];
    for (;;) {
      const piece = pieces[next++];
      if (!piece) {
        if (inside) throw failure(source.split('\n').length, 'unexpected EOF');
        return { nodes, end: [], line: 0 };
      }
      if ('text' in piece) {
        nodes.push({ kind: 'text', text: piece.text });
        continue;
      }
      const { line } = piece;
      const words = piece.tokens.filter((token, i, all) => token !== ' ' || (i > 0 && i < all.length - 1));
      const [word = ''] = words;
      if (word === 'end' || word === 'else') {
        if (!inside) throw failure(line, `unexpected {{${word}}}`);
        return { nodes, end: words, line };
      }
      if (word === 'if' || word === 'with' || word === 'range')
        nodes.push(control(word, words.slice(1), line));
      else if (word === 'break' || word === 'continue') nodes.push({ kind: word });
      else nodes.push(action(words, line));
    }
  };
  const control = (kind: 'if' | 'with' | 'range', words: readonly string[], line: number): TemplateNode => {
    const { variables, rest } = declared(words);
    const value = new Parser(rest, line).pipeline();
    const body = block(true);
    let otherwise: readonly TemplateNode[] = [];
    if (body.end[0] === 'else') {
      const after = body.end.slice(1).filter((token, i) => token !== ' ' || i > 0);
      const [word] = after;
      if (word === 'if' || word === 'with') otherwise = [control(word, after.slice(1), body.line)];
      else {
        const last = block(true);
        otherwise = last.nodes;
      }
    }
    return { kind, variables, value, body: body.nodes, otherwise };
  };
  return block(false).nodes;
}

/** `$x :=`, `$i, $e :=`. */
function declared(words: readonly string[]): { variables: string[]; rest: readonly string[] } {
  const plain = words.filter((token) => token !== ' ');
  const sign = plain.indexOf(':=');
  if (sign !== 1 && sign !== 3) return { variables: [], rest: words };
  const variables = plain.slice(0, sign).filter((token) => token !== ',');
  return { variables, rest: words.slice(words.indexOf(':=') + 1) };
}

function action(words: readonly string[], line: number): TemplateNode {
  const plain = words.filter((token) => token !== ' ');
  const [name = '', sign] = plain;
  if (name.startsWith('$') && (sign === ':=' || sign === '=')) {
    const value = new Parser(words.slice(words.indexOf(sign) + 1), line).pipeline();
    return { kind: 'assign', name, declares: sign === ':=', value };
  }
  return { kind: 'print', value: new Parser(words, line).pipeline() };
}

class Parser {
  readonly #words: readonly string[];
  readonly #line: number;
  #at = 0;

  constructor(words: readonly string[], line: number) {
    this.#words = words;
    this.#line = line;
  }

  pipeline(closing = false): Expression {
    const commands: Expression[] = [this.#command()];
    for (;;) {
      this.#blanks();
      const word = this.#words[this.#at];
      if (word === '|') {
        this.#at++;
        commands.push(this.#command());
      } else if (word === undefined || (closing && word === ')')) {
        const [only] = commands;
        return only && commands.length === 1 ? only : { kind: 'pipe', commands };
      } else throw failure(this.#line, `unexpected ${JSON.stringify(word)} in operand`);
    }
  }

  #blanks(): void {
    while (this.#words[this.#at] === ' ') this.#at++;
  }

  #command(): Expression {
    this.#blanks();
    const word = this.#words[this.#at];
    if (word === undefined || word === '|') throw failure(this.#line, 'missing value for command');
    if (/^[A-Za-z_]/.test(word) && !['true', 'false', 'nil'].includes(word)) {
      this.#at++;
      if (!FUNCTIONS.has(word)) throw failure(this.#line, `function ${JSON.stringify(word)} not defined`);
      return { kind: 'call', name: word, args: this.#operands() };
    }
    return this.#operand();
  }

  #operands(): Expression[] {
    const out: Expression[] = [];
    for (;;) {
      this.#blanks();
      const word = this.#words[this.#at];
      if (word === undefined || word === '|' || word === ')') return out;
      out.push(this.#operand());
    }
  }

  #operand(): Expression {
    this.#blanks();
    const word = this.#words[this.#at++] ?? '';
    const base = this.#base(word);
    const names: string[] = [];
    for (;;) {
      const field = this.#words[this.#at];
      if (field === undefined || !/^\.[A-Za-z_]/.test(field)) break;
      names.push(field.slice(1));
      this.#at++;
    }
    if (/^\.[A-Za-z_]/.test(word))
      return { kind: 'fields', from: { kind: 'dot' }, names: [word.slice(1), ...names] };
    return names.length > 0 ? { kind: 'fields', from: base, names } : base;
  }

  #base(word: string): Expression {
    if (word.startsWith('.')) return { kind: 'dot' };
    if (word.startsWith('$')) return { kind: 'variable', name: word };
    if (word.startsWith('`')) return { kind: 'value', value: word.slice(1, -1) };
    if (word.startsWith('"')) return { kind: 'value', value: JSON.parse(word) as string };
    if (word.startsWith("'")) return { kind: 'value', value: word.slice(1, -1).codePointAt(0) ?? 0 };
    if (/^[-+]?\d/.test(word)) return { kind: 'value', value: Number(word) };
    if (word === 'true' || word === 'false') return { kind: 'value', value: word === 'true' };
    if (word === 'nil') return { kind: 'value', value: null };
    if (word === '(') {
      const inner = this.pipeline(true);
      this.#blanks();
      if (this.#words[this.#at++] !== ')') throw failure(this.#line, 'unclosed left paren');
      return inner;
    }
    if (/^[A-Za-z_]/.test(word)) {
      if (!FUNCTIONS.has(word)) throw failure(this.#line, `function ${JSON.stringify(word)} not defined`);
      return { kind: 'call', name: word, args: [] };
    }
    throw failure(this.#line, `unexpected ${JSON.stringify(word)} in operand`);
  }
}

/** Go's own functions, and kubectl's. */
const FUNCTIONS = new Set([
  ...['and', 'or', 'not', 'len', 'index', 'slice', 'print', 'printf', 'println', 'html', 'js', 'urlquery'],
  ...['eq', 'ne', 'lt', 'le', 'gt', 'ge', 'exists', 'base64decode'],
]);
