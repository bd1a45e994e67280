import { compareStrings, isArray, isObject, type Json } from './value.ts';

/** Colours of null, false, true, numbers, strings, arrays, objects and keys, as jq 1.7 has them. */
export const DEFAULT_COLORS: readonly string[] = [
  ...['1;30', '0;39', '0;39', '0;39', '0;32', '1;39', '1;39', '34;1'],
];

export interface PrintOptions {
  /** Spaces (or one tab) a level; all on one line when absent. */
  readonly indent?: string;
  readonly sortKeys?: boolean;
  /** Only ASCII. */
  readonly ascii?: boolean;
  /** SGR parameters by kind. */
  readonly colors?: readonly string[];
}

/** A number as jq prints it: 17 significant digits at most, the largest double for infinity, null for NaN. */
export function printNumber(value: number): string {
  if (value !== value) return 'null';
  if (value === Infinity) return '1.7976931348623157e+308';
  if (value === -Infinity) return '-1.7976931348623157e+308';
  if (Object.is(value, -0)) return '-0';
  const [mantissa = '', exponent = '0'] = value.toExponential().split('e');
  const sign = mantissa.startsWith('-') ? '-' : '';
  const digits = mantissa.replace(/[-.]/g, '');
  const point = Number(exponent) + 1;
  if (point <= -4 || point > digits.length + 15) {
    const power = Number(exponent);
    const fraction = digits.length > 1 ? `.${digits.slice(1)}` : '';
    const size = String(Math.abs(power)).padStart(2, '0');
    return `${sign}${digits.charAt(0)}${fraction}e${power < 0 ? '-' : '+'}${size}`;
  }
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  if (point >= digits.length) return sign + digits + '0'.repeat(point - digits.length);
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** A string in quotes. */
export function printString(text: string, ascii = false): string {
  let out = text.replace(/["\\\u0000-\u001f\u007f]/g, (c) => ESCAPES[c] ?? escapeUnit(c));

  if (ascii) out = out.replace(/[^\u0000-\u007f]/g, escapeUnit);
  return `"${out}"`;
}

/** A value as text, as jq's `tojson` or with indentation and colours as on a terminal. */
export function print(value: Json, options: PrintOptions = {}): string {
  return printAt(value, options, 0);
}

function kindOf(value: Json): number {
  if (value === null) return 0;
  if (typeof value === 'boolean') return value ? 2 : 1;
  if (typeof value === 'number') return 3;
  if (typeof value === 'string') return 4;
  return isArray(value) ? 5 : 6;
}

function printAt(value: Json, options: PrintOptions, depth: number): string {
  const { indent, colors } = options;
  const color = colors ? `\x1b[${colors[kindOf(value)] ?? ''}m` : '';
  const reset = colors ? '\x1b[0m' : '';
  const line = (level: number): string => (indent === undefined ? '' : `\n${indent.repeat(level)}`);
  if (isArray(value)) {
    if (value.length === 0) return `${color}[]${reset}`;
    let out = `${color}[`;
    value.forEach((item, i) => {
      out += `${i > 0 ? `${color},` : ''}${line(depth + 1)}${printAt(item, options, depth + 1)}`;
    });
    return `${out}${color}${line(depth)}${color}]${reset}`;
  }
  if (isObject(value)) {
    if (value.size === 0) return `${color}{}${reset}`;
    const entries = [...value];
    if (options.sortKeys) entries.sort(([a], [b]) => compareStrings(a, b));
    const key = colors ? `\x1b[${colors[7] ?? ''}m` : '';
    let out = `${color}{`;
    entries.forEach(([name, item], i) => {
      out += `${i > 0 ? `${color},` : ''}${line(depth + 1)}${reset}${key}${printString(name, options.ascii)}${reset}`;
      out += `${color}:${indent === undefined ? '' : ' '}${reset}${printAt(item, options, depth + 1)}`;
    });
    return `${out}${color}${line(depth)}${color}}${reset}`;
  }
  const text =
    typeof value === 'string'
      ? printString(value, options.ascii)
      : typeof value === 'number'
        ? printNumber(value)
        : String(value);
  return `${color}${text}${reset}`;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** A value in an error's words: cut to what fits in a small buffer. */
export function brief(value: Json, size = 11): string {
  const text = print(value);
  const bytes = encoder.encode(text);
  return bytes.length <= size ? text : `${decoder.decode(bytes.subarray(0, size - 3))}...`;
}
