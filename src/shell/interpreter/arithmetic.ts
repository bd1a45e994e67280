import { divide, negate, OPERATIONS, power, remainder, wrap, type Integer } from './integers.ts';

/** An arithmetic expression that makes no sense. The message lacks the shell's name. */
export class ArithmeticProblem extends Error {}

/** The variables that an expression reads and sets. */
export interface ArithmeticVariables {
  get(name: string, index?: string): string | undefined;
  set(name: string, value: string, index?: string): void;
  /** Its subscripts are keys, not expressions. */
  isAssociative?(name: string): boolean;
}

const TOKEN =
  /\s*(?:(0[xX][0-9a-fA-F]*|\d+#[0-9a-zA-Z@_]*|\d[\w@]*)|([A-Za-z_]\w*)|(<<=|>>=|\*\*|\+\+|--|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%&^|]=|[-+*/%<>=!~&^|?:,()])|(\S))/y;

const PRECEDENCE: Readonly<Record<string, number>> = {
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
/** How deep variables may name expressions of variables. */
const MAX_DEPTH = 100;

interface Environment {
  readonly variables: ArithmeticVariables;
  readonly depth: number;
}

/** An expression ready to be evaluated, any number of times. */
type Compiled = (environment: Environment) => Integer;

const CACHE_SIZE = 500;
const cache = new Map<string, Compiled>();

/** Evaluate a shell's arithmetic, in 64-bit integers with C's operators. @throws {ArithmeticProblem} */
export function evaluateArithmetic(text: string, variables: ArithmeticVariables): Integer {
  return evaluate(text, { variables, depth: 0 });
}

function evaluate(text: string, environment: Environment): Integer {
  if (/^(0|-?[1-9]\d{0,14})$/.test(text)) return Number(text);
  let compiled = cache.get(text);
  if (!compiled) {
    compiled = new Compiler(text).compile();
    if (cache.size >= CACHE_SIZE) cache.clear();
    cache.set(text, compiled);
  }
  return compiled(environment);
}

interface Token {
  readonly kind: 'number' | 'name' | 'operator';
  readonly text: string;
  readonly at: number;
  /** What stands in brackets after a name. */
  readonly index?: string;
}

/** A variable or an array's element. */
interface Target {
  readonly name: string;
  readonly index: string | undefined;
}

class Compiler {
  readonly #text: string;
  readonly #tokens: Token[] = [];
  #next = 0;

  constructor(text: string) {
    this.#text = text;
    let at = 0;
    while (/\S/.test(text.slice(at))) {
      TOKEN.lastIndex = at;
      const match = TOKEN.exec(text);
      if (!match) break;
      const [all, number, name, operator, other] = match;
      const start = at + all.length - (number ?? name ?? operator ?? other ?? '').length;
      at += all.length;
      if (other !== undefined)
        throw this.#problem(
          this.#expectsOperand()
            ? 'syntax error: operand expected'
            : 'syntax error: invalid arithmetic operator',
          start,
        );
      if (number !== undefined) this.#tokens.push({ kind: 'number', text: number, at: start });
      else if (name !== undefined) {
        const end = text[at] === '[' ? closing(text, at) : -1;
        const index = end < 0 ? undefined : text.slice(at + 1, end);
        if (text[at] === '[' && end < 0) throw this.#problem('bad array subscript', start);
        if (end >= 0) at = end + 1;
        this.#tokens.push({ kind: 'name', text: name, at: start, index });
      } else this.#tokens.push({ kind: 'operator', text: operator ?? '', at: start });
    }
  }

  compile(): Compiled {
    if (this.#tokens.length === 0) return () => 0;
    const value = this.#comma();
    const rest = this.#tokens[this.#next];
    if (!rest) return value;
    if (rest.kind === 'operator' && ASSIGNING.has(rest.text))
      throw this.#problem('attempted assignment to non-variable', rest.at);
    throw this.#problem('syntax error in expression', rest.at);
  }

  #expectsOperand(): boolean {
    const last = this.#tokens.at(-1);
    return !last || (last.kind === 'operator' && last.text !== ')');
  }

  #problem(what: string, at: number): ArithmeticProblem {
    const text = this.#text.replace(/^\s+/, '');
    return new ArithmeticProblem(`${text}: ${what} (error token is "${this.#text.slice(at)}")`);
  }

  #expected(): ArithmeticProblem {
    const before = this.#tokens[this.#next - 1];
    const token = this.#tokens[this.#next] ?? before;
    return this.#problem('syntax error: operand expected', token?.at ?? 0);
  }

  #peek(text: string): boolean {
    const token = this.#tokens[this.#next];
    return token?.kind === 'operator' && token.text === text;
  }

  #take(text: string): boolean {
    if (!this.#peek(text)) return false;
    this.#next++;
    return true;
  }

  #comma(): Compiled {
    let value = this.#assignment();
    while (this.#take(',')) {
      const first = value;
      const second = this.#assignment();
      value = (environment) => {
        first(environment);
        return second(environment);
      };
    }
    return value;
  }

  #assignment(): Compiled {
    const start = this.#next;
    const target = this.#target();
    const operator = target && this.#tokens[this.#next];
    if (!target || operator?.kind !== 'operator' || !ASSIGNING.has(operator.text)) {
      this.#next = start;
      return this.#conditional();
    }
    this.#next++;
    const right = this.#assignment();
    if (operator.text === '=') return (environment) => write(environment, target, right(environment));
    const apply = this.#operation(operator.text.slice(0, -1), operator.at + operator.text.length);
    return (environment) => {
      const before = read(environment, target);
      return write(environment, target, apply(before, right(environment)));
    };
  }

  #target(): Target | undefined {
    const token = this.#tokens[this.#next];
    if (token?.kind !== 'name') return undefined;
    this.#next++;
    return { name: token.text, index: token.index };
  }

  #conditional(): Compiled {
    const condition = this.#binary(1);
    if (!this.#take('?')) return condition;
    if (this.#peek(':')) throw this.#problem('expression expected', this.#tokens[this.#next]?.at ?? 0);
    const yes = this.#comma();
    if (!this.#take(':')) {
      const at = this.#tokens[this.#next] ?? this.#tokens[this.#next - 1];
      throw this.#problem("`:' expected for conditional expression", at?.at ?? 0);
    }
    const no = this.#assignment();
    return (environment) => (condition(environment) !== 0 ? yes(environment) : no(environment));
  }

  #binary(least: number): Compiled {
    let left = this.#unary();
    for (;;) {
      const token = this.#tokens[this.#next];
      const precedence = token?.kind === 'operator' ? PRECEDENCE[token.text] : undefined;
      if (!token || precedence === undefined || precedence < least) return left;
      this.#next++;
      // ** alone groups to the right.
      const at = this.#tokens[this.#next]?.at ?? 0;
      const right = this.#binary(token.text === '**' ? precedence : precedence + 1);
      left = this.#join(token.text, left, right, at);
    }
  }

  #join(operator: string, left: Compiled, right: Compiled, at: number): Compiled {
    if (operator === '&&')
      return (environment) => (left(environment) !== 0 && right(environment) !== 0 ? 1 : 0);
    if (operator === '||')
      return (environment) => (left(environment) !== 0 || right(environment) !== 0 ? 1 : 0);
    const apply = this.#operation(operator, at);
    return (environment) => {
      const value = left(environment);
      return apply(value, right(environment));
    };
  }

  /** What a binary operator does; `at` is where its right side begins. */
  #operation(operator: string, at: number): (a: Integer, b: Integer) => Integer {
    const known = OPERATIONS[operator];
    if (known) return known;
    if (operator === '**')
      return (a, b) => {
        if (b < 0) throw this.#problem('exponent less than 0', at);
        return power(a, b);
      };
    const apply = operator === '/' ? divide : remainder;
    return (a, b) => {
      if (b === 0) throw this.#problem('division by 0', at);
      return apply(a, b);
    };
  }

  #unary(): Compiled {
    if (this.#take('!')) {
      const operand = this.#unary();
      return (environment) => (operand(environment) === 0 ? 1 : 0);
    }
    if (this.#take('~')) {
      const operand = this.#unary();
      return (environment) => wrap(~BigInt(operand(environment)));
    }
    for (const [operator, change] of [
      ['++', 1],
      ['--', -1],
    ] as const) {
      const start = this.#next;
      if (!this.#take(operator)) continue;
      const target = this.#target();
      if (target)
        return (environment) => write(environment, target, changed(read(environment, target), change));
      this.#next = start + 1;
      const operand = this.#unary(); // --5 is -(-5)
      return operand;
    }
    if (this.#take('-')) {
      const operand = this.#unary();
      return (environment) => negate(operand(environment));
    }
    if (this.#take('+')) return this.#unary();
    return this.#primary();
  }

  #primary(): Compiled {
    const token = this.#tokens[this.#next];
    if (token?.kind === 'number') {
      this.#next++;
      const value = this.#number(token);
      return () => value;
    }
    if (token?.kind === 'name') {
      const target = this.#target();
      if (!target) throw this.#expected();
      const change = this.#take('++') ? 1 : this.#take('--') ? -1 : 0;
      if (change === 0) return (environment) => read(environment, target);
      return (environment) => {
        const value = read(environment, target);
        write(environment, target, changed(value, change));
        return value;
      };
    }
    if (this.#take('(')) {
      const value = this.#comma();
      if (!this.#take(')')) {
        const at = this.#tokens[this.#next] ?? this.#tokens[this.#next - 1];
        throw this.#problem("missing `)'", at?.at ?? this.#text.length);
      }
      return value;
    }
    throw this.#expected();
  }

  #number(token: Token): Integer {
    const { text } = token;
    if (/^0[xX]/.test(text)) return wrap(BigInt(text.length === 2 ? 0 : text));
    const based = /^(\d+)#(.*)$/.exec(text);
    let base = 10;
    let digits = text;
    if (based) {
      base = Number(based[1]);
      digits = based[2] ?? '';
      if (base < 2 || base > 64) throw this.#problem('invalid arithmetic base', token.at);
      if (digits === '') throw this.#problem('invalid integer constant', token.at);
    } else if (/^0\d/.test(text)) {
      base = 8;
      digits = text.slice(1);
    }
    let value = 0n;
    for (const digit of digits) {
      const worth = digitValue(digit, base);
      if (worth < 0 || worth >= base) throw this.#problem('value too great for base', token.at);
      value = value * BigInt(base) + BigInt(worth);
    }
    return wrap(value);
  }
}

function changed(value: Integer, change: number): Integer {
  return OPERATIONS['+']?.(value, change) ?? 0;
}

function read(environment: Environment, target: Target): Integer {
  const { variables, depth } = environment;
  const text = variables.get(target.name, subscript(environment, target)) ?? '';
  if (text === '') return 0;
  if (depth >= MAX_DEPTH)
    throw new ArithmeticProblem(`${text}: expression recursion level exceeded (error token is "${text}")`);
  return evaluate(text, { variables, depth: depth + 1 });
}

function write(environment: Environment, target: Target, value: Integer): Integer {
  environment.variables.set(target.name, String(value), subscript(environment, target));
  return value;
}

function subscript(environment: Environment, { name, index }: Target): string | undefined {
  if (index === undefined) return undefined;
  if (environment.variables.isAssociative?.(name)) return index.replace(/^(["'])(.*)\1$/s, '$2');
  return String(evaluate(index, environment));
}

/** Where the bracket at `open` is closed; -1 when it is not. */
function closing(text: string, open: number): number {
  let depth = 0;
  for (let i = open; i < text.length; i++) {
    if (text[i] === '[') depth++;
    else if (text[i] === ']' && --depth === 0) return i;
  }
  return -1;
}

function digitValue(digit: string, base: number): number {
  const alphabet = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ@_';
  return alphabet.indexOf(base <= 36 ? digit.toLowerCase() : digit);
}
