import type { ApiObject } from './objects.ts';

/** An object with what it leaves out filled in. */
export function withDefaults(object: ApiObject): ApiObject {
  return object;
}
