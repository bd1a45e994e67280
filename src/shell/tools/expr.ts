import { posixRegex, RegexError } from './regex.ts';
import { Failure, quote, tool } from './tool.ts';

/** A whole number, or undefined. */
function integer(text: string): bigint | undefined {
  return /^-?\d+$/.test(text) ? BigInt(text) : undefined;
}

const SYNTAX = 'syntax error';

class Expression {
  readonly #words: readonly string[];
  #at = 0;

  constructor(words: readonly string[]) {
    this.#words = words;
  }

  whole(): string {
    const value = this.#or();
    if (this.#at < this.#words.length)
      throw new Failure(`${SYNTAX}: unexpected argument ${quote(this.#words[this.#at] ?? '')}`, 2);
    return value;
  }

  #take(...operators: readonly string[]): string | undefined {
    const word = this.#words[this.#at];
    if (word === undefined || !operators.includes(word)) return undefined;
    this.#at++;
    return word;
  }

  #or(): string {
    let left = this.#and();
    while (this.#take('|')) {
      const right = this.#and();
      left = isTrue(left) ? left : isTrue(right) ? right : '0';
    }
    return left;
  }

  #and(): string {
    let left = this.#comparison();
    while (this.#take('&')) {
      const right = this.#comparison();
      left = isTrue(left) && isTrue(right) ? left : '0';
    }
    return left;
  }

  #comparison(): string {
    let left = this.#sum();
    for (
      let operator = this.#take('<', '<=', '=', '==', '!=', '>=', '>');
      operator;
      operator = this.#take('<', '<=', '=', '==', '!=', '>=', '>')
    ) {
      const right = this.#sum();
      const [a, b] = [integer(left), integer(right)];
      const order =
        a !== undefined && b !== undefined
          ? a < b
            ? -1
            : a > b
              ? 1
              : 0
          : left < right
            ? -1
            : left > right
              ? 1
              : 0;
      const holds = {
        '<': order < 0,
        '<=': order <= 0,
        '=': order === 0,
        '==': order === 0,
        '!=': order !== 0,
        '>=': order >= 0,
        '>': order > 0,
      }[operator];
      left = holds ? '1' : '0';
    }
    return left;
  }

  #numbers(left: string, right: string): [bigint, bigint] {
    const [a, b] = [integer(left), integer(right)];
    if (a === undefined || b === undefined) throw new Failure('non-integer argument', 2);
    return [a, b];
  }

  #sum(): string {
    let left = this.#product();
    for (let operator = this.#take('+', '-'); operator; operator = this.#take('+', '-')) {
      const [a, b] = this.#numbers(left, this.#product());
      left = String(operator === '+' ? a + b : a - b);
    }
    return left;
  }

  #product(): string {
    let left = this.#match();
    for (let operator = this.#take('*', '/', '%'); operator; operator = this.#take('*', '/', '%')) {
      const [a, b] = this.#numbers(left, this.#match());
      if (b === 0n && operator !== '*') throw new Failure('division by zero', 2);
      left = String(operator === '*' ? a * b : operator === '/' ? a / b : a % b);
    }
    return left;
  }

  #match(): string {
    let left = this.#primary();
    while (this.#take(':')) left = match(left, this.#primary());
    return left;
  }

  #primary(): string {
    const word = this.#words[this.#at++];
    if (word === undefined)
      throw new Failure(`${SYNTAX}: missing argument after ${quote(this.#words.at(-1) ?? '')}`, 2);
    const more = this.#at < this.#words.length;
    if (word === '(') {
      const value = this.#or();
      if (!this.#take(')'))
        throw new Failure(`${SYNTAX}: expecting ')' after ${quote(this.#words[this.#at - 1] ?? '')}`, 2);
      return value;
    }
    if (word === ')') throw new Failure(`${SYNTAX}: unexpected ')'`, 2);
    if (word === 'length' && more) return String([...this.#primary()].length);
    if (word === 'match' && more) {
      const text = this.#primary();
      return match(text, this.#primary());
    }
    if (word === 'index' && more) {
      const text = [...this.#primary()];
      const set = this.#primary();
      return String(text.findIndex((c) => set.includes(c)) + 1);
    }
    if (word === 'substr' && more) {
      const text = [...this.#primary()];
      const from = Number(this.#primary());
      const length = Number(this.#primary());
      return from > 0 && length > 0 ? text.slice(from - 1, from - 1 + length).join('') : '';
    }
    if (word === '+' && more) return this.#words[this.#at++] ?? '';
    return word;
  }
}

function isTrue(value: string): boolean {
  return value !== '' && !/^-?0+$/.test(value);
}

function match(text: string, pattern: string): string {
  try {
    const found = posixRegex(`\\(${pattern.replace(/^\^/, '')}\\)`, { flags: 'y' }).exec(text);
    const grouped = pattern.includes('\\(');
    if (!found) return grouped ? '' : '0';
    return grouped ? (found[2] ?? '') : String([...found[0]].length);
  } catch (error) {
    if (error instanceof RegexError) throw new Failure(error.message, 2);
    throw error;
  }
}

/** expr(1). */
export const expr = tool({ plain: true }, function* (t) {
  if (t.operands.length === 0)
    throw new Failure("missing operand\nTry 'expr --help' for more information.", 2);
  const value = new Expression(t.operands).whole();
  t.put(`${value}\n`);
  return isTrue(value) ? 0 : 1;
});
