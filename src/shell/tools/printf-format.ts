import { decodeEscapes } from '../escapes.ts';
import { backslashQuote } from '../quoting.ts';

export interface Formatted {
  readonly text: string;
  /** What was wrong, without the program's name. */
  readonly errors: readonly string[];
  /** The exit status, where a mistake ended it. */
  readonly status?: number;
}

/** Directions of {@link formatPrintf}. */
export interface PrintfOptions {
  /** The shells' builtin, whose format has other escapes than that of coreutils' program, and says other things of a mistake. */
  readonly builtin?: boolean;
  /** dash's: it has no `%q`, and its own words. */
  readonly plain?: boolean;
  /** `%(…)T`: a moment by the clock's seconds, or now. */
  readonly time?: (format: string, seconds: number | undefined) => string;
}

/** A number given to a numeric conversion: decimal, octal, hexadecimal, or a character after a quote. */
function parseNumber(text: string, errors: string[]): bigint {
  const trimmed = text.replace(/^\s+/, '');
  if (trimmed === '') return 0n;
  const character = /^["'](.?)/su.exec(trimmed);
  if (character) return BigInt(character[1]?.codePointAt(0) ?? 0);
  const [whole = '', sign = '', digits = ''] = /^([-+]?)(0[xX][0-9a-fA-F]+|0[0-7]*|\d*)/.exec(trimmed) ?? [];
  if (whole.length !== trimmed.length || digits === '') errors.push(`${text}: invalid number`);
  const value = digits === '' ? 0n : BigInt(/^0[0-7]/.test(digits) ? `0o${digits.slice(1)}` : digits);
  return clamp(sign === '-' ? -value : value);
}

/** As strtoimax(3) has it: what does not fit becomes the nearest that does. */
function clamp(value: bigint): bigint {
  const most = 1n << 63n;
  return value >= 2n * most ? 2n * most - 1n : value < -most ? -most : value;
}

function parseFloatArgument(text: string, errors: string[]): number {
  if (text === '') return 0;
  const character = /^["'](.)/su.exec(text);
  if (character) return character[1]?.codePointAt(0) ?? 0;
  if (/^[-+]?(inf|nan)/i.test(text))
    return /nan/i.test(text) ? NaN : text.startsWith('-') ? -Infinity : Infinity;
  const match = /^\s*[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?/i.exec(text);
  if (!match || match[0].length !== text.length) errors.push(`${text}: invalid number`);
  return match ? Number(match[0]) : 0;
}

/** `%e`: at least two digits in the exponent. */
function exponential(value: number, precision: number): string {
  return value.toExponential(precision).replace(/e([-+])(\d)$/, 'e$10$2');
}

function general(value: number, precision: number, alternate: boolean): string {
  const digits = precision === 0 ? 1 : precision;
  if (value === 0) return '0';
  const exponent = Number(/e([-+]\d+)$/.exec(value.toExponential(digits - 1))?.[1] ?? 0);
  const text =
    exponent < -4 || exponent >= digits
      ? exponential(value, digits - 1)
      : value.toFixed(Math.max(0, digits - 1 - exponent));
  if (alternate) return text;
  return text.includes('.') ? text.replace(/\.?0+(?=e|$)/, '') : text;
}

/** `%f`: halves that are exact go to the even digit, where JavaScript rounds them up. */
function fixed(value: number, precision: number): string {
  const text = value.toFixed(precision);
  if (Math.abs(value) >= 1e21)
    return BigInt(value).toString() + (precision > 0 ? `.${'0'.repeat(precision)}` : '');
  const exact = value.toFixed(precision + 30);
  const tail = exact.slice(exact.length - 30);
  const last = Number(text.at(-1));
  if (!/^50*$/.test(tail) || last % 2 === 0) return text;
  return exact.slice(0, exact.length - 30).replace(/\.$/, '');
}

/** One conversion of a floating-point number, as C's printf writes it. */
export function formatFloat(value: number, conversion: string, precision: number, alternate = false): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'nan' : value < 0 ? '-inf' : 'inf';
  const text =
    conversion.toLowerCase() === 'f'
      ? fixed(value, Math.min(70, precision))
      : conversion.toLowerCase() === 'e'
        ? exponential(value, precision)
        : general(value, precision, alternate);
  return conversion === conversion.toUpperCase() ? text.toUpperCase() : text;
}

/** Sign, zeros and blanks around a converted number or text. */
export function padField(text: string, flags: string, width: number, numeric: boolean): string {
  let body = text;
  if (numeric && !body.startsWith('-')) {
    if (flags.includes('+')) body = `+${body}`;
    else if (flags.includes(' ')) body = ` ${body}`;
  }
  const missing = width - [...body].length;
  if (missing <= 0) return body;
  if (flags.includes('-')) return body + ' '.repeat(missing);
  if (numeric && flags.includes('0') && !/inf|nan/i.test(body)) {
    const [, head = '', rest = ''] = /^([-+ ]?(?:0[xX])?)(.*)$/s.exec(body) ?? [];
    return head + '0'.repeat(missing) + rest;
  }
  return ' '.repeat(missing) + body;
}

function integerText(whole: bigint, conversion: string, flags: string, precision: number): string {
  const unsigned = whole < 0n ? BigInt.asUintN(64, whole) : whole;
  const alternate = flags.includes('#');
  let digits: string;
  let prefix = '';
  switch (conversion) {
    case 'o':
      digits = unsigned.toString(8);
      if (alternate && !digits.startsWith('0')) digits = `0${digits}`;
      break;
    case 'x':
    case 'X':
      digits = unsigned.toString(16);
      if (alternate && unsigned !== 0n) prefix = '0x';
      if (conversion === 'X') {
        digits = digits.toUpperCase();
        prefix = prefix.toUpperCase();
      }
      break;
    case 'u':
      digits = unsigned.toString();
      break;
    default:
      digits = (whole < 0n ? -whole : whole).toString();
      if (whole < 0n) prefix = '-';
  }
  return prefix + digits.padStart(precision, '0');
}

const CONVERSION = /^([-+ 0#']*)(\*|\d+)?(?:\.(\*|-?\d+)?)?([hlLqjzt]*)([a-zA-Z%]|\([^)]*\)T)/;

/** Format as printf(1) does: the format is used again while arguments are left. */
export function formatPrintf(
  format: string,
  args: readonly string[],
  options: PrintfOptions = {},
): Formatted {
  const { builtin = false, plain = false, time } = options;
  const errors: string[] = [];
  let out = '';
  let next = 0;
  const take = (): string => args[next++] ?? '';
  for (;;) {
    const before = next;
    let at = 0;
    while (at < format.length) {
      const c = format.charAt(at);
      if (c !== '%') {
        const end = format.indexOf('%', at);
        const part = format.slice(at, end < 0 ? undefined : end);
        const { text, stop } = decodeEscapes(part, builtin ? 'format' : 'coreutils');
        out += text;
        if (stop) return { text: out, errors };
        at += part.length;
        continue;
      }
      const match = CONVERSION.exec(format.slice(at + 1));
      if (!match) {
        errors.push(badConversion(format.slice(at), builtin));
        return { text: out, errors };
      }
      const [whole, flagText = '', widthText, precisionText, , conversion = ''] = match;
      at += 1 + whole.length;
      if (conversion === '%') {
        out += '%';
        continue;
      }
      let flags = flagText;
      let width = widthText === '*' ? Number(parseNumber(take(), errors)) : Number(widthText ?? 0);
      if (width < 0) {
        flags += '-';
        width = -width;
      }
      const dot = /\./.test(whole.slice(0, whole.length - conversion.length));
      let precision: number | undefined;
      if (dot)
        precision = precisionText === '*' ? Number(parseNumber(take(), errors)) : Number(precisionText ?? 0);
      if (precision !== undefined && precision < 0) precision = undefined;
      switch (conversion) {
        case 'd':
        case 'i':
        case 'u':
        case 'o':
        case 'x':
        case 'X': {
          const signed = conversion === 'd' || conversion === 'i';
          const value = parseNumber(take(), errors);
          const padding = precision === undefined ? flags : flags.replaceAll('0', '');
          const text = integerText(
            signed ? BigInt.asIntN(64, value) : value,
            conversion,
            flags,
            precision ?? 1,
          );
          out += padField(text, signed ? padding : padding.replace(/[+ ]/g, ''), width, true);
          break;
        }
        case 'f':
        case 'F':
        case 'e':
        case 'E':
        case 'g':
        case 'G': {
          const value = parseFloatArgument(take(), errors);
          out += padField(
            formatFloat(value, conversion, precision ?? 6, flags.includes('#')),
            flags,
            width,
            true,
          );
          break;
        }
        case 'c':
          out += padField([...take()][0] ?? '\0', flags, width, false);
          break;
        case 's':
          out += padField([...take()].slice(0, precision).join(''), flags, width, false);
          break;
        case 'q':
          if (plain) return { text: out, errors: [...errors, '%q: invalid directive'], status: 2 };
          out += padField(backslashQuote(take()), flags, width, false);
          break;
        case 'b': {
          const { text, stop } = decodeEscapes(take(), 'percent-b');
          out += padField([...text].slice(0, precision).join(''), flags, width, false);
          if (stop) return { text: out, errors };
          break;
        }
        default: {
          if (conversion.endsWith('T') && time) {
            const argument = take();
            const seconds = argument === '' || argument.startsWith('-') ? undefined : Number(argument);
            out += padField(time(conversion.slice(1, -2), seconds), flags, width, false);
            break;
          }
          errors.push(badConversion(`%${conversion}`, builtin));
          return { text: out, errors };
        }
      }
    }
    if (next >= args.length || next === before) return { text: out, errors };
  }
}

/** What is wrong with the conversion that begins here. */
function badConversion(text: string, builtin: boolean): string {
  const bad = text.replace(/^%[-+ 0#']*[\d*]*(\.[\d*]*)?[hlLqjzt]*/, '').charAt(0);
  if (builtin) return bad === '' ? "`%': missing format character" : `\`${bad}': invalid format character`;
  return bad === '' ? "'%': missing format character" : `'${bad}': invalid format character`;
}
