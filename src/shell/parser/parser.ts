import type {
  AndOr,
  ArrayElement,
  Assignment,
  Command,
  Compound,
  List,
  Pipeline,
  Redirection,
  RedirectionOperator,
  SimpleCommand,
  Word,
} from './ast.ts';
import { readCondition } from './condition.ts';
import { SyntaxProblem } from './errors.ts';
import { plainText, WordReader } from './words.ts';

const RESERVED = new Set(
  'if then else elif fi do done case esac while until for in { } ! [[ ]] function time select'.split(' '),
);
/** Reserved words that can only end or continue a command. */
const CLOSING = new Set('then else elif fi do done esac }'.split(' '));
const OPERATORS = [
  '&>>',
  '<<<',
  '<<-',
  ';;&',
  '&&',
  '||',
  ';;',
  ';&',
  '|&',
  '<<',
  '>>',
  '<&',
  '>&',
  '<>',
  '>|',
  '&>',
]
  .concat([...';&|<>()'])
  .map((text) => ({ text }));
const DECLARING = new Set(['declare', 'typeset', 'local', 'export', 'readonly']);
const ASSIGNMENT = /^([A-Za-z_][A-Za-z0-9_]*)(\[[^\]\n]*\])?(\+?)=/;

interface PendingHereDocument {
  readonly delimiter: string;
  readonly literal: boolean;
  readonly stripTabs: boolean;
  target: Word;
}

export interface ParserOptions {
  /** Looked up for the first word of each command. */
  readonly aliases?: ReadonlyMap<string, string>;
  /** The number of the text's first line; 1 by default. */
  readonly firstLine?: number;
  /** More lines can follow: a here-document without its end is incomplete, not ended by the end of the text. */
  readonly interactive?: boolean;
}

/** Parses a shell program one complete command at a time, as shells do: what comes before an error still runs. */
export class Parser extends WordReader {
  readonly #aliases: ReadonlyMap<string, string>;
  readonly #firstLine: number;
  readonly #interactive: boolean;
  #pending: PendingHereDocument[] = [];
  /** Aliases being expanded, and where the text of each ends. */
  #active: { name: string; end: number }[] = [];

  constructor(source: string, options: ParserOptions = {}) {
    super(source);
    this.#aliases = options.aliases ?? new Map();
    this.#firstLine = options.firstLine ?? 1;
    this.#interactive = options.interactive ?? false;
  }

  /** The next complete command: what stands up to the end of its line. `undefined` at the end. @throws {SyntaxProblem} */
  next(): List | undefined {
    for (;;) {
      this.#skipBlanks();
      if (this.position >= this.source.length) return undefined;
      if (this.current !== '\n') break;
      this.#newline();
    }
    const list = this.#list(true);
    this.#skipBlanks();
    if (this.position < this.source.length) {
      if (this.current !== '\n') throw this.#unexpected();
      this.#newline();
    } else if (this.#pending.length > 0) this.#readHereDocuments();
    return list;
  }

  /** Where the next command begins in the text. */
  get offset(): number {
    return this.position;
  }

  /** What has not been parsed yet. */
  get rest(): string {
    return this.source.slice(this.position);
  }

  /** The whole text as the body of a here-document whose delimiter is not quoted. */
  hereDocument(): Word {
    return this.readWord('heredoc');
  }

  /** The line of the text that an error's line number means. */
  lineText(line: number): string {
    return this.source.split('\n')[line - this.#firstLine] ?? '';
  }

  protected override lineAt(position: number): number {
    return super.lineAt(position) + this.#firstLine - 1;
  }

  protected parseSubstitution(): List {
    const list = this.#list(false);
    this.#skipSeparators();
    if (this.position >= this.source.length) throw this.unclosed(')');
    if (this.current !== ')') throw this.#unexpected();
    this.position++;
    return list;
  }

  protected parseText(text: string): List {
    const parser = new Parser(text, { aliases: this.#aliases, firstLine: this.lineAt(this.position) });
    const lists: AndOr[] = [];
    for (let list = parser.next(); list; list = parser.next()) lists.push(...list);
    return lists;
  }

  // --- tokens ---

  #skipBlanks(): void {
    for (;;) {
      const c = this.current;
      if (c === ' ' || c === '\t' || c === '\r') this.position++;
      else if (c === '\\' && this.source[this.position + 1] === '\n') this.position += 2;
      else if (c === '#') {
        const end = this.source.indexOf('\n', this.position);
        this.position = end < 0 ? this.source.length : end;
      } else return;
    }
  }

  #newline(): void {
    this.position++;
    if (this.#pending.length > 0) this.#readHereDocuments();
  }

  #skipSeparators(): void {
    for (;;) {
      this.#skipBlanks();
      if (this.current !== '\n') return;
      this.#newline();
    }
  }

  #operator(): string | undefined {
    return OPERATORS.find(({ text }) => this.startsWith(text))?.text;
  }

  #takeOperator(text: string): boolean {
    this.#skipBlanks();
    if (this.#operator() !== text) return false;
    this.position += text.length;
    return true;
  }

  /** The raw text up to the next metacharacter. */
  #rawWord(): string {
    return /^[^\s;&|<>()]*/.exec(this.source.slice(this.position, this.position + 4096))?.[0] ?? '';
  }

  #reserved(): string | undefined {
    this.#skipBlanks();
    const word = this.#rawWord();
    return RESERVED.has(word) ? word : undefined;
  }

  #takeReserved(word: string): boolean {
    if (this.#reserved() !== word) return false;
    this.position += word.length;
    return true;
  }

  #expectReserved(word: string): void {
    this.#skipSeparators();
    if (!this.#takeReserved(word)) throw this.#unexpected();
  }

  #unexpected(): SyntaxProblem {
    this.#skipBlanks();
    const line = this.lineAt(this.position);
    if (this.position >= this.source.length) return new SyntaxProblem({ line, incomplete: true });
    const token = this.current === '\n' ? 'newline' : (this.#operator() ?? this.#rawWord());
    return new SyntaxProblem({ line, token });
  }

  // --- grammar ---

  /** Commands up to something that no command can begin with; at the top level a newline ends them too. */
  #list(top: boolean): List {
    const items: AndOr[] = [];
    for (;;) {
      if (top) this.#skipBlanks();
      else this.#skipSeparators();
      if (this.position >= this.source.length || this.current === '\n') break;
      const operator = this.#operator();
      if (operator === ')' || operator?.startsWith(';;') || operator === ';&') break;
      const reserved = this.#reserved();
      if (reserved !== undefined && CLOSING.has(reserved)) {
        if (top) throw this.#unexpected();
        break;
      }
      items.push(this.#andOr());
      this.#skipBlanks();
      const after = this.#operator();
      if (after === ';' || after === '&') {
        this.position++;
        continue;
      }
      if (this.current === '\n' && !top) continue;
      break;
    }
    return items;
  }

  #body(): List {
    const list = this.#list(false);
    if (list.length === 0) throw this.#unexpected();
    return list;
  }

  #andOr(): AndOr {
    const start = this.position;
    const first = this.#pipeline();
    const rest: { operator: '&&' | '||'; pipeline: Pipeline }[] = [];
    for (;;) {
      this.#skipBlanks();
      const operator = this.#operator();
      if (operator !== '&&' && operator !== '||') break;
      this.position += 2;
      this.#skipSeparators();
      rest.push({ operator, pipeline: this.#pipeline() });
    }
    const source = this.source.slice(start, this.position).trim();
    this.#skipBlanks();
    return { first, rest, background: this.#operator() === '&', source };
  }

  #pipeline(): Pipeline {
    let negated = false;
    let timed = false;
    for (;;) {
      if (this.#takeReserved('!')) negated = !negated;
      else if (this.#takeReserved('time')) {
        timed = true;
        this.#skipBlanks();
        if (this.#rawWord() === '-p') this.position += 2;
      } else break;
    }
    const commands: Command[] = [];
    const withErrors: boolean[] = [];
    for (;;) {
      commands.push(this.#command());
      this.#skipBlanks();
      const operator = this.#operator();
      withErrors.push(operator === '|&');
      if (operator !== '|' && operator !== '|&') break;
      this.position += operator.length;
      this.#skipSeparators();
    }
    return { commands, withErrors, negated, timed };
  }

  #command(): Command {
    this.#skipBlanks();
    const line = this.lineAt(this.position);
    const start = this.position;
    if (this.#takeReserved('function')) {
      this.#skipBlanks();
      const name = this.#rawWord();
      this.position += name.length;
      if (this.#takeOperator('(') && !this.#takeOperator(')')) throw this.#unexpected();
      return this.#functionBody(name, start);
    }
    const compound = this.#compound();
    if (compound) {
      return { kind: 'compound', compound, redirections: this.#redirections(), line };
    }
    const name = this.#rawWord();
    if (
      /^[^\s'"$`\\=]+$/.test(name) &&
      /^[ \t]*\([ \t]*\)/.test(this.source.slice(this.position + name.length))
    ) {
      this.position = this.source.indexOf(')', this.position) + 1;
      return this.#functionBody(name, start);
    }
    return this.#simple(line);
  }

  #functionBody(name: string, start: number): Command {
    this.#skipSeparators();
    const line = this.lineAt(this.position);
    const compound = this.#compound();
    if (!compound) throw this.#unexpected();
    const body: Command = { kind: 'compound', compound, redirections: this.#redirections(), line };
    return { kind: 'function', name, body, source: this.source.slice(start, this.position) };
  }

  #compound(): Compound | undefined {
    if (this.startsWith('((')) {
      const arithmetic = this.#arithmeticCommand();
      if (arithmetic) return { kind: 'arithmetic', expression: arithmetic };
    }
    if (this.#operator() === '(') {
      this.position++;
      const body = this.#body();
      this.#skipSeparators();
      if (!this.#takeOperator(')')) throw this.#unexpected();
      return { kind: 'subshell', body };
    }
    const word = this.#reserved();
    if (word === undefined || word === 'in' || word === ']]') return undefined;
    if (CLOSING.has(word)) throw this.#unexpected();
    this.position += word.length;
    switch (word) {
      case '{': {
        const body = this.#body();
        this.#expectReserved('}');
        return { kind: 'group', body };
      }
      case 'if':
        return this.#if();
      case 'while':
      case 'until': {
        const condition = this.#body();
        return { kind: 'while', until: word === 'until', condition, body: this.#loopBody() };
      }
      case 'for':
        return this.#for();
      case 'case':
        return this.#case();
      case '[[': {
        const expression = readCondition({
          skip: () => this.#skipSeparators(),
          word: (mode) => {
            const word = this.readWord(mode);
            if (word.length === 0) throw this.#unexpected();
            return word;
          },
          take: (text) => this.#takeText(text),
          raw: () => this.#rawWord(),
          unexpected: () => this.#unexpected(),
        });
        return { kind: 'condition', expression };
      }
      default:
        throw new SyntaxProblem({ line: this.lineAt(this.position), token: word });
    }
  }

  #takeText(text: string): boolean {
    if (!this.startsWith(text)) return false;
    if (/^[\]!A-Za-z]/.test(text) && this.#rawWord() !== text) return false;
    this.position += text.length;
    return true;
  }

  /** `(( … ))`; `undefined` when it turns out to be two subshells. */
  #arithmeticCommand(): Word | undefined {
    const start = this.position;
    this.position += 2;
    const expression = this.readWord('arithmetic', () => this.current === ')');
    if (this.startsWith('))')) {
      this.position += 2;
      return expression;
    }
    this.position = start;
    return undefined;
  }

  #if(): Compound {
    const branches: { condition: List; body: List }[] = [];
    let otherwise: List | undefined;
    for (;;) {
      const condition = this.#body();
      this.#expectReserved('then');
      branches.push({ condition, body: this.#body() });
      this.#skipSeparators();
      if (this.#takeReserved('elif')) continue;
      if (this.#takeReserved('else')) otherwise = this.#body();
      this.#expectReserved('fi');
      return { kind: 'if', branches, otherwise };
    }
  }

  #loopBody(): List {
    this.#skipSeparators();
    if (this.#takeReserved('{')) {
      const body = this.#body();
      this.#expectReserved('}');
      return body;
    }
    this.#expectReserved('do');
    const body = this.#body();
    this.#expectReserved('done');
    return body;
  }

  #for(): Compound {
    this.#skipBlanks();
    if (this.startsWith('((')) {
      this.position += 2;
      const part = (end: string): Word => {
        const word = this.readWord('arithmetic', () => this.current === end);
        if (!this.startsWith(end)) throw this.#unexpected();
        this.position++;
        return word;
      };
      const [start, condition, step] = [part(';'), part(';'), part(')')];
      if (!this.startsWith(')')) throw this.#unexpected();
      this.position++;
      this.#takeOperator(';');
      return { kind: 'for-arithmetic', start, condition, step, body: this.#loopBody() };
    }
    const name = this.#rawWord();
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
      if (name === '') throw this.#unexpected();
      throw new SyntaxProblem({
        line: this.lineAt(this.position),
        message: `\`${name}': not a valid identifier`,
      });
    }
    this.position += name.length;
    this.#skipSeparators();
    let words: Word[] | undefined;
    if (this.#takeReserved('in')) {
      words = [];
      for (;;) {
        this.#skipBlanks();
        const word = this.readWord('word');
        if (word.length === 0) break;
        words.push(word);
      }
      if (!this.#takeOperator(';') && this.current !== '\n') throw this.#unexpected();
    } else this.#takeOperator(';');
    return { kind: 'for', name, words, body: this.#loopBody() };
  }

  #case(): Compound {
    this.#skipBlanks();
    const subject = this.readWord('word');
    if (subject.length === 0) throw this.#unexpected();
    this.#expectReserved('in');
    const clauses: { patterns: Word[]; body: List; end: ';;' | ';&' | ';;&' }[] = [];
    for (;;) {
      this.#skipSeparators();
      if (this.#takeReserved('esac')) return { kind: 'case', subject, clauses };
      this.#takeOperator('(');
      const patterns: Word[] = [];
      do {
        this.#skipBlanks();
        const pattern = this.readWord('word');
        if (pattern.length === 0) throw this.#unexpected();
        patterns.push(pattern);
      } while (this.#takeOperator('|'));
      if (!this.#takeOperator(')')) throw this.#unexpected();
      const body = this.#list(false);
      this.#skipSeparators();
      const operator = this.#operator();
      if (operator === ';;' || operator === ';&' || operator === ';;&') {
        this.position += operator.length;
        clauses.push({ patterns, body, end: operator });
      } else {
        clauses.push({ patterns, body, end: ';;' });
        this.#expectReserved('esac');
        return { kind: 'case', subject, clauses };
      }
    }
  }

  #simple(line: number): SimpleCommand {
    const assignments: Assignment[] = [];
    const declarations: Assignment[] = [];
    const words: Word[] = [];
    const redirections: Redirection[] = [];
    let declaring = false;
    let aliasNext = true;
    for (;;) {
      this.#skipBlanks();
      const redirection = this.#redirection();
      if (redirection) {
        redirections.push(redirection);
        continue;
      }
      if (this.position >= this.source.length) break;
      if (words.length === 0 || declaring) {
        const assignment = this.#assignment(words.length > 0);
        if (assignment) {
          if (words.length === 0) assignments.push(assignment);
          else {
            declarations.push(assignment);
            words.push([{ kind: 'text', text: assignment.name, quoted: true }]);
          }
          continue;
        }
      }
      if (aliasNext) {
        aliasNext = this.#expandAlias();
        if (aliasNext) continue;
      }
      const word = this.readWord('word');
      if (word.length === 0) break;
      words.push(word);
      if (words.length === 1) declaring = DECLARING.has(plainText(word) ?? '');
    }
    if (words.length + assignments.length + redirections.length === 0) throw this.#unexpected();
    if (this.current === '(') throw this.#unexpected();
    return { kind: 'simple', assignments, words, redirections, declarations, line };
  }

  /** Put an alias's text in place of the word. @returns whether there was one (its text is then to be read, or the next word tried) */
  #expandAlias(): boolean {
    if (this.#aliases.size === 0) return false;
    this.#active = this.#active.filter(({ end }) => this.position < end);
    const name = this.#rawWord();
    const text = this.#aliases.get(name);
    if (text === undefined || this.#active.some((active) => active.name === name)) return false;
    const added = text.length - name.length;
    this.#active = this.#active.map((active) => ({ name: active.name, end: active.end + added }));
    this.source = this.source.slice(0, this.position) + text + this.source.slice(this.position + name.length);
    this.#active.push({ name, end: this.position + text.length });
    return true;
  }

  /** @param arrayOnly only `name=(…)`: the rest is an ordinary word */
  #assignment(arrayOnly: boolean): Assignment | undefined {
    const match = ASSIGNMENT.exec(this.source.slice(this.position, this.position + 1024));
    if (!match) return undefined;
    const [all, name = '', subscript, plus] = match;
    const isArray = this.source[this.position + all.length] === '(';
    if (arrayOnly && !isArray) return undefined;
    let index: Word | undefined;
    if (subscript !== undefined) {
      this.position += name.length + 1;
      index = this.readWord('brace', () => this.current === ']');
      this.position += 1 + (plus === '+' ? 2 : 1);
    } else this.position += all.length;
    const common = { name, index, append: plus === '+', isArray };
    if (!isArray) return { ...common, value: this.readWord('word') };
    this.position++;
    const elements: ArrayElement[] = [];
    for (;;) {
      this.#skipSeparators();
      if (this.position >= this.source.length) throw this.unclosed(')');
      if (this.current === ')') break;
      let key: Word | undefined;
      if (/^\[[^\]\n]*\]=/.test(this.source.slice(this.position, this.position + 256))) {
        this.position++;
        key = this.readWord('brace', () => this.current === ']');
        this.position += 2;
      }
      const value = this.readWord('word');
      if (value.length === 0 && key === undefined) throw this.#unexpected();
      elements.push({ key, value });
    }
    this.position++;
    return { ...common, value: elements };
  }

  #redirections(): Redirection[] {
    const redirections: Redirection[] = [];
    for (;;) {
      this.#skipBlanks();
      const redirection = this.#redirection();
      if (!redirection) return redirections;
      redirections.push(redirection);
    }
  }

  #redirection(): Redirection | undefined {
    const match = /^(\d*)(&>>|&>|<<<|<<-|<<|<&|<>|>>|>&|>\||<(?!\()|>(?!\())/.exec(
      this.source.slice(this.position, this.position + 16),
    );
    if (!match) return undefined;
    const [all, number = '', operator = ''] = match;
    if (number !== '' && operator.startsWith('&')) return undefined;
    this.position += all.length;
    this.#skipBlanks();
    const descriptor = number === '' ? undefined : Number(number);
    const start = this.position;
    const word = this.readWord('word');
    if (word.length === 0) throw this.#unexpected();
    if (operator !== '<<' && operator !== '<<-')
      return { descriptor, operator: operator as RedirectionOperator, target: word };
    const raw = this.source.slice(start, this.position);
    const delimiter = word.map((part) => (part.kind === 'text' ? part.text : '')).join('');
    const pending = {
      delimiter,
      literal: /['"\\]/.test(raw),
      stripTabs: operator === '<<-',
      target: [] as Word,
    };
    this.#pending.push(pending);
    return {
      descriptor,
      operator: '<<',
      get target() {
        return pending.target;
      },
    };
  }

  /** Read the bodies of the here-documents that the line just ended announced. */
  #readHereDocuments(): void {
    const pending = this.#pending;
    this.#pending = [];
    for (const document of pending) {
      let body = '';
      for (;;) {
        if (this.position >= this.source.length) {
          if (!this.#interactive) break;
          throw new SyntaxProblem({
            line: this.lineAt(this.source.length),
            incomplete: true,
            unclosed: document.delimiter,
          });
        }
        const end = this.source.indexOf('\n', this.position);
        let line = end < 0 ? this.source.slice(this.position) : this.source.slice(this.position, end);
        this.position = end < 0 ? this.source.length : end + 1;
        if (document.stripTabs) line = line.replace(/^\t+/, '');
        if (line === document.delimiter) break;
        body += `${line}\n`;
      }
      document.target = document.literal
        ? [{ kind: 'text', text: body, quoted: true }]
        : new Parser(body, { aliases: this.#aliases }).hereDocument();
    }
  }
}
