/** An arithmetic expression that makes no sense. The message lacks the shell's name. */
export class ArithmeticProblem extends Error {}

/** The variables that an expression reads and sets. */
export interface ArithmeticVariables {
  get(name: string, index?: string): string | undefined;
  set(name: string, value: string, index?: string): void;
}

const TOKEN =
  /\s*(?:(0[xX][0-9a-fA-F]+|\d+#[0-9a-zA-Z@_]+|\d+[A-Za-z_]*)|([A-Za-z_]\w*)|(<<=|>>=|\*\*|\+\+|--|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%&^|]=|[-+*/%<>=!~&^|?:,()[\]])|(\S))/y;

const BINARY: Readonly<Record<string, number>> = {
  '||': 1,
  '&&': 2,
  '|': 3,
  '^': 4,
  '&': 5,
  '==': 6,
  '!=': 6,
  '<': 7,
  '>': 7,
  '<=': 7,
  '>=': 7,
  '<<': 8,
  '>>': 8,
  '+': 9,
  '-': 9,
  '*': 10,
  '/': 10,
  '%': 10,
  '**': 11,
};
const ASSIGNING = new Set(['=', '+=', '-=', '*=', '/=', '%=', '<<=', '>>=', '&=', '^=', '|=']);
const MAX_DEPTH = 100;

const wrap = (value: bigint): bigint => BigInt.asIntN(64, value);

/** Evaluate a shell's arithmetic, in 64-bit integers with C's operators. @throws {ArithmeticProblem} */
export function evaluateArithmetic(text: string, variables: ArithmeticVariables, depth = 0): bigint {
  if (depth > MAX_DEPTH)
    throw new ArithmeticProblem(`${text}: expression recursion level exceeded (error token is "${text}")`);
  const small = /^\s*(\d{1,15})\s*$/.exec(text)?.[1];
  if (small !== undefined && !(small.length > 1 && small.startsWith('0'))) return BigInt(small);
  return new Evaluation(text, variables, depth).run();
}

interface Token {
  readonly kind: 'number' | 'name' | 'operator';
  readonly text: string;
  readonly at: number;
}

class Evaluation {
  readonly #text: string;
  readonly #variables: ArithmeticVariables;
  readonly #depth: number;
  readonly #tokens: Token[] = [];
  #next = 0;
  /** Above 0 where nothing is really done: the branch of `&&`, `||` or `?:` that is not taken. */
  #skipping = 0;

  constructor(text: string, variables: ArithmeticVariables, depth: number) {
    this.#text = text;
    this.#variables = variables;
    this.#depth = depth;
    TOKEN.lastIndex = 0;
    let at = 0;
    while (/\S/.test(text.slice(at))) {
      TOKEN.lastIndex = at;
      const match = TOKEN.exec(text);
      if (!match) break;
      const [all, number, name, operator, other] = match;
      const start = at + all.length - (number ?? name ?? operator ?? other ?? '').length;
      if (other !== undefined) throw this.#problem('syntax error: operand expected', start);
      if (number !== undefined) this.#tokens.push({ kind: 'number', text: number, at: start });
      else if (name !== undefined) this.#tokens.push({ kind: 'name', text: name, at: start });
      else this.#tokens.push({ kind: 'operator', text: operator ?? '', at: start });
      at += all.length;
    }
  }

  run(): bigint {
    if (this.#tokens.length === 0) return 0n;
    const value = this.#comma();
    const rest = this.#tokens[this.#next];
    if (rest) {
      const what =
        rest.kind === 'operator' ? 'syntax error: invalid arithmetic operator' : 'syntax error in expression';
      throw this.#problem(what, rest.at);
    }
    return value;
  }

  #problem(what: string, at: number): ArithmeticProblem {
    return new ArithmeticProblem(`${this.#text.trim()}: ${what} (error token is "${this.#text.slice(at)}")`);
  }

  #expected(): ArithmeticProblem {
    const before = this.#tokens[this.#next - 1];
    const token = this.#tokens[this.#next] ?? before;
    return this.#problem('syntax error: operand expected', token?.at ?? 0);
  }

  #take(text: string): boolean {
    const token = this.#tokens[this.#next];
    if (token?.kind !== 'operator' || token.text !== text) return false;
    this.#next++;
    return true;
  }

  #comma(): bigint {
    let value = this.#assignment();
    while (this.#take(',')) value = this.#assignment();
    return value;
  }

  #assignment(): bigint {
    const start = this.#next;
    const target = this.#target();
    const operator = target && this.#tokens[this.#next];
    if (!target || operator?.kind !== 'operator' || !ASSIGNING.has(operator.text)) {
      this.#next = start;
      return this.#conditional();
    }
    this.#next++;
    const right = this.#assignment();
    const value =
      operator.text === '=' ? right : this.#apply(operator.text.slice(0, -1), this.#read(target), right);
    this.#write(target, value);
    return value;
  }

  /** A variable, or an array's element. */
  #target(): { name: string; index: string | undefined } | undefined {
    const token = this.#tokens[this.#next];
    if (token?.kind !== 'name') return undefined;
    this.#next++;
    if (!this.#take('[')) return { name: token.text, index: undefined };
    const index = this.#comma();
    if (!this.#take(']')) throw this.#expected();
    return { name: token.text, index: String(index) };
  }

  #read(target: { name: string; index: string | undefined }): bigint {
    if (this.#skipping > 0) return 0n;
    const text = this.#variables.get(target.name, target.index) ?? '';
    return text.trim() === '' ? 0n : evaluateArithmetic(text, this.#variables, this.#depth + 1);
  }

  #write(target: { name: string; index: string | undefined }, value: bigint): void {
    if (this.#skipping === 0) this.#variables.set(target.name, String(value), target.index);
  }

  #conditional(): bigint {
    const condition = this.#binary(1);
    if (!this.#take('?')) return condition;
    const yes = this.#maybe(condition !== 0n, () => this.#comma());
    if (!this.#take(':'))
      throw this.#problem("`:' expected for conditional expression", this.#tokens[this.#next]?.at ?? 0);
    const no = this.#maybe(condition === 0n, () => this.#assignment());
    return condition !== 0n ? yes : no;
  }

  #maybe(really: boolean, evaluate: () => bigint): bigint {
    if (!really) this.#skipping++;
    const value = evaluate();
    if (!really) this.#skipping--;
    return value;
  }

  #binary(least: number): bigint {
    let left = this.#unary();
    for (;;) {
      const token = this.#tokens[this.#next];
      const precedence = token?.kind === 'operator' ? BINARY[token.text] : undefined;
      if (!token || precedence === undefined || precedence < least) return left;
      this.#next++;
      if (token.text === '&&' || token.text === '||') {
        const needed = token.text === '&&' ? left !== 0n : left === 0n;
        const right = this.#maybe(needed, () => this.#binary(precedence + 1));
        left = (needed ? right !== 0n : token.text === '||') ? 1n : 0n;
      } else {
        // ** alone groups to the right.
        const right = this.#binary(token.text === '**' ? precedence : precedence + 1);
        left = this.#apply(token.text, left, right, this.#tokens[this.#next - 1]?.at);
      }
    }
  }

  #unary(): bigint {
    if (this.#take('!')) return this.#unary() === 0n ? 1n : 0n;
    if (this.#take('~')) return wrap(~this.#unary());
    for (const [operator, change] of [
      ['++', 1n],
      ['--', -1n],
    ] as const) {
      const start = this.#next;
      if (!this.#take(operator)) continue;
      const target = this.#target();
      if (target) {
        const value = wrap(this.#read(target) + change);
        this.#write(target, value);
        return value;
      }
      this.#next = start + 1; // --5 is -(-5)
      return this.#unary();
    }
    if (this.#take('-')) return wrap(-this.#unary());
    if (this.#take('+')) return this.#unary();
    return this.#primary();
  }

  #primary(): bigint {
    const token = this.#tokens[this.#next];
    if (token?.kind === 'number') {
      this.#next++;
      return this.#number(token);
    }
    if (token?.kind === 'name') {
      const target = this.#target();
      if (!target) throw this.#expected();
      const value = this.#read(target);
      if (this.#take('++')) this.#write(target, wrap(value + 1n));
      else if (this.#take('--')) this.#write(target, wrap(value - 1n));
      return value;
    }
    if (this.#take('(')) {
      const value = this.#comma();
      if (!this.#take(')'))
        throw this.#problem("missing `)'", this.#tokens[this.#next]?.at ?? this.#text.length);
      return value;
    }
    throw this.#expected();
  }

  #number(token: Token): bigint {
    const { text } = token;
    if (/^0[xX]/.test(text)) return wrap(BigInt(text));
    const based = /^(\d+)#(.*)$/.exec(text);
    let base = 10;
    let digits = text;
    if (based) {
      base = Number(based[1]);
      digits = based[2] ?? '';
    } else if (/^0\d/.test(text)) {
      base = 8;
      digits = text.slice(1);
    }
    let value = 0n;
    for (const digit of digits) {
      const worth = digitValue(digit, base);
      if (worth < 0 || worth >= base) {
        throw this.#problem('value too great for base', token.at);
      }
      value = value * BigInt(base) + BigInt(worth);
    }
    return wrap(value);
  }

  #apply(operator: string, left: bigint, right: bigint, at = 0): bigint {
    if ((operator === '/' || operator === '%') && right === 0n) {
      if (this.#skipping > 0) return 0n;
      throw this.#problem('division by 0', at);
    }
    const truth = (value: boolean): bigint => (value ? 1n : 0n);
    switch (operator) {
      case '+':
        return wrap(left + right);
      case '-':
        return wrap(left - right);
      case '*':
        return wrap(left * right);
      case '/':
        return wrap(left / right);
      case '%':
        return wrap(left % right);
      case '**':
        if (right < 0n) throw this.#problem('exponent less than 0', at);
        return this.#power(left, right);
      case '<<':
        return wrap(left << BigInt.asUintN(6, right));
      case '>>':
        return wrap(left >> BigInt.asUintN(6, right));
      case '&':
        return left & right;
      case '|':
        return left | right;
      case '^':
        return left ^ right;
      case '==':
        return truth(left === right);
      case '!=':
        return truth(left !== right);
      case '<':
        return truth(left < right);
      case '>':
        return truth(left > right);
      case '<=':
        return truth(left <= right);
      default:
        return truth(left >= right);
    }
  }

  #power(base: bigint, exponent: bigint): bigint {
    let result = 1n;
    let factor = base;
    for (let left = exponent; left > 0n; left >>= 1n) {
      if (left & 1n) result = wrap(result * factor);
      factor = wrap(factor * factor);
    }
    return result;
  }
}

function digitValue(digit: string, base: number): number {
  const alphabet = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ@_';
  return alphabet.indexOf(base <= 36 ? digit.toLowerCase() : digit);
}
