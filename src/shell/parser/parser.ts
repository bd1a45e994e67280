import type { AndOr, Command, Compound, List, Pipeline, Word } from './ast.ts';
import { readCondition } from './condition.ts';
import { SyntaxProblem } from './errors.ts';
import { SimpleReader } from './simple.ts';
import { CLOSING } from './tokens.ts';

export type { ParserOptions } from './tokens.ts';

/** Parses a shell program one complete command at a time, as shells do: what comes before an error still runs. */
export class Parser extends SimpleReader {
  /** The next complete command: what stands up to the end of its line. `undefined` at the end. @throws {SyntaxProblem} */
  next(): List | undefined {
    for (;;) {
      this.skipBlanks();
      if (this.position >= this.source.length) return undefined;
      if (this.current !== '\n') break;
      this.newline();
    }
    const list = this.#list(true);
    this.skipBlanks();
    if (this.position < this.source.length) {
      if (this.current !== '\n') throw this.unexpected();
      this.newline();
    } else this.readHereDocuments();
    return list;
  }

  /** Where the next command begins in the text. */
  get offset(): number {
    return this.position;
  }

  /** Nothing but blanks is left. */
  get atEnd(): boolean {
    return /^\s*$/.test(this.rest);
  }

  /** The text from a place to where the next command begins. */
  textFrom(offset: number): string {
    return this.source.slice(offset, this.position);
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
    return this.source.split('\n')[line - (this.options.firstLine ?? 1)] ?? '';
  }

  protected parseHereDocument(text: string, firstLine: number): Word {
    return new Parser(text, { ...this.options, firstLine }).hereDocument();
  }

  protected parseSubstitution(): List {
    const list = this.#list(false);
    this.skipSeparators();
    if (this.position >= this.source.length) throw this.unclosed(')');
    if (this.current !== ')') throw this.unexpected(')');
    this.position++;
    return list;
  }

  protected parseText(text: string): List {
    const parser = new Parser(text, {
      ...this.options,
      firstLine: this.lineAt(this.position),
      interactive: false,
    });
    const lists: AndOr[] = [];
    for (let list = parser.next(); list; list = parser.next()) lists.push(...list);
    return lists;
  }

  // --- grammar ---

  /** Commands up to something that no command can begin with; at the top level a newline ends them too. */
  #list(top: boolean): List {
    const items: AndOr[] = [];
    for (;;) {
      if (top) this.skipBlanks();
      else this.skipSeparators();
      if (this.position >= this.source.length || this.current === '\n') break;
      const operator = this.operator();
      if (operator === ')' || operator?.startsWith(';;') || operator === ';&') break;
      const reserved = this.reserved();
      if (reserved !== undefined && CLOSING.has(reserved)) {
        if (top) throw this.unexpected();
        break;
      }
      items.push(this.#andOr());
      this.skipBlanks();
      const after = this.operator();
      if (after === ';' || after === '&') {
        this.position++;
        continue;
      }
      if (this.current === '\n' && !top) continue;
      break;
    }
    return items;
  }

  /** Commands, at least one; `end` is what comes after them. */
  #body(end: string): List {
    const list = this.#list(false);
    if (list.length === 0) {
      this.skipSeparators();
      throw this.unexpected(this.position >= this.source.length ? end : undefined);
    }
    return list;
  }

  #andOr(): AndOr {
    const start = this.position;
    const first = this.#pipeline();
    const rest: { operator: '&&' | '||'; pipeline: Pipeline }[] = [];
    for (;;) {
      this.skipBlanks();
      const operator = this.operator();
      if (operator !== '&&' && operator !== '||') break;
      this.position += 2;
      this.skipSeparators();
      rest.push({ operator, pipeline: this.#pipeline() });
    }
    const source = this.source.slice(start, this.position).trim();
    this.skipBlanks();
    return { first, rest, background: this.operator() === '&', source };
  }

  #pipeline(): Pipeline {
    let negated = false;
    let timed: Pipeline['timed'] = false;
    let prefixed = false;
    for (;;) {
      if (this.takeReserved('!')) negated = !negated;
      else if (this.takeReserved('time')) {
        timed = 'default';
        this.skipBlanks();
        if (this.rawWord() === '-p') {
          this.position += 2;
          timed = 'posix';
        }
      } else break;
      prefixed = true;
    }
    // `time` and `!` alone are commands too.
    this.skipBlanks();
    if (prefixed && !this.plain && /^[\n;]?$/.test(this.current))
      return { commands: [], withErrors: [], negated, timed };
    const commands: Command[] = [];
    const withErrors: boolean[] = [];
    for (;;) {
      commands.push(this.#command());
      this.skipBlanks();
      const operator = this.operator();
      withErrors.push(operator === '|&');
      if (operator !== '|' && operator !== '|&') break;
      this.position += operator.length;
      this.skipSeparators();
    }
    return { commands, withErrors, negated, timed };
  }

  #command(): Command {
    while (this.expandAlias());
    this.skipBlanks();
    const line = this.lineAt(this.position);
    if (this.takeReserved('function')) {
      this.skipBlanks();
      const name = this.rawWord();
      if (name === '') throw this.unexpected();
      this.position += name.length;
      if (this.takeOperator('(')) this.expectOperator(')');
      return this.#functionBody(name, line);
    }
    if (this.takeReserved('coproc')) return this.#coproc(line);
    const compound = this.#compound();
    if (compound) {
      return { kind: 'compound', compound, redirections: this.redirections(), line };
    }
    const name = this.rawWord();
    if (
      /^[^\s'"$`\\=]+$/.test(name) &&
      /^[ \t]*\([ \t]*\)/.test(this.source.slice(this.position + name.length))
    ) {
      this.position = this.source.indexOf(')', this.position) + 1;
      return this.#functionBody(name, line);
    }
    return this.simple(line);
  }

  #functionBody(name: string, line: number): Command {
    this.skipSeparators();
    const bodyLine = this.lineAt(this.position);
    const compound = this.#compound();
    if (!compound) {
      if (!this.plain) throw this.unexpected();
      return { kind: 'function', name, body: this.#command(), line };
    }
    const redirections = this.redirections();
    return {
      kind: 'function',
      name,
      body: { kind: 'compound', compound, redirections, line: bodyLine },
      line,
    };
  }

  /** `coproc [NAME] command`: a name only stands before a compound command. */
  #coproc(line: number): Command {
    this.skipBlanks();
    const start = this.position;
    const compound = this.#compound();
    if (compound) {
      const redirections = this.redirections();
      return {
        kind: 'coproc',
        name: 'COPROC',
        body: { kind: 'compound', compound, redirections, line },
        line,
      };
    }
    const name = this.rawWord();
    this.position += name.length;
    this.skipBlanks();
    const named = /^[A-Za-z_]\w*$/.test(name) ? this.#compound() : undefined;
    if (named) {
      const redirections = this.redirections();
      return { kind: 'coproc', name, body: { kind: 'compound', compound: named, redirections, line }, line };
    }
    this.position = start;
    return { kind: 'coproc', name: 'COPROC', body: this.#command(), line };
  }

  #compound(): Compound | undefined {
    if (this.startsWith('((') && !this.plain) {
      const arithmetic = this.#arithmeticCommand();
      if (arithmetic) return { kind: 'arithmetic', expression: arithmetic };
    }
    if (this.operator() === '(') {
      this.position++;
      const body = this.#body(')');
      this.skipSeparators();
      this.expectOperator(')');
      return { kind: 'subshell', body };
    }
    const word = this.reserved();
    if (word === undefined || word === 'in' || word === ']]') return undefined;
    if (CLOSING.has(word)) throw this.unexpected();
    this.position += word.length;
    switch (word) {
      case '{': {
        const body = this.#body('}');
        this.expectReserved('}');
        return { kind: 'group', body };
      }
      case 'if':
        return this.#if();
      case 'while':
      case 'until': {
        const condition = this.#body('do');
        return { kind: 'while', until: word === 'until', condition, body: this.#loopBody() };
      }
      case 'for':
      case 'select':
        return this.#for(word);
      case 'case':
        return this.#case();
      case '[[': {
        const expression = readCondition({
          skip: () => this.skipSeparators(),
          word: (mode) => {
            const word = this.readWord(mode);
            if (word.length === 0) throw this.unexpected();
            return word;
          },
          take: (text) => this.#takeText(text),
          raw: () => this.rawWord(),
          problem: (message) => new SyntaxProblem({ line: this.lineAt(this.position), message }),
          unexpected: () => this.unexpected(),
        });
        return { kind: 'condition', expression };
      }
      default:
        throw new SyntaxProblem({ line: this.lineAt(this.position), token: word });
    }
  }

  #takeText(text: string): boolean {
    if (!this.startsWith(text)) return false;
    if (/^[\]!A-Za-z]/.test(text) && this.rawWord() !== text) return false;
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
      const condition = this.#body('then');
      this.expectReserved('then');
      branches.push({ condition, body: this.#body('fi') });
      this.skipSeparators();
      if (this.takeReserved('elif')) continue;
      if (this.takeReserved('else')) otherwise = this.#body('fi');
      this.expectReserved('fi');
      return { kind: 'if', branches, otherwise };
    }
  }

  #loopBody(): List {
    this.skipSeparators();
    if (this.takeReserved('{')) {
      const body = this.#body('}');
      this.expectReserved('}');
      return body;
    }
    this.expectReserved('do');
    const body = this.#body('done');
    this.expectReserved('done');
    return body;
  }

  #for(kind: 'for' | 'select'): Compound {
    this.skipBlanks();
    if (kind === 'for' && this.startsWith('((') && !this.plain) {
      this.position += 2;
      const part = (end: string): Word => {
        const word = this.readWord('arithmetic', () => this.current === end);
        if (!this.startsWith(end)) throw this.unexpected();
        this.position++;
        return word;
      };
      const [start, condition, step] = [part(';'), part(';'), part(')')];
      if (!this.startsWith(')')) throw this.unexpected();
      this.position++;
      this.takeOperator(';');
      return { kind: 'for-arithmetic', start, condition, step, body: this.#loopBody() };
    }
    const name = this.rawWord();
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
      if (name === '') throw this.unexpected();
      const line = this.lineAt(this.position);
      throw new SyntaxProblem({
        line,
        message: this.plain ? 'Bad for loop variable' : `\`${name}': not a valid identifier`,
      });
    }
    this.position += name.length;
    this.skipSeparators();
    let words: Word[] | undefined;
    if (this.takeReserved('in')) {
      words = [];
      for (;;) {
        this.skipBlanks();
        const word = this.readWord('word');
        if (word.length === 0) break;
        words.push(word);
      }
      if (!this.takeOperator(';') && this.current !== '\n') throw this.unexpected();
    } else this.takeOperator(';');
    return { kind, name, words, body: this.#loopBody() };
  }

  #case(): Compound {
    this.skipBlanks();
    const subject = this.readWord('word');
    if (subject.length === 0) throw this.unexpected();
    this.expectReserved('in');
    const clauses: { patterns: Word[]; body: List; end: ';;' | ';&' | ';;&' }[] = [];
    for (;;) {
      this.skipSeparators();
      if (this.takeReserved('esac')) return { kind: 'case', subject, clauses };
      this.takeOperator('(');
      const patterns: Word[] = [];
      do {
        this.skipBlanks();
        const pattern = this.readWord('word');
        if (pattern.length === 0) throw this.unexpected();
        patterns.push(pattern);
      } while (this.takeOperator('|'));
      this.expectOperator(')');
      const body = this.#list(false);
      this.skipSeparators();
      const operator = this.operator();
      if (operator === ';;' || operator === ';&' || operator === ';;&') {
        this.position += operator.length;
        clauses.push({ patterns, body, end: operator });
      } else {
        clauses.push({ patterns, body, end: ';;' });
        this.expectReserved('esac');
        return { kind: 'case', subject, clauses };
      }
    }
  }
}
