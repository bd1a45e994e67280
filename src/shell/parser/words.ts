import type { List, ParameterOperation, ParameterPart, Word, WordPart } from './ast.ts';
import { SyntaxProblem } from './errors.ts';
import { decodeEscapes } from '../escapes.ts';

/** What ends a plain word. */
const METACHARACTERS = ' \t\n;&|<>()';
const NAME_START = /[A-Za-z_]/;
const SPECIAL_PARAMETER = /[0-9@*#?$!-]/;

/**
 * How text is read: a `word` ends at a metacharacter; in `double` quotes, here-documents and arithmetic only `$`, backquote and
 * backslash are special; a `brace` word (in `${x:-…}`) ends at `}`; `pattern` is a regex or pattern inside `[[ ]]`.
 */
export type WordMode = 'word' | 'double' | 'brace' | 'heredoc' | 'arithmetic' | 'pattern';

/** Reads words: quoting and the beginnings of expansions. The grammar, in parser.ts, builds on it. */
export abstract class WordReader {
  protected source: string;
  protected position = 0;

  constructor(source: string) {
    this.source = source;
  }

  /** The language has few of bash's additions (dash). */
  protected abstract get plain(): boolean;
  /** Whether `@(…)` and its kin (extglob) begin here. */
  protected abstract beginsExtendedPattern(): boolean;
  /** Parse commands up to the `)` that closes a substitution. */
  protected abstract parseSubstitution(): List;
  /** Parse a whole text of its own, for backquotes. */
  protected abstract parseText(text: string): List;

  protected abstract lineAt(position: number): number;

  /** Match a sticky expression here. */
  protected match(expression: RegExp): RegExpExecArray | null {
    expression.lastIndex = this.position;
    return expression.exec(this.source);
  }

  protected get current(): string {
    return this.source[this.position] ?? '';
  }

  protected startsWith(text: string): boolean {
    return this.source.startsWith(text, this.position);
  }

  /** A quote or bracket that begins at `start` is not closed. */
  protected unclosed(what: string, start = this.source.length): SyntaxProblem {
    return new SyntaxProblem({ line: this.lineAt(start), unclosed: what, incomplete: true });
  }

  /** Read a word up to where `mode` says it ends, or where `stop` does. */
  protected readWord(mode: WordMode, stop: () => boolean = () => false): Word {
    const parts: WordPart[] = [];
    const start = this.position;
    let text = '';
    const quotedMode = mode === 'double' || mode === 'heredoc' || mode === 'arithmetic';
    const flush = (): void => {
      if (text !== '') parts.push({ kind: 'text', text, quoted: quotedMode });
      text = '';
    };
    const push = (part: WordPart): void => {
      flush();
      parts.push(part);
    };
    let depth = 0;
    /** Open brackets of `@(…)` and its kin. */
    let extended = 0;
    while (this.position < this.source.length) {
      const c = this.current;
      if (depth === 0 && stop()) break;
      if (mode === 'word' && (extended > 0 || this.beginsExtendedPattern())) {
        const opens = extended === 0 || c === '(';
        if (opens || c === ')' || METACHARACTERS.includes(c)) {
          const taken = extended === 0 ? c + '(' : c;
          extended += opens ? 1 : c === ')' ? -1 : 0;
          text += taken;
          this.position += taken.length;
          continue;
        }
      }
      if (mode === 'word' && METACHARACTERS.includes(c)) {
        if ((c === '<' || c === '>') && this.source[this.position + 1] === '(' && !this.plain) {
          this.position += 2;
          push({ kind: 'process', body: this.parseSubstitution(), direction: c === '<' ? 'in' : 'out' });
          continue;
        }
        break;
      }
      if (mode === 'pattern') {
        if (c === '(') depth++;
        else if (c === ')' && depth-- === 0) break;
        else if (depth === 0 && ' \t\n;&'.includes(c)) break;
      }
      if (mode === 'arithmetic') {
        if (c === '(') depth++;
        else if (c === ')') depth--;
      }
      if (c === '\\') {
        const next = this.source[this.position + 1];
        if (next === '\n') this.position += 2;
        else if (next === undefined) {
          text += '\\';
          this.position++;
        } else if (quotedMode && !('$`\\'.includes(next) || (next === '"' && mode === 'double'))) {
          text += '\\';
          this.position++;
        } else {
          if (quotedMode) text += next;
          else push({ kind: 'text', text: next, quoted: true });
          this.position += 2;
        }
      } else if (c === "'" && !quotedMode) {
        push({ kind: 'text', text: this.#singleQuoted(), quoted: true });
      } else if (c === '"' && mode !== 'heredoc' && mode !== 'arithmetic') {
        flush();
        parts.push(...this.#doubleQuoted());
      } else if (c === '"' && mode === 'arithmetic') this.position++;
      else if (c === '$' && this.source[this.position + 1] === "'" && !quotedMode && !this.plain) {
        this.position += 2;
        push({ kind: 'text', text: this.#dollarQuoted(), quoted: true });
      } else if (c === '$' && this.source[this.position + 1] === '"' && !quotedMode && !this.plain)
        this.position++;
      else if (c === '$') {
        const part = this.#dollar(quotedMode, mode);
        if (part) push(part);
        else {
          text += '$';
          this.position++;
        }
      } else if (c === '`') push(this.#backquoted(quotedMode));
      else {
        text += c;
        this.position++;
      }
    }
    flush();
    return Object.assign(parts, { source: this.source.slice(start, this.position) });
  }

  #singleQuoted(): string {
    const end = this.source.indexOf("'", this.position + 1);
    if (end < 0) throw this.unclosed("'", this.position);
    const text = this.source.slice(this.position + 1, end);
    this.position = end + 1;
    return text;
  }

  #dollarQuoted(): string {
    const start = this.position;
    while (this.position < this.source.length && this.current !== "'")
      this.position += this.current === '\\' ? 2 : 1;
    if (this.position >= this.source.length) throw this.unclosed("'", start);
    const text = this.source.slice(start, this.position);
    this.position++;
    return decodeEscapes(text, 'dollar').text;
  }

  #doubleQuoted(): WordPart[] {
    const start = this.position++;
    const parts = this.readWord('double', () => this.current === '"');
    if (this.position >= this.source.length) throw this.unclosed('"', start);
    this.position++;
    return parts.length > 0 ? [...parts] : [{ kind: 'text', text: '', quoted: true }];
  }

  #backquoted(quoted: boolean): WordPart {
    let text = '';
    const start = this.position++;
    while (this.current !== '`') {
      if (this.position >= this.source.length) throw this.unclosed('`', start);
      if (this.current === '\\') {
        const next = this.source[this.position + 1] ?? '';
        if ('`\\$'.includes(next) || (quoted && next === '"')) this.position++;
      }
      text += this.current;
      this.position++;
    }
    this.position++;
    return { kind: 'command', body: this.parseText(text), quoted };
  }

  /** What a `$` begins; `undefined` when it stands for itself. */
  #dollar(quoted: boolean, mode: WordMode): WordPart | undefined {
    const next = this.source[this.position + 1] ?? '';
    if (next === '(') {
      if (this.source[this.position + 2] === '(') {
        const arithmetic = this.#arithmetic(quoted);
        if (arithmetic) return arithmetic;
      }
      this.position += 2;
      return { kind: 'command', body: this.parseSubstitution(), quoted };
    }
    if (next === '[' && !this.plain) {
      // The old way to write `$((…))`.
      this.position += 2;
      const expression = this.readWord('arithmetic', () => this.current === ']');
      if (this.current !== ']') throw this.unclosed(']');
      this.position++;
      return { kind: 'arithmetic', expression, quoted };
    }
    if (next === '{') {
      this.position += 2;
      return this.#braced(quoted, mode);
    }
    if (SPECIAL_PARAMETER.test(next)) {
      this.position += 2;
      return { kind: 'parameter', name: next, length: false, indirect: false, quoted };
    }
    if (!NAME_START.test(next)) return undefined;
    this.position++;
    return { kind: 'parameter', name: this.#name(), length: false, indirect: false, quoted };
  }

  #arithmetic(quoted: boolean): WordPart | undefined {
    const start = this.position;
    this.position += 3;
    const expression = this.readWord('arithmetic', () => this.current === ')');
    if (this.startsWith('))')) {
      this.position += 2;
      return { kind: 'arithmetic', expression, quoted };
    }
    if (this.position >= this.source.length) throw this.unclosed(')');
    this.position = start;
    return undefined;
  }

  #name(): string {
    const name = this.match(/[A-Za-z_][A-Za-z0-9_]*/y)?.[0] ?? '';
    this.position += name.length;
    return name;
  }

  /** After `${`. */
  #braced(quoted: boolean, outer: WordMode): ParameterPart {
    const start = this.position;
    let length = false;
    let indirect = false;
    if (
      // `${#}` is a parameter, `${#-}` a length, `${#-x}` a default of `$#`.
      this.match(/#(?:[-?#@*!$]\}|[^-=?+:%#}])/y)
    ) {
      length = true;
      this.position++;
    } else if (this.current === '!' && /[A-Za-z_0-9@*#?!-]/.test(this.source[this.position + 1] ?? '')) {
      indirect = true;
      this.position++;
    }
    let name = this.#name();
    if (name === '') {
      const digits = /^\d+/.exec(this.source.slice(this.position, this.position + 20))?.[0];
      name = digits ?? (SPECIAL_PARAMETER.test(this.current) ? this.current : '');
      this.position += name.length;
    }
    if (name === '') return this.#bad(start, quoted);
    let index: Word | undefined;
    if (this.startsWith('[') && !this.plain) {
      this.position++;
      index = this.readWord('brace', () => this.current === ']');
      if (!this.startsWith(']')) throw this.unclosed(']');
      this.position++;
    }
    const part = { kind: 'parameter', name, index, length, indirect, quoted } as const;
    if (
      indirect &&
      ((index && isAll(index)) || /^[@*]\}/.test(this.source.slice(this.position, this.position + 2)))
    ) {
      if (this.current !== '}') this.position++;
      if (this.current !== '}') return this.#bad(start, quoted);
      this.position++;
      return { ...part, keys: true };
    }
    if (this.position >= this.source.length) throw this.unclosed('}', start);
    const operation = this.current === '}' ? undefined : this.#operation(quoted && outer !== 'arithmetic');
    if (this.position >= this.source.length) throw this.unclosed('}', start);
    if (this.current !== '}' || operation === 'bad') return this.#bad(start, quoted);
    this.position++;
    return { ...part, operation };
  }

  #operation(quoted: boolean): ParameterOperation | 'bad' {
    const argument = (stop = '}'): Word => {
      const ends = (): boolean => this.current === '}' || stop.includes(this.current);
      return quoted ? this.readWord('double', ends) : this.readWord('brace', ends);
    };
    // Patterns are quoted by their own quotes even inside double quotes.
    const pattern = (): Word => this.readWord('brace', () => this.current === '}');
    const c = this.current;
    const next = this.source[this.position + 1] ?? '';
    if (c === ':' && '-=?+'.includes(next) && next !== '') {
      this.position += 2;
      return { kind: 'default', operator: next as '-', colon: true, word: argument() };
    }
    if ('-=?+'.includes(c)) {
      this.position++;
      return { kind: 'default', operator: c as '-', colon: false, word: argument() };
    }
    if (this.plain && c !== '#' && c !== '%') {
      return 'bad';
    }
    if (c === ':') {
      this.position++;
      const offset = this.readWord('arithmetic', () => this.current === ':' || this.current === '}');
      let length: Word | undefined;
      if (this.current === ':') {
        this.position++;
        length = this.readWord('arithmetic', () => this.current === '}');
      }
      return { kind: 'substring', offset, length };
    }
    if (c === '#' || c === '%') {
      const longest = next === c;
      this.position += longest ? 2 : 1;
      return { kind: 'trim', side: c, longest, pattern: pattern() };
    }
    if (c === '/') {
      const where = next === '/' ? 'all' : next === '#' ? 'start' : next === '%' ? 'end' : 'first';
      this.position += where === 'first' ? 1 : 2;
      const begin = this.position;
      // `${x////-}` replaces slashes.
      const what = this.readWord(
        'brace',
        () => this.current === '}' || (this.current === '/' && (where !== 'all' || this.position > begin)),
      );
      let replacement: Word = [];
      if (this.current === '/') {
        this.position++;
        // Its quotes are its own, even inside double quotes.
        replacement = pattern();
      }
      return { kind: 'replace', where, pattern: what, replacement };
    }
    if (c === '^' || c === ',' || c === '~') {
      const all = next === c;
      this.position += all ? 2 : 1;
      return { kind: 'case', change: c, all, pattern: pattern() };
    }
    if (c === '@') {
      this.position += 2;
      return { kind: 'transform', letter: next };
    }
    return 'bad';
  }

  /** An expansion that makes no sense: it is read to its end, and found out when it is reached. */
  #bad(start: number, quoted: boolean): ParameterPart {
    this.position = start;
    this.readWord('brace', () => this.current === '}');
    if (this.position >= this.source.length) throw this.unclosed('}', start);
    this.position++;
    const text = `\${${this.source.slice(start, this.position)}`;
    return {
      kind: 'parameter',
      name: '',
      length: false,
      indirect: false,
      quoted,
      operation: { kind: 'bad', text },
    };
  }
}

/** Whether an index is `[@]` or `[*]`. */
export function isAll(index: Word): boolean {
  const [only] = index;
  return index.length === 1 && only?.kind === 'text' && (only.text === '@' || only.text === '*');
}

/** A word's text when it is all plain and unquoted: what can be a reserved word, an alias or an assignment. */
export function plainText(word: Word): string | undefined {
  let text = '';
  for (const part of word) {
    if (part.kind !== 'text' || part.quoted) return undefined;
    text += part.text;
  }
  return text;
}
