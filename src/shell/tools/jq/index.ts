import type { Task } from '../../../sim/index.ts';
import { Failure, reason, tool, type Tool } from '../tool.ts';
import { CompileError, type Node } from './ast.ts';
import { check } from './check.ts';
import { bindVariable, EMPTY_SCOPE, Evaluator, type Host, type Scope } from './evaluate.ts';
import { Inputs } from './inputs.ts';
import { JsonError } from './json.ts';
import { Halt, NATIVES } from './natives/index.ts';
import { readOptions, USAGE, VERSION, type JqOptions } from './options.ts';
import { parseProgram } from './parser.ts';
import { prelude } from './prelude.ts';
import { DEFAULT_COLORS, print, type PrintOptions } from './print.ts';
import { isTrue, JqError, type Json } from './value.ts';

/** Exit statuses. */
const STATUS = { usage: 2, compile: 3, noOutput: 4, error: 5 };

/** The message of a program that cannot be read, with the line it is in. */
function compileMessage(source: string, errors: readonly CompileError[]): string {
  const shown = errors.map((error) => {
    const start = source.lastIndexOf('\n', Math.max(0, error.at - 1)) + 1;
    const end = source.indexOf('\n', start);
    const line = source.slice(0, start).split('\n').length;
    const text = source.slice(start, end < 0 ? undefined : end);
    const syntax = error.message.startsWith('syntax error');
    const hint = syntax ? ' (Unix shell quoting issues?)' : '';
    return `jq: error: ${error.message}${hint} at <top-level>, line ${line}:\n${text}${' '.repeat(Math.max(0, error.at - start))}\n`;
  });
  return `${shown.join('')}jq: ${errors.length} compile ${errors.length === 1 ? 'error' : 'errors'}\n`;
}

function compile(source: string, variables: readonly string[]): Node {
  let node: Node;
  try {
    node = parseProgram(source);
  } catch (error) {
    if (!(error instanceof CompileError)) throw error;
    throw new Unreadable(compileMessage(source, [error]));
  }
  const errors = check(node, variables);
  if (errors.length > 0) throw new Unreadable(compileMessage(source, errors));
  return node;
}

class Unreadable extends Error {}

function colors(t: Tool, flags: ReadonlySet<string>): readonly string[] | undefined {
  const { env, stdout } = t.context;
  const wanted =
    !flags.has('monochrome-output') &&
    (flags.has('color-output') || (stdout.tty !== undefined && (env.get('NO_COLOR') ?? '') === ''));
  if (!wanted) return undefined;
  const given = env.get('JQ_COLORS')?.split(':') ?? [];
  return DEFAULT_COLORS.map((color, at) => {
    const mine = given[at];
    return mine !== undefined && /^[\d;]*$/.test(mine) ? mine : color;
  });
}

/** The program's text: the first operand, or with -f the file that it names. */
function source(t: Tool, options: JqOptions): string {
  const { program } = options;
  if (program === undefined) return '.';
  if (!options.programFile) return program;
  try {
    return t.context.fs.readText(t.path(program));
  } catch (error) {
    throw new Failure(`Could not open ${program}: ${reason(error)}`, STATUS.usage);
  }
}

/** jq(1), version 1.7, without modules. */
export const jq = tool({ plain: true }, function* (t) {
  const options = readOptions(t);
  const { flags } = options;
  if (flags.has('help')) return t.put(USAGE);
  if (flags.has('version')) return t.put(`${VERSION}\n`);
  const { stdin, stdout } = t.context;
  if (options.program === undefined && (stdin.tty || stdout.tty)) {
    yield* t.context.stderr.write(USAGE);
    return STATUS.usage;
  }
  const args = new Map<string, Json>([
    ['positional', options.positional],
    ['named', options.named],
  ]);
  let scope: Scope = bindVariable(EMPTY_SCOPE, 'ARGS', args);
  for (const [name, value] of options.named) scope = bindVariable(scope, name, value);
  let program: Node;
  try {
    program = compile(source(t, options), ['ENV', 'ARGS', ...options.named.keys()]);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    yield* t.context.stderr.write(error.message);
    return STATUS.compile;
  }
  return yield* new Run(t, options, program, scope).all();
});

/** One run over all inputs. */
class Run {
  readonly #t: Tool;
  readonly #flags: ReadonlySet<string>;
  readonly #inputs: Inputs;
  readonly #print: PrintOptions;
  readonly #evaluator: Evaluator;
  readonly #program: Node;
  readonly #scope: Scope;
  #last: Json | undefined;
  #status = 0;

  constructor(t: Tool, options: JqOptions, program: Node, scope: Scope) {
    const { flags } = options;
    this.#t = t;
    this.#flags = flags;
    this.#program = program;
    this.#scope = scope;
    this.#inputs = new Inputs(t, options.files, {
      raw: flags.has('raw-input'),
      slurp: flags.has('slurp'),
      stream: flags.has('stream'),
    });
    this.#print = {
      indent: options.indent,
      sortKeys: flags.has('sort-keys'),
      ascii: flags.has('ascii-output'),
      colors: colors(t, flags),
    };
    const inputs = this.#inputs;
    const host: Host = {
      environment: new Map([...t.context.env].sort(([a], [b]) => (a < b ? -1 : 1))),
      get now() {
        return t.context.sim.time / 1000;
      },
      input: () => inputs.next(),
      get inputFile() {
        return inputs.file;
      },
      get inputLine() {
        return inputs.line;
      },
      *complain(text) {
        yield* t.flush();
        yield* t.context.stderr.write(text);
      },
    };
    this.#evaluator = new Evaluator(host, prelude(), NATIVES);
  }

  *all(): Task<number> {
    try {
      if (this.#flags.has('null-input')) yield* this.#one(null);
      else {
        for (let value = yield* this.#inputs.next(); value !== undefined; value = yield* this.#inputs.next())
          yield* this.#one(value);
      }
    } catch (error) {
      yield* this.#t.flush();
      if (error instanceof Halt) {
        if (error.text !== undefined) yield* this.#t.context.stderr.write(error.text);
        return error.status & 255;
      }
      if (!(error instanceof JsonError)) throw error;
      yield* this.#t.context.stderr.write(`jq: parse error: ${error.message}\n`);
      return STATUS.usage;
    }
    if (this.#inputs.failed) return STATUS.usage;
    if (this.#status !== 0 || !this.#flags.has('exit-status')) return this.#status;
    if (this.#last === undefined) return STATUS.noOutput;
    return isTrue(this.#last) ? 0 : 1;
  }

  *#one(input: Json): Task {
    this.#status = 0;
    try {
      yield* this.#evaluator.run(this.#program, this.#scope, input, undefined, (value) => this.#show(value));
    } catch (error) {
      this.#status = STATUS.error;
      yield* this.#t.flush();
      const { stderr } = this.#t.context;
      const where = this.#inputs.untouched
        ? '<unknown>'
        : `${this.#inputs.file ?? '<stdin>'}:${this.#inputs.line}`;
      if (error instanceof RangeError) yield* stderr.write(`jq: error (at ${where}): recursion too deep\n`);
      else if (error instanceof JqError) {
        yield* stderr.write(
          typeof error.value === 'string'
            ? `jq: error (at ${where}): ${error.value}\n`
            : `jq: error (at ${where}) (not a string): ${print(error.value)}\n`,
        );
      } else throw error;
    }
  }

  *#show(value: Json): Task {
    this.#last = value;
    const has = (flag: string): boolean => this.#flags.has(flag);
    const raw = has('raw-output') || has('join-output') || has('raw-output0');
    if (has('seq')) this.#t.put('\x1e');
    if (raw && typeof value === 'string') {
      if (has('raw-output0') && value.includes('\0'))
        throw new JqError('Cannot dump a string containing NUL with --raw-output0 option');
      this.#t.put(has('ascii-output') ? print(value, { ascii: true }) : value);
    } else this.#t.put(print(value, this.#print));
    if (has('raw-output0')) this.#t.put('\0');
    else if (!has('join-output')) this.#t.put('\n');
    yield* this.#t.drain();
  }
}
