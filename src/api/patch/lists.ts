import type { Json } from '../json.ts';
import { equalJson, isObject } from '../json.ts';

/** A strategic merge patch that is not well formed. */
export class PatchError extends Error {}

/** Where an item stands in a list: by its merge key for objects, by its value for primitives; -1 where it does not. */
export function indexIn(list: readonly Json[], item: Json, mergeKey: string | undefined): number {
  if (mergeKey === undefined || !isObject(item)) return list.findIndex((other) => equalJson(other, item));
  const wanted = item[mergeKey];
  return list.findIndex((other) => isObject(other) && equalJson(other[mergeKey], wanted));
}

/** Every object of a merging list must have the merge key. @throws {PatchError} */
export function requireMergeKey(list: readonly Json[], mergeKey: string): void {
  for (const item of list)
    if (isObject(item) && item['$patch'] !== 'replace' && item[mergeKey] === undefined)
      throw new PatchError(`map: ${printMap(item)} does not contain declared merge key: ${mergeKey}`);
}

/** Go's `%v` of a map. */
function printMap(value: Json | undefined): string {
  if (Array.isArray(value)) return `[${value.map((item: Json) => printMap(item)).join(' ')}]`;
  if (!isObject(value)) return value === null ? '<nil>' : String(value);
  const keys = Object.keys(value).sort();
  return `map[${keys.map((key) => `${key}:${printMap(value[key])}`).join(' ')}]`;
}

/** Items in the order of `order`; those to delete come last. Models normalizeSliceOrder. */
export function sortLike(
  items: readonly Json[],
  order: readonly Json[],
  mergeKey: string | undefined,
): Json[] {
  const isDeletion = (item: Json): boolean => isObject(item) && item['$patch'] === 'delete';
  const rest = items.filter((item) => !isDeletion(item));
  const place = (item: Json): number => indexIn(order, item, mergeKey);
  rest.sort((a, b) => {
    const [i, j] = [place(a), place(b)];
    return i >= 0 && j >= 0 ? i - j : 0;
  });
  return [...rest, ...items.filter(isDeletion)];
}

/**
 * The patch's items and those only the server has, as one list: each kind keeps its order, and a server item stands before the first
 * patch item that it stood before on the server. Models normalizeElementOrder and mergeSortedSlice.
 */
export function interleave(
  patchItems: readonly Json[],
  serverOnly: readonly Json[],
  patchOrder: readonly Json[],
  serverOrder: readonly Json[],
  mergeKey: string | undefined,
): Json[] {
  const left = sortLike(serverOnly, serverOrder, mergeKey);
  const right = sortLike(patchItems, patchOrder, mergeKey);
  const result: Json[] = [];
  let i = 0;
  let j = 0;
  for (;;) {
    const [server, patch] = [left[i], right[j]];
    if (server === undefined && patch === undefined) return result;
    if (patch === undefined) {
      if (server !== undefined) result.push(server);
      i++;
    } else if (server === undefined) {
      result.push(patch);
      j++;
    } else {
      const [a, b] = [indexIn(serverOrder, server, mergeKey), indexIn(serverOrder, patch, mergeKey)];
      if (a >= 0 && b >= 0 && a < b) {
        result.push(server);
        i++;
      } else {
        result.push(patch);
        j++;
      }
    }
  }
}

/** Without repetitions, first ones kept. */
export const unique = (items: readonly Json[]): Json[] =>
  items.filter((item, i) => items.findIndex((other) => equalJson(other, item)) === i);
