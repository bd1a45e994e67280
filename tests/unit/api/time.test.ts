import { describe, expect, test } from 'vitest';
import {
  civilTime,
  formatDuration,
  formatMicroTime,
  formatTime,
  humanDuration,
  parseDuration,
  parseTime,
} from '../../../src/api/time.ts';

describe('times', () => {
  test.each([0, 951_827_696_000, 1_772_323_199_000, 4_107_542_400_000, -1000])(
    '%d is as JavaScript has it',
    (ms) => {
      const date = new Date(ms);
      expect(formatTime(ms)).toBe(date.toISOString().replace('.000', ''));
      expect(parseTime(formatTime(ms))).toBe(ms);
      expect(civilTime(ms).weekday).toBe(date.getUTCDay());
    },
  );
  test('micro times and offsets', () => {
    expect(formatMicroTime(1234)).toBe('1970-01-01T00:00:01.234000Z');
    expect(parseTime('1970-01-01T09:00:00+09:00')).toBe(0);
    expect(parseTime('2026-02-30T00:00:00Z')).toBeUndefined();
    for (const text of [
      'yesterday',
      '',
      '2026-01-01T00:00:00',
      '2026-01-01 00:00:00Z',
      '2026-01-01T00:00:00ZZ',
      '2026-01-01T00:00:0aZ',
      '2026/01/01T00:00:00Z',
      '2026-01-01T24:00:00Z',
      '2026-01-01T00:00:00.Z',
      '٢٠٢٦-01-01T00:00:00Z',
    ])
      expect(parseTime(text), text).toBeUndefined();
    expect(parseTime('1970-01-01T00:00:01.25Z')).toBe(1250);
  });
  test.each([
    [0, '0s'],
    [1500, '1.5s'],
    [80_000, '1m20s'],
    [300_000, '5m0s'],
    [250, '250ms'],
    [1.5, '1.5ms'],
    [0.002, '2µs'],
    [3_600_000, '1h0m0s'],
    [-1000, '-1s'],
  ])('%d ms is the duration %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
    expect(parseDuration(text)).toBeCloseTo(ms, 9);
  });
  test.each([
    ['10', 'time: missing unit in duration "10"'],
    ['1d', 'time: unknown unit "d" in duration "1d"'],
    ['', 'time: invalid duration ""'],
    ['abc', 'time: invalid duration "abc"'],
  ])('%s is no duration', (text, message) => expect(() => parseDuration(text)).toThrow(message));
  test.each([
    [-3, '<invalid>'],
    [-1, '0s'],
    [119, '119s'],
    [120, '2m'],
    [125, '2m5s'],
    [600, '10m'],
    [10799, '179m'],
    [10800, '3h'],
    [10860, '3h1m'],
    [28800, '8h'],
    [172799, '47h'],
    [172800, '2d'],
    [176400, '2d1h'],
    [691200, '8d'],
    [63072000, '2y'],
    [63158400, '2y1d'],
    [252288000, '8y'],
  ])('%d s is the age %s', (s, age) => expect(humanDuration(s * 1000)).toBe(age));
});
