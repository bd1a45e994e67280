import { decodeEscapes } from '../escapes.ts';

export interface PrintfResult {
  readonly text: string;
  /** What was wrong, in order; each without the program's name. */
  readonly problems: readonly string[];
}

const CONVERSION =
  /%([-+ 0#]*)(\*|\d+)?(?:\.(\*|-?\d+)?)?(?:hh|h|ll|l|q|j|z|t|L)?([diouxXcsbqeEfFgGaA%]|\([^)]*\)T)|%/g;

/** printf(1): the format is used again while arguments are left. */
export function formatPrintf(
  format: string,
  args: readonly string[],
  quote: (text: string) => string,
): PrintfResult {
  let text = '';
  const problems: string[] = [];
  let next = 0;
  let stop = false;
  const take = (): string | undefined => args[next++];
  const pass = (): void => {
    let at = 0;
    for (const match of format.matchAll(CONVERSION)) {
      const literal = decodeEscapes(format.slice(at, match.index), 'format');
      text += literal.text;
      at = match.index + match[0].length;
      const [whole, flags = '', width, precision, conversion] = match;
      if (conversion === '%') {
        text += '%';
        continue;
      }
      if (conversion === undefined) {
        problems.push(
          `\`${format.slice(match.index + 1, match.index + 2) || '%'}': invalid format character`,
        );
        stop = true;
        return;
      }
      const size = width === '*' ? integer(take(), problems) : BigInt(width ?? '0');
      const left = flags.includes('-') || size < 0n;
      const columns = Math.abs(Number(size));
      const digits = !whole.includes('.')
        ? undefined
        : precision === '*'
          ? Number(integer(take(), problems))
          : Number(precision ?? 0);
      const shown = convert(conversion, flags, digits, take(), problems, quote);
      stop ||= shown.stop;
      const zero =
        flags.includes('0') &&
        !left &&
        'dioxXufFeEgG'.includes(conversion) &&
        (digits === undefined || 'fFeEgG'.includes(conversion));
      text += pad(shown.text, columns, left, zero);
      if (stop) return;
    }
    text += decodeEscapes(format.slice(at), 'format').text;
  };
  do {
    const before = next;
    pass();
    if (next === before) break;
  } while (next < args.length && !stop);
  return { text, problems };
}

function pad(text: string, columns: number, left: boolean, zero: boolean): string {
  const missing = columns - [...text].length;
  if (missing <= 0) return text;
  if (left) return text + ' '.repeat(missing);
  if (!zero) return ' '.repeat(missing) + text;
  const [, sign = '', digits = ''] = /^([-+ ]?(?:0[xX])?)(.*)$/s.exec(text) ?? [];
  return sign + '0'.repeat(missing) + digits;
}

function convert(
  conversion: string,
  flags: string,
  digits: number | undefined,
  argument: string | undefined,
  problems: string[],
  quote: (text: string) => string,
): { text: string; stop: boolean } {
  const plain = (text: string): { text: string; stop: boolean } => ({ text, stop: false });
  const signed = (text: string): string =>
    text.startsWith('-') ? text : flags.includes('+') ? `+${text}` : flags.includes(' ') ? ` ${text}` : text;
  const cut = (text: string): string => (digits === undefined ? text : [...text].slice(0, digits).join(''));
  switch (conversion) {
    case 's':
      return plain(cut(argument ?? ''));
    case 'b': {
      const decoded = decodeEscapes(argument ?? '', 'percent-b');
      return { text: cut(decoded.text), stop: decoded.stop };
    }
    case 'q':
      return plain(argument === '' || argument === undefined ? "''" : quote(argument));
    case 'c':
      return plain([...(argument ?? '')][0] ?? '');
    case 'd':
    case 'i':
      return plain(signed(withDigits(integer(argument, problems).toString(), digits)));
    case 'u':
      return plain(withDigits(BigInt.asUintN(64, integer(argument, problems)).toString(), digits));
    case 'o':
    case 'x':
    case 'X': {
      const value = BigInt.asUintN(64, integer(argument, problems));
      let text = withDigits(value.toString(conversion === 'o' ? 8 : 16), digits);
      if (flags.includes('#') && value !== 0n) text = (conversion === 'o' ? '0' : '0x') + text;
      return plain(conversion === 'X' ? text.toUpperCase() : text);
    }
    default: {
      if (conversion.startsWith('(')) return plain('');
      const value = number(argument, problems);
      return plain(signed(formatFloat(conversion, value, digits ?? 6)));
    }
  }
}

function withDigits(text: string, digits: number | undefined): string {
  if (digits === undefined) return text;
  return text.startsWith('-') ? `-${text.slice(1).padStart(digits, '0')}` : text.padStart(digits, '0');
}

function formatFloat(conversion: string, value: number, digits: number): string {
  if (!Number.isFinite(value)) return String(value).toLowerCase().replace('infinity', 'inf');
  const lower = conversion.toLowerCase();
  const exponent = (text: string): string => text.replace(/e([+-])(\d)$/, 'e$10$2');
  let text: string;
  if (lower === 'f') text = value.toFixed(Math.min(100, digits));
  else if (lower === 'e') text = exponent(value.toExponential(Math.min(100, digits)));
  else {
    const precision = Math.max(1, Math.min(100, digits));
    text = exponent(value.toPrecision(precision));
    const power = value === 0 ? 0 : Number(value.toExponential(precision - 1).split('e')[1]);
    if (power < -4 || power >= precision) text = exponent(value.toExponential(precision - 1));
    else text = value.toFixed(Math.max(0, precision - 1 - power));
    if (text.includes('.')) text = text.replace(/0+($|e)/, '$1').replace(/\.($|e)/, '$1');
  }
  return conversion === lower ? text : text.toUpperCase();
}

function number(argument: string | undefined, problems: string[]): number {
  const text = (argument ?? '0').trim();
  if (text === '') return 0;
  if (/^["']/.test(text)) return text.codePointAt(1) ?? 0;
  const match = /^[-+]?(?:0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|inf|nan)/i.exec(text);
  if (match?.[0] !== text) problems.push(`${argument}: invalid number`);
  return match ? Number(match[0].replace(/inf/i, 'Infinity')) : 0;
}

function integer(argument: string | undefined, problems: string[]): bigint {
  const text = (argument ?? '0').trim();
  if (text === '') return 0n;
  if (/^["']/.test(text)) return BigInt(text.codePointAt(1) ?? 0);
  const match = /^([-+]?)(0[xX][0-9a-fA-F]+|\d+)/.exec(text);
  if (match?.[0] !== text) problems.push(`${argument}: invalid number`);
  if (!match) return 0n;
  const digits = match[2] ?? '0';
  const octal = /^0[0-7]+$/.test(digits);
  const value = BigInt(octal ? `0o${digits.slice(1)}` : digits);
  return BigInt.asIntN(64, match[1] === '-' ? -value : value);
}
