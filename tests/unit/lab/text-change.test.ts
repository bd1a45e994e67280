import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyTextChange, textChange } from '../../../src/lab/text-change.ts';

/** Texts that share lines, as the versions of a file do. */
const line = fc.constantFrom(
  'a\n',
  'b\n',
  '  name: 파드\n',
  '  image: nginx\n',
  '😀😁\n',
  '\n',
  'no newline',
);
const text = fc.oneof(
  fc.array(line, { maxLength: 30 }).map((lines) => lines.join('')),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
);

describe('a change of a text', () => {
  test('turns the one text into the other, whatever they are', () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        expect(applyTextChange(before, textChange(before, after))).toBe(after);
      }),
      { numRuns: 2000 },
    );
  });

  test('survives being stored as JSON: no character is cut in two', () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        const change = textChange(before, after);
        for (const part of change) if (typeof part === 'string') expect(part.isWellFormed()).toBe(true);
      }),
      { numRuns: 1000 },
    );
    expect(textChange('😀', '😁')).toEqual([-2, '😁']);
  });

  const manifest = Array.from({ length: 2000 }, (_, index) => `key-${index}: value\n`);

  test.each<[string, string[], number]>([
    ['nothing', manifest, 10],
    ['one character', manifest.with(1000, 'key-1000: valve\n'), 30],
    ['a line at each end', ['first\n', ...manifest, 'last\n'], 50],
    ['a block moved', [...manifest.slice(50), ...manifest.slice(0, 50)], 1200],
    ['every tenth line', manifest.map((old, index) => (index % 20 === 0 ? `#${old}` : old)), 2000],
  ])('is small where %s changed', (_, after, most) => {
    const change = textChange(manifest.join(''), after.join(''));
    expect(applyTextChange(manifest.join(''), change)).toBe(after.join(''));
    expect(JSON.stringify(change).length).toBeLessThan(most);
  });

  test('is told apart from one that was made for another text', () => {
    const change = textChange('one\ntwo\n', 'one\nthree\n');
    expect(applyTextChange('one\n', change)).toBeUndefined();
    expect(applyTextChange('one\ntwo\nmore\n', change)).toBeUndefined();
  });
});
