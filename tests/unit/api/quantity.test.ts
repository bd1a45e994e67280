import { describe, expect, test } from 'vitest';
import {
  canonicalQuantity,
  compareQuantities,
  quantityMilliValue,
  quantityValue,
} from '../../../src/api/quantity.ts';

describe('quantities', () => {
  test.each([
    ['0', '0'],
    ['0.5', '500m'],
    ['1', '1'],
    ['1000m', '1'],
    ['1500m', '1500m'],
    ['1.5', '1500m'],
    ['100m', '100m'],
    ['128Mi', '128Mi'],
    ['1024Mi', '1Gi'],
    ['1.5Gi', '1536Mi'],
    ['1000Mi', '1000Mi'],
    ['1Ki', '1Ki'],
    ['0.5Ki', '512'],
    ['1000', '1k'],
    ['64M', '64M'],
    ['1e3', '1e3'],
    ['1E', '1E'],
    ['12e6', '12e6'],
    ['1.1Ki', '1126400m'],
    ['0.0000000001', '1n'],
    ['-1', '-1'],
    ['+5', '5'],
    ['.5', '500m'],
    ['5.', '5'],
  ])('%s is %s in canonical form', (text, canonical) => expect(canonicalQuantity(text)).toBe(canonical));

  test.each([
    ['', 'quantities must match'],
    ['abc', 'quantities must match'],
    ['1 Gi', 'quantities must match'],
    ['100mb', 'quantities must match'],
    ['1K', "unable to parse quantity's suffix"],
    ['1GiB', 'quantities must match'],
    ['1mi', "unable to parse quantity's suffix"],
    ['Mi', 'unable to parse numeric part of quantity'],
  ])('%s is refused', (text, message) => expect(() => canonicalQuantity(text)).toThrow(message));

  test('values round up', () => {
    expect(quantityValue('1500m')).toBe(2);
    expect(quantityValue('1Gi')).toBe(1073741824);
    expect(quantityMilliValue('0.1')).toBe(100);
    expect(quantityMilliValue('1u')).toBe(1);
  });

  test('comparison is by amount, not by text', () => {
    expect(compareQuantities('1Gi', '1024Mi')).toBe(0);
    expect(compareQuantities('1', '999m')).toBe(1);
    expect(compareQuantities('1M', '1Mi')).toBe(-1);
  });
});
