import type { Builtin, Shell } from '../interpreter/shell.ts';
import { compareFiles, testFile } from '../interpreter/tests.ts';

/** An expression of `test` that makes no sense. */
class TestProblem extends Error {}

const UNARY = /^-[abcdefghknoprstuvwxzGLNORS]$/;
const BINARY = new Set([
  '=',
  '==',
  '!=',
  '<',
  '>',
  '-eq',
  '-ne',
  '-lt',
  '-le',
  '-gt',
  '-ge',
  '-nt',
  '-ot',
  '-ef',
]);

/** `test` and `[`: 0 true, 1 false, 2 an error. */
export const test: Builtin = function* (shell, argv) {
  const name = argv[0] ?? 'test';
  const args = argv.slice(1);
  try {
    if (name === '[' && args.pop() !== ']') {
      throw new TestProblem(shell.flavor === 'bash' ? "missing `]'" : 'missing ]');
    }
    return evaluate(shell, args) ? 0 : 1;
  } catch (error) {
    if (!(error instanceof TestProblem)) throw error;
    yield* shell.complain(error.message, name);
    return 2;
  }
};

/** POSIX decides by the number of arguments; more than four are parsed. */
function evaluate(shell: Shell, args: readonly string[]): boolean {
  const [a = '', b = '', c = '', d = ''] = args;
  switch (args.length) {
    case 0:
      return false;
    case 1:
      return a !== '';
    case 2:
      if (a === '!') return b === '';
      if (UNARY.test(a)) return testFile(shell, a, b);
      throw new TestProblem(`${a}: unary operator expected`);
    case 3:
      if (BINARY.has(b)) return compare(shell, a, b, c);
      if (b === '-a') return a !== '' && c !== '';
      if (b === '-o') return a !== '' || c !== '';
      if (a === '!') return !evaluate(shell, args.slice(1));
      if (a === '(' && c === ')') return b !== '';
      throw new TestProblem(
        shell.flavor === 'bash' ? `${b}: binary operator expected` : `${a}: unexpected operator`,
      );
    case 4:
      if (a === '!') return !evaluate(shell, args.slice(1));
      if (a === '(' && d === ')') return evaluate(shell, args.slice(1, 3));
  }
  return new Parser(shell, args).run();
}

class Parser {
  readonly #shell: Shell;
  readonly #args: readonly string[];
  #next = 0;

  constructor(shell: Shell, args: readonly string[]) {
    this.#shell = shell;
    this.#args = args;
  }

  run(): boolean {
    const value = this.#or();
    if (this.#next < this.#args.length)
      throw new TestProblem(
        this.#shell.flavor === 'bash'
          ? 'too many arguments'
          : `${this.#args[this.#next]}: unexpected operator`,
      );
    return value;
  }

  #or(): boolean {
    let value = this.#and();
    while (this.#take('-o')) value = this.#and() || value;
    return value;
  }

  #and(): boolean {
    let value = this.#not();
    while (this.#take('-a')) value = this.#not() && value;
    return value;
  }

  #not(): boolean {
    return this.#take('!') ? !this.#not() : this.#primary();
  }

  #primary(): boolean {
    const first = this.#args[this.#next];
    if (first === undefined) throw new TestProblem('argument expected');
    const operator = this.#args[this.#next + 1];
    if (operator !== undefined && BINARY.has(operator) && this.#next + 2 < this.#args.length) {
      this.#next += 3;
      return compare(this.#shell, first, operator, this.#args[this.#next - 1] ?? '');
    }
    if (first === '(') {
      this.#next++;
      const value = this.#or();
      if (!this.#take(')')) throw new TestProblem("`)' expected");
      return value;
    }
    if (UNARY.test(first) && operator !== undefined) {
      this.#next += 2;
      return testFile(this.#shell, first, operator);
    }
    this.#next++;
    return first !== '';
  }

  #take(text: string): boolean {
    if (this.#args[this.#next] !== text) return false;
    this.#next++;
    return true;
  }
}

function compare(shell: Shell, left: string, operator: string, right: string): boolean {
  switch (operator) {
    case '=':
    case '==':
      return left === right;
    case '!=':
      return left !== right;
    case '<':
      return left < right;
    case '>':
      return left > right;
    case '-nt':
    case '-ot':
    case '-ef':
      return compareFiles(shell, left, operator, right);
  }
  const [a, b] = [integer(shell, left), integer(shell, right)];
  switch (operator) {
    case '-eq':
      return a === b;
    case '-ne':
      return a !== b;
    case '-lt':
      return a < b;
    case '-le':
      return a <= b;
    case '-gt':
      return a > b;
    default:
      return a >= b;
  }
}

function integer(shell: Shell, text: string): bigint {
  const trimmed = text.trim();
  if (/^[-+]?\d+$/.test(trimmed)) return BigInt(trimmed.replace(/^\+/, ''));
  if (shell.flavor === 'bash') throw new TestProblem(`${text}: integer expression expected`);
  throw new TestProblem(shell.flavor === 'ash' ? `${text}: bad number` : `Illegal number: ${text}`);
}
