import { work, type Task } from '../../sim/index.ts';
import { Errno } from '../fs/errno.ts';
import { absolute } from '../fs/path.ts';
import { openInput, toBytes } from '../streams.ts';
import type { InputStream, Program, ProgramContext } from '../types.ts';
import { OptionError, parseOptions, type Options } from './options.ts';

/** Ends a tool with `name: message` on its standard error. An empty message prints nothing. */
export class Failure extends Error {
  readonly status: number;
  constructor(message: string, status = 1) {
    super(message);
    this.status = status;
  }
}

export interface ToolSpecification {
  /** See {@link parseOptions}. */
  readonly options?: string;
  /** The first operand ends the options. */
  readonly stop?: boolean;
  /** Options are not looked at: all arguments are operands. */
  readonly plain?: boolean;
  /** Exit status after a wrong option; 1 by default. */
  readonly usageStatus?: number;
  /** The usage line is shown after a wrong option too. */
  readonly usageOnError?: boolean;
  /** The line that follows `Usage: NAME`. */
  readonly usage?: string;
  /** What `--version` says after the name. */
  readonly from?: string;
  /** Changes old-style arguments (`head -5`) into options. */
  rewrite?(args: readonly string[]): readonly string[];
}

/** Bytes a virtual millisecond that a text tool gets through. */
const BYTES_PER_MS = 25_000;

/** Processor milliseconds of one turn: a system call and what leads to it. */
const TURN = 0.005;

/** Output is handed on when there is this much of it, and before the tool waits for input. */
const BUFFER = 8192;

/** A running tool: its arguments, and output that is buffered until it waits. */
export class Tool {
  readonly context: ProgramContext;
  readonly name: string;
  readonly options: Options;
  readonly operands: readonly string[];
  /** What it will exit with. */
  status = 0;
  #text = '';
  #parts: Uint8Array[] = [];
  #size = 0;

  constructor(context: ProgramContext, options: Options, operands: readonly string[]) {
    this.context = context;
    this.name = context.argv[0] ?? '';
    this.options = options;
    this.operands = operands;
  }

  /** Whether it is an applet of busybox, which has words and exit statuses of its own. */
  get busybox(): boolean {
    return this.context.dialect === 'busybox';
  }

  /** The words of the dialect that the tool was installed in. */
  say(gnu: string, busybox: string): string {
    return this.busybox ? busybox : gnu;
  }

  /** Add to the output; {@link drain} or {@link flush} hands it on. */
  put(data: string | Uint8Array): void {
    this.#size += data.length;
    if (typeof data === 'string') {
      this.#text += data;
      return;
    }
    this.#closeText();
    this.#parts.push(data);
  }

  /** Hand the output on if there is much of it. */
  *drain(): Task {
    if (this.#size >= BUFFER) yield* this.flush();
  }

  /** Hand all output on. */
  *flush(): Task {
    if (this.#size === 0) return;
    this.#closeText(); // which counts its bytes
    const parts = this.#parts;
    const size = this.#size;
    this.#parts = [];
    this.#size = 0;
    yield* this.turn(size);
    const [only] = parts;
    let all = only;
    if (parts.length > 1) {
      all = new Uint8Array(size);
      let at = 0;
      for (const part of parts) {
        all.set(part, at);
        at += part.length;
      }
    }
    if (all) yield* this.context.stdout.write(all);
  }

  /** Spend the processor time of handling `bytes` bytes. */
  *turn(bytes = 0): Task {
    yield* work(TURN + bytes / BYTES_PER_MS);
  }

  /** Say `name: message` on standard error, and exit with `status` in the end. */
  *warn(message: string, status = 1): Task {
    this.status = Math.max(this.status, status);
    yield* this.flush();
    yield* this.context.stderr.write(`${this.name}: ${message}\n`);
  }

  /** An operand as an absolute path. */
  path(operand: string): string {
    if (operand === '') throw new Errno('ENOENT', operand);
    return absolute(this.context.cwd, operand);
  }

  /** Open a file for reading; `-` is standard input. @throws {Errno} */
  open(operand: string): InputStream {
    return operand === '-' ? this.context.stdin : openInput(this.context, operand);
  }

  /** The next bytes of an input, output handed on before it waits. */
  *read(input: InputStream, max?: number): Task<Uint8Array | undefined> {
    yield* this.flush();
    const bytes = yield* input.read(max);
    if (bytes) yield* this.turn(bytes.length);
    return bytes;
  }

  #closeText(): void {
    if (this.#text === '') return;
    const bytes = toBytes(this.#text);
    this.#size += bytes.length - this.#text.length;
    this.#parts.push(bytes);
    this.#text = '';
  }
}

/** The words of a failed system call; anything else is thrown on. */
export function reason(error: unknown): string {
  if (error instanceof Errno) return error.message;
  throw error;
}

/** Make a program out of a tool: options are parsed, output is flushed, failures are told in GNU's way. */
export function tool(specification: ToolSpecification, run: (tool: Tool) => Task<number | void>): Program {
  const known = `${specification.options ?? ''} /help /version`;
  return function* (context) {
    const name = context.argv[0] ?? '';
    const args = context.argv.slice(1);
    let running: Tool | undefined;
    try {
      const { options, operands } = specification.plain
        ? parseOptions(['--', ...args], '')
        : parseOptions(specification.rewrite?.(args) ?? args, known, specification.stop);
      running = new Tool(context, options, operands);
      if (options.has('help')) {
        running.put(`Usage: ${name} ${specification.usage ?? '[OPTION]... [FILE]...'}\n`);
      } else if (options.has('version')) running.put(`${name} (${specification.from ?? 'GNU coreutils'})\n`);
      else running.status = (yield* run(running)) ?? running.status;
      yield* running.flush();
      return running.status;
    } catch (thrown) {
      const error =
        thrown instanceof Errno && thrown.code === 'ENOMEM'
          ? new Failure(context.dialect === 'busybox' ? 'out of memory' : 'memory exhausted')
          : thrown;
      if (error instanceof OptionError) {
        const usage = specification.usageOnError ? `Usage: ${name} ${specification.usage ?? ''}\n` : '';
        const hint = `${usage}Try '${name} --help' for more information.`;
        yield* context.stderr.write(`${name}: ${error.message}\n${hint}\n`);
        return specification.usageStatus ?? 1;
      }
      if (!(error instanceof Failure) && !(error instanceof Errno)) throw error;
      if (running) yield* running.flush();
      if (error instanceof Failure) {
        if (error.message !== '') yield* context.stderr.write(`${name}: ${error.message}\n`);
        return error.status;
      }
      const subject = error.path === '' ? '' : `${error.path}: `;
      yield* context.stderr.write(`${name}: ${subject}${error.message}\n`);
      return 1;
    }
  };
}

/** A program as busybox has it: it speaks busybox's words. */
export function asApplet(program: Program): Program {
  return (context) => program({ ...context, dialect: 'busybox' });
}

/** `missing operand` and its hint. */
export function missingOperand(name: string, after?: string): Failure {
  const what = after === undefined ? 'missing operand' : `missing operand after ${quote(after)}`;
  return new Failure(`${what}\nTry '${name} --help' for more information.`);
}

/** `extra operand` and its hint. */
export function extraOperand(name: string, operand: string): Failure {
  return new Failure(`extra operand ${quote(operand)}\nTry '${name} --help' for more information.`);
}

/** A name in quotes, as GNU's messages have it. */
export function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
