import type { ObjectMeta } from '../../api/generated/types.ts';
import type { Json, JsonObject } from './request.ts';

export { equalJson } from '../../api/json.ts';

/** Any object of the API. Never changed once it is stored: an update is a new object. */
export type ApiObject = JsonObject & {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Readonly<ObjectMeta>;
};

/** The object with other metadata fields; `undefined` takes a field away. The very same object where nothing changes. */
export function withMeta(object: ApiObject, fields: Partial<ObjectMeta>): ApiObject {
  const metadata = withFields(object.metadata, fields) as ObjectMeta;
  return metadata === object.metadata ? object : { ...object, metadata };
}

/** The object with fields set, as a copy where that changes it; `undefined` takes a field away. */
export function withFields<T extends object>(object: T, fields: { readonly [key: string]: unknown }): T {
  const before = object as { readonly [key: string]: unknown };
  let changed = false;
  let less = false;
  for (const key in fields) {
    const value = fields[key];
    if (value === undefined) less ||= Object.hasOwn(before, key);
    else changed ||= value !== before[key];
  }
  if (!changed && !less) return object;
  if (!less) {
    const copy = { ...before };
    for (const key in fields) if (fields[key] !== undefined) copy[key] = fields[key];
    return copy as T;
  }
  // A field that is deleted from a copy would make all later use of it slow.
  const copy: { [key: string]: unknown } = {};
  for (const key in before) {
    const value = Object.hasOwn(fields, key) ? fields[key] : before[key];
    if (value !== undefined || !Object.hasOwn(fields, key)) copy[key] = value;
  }
  for (const key in fields) if (fields[key] !== undefined) copy[key] = fields[key];
  return copy as T;
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
