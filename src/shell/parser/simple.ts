import type {
  ArrayElement,
  Assignment,
  Redirection,
  RedirectionOperator,
  SimpleCommand,
  Word,
} from './ast.ts';
import { TokenReader } from './tokens.ts';
import { plainText } from './words.ts';

/** Builtins whose arguments can be assignments of arrays. */
const DECLARING = new Set(['declare', 'typeset', 'local', 'export', 'readonly']);
const ASSIGNMENT = /([A-Za-z_][A-Za-z0-9_]*)(\[)?/y;
const REDIRECTION =
  /(?:(\d+)|\{([A-Za-z_][A-Za-z0-9_]*(?:\[[^\]\s]*\])?)\})?(&>>|&>|<<<|<<-|<<|<&|<>|>>|>&|>\||<(?!\()|>(?!\())/y;
const PLAIN_REDIRECTION = /(\d+)?()(<<-|<<|<&|<>|>>|>&|>\||<|>)/y;

/** Reads simple commands: assignments, words and redirections. */
export abstract class SimpleReader extends TokenReader {
  protected simple(firstLine: number): SimpleCommand {
    let line = firstLine;
    const assignments: Assignment[] = [];
    const declarations: Assignment[] = [];
    const words: Word[] = [];
    const redirections: Redirection[] = [];
    let declaring = false;
    let wordEnd = -1;
    for (;;) {
      this.skipBlanks();
      const redirection = this.redirection();
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
      if ((words.length === 0 || this.aliasAfter(wordEnd)) && this.expandAlias()) continue;
      const word = this.readWord('word');
      if (word.length === 0) break;
      wordEnd = this.position;
      words.push(word);
      // The first word's meaning is known, and its line taken, only when the next one has been read.
      if (words.length === 2 && assignments.length === 0) line = this.lineAt(this.position);
      const text = words.length === 1 || declaring ? plainText(word) : undefined;
      if (words.length === 1) declaring = DECLARING.has(text ?? '');
    }
    if (words.length + assignments.length + redirections.length === 0) throw this.unexpected();
    if (this.current === '(') throw this.unexpected();
    return { kind: 'simple', assignments, words, redirections, declarations, line };
  }

  /** @param arrayOnly only `name=(…)`: the rest is an ordinary word */
  #assignment(arrayOnly: boolean): Assignment | undefined {
    const start = this.position;
    const [head, name = '', bracket] = this.match(ASSIGNMENT) ?? [];
    if (head === undefined || (bracket && this.plain)) return undefined;
    this.position += head.length;
    let index: Word | undefined;
    if (bracket) {
      index = this.#subscript();
      if (!index) {
        this.position = start;
        return undefined;
      }
    }
    const append = this.current === '+' && this.source[this.position + 1] === '=' && !this.plain;
    if (append) this.position++;
    const isArray = this.startsWith('=(') && !this.plain;
    if (this.current !== '=' || (arrayOnly && !isArray)) {
      this.position = start;
      return undefined;
    }
    this.position++;
    const common = { name, index, append, isArray };
    if (!isArray) return { ...common, value: this.readWord('word') };
    this.position++;
    return { ...common, value: this.#elements() };
  }

  /** After `[`: what stands up to its `]`, both read; nothing when there is none on this line. */
  #subscript(): Word | undefined {
    const line = this.source.slice(this.position).split('\n', 1)[0] ?? '';
    if (!line.includes(']')) return undefined;
    let depth = 0;
    const word = this.readWord('brace', () => {
      if (this.current === '[') depth++;
      return this.current === ']' && depth-- === 0;
    });
    if (this.current !== ']') return undefined;
    this.position++;
    return word;
  }

  #elements(): ArrayElement[] {
    const elements: ArrayElement[] = [];
    for (;;) {
      this.skipSeparators();
      if (this.position >= this.source.length) throw this.unclosed(')');
      if (this.current === ')') break;
      let key: Word | undefined;
      let append = false;
      if (this.current === '[') {
        const start = this.position++;
        key = this.#subscript();
        append = this.startsWith('+=');
        if (!key || !(append || this.startsWith('='))) {
          key = undefined;
          this.position = start;
        } else this.position += append ? 2 : 1;
      }
      const value = this.readWord('word');
      if (value.length === 0 && key === undefined) throw this.unexpected();
      elements.push({ key, append, value });
    }
    this.position++;
    return elements;
  }

  protected redirections(): Redirection[] {
    const redirections: Redirection[] = [];
    for (;;) {
      this.skipBlanks();
      const redirection = this.redirection();
      if (!redirection) return redirections;
      redirections.push(redirection);
    }
  }

  protected redirection(): Redirection | undefined {
    const match = this.match(this.plain ? PLAIN_REDIRECTION : REDIRECTION);
    if (!match) return undefined;
    const [all, number, variable, operator = ''] = match;
    if ((number ?? variable ?? '') !== '' && operator.startsWith('&')) return undefined;
    this.position += all.length;
    this.skipBlanks();
    const descriptor = number === undefined ? undefined : Number(number);
    const start = this.position;
    const word = this.readWord('word');
    if (word.length === 0) throw this.unexpected();
    const common = variable ? { descriptor, variable } : { descriptor };
    if (operator !== '<<' && operator !== '<<-')
      return { ...common, operator: operator as RedirectionOperator, target: word };
    const raw = this.source.slice(start, this.position);
    const pending = this.announce({
      delimiter: word.map((part) => (part.kind === 'text' ? part.text : '')).join(''),
      literal: /['"\\]/.test(raw),
      stripTabs: operator === '<<-',
    });
    return {
      ...common,
      operator: '<<',
      get target() {
        return pending.target;
      },
      get document() {
        return pending.document;
      },
    };
  }
}
