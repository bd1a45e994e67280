import type { Task } from '../../../sim/index.ts';
import { finish, start } from '../run.ts';
import { Failure, type Tool } from '../tool.ts';
import type { Address, Command } from './script.ts';
import type { Source } from './source.ts';
import { expand, visible } from './text.ts';

/** Runs a script over the lines of a source. */
export class Machine {
  readonly #t: Tool;
  readonly #commands: readonly Command[];
  readonly #source: Source;
  readonly #quiet: boolean;
  readonly #put: (text: string) => void;
  readonly #needsLast: boolean;
  /** What ends a line: a newline, or NUL with -z. */
  readonly #end: string;
  /** Files that `w` has begun. */
  readonly #written = new Set<string>();
  /** Lines left in the files that `R` reads. */
  readonly #unread = new Map<string, string[]>();
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
    end: string,
  ) {
    this.#end = end;
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
    this.#put(text + (this.#source.terminated ? this.#end : ''));
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
          this.#appended.push(command.text);
          break;
        case 'i':
          this.#put(command.text);
          break;
        case 'c':
          if (!command.to || !command.active || command.negated) this.#put(command.text);
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
          this.#put(`${visible(this.#space, Number(command.text) || 70)}\n`);
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
        case 'R': {
          const line = this.#readLine(command.text);
          if (line !== undefined) this.#appended.push(`${line}\n`);
          break;
        }
        case 'w':
          yield* this.#write(command.text, this.#space);
          break;
        case 'W':
          yield* this.#write(command.text, newline < 0 ? this.#space : this.#space.slice(0, newline));
          break;
        case 'e':
          yield* this.#t.flush();
          yield* finish(start(this.#t, ['sh', '-c', command.text]));
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
          yield* this.#substitute(command);
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
    return this.#commands.findIndex(({ name, text }) => name === ':' && text === label);
  }

  *#substitute(command: Command): Task {
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
    if (command.text !== '') yield* this.#write(command.text, this.#space);
  }

  /** Add a line to a file of `w`, which is emptied first. */
  *#write(file: string, line: string): Task {
    if (file === '/dev/stdout') return this.#put(`${line}\n`);
    if (file === '/dev/stderr') {
      yield* this.#t.flush();
      return yield* this.#t.context.stderr.write(`${line}\n`);
    }
    const path = this.#t.path(file);
    this.#t.context.fs.writeFile(path, `${line}\n`, { append: this.#written.has(path) });
    this.#written.add(path);
  }

  /** The next line of a file that `R` reads. */
  #readLine(file: string): string | undefined {
    let lines = this.#unread.get(file);
    if (!lines) {
      const path = this.#t.path(file);
      lines = this.#t.context.fs.isFile(path)
        ? this.#t.context.fs.readText(path).replace(/\n$/, '').split('\n')
        : [];
      this.#unread.set(file, lines);
    }
    return lines.shift();
  }
}
