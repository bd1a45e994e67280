/**
 * A 64-bit integer of shell arithmetic: a JavaScript number while that is exact, else a BigInt. A value has one form only, so `===`
 * compares.
 */
export type Integer = number | bigint;

/** An integer in its one form, wrapped to 64 bits as C does. */
export function wrap(value: bigint): Integer {
  const wrapped = BigInt.asIntN(64, value);
  const small = Number(wrapped);
  return Number.isSafeInteger(small) ? small : wrapped;
}

const SMALL = 0x80000000;

function small(a: Integer, b: Integer): boolean {
  return (
    typeof a === 'number' && typeof b === 'number' && a < SMALL && a >= -SMALL && b < SMALL && b >= -SMALL
  );
}

/** C's binary operators but division; `&&` and `||` are not among them. */
export const OPERATIONS: Readonly<Record<string, (a: Integer, b: Integer) => Integer>> = {
  '+': (a, b) => exact(a, b, Number(a) + Number(b)) ?? wrap(BigInt(a) + BigInt(b)),
  '-': (a, b) => exact(a, b, Number(a) - Number(b)) ?? wrap(BigInt(a) - BigInt(b)),
  '*': (a, b) => exact(a, b, Number(a) * Number(b)) ?? wrap(BigInt(a) * BigInt(b)),
  '&': (a, b) => (small(a, b) ? Number(a) & Number(b) : wrap(BigInt(a) & BigInt(b))),
  '|': (a, b) => (small(a, b) ? Number(a) | Number(b) : wrap(BigInt(a) | BigInt(b))),
  '^': (a, b) => (small(a, b) ? Number(a) ^ Number(b) : wrap(BigInt(a) ^ BigInt(b))),
  '<<': (a, b) => wrap(BigInt(a) << BigInt.asUintN(6, BigInt(b))),
  '>>': (a, b) => wrap(BigInt(a) >> BigInt.asUintN(6, BigInt(b))),
  '==': (a, b) => (a === b ? 1 : 0),
  '!=': (a, b) => (a !== b ? 1 : 0),
  '<': (a, b) => (a < b ? 1 : 0),
  '>': (a, b) => (a > b ? 1 : 0),
  '<=': (a, b) => (a <= b ? 1 : 0),
  '>=': (a, b) => (a >= b ? 1 : 0),
};

/** The result of adding or multiplying numbers, when it is exact. */
function exact(a: Integer, b: Integer, result: number): number | undefined {
  if (typeof a !== 'number' || typeof b !== 'number' || !Number.isSafeInteger(result)) return undefined;
  return result === 0 ? 0 : result; // there is no -0
}

/** Quotient toward zero; `b` is not 0. */
export function divide(a: Integer, b: Integer): Integer {
  if (small(a, b)) return Math.trunc(Number(a) / Number(b)) + 0; // + 0 makes -0 into 0
  return wrap(BigInt(a) / BigInt(b));
}

/** Remainder with the sign of `a`; `b` is not 0. */
export function remainder(a: Integer, b: Integer): Integer {
  if (typeof a === 'number' && typeof b === 'number') return a % b === 0 ? 0 : a % b;
  return wrap(BigInt(a) % BigInt(b));
}

export function negate(a: Integer): Integer {
  return typeof a === 'number' ? 0 - a : wrap(-a);
}

/** `base ** exponent`; the exponent is not negative. */
export function power(base: Integer, exponent: Integer): Integer {
  let result = 1n;
  let factor = BigInt(base);
  for (let left = BigInt(exponent); left > 0n; left >>= 1n) {
    if (left & 1n) result = BigInt.asIntN(64, result * factor);
    factor = BigInt.asIntN(64, factor * factor);
  }
  return wrap(result);
}
