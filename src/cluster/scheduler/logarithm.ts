const LN_2 = 0.6931471805599453;

/**
 * The natural logarithm of a positive number. Math.log may differ in its last bit between browsers; this takes only
 * operations that IEEE 754 fixes: x = m·2^e with m near 1, and ln m = 2·artanh((m − 1)/(m + 1)) as a series, which is added up
 * from its smallest term.
 */
export function naturalLogarithm(x: number): number {
  let mantissa = x;
  let exponent = 0;
  while (mantissa >= 1.5) {
    mantissa /= 2;
    exponent++;
  }
  while (mantissa < 0.75) {
    mantissa *= 2;
    exponent--;
  }
  const ratio = (mantissa - 1) / (mantissa + 1);
  const square = ratio * ratio;
  // |ratio| is at most 1/5: the first term left out is below 5^-27 / 27.
  let sum = 0;
  for (let n = 25; n >= 1; n -= 2) sum = sum * square + 1 / n;
  return exponent * LN_2 + 2 * ratio * sum;
}
