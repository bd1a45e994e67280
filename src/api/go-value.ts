import { isArray, isObject, type Json } from './json.ts';

/** A value as Go's fmt prints an unstructured one with %v: `map[a:1 b:[x y]]`. */
export function goValueText(value: Json | undefined): string {
  if (value === null || value === undefined) return '<nil>';
  if (isArray(value)) return `[${value.map(goValueText).join(' ')}]`;
  if (!isObject(value)) return String(value);
  const parts = sortedKeys(value).map((key) => `${key}:${goValueText(value[key])}`);
  return `map[${parts.join(' ')}]`;
}

/** A value as encoding/json writes maps: keys in order, without spaces. */
export function jsonText(value: Json | undefined): string {
  if (isArray(value)) return `[${value.map(jsonText).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value ?? null);
  return `{${sortedKeys(value)
    .map((key) => `${JSON.stringify(key)}:${jsonText(value[key])}`)
    .join(',')}}`;
}

const sortedKeys = (value: object): string[] => Object.keys(value).sort((a, b) => (a < b ? -1 : 1));
