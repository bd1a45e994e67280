import { Failure, quote, reason, tool } from './tool.ts';
import { fromLatin1, latin1 } from './lines.ts';
import { readBytes } from './head.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Bytes as base64. */
export function encodeBase64(bytes: Uint8Array): string {
  let out = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const [a = 0, b, c] = bytes.subarray(i, i + 3);
    const word = (a << 16) | ((b ?? 0) << 8) | (c ?? 0);
    out += ALPHABET.charAt(word >> 18) + ALPHABET.charAt((word >> 12) & 63);
    out += b === undefined ? '=' : ALPHABET.charAt((word >> 6) & 63);
    out += c === undefined ? '=' : ALPHABET.charAt(word & 63);
  }
  return out;
}

/** @returns the bytes, and whether all of it was base64 */
export function decodeBase64(text: string): { bytes: Uint8Array; valid: boolean } {
  let bits = 0;
  let held = 0;
  let out = '';
  let used = 0;
  let valid = true;
  for (const c of text) {
    if (c === '=') {
      used++;
      bits = 0;
      held = 0;
      continue;
    }
    const value = ALPHABET.indexOf(c);
    if (value < 0) {
      valid = false;
      break;
    }
    used++;
    held = ((held << 6) | value) & 0xffffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      out += String.fromCharCode((held >> bits) & 255);
    }
  }
  return { bytes: fromLatin1(out), valid: valid && used % 4 === 0 };
}

/** base64(1). */
export const base64 = tool({ options: 'd/decode i/ignore-garbage w:/wrap' }, function* (t) {
  const wrap = Number(t.options.get('w') ?? 76);
  if (!Number.isInteger(wrap) || wrap < 0)
    throw new Failure(`invalid wrap size: ${quote(t.options.get('w') ?? '')}`);
  const [operand = '-'] = t.operands;
  let input;
  try {
    input = t.open(operand);
  } catch (error) {
    throw new Failure(`${operand}: ${reason(error)}`);
  }
  const bytes = yield* readBytes(t, input);
  if (t.options.has('d')) {
    const text = latin1(bytes).replace(t.options.has('i') ? /[^A-Za-z0-9+/=]/g : /\n/g, '');
    const decoded = decodeBase64(text);
    t.put(decoded.bytes);
    if (!decoded.valid) throw new Failure('invalid input');
    return;
  }
  const text = encodeBase64(bytes);
  if (wrap === 0) t.put(text);
  else for (let i = 0; i < text.length; i += wrap) t.put(`${text.slice(i, i + wrap)}\n`);
});
