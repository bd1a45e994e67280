/**
 * The functions of the mathematical library that IEEE 754 does not fix, out of operations that it does, so that they give the same
 * bits everywhere. They are within an ulp or two of the true value.
 */

const LN_2_HIGH = 0.69314718036912381649;
const LN_2_LOW = 1.90821492927058770002e-10;
const HALF_PI_HIGH = 1.5707963267341256;
const HALF_PI_LOW = 6.0771005065061922e-11;

/** 2^exponent for a whole exponent. */
function powerOfTwo(exponent: number): number {
  let result = 1;
  const base = exponent < 0 ? 0.5 : 2;
  for (let i = 0; i < Math.abs(exponent) && result !== 0 && result !== Infinity; i++) result *= base;
  return result;
}

/** e^x */
export function exponential(x: number): number {
  if (x !== x) return NaN;
  if (x > 709.79) return Infinity;
  if (x < -745.2) return 0;
  const k = Math.round(x / (LN_2_HIGH + LN_2_LOW));
  const rest = x - k * LN_2_HIGH - k * LN_2_LOW;
  let sum = 0;
  for (let n = 18; n >= 1; n--) sum = ((sum + 1) * rest) / n;
  // In two steps, so that a result below the normal range is not lost on the way.
  const half = Math.trunc(k / 2);
  return (1 + sum) * powerOfTwo(half) * powerOfTwo(k - half);
}

/** The mantissa (in [0.75, 1.5)) and the power of two of a positive number. */
function split(x: number): [mantissa: number, exponent: number] {
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
  return [mantissa, exponent];
}

/** The natural logarithm: ln m = 2·artanh((m − 1)/(m + 1)) for a mantissa near 1. */
export function logarithm(x: number): number {
  if (x === 0) return -Infinity;
  if (!(x > 0)) return NaN;
  if (x === Infinity) return Infinity;
  const [mantissa, exponent] = split(x);
  const ratio = (mantissa - 1) / (mantissa + 1);
  const square = ratio * ratio;
  let sum = 0;
  for (let n = 27; n >= 3; n -= 2) sum = (sum + 1 / n) * square;
  return exponent * LN_2_HIGH + (exponent * LN_2_LOW + 2 * ratio * sum + 2 * ratio);
}

/** The logarithm to base 2, exact for powers of two. */
export function logarithm2(x: number): number {
  if (!(x > 0) || x === Infinity) return logarithm(x);
  const [mantissa, exponent] = split(x);
  return exponent + logarithm(mantissa) / (LN_2_HIGH + LN_2_LOW);
}

/** The logarithm to base 10, exact for powers of ten. */
export function logarithm10(x: number): number {
  const guess = logarithm(x) / 2.302585092994046;
  const near = Math.round(guess);
  return Math.abs(near) <= 22 && power(10, near) === x ? near : guess;
}

/** base^exponent: by repeated squaring for whole exponents. */
export function power(base: number, exponent: number): number {
  if (exponent === 0 || base === 1) return 1;
  if (base !== base || exponent !== exponent) return NaN;
  if (Number.isInteger(exponent) && Math.abs(exponent) <= 1_000_000) {
    let result = 1;
    let square = base;
    for (let n = Math.abs(exponent); n > 0; n = Math.floor(n / 2)) {
      if (n % 2 === 1) result *= square;
      square *= square;
    }
    return exponent < 0 ? 1 / result : result;
  }
  if (exponent === 0.5) return Math.sqrt(base);
  if (base < 0) {
    if (!Number.isInteger(exponent))
      return exponent === Infinity || exponent === -Infinity ? power(-base, exponent) : NaN;
    return Math.abs(exponent) % 2 === 1 ? -power(-base, exponent) : power(-base, exponent);
  }
  return exponential(exponent * logarithm(base));
}

/** Taylor's series of sine and cosine about 0, for |x| at most π/4. */
function series(x: number, start: 0 | 1): number {
  const square = x * x;
  let sum = 0;
  for (let n = 22 + start; n >= 2 + start; n -= 2) sum = -((sum + 1) * square) / (n * (n - 1));
  return (1 + sum) * (start === 1 ? x : 1);
}

function quarterTurns(x: number): [rest: number, quarter: number] {
  const k = Math.round(x / (HALF_PI_HIGH + HALF_PI_LOW));
  return [x - k * HALF_PI_HIGH - k * HALF_PI_LOW, ((k % 4) + 4) % 4];
}

export function sine(x: number): number {
  if (!Number.isFinite(x)) return NaN;
  const [rest, quarter] = quarterTurns(x);
  const value = series(rest, quarter % 2 === 0 ? 1 : 0);
  return quarter < 2 ? value : -value;
}

export function cosine(x: number): number {
  if (!Number.isFinite(x)) return NaN;
  const [rest, quarter] = quarterTurns(x);
  const value = series(rest, quarter % 2 === 0 ? 0 : 1);
  return quarter === 0 || quarter === 3 ? value : -value;
}

/** The angle whose tangent is x. */
export function arcTangent(x: number): number {
  if (x !== x) return NaN;
  if (x < 0) return -arcTangent(-x);
  const halfPi = Math.PI / 2;
  if (x > 1) return halfPi - arcTangent(1 / x);
  // Halve the angle twice, so that the series is short.
  const halve = (t: number): number => t / (1 + Math.sqrt(1 + t * t));
  const small = halve(halve(x));
  const square = small * small;
  let sum = 0;
  for (let n = 31; n >= 3; n -= 2) sum = -(sum + 1 / n) * square;
  return 4 * (small + small * sum);
}

/** The angle of the point (x, y). */
export function arcTangent2(y: number, x: number): number {
  if (x !== x || y !== y) return NaN;
  if (x === 0 && y === 0) return Object.is(x, -0) ? (Object.is(y, -0) ? -Math.PI : Math.PI) : y;
  if (x > 0) return arcTangent(y / x);
  if (x === 0) return y > 0 ? Math.PI / 2 : -Math.PI / 2;
  const angle = arcTangent(y / x);
  return y < 0 || Object.is(y, -0) ? angle - Math.PI : angle + Math.PI;
}
