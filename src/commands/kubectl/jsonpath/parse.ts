/** One step of a template. Models client-go's util/jsonpath nodes. */
export type Node =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'list'; readonly nodes: readonly Node[] }
  | { readonly kind: 'field'; readonly name: string }
  | { readonly kind: 'identifier'; readonly name: string }
  | { readonly kind: 'wildcard' }
  | { readonly kind: 'recursive' }
  | { readonly kind: 'slice'; readonly params: readonly [Bound, Bound, Bound] }
  | { readonly kind: 'union'; readonly nodes: readonly Node[] }
  | { readonly kind: 'filter'; readonly left: Node; readonly operator: string; readonly right: Node }
  | { readonly kind: 'value'; readonly value: number | boolean };

/** One of the three numbers of `[start:end:step]`. */
export interface Bound {
  readonly value: number | undefined;
  /** The end that a lone index implies. */
  readonly derived: boolean;
}

/** A bad template or a value that it does not fit, in client-go's words. */
export class JsonPathError extends Error {}

const TERMINATORS = new Set([' ', '\n', '.', ',', '[', ']', '$', '@', '{', '}', '']);

/** Parse a template: text with `{…}` in it. @throws {JsonPathError} */
export function parseJsonPath(template: string): Node[] {
  const nodes: Node[] = [];
  let position = 0;
  while (position < template.length) {
    const open = template.indexOf('{', position);
    const literal = template.slice(position, open < 0 ? undefined : open);
    if (literal !== '') nodes.push({ kind: 'text', text: literal });
    if (open < 0) break;
    const parser = new ActionParser(template, open + 1);
    nodes.push({ kind: 'list', nodes: parser.parse() });
    position = parser.position;
  }
  return nodes;
}

/** What `-o custom-columns`, `--sort-by` and `wait --for=jsonpath` accept: braces and the first dot may be left out. */
export function relaxed(expression: string): string {
  if (expression === '') return expression;
  const match = /^\{\.?([^{}]+)\}$|^\.?([^{}]+)$/.exec(expression);
  if (!match) {
    throw new JsonPathError(
      `unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or '{.name1.name2}'`,
    );
  }
  return `{.${match[1] ?? match[2] ?? ''}}`;
}

/** Parse the inside of braces on its own (a filter's sides, a union's members). */
function parseAction(action: string): Node {
  const parser = new ActionParser(`${action}}`, 0);
  return { kind: 'list', nodes: parser.parse() };
}

class ActionParser {
  position: number;
  readonly #input: string;
  readonly #nodes: Node[] = [];

  constructor(input: string, position: number) {
    this.#input = input;
    this.position = position;
  }

  #peek(): string {
    return this.#input.charAt(this.position);
  }

  parse(): Node[] {
    for (;;) {
      const rest = this.#input.slice(this.position);
      if (rest.startsWith('}')) {
        this.position++;
        return this.#nodes;
      }
      if (rest.startsWith('[?(')) this.#filter();
      else if (rest.startsWith('..')) this.#recursive();
      else this.#step();
    }
  }

  #step(): void {
    const char = this.#peek();
    this.position++;
    if (char === '' || char === '\n' || char === '\r') throw new JsonPathError('unclosed action');
    if (char === ' ' || char === '@' || char === '$') return;
    if (char === '[') return this.#array();
    if (char === '"' || char === "'") return this.#quote(char);
    if (char === '.') return this.#field();
    this.position--;
    if (char === '+' || char === '-' || /\d/.test(char)) return this.#number();
    if (/[\p{L}\p{N}_]/u.test(char)) return this.#identifier();
    const code = (char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    throw new JsonPathError(`unrecognized character in action: U+${code} '${char}'`);
  }

  #identifier(): void {
    const start = this.position;
    while (/[\p{L}\p{N}_]/u.test(this.#peek())) this.position++;
    const name = this.#input.slice(start, this.position);
    if (name === 'true' || name === 'false') this.#nodes.push({ kind: 'value', value: name === 'true' });
    else this.#nodes.push({ kind: 'identifier', name });
  }

  #number(): void {
    const start = this.position;
    if (/[+-]/.test(this.#peek())) this.position++;
    while (/[\d.]/.test(this.#peek())) this.position++;
    const word = this.#input.slice(start, this.position);
    const value = Number(word);
    if (word === '' || Number.isNaN(value)) throw new JsonPathError(`cannot parse number ${word}`);
    this.#nodes.push({ kind: 'value', value });
  }

  #recursive(): void {
    if (this.#nodes.at(-1)?.kind === 'recursive')
      throw new JsonPathError('invalid multiple recursive descent');
    this.position += 2;
    this.#nodes.push({ kind: 'recursive' });
    if (/[\p{L}\p{N}_]/u.test(this.#peek())) this.#field();
  }

  #field(): void {
    let name = '';
    while (!TERMINATORS.has(this.#peek())) {
      if (this.#peek() === '\\') this.position++;
      name += this.#peek();
      this.position++;
    }
    this.#nodes.push(name === '*' ? { kind: 'wildcard' } : { kind: 'field', name });
  }

  #quote(end: string): void {
    let value = '';
    for (;;) {
      const char = this.#peek();
      this.position++;
      if (char === '' || char === '\n') throw new JsonPathError('unterminated quoted string');
      if (char === end) break;
      if (char === '\\') {
        value += unescape(this.#peek());
        this.position++;
      } else value += char;
    }
    this.#nodes.push({ kind: 'text', text: value });
  }

  #array(): void {
    const start = this.position;
    for (;;) {
      const char = this.#peek();
      this.position++;
      if (char === '' || char === '\n') throw new JsonPathError('unterminated array');
      if (char === ']') break;
    }
    let inside = this.#input.slice(start, this.position - 1);
    if (inside === '*') inside = ':';
    const parts = inside.split(',');
    if (parts.length > 1) {
      this.#nodes.push({ kind: 'union', nodes: parts.map((part) => parseAction(`[${part.trim()}]`)) });
      return;
    }
    const key = /^'([^']*)'$/.exec(inside);
    if (key) {
      this.#nodes.push({ kind: 'list', nodes: [{ kind: 'field', name: key[1] ?? '' }] });
      return;
    }
    const match = /^(-?\d*)(:-?\d*)?(:-?\d*)?$/.exec(inside);
    if (!match) throw new JsonPathError(`invalid array index ${inside}`);
    const first: Bound = { value: match[1] ? Number(match[1]) : undefined, derived: false };
    const bound = (word: string | undefined): Bound => ({
      value: word === undefined || word === ':' ? undefined : Number(word.slice(1)),
      derived: false,
    });
    const second =
      match[2] === undefined ? { value: (first.value ?? 0) + 1, derived: true } : bound(match[2]);
    this.#nodes.push({ kind: 'slice', params: [first, second, bound(match[3])] });
  }

  #filter(): void {
    this.position += 3;
    const start = this.position;
    let depth = 1;
    let quoted = '';
    for (;;) {
      const char = this.#peek();
      this.position++;
      if (char === '' || char === '\n') throw new JsonPathError('unterminated filter');
      if (quoted !== '') {
        if (char === '\\') this.position++;
        else if (char === quoted) quoted = '';
        continue;
      }
      if (char === '"' || char === "'") quoted = char;
      else if (char === '(') depth++;
      else if (char === ')' && --depth === 0) break;
    }
    const inside = this.#input.slice(start, this.position - 1);
    if (this.#peek() !== ']') throw new JsonPathError('unclosed array expect ]');
    this.position++;
    const match = /^([^!<>=]+)([!<>=]+)(.+?)$/.exec(inside);
    const nothing: Node = { kind: 'list', nodes: [] };
    if (!match) {
      this.#nodes.push({ kind: 'filter', left: parseAction(inside), operator: 'exists', right: nothing });
      return;
    }
    this.#nodes.push({
      kind: 'filter',
      left: parseAction(match[1] ?? ''),
      operator: match[2] ?? '',
      right: parseAction(match[3] ?? ''),
    });
  }
}

function unescape(char: string): string {
  const table: Readonly<Record<string, string>> = {
    n: '\n',
    t: '\t',
    r: '\r',
    b: '\b',
    f: '\f',
    v: '\v',
    a: '\x07',
  };
  return table[char] ?? char;
}
