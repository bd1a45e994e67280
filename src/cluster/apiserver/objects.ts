import type { ObjectMeta } from '../../api/generated/types.ts';
import type { Json, JsonObject } from './request.ts';

export { equalJson } from '../../api/json.ts';

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

/** Follow a path of field names; `undefined` where it ends early. */
export function fieldAt(object: Json | undefined, ...path: readonly string[]): Json | undefined {
  let value: Json | undefined = object;
  for (const name of path) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    value = (value as JsonObject)[name];
  }
  return value;
}
