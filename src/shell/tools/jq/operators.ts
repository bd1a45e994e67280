import type { BinaryOperator } from './ast.ts';
import { named } from './access.ts';
import { compare, equal, isArray, isObject, JqError, type Json, type JsonObject } from './value.ts';

/** Merge objects field by field, objects in objects too. */
function merge(a: JsonObject, b: JsonObject): JsonObject {
  const result = new Map(a);
  for (const [key, value] of b) {
    const there = result.get(key);
    result.set(key, there !== undefined && isObject(there) && isObject(value) ? merge(there, value) : value);
  }
  return result;
}

export function splitText(text: string, separator: string): string[] {
  if (text === '') return [];
  return separator === '' ? [...text] : text.split(separator);
}

function remainder(a: number, b: number): number {
  if (a !== a || b !== b) return NaN;
  const whole = (value: number): number =>
    Math.min(Number.MAX_SAFE_INTEGER, Math.max(-Number.MAX_SAFE_INTEGER, Math.trunc(value)));
  const divisor = Math.abs(whole(b));
  if (divisor === 0)
    throw new JqError(
      `${named(a)} and ${named(b)} cannot be divided (remainder) because the divisor is zero`,
    );
  const dividend = whole(a);
  const rest = Math.abs(dividend) % divisor;
  return dividend < 0 && rest !== 0 ? -rest : rest;
}

/** What one of jq's operators gives. @throws {JqError} */
export function operate(operator: BinaryOperator, a: Json, b: Json): Json {
  switch (operator) {
    case '==':
      return equal(a, b);
    case '!=':
      return !equal(a, b);
    case '<':
      return compare(a, b) < 0;
    case '<=':
      return compare(a, b) <= 0;
    case '>':
      return compare(a, b) > 0;
    case '>=':
      return compare(a, b) >= 0;
    case '+':
      if (a === null) return b;
      if (b === null) return a;
      if (typeof a === 'number' && typeof b === 'number') return a + b;
      if (typeof a === 'string' && typeof b === 'string') return a + b;
      if (isArray(a) && isArray(b)) return [...a, ...b];
      if (isObject(a) && isObject(b)) return new Map([...a, ...b]);
      throw new JqError(`${named(a)} and ${named(b)} cannot be added`);
    case '-':
      if (typeof a === 'number' && typeof b === 'number') return a - b;
      if (isArray(a) && isArray(b)) return a.filter((item) => !b.some((other) => equal(item, other)));
      throw new JqError(`${named(a)} and ${named(b)} cannot be subtracted`);
    case '*': {
      if (typeof a === 'number' && typeof b === 'number') return a * b;
      if (isObject(a) && isObject(b)) return merge(a, b);
      const [text, times] = typeof a === 'string' ? [a, b] : [b, a];
      if (typeof text === 'string' && typeof times === 'number') {
        if (!(times > 0)) return '';
        if (text.length * times > 100_000_000) throw new JqError('Repeat string result too long');
        return text.repeat(Math.floor(times));
      }
      throw new JqError(`${named(a)} and ${named(b)} cannot be multiplied`);
    }
    case '/':
      if (typeof a === 'number' && typeof b === 'number') {
        if (b === 0)
          throw new JqError(`${named(a)} and ${named(b)} cannot be divided because the divisor is zero`);
        return a / b;
      }
      if (typeof a === 'string' && typeof b === 'string') return splitText(a, b);
      throw new JqError(`${named(a)} and ${named(b)} cannot be divided`);
    case '%':
      if (typeof a === 'number' && typeof b === 'number') return remainder(a, b);
      throw new JqError(`${named(a)} and ${named(b)} cannot be divided (remainder)`);
  }
}
