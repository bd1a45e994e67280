import type { Task } from '../../sim/index.ts';
import type { InputStream } from '../types.ts';
import { Lines } from './lines.ts';
import { parseSed, SedError, type Address, type Command, type Part } from './sed-script.ts';
import { Failure, reason, tool, type Tool } from './tool.ts';

/** The lines of several files, one of them looked ahead so that `$` is known. */
class Source {
  readonly #t: Tool;
  readonly #files: string[];
  #lines: Lines | undefined;
  #next: { line: string; terminated: boolean } | undefined;
  #primed = false;
  terminated = true;
  number = 0;
  file = '-';

  constructor(t: Tool, files: readonly string[]) {
    this.#t = t;
    this.#files = [...files];
  }

  *#fetch(): Task<{ line: string; terminated: boolean } | undefined> {
    for (;;) {
      if (!this.#lines) {
        const file = this.#files.shift();
        if (file === undefined) return undefined;
        let input: InputStream;
        try {
          input = this.#t.open(file);
        } catch (error) {
          const words = reason(error);
          const what = words === 'Is a directory' ? 'read error on' : "can't read";
          yield* this.#t.warn(`${what} ${file}: ${words}`, 2);
          continue;
        }
        this.file = file;
        this.#lines = new Lines(this.#t, input);
      }
      const line = yield* this.#lines.next();
      if (line !== undefined) return { line, terminated: this.#lines.terminated };
      if (this.file !== '-') this.#lines.close();
      this.#lines = undefined;
    }
  }

  *next(): Task<string | undefined> {
    const taken = this.#primed ? this.#next : yield* this.#fetch();
    this.#primed = false;
    if (!taken) {
      this.#primed = true;
      this.#next = undefined;
      return undefined;
    }
    this.number++;
    this.terminated = taken.terminated;
    return taken.line;
  }

  *isLast(): Task<boolean> {
    if (!this.#primed) {
      this.#next = yield* this.#fetch();
      this.#primed = true;
    }
    return this.#next === undefined;
  }
}

class Machine {
  readonly #t: Tool;
  readonly #commands: readonly Command[];
  readonly #source: Source;
  readonly #quiet: boolean;
  readonly #put: (text: string) => void;
  readonly #needsLast: boolean;
  #space = '';
  #hold = '';
  #appended: string[] = [];
  #lastRegex: RegExp | undefined;
  #replaced = false;
  status = 0;

  constructor(
    t: Tool,
    commands: readonly Command[],
    source: Source,
    quiet: boolean,
    put: (text: string) => void,
  ) {
    this.#t = t;
    this.#commands = commands;
    this.#source = source;
    this.#quiet = quiet;
    this.#put = put;
    this.#needsLast = commands.some(
      ({ from, to, name }) => from?.kind === 'last' || to?.kind === 'last' || name === 'N' || name === 'n',
    );
  }

  /** Lines read so far. */
  get line(): number {
    return this.#source.number;
  }

  /** @returns whether `q` ended it */
  *run(): Task<boolean> {
    for (;;) {
      const line = yield* this.#source.next();
      if (line === undefined) return false;
      this.#space = line;
      let again = true;
      while (again) {
        again = false;
        this.#replaced = false;
        const outcome = yield* this.#cycle();
        if (outcome === 'print' || outcome === 'quit') if (!this.#quiet) this.#print(this.#space);
        this.#flushAppended();
        if (outcome === 'quit' || outcome === 'quiet-quit') return true;
        if (outcome === 'restart') again = true;
        yield* this.#t.drain();
      }
    }
  }

  #print(text: string): void {
    this.#put(text + (this.#source.terminated ? '\n' : ''));
  }

  #flushAppended(): void {
    for (const text of this.#appended.splice(0)) this.#put(text);
  }

  *#matches(address: Address): Task<boolean> {
    switch (address.kind) {
      case 'line':
        return this.#source.number === address.line;
      case 'last':
        return yield* this.#source.isLast();
      case 'step':
        return address.step === 0
          ? this.#source.number === address.first
          : this.#source.number >= address.first &&
              (this.#source.number - address.first) % address.step === 0;
      case 'regex':
        return this.#test(address.regex);
      default:
        return false;
    }
  }

  #test(regex: RegExp | undefined): boolean {
    const used = regex ?? this.#lastRegex;
    if (!used) throw new Failure('no previous regular expression', 1);
    this.#lastRegex = used;
    used.lastIndex = 0;
    return used.test(this.#space);
  }

  *#selected(command: Command): Task<boolean> {
    const { from, to } = command;
    if (!from) return true;
    const { number } = this.#source;
    if (!to) return yield* this.#matches(from);
    if (command.active) {
      if (to.kind === 'regex') {
        if (this.#test(to.regex)) command.active = false;
        return true;
      }
      if (to.kind === 'last') {
        if (yield* this.#source.isLast()) command.active = false;
        return true;
      }
      if (number >= command.until) command.active = false;
      return number <= command.until;
    }
    const zero = from.kind === 'line' && from.line === 0;
    if (zero && number === 1) {
      if (to.kind === 'regex' && this.#test(to.regex)) return true;
      command.active = true;
      return true;
    }
    if (!(yield* this.#matches(from))) return false;
    if (to.kind === 'line') command.until = to.line;
    else if (to.kind === 'plus') command.until = number + to.count;
    else if (to.kind === 'multiple') command.until = to.of > 0 ? Math.ceil(number / to.of) * to.of : number;
    else command.until = Infinity;
    command.active = command.until > number;
    return true;
  }

  *#cycle(): Task<'print' | 'delete' | 'quit' | 'quiet-quit' | 'restart'> {
    const commands = this.#commands;
    for (let pc = 0; pc < commands.length;) {
      const command = commands[pc];
      if (!command) break;
      pc++;
      if ((yield* this.#selected(command)) === command.negated) {
        if (command.name === '{') pc = command.end;
        continue;
      }
      const newline = this.#space.indexOf('\n');
      switch (command.name) {
        case '{':
        case ':':
          break;
        case '=':
          this.#put(`${this.#source.number}\n`);
          break;
        case 'a':
          this.#appended.push(`${command.text}\n`);
          break;
        case 'i':
          this.#put(`${command.text}\n`);
          break;
        case 'c':
          if (!command.to || !command.active || command.negated) this.#put(`${command.text}\n`);
          return 'delete';
        case 'd':
          return 'delete';
        case 'D':
          if (newline < 0) return 'delete';
          this.#space = this.#space.slice(newline + 1);
          return 'restart';
        case 'p':
          this.#put(`${this.#space}\n`);
          break;
        case 'P':
          this.#put(`${newline < 0 ? this.#space : this.#space.slice(0, newline)}\n`);
          break;
        case 'n':
        case 'N': {
          if (this.#needsLast && (yield* this.#source.isLast())) {
            return command.name === 'n' || !this.#quiet ? 'quit' : 'quiet-quit';
          }
          if (command.name === 'n' && !this.#quiet) this.#print(this.#space);
          this.#flushAppended();
          const line = (yield* this.#source.next()) ?? '';
          this.#space = command.name === 'n' ? line : `${this.#space}\n${line}`;
          break;
        }
        case 'g':
          this.#space = this.#hold;
          break;
        case 'G':
          this.#space += `\n${this.#hold}`;
          break;
        case 'h':
          this.#hold = this.#space;
          break;
        case 'H':
          this.#hold += `\n${this.#space}`;
          break;
        case 'x':
          [this.#space, this.#hold] = [this.#hold, this.#space];
          break;
        case 'z':
          this.#space = '';
          break;
        case 'F':
          this.#put(`${this.#source.file}\n`);
          break;
        case 'l':
          this.#put(`${visible(this.#space)}$\n`);
          break;
        case 'q':
        case 'Q':
          this.status = Number(command.text);
          return command.name === 'q' ? 'quit' : 'quiet-quit';
        case 'r': {
          const path = this.#t.path(command.text);
          if (this.#t.context.fs.isFile(path)) this.#appended.push(this.#t.context.fs.readText(path));
          break;
        }
        case 'w':
          this.#t.context.fs.appendFile(this.#t.path(command.text), `${this.#space}\n`);
          break;
        case 'b':
        case 't':
        case 'T':
          if (command.name === 't' && !this.#replaced) break;
          if (command.name === 'T' && this.#replaced) {
            this.#replaced = false;
            break;
          }
          if (command.name === 't') this.#replaced = false;
          pc = this.#label(command.text);
          break;
        case 's':
          this.#substitute(command);
          break;
        case 'y':
          this.#space = [...this.#space]
            .map((c) => {
              const index = command.from2?.indexOf(c) ?? -1;
              return index < 0 ? c : (command.to2?.[index] ?? c);
            })
            .join('');
      }
    }
    return 'print';
  }

  #label(label: string): number {
    if (label === '') return this.#commands.length;
    const at = this.#commands.findIndex(({ name, text }) => name === ':' && text === label);
    if (at < 0) throw new Failure(`-e expression #1, char 0: can't find label for jump to \`${label}'`, 1);
    return at;
  }

  #substitute(command: Command): void {
    const regex = command.regex ?? this.#lastRegex;
    if (!regex) throw new Failure('no previous regular expression', 1);
    this.#lastRegex = regex;
    let seen = 0;
    let changed = false;
    regex.lastIndex = 0;
    const which = command.which ?? 1;
    this.#space = this.#space.replace(regex, (...args: unknown[]) => {
      seen++;
      const whole = String(args[0]);
      if (seen < which || (seen > which && !command.global)) return whole;
      changed = true;
      return expand(command.replacement ?? [], args);
    });
    if (!changed) return;
    this.#replaced = true;
    if (command.print) this.#put(`${this.#space}\n`);
    if (command.text === '/dev/stdout') this.#put(`${this.#space}\n`);
    else if (command.text !== '')
      this.#t.context.fs.appendFile(this.#t.path(command.text), `${this.#space}\n`);
  }
}

function expand(parts: readonly Part[], groups: readonly unknown[]): string {
  let out = '';
  let mode = '';
  let once = '';
  const add = (text: string): void => {
    let piece = mode === 'U' ? text.toUpperCase() : mode === 'L' ? text.toLowerCase() : text;
    if (once !== '' && piece !== '') {
      const [head = ''] = piece;
      piece = (once === 'u' ? head.toUpperCase() : head.toLowerCase()) + piece.slice(head.length);
      once = '';
    }
    out += piece;
  };
  for (const part of parts) {
    if (part.kind === 'text') add(part.text);
    else if (part.kind === 'group') {
      const group = groups[part.group];
      add(typeof group === 'string' ? group : '');
    } else if (part.mode === 'u' || part.mode === 'l') once = part.mode;
    else mode = part.mode === 'E' ? '' : part.mode;
  }
  return out;
}

function visible(text: string): string {
  const names: Readonly<Record<string, string>> = {
    '\n': '\\n',
    '\t': '\\t',
    '\\': '\\\\',
    '\r': '\\r',
    '\x07': '\\a',
    '\b': '\\b',
    '\f': '\\f',
    '\v': '\\v',
  };
  let out = '';
  for (const byte of new TextEncoder().encode(text)) {
    const c = String.fromCharCode(byte);
    out += names[c] ?? (byte < 32 || byte > 126 ? `\\${byte.toString(8).padStart(3, '0')}` : c);
  }
  return out;
}

/** sed(1): edit a stream. */
export const sed = tool(
  {
    options:
      'n/quiet /silent e:/expression f:/file i?/in-place? E/regexp-extended r s/separate u/unbuffered z/null-data /posix /debug',
    usage: '[OPTION]... {script-only-if-no-other-script} [input-file]...',
    from: 'GNU sed',
  },
  function* (t) {
    const parts: string[] = [];
    for (const [key, value] of t.options.list()) {
      if (key === 'e') parts.push(value);
      if (key === 'f') {
        try {
          parts.push(t.context.fs.readText(t.path(value)).replace(/\n$/, ''));
        } catch (error) {
          throw new Failure(`couldn't open file ${value}: ${reason(error)}`);
        }
      }
    }
    let operands = t.operands;
    if (parts.length === 0) {
      const [script, ...rest] = operands;
      if (script === undefined) {
        yield* t.context.stderr.write(
          `Usage: ${t.name} [OPTION]... {script-only-if-no-other-script} [input-file]...\n`,
        );
        return 1;
      }
      parts.push(script);
      operands = rest;
    }
    const extended = t.options.has('E') || t.options.has('r');
    const script = parts.join('\n');
    const parse = (): Command[] => {
      try {
        return parseSed(script.replace(/^#n(?=\n|$)/, ''), extended);
      } catch (error) {
        if (!(error instanceof SedError)) throw error;
        throw new Failure(`-e expression #1, char ${error.position}: ${error.message}`);
      }
    };
    const quiet =
      t.options.has('n') || t.options.has('quiet') || t.options.has('silent') || /^#n(\n|$)/.test(script);
    if (!t.options.has('i')) {
      const machine = new Machine(
        t,
        parse(),
        new Source(t, operands.length > 0 ? operands : ['-']),
        quiet,
        (text) => t.put(text),
      );
      yield* machine.run();
      return machine.status || t.status;
    }
    parse();
    const suffix = t.options.get('i') ?? '';
    for (const operand of operands) {
      const path = t.path(operand);
      const { fs } = t.context;
      if (!fs.exists(path)) {
        yield* t.warn(`can't read ${operand}: No such file or directory`, 2);
        continue;
      }
      if (!fs.isFile(path)) {
        yield* t.warn(`couldn't edit ${operand}: not a regular file`, 4);
        continue;
      }
      let text = '';
      const machine = new Machine(t, parse(), new Source(t, [operand]), quiet, (piece) => {
        text += piece;
      });
      const original = fs.readFile(path);
      const stopped = yield* machine.run();
      if (stopped) {
        // What `q` did not come to stays.
        const all = new TextDecoder().decode(original);
        const lines = all.split(/(?<=\n)/);
        text += lines.slice(machine.line).join('');
      }
      if (suffix !== '') fs.writeFile(path + suffix, original);
      fs.writeFile(path, text);
      if (machine.status > 0) return machine.status;
      if (stopped) break;
    }
    return t.status;
  },
);
