import {
  CompileError,
  type BinaryOperator,
  type Definition,
  type Node,
  type Pattern,
  type PatternField,
  type UpdateOperator,
} from './ast.ts';
import { tokenize, type Token } from './lexer.ts';

const IDENTITY: Node = { kind: 'identity' };
const EMPTY: Node = { kind: 'call', name: 'empty', args: [], at: 0 };
const UPDATES = new Set(['=', '|=', '+=', '-=', '*=', '/=', '%=', '//=']);
const COMPARISONS = new Set(['==', '!=', '<', '<=', '>', '>=']);

/** Read a jq program. An empty one is `.`. @throws {CompileError} */
export function parseProgram(source: string): Node {
  const parser = new Parser(tokenize(source).tokens, source);
  return parser.program();
}

/** Read definitions alone (`def f: …; def g: …;`). @throws {CompileError} */
export function parseDefinitions(source: string): Definition[] {
  return new Parser(tokenize(source).tokens, source).definitions();
}

/** How a token is called in an error. */
function describe(token: Token): string {
  switch (token.kind) {
    case 'end':
      return token.text === '' ? 'end of file' : "')'";
    case 'name':
      return 'IDENT';
    case 'field':
      return 'FIELD';
    case 'variable':
      return "'$'";
    case 'format':
      return 'FORMAT';
    case 'number':
      return 'LITERAL';
    case 'string':
      return 'QQSTRING_START';
    case 'keyword':
      return token.text;
    case 'operator':
      return token.text.length === 1 ? `'${token.text}'` : token.text;
  }
}

class Parser {
  readonly #tokens: readonly Token[];
  readonly #source: string;
  #at = 0;

  constructor(tokens: readonly Token[], source: string) {
    this.#tokens = tokens;
    this.#source = source;
  }

  program(): Node {
    if (this.#atEnd()) return IDENTITY;
    const first = this.#token;
    if (first.kind === 'keyword' && (first.text === 'import' || first.text === 'include'))
      throw new CompileError('modules are not available here', first.at);
    if (first.kind === 'operator' && !'.([{-'.includes(first.text.charAt(0))) this.#unexpected('end of file');
    const body = this.#pipe();
    if (!this.#atEnd()) this.#unexpected('end of file');
    return body;
  }

  definitions(): Definition[] {
    const found: Definition[] = [];
    while (this.#isKeyword('def')) found.push(this.#definition());
    if (!this.#atEnd()) this.#unexpected();
    return found;
  }

  get #token(): Token {
    return this.#tokens[this.#at] as Token;
  }

  #atEnd(): boolean {
    return this.#token.kind === 'end';
  }

  /** @param expected what could have stood here, where there is little choice */
  #unexpected(expected = ''): never {
    const more = expected === '' ? '' : `, expecting ${expected}`;
    throw new CompileError(`syntax error, unexpected ${describe(this.#token)}${more}`, this.#token.at);
  }

  #is(text: string): boolean {
    return this.#token.kind === 'operator' && this.#token.text === text;
  }

  #isKeyword(text: string): boolean {
    return this.#token.kind === 'keyword' && this.#token.text === text;
  }

  #take(text: string): boolean {
    if (!this.#is(text)) return false;
    this.#at++;
    return true;
  }

  #takeKeyword(text: string): boolean {
    if (!this.#isKeyword(text)) return false;
    this.#at++;
    return true;
  }

  #expect(text: string, expected?: string): void {
    if (!this.#take(text)) this.#unexpected(expected);
  }

  #expectKeyword(text: string): void {
    if (!this.#takeKeyword(text)) this.#unexpected();
  }

  /** `a | b`, definitions before it, and what reaches to its end. */
  #pipe(): Node {
    if (this.#isKeyword('def')) {
      const definition = this.#definition();
      return { kind: 'define', definition, rest: this.#pipe() };
    }
    const left = this.#comma();
    return this.#take('|') ? { kind: 'pipe', left, right: this.#pipe() } : left;
  }

  #definition(): Definition {
    this.#expectKeyword('def');
    const name = this.#name();
    const parameters: string[] = [];
    if (this.#take('(')) {
      do {
        if (this.#token.kind === 'variable') parameters.push(`$${this.#next().text}`);
        else parameters.push(this.#name());
      } while (this.#take(';'));
      this.#expect(')');
    }
    this.#expect(':');
    const body = this.#pipe();
    this.#expect(';');
    return { name, parameters, body };
  }

  #next(): Token {
    const token = this.#token;
    this.#at++;
    return token;
  }

  #name(): string {
    if (this.#token.kind !== 'name' && this.#token.kind !== 'keyword') this.#unexpected();
    return this.#next().text;
  }

  #comma(): Node {
    let left = this.#alternative();
    while (this.#take(',')) left = { kind: 'comma', left, right: this.#alternative() };
    return left;
  }

  /** `//` is right associative and binds less than the assignments. */
  #alternative(): Node {
    const left = this.#update();
    // `.a?//b` is one token too many: there it is `?` and `//`.
    if (this.#take('?//'))
      return { kind: 'alternative', left: { kind: 'try', body: left }, right: this.#alternative() };
    return this.#take('//') ? { kind: 'alternative', left, right: this.#alternative() } : left;
  }

  #update(): Node {
    const left = this.#or();
    if (this.#token.kind !== 'operator' || !UPDATES.has(this.#token.text)) return left;
    const operator = this.#next().text as UpdateOperator;
    const right = this.#alternative();
    if (this.#token.kind === 'operator' && UPDATES.has(this.#token.text)) this.#unexpected();
    return { kind: 'update', operator, left, right };
  }

  #or(): Node {
    let left = this.#and();
    while (this.#takeKeyword('or')) left = { kind: 'or', left, right: this.#and() };
    return left;
  }

  #and(): Node {
    let left = this.#comparison();
    while (this.#takeKeyword('and')) left = { kind: 'and', left, right: this.#comparison() };
    return left;
  }

  #comparison(): Node {
    const left = this.#sum();
    if (this.#token.kind !== 'operator' || !COMPARISONS.has(this.#token.text)) return left;
    const operator = this.#next().text as BinaryOperator;
    const right = this.#sum();
    if (this.#token.kind === 'operator' && COMPARISONS.has(this.#token.text)) this.#unexpected();
    return { kind: 'binary', operator, left, right };
  }

  #sum(): Node {
    let left = this.#product();
    while (this.#is('+') || this.#is('-')) {
      const operator = this.#next().text as BinaryOperator;
      left = { kind: 'binary', operator, left, right: this.#product() };
    }
    return left;
  }

  #product(): Node {
    let left = this.#prefix();
    while (this.#is('*') || this.#is('/') || this.#is('%')) {
      const operator = this.#next().text as BinaryOperator;
      left = { kind: 'binary', operator, left, right: this.#prefix() };
    }
    return left;
  }

  #prefix(): Node {
    if (this.#take('-')) return { kind: 'negate', body: this.#prefix() };
    if (this.#takeKeyword('label')) {
      if (this.#token.kind !== 'variable') this.#unexpected();
      const name = this.#next().text;
      this.#expect('|');
      return { kind: 'label', name, body: this.#pipe() };
    }
    if (this.#isKeyword('def')) return this.#pipe();
    const term = this.#postfix();
    if (!this.#takeKeyword('as')) return term;
    const patterns = this.#patterns();
    this.#expect('|');
    return { kind: 'bind', source: term, patterns, body: this.#pipe() };
  }

  #patterns(): Pattern[] {
    const patterns = [this.#pattern()];
    while (this.#take('?//')) patterns.push(this.#pattern());
    return patterns;
  }

  #pattern(): Pattern {
    if (this.#token.kind === 'variable') return { kind: 'variable', name: this.#next().text };
    if (this.#take('[')) {
      const items: Pattern[] = [];
      do items.push(this.#pattern());
      while (this.#take(','));
      this.#expect(']');
      return { kind: 'array', items };
    }
    this.#expect('{', "BINDING or '[' or '{'");
    const fields: PatternField[] = [];
    do {
      const token = this.#token;
      let key: Node;
      let variable: string | undefined;
      if (token.kind === 'variable') {
        this.#at++;
        variable = token.text;
        key = { kind: 'literal', value: token.text };
      } else key = this.#objectKey();
      const value = this.#take(':') ? this.#pattern() : undefined;
      if (value === undefined && variable === undefined) this.#unexpected();
      fields.push({ key, variable, value });
    } while (this.#take(','));
    this.#expect('}');
    return { kind: 'object', fields };
  }

  /** A term and what follows it: `.a`, `[…]`, `?`. */
  #postfix(): Node {
    let term = this.#term();
    for (;;) {
      const token = this.#token;
      if (token.kind === 'field') {
        this.#at++;
        term = { kind: 'index', target: term, key: { kind: 'literal', value: token.text } };
      } else if (this.#is('.')) {
        const after = this.#tokens[this.#at + 1];
        if (after?.kind === 'string') {
          this.#at++;
          term = { kind: 'index', target: term, key: this.#string('text') };
        } else if (after?.kind === 'operator' && after.text === '[') {
          this.#at++;
        } else this.#unexpected();
      } else if (this.#is('[')) term = this.#brackets(term);
      else if (this.#take('?')) term = { kind: 'try', body: term };
      else return term;
    }
  }

  /** `[]`, `[key]`, `[from:to]` after a term. */
  #brackets(target: Node): Node {
    this.#expect('[');
    if (this.#take(']')) return { kind: 'iterate', target };
    if (this.#take(':')) {
      const to = this.#pipe();
      this.#expect(']');
      return { kind: 'slice', target, to };
    }
    const key = this.#pipe();
    if (this.#take(']')) return { kind: 'index', target, key };
    this.#expect(':');
    if (this.#take(']')) return { kind: 'slice', target, from: key };
    const to = this.#pipe();
    this.#expect(']');
    return { kind: 'slice', target, from: key, to };
  }

  #term(): Node {
    const token = this.#token;
    switch (token.kind) {
      case 'number':
        this.#at++;
        return { kind: 'literal', value: Number(token.text) };
      case 'string':
        return this.#string('text');
      case 'format':
        this.#at++;
        if (this.#token.kind === 'string') return this.#string(token.text.slice(1));
        return { kind: 'format', name: token.text.slice(1) };
      case 'field':
        this.#at++;
        return { kind: 'index', target: IDENTITY, key: { kind: 'literal', value: token.text } };
      case 'variable':
        this.#at++;
        if (token.text === '__loc__') return this.#location(token.at);
        return { kind: 'variable', name: token.text, at: token.at };
      case 'name':
        return this.#call();
      case 'keyword':
        return this.#keyword();
      case 'operator':
        return this.#bracketed();
      case 'end':
        return this.#unexpected();
    }
  }

  #location(at: number): Node {
    const line = this.#source.slice(0, at).split('\n').length;
    return {
      kind: 'literal',
      value: new Map<string, string | number>([
        ['file', '<top-level>'],
        ['line', line],
      ]),
    };
  }

  #call(): Node {
    const { text: name, at } = this.#next();
    if (name === 'break' && this.#token.kind === 'variable') {
      return { kind: 'break', name: this.#next().text, at };
    }
    const args: Node[] = [];
    if (this.#take('(')) {
      do args.push(this.#pipe());
      while (this.#take(';'));
      this.#expect(')', "';' or ')'");
    }
    if (args.length === 0) {
      if (name === 'null') return { kind: 'literal', value: null };
      if (name === 'true' || name === 'false') return { kind: 'literal', value: name === 'true' };
    }
    return { kind: 'call', name, args, at };
  }

  #keyword(): Node {
    if (this.#takeKeyword('if')) return this.#conditional();
    if (this.#takeKeyword('try')) {
      const body = this.#tried();
      return { kind: 'try', body, handler: this.#takeKeyword('catch') ? this.#tried() : undefined };
    }
    const kind = this.#token.text;
    if (kind !== 'reduce' && kind !== 'foreach') this.#unexpected();
    this.#at++;
    const source = this.#postfix();
    this.#expectKeyword('as');
    const patterns = this.#patterns();
    this.#expect('(');
    const start = this.#pipe();
    this.#expect(';');
    const update = this.#pipe();
    const extract = kind === 'foreach' && this.#take(';') ? this.#pipe() : undefined;
    this.#expect(')');
    return { kind, source, patterns, start, update, extract };
  }

  /** What `try` and `catch` take: a term, or another `try` and the like. */
  #tried(): Node {
    return this.#postfix();
  }

  #conditional(): Node {
    const condition = this.#pipe();
    this.#expectKeyword('then');
    const then = this.#pipe();
    if (this.#takeKeyword('elif')) return { kind: 'if', condition, then, otherwise: this.#conditional() };
    const otherwise = this.#takeKeyword('else') ? this.#pipe() : undefined;
    this.#expectKeyword('end');
    return { kind: 'if', condition, then, otherwise };
  }

  #bracketed(): Node {
    if (this.#take('..')) return { kind: 'call', name: 'recurse', args: [], at: 0 };
    if (this.#take('.')) {
      if (this.#token.kind === 'string')
        return { kind: 'index', target: IDENTITY, key: this.#string('text') };
      return IDENTITY;
    }
    if (this.#take('(')) {
      const body = this.#pipe();
      this.#expect(')');
      return body;
    }
    if (this.#take('[')) {
      if (this.#take(']')) return { kind: 'array' };
      const body = this.#pipe();
      this.#expect(']');
      return { kind: 'array', body };
    }
    if (this.#take('{')) return this.#object();
    return this.#unexpected();
  }

  #object(): Node {
    const entries: (readonly [Node, Node])[] = [];
    if (this.#take('}')) return { kind: 'object', entries };
    do {
      const token = this.#token;
      if (token.kind === 'variable') {
        this.#at++;
        const value: Node =
          token.text === '__loc__'
            ? this.#location(token.at)
            : { kind: 'variable', name: token.text, at: token.at };
        entries.push([{ kind: 'literal', value: token.text }, value]);
        continue;
      }
      const parenthesized = this.#is('(');
      const key = this.#objectKey();
      if (this.#take(':')) entries.push([key, this.#objectValue()]);
      else if (parenthesized) this.#unexpected();
      else entries.push([key, { kind: 'index', target: IDENTITY, key }]);
    } while (this.#take(','));
    this.#expect('}', "'}'");
    return { kind: 'object', entries };
  }

  #objectKey(): Node {
    const token = this.#token;
    switch (token.kind) {
      case 'name':
      case 'keyword':
        this.#at++;
        return { kind: 'literal', value: token.text };
      case 'string':
        return this.#string('text');
      case 'format':
        this.#at++;
        if (this.#token.kind !== 'string') return { kind: 'format', name: token.text.slice(1) };
        return this.#string(token.text.slice(1));
      default: {
        this.#expect('(');
        const key = this.#pipe();
        this.#expect(')');
        return key;
      }
    }
  }

  /** A field's value: terms joined by `|`, no operators. */
  #objectValue(): Node {
    const left: Node = this.#take('-') ? { kind: 'negate', body: this.#postfix() } : this.#postfix();
    return this.#take('|') ? { kind: 'pipe', left, right: this.#objectValue() } : left;
  }

  #string(format: string): Node {
    const { parts = [] } = this.#next();
    const [only] = parts;
    if (parts.length === 1 && typeof only === 'string') return { kind: 'literal', value: only };
    return {
      kind: 'text',
      format,
      parts: parts.map((part) => {
        if (typeof part === 'string') return part;
        const inner = new Parser(part, this.#source);
        return part[0]?.kind === 'end' ? EMPTY : inner.program();
      }),
    };
  }
}
