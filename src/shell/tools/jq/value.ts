/** A JSON value as jq has it. Objects are maps, so that their keys keep their order whatever they look like. Values are never changed. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export type JsonObject = ReadonlyMap<string, Json>;

/** An error of a jq program: what `catch` gets. */
export class JqError extends Error {
  readonly value: Json;
  constructor(value: Json) {
    super(typeof value === 'string' ? value : 'not a string');
    this.value = value;
  }
}

export function isObject(value: Json): value is JsonObject {
  return value instanceof Map;
}

export function isArray(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

export type TypeName = 'null' | 'boolean' | 'number' | 'string' | 'array' | 'object';

export function typeOf(value: Json): TypeName {
  if (value === null) return 'null';
  if (isArray(value)) return 'array';
  if (typeof value === 'object') return 'object';
  return typeof value as TypeName;
}

export function isTrue(value: Json): boolean {
  return value !== null && value !== false;
}

/** Strings in the order of their code points, which is that of their UTF-8 bytes. */
export function compareStrings(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x === y) continue;
    // Surrogates stand for code points above all others.
    const high = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdfff;
    if (high(x) !== high(y)) return high(x) ? 1 : -1;
    return x - y;
  }
  return a.length - b.length;
}

export function sortedKeys(object: JsonObject): string[] {
  return [...object.keys()].sort(compareStrings);
}

function rank(value: Json): number {
  if (value === null) return 0;
  if (value === false) return 1;
  if (value === true) return 2;
  if (typeof value === 'number') return 3;
  if (typeof value === 'string') return 4;
  return isArray(value) ? 5 : 6;
}

/** jq's order over all values: null, false, true, numbers, strings, arrays, objects. NaN is less than any number. */
export function compare(a: Json, b: Json): number {
  const byKind = rank(a) - rank(b);
  if (byKind !== 0) return byKind;
  if (typeof a === 'number') return a < (b as number) || a !== a ? -1 : a === b ? 0 : 1;
  if (typeof a === 'string') return compareStrings(a, b as string);
  if (a === null || typeof a === 'boolean') return 0;
  if (isArray(a)) {
    const other = b as readonly Json[];
    for (let i = 0; i < a.length && i < other.length; i++) {
      const order = compare(a[i] as Json, other[i] as Json);
      if (order !== 0) return order;
    }
    return a.length - other.length;
  }
  const other = b as JsonObject;
  const keys = sortedKeys(a as JsonObject);
  const order = compare(keys, sortedKeys(other));
  if (order !== 0) return order;
  for (const key of keys) {
    const one = compare((a as JsonObject).get(key) as Json, other.get(key) as Json);
    if (one !== 0) return one;
  }
  return 0;
}

export function equal(a: Json, b: Json): boolean {
  return compare(a, b) === 0;
}

/** A sorted copy; equal values keep their order. */
export function sortBy<T>(items: readonly T[], key: (item: T) => Json): T[] {
  return items
    .map((item, at) => ({ item, at, key: key(item) }))
    .sort((a, b) => compare(a.key, b.key) || a.at - b.at)
    .map(({ item }) => item);
}

/** A string's code points. */
export function codePoints(text: string): string[] {
  return [...text];
}

export function textLength(text: string): number {
  let length = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0xdc00 || unit > 0xdfff) length++;
  }
  return length;
}
