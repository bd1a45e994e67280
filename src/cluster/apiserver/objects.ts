import type { ObjectMeta } from '../../api/generated/types.ts';
import type { Json, JsonObject } from './request.ts';

/** Any object of the API. Never changed once it is stored: an update is a new object. */
export type ApiObject = JsonObject & {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Readonly<ObjectMeta>;
};

/** The same object with other metadata fields; `undefined` takes a field away. */
export function withMeta(object: ApiObject, fields: Partial<ObjectMeta>): ApiObject {
  return { ...object, metadata: withFields(object.metadata, fields) as ObjectMeta };
}

/** A copy with fields set; `undefined` takes a field away. */
export function withFields<T extends object>(object: T, fields: { readonly [key: string]: unknown }): T {
  const copy = { ...object } as { [key: string]: unknown };
  for (const [key, value] of Object.entries(fields)) {
    if (value === undefined) delete copy[key];
    else copy[key] = value;
  }
  return copy as T;
}

/** Whether two JSON values are the same, whatever the order of their keys; a field that is `undefined` is not there. */
export function equalJson(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    return a.every((item: Json, index) => equalJson(item, b[index] as Json));
  }
  const left = a as JsonObject;
  const right = b as JsonObject;
  for (const key of Object.keys(left)) if (!equalJson(left[key], right[key])) return false;
  for (const key of Object.keys(right)) if (right[key] !== undefined && left[key] === undefined) return false;
  return true;
}

/** Follow a path of field names; `undefined` where it ends early. */
export function fieldAt(object: Json | undefined, ...path: readonly string[]): Json | undefined {
  let value: Json | undefined = object;
  for (const name of path) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    value = (value as JsonObject)[name];
  }
  return value;
}
