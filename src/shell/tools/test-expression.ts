import type { FileSystem } from '../fs/file-system.ts';
import { absolute } from '../fs/path.ts';

/** An expression that cannot be read, in the words of bash's `test`. */
export class TestError extends Error {}

export interface TestContext {
  readonly fs: FileSystem;
  readonly cwd: string;
  /** Whether a file descriptor is a terminal (`-t`). */
  isTerminal?(descriptor: number): boolean;
  /** Whether a shell variable is set (`-v`). */
  isSet?(name: string): boolean;
}

function integer(text: string): number {
  if (!/^\s*[-+]?\d+\s*$/.test(text)) throw new TestError(`${text}: integer expression expected`);
  return Number(text);
}

function fileTest(operator: string, operand: string, context: TestContext): boolean {
  const { fs } = context;
  if (operand === '') return false;
  const path = absolute(context.cwd, operand);
  if (operator === 'h' || operator === 'L') {
    try {
      return fs.lstat(path).kind === 'symlink';
    } catch {
      return false;
    }
  }
  if (!fs.exists(path)) return false;
  const stat = fs.stat(path);
  switch (operator) {
    case 'f':
      return stat.kind === 'file';
    case 'd':
      return stat.kind === 'directory';
    case 'c':
      return stat.kind === 'device';
    case 's':
      return stat.size > 0;
    case 'r':
    case 'w':
    case 'x':
      return fs.access(path, operator);
    case 'O':
      return stat.uid === fs.user.uid;
    case 'G':
      return stat.gid === fs.user.gid;
    case 'g':
      return (stat.mode & 0o2000) !== 0;
    case 'u':
      return (stat.mode & 0o4000) !== 0;
    case 'k':
      return (stat.mode & 0o1000) !== 0;
    case 'e':
    case 'a':
    case 'N':
      return true;
    default: // -b, -p, -S: there are none of these here
      return false;
  }
}

const UNARY = /^-[abcdefgGhkLnNOprsStuvwxz]$/;
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

function unary(operator: string, operand: string, context: TestContext): boolean {
  switch (operator) {
    case '-n':
      return operand !== '';
    case '-z':
      return operand === '';
    case '-t':
      return context.isTerminal?.(integer(operand)) ?? false;
    case '-v':
      return context.isSet?.(operand) ?? false;
    default:
      return fileTest(operator.charAt(1), operand, context);
  }
}

function binary(left: string, operator: string, right: string, context: TestContext): boolean {
  const time = (operand: string): number => {
    const path = absolute(context.cwd, operand);
    return context.fs.exists(path) ? context.fs.stat(path).mtime : -Infinity;
  };
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
    case '-eq':
      return integer(left) === integer(right);
    case '-ne':
      return integer(left) !== integer(right);
    case '-lt':
      return integer(left) < integer(right);
    case '-le':
      return integer(left) <= integer(right);
    case '-gt':
      return integer(left) > integer(right);
    case '-ge':
      return integer(left) >= integer(right);
    case '-nt':
      return time(left) > time(right);
    case '-ot':
      return time(left) < time(right);
    default: {
      const [a, b] = [left, right].map((operand) => absolute(context.cwd, operand));
      if (!a || !b || !context.fs.exists(a) || !context.fs.exists(b)) return false;
      const [one, two] = [context.fs.stat(a), context.fs.stat(b)];
      return one.ino === two.ino && one.volume === two.volume;
    }
  }
}

/**
 * Evaluate `test`'s arguments (without the closing `]`): by their number up to four, as POSIX says, beyond that with precedence.
 * @throws {TestError} (exit status 2)
 */
export function evaluateTest(args: readonly string[], context: TestContext): boolean {
  const [a = '', b = '', c = '', d = ''] = args;
  switch (args.length) {
    case 0:
      return false;
    case 1:
      return a !== '';
    case 2:
      if (a === '!') return b === '';
      if (UNARY.test(a)) return unary(a, b, context);
      throw new TestError(`${a}: unary operator expected`);
    case 3:
      if (BINARY.has(b)) return binary(a, b, c, context);
      if (b === '-a') return a !== '' && c !== '';
      if (b === '-o') return a !== '' || c !== '';
      if (a === '!') return !evaluateTest([b, c], context);
      if (a === '(' && c === ')') return b !== '';
      throw new TestError(`${b}: binary operator expected`);
    case 4:
      if (a === '!') return !evaluateTest([b, c, d], context);
      if (a === '(' && d === ')') return evaluateTest([b, c], context);
  }
  return new Parser(args, context).run();
}

/** `-o` below `-a` below `!`, with parentheses. */
class Parser {
  readonly #args: readonly string[];
  readonly #context: TestContext;
  #at = 0;

  constructor(args: readonly string[], context: TestContext) {
    this.#args = args;
    this.#context = context;
  }

  run(): boolean {
    const value = this.#or();
    if (this.#at < this.#args.length) throw new TestError('too many arguments');
    return value;
  }

  #or(): boolean {
    let value = this.#and();
    while (this.#args[this.#at] === '-o') {
      this.#at++;
      const right = this.#and();
      value = value || right;
    }
    return value;
  }

  #and(): boolean {
    let value = this.#term();
    while (this.#args[this.#at] === '-a') {
      this.#at++;
      const right = this.#term();
      value = value && right;
    }
    return value;
  }

  #term(): boolean {
    const word = this.#args[this.#at];
    if (word === undefined) throw new TestError('argument expected');
    const next = this.#args[this.#at + 1];
    const third = this.#args[this.#at + 2];
    if (next !== undefined && third !== undefined && BINARY.has(next)) {
      this.#at += 3;
      return binary(word, next, third, this.#context);
    }
    if (word === '!') {
      this.#at++;
      return !this.#term();
    }
    if (word === '(') {
      this.#at++;
      const value = this.#or();
      if (this.#args[this.#at++] !== ')') throw new TestError("`)' expected");
      return value;
    }
    if (UNARY.test(word) && next !== undefined) {
      this.#at += 2;
      return unary(word, next, this.#context);
    }
    this.#at++;
    return word !== '';
  }
}
