/** Any JSON value. Objects that leave the API server are never changed afterwards: treat them as read-only. */
export type Json =
  null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };
export type JsonObject = { readonly [key: string]: Json | undefined };

/** While it is built. */
export type MutableJson = { [key: string]: Json | undefined };

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const isArray = (value: Json | undefined): value is readonly Json[] => Array.isArray(value);

/** Sorted by bytes, never in insertion order: integer-like keys would jump ahead. */
export const sortedKeys = (object: JsonObject): string[] =>
  Object.keys(object)
    .filter((key) => object[key] !== undefined)
    .sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));

/** Whether two JSON values are the same, whatever the order of their keys; a field that is `undefined` is not there. */
export function equalJson(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (isArray(a)) {
    if (!isArray(b) || a.length !== b.length) return false;
    for (let i = 0; i < a.length; i++) if (!equalJson(a[i], b[i])) return false;
    return true;
  }
  if (isArray(b)) return false;
  // All that `a` has, `b` has too; then it is the same if it has no more.
  let more = 0;
  for (const key in a) {
    const value = a[key];
    if (value === undefined) continue;
    if (!equalJson(value, b[key])) return false;
    more--;
  }
  for (const key in b) if (b[key] !== undefined) more++;
  return more === 0;
}

/** A copy that may be changed. */
export function cloneJson<T>(value: T): T {
  if (Array.isArray(value)) return value.map((item: unknown) => cloneJson(item)) as T;
  if (!isObject(value)) return value;
  const copy: MutableJson = {};
  for (const [key, item] of Object.entries(value)) if (item !== undefined) copy[key] = cloneJson(item);
  return copy as T;
}
