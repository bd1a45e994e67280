import { posixRegex, RegexError } from '../regex.ts';
import {
  AwkError,
  type AwkFunction,
  type AwkProgram,
  type Expression,
  type Rule,
  type Statement,
} from './ast.ts';
import { tokenize, type Token } from './lexer.ts';

/** Read an awk program. @throws {AwkError} */
export function parseAwk(source: string): AwkProgram {
  return new Parser(tokenize(source)).program();
}

class Parser {
  readonly #tokens: Token[];
  #at = 0;
  /** Inside `print` a `>` redirects; inside `for (` an `in` is the loop's. */
  #noGreater = false;
  #noIn = false;

  constructor(tokens: Token[]) {
    this.#tokens = tokens;
  }

  get #token(): Token {
    return this.#tokens[this.#at] ?? { kind: 'end', text: '' };
  }

  #is(text: string): boolean {
    const { kind } = this.#token;
    return (kind === 'op' || kind === 'keyword') && this.#token.text === text;
  }

  #accept(text: string): boolean {
    if (!this.#is(text)) return false;
    this.#at++;
    return true;
  }

  #expect(text: string): void {
    if (!this.#accept(text)) throw new AwkError(`syntax error at or near ${this.#token.text}`);
  }

  #newlines(): void {
    while (this.#token.kind === 'newline') this.#at++;
  }

  #ends(): void {
    while (this.#token.kind === 'newline' || this.#is(';')) this.#at++;
  }

  program(): AwkProgram {
    const rules: Rule[] = [];
    const functions = new Map<string, AwkFunction>();
    this.#ends();
    while (this.#token.kind !== 'end') {
      if (this.#accept('function')) {
        const name = this.#token.text;
        this.#at++;
        this.#expect('(');
        const parameters: string[] = [];
        while (!this.#accept(')')) {
          parameters.push(this.#token.text);
          this.#at++;
          this.#accept(',');
        }
        this.#newlines();
        functions.set(name, { parameters, body: this.#block() });
      } else {
        let pattern: Rule['pattern'];
        if (this.#accept('BEGIN')) pattern = 'BEGIN';
        else if (this.#accept('END')) pattern = 'END';
        else if (!this.#is('{')) {
          const first = this.expression();
          if (this.#accept(',')) {
            this.#newlines();
            pattern = [first, this.expression()];
          } else pattern = [first];
        }
        const action = this.#is('{') ? this.#block() : undefined;
        if (typeof pattern === 'string' && !action)
          throw new AwkError(`syntax error at or near ${this.#token.text}`);
        rules.push({ pattern, action });
      }
      this.#ends();
    }
    return { rules, functions };
  }

  #block(): Statement {
    this.#expect('{');
    const body: Statement[] = [];
    this.#ends();
    while (!this.#accept('}')) {
      body.push(this.#statement());
      this.#ends();
    }
    return { kind: 'block', body };
  }

  #body(): Statement {
    this.#newlines();
    if (this.#accept(';')) return { kind: 'block', body: [] };
    return this.#statement();
  }

  #statement(): Statement {
    if (this.#is('{')) return this.#block();
    if (this.#accept('if')) {
      this.#expect('(');
      const test = this.expression();
      this.#expect(')');
      const yes = this.#body();
      const back = this.#at;
      this.#ends();
      if (this.#accept('else')) return { kind: 'if', test, yes, no: this.#body() };
      this.#at = back;
      return { kind: 'if', test, yes, no: undefined };
    }
    if (this.#accept('while')) {
      this.#expect('(');
      const test = this.expression();
      this.#expect(')');
      return { kind: 'while', test, body: this.#body(), atLeastOnce: false };
    }
    if (this.#accept('do')) {
      const body = this.#body();
      this.#ends();
      this.#expect('while');
      this.#expect('(');
      const test = this.expression();
      this.#expect(')');
      return { kind: 'while', test, body, atLeastOnce: true };
    }
    if (this.#accept('for')) return this.#for();
    const statement = this.#simple();
    if (!this.#is('}') && this.#token.kind !== 'newline' && this.#token.kind !== 'end') this.#expect(';');
    return statement;
  }

  #for(): Statement {
    this.#expect('(');
    const [variable, word, name] = this.#tokens.slice(this.#at, this.#at + 3);
    if (
      variable?.kind === 'name' &&
      word?.text === 'in' &&
      name?.kind === 'name' &&
      this.#tokens[this.#at + 3]?.text === ')'
    ) {
      this.#at += 4;
      return { kind: 'forIn', variable: variable.text, name: name.text, body: this.#body() };
    }
    const first = this.#is(';') ? undefined : this.#simple();
    this.#expect(';');
    this.#newlines();
    const test = this.#is(';') ? undefined : this.expression();
    this.#expect(';');
    this.#newlines();
    const step = this.#is(')') ? undefined : this.#simple();
    this.#expect(')');
    return { kind: 'for', first, test, step, body: this.#body() };
  }

  #simple(): Statement {
    for (const to of ['next', 'break', 'continue'] as const)
      if (this.#accept(to)) return { kind: 'jump', to, value: undefined };
    for (const to of ['exit', 'return'] as const)
      if (this.#accept(to)) return { kind: 'jump', to, value: this.#atEnd() ? undefined : this.expression() };
    if (this.#accept('delete')) {
      const name = this.#token.text;
      this.#at++;
      return { kind: 'delete', name, index: this.#accept('[') ? this.#list(']') : undefined };
    }
    if (this.#is('print') || this.#is('printf')) {
      const formatted = this.#token.text === 'printf';
      this.#at++;
      let args: readonly Expression[] = [];
      const saved = this.#noGreater;
      this.#noGreater = true;
      if (!this.#atEnd() && !this.#is('>') && !this.#is('>>') && !this.#is('|')) {
        const items = [this.expression()];
        while (this.#accept(',')) {
          this.#newlines();
          items.push(this.expression());
        }
        const [only] = items;
        args = items.length === 1 && only?.kind === 'group' ? only.items : items;
      }
      this.#noGreater = saved;
      const way = this.#is('>>') ? 'append' : this.#is('|') ? 'pipe' : 'write';
      const to =
        this.#accept('>') || this.#accept('>>') || this.#accept('|') ? this.#concatenation() : undefined;
      return { kind: 'print', formatted, args, to, way };
    }
    return { kind: 'expression', value: this.expression() };
  }

  #atEnd(): boolean {
    return this.#is(';') || this.#is('}') || this.#token.kind === 'newline' || this.#token.kind === 'end';
  }

  #list(close: string): Expression[] {
    const items: Expression[] = [];
    const saved = [this.#noGreater, this.#noIn] as const;
    this.#noGreater = this.#noIn = false;
    this.#newlines();
    while (!this.#accept(close)) {
      items.push(this.expression());
      this.#newlines();
      if (!this.#is(close)) this.#expect(',');
      this.#newlines();
    }
    [this.#noGreater, this.#noIn] = saved;
    return items;
  }

  expression(): Expression {
    const left = this.#conditional();
    const operator = this.#token.text;
    if (this.#token.kind === 'op' && /^(=|\+=|-=|\*=|\/=|%=|\^=|\*\*=)$/.test(operator)) {
      if (!['variable', 'element', 'field'].includes(left.kind))
        throw new AwkError(`syntax error at or near ${operator}`);
      this.#at++;
      this.#newlines();
      return {
        kind: 'assign',
        operator: operator.replace('**', '^').slice(0, -1),
        target: left,
        value: this.expression(),
      };
    }
    return left;
  }

  #conditional(): Expression {
    const test = this.#or();
    if (!this.#accept('?')) return test;
    this.#newlines();
    const yes = this.expression();
    this.#newlines();
    this.#expect(':');
    this.#newlines();
    return { kind: 'conditional', test, yes, no: this.expression() };
  }

  #or(): Expression {
    let left = this.#and();
    while (this.#accept('||')) {
      this.#newlines();
      left = { kind: 'binary', operator: '||', left, right: this.#and() };
    }
    return left;
  }

  #and(): Expression {
    let left = this.#membership();
    while (this.#accept('&&')) {
      this.#newlines();
      left = { kind: 'binary', operator: '&&', left, right: this.#membership() };
    }
    return left;
  }

  #membership(): Expression {
    let left = this.#matching();
    while (!this.#noIn && this.#accept('in')) {
      const name = this.#token.text;
      this.#at++;
      left = { kind: 'in', index: left.kind === 'group' ? left.items : [left], name };
    }
    return left;
  }

  #matching(): Expression {
    let left = this.#comparison();
    for (;;) {
      const negated = this.#is('!') && this.#tokens[this.#at + 1]?.text === '~';
      if (!this.#is('~') && !negated) return left;
      this.#at += negated ? 2 : 1;
      left = { kind: 'binary', operator: negated ? '!~' : '~', left, right: this.#comparison() };
    }
  }

  #comparison(): Expression {
    const left = this.#piped(this.#concatenation());
    const operator = this.#token.text;
    if (this.#token.kind !== 'op' || !/^(<|<=|==|!=|>|>=)$/.test(operator)) return left;
    if (operator === '>' && this.#noGreater) return left;
    this.#at++;
    return { kind: 'binary', operator, left, right: this.#concatenation() };
  }

  #concatenation(): Expression {
    let left = this.#additive();
    for (;;) {
      const { kind, text } = this.#token;
      const starts =
        ['number', 'string', 'name', 'call', 'regex'].includes(kind) ||
        (kind === 'op' &&
          /^[($!-]$|^(\+\+|--)$/.test(text) &&
          !(text === '!' && /^[~=]$/.test(this.#tokens[this.#at + 1]?.text ?? '')));
      if (!starts || (kind === 'op' && text === '-')) return left;
      left = { kind: 'binary', operator: ' ', left, right: this.#additive() };
    }
  }

  #additive(): Expression {
    let left = this.#multiplicative();
    while (this.#is('+') || this.#is('-')) {
      const operator = this.#token.text;
      this.#at++;
      left = { kind: 'binary', operator, left, right: this.#multiplicative() };
    }
    return left;
  }

  #multiplicative(): Expression {
    let left = this.#unary();
    while (this.#is('*') || this.#is('/') || this.#is('%')) {
      const operator = this.#token.text;
      this.#at++;
      left = { kind: 'binary', operator, left, right: this.#unary() };
    }
    return left;
  }

  #unary(): Expression {
    for (const operator of ['!', '-', '+'])
      if (this.#accept(operator)) return { kind: 'unary', operator, operand: this.#unary() };
    return this.#power();
  }

  #power(): Expression {
    const left = this.#postfix();
    if (!this.#accept('^') && !this.#accept('**')) return left;
    return { kind: 'binary', operator: '^', left, right: this.#unary() };
  }

  #postfix(): Expression {
    const target = this.#primary();
    if (!['variable', 'element', 'field'].includes(target.kind)) return target;
    if (this.#accept('++')) return { kind: 'step', by: 1, prefix: false, target };
    if (this.#accept('--')) return { kind: 'step', by: -1, prefix: false, target };
    return target;
  }

  /** The variable that `getline` sets. */
  #target(): Expression | undefined {
    return this.#token.kind === 'name' || this.#is('$') ? this.#primary() : undefined;
  }

  /** `command | getline`, which binds less than concatenation. */
  #piped(command: Expression): Expression {
    let left = command;
    while (this.#is('|') && this.#tokens[this.#at + 1]?.text === 'getline') {
      this.#at += 2;
      left = { kind: 'getline', target: this.#target(), from: { kind: 'command', name: left } };
    }
    return left;
  }

  #primary(): Expression {
    const { kind, text } = this.#token;
    this.#at++;
    if (kind === 'number') return { kind: 'number', value: Number(text) };
    if (kind === 'string') return { kind: 'string', value: text };
    if (kind === 'regex') {
      try {
        return { kind: 'regex', regex: posixRegex(text, { extended: true }) };
      } catch (error) {
        throw new AwkError(error instanceof RegexError ? error.message : 'invalid regular expression');
      }
    }
    if (kind === 'name' || (kind === 'call' && text === 'length' && this.#token.text !== '(')) {
      if (text === 'length') return { kind: 'call', name: text, args: [] };
      if (this.#accept('[')) return { kind: 'element', name: text, index: this.#list(']') };
      return { kind: 'variable', name: text };
    }
    if (kind === 'call') {
      this.#expect('(');
      return { kind: 'call', name: text, args: this.#list(')') };
    }
    if (kind === 'op') {
      if (text === '(') {
        const items = this.#list(')');
        return { kind: 'group', items };
      }
      if (text === '$') {
        if (this.#is('++') || this.#is('--')) return { kind: 'field', index: this.#primary() };
        if (this.#accept('-'))
          return { kind: 'field', index: { kind: 'unary', operator: '-', operand: this.#primary() } };
        return { kind: 'field', index: this.#primary() };
      }
      if (text === '++' || text === '--')
        return { kind: 'step', by: text === '++' ? 1 : -1, prefix: true, target: this.#primary() };
    }
    if (kind === 'keyword' && text === 'getline') {
      const target = this.#target();
      if (!this.#accept('<')) return { kind: 'getline', target };
      return { kind: 'getline', target, from: { kind: 'file', name: this.#postfix() } };
    }
    throw new AwkError(`syntax error at or near ${text}`);
  }
}
