import { equalJson, isArray, isObject, type Json } from '../json.ts';
import { atomAt, type Atom } from './atoms.ts';
import { EMPTY_SET, fieldSet, LEAF, recursiveDifference, type FieldSet } from './field-set.ts';
import { indexItems } from './items.ts';

/** How two values of one type differ. Models typed.Comparison. */
export interface Comparison {
  readonly added: FieldSet;
  readonly modified: FieldSet;
  readonly removed: FieldSet;
}

export const NO_DIFFERENCE: Comparison = { added: EMPTY_SET, modified: EMPTY_SET, removed: EMPTY_SET };

const ADDED: Comparison = { ...NO_DIFFERENCE, added: LEAF };
const MODIFIED: Comparison = { ...NO_DIFFERENCE, modified: LEAF };
const REMOVED: Comparison = { ...NO_DIFFERENCE, removed: LEAF };

/** Collects what lies below one place. */
class Below {
  added: Map<string, FieldSet> | undefined;
  modified: Map<string, FieldSet> | undefined;
  removed: Map<string, FieldSet> | undefined;

  put(element: string, found: Comparison | undefined): void {
    if (!found) return;
    if (found.added !== EMPTY_SET) (this.added ??= new Map()).set(element, found.added);
    if (found.modified !== EMPTY_SET) (this.modified ??= new Map()).set(element, found.modified);
    if (found.removed !== EMPTY_SET) (this.removed ??= new Map()).set(element, found.removed);
  }

  /** With the place itself, which came or went when one side has nothing there. */
  done(left: Json | undefined, right: Json | undefined): Comparison | undefined {
    const came = left === undefined;
    const went = right === undefined;
    if (!came && !went && !this.added && !this.modified && !this.removed) return undefined;
    return {
      added: fieldSet(came, this.added),
      modified: fieldSet(false, this.modified),
      removed: fieldSet(went && !came, this.removed),
    };
  }
}

/**
 * Compare two values. The very same object on both sides has no differences, which makes the comparison of two versions of one object
 * cheap: they share what has not changed. Models typed/compare.go.
 */
export function compareValues(left: Json | undefined, right: Json | undefined, atom: Atom): Comparison {
  return compare(left, right, atom) ?? NO_DIFFERENCE;
}

function compare(left: Json | undefined, right: Json | undefined, atom: Atom): Comparison | undefined {
  if (left === right) return undefined;
  if (atom.kind === 'scalar' || atom.atomic || (isBare(left) && isBare(right))) return leaf(left, right);
  const below = new Below();
  if (atom.kind === 'list') {
    const element = atom.element();
    const before = indexItems(atom, isArray(left) ? left : []);
    const after = indexItems(atom, isArray(right) ? right : []);
    for (const [key, item] of before) below.put(key, compare(item, after.get(key), element));
    for (const [key, item] of after) if (!before.has(key)) below.put(key, compare(undefined, item, element));
    return below.done(left, right);
  }
  const before = isObject(left) ? left : {};
  const after = isObject(right) ? right : {};
  for (const key of Object.keys(before)) {
    const type = before[key] === after[key] ? undefined : atomAt(atom, key);
    if (type) below.put(`f:${key}`, compare(before[key], after[key], type));
  }
  for (const key of Object.keys(after)) {
    const type = before[key] === undefined && after[key] !== undefined ? atomAt(atom, key) : undefined;
    if (type) below.put(`f:${key}`, compare(undefined, after[key], type));
  }
  return below.done(left, right);
}

function leaf(left: Json | undefined, right: Json | undefined): Comparison | undefined {
  if (left === undefined) return ADDED;
  if (right === undefined) return REMOVED;
  return equalJson(left, right) ? undefined : MODIFIED;
}

/** Nothing, null or empty: such lists and maps are leaves. */
const isBare = (value: Json | undefined): boolean =>
  value === undefined ||
  value === null ||
  (isArray(value) ? value.length === 0 : isObject(value) && Object.keys(value).length === 0);

/** Without what lies at or below the paths of a set. */
export function exclude(comparison: Comparison, ignored: FieldSet): Comparison {
  return {
    added: recursiveDifference(comparison.added, ignored),
    modified: recursiveDifference(comparison.modified, ignored),
    removed: recursiveDifference(comparison.removed, ignored),
  };
}
