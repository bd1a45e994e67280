import { Errno } from './fs/errno.ts';
import type { FileSystem, Stat } from './fs/file-system.ts';
import { absolute } from './fs/path.ts';
import type { Flavor } from './interpreter/shell.ts';

/** An expression of `test` that makes no sense. */
export class TestProblem extends Error {}

/** What a test may ask of whoever runs it. */
export interface TestContext {
  readonly fs: FileSystem;
  readonly cwd: string;
  /** In whose words problems are told. */
  readonly flavor: Flavor;
  /** Whether a file descriptor is a terminal (`-t`). */
  isTerminal(descriptor: string): boolean;
  /** Whether a shell variable is set (`-v`). */
  isSet?(name: string): boolean;
  /** Whether a shell option is on (`-o`). */
  isOptionOn?(name: string): boolean;
}

/** Operators of one operand, of `test` and `[[ ]]`. */
export const UNARY_OPERATOR = /^-[abcdefghknoprstuvwxzGLNORS]$/;
/** Operators of two operands, of `test` and `[[ ]]`. */
export const BINARY_OPERATORS = '= == != < > -eq -ne -lt -le -gt -ge -nt -ot -ef'.split(' ');
const BINARY = new Set(BINARY_OPERATORS);

/**
 * Evaluate `test`'s arguments (without the closing `]`): by their number up to four, as POSIX says, beyond that with precedence.
 * @throws {TestProblem} (exit status 2)
 */
export function evaluateTest(context: TestContext, args: readonly string[]): boolean {
  const [a = '', b = '', c = '', d = ''] = args;
  switch (args.length) {
    case 0:
      return false;
    case 1:
      return a !== '';
    case 2:
      if (a === '!') return b === '';
      if (UNARY_OPERATOR.test(a)) return testFile(context, a, b);
      throw new TestProblem(
        context.flavor === 'bash' ? `${a}: unary operator expected` : `${a}: unexpected operator`,
      );
    case 3:
      if (BINARY.has(b) && !(b === '==' && context.flavor === 'dash')) return compare(context, a, b, c);
      if (b === '-a') return a !== '' && c !== '';
      if (b === '-o') return a !== '' || c !== '';
      if (a === '!') return !evaluateTest(context, args.slice(1));
      if (a === '(' && c === ')') return b !== '';
      throw new TestProblem(
        context.flavor === 'bash' ? `${b}: binary operator expected` : `${a}: unexpected operator`,
      );
    case 4:
      if (a === '!') return !evaluateTest(context, args.slice(1));
      if (a === '(' && d === ')') return evaluateTest(context, args.slice(1, 3));
  }
  return new Parser(context, args).run();
}

/** `-o` below `-a` below `!`, with parentheses. */
class Parser {
  readonly #context: TestContext;
  readonly #args: readonly string[];
  #next = 0;

  constructor(context: TestContext, args: readonly string[]) {
    this.#context = context;
    this.#args = args;
  }

  run(): boolean {
    const value = this.#or();
    if (this.#next < this.#args.length)
      throw new TestProblem(
        this.#context.flavor === 'bash'
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
      return compare(this.#context, first, operator, this.#args[this.#next - 1] ?? '');
    }
    if (first === '(') {
      this.#next++;
      const value = this.#or();
      if (!this.#take(')')) throw new TestProblem("`)' expected");
      return value;
    }
    if (UNARY_OPERATOR.test(first) && operator !== undefined) {
      this.#next += 2;
      return testFile(this.#context, first, operator);
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

function compare(context: TestContext, left: string, operator: string, right: string): boolean {
  switch (operator) {
    case '=':
    case '==':
      return left === right;
    case '!=':
      return left !== right;
  }
  return (
    compareTexts(context, left, operator, right) ??
    compareNumbers(integer(context, left), operator, integer(context, right))
  );
}

/** `<`, `>`, `-nt`, `-ot`, `-ef`; nothing for another operator. */
export function compareTexts(
  context: TestContext,
  left: string,
  operator: string,
  right: string,
): boolean | undefined {
  switch (operator) {
    case '<':
      return left < right;
    case '>':
      return left > right;
    case '-nt':
    case '-ot':
    case '-ef':
      return compareFiles(context, left, operator, right);
    default:
      return undefined;
  }
}

/** `-eq`, `-ne`, `-lt`, `-le`, `-gt` and `-ge`. */
export function compareNumbers(a: number | bigint, operator: string, b: number | bigint): boolean {
  switch (operator) {
    case '-eq':
      return a <= b && a >= b; // a number may equal a BigInt
    case '-ne':
      return a < b || a > b;
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

function integer(context: TestContext, text: string): number | bigint {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  const trimmed = text.trim();
  if (/^[-+]?\d+$/.test(trimmed)) return BigInt(trimmed.replace(/^\+/, ''));
  if (context.flavor === 'bash') throw new TestProblem(`${text}: integer expression expected`);
  throw new TestProblem(context.flavor === 'ash' ? `${text}: bad number` : `Illegal number: ${text}`);
}

/** A test of one operand: `-f file`, `-z text` … */
export function testFile(context: TestContext, operator: string, operand: string): boolean {
  switch (operator) {
    case '-n':
      return operand !== '';
    case '-z':
      return operand === '';
    case '-v':
      return context.isSet?.(operand) ?? false;
    case '-o':
      return context.isOptionOn?.(operand) ?? false;
    case '-t':
      return context.isTerminal(operand);
  }
  if (operand === '') return false;
  const path = absolute(context.cwd, operand);
  if (operator === '-L' || operator === '-h') return statOf(context, path, false)?.kind === 'symlink';
  const stat = statOf(context, path, true);
  if (!stat) return false;
  switch (operator) {
    case '-e':
    case '-a':
      return true;
    case '-f':
      return stat.kind === 'file';
    case '-d':
      return stat.kind === 'directory';
    case '-s':
      return stat.size > 0;
    case '-c':
      return stat.kind === 'device';
    case '-r':
    case '-w':
    case '-x':
      return context.fs.access(path, operator.slice(1) as 'r');
    case '-u':
      return (stat.mode & 0o4000) !== 0;
    case '-g':
      return (stat.mode & 0o2000) !== 0;
    case '-k':
      return (stat.mode & 0o1000) !== 0;
    case '-O':
      return stat.uid === context.fs.user.uid;
    case '-G':
      return stat.gid === context.fs.user.gid;
    default:
      return false; // sockets, pipes and block devices: there are none
  }
}

/** `-nt`, `-ot`, `-ef` */
function compareFiles(context: TestContext, left: string, operator: string, right: string): boolean {
  const a = statOf(context, absolute(context.cwd, left), true);
  const b = statOf(context, absolute(context.cwd, right), true);
  if (operator === '-ef')
    return a !== undefined && b !== undefined && a.volume === b.volume && a.ino === b.ino;
  const [newer, older] = operator === '-nt' ? [a, b] : [b, a];
  return newer !== undefined && (older === undefined || newer.mtime > older.mtime);
}

function statOf(context: TestContext, path: string, follow: boolean): Stat | undefined {
  try {
    return follow ? context.fs.stat(path) : context.fs.lstat(path);
  } catch (error) {
    if (error instanceof Errno) return undefined;
    throw error;
  }
}
