/** Text to UTF-8 in great numbers: requests, log lines, what programs print. */
const encoder = new TextEncoder();

/** Longer text is worth the call of the encoder, and a buffer of its own. */
const MAX_SHORT = 1024;
const SLAB = 65_536;

/** Buffers of their own are dear, so many short texts share one: what is given out is a part of it that is not written again. */
let slab = new Uint8Array(SLAB);
let used = 0;

/** Text in UTF-8. Read-only: the bytes may be part of a buffer that has others' too. */
export function encodeText(text: string): Uint8Array {
  const { length } = text;
  if (length > MAX_SHORT) return encoder.encode(text);
  if (used + length > SLAB) {
    slab = new Uint8Array(SLAB);
    used = 0;
  }
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i);
    if (code > 127) return encoder.encode(text);
    slab[used + i] = code;
  }
  const bytes = slab.subarray(used, used + length);
  used += length;
  return bytes;
}
