import { expect, test } from 'vitest';
import { logarithm } from '../../../src/sim/math.ts';

test('is the natural logarithm to the last bit or two', () => {
  for (let n = 1; n <= 5002; n++)
    expect(Math.abs(logarithm(n) - Math.log(n))).toBeLessThanOrEqual(4e-16 * Math.log(n) + 1e-300);
});

test.each([
  [1, 0],
  [2, 0.6931471805599453],
  [3, 1.0986122886681098],
  [5, 1.6094379124341003],
])('ln %d', (x, y) => {
  expect(logarithm(x)).toBeCloseTo(y, 15);
});
