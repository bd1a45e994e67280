/**
 * Makes strategic merge patches. Models k8s.io/apimachinery/pkg/util/strategicpatch (CreateThreeWayMergePatch, diffMaps and what it calls).
 */
import type { Json, JsonObject, MutableJson } from '../json.ts';
import { equalJson, isArray, isObject } from '../json.ts';
import { indexIn, PatchError, sortLike } from './lists.ts';
import { mergeObjects } from './strategic.ts';
import { patchMeta } from './strategies.ts';

interface DiffOptions {
  readonly setElementOrder: boolean;
  readonly ignoreDeletions: boolean;
  readonly ignoreChangesAndAdditions: boolean;
  readonly retainKeys?: boolean;
}

/**
 * The patch that `kubectl apply` sends: what changed from `current` to `modified`, and what went from `original` (the last applied
 * configuration) to `modified`. Empty where there is nothing to do.
 * @param key the kind's definition. @throws {PatchError}
 */
export function createThreeWayStrategicMergePatch(
  original: JsonObject,
  modified: JsonObject,
  current: JsonObject,
  key: string | undefined,
): JsonObject {
  const delta = diffObjects(current, modified, key, {
    setElementOrder: true,
    ignoreDeletions: true,
    ignoreChangesAndAdditions: false,
  });
  const deletions = diffObjects(original, modified, key, {
    setElementOrder: true,
    ignoreDeletions: false,
    ignoreChangesAndAdditions: true,
  });
  return mergeObjects(deletions, delta, key, { parallelLists: false, ignoreUnmatchedNulls: false });
}

/** The patch that makes `modified` of `original`, as kubectl's set and edit send it. @throws {PatchError} */
export const createTwoWayStrategicMergePatch = (
  original: JsonObject,
  modified: JsonObject,
  key: string | undefined,
): JsonObject =>
  diffObjects(original, modified, key, {
    setElementOrder: true,
    ignoreDeletions: false,
    ignoreChangesAndAdditions: false,
  });

function diffObjects(
  original: JsonObject,
  modified: JsonObject,
  key: string | undefined,
  options: DiffOptions,
): JsonObject {
  const patch: MutableJson = {};
  const retained: string[] = [];
  for (const [field, after] of Object.entries(modified)) {
    if (after === undefined) continue;
    if (options.retainKeys && after !== null) retained.push(field);
    const before = original[field];
    const inner = { ...options, retainKeys: false };
    if (before !== undefined && isObject(before) && isObject(after))
      diffObjectField(patch, field, before, after, key, inner);
    else if (before !== undefined && isArray(before) && isArray(after))
      diffListField(patch, field, before, after, key, inner);
    else if (!options.ignoreChangesAndAdditions && !equalJson(before, after)) patch[field] = after;
  }
  if (!options.ignoreDeletions)
    for (const field of Object.keys(original))
      if (original[field] !== undefined && modified[field] === undefined) patch[field] = null;
  const added = Object.keys(modified).some(
    (field) => original[field] === undefined && modified[field] !== undefined,
  );
  if (retained.length > 0 && (Object.keys(patch).length > 0 || added)) patch['$retainKeys'] = retained.sort();
  return patch;
}

function diffObjectField(
  patch: MutableJson,
  field: string,
  before: JsonObject,
  after: JsonObject,
  key: string | undefined,
  options: DiffOptions,
): void {
  const meta = patchMeta(key, field);
  if (meta.strategies.includes('replace')) {
    if (!options.ignoreChangesAndAdditions && !equalJson(before, after)) patch[field] = after;
    return;
  }
  const retainKeys = meta.strategies.includes('retainKeys');
  const inner = diffObjects(before, after, meta.definition, { ...options, retainKeys });
  if (Object.keys(inner).length > 0) patch[field] = inner;
}

function diffListField(
  patch: MutableJson,
  field: string,
  before: readonly Json[],
  after: readonly Json[],
  key: string | undefined,
  options: DiffOptions,
): void {
  const meta = patchMeta(key, field);
  if (!meta.strategies.includes('merge')) {
    if (!options.ignoreChangesAndAdditions && !equalJson(before, after)) patch[field] = after;
    return;
  }
  const retainKeys = meta.strategies.includes('retainKeys');
  const { additions, deletions, order } = diffLists(before, after, meta.definition, meta.mergeKey, {
    ...options,
    retainKeys,
  });
  if (additions.length > 0) patch[field] = additions;
  if (deletions.length > 0) patch[`$deleteFromPrimitiveList/${field}`] = deletions;
  if (order.length > 0) patch[`$setElementOrder/${field}`] = order;
}

function diffLists(
  before: readonly Json[],
  after: readonly Json[],
  key: string | undefined,
  mergeKey: string | undefined,
  options: DiffOptions,
): { additions: readonly Json[]; deletions: readonly Json[]; order: readonly Json[] } {
  if (before.length === 0)
    return { additions: options.ignoreChangesAndAdditions ? [] : after, deletions: [], order: [] };
  if (!isObject(before[0] ?? after[0])) {
    const added = after.filter((item) => indexIn(before, item, undefined) < 0);
    const additions = options.ignoreChangesAndAdditions ? [] : sortLike(added, after, undefined);
    const deletions = options.ignoreDeletions
      ? []
      : before.filter((item) => indexIn(after, item, undefined) < 0);
    const changed = !options.ignoreChangesAndAdditions && !equalJson(before, after);
    return {
      additions,
      deletions,
      order: options.setElementOrder && (deletions.length > 0 || changed) ? after : [],
    };
  }
  if (mergeKey === undefined) throw new PatchError('cannot diff lists without merge key');
  const additions: Json[] = [];
  const deletions: Json[] = [];
  for (const item of after) {
    const same = before[indexIn(before, item, mergeKey)];
    if (isObject(same) && isObject(item)) {
      const inner = diffObjects(same, item, key, options);
      if (Object.keys(inner).length > 0) additions.push({ ...inner, [mergeKey]: item[mergeKey] });
    } else if (!options.ignoreChangesAndAdditions) additions.push(item);
  }
  if (!options.ignoreDeletions)
    for (const item of before)
      if (isObject(item) && indexIn(after, item, mergeKey) < 0)
        deletions.push({ $patch: 'delete', [mergeKey]: item[mergeKey] });
  const list = [...sortLike(additions, after, mergeKey), ...deletions];
  const sameOrder =
    before.length === after.length && before.every((item, i) => indexIn(after, item, mergeKey) === i);
  const ordered =
    options.setElementOrder &&
    ((!options.ignoreChangesAndAdditions && (list.length > 0 || !sameOrder)) ||
      (!options.ignoreDeletions && list.length > 0));
  const keyOf = (item: Json): Json => (isObject(item) ? { [mergeKey]: item[mergeKey] } : item);
  return { additions: list, deletions: [], order: ordered ? after.map(keyOf) : [] };
}
