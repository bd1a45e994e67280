import type { Json, JsonObject } from '../json.ts';
import type { Atom } from './atoms.ts';
import { compareValues, exclude, type Comparison } from './compare.ts';
import {
  difference,
  EMPTY_SET,
  intersection,
  isEmptySet,
  recursiveDifference,
  union,
  type FieldSet,
} from './field-set.ts';
import { mergeValues, removeItems, toFieldSet, withNamedFields } from './walk.ts';

/** What one manager owns, in the version in which it spoke. */
export interface VersionedSet {
  readonly set: FieldSet;
  readonly apiVersion: string;
  readonly applied: boolean;
}

/** By the manager's identifier. */
export type Managers = ReadonlyMap<string, VersionedSet>;

export interface Conflict {
  readonly manager: string;
  readonly set: FieldSet;
}

/** An apply that would take fields from others. */
export class ConflictError extends Error {
  readonly conflicts: readonly Conflict[];
  constructor(conflicts: readonly Conflict[]) {
    super('conflicts');
    this.conflicts = conflicts;
  }
}

/** What a merge is about: the object's type and version, and the paths that this endpoint does not write. */
export interface MergeScope {
  readonly atom: Atom;
  readonly apiVersion: string;
  readonly ignored: FieldSet;
}

/**
 * Take what has changed from all managers but one; without `force` that is a conflict. All versions of a kind are compared in the
 * one in which it is stored, so a path is the same in all of them. Models Updater.update.
 * @throws {ConflictError}
 */
function takeOver(
  managers: Managers,
  changes: Comparison,
  self: string,
  force: boolean,
): Map<string, VersionedSet> {
  const taken = union(changes.modified, changes.added);
  const conflicts: Conflict[] = [];
  const left = new Map<string, VersionedSet>();
  for (const [manager, owned] of managers) {
    if (manager === self) {
      left.set(manager, owned);
      continue;
    }
    const conflict = intersection(owned.set, taken);
    if (!isEmptySet(conflict)) conflicts.push({ manager, set: conflict });
    const set = difference(difference(owned.set, conflict), changes.removed);
    left.set(manager, set === owned.set ? owned : { ...owned, set });
  }
  if (!force && conflicts.length > 0) throw new ConflictError(conflicts);
  for (const [manager, { set }] of left) if (isEmptySet(set)) left.delete(manager);
  return left;
}

/** Record that a manager has made `live` into `object` by an ordinary write. Models Updater.Update. */
export function updateManagers(
  live: Json,
  object: Json,
  managers: Managers,
  self: string,
  { atom, apiVersion, ignored }: MergeScope,
): Map<string, VersionedSet> {
  const changes = exclude(compareValues(live, object, atom), ignored);
  const left = takeOver(managers, changes, self, true);
  const before = left.get(self)?.set ?? EMPTY_SET;
  const owned = union(union(difference(before, changes.removed), changes.modified), changes.added);
  const set = recursiveDifference(owned, ignored);
  if (isEmptySet(set)) left.delete(self);
  else left.set(self, { set, apiVersion, applied: false });
  return left;
}

export interface Applied {
  readonly object: JsonObject;
  readonly managers: Map<string, VersionedSet>;
}

/**
 * Lay a configuration over the live object as its manager's whole wish: fields that it no longer names and nobody else owns go.
 * Models Updater.Apply.
 * @throws {ConflictError}
 */
export function applyConfiguration(
  live: JsonObject,
  config: JsonObject,
  managers: Managers,
  self: string,
  force: boolean,
  { atom, apiVersion, ignored }: MergeScope,
): Applied {
  const merged = (mergeValues(live, config, atom) ?? {}) as JsonObject;
  const last = managers.get(self);
  const set = recursiveDifference(toFieldSet(config, atom), ignored);
  const claimed = new Map(managers).set(self, { set, apiVersion, applied: true });
  const object = prune(merged, claimed, last?.set, atom);
  const changes = exclude(compareValues(live, object, atom), ignored);
  return { object, managers: takeOver(claimed, changes, self, force) };
}

/** Drop what the manager applied last time, not this time, and nobody owns. Models Updater.prune. */
function prune(merged: JsonObject, managers: Managers, last: FieldSet | undefined, atom: Atom): JsonObject {
  if (!last || isEmptySet(last)) return merged;
  const named = (set: FieldSet): FieldSet => withNamedFields(set, atom);
  const fields = (value: Json): FieldSet => named(toFieldSet(value, atom));
  const remove = (gone: FieldSet): JsonObject => (removeItems(merged, gone, atom) ?? {}) as JsonObject;
  const all = fields(merged);
  const owned = [...managers.values()].map(({ set }) => set).reduce(union, EMPTY_SET);
  const pruned = remove(named(last));
  const kept = remove(difference(all, union(fields(pruned), named(owned))));
  return remove(intersection(difference(all, fields(kept)), named(last)));
}
