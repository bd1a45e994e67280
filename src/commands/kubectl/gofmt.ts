/** Small parts of Go's standard library as kubectl's output needs them. */

/** `strconv.ParseInt`, base 10. */
export function atoi(text: string): number | undefined {
  return /^[+-]?\d+$/.test(text) ? Number(text) : undefined;
}

/** `strconv.Quote`. */
export function quote(text: string): string {
  let out = '"';
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    if (char === '"' || char === '\\') out += `\\${char}`;
    else if (char === '\n') out += '\\n';
    else if (char === '\t') out += '\\t';
    else if (char === '\r') out += '\\r';
    else if (char === '\x07') out += '\\a';
    else if (char === '\b') out += '\\b';
    else if (char === '\f') out += '\\f';
    else if (char === '\v') out += '\\v';
    else if (code < 0x20 || code === 0x7f) out += `\\x${code.toString(16).padStart(2, '0')}`;
    else out += char;
  }
  return `${out}"`;
}

/** Compare as bytes of UTF-8, which is Go's order of strings. */
export function compareText(a: string, b: string): number {
  const left = [...a];
  const right = [...b];
  for (let i = 0; i < left.length && i < right.length; i++) {
    const difference = (left[i]?.codePointAt(0) ?? 0) - (right[i]?.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

/** The keys of an object in Go's map-printing order. */
export function sortedKeys(object: object): string[] {
  return Object.keys(object).sort(compareText);
}

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** `base64.StdEncoding.EncodeToString`. */
export function base64(bytes: Uint8Array): string {
  let out = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const [a = 0, b = 0, c = 0] = [bytes[i], bytes[i + 1], bytes[i + 2]];
    const left = bytes.length - i;
    out += DIGITS.charAt(a >> 2) + DIGITS.charAt(((a & 3) << 4) | (b >> 4));
    out += left > 1 ? DIGITS.charAt(((b & 15) << 2) | (c >> 6)) : '=';
    out += left > 2 ? DIGITS.charAt(c & 63) : '=';
  }
  return out;
}

/** Bytes of standard base64 (bad digits are skipped). */
export function decodeBase64(text: string): Uint8Array {
  const out: number[] = [];
  let bits = 0;
  let count = 0;
  for (const char of text) {
    const digit = DIGITS.indexOf(char);
    if (digit < 0) continue;
    bits = ((bits << 6) | digit) & 0xffff;
    count += 6;
    if (count >= 8) {
      count -= 8;
      out.push((bits >> count) & 255);
    }
  }
  return new Uint8Array(out);
}

/** `github.com/fvbommel/sortorder.NaturalLess`: runs of digits compare as numbers. */
export function naturalLess(a: string, b: string): boolean {
  const parts = (text: string): string[] => text.match(/\d+|\D/gs) ?? [];
  const left = parts(a);
  const right = parts(b);
  for (let i = 0; i < left.length && i < right.length; i++) {
    const x = left[i] ?? '';
    const y = right[i] ?? '';
    if (x === y) continue;
    if (/^\d/.test(x) && /^\d/.test(y)) {
      const p = x.replace(/^0+/, '');
      const q = y.replace(/^0+/, '');
      if (p.length !== q.length) return p.length < q.length;
      if (p !== q) return p < q;
      if (x.length !== y.length) return x.length < y.length;
      continue;
    }
    return compareText(x, y) < 0;
  }
  return left.length < right.length;
}
