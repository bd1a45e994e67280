import { named } from './access.ts';
import { print, printNumber } from './print.ts';
import { isArray, JqError, type Json } from './value.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** `tostring`: a string as it is, anything else as JSON. */
export function asText(value: Json): string {
  return typeof value === 'string' ? value : print(value);
}

/** Bits of bytes in groups of `bits`, each as a letter, filled up with `=` to a multiple of `group` letters. */
function encode(bytes: Uint8Array, alphabet: string, bits: number, group: number): string {
  let out = '';
  let buffer = 0;
  let held = 0;
  for (const byte of bytes) {
    buffer = ((buffer << 8) | byte) & 0xffff;
    held += 8;
    while (held >= bits) {
      held -= bits;
      out += alphabet.charAt((buffer >> held) & ((1 << bits) - 1));
    }
  }
  if (held > 0) out += alphabet.charAt((buffer << (bits - held)) & ((1 << bits) - 1));
  return out.padEnd(Math.ceil(out.length / group) * group, '=');
}

/** The bytes of letters of {@link encode}; `undefined` when there is another letter. */
function decode(text: string, alphabet: string, bits: number): Uint8Array | undefined {
  const bytes: number[] = [];
  let buffer = 0;
  let held = 0;
  for (const letter of text.replace(/=+$/, '')) {
    const value = alphabet.indexOf(letter);
    if (value < 0) return undefined;
    buffer = ((buffer << bits) | value) & 0xffff;
    held += bits;
    if (held >= 8) {
      held -= 8;
      bytes.push((buffer >> held) & 255);
    }
  }
  return Uint8Array.from(bytes);
}

function decodeText(name: string, value: Json, alphabet: string, bits: number): string {
  const text = asText(value);
  const bytes = decode(text, alphabet, bits);
  if (!bytes || (bytes.length === 0 && text.replace(/=+$/, '') !== ''))
    throw new JqError(`${named(text)} is not valid ${name} data`);
  return decoder.decode(bytes);
}

function row(name: string, value: Json, separator: string, field: (text: string) => string): string {
  if (!isArray(value)) throw new JqError(`${named(value)} cannot be ${name}-formatted, only array`);
  return value
    .map((item) => {
      if (item === null) return '';
      if (typeof item === 'boolean') return String(item);
      if (typeof item === 'number') return item !== item ? '' : printNumber(item);
      if (typeof item === 'string') return field(item);
      throw new JqError(`${named(item)} is not valid in a csv row`);
    })
    .join(separator);
}

function shellWord(value: Json): string {
  if (typeof value === 'string') return `'${value.replaceAll("'", "'\\''")}'`;
  if (value !== null && typeof value === 'object')
    throw new JqError(`${named(value)} can not be escaped for shell`);
  return print(value);
}

function percentEncode(text: string): string {
  let out = '';
  for (const byte of encoder.encode(text)) {
    const c = String.fromCharCode(byte);
    out += /[A-Za-z0-9_.~-]/.test(c) ? c : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return out;
}

const HTML: Readonly<Record<string, string>> = {
  ...{ '<': '&lt;', '>': '&gt;', '&': '&amp;', "'": '&apos;', '"': '&quot;' },
};
const TSV: Readonly<Record<string, string>> = { '\t': '\\t', '\r': '\\r', '\n': '\\n', '\\': '\\\\' };

/** `@name`: a value as text in some format. @throws {JqError} */
export function format(name: string, value: Json): string {
  switch (name) {
    case 'text':
      return asText(value);
    case 'json':
      return print(value);
    case 'csv':
      return row('csv', value, ',', (text) => `"${text.replaceAll('"', '""')}"`);
    case 'tsv':
      return row('tsv', value, '\t', (text) => text.replace(/[\t\r\n\\]/g, (c) => TSV[c] ?? c));
    case 'html':
      return asText(value).replace(/[<>&'"]/g, (c) => HTML[c] ?? c);
    case 'uri':
      return percentEncode(asText(value));
    case 'urid':
      return decoder.decode(
        Uint8Array.from(
          [...encoder.encode(asText(value))]
            .map((byte) => String.fromCharCode(byte))
            .join('')
            .replace(/%([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))),
          (c) => c.charCodeAt(0),
        ),
      );
    case 'sh':
      return (isArray(value) ? value : [value]).map(shellWord).join(' ');
    case 'base64':
      return encode(encoder.encode(asText(value)), BASE64, 6, 4);
    case 'base64d':
      return decodeText('base64', value, BASE64, 6);
    case 'base32':
      return encode(encoder.encode(asText(value)), BASE32, 5, 8);
    case 'base32d':
      return decodeText('base32', value, BASE32, 5);
    default:
      throw new JqError(`${name} is not a valid format`);
  }
}
