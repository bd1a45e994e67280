import { readAll } from '../streams.ts';
import { eachFile } from './lines.ts';
import { Failure, quote, tool, type Tool } from './tool.ts';
import type { Task } from '../../sim/index.ts';

const NAMES = [
  'nul',
  'soh',
  'stx',
  'etx',
  'eot',
  'enq',
  'ack',
  'bel',
  'bs',
  'ht',
  'nl',
  'vt',
  'ff',
  'cr',
  'so',
  'si',
];
const ESCAPES: Readonly<Record<number, string>> = {
  ...{ 0: '\\0', 7: '\\a', 8: '\\b', 9: '\\t', 10: '\\n', 11: '\\v', 12: '\\f', 13: '\\r' },
};

function hex(value: number, width: number): string {
  return value.toString(16).padStart(width, '0');
}

/** The bytes that may be shown as they are, others as dots. */
function printable(bytes: Uint8Array): string {
  return [...bytes].map((byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '.')).join('');
}

/** All operands as one piece of bytes. */
function* gather(t: Tool, operands: readonly string[]): Task<Uint8Array> {
  const parts: Uint8Array[] = [];
  yield* eachFile(t, operands, function* (input) {
    parts.push(yield* readAll(input));
  });
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** A little-endian number out of `size` bytes. */
function word(bytes: Uint8Array, at: number, size: number): number {
  let value = 0;
  for (let i = size - 1; i >= 0; i--) value = value * 256 + (bytes[at + i] ?? 0);
  return value;
}

interface Format {
  readonly size: number;
  readonly width: number;
  /** The characters follow the numbers. */
  readonly text?: boolean;
  show(value: number, size: number): string;
}

function format(type: string): Format | undefined {
  if (type.endsWith('z')) {
    const plain = format(type.slice(0, -1));
    return plain && { ...plain, text: true };
  }
  const match = /^([acdoux])([1248CSIL]?)$/.exec(type);
  if (!match) return undefined;
  const [, kind = '', sizeText = ''] = match;
  const named: Readonly<Record<string, number>> = { C: 1, S: 2, I: 4, L: 8, '': 4 };
  const size = kind === 'a' || kind === 'c' ? 1 : (named[sizeText] ?? Number(sizeText));
  const range = Number(1n << BigInt(size * 8));
  const signed = (value: number): number => (value >= range / 2 ? value - range : value);
  switch (kind) {
    case 'a':
      return {
        size,
        width: 3,
        show: (value) =>
          NAMES[value & 127] ?? ((value & 127) === 32 ? 'sp' : String.fromCharCode(value & 127)),
      };
    case 'c':
      return {
        size,
        width: 3,
        show: (value) =>
          ESCAPES[value] ??
          (value >= 32 && value < 127 ? String.fromCharCode(value) : value.toString(8).padStart(3, '0')),
      };
    case 'd':
      return {
        size,
        width: [0, 4, 6, 0, 11, 0, 0, 0, 20][size] ?? 11,
        show: (value) => String(signed(value)),
      };
    case 'u':
      return { size, width: [0, 3, 5, 0, 10, 0, 0, 0, 20][size] ?? 10, show: String };
    case 'o': {
      const digits = Math.ceil((size * 8) / 3);
      return { size, width: digits, show: (value) => value.toString(8).padStart(digits, '0') };
    }
    default:
      return { size, width: size * 2, show: (value) => hex(value, size * 2) };
  }
}

/** od(1): bytes as numbers. */
export const od = tool(
  {
    options:
      'A:/address-radix j:/skip-bytes N:/read-bytes t:/format v/output-duplicates w?/width a b c d o s x',
  },
  function* (t) {
    const types = t.options.list().flatMap(([key, value]) => {
      const short: Readonly<Record<string, string>> = {
        a: 'a',
        b: 'o1',
        c: 'c',
        d: 'u2',
        o: 'o2',
        s: 'd2',
        x: 'x2',
      };
      return key === 't'
        ? (value.match(/[acdoux][1248CSIL]?z?/g) ?? [value])
        : short[key] !== undefined
          ? [short[key]]
          : [];
    });
    const formats = (types.length > 0 ? types : ['o2']).map((type) => {
      const found = format(type);
      if (!found) throw new Failure(`invalid type string ${quote(type)}`);
      return found;
    });
    const radix = t.options.get('A') ?? 'o';
    if (!/^[doxn]$/.test(radix))
      throw new Failure(`invalid output address radix '${radix}'; it must be one character from [doxn]`);
    const address = (at: number): string =>
      radix === 'n'
        ? ''
        : at.toString(radix === 'o' ? 8 : radix === 'd' ? 10 : 16).padStart(radix === 'x' ? 6 : 7, '0');
    const all = yield* gather(t, t.operands);
    const skip = Number(t.options.get('j') ?? 0);
    const bytes = all.subarray(skip, skip + Number(t.options.get('N') ?? Infinity));
    const perLine = Number(t.options.get('w') || 16);
    // A field is as wide as its widest neighbours ask, so that bytes stand below one another.
    const perByte = Math.max(...formats.map(({ width, size }) => (width + 1) / size));
    let before: string | undefined;
    let starred = false;
    for (let at = 0; at < bytes.length; at += perLine) {
      const chunk = bytes.subarray(at, at + perLine);
      const key = printableKey(chunk);
      if (!t.options.has('v') && key === before && chunk.length === perLine) {
        if (!starred) t.put('*\n');
        starred = true;
        continue;
      }
      before = key;
      starred = false;
      formats.forEach(({ size, show, text }, row) => {
        let out = row === 0 ? address(skip + at) : ' '.repeat(address(0).length);
        for (let i = 0; i < chunk.length; i += size)
          out += show(word(chunk, i, size), size).padStart(perByte * size);
        if (text)
          out += `${' '.repeat(((perLine - chunk.length) / size) * perByte * size)}  >${printable(chunk)}<`;
        t.put(`${out}\n`);
      });
      yield* t.drain();
    }
    if (radix !== 'n' && (t.status === 0 || bytes.length > 0)) t.put(`${address(skip + bytes.length)}\n`);
  },
);

function printableKey(bytes: Uint8Array): string {
  return bytes.join(' ');
}

/** hexdump(1), whose name may be hd. */
export const hexdump = tool(
  { options: 'C/canonical n:/length s:/skip v/no-squeezing c b d o x', from: 'hexdump from util-linux' },
  function* (t) {
    const all = yield* gather(t, t.operands);
    const skip = Number(t.options.get('s') ?? 0);
    const bytes = all.subarray(skip, skip + Number(t.options.get('n') ?? Infinity));
    const canonical = t.options.has('C') || t.name === 'hd';
    const width = canonical ? 8 : 7;
    let before: string | undefined;
    let starred = false;
    for (let at = 0; at < bytes.length; at += 16) {
      const chunk = bytes.subarray(at, at + 16);
      const key = printableKey(chunk);
      if (!t.options.has('v') && key === before && chunk.length === 16) {
        if (!starred) t.put('*\n');
        starred = true;
        continue;
      }
      before = key;
      starred = false;
      let out = hex(skip + at, width);
      if (canonical) {
        for (let i = 0; i < 16; i++) {
          if (i % 8 === 0) out += ' ';
          out += i < chunk.length ? ` ${hex(chunk[i] ?? 0, 2)}` : '   ';
        }
        out += `  |${printable(chunk)}|`;
      } else {
        for (let i = 0; i < 16; i += 2) out += i < chunk.length ? ` ${hex(word(chunk, i, 2), 4)}` : '     ';
      }
      t.put(`${out}\n`);
      yield* t.drain();
    }
    if (bytes.length > 0) t.put(`${hex(skip + bytes.length, width)}\n`);
  },
);

/** xxd(1). */
export const xxd = tool({ options: 'p/ps u r c: g: l: s: b i', from: 'xxd' }, function* (t) {
  const bytes = yield* gather(t, t.operands.slice(0, 1));
  const upper = (text: string): string => (t.options.has('u') ? text.toUpperCase() : text);
  if (t.options.has('r')) {
    const text = new TextDecoder().decode(bytes);
    const digits = t.options.has('p')
      ? text.replace(/\s/g, '')
      : text
          .split('\n')
          .map((line) => (/^[0-9a-f]+: ?((?:[0-9a-f]{2,} ?)*)/i.exec(line)?.[1] ?? '').replace(/ /g, ''))
          .join('');
    return t.put(Uint8Array.from(digits.match(/../g) ?? [], (pair) => parseInt(pair, 16)));
  }
  const skip = Number(t.options.get('s') ?? 0);
  const part = bytes.subarray(skip, skip + Number(t.options.get('l') ?? Infinity));
  if (t.options.has('p')) {
    const perLine = Number(t.options.get('c') ?? 30);
    for (let at = 0; at < part.length; at += perLine)
      t.put(`${upper([...part.subarray(at, at + perLine)].map((byte) => hex(byte, 2)).join(''))}\n`);
    return;
  }
  const perLine = Number(t.options.get('c') ?? 16);
  const group = Number(t.options.get('g') ?? 2) || perLine;
  for (let at = 0; at < part.length; at += perLine) {
    const chunk = part.subarray(at, at + perLine);
    let out = '';
    for (let i = 0; i < perLine; i++) {
      out += i < chunk.length ? upper(hex(chunk[i] ?? 0, 2)) : '  ';
      if (i % group === group - 1) out += ' ';
    }
    if (perLine % group !== 0) out += ' ';
    t.put(`${hex(skip + at, 8)}: ${out} ${printable(chunk)}\n`);
    yield* t.drain();
  }
});
