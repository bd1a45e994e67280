/**
 * Applies strategic merge patches. Models k8s.io/apimachinery/pkg/util/strategicpatch (mergeMap and what it calls).
 */
import type { Json, JsonObject, MutableJson } from '../json.ts';
import { equalJson, isArray, isObject } from '../json.ts';
import { indexIn, interleave, PatchError, requireMergeKey, unique } from './lists.ts';
import { patchMeta } from './strategies.ts';

export { PatchError } from './lists.ts';

const setOrder = '$setElementOrder/';
const deletePrimitives = '$deleteFromPrimitiveList/';

export interface MergeOptions {
  /** Merge `$deleteFromPrimitiveList` and list items; off when two patches become one. */
  readonly parallelLists: boolean;
  /** A null for a field that is not there is dropped; off when two patches become one. */
  readonly ignoreUnmatchedNulls: boolean;
}

/** @param key the kind's definition. @throws {PatchError} */
export function applyStrategicMergePatch(
  original: JsonObject,
  patch: JsonObject,
  key: string | undefined,
): JsonObject {
  return mergeObjects(original, patch, key, { parallelLists: true, ignoreUnmatchedNulls: true });
}

/** As mergeMap. */
export function mergeObjects(
  original: JsonObject,
  patch: JsonObject,
  key: string | undefined,
  options: MergeOptions,
): JsonObject {
  const directive = patch['$patch'];
  if (directive === 'replace') return without(patch, '$patch');
  if (directive === 'delete') return {};
  if (directive !== undefined) throw new PatchError(`unknown patch type: ${String(directive)} in map`);
  const result: MutableJson = { ...original };
  const rest: MutableJson = { ...patch };
  if (options.parallelLists) {
    retainKeys(result, rest);
    orderLists(result, rest, key, options);
  }
  for (const [field, value] of Object.entries(rest)) {
    if (value === undefined) continue;
    const isDeletion = field.startsWith(deletePrimitives);
    if (isDeletion && options.parallelLists) {
      const list = result[field.slice(deletePrimitives.length)];
      if (isArray(list) && isArray(value))
        result[field.slice(deletePrimitives.length)] = list.filter(
          (item) => indexIn(value, item, undefined) < 0,
        );
      continue;
    }
    if (value === null) {
      if (result[field] !== undefined || options.ignoreUnmatchedNulls) delete result[field];
      if (!options.ignoreUnmatchedNulls) result[field] = null;
      continue;
    }
    const before = result[field];
    if (before === undefined) result[field] = options.ignoreUnmatchedNulls ? dropDirectives(value) : value;
    else result[field] = mergeField(before, value, key, field, options);
  }
  return result;
}

function mergeField(
  before: Json,
  value: Json,
  key: string | undefined,
  field: string,
  options: MergeOptions,
): Json {
  const meta = patchMeta(key, field);
  if (isObject(before) && isObject(value))
    return meta.strategies.includes('replace')
      ? value
      : mergeObjects(before, value, meta.definition, options);
  if (isArray(before) && isArray(value)) {
    if (!meta.strategies.includes('merge') || field.startsWith(setOrder)) return value;
    return mergeLists(before, value, meta.definition, meta.mergeKey, options);
  }
  return isObject(value) ? dropDirectives(value) : value;
}

/** As mergeSlice. */
function mergeLists(
  original: readonly Json[],
  patch: readonly Json[],
  key: string | undefined,
  mergeKey: string | undefined,
  options: MergeOptions,
): Json[] {
  if (original.length === 0 && patch.length === 0) return [];
  if (!isObject(original[0] ?? patch[0])) {
    const merged = unique([...original, ...patch]);
    return split(merged, patch, original, undefined);
  }
  if (mergeKey === undefined) throw new PatchError('cannot merge lists without merge key');
  requireMergeKey(patch, mergeKey);
  let merged = [...original];
  const plain: Json[] = [];
  let replaced = false;
  for (const item of patch) {
    const directive = isObject(item) ? item['$patch'] : undefined;
    if (directive === 'delete' && options.parallelLists) {
      for (let i = indexIn(merged, item, mergeKey); i >= 0; i = indexIn(merged, item, mergeKey))
        merged.splice(i, 1);
    } else if (directive === 'replace') replaced = true;
    else plain.push(item);
  }
  if (replaced) return plain;
  for (const item of plain) {
    const i = indexIn(merged, item, mergeKey);
    const before = merged[i];
    if (isObject(before) && isObject(item)) merged[i] = mergeObjects(before, item, key, options);
    else merged = [...merged, options.ignoreUnmatchedNulls ? dropDirectives(item) : item];
  }
  return split(merged, plain, original, mergeKey);
}

const split = (
  merged: readonly Json[],
  order: readonly Json[],
  serverOrder: readonly Json[],
  mergeKey: string | undefined,
): Json[] =>
  interleave(
    merged.filter((item) => indexIn(order, item, mergeKey) >= 0),
    merged.filter((item) => indexIn(order, item, mergeKey) < 0),
    order,
    serverOrder,
    mergeKey,
  );

/** Lists that come with `$setElementOrder`; their directive and patch leave `rest`. As mergePatchIntoOriginal. */
function orderLists(
  result: MutableJson,
  rest: MutableJson,
  key: string | undefined,
  options: MergeOptions,
): void {
  for (const name of Object.keys(rest)) {
    if (!name.startsWith(setOrder)) continue;
    const field = name.slice(setOrder.length);
    const order = rest[name];
    const patch = rest[field];
    const deletion = rest[deletePrimitives + field];
    delete rest[name];
    delete rest[field];
    delete rest[deletePrimitives + field];
    const original = result[field];
    if (!isArray(order)) throw new PatchError(`unexpected type in ${name}`);
    const meta = patchMeta(key, field);
    const mergeKey = isObject(order[0]) ? meta.mergeKey : undefined;
    if (isArray(patch)) {
      const stray = patch.find(
        (item) => !(isObject(item) && '$patch' in item) && indexIn(order, item, mergeKey) < 0,
      );
      if (stray !== undefined)
        throw new PatchError(
          `The order in patch list:\n${JSON.stringify(patch)}\n doesn't match ${name} list:\n${JSON.stringify(order)}\n`,
        );
    }
    let merged: readonly Json[] = isArray(original) ? original : [];
    if (isArray(deletion)) merged = merged.filter((item) => indexIn(deletion, item, undefined) < 0);
    if (isArray(patch)) merged = mergeLists(merged, patch, meta.definition, meta.mergeKey, options);
    else if (patch === null) {
      delete result[field];
      continue;
    }
    if (isArray(original) || isArray(patch))
      result[field] = split(merged, order, isArray(original) ? original : [], mergeKey);
  }
}

/** `$retainKeys`: of the original only these stay. */
function retainKeys(result: MutableJson, rest: MutableJson): void {
  const keys = rest['$retainKeys'];
  if (keys === undefined) return;
  delete rest['$retainKeys'];
  if (!isArray(keys)) throw new PatchError('$retainKeys has wrong type');
  for (const [field, value] of Object.entries(rest)) {
    const name = field.replace(/^\$(setElementOrder|deleteFromPrimitiveList)\//, '');
    if (value !== null && value !== undefined && !keys.includes(name))
      throw new PatchError('patch contains keys that are not in $retainKeys list');
  }
  for (const field of Object.keys(result)) if (!keys.includes(field)) delete result[field];
}

const without = (object: JsonObject, field: string): JsonObject =>
  Object.fromEntries(Object.entries(object).filter(([name]) => name !== field));

/** A new part of an object: nulls and directives have nothing to act on. */
function dropDirectives(value: Json): Json {
  if (isArray(value))
    return value
      .filter(
        (item) =>
          !(
            isObject(item) &&
            (item['$patch'] === 'delete' || (equalJson(without(item, '$patch'), {}) && '$patch' in item))
          ),
      )
      .map(dropDirectives);
  if (!isObject(value)) return value;
  const result: MutableJson = {};
  for (const [field, item] of Object.entries(value))
    if (item !== undefined && item !== null && !field.startsWith('$')) result[field] = dropDirectives(item);
  return result;
}
