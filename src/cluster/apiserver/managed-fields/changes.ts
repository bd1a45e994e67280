import {
  applyConfiguration,
  difference,
  EMPTY_SET,
  isEmptySet,
  pathSet,
  union,
  updateManagers,
  type MergeScope,
  type VersionedSet,
} from '../../../api/merge-diff/index.ts';
import { equalJson, type JsonObject } from '../../../api/json.ts';
import { managerKey, secondsOf, type Managed, type ManagerId } from './entries.ts';

/** One write as the managers see it. */
export interface Change extends MergeScope {
  readonly id: ManagerId;
  /** When, in RFC 3339. */
  readonly time: string | undefined;
  /** The object before; at a creation what Go writes of one without anything set. */
  readonly live: JsonObject;
  readonly isNew: boolean;
  /** What Go writes of an object of the kind without anything set. */
  readonly zero: JsonObject;
}

/** A write that has made the object into `object`. */
export interface Update extends Change {
  readonly object: JsonObject;
}

/** An apply of a configuration. */
export interface Apply extends Change {
  readonly config: JsonObject;
  readonly force: boolean;
}

/** What nobody owns. Models stripmeta.go. */
const NOBODYS = pathSet(
  ['apiVersion'],
  ['kind'],
  ['metadata'],
  ...[
    ...['name', 'namespace', 'creationTimestamp', 'selfLink', 'uid', 'clusterName', 'generation'],
    ...['managedFields', 'resourceVersion'],
  ].map((name) => ['metadata', name]),
);

const MAX_UPDATERS = 10;

/** The manager of what is left over, and of what was there before anybody was tracked. */
const ANCIENT = 'ancient-changes';
const BEFORE_FIRST_APPLY = 'before-first-apply';
const CURRENT = 'current-operation';

/**
 * Who owns what after an update. Models the chain of managers in apimachinery pkg/util/managedfields: skipNonApplied, capManagers,
 * buildManagerInfo, managedFieldsUpdater, stripMeta and structuredMerge.
 */
export function afterUpdate(managed: Managed, change: Update): Managed {
  // An object that nobody tracks is not tracked until somebody applies to it.
  if (managed.managers.size === 0 && !change.isNew) return managed;
  const managers = updateManagers(change.live, change.object, managed.managers, CURRENT, change);
  const times = new Map(managed.times);
  strip(managers, CURRENT);
  const mine = managers.get(CURRENT);
  if (mine) {
    managers.delete(CURRENT);
    const key = managerKey(change.id);
    const before = managers.get(key);
    managers.set(key, before ? { ...mine, set: union(mine.set, before.set) } : mine);
    if (change.time === undefined) times.delete(key);
    else times.set(key, change.time);
  }
  return cap({ managers, times });
}

export interface AppliedChange {
  readonly object: JsonObject;
  readonly managed: Managed;
  /** The configuration asked for nothing that was not so already. */
  readonly unchanged: boolean;
}

/** The object after an apply, and who owns what of it. @throws {ConflictError} */
export function afterApply(managed: Managed, change: Apply): AppliedChange {
  const tracked = managed.managers.size > 0 || change.isNew ? managed : firstTracked(managed, change);
  const key = managerKey(change.id);
  const { object, managers } = applyConfiguration(
    change.live,
    change.config,
    tracked.managers,
    key,
    change.force,
    change,
  );
  strip(managers, key);
  const unchanged = equalJson(object, change.live);
  const times = new Map(tracked.times);
  if (!unchanged && change.time !== undefined) times.set(key, change.time);
  return { object: unchanged ? change.live : object, managed: { managers, times }, unchanged };
}

/** All that an untracked object has belongs to one manager of the time before. */
function firstTracked(managed: Managed, change: Apply): Managed {
  const id: ManagerId = {
    ...change.id,
    manager: BEFORE_FIRST_APPLY,
    operation: 'Update',
    apiVersion: change.apiVersion,
  };
  return afterUpdate(managed, { ...change, id, live: change.zero, object: change.live, isNew: true });
}

function strip(managers: Map<string, VersionedSet>, key: string): void {
  const owned = managers.get(key);
  if (!owned) return;
  const set = difference(owned.set, NOBODYS);
  if (isEmptySet(set)) managers.delete(key);
  else managers.set(key, { ...owned, set });
}

/** Make one of the oldest updaters where there are too many of them. Models capUpdateManagers. */
function cap(managed: Managed): Managed {
  const { managers, times } = managed;
  const updaters = [...managers].filter(([, { applied }]) => !applied).map(([key]) => key);
  if (updaters.length <= MAX_UPDATERS) return managed;
  const age = (key: string): number => secondsOf(times.get(key));
  updaters.sort((a, b) => age(a) - age(b) || (a < b ? -1 : 1));
  const left = new Map(managers);
  const since = new Map(times);
  const first = new Map<string, string>();
  let count = updaters.length;
  for (const key of updaters) {
    if (count <= MAX_UPDATERS) break;
    const owned = left.get(key);
    if (!owned) continue;
    const { apiVersion } = owned;
    const seen = first.get(apiVersion);
    if (seen === undefined) {
      first.set(apiVersion, key);
      continue;
    }
    const bucket = managerKey({ manager: ANCIENT, operation: 'Update', apiVersion });
    if (!left.has(bucket)) {
      const oldest = left.get(seen);
      left.delete(seen);
      if (oldest) left.set(bucket, oldest);
    }
    left.set(bucket, { ...owned, set: union(owned.set, left.get(bucket)?.set ?? EMPTY_SET) });
    left.delete(key);
    count--;
    const time = times.get(key);
    if (time !== undefined) since.set(bucket, time);
  }
  return { managers: left, times: since };
}
