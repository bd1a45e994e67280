import { randomStream, type Random, type Task } from '../../../sim/index.ts';
import { strftime } from '../../strftime.ts';
import { arcTangent2, cosine, exponential, logarithm, power, sine } from '../../../sim/math.ts';
import { escapeRegex, posixRegex } from '../regex.ts';
import { Failure, reason, type Tool } from '../tool.ts';
import type { AwkProgram, Expression, Statement } from './ast.ts';
import { Records, Streams } from './io.ts';
import { unescape } from './lexer.ts';
import { sprintf } from './printf.ts';
import { looksNumeric, toNumber, type Cells, type Value } from './values.ts';

class Next extends Error {}
class Exit extends Error {}
class Break extends Error {}
class Continue extends Error {}
class Return extends Error {
  readonly value: Value;
  constructor(value: Value) {
    super();
    this.value = value;
  }
}

/** Runs a program over its input. */
export class Interpreter {
  readonly #t: Tool;
  readonly #program: AwkProgram;
  readonly #globals = new Map<string, Value>();
  readonly #arrays = new Map<string, Cells>();
  #frames: { values: Map<string, Value>; arrays: Map<string, Cells> }[] = [];
  #fields: Value[] = [];
  #line: Value = '';
  #split = true;
  readonly #operands: string[];
  #lines: Records | undefined;
  readonly #io: Streams;
  #seed = 0;
  #random: Random | undefined;
  readonly #regexes = new Map<string, RegExp>();
  readonly #inRange = new Set<number>();
  #status = 0;
  #work = 0;
  #anyFile = false;

  constructor(t: Tool, program: AwkProgram, operands: readonly string[]) {
    this.#t = t;
    this.#program = program;
    this.#operands = [...operands];
    this.#io = new Streams(t);
    const defaults: [string, Value][] = [
      ['FS', ' '],
      ['OFS', ' '],
      ['ORS', '\n'],
      ['RS', '\n'],
      ['NR', 0],
      ['FNR', 0],
      ['SUBSEP', '\x1c'],
      ['CONVFMT', '%.6g'],
      ['OFMT', '%.6g'],
      ['FILENAME', ''],
      ['RSTART', 0],
      ['RLENGTH', -1],
      ['ARGC', operands.length + 1],
    ];
    for (const [name, value] of defaults) this.#globals.set(name, value);
    this.#arrays.set(
      'ENVIRON',
      new Map([...t.context.env].map(([name, value]): [string, Value] => [name, { input: value }])),
    );
    this.#arrays.set(
      'ARGV',
      new Map([t.name, ...operands].map((text, i): [string, Value] => [String(i), { input: text }])),
    );
  }

  set(name: string, text: string): void {
    this.#globals.set(name, { input: unescape(text) });
  }

  *run(): Task<number> {
    const { rules } = this.#program;
    try {
      try {
        for (const { pattern, action } of rules)
          if (pattern === 'BEGIN' && action) yield* this.#execute(action);
        if (rules.some(({ pattern }) => pattern !== 'BEGIN')) {
          for (let line = yield* this.#next(); line !== undefined; line = yield* this.#next()) {
            this.#setLine({ input: line });
            yield* this.#record();
          }
        }
      } catch (error) {
        if (!(error instanceof Exit)) throw error;
      }
      for (const { pattern, action } of rules) if (pattern === 'END' && action) yield* this.#execute(action);
    } catch (error) {
      if (!(error instanceof Exit)) throw error;
    }
    yield* this.#io.end();
    return this.#status || this.#t.status;
  }

  *#record(): Task {
    for (const [i, { pattern, action }] of this.#program.rules.entries()) {
      if (typeof pattern === 'string') continue;
      let matches = true;
      if (pattern?.length === 2) {
        const open = this.#inRange.has(i) || this.#truth(yield* this.#evaluate(pattern[0]));
        matches = open;
        if (open) {
          if (this.#truth(yield* this.#evaluate(pattern[1]))) this.#inRange.delete(i);
          else this.#inRange.add(i);
        }
      } else if (pattern) matches = this.#truth(yield* this.#evaluate(pattern[0]));
      if (!matches) continue;
      try {
        if (action) yield* this.#execute(action);
        else this.#t.put(this.#text(this.#line) + this.#text(this.#variable('ORS')));
      } catch (error) {
        if (error instanceof Next) break;
        throw error;
      }
    }
    yield* this.#t.drain();
  }

  /** The next record of the operands, assignments among them carried out. */
  *#next(): Task<string | undefined> {
    for (;;) {
      if (!this.#lines) {
        let operand = this.#operands.shift();
        const assignment = operand === undefined ? null : /^([A-Za-z_]\w*)=(.*)$/s.exec(operand);
        if (assignment) {
          this.set(assignment[1] ?? '', assignment[2] ?? '');
          continue;
        }
        if (operand === undefined) {
          if (this.#anyFile) return undefined;
          operand = '-';
        }
        this.#anyFile = true;
        try {
          this.#lines = new Records(this.#t, this.#t.open(operand));
        } catch (error) {
          yield* this.#t.warn(`cannot open "${operand}" (${reason(error)})`, 2);
          continue;
        }
        this.#globals.set('FILENAME', operand === '-' ? '' : operand);
        this.#globals.set('FNR', 0);
      }
      const line: string | undefined = yield* this.#lines.next(this.#text(this.#variable('RS')));
      if (line !== undefined) {
        this.#globals.set('NR', toNumber(this.#variable('NR')) + 1);
        this.#globals.set('FNR', toNumber(this.#variable('FNR')) + 1);
        return line;
      }
      this.#lines = undefined;
    }
  }

  #setLine(line: Value): void {
    this.#line = line;
    this.#split = false;
  }

  #fieldList(): Value[] {
    if (!this.#split) {
      this.#split = true;
      this.#fields = this.#pieces(this.#text(this.#line), this.#text(this.#variable('FS'))).map((input) => ({
        input,
      }));
    }
    return this.#fields;
  }

  #pieces(text: string, separator: string | RegExp): string[] {
    if (text === '') return [];
    const paragraphs = this.#text(this.#variable('RS')) === '';
    if (separator === ' ') return text.trim() === '' ? [] : text.trim().split(/[ \t\n]+/);
    if (separator === '') return [...text];
    const source =
      separator instanceof RegExp
        ? separator.source
        : separator.length === 1
          ? escapeRegex(separator)
          : this.#regex(separator).source;
    return text.split(
      new RegExp(`(?:${source.replace(/\((?!\?)/g, '(?:')})${paragraphs ? '|\\n' : ''}`, 'su'),
    );
  }

  #regex(source: string): RegExp {
    let regex = this.#regexes.get(source);
    if (!regex) {
      regex = posixRegex(source, { extended: true });
      this.#regexes.set(source, regex);
    }
    return regex;
  }

  #setField(index: number, value: Value): void {
    if (index === 0) return this.#setLine(value);
    const fields = this.#fieldList();
    while (fields.length < index) fields.push('');
    fields[index - 1] = value;
    this.#rebuild();
  }

  #rebuild(): void {
    const separator = this.#text(this.#variable('OFS'));
    this.#line = { input: this.#fields.map((field) => this.#text(field)).join(separator) };
  }

  #text(value: Value, format = 'CONVFMT'): string {
    if (typeof value === 'string') return value;
    if (typeof value !== 'number') return value.input;
    if (Number.isInteger(value) && Math.abs(value) < 1e16) return String(value);
    return this.#format(this.#text(this.#variable(format)), [value]);
  }

  #format(format: string, args: readonly Value[]): string {
    return sprintf(format, args, (value) => this.#text(value));
  }

  #truth(value: Value): boolean {
    if (typeof value === 'number') return value !== 0;
    if (typeof value === 'string') return value !== '';
    return looksNumeric(value.input) ? toNumber(value) !== 0 : value.input !== '';
  }

  #variable(name: string): Value {
    const local = this.#frames.at(-1)?.values;
    if (local?.has(name)) return local.get(name) ?? '';
    if (name === 'NF') return this.#fieldList().length;
    return this.#globals.get(name) ?? { input: '' };
  }

  #cells(name: string): Cells {
    const frame = this.#frames.at(-1);
    const local = frame?.arrays.get(name);
    if (local) return local;
    if (frame?.values.has(name)) {
      const fresh: Cells = new Map();
      frame.arrays.set(name, fresh);
      return fresh;
    }
    let cells = this.#arrays.get(name);
    if (!cells) this.#arrays.set(name, (cells = new Map()));
    return cells;
  }

  *#key(index: readonly Expression[]): Task<string> {
    const parts: string[] = [];
    for (const item of index) parts.push(this.#text(yield* this.#evaluate(item)));
    return parts.join(this.#text(this.#variable('SUBSEP')));
  }

  *#assign(target: Expression, value: Value): Task<Value> {
    if (target.kind === 'field') this.#setField(toNumber(yield* this.#evaluate(target.index)), value);
    else if (target.kind === 'element') this.#cells(target.name).set(yield* this.#key(target.index), value);
    else if (target.kind === 'variable') {
      const local = this.#frames.at(-1)?.values;
      if (local?.has(target.name)) local.set(target.name, value);
      else if (target.name === 'NF') {
        const fields = this.#fieldList();
        const count = toNumber(value);
        while (fields.length < count) fields.push('');
        fields.length = count;
        this.#rebuild();
      } else this.#globals.set(target.name, value);
    }
    return value;
  }

  *#execute(statement: Statement): Task {
    // A loop that never reads must still take time.
    if (++this.#work % 256 === 0) yield* this.#t.turn(256);
    switch (statement.kind) {
      case 'block':
        for (const inner of statement.body) yield* this.#execute(inner);
        return;
      case 'expression':
        yield* this.#evaluate(statement.value);
        return;
      case 'print':
        return yield* this.#print(statement);
      case 'if':
        if (this.#truth(yield* this.#evaluate(statement.test))) yield* this.#execute(statement.yes);
        else if (statement.no) yield* this.#execute(statement.no);
        return;
      case 'while':
        if (statement.atLeastOnce && !(yield* this.#loopBody(statement.body))) return;
        while (this.#truth(yield* this.#evaluate(statement.test)))
          if (!(yield* this.#loopBody(statement.body))) return;
        return;
      case 'for':
        if (statement.first) yield* this.#execute(statement.first);
        while (!statement.test || this.#truth(yield* this.#evaluate(statement.test))) {
          if (!(yield* this.#loopBody(statement.body))) return;
          if (statement.step) yield* this.#execute(statement.step);
        }
        return;
      case 'forIn':
        for (const key of [...this.#cells(statement.name).keys()]) {
          yield* this.#assign({ kind: 'variable', name: statement.variable }, { input: key });
          if (!(yield* this.#loopBody(statement.body))) return;
        }
        return;
      case 'delete':
        if (statement.index) this.#cells(statement.name).delete(yield* this.#key(statement.index));
        else this.#cells(statement.name).clear();
        return;
      case 'jump': {
        const value = statement.value ? yield* this.#evaluate(statement.value) : undefined;
        if (statement.to === 'next') throw new Next();
        if (statement.to === 'break') throw new Break();
        if (statement.to === 'continue') throw new Continue();
        if (statement.to === 'return') throw new Return(value ?? '');
        if (value !== undefined) this.#status = toNumber(value) & 255;
        throw new Exit();
      }
    }
  }

  /** @returns whether the loop goes on */
  *#loopBody(body: Statement): Task<boolean> {
    try {
      yield* this.#execute(body);
      return true;
    } catch (error) {
      if (error instanceof Continue) return true;
      if (error instanceof Break) return false;
      throw error;
    }
  }

  *#print(statement: Statement & { kind: 'print' }): Task {
    const values: Value[] = [];
    for (const arg of statement.args) values.push(yield* this.#evaluate(arg));
    let text: string;
    if (statement.formatted) text = this.#format(this.#text(values[0] ?? ''), values.slice(1));
    else {
      const words =
        values.length > 0 ? values.map((value) => this.#text(value, 'OFMT')) : [this.#text(this.#line)];
      text = words.join(this.#text(this.#variable('OFS'))) + this.#text(this.#variable('ORS'));
    }
    if (!statement.to) {
      this.#t.put(text);
      return yield* this.#t.drain();
    }
    const name = this.#text(yield* this.#evaluate(statement.to));
    yield* this.#io.write(statement.way, name, text);
  }

  *#evaluate(expression: Expression): Task<Value> {
    switch (expression.kind) {
      case 'number':
      case 'string':
        return expression.value;
      case 'regex':
        return expression.regex.test(this.#text(this.#line)) ? 1 : 0;
      case 'variable':
        return this.#variable(expression.name);
      case 'element': {
        const cells = this.#cells(expression.name);
        const key = yield* this.#key(expression.index);
        const value = cells.get(key);
        if (value !== undefined) return value;
        cells.set(key, { input: '' });
        return { input: '' };
      }
      case 'field': {
        const index = toNumber(yield* this.#evaluate(expression.index));
        if (index < 0) throw new Failure(`attempt to access field ${index}`, 2);
        return index === 0 ? this.#line : (this.#fieldList()[index - 1] ?? { input: '' });
      }
      case 'group': {
        const [only] = expression.items;
        if (!only || expression.items.length > 1) throw new Failure('syntax error', 2);
        return yield* this.#evaluate(only);
      }
      case 'assign': {
        const value = yield* this.#evaluate(expression.value);
        if (expression.operator === '') return yield* this.#assign(expression.target, value);
        const old = toNumber(yield* this.#evaluate(expression.target));
        return yield* this.#assign(
          expression.target,
          this.#arithmetic(expression.operator, old, toNumber(value)),
        );
      }
      case 'step': {
        const old = toNumber(yield* this.#evaluate(expression.target));
        yield* this.#assign(expression.target, old + expression.by);
        return expression.prefix ? old + expression.by : old;
      }
      case 'unary': {
        const value = yield* this.#evaluate(expression.operand);
        if (expression.operator === '!') return this.#truth(value) ? 0 : 1;
        return expression.operator === '-' ? -toNumber(value) : toNumber(value);
      }
      case 'conditional':
        return yield* this.#evaluate(
          this.#truth(yield* this.#evaluate(expression.test)) ? expression.yes : expression.no,
        );
      case 'in':
        return this.#cells(expression.name).has(yield* this.#key(expression.index)) ? 1 : 0;
      case 'getline':
        return yield* this.#getline(expression);
      case 'call':
        return yield* this.#call(expression.name, expression.args);
      case 'binary':
        return yield* this.#binary(expression.operator, expression.left, expression.right);
    }
  }

  /** @returns 1 for a record, 0 at the end, -1 where there is nothing to read */
  *#getline(expression: Expression & { kind: 'getline' }): Task<number> {
    const { from, target } = expression;
    let line: string | undefined;
    if (!from) line = yield* this.#next();
    else {
      const name = this.#text(yield* this.#evaluate(from.name));
      const records = yield* this.#io.reader(from.kind, name);
      if (!records) return -1;
      line = yield* records.next(this.#text(this.#variable('RS')));
      if (line !== undefined && from.kind === 'command')
        this.#globals.set('NR', toNumber(this.#variable('NR')) + 1);
    }
    if (line === undefined) return 0;
    if (target) yield* this.#assign(target, { input: line });
    else this.#setLine({ input: line });
    return 1;
  }

  *#binary(operator: string, leftSide: Expression, rightSide: Expression): Task<Value> {
    const left = yield* this.#evaluate(leftSide);
    if (operator === '&&') return this.#truth(left) && this.#truth(yield* this.#evaluate(rightSide)) ? 1 : 0;
    if (operator === '||') return this.#truth(left) || this.#truth(yield* this.#evaluate(rightSide)) ? 1 : 0;
    if (operator === '~' || operator === '!~') {
      const regex = yield* this.#pattern(rightSide);
      return regex.test(this.#text(left)) === (operator === '~') ? 1 : 0;
    }
    const right = yield* this.#evaluate(rightSide);
    if (operator === ' ') return this.#text(left) + this.#text(right);
    if (!/^([<>]=?|[=!]=)$/.test(operator))
      return this.#arithmetic(operator, toNumber(left), toNumber(right));
    const numeric = (value: Value): boolean =>
      typeof value === 'number' ||
      (typeof value === 'object' && (value.input === '' || looksNumeric(value.input)));
    const empty = (value: Value): boolean => typeof value === 'object' && value.input === '';
    let order: number;
    if (numeric(left) && numeric(right) && !(empty(left) && empty(right)))
      order = toNumber(left) - toNumber(right);
    else {
      const [a, b] = [this.#text(left), this.#text(right)];
      order = a < b ? -1 : a > b ? 1 : 0;
    }
    const results: Readonly<Record<string, boolean>> = {
      '<': order < 0,
      '<=': order <= 0,
      '==': order === 0,
      '!=': order !== 0,
      '>': order > 0,
      '>=': order >= 0,
    };
    return results[operator] ? 1 : 0;
  }

  *#pattern(expression: Expression): Task<RegExp> {
    if (expression.kind === 'regex') return expression.regex;
    return this.#regex(this.#text(yield* this.#evaluate(expression)));
  }

  #arithmetic(operator: string, a: number, b: number): number {
    switch (operator) {
      case '+':
        return a + b;
      case '-':
        return a - b;
      case '*':
        return a * b;
      case '/':
      case '%':
        if (b === 0) throw new Failure(operator === '/' ? 'division by zero' : 'division by zero in %', 2);
        return operator === '/' ? a / b : a % b;
      default:
        return power(a, b);
    }
  }

  *#call(name: string, args: readonly Expression[]): Task<Value> {
    const own = this.#program.functions.get(name);
    if (own) return yield* this.#callOwn(own, args);
    const [first, second, third] = args;
    if (name === 'length' && first?.kind === 'variable' && this.#isArray(first.name))
      return this.#cells(first.name).size;
    if (name === 'split' && first && second?.kind === 'variable') {
      const text = this.#text(yield* this.#evaluate(first));
      const separator = !third
        ? this.#text(this.#variable('FS'))
        : third.kind === 'regex'
          ? third.regex
          : this.#text(yield* this.#evaluate(third));
      const pieces = this.#pieces(text, separator);
      const cells = this.#cells(second.name);
      cells.clear();
      for (const [i, input] of pieces.entries()) cells.set(String(i + 1), { input });
      return pieces.length;
    }
    if ((name === 'sub' || name === 'gsub') && first && second) {
      const target: Expression = third ?? { kind: 'field', index: { kind: 'number', value: 0 } };
      const regex = yield* this.#pattern(first);
      const replacement = this.#text(yield* this.#evaluate(second));
      let count = 0;
      const text = this.#text(yield* this.#evaluate(target)).replace(
        new RegExp(regex.source, name === 'gsub' ? 'gsu' : 'su'),
        (match) => {
          count++;
          return replacement.replace(/\\\\&|\\&|&/g, (mark) =>
            mark === '&' ? match : mark === '\\&' ? '&' : `\\${match}`,
          );
        },
      );
      if (count > 0) yield* this.#assign(target, text);
      return count;
    }
    if (name === 'match' && first && second) {
      const text = this.#text(yield* this.#evaluate(first));
      const found = (yield* this.#pattern(second)).exec(text);
      const start = found ? [...text.slice(0, found.index)].length + 1 : 0;
      this.#globals.set('RSTART', start);
      this.#globals.set('RLENGTH', found ? [...found[0]].length : -1);
      return start;
    }
    const values: Value[] = [];
    for (const arg of args) values.push(yield* this.#evaluate(arg));
    const [a = '', b = '', c] = values;
    switch (name) {
      case 'length':
        return [...this.#text(values.length > 0 ? a : this.#line)].length;
      case 'substr': {
        const start = Math.round(toNumber(b));
        const end = c === undefined ? Infinity : start + Math.round(toNumber(c));
        return [...this.#text(a)].slice(Math.max(0, start - 1), Math.max(0, end - 1)).join('');
      }
      case 'index': {
        const text = this.#text(a);
        const at = text.indexOf(this.#text(b));
        return at < 0 ? 0 : [...text.slice(0, at)].length + 1;
      }
      case 'sprintf':
        return this.#format(this.#text(a), values.slice(1));
      case 'tolower':
        return this.#text(a).toLowerCase();
      case 'toupper':
        return this.#text(a).toUpperCase();
      case 'int':
        return Math.trunc(toNumber(a));
      case 'sqrt':
        return Math.sqrt(toNumber(a));
      case 'exp':
        return exponential(toNumber(a));
      case 'log':
        return logarithm(toNumber(a));
      case 'sin':
        return sine(toNumber(a));
      case 'cos':
        return cosine(toNumber(a));
      case 'atan2':
        return arcTangent2(toNumber(a), toNumber(b));
      case 'rand':
        return (this.#random ??= this.#t.context.sim.random('awk')).next();
      case 'srand': {
        const before = this.#seed;
        this.#seed = values.length > 0 ? toNumber(a) : Math.floor(this.#t.context.sim.time / 1000);
        this.#random = randomStream(String(this.#seed), 'awk');
        return before;
      }
      case 'system':
        return yield* this.#io.system(this.#text(a));
      case 'systime':
        return Math.floor(this.#t.context.sim.time / 1000);
      case 'strftime':
        return strftime(this.#text(a), values.length > 1 ? toNumber(b) * 1000 : this.#t.context.sim.time);
      case 'close':
        return yield* this.#io.close(this.#text(a));
      case 'fflush':
        yield* this.#t.flush();
        return 0;
      default:
        throw new Failure(`function ${name} is not available here`, 2);
    }
  }

  #isArray(name: string): boolean {
    return (
      this.#frames.at(-1)?.arrays.has(name) ||
      (!this.#frames.at(-1)?.values.has(name) && this.#arrays.has(name))
    );
  }

  *#callOwn(
    own: { readonly parameters: readonly string[]; readonly body: Statement },
    args: readonly Expression[],
  ): Task<Value> {
    const values = new Map<string, Value>();
    const arrays = new Map<string, Cells>();
    for (const [i, parameter] of own.parameters.entries()) {
      const arg = args[i];
      if (arg?.kind === 'variable' && (this.#isArray(arg.name) || !this.#known(arg.name)))
        arrays.set(parameter, this.#cells(arg.name));
      values.set(parameter, arg && !arrays.has(parameter) ? yield* this.#evaluate(arg) : { input: '' });
    }
    if (this.#frames.length > 500) throw new Failure('function call nesting too deep', 2);
    this.#frames.push({ values, arrays });
    try {
      yield* this.#execute(own.body);
      return '';
    } catch (error) {
      if (error instanceof Return) return error.value;
      throw error;
    } finally {
      this.#frames.pop();
    }
  }

  #known(name: string): boolean {
    return name === 'NF' || this.#globals.has(name) || (this.#frames.at(-1)?.values.has(name) ?? false);
  }
}
