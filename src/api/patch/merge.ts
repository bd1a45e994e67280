import type { Json, JsonObject, MutableJson } from '../json.ts';
import { equalJson, isObject } from '../json.ts';

/** Applies a JSON merge patch (RFC 7386). */
export function applyMergePatch(target: Json | undefined, patch: Json): Json {
  if (!isObject(patch)) return patch;
  const result: MutableJson = isObject(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === undefined) continue;
    if (value === null) delete result[key];
    else result[key] = applyMergePatch(result[key], value);
  }
  return result;
}

/** The JSON merge patch that makes `modified` of `original`. Models jsonpatch.CreateMergePatch. */
export function createMergePatch(original: JsonObject, modified: JsonObject): JsonObject {
  const patch: MutableJson = {};
  for (const [key, value] of Object.entries(modified)) {
    if (value === undefined) continue;
    const before = original[key];
    if (isObject(value) && isObject(before)) {
      const inner = createMergePatch(before, value);
      if (Object.keys(inner).length > 0) patch[key] = inner;
    } else if (before === undefined || !equalJson(before, value)) patch[key] = value;
  }
  for (const key of Object.keys(original))
    if (original[key] !== undefined && modified[key] === undefined) patch[key] = null;
  return patch;
}

/** What `kubectl apply` sends for kinds without a schema. Models jsonmergepatch.CreateThreeWayJSONMergePatch. */
export function createThreeWayMergePatch(
  original: JsonObject,
  modified: JsonObject,
  current: JsonObject,
): JsonObject {
  const additions = keepAdditions(createMergePatch(current, modified)) ?? {};
  const deletions = keepDeletions(createMergePatch(original, modified)) ?? {};
  return mergePatches(deletions, additions);
}

const keepAdditions = (patch: JsonObject): JsonObject | undefined =>
  filtered(patch, (value) => value !== null);
const keepDeletions = (patch: JsonObject): JsonObject | undefined =>
  filtered(patch, (value) => value === null);

function filtered(patch: JsonObject, keep: (value: Json) => boolean): JsonObject | undefined {
  const result: MutableJson = {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === undefined) continue;
    const kept = isObject(value) ? filtered(value, keep) : keep(value) ? value : undefined;
    if (kept !== undefined) result[key] = kept;
  }
  return Object.keys(result).length > 0 ? result : undefined;
}

/** Two merge patches as one; the later one wins. */
function mergePatches(first: JsonObject, second: JsonObject): JsonObject {
  const result: MutableJson = { ...first };
  for (const [key, value] of Object.entries(second)) {
    const before = result[key];
    result[key] = isObject(before) && isObject(value) ? mergePatches(before, value) : value;
  }
  return result;
}
