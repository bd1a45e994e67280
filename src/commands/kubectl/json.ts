import type { Json, JsonObject } from '../../cluster/apiserver/request.ts';
import { compareText } from './gofmt.ts';

export type { Json, JsonObject };

/** The value at a path of keys and indexes; `undefined` where a step is missing. */
export function at(value: Json | undefined, ...path: readonly (string | number)[]): Json | undefined {
  let here: Json | undefined = value;
  for (const step of path) {
    if (here === null || typeof here !== 'object') return undefined;
    if (typeof step === 'number') here = Array.isArray(here) ? (here as readonly Json[])[step] : undefined;
    else here = Array.isArray(here) ? undefined : (here as JsonObject)[step];
  }
  return here;
}

/** A string, or empty. */
export function text(value: Json | undefined): string {
  return typeof value === 'string'
    ? value
    : value === undefined || value === null
      ? ''
      : String(value as boolean | number);
}

export function list(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function object(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}

/** The objects in a list. */
export function objects(value: Json | undefined): readonly JsonObject[] {
  return list(value).filter(isObject);
}

/** The string values of an object, in order of their keys. */
export function stringMap(value: Json | undefined): [string, string][] {
  return Object.entries(object(value))
    .filter((entry): entry is [string, Json] => entry[1] !== undefined)
    .map(([key, one]): [string, string] => [key, text(one)])
    .sort((a, b) => compareText(a[0], b[0]));
}

export function nameOf(value: Json | undefined): string {
  return text(at(value, 'metadata', 'name'));
}

export function namespaceOf(value: Json | undefined): string {
  return text(at(value, 'metadata', 'namespace'));
}

/** The same without keys whose value is undefined. */
export function compact(value: { readonly [key: string]: Json | undefined }): JsonObject {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined));
}

/** Equal as JSON, whatever the order of keys. */
export function sameJson(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b)) {
    const left = a as readonly Json[];
    const right = b as readonly Json[];
    return left.length === right.length && left.every((item, i) => sameJson(item, right[i]));
  }
  if (!isObject(a) || !isObject(b)) return false;
  const keys = (value: JsonObject): string[] => Object.keys(value).filter((key) => value[key] !== undefined);
  const left = keys(a);
  return left.length === keys(b).length && left.every((key) => sameJson(a[key], b[key]));
}

const ESCAPES: Readonly<Record<string, string>> = { '<': '\\u003c', '>': '\\u003e', '&': '\\u0026' };

/**
 * JSON as Go's `encoding/json` writes it: `<`, `>` and `&` escaped, no blanks without `indent`. Keys of a map are sorted; those of a
 * struct (`sorted` false) stand as they were put.
 */
export function goJson(value: Json | undefined, indent = '', sorted = true): string {
  const write = (one: Json | undefined, margin: string): string => {
    if (one === undefined || one === null) return 'null';
    if (typeof one === 'string') {
      const plain = JSON.stringify(one)
        .replace(/\u2028/g, '\\u2028')
        .replace(/\u2029/g, '\\u2029');
      return plain.replace(/[<>&]/g, (char) => ESCAPES[char] ?? char);
    }
    if (typeof one !== 'object') return String(one);
    const inner = margin + indent;
    const [open, gap, close] = indent === '' ? ['', ',', ''] : [`\n${inner}`, `,\n${inner}`, `\n${margin}`];
    if (Array.isArray(one)) {
      const items = (one as readonly Json[]).map((item) => write(item, inner));
      return items.length === 0 ? '[]' : `[${open}${items.join(gap)}${close}]`;
    }
    const record = one as JsonObject;
    const colon = indent === '' ? ':' : ': ';
    const keys = Object.keys(record).filter((key) => record[key] !== undefined);
    const fields = (sorted ? keys.sort(compareText) : keys).map(
      (key) => `${write(key, inner)}${colon}${write(record[key], inner)}`,
    );
    return fields.length === 0 ? '{}' : `{${open}${fields.join(gap)}${close}}`;
  };
  return write(value, '');
}
