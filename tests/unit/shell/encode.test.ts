import { expect, test } from 'vitest';
import { encodeText } from '../../../src/shell/encode.ts';

test('text becomes the bytes that TextEncoder makes of it, and they stay', () => {
  const encoder = new TextEncoder();
  const texts = ['', 'a', '파드', 'pod 파드\n', '\u0000\u007f\u0080', 'x'.repeat(1024), 'y'.repeat(2000)];
  const kept: [string, Uint8Array][] = [];
  for (let i = 0; i < 300; i++)
    for (const text of texts) kept.push([text + String(i), encodeText(text + String(i))]);
  for (const [text, bytes] of kept) expect(bytes).toEqual(encoder.encode(text));
});
