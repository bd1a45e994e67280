/** What a merge needs of one value: its fields as a set, it with another one over it, it without some fields. */
import { isArray, isObject, type Json, type MutableJson } from '../json.ts';
import { atomAt, type Atom } from './atoms.ts';
import { EMPTY_SET, fieldSet, isEmptySet, LEAF, type FieldSet } from './field-set.ts';
import { indexItems, itemElement } from './items.ts';

/** The fields that an object names. Models typed/tofieldset.go. */
export function toFieldSet(value: Json, atom: Atom): FieldSet {
  if (atom.kind === 'scalar' || atom.atomic) return LEAF;
  const children = new Map<string, FieldSet>();
  if (atom.kind === 'list') {
    for (const [element, item] of indexItems(atom, isArray(value) ? value : [])) {
      const inner = toFieldSet(item, atom.element());
      children.set(element, { member: true, children: inner.children });
    }
    return fieldSet(false, children);
  }
  if (!isObject(value)) return EMPTY_SET;
  for (const [key, item] of Object.entries(value)) {
    const type = item === undefined ? undefined : atomAt(atom, key);
    if (!type || item === undefined) continue;
    const inner = toFieldSet(item, type);
    const empty = item === null || (isObject(item) && Object.keys(item).length === 0);
    const member = inner.member || empty || !atom.fields.has(key);
    const set = fieldSet(member, new Map(inner.children));
    if (!isEmptySet(set)) children.set(`f:${key}`, set);
  }
  return fieldSet(false, children);
}

const isBare = (value: Json | undefined): boolean =>
  value === undefined ||
  value === null ||
  (isArray(value) ? value.length === 0 : isObject(value) && Object.keys(value).length === 0);

/** `left` with `right` laid over it. Models typed/merge.go. */
export function mergeValues(left: Json | undefined, right: Json | undefined, atom: Atom): Json | undefined {
  if (left === right) return left;
  if (atom.kind === 'scalar' || atom.atomic || (isBare(left) && isBare(right)))
    return right ?? rightOr(left, right);
  if (atom.kind === 'list') return mergeLists(isArray(left) ? left : [], isArray(right) ? right : [], atom);
  const before = isObject(left) ? left : {};
  const after = isObject(right) ? right : {};
  const out: MutableJson = {};
  for (const key of [
    ...Object.keys(before),
    ...Object.keys(after).filter((key) => before[key] === undefined),
  ]) {
    const type = atomAt(atom, key);
    const merged = type ? mergeValues(before[key], after[key], type) : (after[key] ?? before[key]);
    if (merged !== undefined) out[key] = merged;
  }
  return Object.keys(out).length > 0 ? out : undefined;
}

/** A null of the right side counts; nothing there leaves the left one. */
const rightOr = (left: Json | undefined, right: Json | undefined): Json | undefined =>
  right === undefined ? left : right;

/** The items of both sides: the right side's order for those it has, the left side's for what only it has. Models visitListItems. */
function mergeLists(
  left: readonly Json[],
  right: readonly Json[],
  atom: Extract<Atom, { kind: 'list' }>,
): Json | undefined {
  const before = indexItems(atom, left);
  const after = indexItems(atom, right);
  const element = atom.element();
  const [lefts, rights] = [[...before.keys()], [...after.keys()]];
  const shared = rights.filter((key) => before.has(key));
  const out: Json[] = [];
  const put = (key: string): void => {
    const merged = mergeValues(before.get(key), after.get(key), element);
    if (merged !== undefined) out.push(merged);
  };
  let [l, r, next] = [0, 0, 0];
  while (l < lefts.length || r < rights.length) {
    const [mine, theirs] = [lefts[l], rights[r]];
    if (mine !== undefined && theirs !== undefined) {
      if (mine === theirs) {
        put(mine);
        l++;
        r++;
        next++;
        continue;
      }
      // A shared item, but not the one that is wanted in this round.
      if (after.has(mine) && shared[next] !== undefined && shared[next] !== mine) {
        l++;
        continue;
      }
    }
    if (mine !== undefined && !after.has(mine)) {
      put(mine);
      l++;
      continue;
    }
    if (theirs !== undefined) {
      put(theirs);
      r++;
      if (shared[next] === theirs) next++;
      continue;
    }
    l++; // shared, and taken already
  }
  return out.length > 0 ? out : undefined;
}

/** A value without the fields of a set. What is left empty is null. Models typed/remove.go. */
export function removeItems(value: Json, gone: FieldSet, atom: Atom): Json {
  if (atom.kind === 'scalar') return value;
  if (isBare(value)) return null;
  if (atom.atomic) return null;
  if (atom.kind === 'list') {
    if (!isArray(value)) return null;
    const items: Json[] = [];
    for (const item of value) {
      const inner = gone.children.get(itemElement(atom, item));
      if (inner?.member) continue;
      items.push(inner && inner.children.size > 0 ? removeItems(item, inner, atom.element()) : item);
    }
    return items.length > 0 ? items : null;
  }
  if (!isObject(value)) return null;
  const out: MutableJson = {};
  for (const [key, item] of Object.entries(value)) {
    if (item === undefined) continue;
    const inner = gone.children.get(`f:${key}`);
    if (inner?.member) continue;
    const type = atomAt(atom, key);
    out[key] = inner && inner.children.size > 0 && type ? removeItems(item, inner, type) : item;
  }
  return Object.keys(out).length > 0 ? out : null;
}

/**
 * A set with the structs' fields on the way to its paths in it: `.a.b.c` makes `.a` a member where it is a field, not where it is a
 * map's key. Models Set.EnsureNamedFieldsAreMembers.
 */
export function withNamedFields(set: FieldSet, atom: Atom | undefined): FieldSet {
  const children = new Map<string, FieldSet>();
  for (const [element, child] of set.children) {
    const name = element.slice(2);
    const field = atom?.kind === 'map' && element.startsWith('f:');
    const inner = field
      ? atomAt(atom, name)
      : atom?.kind === 'list' && !element.startsWith('f:')
        ? atom.element()
        : undefined;
    const below = withNamedFields(child, inner);
    const named = field && child.children.size > 0 && atom.fields.has(name);
    children.set(element, named && !below.member ? { member: true, children: below.children } : below);
  }
  return fieldSet(set.member, children);
}
