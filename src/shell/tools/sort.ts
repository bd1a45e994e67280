import { openOutput } from '../streams.ts';
import { Lines } from './lines.ts';
import { Failure, quote, reason, tool, type Tool } from './tool.ts';

interface Ordering {
  readonly numeric: boolean;
  readonly general: boolean;
  readonly human: boolean;
  readonly version: boolean;
  readonly month: boolean;
  readonly reverse: boolean;
  readonly fold: boolean;
  readonly dictionary: boolean;
  readonly printable: boolean;
  readonly blanks: boolean;
}

interface Key extends Ordering {
  readonly start: number;
  readonly startChar: number;
  readonly startBlanks: boolean;
  readonly end: number | undefined;
  readonly endChar: number;
  readonly endBlanks: boolean;
  /** It has letters of its own, so the options for all keys do not count. */
  readonly own: boolean;
}

function ordering(letters: string): Ordering {
  const has = (letter: string): boolean => letters.includes(letter);
  return {
    numeric: has('n'),
    general: has('g'),
    human: has('h'),
    version: has('V'),
    month: has('M'),
    reverse: has('r'),
    fold: has('f'),
    dictionary: has('d'),
    printable: has('i'),
    blanks: has('b'),
  };
}

function parseKey(text: string, globals: Ordering): Key {
  const match = /^(\d+)(?:\.(\d+))?([bdfgiMhnRrV]*)(?:,(\d+)(?:\.(\d+))?([bdfgiMhnRrV]*))?$/.exec(text);
  if (!match) throw new Failure(`invalid number at field start: invalid count at start of ${quote(text)}`, 2);
  const [, start = '', startChar = '1', letters1 = '', end, endChar = '0', letters2 = ''] = match;
  if (start === '0') throw new Failure(`field number is zero: invalid field specification ${quote(text)}`, 2);
  const letters = letters1 + letters2;
  const own = letters !== '';
  const order = own ? ordering(letters) : globals;
  return {
    ...order,
    start: Number(start),
    startChar: Number(startChar),
    startBlanks: own ? letters1.includes('b') : globals.blanks,
    end: end === undefined ? undefined : Number(end),
    endChar: Number(endChar),
    endBlanks: own ? letters2.includes('b') : globals.blanks,
    own,
  };
}

/** Where each field of a line begins and ends; without a separator blanks before a field belong to it. */
function fieldBounds(line: string, separator: string | undefined): [number, number][] {
  const bounds: [number, number][] = [];
  if (separator !== undefined) {
    let at = 0;
    for (const field of line.split(separator)) {
      bounds.push([at, at + field.length]);
      at += field.length + separator.length;
    }
    return bounds;
  }
  for (const match of line.matchAll(/[ \t]*[^ \t]+|[ \t]+$/g))
    bounds.push([match.index, match.index + match[0].length]);
  return bounds;
}

function skipBlanks(line: string, at: number): number {
  let i = at;
  while (line.charAt(i) === ' ' || line.charAt(i) === '\t') i++;
  return i;
}

function keyText(line: string, key: Key, separator: string | undefined): string {
  const bounds = fieldBounds(line, separator);
  const startField = bounds[key.start - 1];
  if (!startField) return '';
  let from = startField[0];
  if (key.startBlanks) from = skipBlanks(line, from);
  from += key.startChar - 1;
  if (key.end === undefined) return line.slice(from);
  const endField = bounds[key.end - 1];
  if (!endField) return line.slice(from);
  let to = endField[1];
  if (key.endChar > 0) to = (key.endBlanks ? skipBlanks(line, endField[0]) : endField[0]) + key.endChar;
  return line.slice(from, Math.max(from, to));
}

function numberOf(text: string): number {
  const match = /^\s*(-?)(\d*(?:\.\d*)?)/.exec(text);
  const value = Number(match?.[2] || '0');
  return Number.isNaN(value) ? 0 : match?.[1] === '-' ? -value : value;
}

function humanRank(text: string): [number, number] {
  const match = /^\s*(-?)(\d*(?:\.\d*)?)([KkMGTPEZY]?)/.exec(text);
  const value = numberOf(text);
  const unit = 'KMGTPEZY'.indexOf((match?.[3] ?? '').toUpperCase());
  const rank = value === 0 || !match?.[3] ? 0 : unit + 1;
  return [match?.[1] === '-' ? -rank : rank, value];
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];

function byBytes(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Runs of digits by their value, the rest by bytes, as GNU's filevercmp does for common names. */
function versionOrder(a: string, b: string): number {
  const partsA = a.match(/\d+|\D+/g) ?? [];
  const partsB = b.match(/\d+|\D+/g) ?? [];
  for (let i = 0; i < Math.max(partsA.length, partsB.length); i++) {
    const x = partsA[i] ?? '';
    const y = partsB[i] ?? '';
    const numeric = /^\d/.test(x) && /^\d/.test(y);
    const result = numeric ? Number(x) - Number(y) : byBytes(x, y);
    if (result !== 0) return result;
  }
  return 0;
}

function compareText(a: string, b: string, order: Ordering): number {
  if (order.numeric) return numberOf(a) - numberOf(b);
  if (order.human) {
    const [rankA, valueA] = humanRank(a);
    const [rankB, valueB] = humanRank(b);
    return rankA - rankB || valueA - valueB;
  }
  if (order.general) {
    const x = parseFloat(a);
    const y = parseFloat(b);
    if (Number.isNaN(x) || Number.isNaN(y)) return Number(Number.isNaN(y)) - Number(Number.isNaN(x));
    return x - y;
  }
  if (order.version) return versionOrder(a, b);
  if (order.month) {
    const month = (text: string): number => MONTHS.indexOf(text.trimStart().slice(0, 3).toUpperCase());
    return month(a) - month(b);
  }
  const prepare = (text: string): string => {
    let out = order.blanks ? text.trimStart() : text;
    if (order.dictionary) out = out.replace(/[^\p{L}\p{N}\s]/gu, '');
    if (order.printable) out = out.replace(/[^ -~]/g, '');
    return order.fold ? out.toUpperCase() : out;
  };
  return byBytes(prepare(a), prepare(b));
}

/** How two lines compare under the options. */
function comparison(t: Tool): {
  compare: (a: string, b: string) => number;
  keysOnly: (a: string, b: string) => number;
} {
  const letters = 'ngVhMrfdib'
    .split('')
    .filter((letter) => t.options.has(letter))
    .join('');
  const globals = ordering(letters);
  const separatorOption = t.options.get('t');
  if (separatorOption === '') throw new Failure('empty tab', 2);
  if (separatorOption !== undefined && separatorOption !== '\\0' && [...separatorOption].length > 1)
    throw new Failure(`multi-character tab ${quote(separatorOption)}`, 2);
  const keys = t.options.all('k').map((key) => parseKey(key, globals));
  const keysOnly = (a: string, b: string): number => {
    if (keys.length === 0) {
      const result = compareText(a, b, globals);
      return globals.reverse ? -result : result;
    }
    for (const key of keys) {
      const order: Ordering = key.own ? key : { ...key, reverse: globals.reverse };
      const result = compareText(keyText(a, key, separatorOption), keyText(b, key, separatorOption), order);
      if (result !== 0) return order.reverse ? -result : result;
    }
    return 0;
  };
  const stable = t.options.has('s') || t.options.has('u');
  const compare = (a: string, b: string): number => {
    const result = keysOnly(a, b);
    if (result !== 0 || stable) return result;
    const last = byBytes(a, b);
    return globals.reverse ? -last : last;
  };
  return { compare, keysOnly };
}

/** sort(1): sort lines. */
export const sort = tool(
  {
    options:
      'b/ignore-leading-blanks d/dictionary-order f/ignore-case g/general-numeric-sort i/ignore-nonprinting M/month-sort ' +
      'h/human-numeric-sort n/numeric-sort r/reverse V/version-sort c /check? C k:/key o:/output s/stable t:/field-separator ' +
      'u/unique m/merge z/zero-terminated S:/buffer-size T:/temporary-directory /parallel:',
    usageStatus: 2,
  },
  function* (t) {
    const { compare, keysOnly } = comparison(t);
    const lines: string[] = [];
    const end = t.options.has('z') ? '\0' : '\n';
    for (const operand of t.operands.length > 0 ? t.operands : ['-']) {
      try {
        const input = t.open(operand);
        const reader = new Lines(t, input, { separator: end });
        for (let line = yield* reader.next(); line !== undefined; line = yield* reader.next())
          lines.push(line);
        if (operand !== '-') input.close();
      } catch (error) {
        const words = reason(error);
        const what = words === 'Is a directory' ? 'read failed' : 'cannot read';
        throw new Failure(`${what}: ${operand}: ${words}`, 2);
      }
    }
    if (t.options.has('c') || t.options.has('C') || t.options.has('check')) {
      for (let i = 1; i < lines.length; i++) {
        const result = compare(lines[i - 1] ?? '', lines[i] ?? '');
        if (result < 0 || (result === 0 && !t.options.has('u'))) continue;
        if (t.options.has('C')) return 1;
        throw new Failure(`${t.operands[0] ?? '-'}:${i + 1}: disorder: ${lines[i] ?? ''}`, 1);
      }
      return 0;
    }
    yield* t.turn(lines.length * 40);
    lines.sort(compare);
    const kept = t.options.has('u')
      ? lines.filter((line, i) => i === 0 || keysOnly(lines[i - 1] ?? '', line) !== 0)
      : lines;
    const text = kept.length > 0 ? kept.join(end) + end : '';
    const file = t.options.get('o');
    if (file === undefined) t.put(text);
    else {
      try {
        const output = openOutput(t.context, file);
        yield* output.write(text);
        output.close();
      } catch (error) {
        throw new Failure(`open failed: ${file}: ${reason(error)}`, 2);
      }
    }
    return 0;
  },
);
