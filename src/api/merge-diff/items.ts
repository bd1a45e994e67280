import { isObject, type Json } from '../json.ts';
import type { ListAtom } from './atoms.ts';
import { keyElement } from './fields-v1.ts';

/** Why a list's item has no path element. */
export class ItemError extends Error {}

/** What tells an item of a list that is not atomic from the others. Models listItemToPathElement. @throws {ItemError} */
export function itemElement(list: ListAtom, item: Json): string {
  if (list.keys.length === 0) return `v:${JSON.stringify(item)}`;
  if (item === null) throw new ItemError('associative list with keys may not have a null element');
  if (!isObject(item)) throw new ItemError('associative list with keys may not have non-map elements');
  const keys: (readonly [string, Json])[] = [];
  for (const key of list.keys) {
    const value = item[key.name] ?? key.default;
    if (value !== undefined) keys.push([key.name, value]);
  }
  if (keys.length === 0)
    throw new ItemError(
      `associative list with keys has an element that omits all key fields ${JSON.stringify(list.keys.map(({ name }) => name))} (and doesn't have default values for any key fields)`,
    );
  return keyElement(keys);
}

/** Items by their path elements, in order; of several with one element the first counts, and those without one are left out. */
export function indexItems(list: ListAtom, items: readonly Json[]): Map<string, Json> {
  const index = new Map<string, Json>();
  for (const item of items) {
    let element: string;
    try {
      element = itemElement(list, item);
    } catch (error) {
      if (error instanceof ItemError) continue;
      throw error;
    }
    if (!index.has(element)) index.set(element, item);
  }
  return index;
}
