import { newUnsupportedMediaType } from './errors.ts';
import { bodyObject } from './codec.ts';
import type { RequestScope } from './context.ts';
import type { ApiObject } from './objects.ts';
import type { Json, JsonObject } from './request.ts';

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function mergePatch(target: Json | undefined, patch: Json | undefined): Json | undefined {
  if (!isObject(patch)) return patch;
  const result: { [key: string]: Json | undefined } = isObject(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = mergePatch(result[key], value);
  }
  return result;
}

/** Apply a request's patch to an object. @throws {ApiError} 400, 415, 422 */
export function applyPatch(scope: RequestScope, type: string, object: ApiObject): JsonObject {
  if (type !== 'application/merge-patch+json' && type !== 'application/strategic-merge-patch+json')
    throw newUnsupportedMediaType(['application/merge-patch+json', 'application/strategic-merge-patch+json']);
  const body = bodyObject({ ...scope.request, headers: {} });
  return mergePatch(object, body) as JsonObject;
}
