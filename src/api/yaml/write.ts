/**
 * Writes YAML as sigs.k8s.io/yaml does (`kubectl get -o yaml`): sorted keys, lists not indented, go-yaml's choice of quotes, lines folded
 * after 80 columns. Models go.yaml.in/yaml/v2's encoder and emitter.
 */
import type { Json, JsonObject } from '../json.ts';
import { isArray, isObject } from '../json.ts';
import { resolveScalar } from './resolve.ts';

const bestWidth = 80;
const encoder = new TextEncoder();

/** The whole document, with its last newline. */
export function toYaml(value: Json): string {
  if (isObject(value) && keysOf(value).length > 0) return mapping(value, 0, '');
  if (isArray(value) && value.length > 0) return sequence(value, 0, '');
  return `${scalar(value, 2, 0)}\n`;
}

const keysOf = (object: JsonObject): string[] =>
  Object.keys(object)
    .filter((key) => object[key] !== undefined)
    .sort(compareKeys);

/** go-yaml's order: letters after other characters, numbers by their value. */
export function compareKeys(a: string, b: string): number {
  const [left, right] = [[...a], [...b]];
  const isDigit = (char: string | undefined): boolean => char !== undefined && /^\p{Nd}$/u.test(char);
  for (let i = 0; i < left.length && i < right.length; i++) {
    const [x = '', y = ''] = [left[i], right[i]];
    if (x === y) continue;
    const [xLetter, yLetter] = [/^\p{L}$/u.test(x), /^\p{L}$/u.test(y)];
    if (xLetter && yLetter) return x < y ? -1 : 1;
    if (xLetter || yLetter) return yLetter ? -1 : 1;
    let lead = '';
    if (x === '0' || y === '0')
      for (let j = i - 1; j >= 0 && isDigit(left[j]); j--)
        if (left[j] !== '0') {
          lead = '1';
          break;
        }
    const digits = (chars: readonly string[]): string => {
      let end = i;
      while (isDigit(chars[end])) end++;
      return chars.slice(i, end).join('');
    };
    const [m, n] = [digits(left), digits(right)];
    const [p, q] = [Number(lead + m), Number(lead + n)];
    if (p !== q) return p < q ? -1 : 1;
    if (m.length !== n.length) return m.length < n.length ? -1 : 1;
    return x < y ? -1 : 1;
  }
  return left.length - right.length;
}

/** @param first what stands before the first key: nothing, or the `- ` of a list */
function mapping(object: JsonObject, indent: number, first: string): string {
  const margin = ' '.repeat(indent);
  return keysOf(object)
    .map((key, i) => {
      const before = i === 0 && first !== '' ? first : margin;
      return `${before}${field(key, object[key] ?? null, indent)}`;
    })
    .join('');
}

function field(key: string, value: Json, indent: number): string {
  const name = text(key, indent + 2, 0, true);
  if (isObject(value) && keysOf(value).length > 0) return `${name}:\n${mapping(value, indent + 2, '')}`;
  if (isArray(value) && value.length > 0) return `${name}:\n${sequence(value, indent, '')}`;
  return `${name}: ${scalar(value, indent + 2, indent + encoder.encode(name).length + 2)}\n`;
}

function sequence(items: readonly Json[], indent: number, first: string): string {
  const margin = ' '.repeat(indent);
  return items
    .map((item, i) => {
      const before = `${i === 0 && first !== '' ? first : margin}- `;
      if (isObject(item) && keysOf(item).length > 0) return mapping(item, indent + 2, before);
      if (isArray(item) && item.length > 0) return sequence(item, indent + 2, before);
      return `${before}${scalar(item, indent + 2, indent + 2)}\n`;
    })
    .join('');
}

/** @param indent of continued lines; @param column where the value begins */
function scalar(value: Json, indent: number, column: number): string {
  if (value === null) return 'null';
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return numberText(value);
  if (isArray(value)) return '[]';
  if (isObject(value)) return '{}';
  return text(value as string, indent, column, false);
}

/** Go's 'g' format for what is no integer. */
function numberText(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e21) return String(value);
  return String(value).replace(/e([+-])(\d)$/, 'e$10$2');
}

/** What go-yaml would read as a time. */
const timestamp =
  /^\d{4}-\d{1,2}-\d{1,2}([Tt]\d{1,2}:\d{1,2}:\d{1,2}(\.\d+)?(Z|[-+]\d\d:\d\d)| \d{1,2}:\d{1,2}:\d{1,2}(\.\d+)?)?$/;

const isPlainString = (value: string): boolean =>
  typeof resolveScalar(value) === 'string' &&
  value !== '<<' &&
  !timestamp.test(value) &&
  !/^[-+]?(\.(inf|Inf|INF)|\.(nan|NaN|NAN))$/.test(value) &&
  !/^[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?$/.test(value);

function text(value: string, indent: number, column: number, isKey: boolean): string {
  const facts = analyze(value);
  const breaks = value.includes('\n');
  if (breaks && facts.blockAllowed && !isKey) return literal(value, indent);
  if (!breaks && isPlainString(value)) {
    if (facts.plainAllowed && value !== '') return isKey ? value : fold(value, indent, column, 'plain');
    if (facts.singleQuotedAllowed)
      return `'${fold(value.replaceAll("'", "''"), indent, column + 1, isKey ? 'key' : 'single')}'`;
  }
  return `"${doubleQuoted(value, indent, column + 1, isKey)}"`;
}

/** What the emitter may do with a string. As yaml_emitter_analyze_scalar. */
function analyze(value: string): {
  plainAllowed: boolean;
  singleQuotedAllowed: boolean;
  blockAllowed: boolean;
} {
  const special = [...value].some((char) => !isPrintable(char) && char !== '\n');
  const indicators =
    /^(---|\.\.\.)/.test(value) ||
    /^[#,[\]{}&*!|>'"%@`]/.test(value) ||
    /^[?:-](\s|$)/.test(value) ||
    /:(\s|$)/.test(value.slice(1)) ||
    /\s#/.test(value);
  const spaceBreak = / \n/.test(value);
  return {
    plainAllowed: !special && !indicators && !/^[ \n]|[ \n]$|\n/.test(value),
    singleQuotedAllowed: !special && !spaceBreak && !/\n /.test(value),
    blockAllowed: value !== '' && !special && !spaceBreak && !value.endsWith(' '),
  };
}

function isPrintable(char: string): boolean {
  const code = char.codePointAt(0) ?? 0;
  return (
    (code >= 0x20 && code <= 0x7e) ||
    (code >= 0xa0 && code <= 0xd7ff) ||
    (code >= 0xe000 && code <= 0xfffd && code !== 0xfeff) ||
    code >= 0x10000
  );
}

/** Breaks a line at a single space once it is longer than 80 columns. */
function fold(value: string, indent: number, column: number, style: 'plain' | 'single' | 'key'): string {
  if (style === 'key') return value;
  const chars = [...value];
  let result = '';
  let at = column;
  let spaces = false;
  chars.forEach((char, i) => {
    if (char !== ' ') {
      result += char;
      at++;
      spaces = false;
      return;
    }
    const inside = style === 'plain' || (i > 0 && i < chars.length - 1);
    if (!spaces && at > bestWidth && inside && chars[i + 1] !== ' ') {
      result += `\n${' '.repeat(indent)}`;
      at = indent;
    } else {
      result += ' ';
      at++;
    }
    spaces = true;
  });
  return result;
}

const escapes: Readonly<Record<string, string>> = {
  '\0': '\\0',
  '\x07': '\\a',
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\v': '\\v',
  '\f': '\\f',
  '\r': '\\r',
  '\x1b': '\\e',
  '"': '\\"',
  '\\': '\\\\',
  '\x85': '\\N',
  '\u2028': '\\L',
  '\u2029': '\\P',
};

function escaped(char: string): string {
  const known = escapes[char];
  if (known !== undefined) return known;
  const code = char.codePointAt(0) ?? 0;
  if (isPrintable(char)) return char;
  const hex = (width: number): string => code.toString(16).toUpperCase().padStart(width, '0');
  return code <= 0xff ? `\\x${hex(2)}` : code <= 0xffff ? `\\u${hex(4)}` : `\\U${hex(8)}`;
}

function doubleQuoted(value: string, indent: number, column: number, isKey: boolean): string {
  const chars = [...value];
  let result = '';
  let at = column;
  let spaces = false;
  chars.forEach((char, i) => {
    if (char !== ' ') {
      const shown = escaped(char);
      result += shown;
      at += shown.length;
      spaces = false;
      return;
    }
    if (!isKey && !spaces && at > bestWidth && i > 0 && i < chars.length - 1) {
      result += `\n${' '.repeat(indent)}${chars[i + 1] === ' ' ? '\\' : ''}`;
      at = indent;
    } else {
      result += ' ';
      at++;
    }
    spaces = true;
  });
  return result;
}

function literal(value: string, indent: number): string {
  const hint = /^[ \n]/.test(value) ? '2' : '';
  const chomp = !value.endsWith('\n') ? '-' : value === '\n' || value.endsWith('\n\n') ? '+' : '';
  const margin = ' '.repeat(indent);
  const lines = (value.endsWith('\n') ? value.slice(0, -1) : value).split('\n');
  return `|${hint}${chomp}\n${lines.map((line) => (line === '' ? '' : margin + line)).join('\n')}`;
}
