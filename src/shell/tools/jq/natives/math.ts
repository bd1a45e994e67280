import {
  exponential,
  logarithm,
  logarithm10,
  logarithm2,
  power,
  sine,
  cosine,
  arcTangent,
  arcTangent2,
} from '../../../../sim/math.ts';
import type { Native } from '../evaluate.ts';
import { number, numeric, simple } from './native.ts';

/** A number's fraction in [0.5, 1) and its power of two. */
function frexp(value: number): [number, number] {
  if (value === 0 || !Number.isFinite(value)) return [value, 0];
  let [fraction, exponent] = [value, 0];
  while (Math.abs(fraction) >= 1) {
    fraction /= 2;
    exponent++;
  }
  while (Math.abs(fraction) < 0.5) {
    fraction *= 2;
    exponent--;
  }
  return [fraction, exponent];
}

function roundHalfAway(x: number): number {
  return x < 0 ? -Math.floor(-x + 0.5) : Math.floor(x + 0.5);
}

function roundHalfEven(x: number): number {
  const rounded = Math.round(x);
  return Math.abs(x % 1) === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}

/** The functions of the mathematical library. */
export const MATH: Readonly<Record<string, Native>> = {
  'floor/0': numeric(Math.floor),
  'ceil/0': numeric(Math.ceil),
  'round/0': numeric(roundHalfAway),
  'trunc/0': numeric(Math.trunc),
  'rint/0': numeric(roundHalfEven),
  'nearbyint/0': numeric(roundHalfEven),
  'fabs/0': numeric(Math.abs),
  'sqrt/0': numeric(Math.sqrt),
  'exp/0': numeric(exponential),
  'exp2/0': numeric((x) => power(2, x)),
  'exp10/0': numeric((x) => power(10, x)),
  'pow10/0': numeric((x) => power(10, x)),
  'log/0': numeric(logarithm),
  'log2/0': numeric(logarithm2),
  'log10/0': numeric(logarithm10),
  'cbrt/0': numeric((x) => (x < 0 ? -power(-x, 1 / 3) : power(x, 1 / 3))),
  'sin/0': numeric(sine),
  'cos/0': numeric(cosine),
  'tan/0': numeric((x) => sine(x) / cosine(x)),
  'atan/0': numeric(arcTangent),
  'pow/2': simple((_, a = null, b = null) => power(number(a), number(b))),
  'atan2/2': simple((_, a = null, b = null) => arcTangent2(number(a), number(b))),
  'fmin/2': simple((_, a = null, b = null) => Math.min(number(a), number(b))),
  'fmax/2': simple((_, a = null, b = null) => Math.max(number(a), number(b))),
  'fmod/2': simple((_, a = null, b = null) => number(a) % number(b)),
  'fma/3': simple((_, a = null, b = null, c = null) => number(a) * number(b) + number(c)),
  '_frexp/0': simple((input) => frexp(number(input))),
  'modf/0': simple((input) => [number(input) - Math.trunc(number(input)), Math.trunc(number(input))]),
};
