import type { HereDocument, Word } from './ast.ts';
import { SyntaxProblem } from './errors.ts';
import { WordReader } from './words.ts';

const RESERVED = new Set(
  'if then else elif fi do done case esac while until for in { } ! [[ ]] function time select coproc'.split(
    ' ',
  ),
);
/** Reserved words that can only end or continue a command. */
export const CLOSING: ReadonlySet<string> = new Set('then else elif fi do done esac }'.split(' '));
/** The longest first. */
const OPERATORS = '&>> <<< <<- ;;& && || ;; ;& |& << >> <& >& <> >| &> ; & | < > ( )'.split(' ');
const PLAIN_OPERATORS = '<<- && || ;; << >> <& >& <> >| ; & | < > ( )'.split(' ');

/** A here-document whose body comes after the line's end; `target` is set then. */
interface PendingHereDocument {
  readonly delimiter: string;
  readonly literal: boolean;
  readonly stripTabs: boolean;
  target: Word;
  document: HereDocument;
}

export interface ParserOptions {
  /** Asked for what the first word of each command stands for. */
  readonly aliases?: () => ReadonlyMap<string, string>;
  /** Asked whether `@(…)` and its kin are patterns (`shopt -s extglob`). */
  readonly extglob?: () => boolean;
  /** The number of the text's first line; 1 by default. */
  readonly firstLine?: number;
  /** More lines can follow: a here-document without its end is incomplete, not ended by the end of the text. */
  readonly interactive?: boolean;
  /** The language is POSIX's with few additions: `[[`, `function`, `select`, `coproc`, `time` are ordinary words. */
  readonly plain?: boolean;
}

const BASH_ONLY: ReadonlySet<string> = new Set('[[ ]] function select coproc time'.split(' '));
const NO_ALIASES: ReadonlyMap<string, string> = new Map();

/** Reads what stands between words: blanks, comments, line ends, operators, reserved words, aliases, here-documents. */
export abstract class TokenReader extends WordReader {
  protected readonly options: ParserOptions;
  #pending: PendingHereDocument[] = [];
  /** Aliases being expanded, and where the text of each ends. */
  #active: { name: string; end: number }[] = [];
  /** Where the text of an alias ends that ended in a blank: the word after it can be an alias too. */
  #blankEnd = -1;
  /** A place in the text and its line, so that lines are counted once. */
  #counted = { position: 0, line: 1 };

  constructor(source: string, options: ParserOptions = {}) {
    super(source);
    this.options = options;
  }

  protected override lineAt(position: number): number {
    let { position: at, line } = this.#counted;
    if (position < at) [at, line] = [0, 1];
    for (let i = this.source.indexOf('\n', at); i >= 0 && i < position; i = this.source.indexOf('\n', i + 1))
      line++;
    this.#counted = { position, line };
    return line + (this.options.firstLine ?? 1) - 1;
  }

  protected override get plain(): boolean {
    return this.options.plain ?? false;
  }

  protected override beginsExtendedPattern(): boolean {
    return (
      this.source[this.position + 1] === '(' &&
      '?*+@!'.includes(this.current) &&
      (this.options.extglob?.() ?? false)
    );
  }

  protected skipBlanks(): void {
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

  protected newline(): void {
    this.position++;
    this.readHereDocuments();
  }

  protected skipSeparators(): void {
    for (;;) {
      this.skipBlanks();
      if (this.current !== '\n') return;
      this.newline();
    }
  }

  protected operator(): string | undefined {
    if (!'&<;|>()'.includes(this.current)) return undefined;
    return (this.plain ? PLAIN_OPERATORS : OPERATORS).find((text) => this.startsWith(text));
  }

  protected takeOperator(text: string): boolean {
    this.skipBlanks();
    if (this.operator() !== text) return false;
    this.position += text.length;
    return true;
  }

  /** The raw text up to the next metacharacter. */
  protected rawWord(): string {
    return this.match(/[^\s;&|<>()]*/y)?.[0] ?? '';
  }

  protected reserved(): string | undefined {
    this.skipBlanks();
    const word = this.rawWord();
    if (!RESERVED.has(word) || (this.plain && BASH_ONLY.has(word))) return undefined;
    return word;
  }

  protected takeReserved(word: string): boolean {
    if (this.reserved() !== word) return false;
    this.position += word.length;
    return true;
  }

  protected expectReserved(word: string): void {
    this.skipSeparators();
    if (!this.takeReserved(word)) throw this.unexpected(word);
  }

  protected expectOperator(text: string): void {
    if (!this.takeOperator(text)) throw this.unexpected(text);
  }

  /** What stands here does not fit; `expected` is the one thing that would. */
  protected unexpected(expected?: string): SyntaxProblem {
    this.skipBlanks();
    if (this.position >= this.source.length) return this.endOfFile(expected);
    const line = this.lineAt(this.position);
    const token = this.current === '\n' ? 'newline' : (this.operator() ?? this.wholeWord());
    return new SyntaxProblem({ line, token, expected });
  }

  protected endOfFile(expected?: string): SyntaxProblem {
    // An end of file has a line of its own, after a last line with or without its newline.
    const line = this.lineAt(this.source.length) + (this.source.endsWith('\n') || this.plain ? 0 : 1);
    return new SyntaxProblem({ line, incomplete: true, expected });
  }

  /** The word that stands here, with its quotes. */
  protected wholeWord(): string {
    const start = this.position;
    try {
      this.readWord('word');
    } catch (error) {
      if (!(error instanceof SyntaxProblem)) throw error;
    }
    const text = this.source.slice(start, this.position);
    this.position = start;
    return text;
  }

  /** Whether the word after `end` can be an alias, because that of the word before it ended in a blank. */
  protected aliasAfter(end: number): boolean {
    return this.#blankEnd > end && this.#blankEnd <= this.position;
  }

  /** Put an alias's text in place of the word that stands here. @returns whether there was one */
  protected expandAlias(): boolean {
    const aliases = this.options.aliases?.() ?? NO_ALIASES;
    if (aliases.size === 0) return false;
    this.skipBlanks();
    this.#active = this.#active.filter(({ end }) => this.position < end);
    const name = this.rawWord();
    const text = aliases.get(name);
    if (text === undefined || this.#active.some((active) => active.name === name)) return false;
    const added = text.length - name.length;
    this.#active = this.#active.map((active) => ({ name: active.name, end: active.end + added }));
    if (this.#blankEnd > this.position) this.#blankEnd += added;
    this.source = this.source.slice(0, this.position) + text + this.source.slice(this.position + name.length);
    this.#active.push({ name, end: this.position + text.length });
    if (/[ \t]$/.test(text)) this.#blankEnd = this.position + text.length;
    return true;
  }

  /** A here-document begins: its body will be read at the end of the line. */
  protected announce(document: Omit<PendingHereDocument, 'target' | 'document'>): PendingHereDocument {
    const pending: PendingHereDocument = { ...document, target: [], document: { ...document, body: '' } };
    this.#pending.push(pending);
    return pending;
  }

  /** Read the bodies of the here-documents that the line just ended announced. */
  protected readHereDocuments(): void {
    if (this.#pending.length === 0) return;
    const pending = this.#pending;
    this.#pending = [];
    for (const document of pending) {
      const firstLine = this.lineAt(this.position);
      const body = this.#hereBody(document);
      document.document = { ...document.document, body };
      document.target = document.literal
        ? [{ kind: 'text', text: body, quoted: true }]
        : this.parseHereDocument(body, firstLine);
    }
  }

  #hereBody({ delimiter, stripTabs, literal }: PendingHereDocument): string {
    let body = '';
    let continued = false;
    for (;;) {
      if (this.position >= this.source.length) {
        if (!this.options.interactive) return body;
        const line = this.lineAt(this.source.length);
        throw new SyntaxProblem({ line, incomplete: true, unclosed: delimiter });
      }
      const end = this.source.indexOf('\n', this.position);
      let line = end < 0 ? this.source.slice(this.position) : this.source.slice(this.position, end);
      this.position = end < 0 ? this.source.length : end + 1;
      if (stripTabs) line = line.replace(/^\t+/, '');
      if (line === delimiter && !continued) return body;
      // A line that goes on into the next is one with it.
      continued = !literal && /(^|[^\\])(\\\\)*\\$/.test(line);
      body += `${line}\n`;
    }
  }

  /** Read a here-document's text, in which `$`, backquote and backslash are special. */
  protected abstract parseHereDocument(text: string, firstLine: number): Word;
}
