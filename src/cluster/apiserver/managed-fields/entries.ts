import {
  FieldsV1Error,
  fromFieldsV1,
  toFieldsV1,
  type Managers,
  type VersionedSet,
} from '../../../api/merge-diff/index.ts';
import { isArray, isObject, type Json } from '../../../api/json.ts';
import { parseTime } from '../../../api/time.ts';
import type { ManagedFieldsEntry } from '../../../api/types.ts';

/** Who owns which fields of an object, and since when. Models managedfields' ManagedInterface. Never changed once it is made. */
export interface Managed {
  readonly managers: Managers;
  /** RFC 3339, by the manager's identifier. */
  readonly times: ReadonlyMap<string, string>;
}

export const NOBODY: Managed = { managers: new Map(), times: new Map() };

/** What tells one manager from another. */
export interface ManagerId {
  readonly manager: string;
  readonly operation: 'Apply' | 'Update';
  /** Those who apply are the same whatever version they speak. */
  readonly apiVersion?: string | undefined;
  readonly subresource?: string | undefined;
}

/** The identifier as text. Models BuildManagerIdentifier, whose JSON it is. */
export function managerKey({ manager, operation, apiVersion, subresource }: ManagerId): string {
  return JSON.stringify({
    ...(manager !== '' && { manager }),
    operation,
    ...(operation === 'Update' && { apiVersion }),
    ...(subresource && { subresource }),
  });
}

export function readManagerKey(key: string): ManagerId {
  const { manager = '', ...rest } = JSON.parse(key) as Partial<ManagerId> & Pick<ManagerId, 'operation'>;
  return { manager, ...rest };
}

/** `metadata.managedFields` of what is managed, in upstream's order; absent where there is nothing. Models encodeManagedFields. */
export function encodeManaged({ managers, times }: Managed): ManagedFieldsEntry[] | undefined {
  if (managers.size === 0) return undefined;
  return [...managers].map(([key, owned]) => entryOf(key, owned, times.get(key))).sort(byOrder);
}

function entryOf(key: string, owned: VersionedSet, time: string | undefined): ManagedFieldsEntry {
  const { manager, subresource } = readManagerKey(key);
  return {
    apiVersion: owned.apiVersion,
    fieldsType: 'FieldsV1',
    fieldsV1: toFieldsV1(owned.set) as ManagedFieldsEntry['fieldsV1'],
    ...(manager !== '' && { manager }),
    operation: owned.applied ? 'Apply' : 'Update',
    ...(subresource && { subresource }),
    ...(time !== undefined && { time }),
  };
}

/** Appliers first, then by time, manager, version and subresource. Models sortEncodedManagedFields. */
function byOrder(a: ManagedFieldsEntry, b: ManagedFieldsEntry): number {
  const order = (x = '', y = ''): number => (x < y ? -1 : x > y ? 1 : 0);
  return (
    order(a.operation, b.operation) ||
    secondsOf(a.time) - secondsOf(b.time) ||
    order(a.manager, b.manager) ||
    order(a.apiVersion, b.apiVersion) ||
    order(a.subresource, b.subresource)
  );
}

export const secondsOf = (time: string | undefined): number =>
  time === undefined ? 0 : Math.floor((parseTime(time) ?? 0) / 1000);

/** What a client wrote as `metadata.managedFields`; `undefined` where it cannot be read. Models DecodeManagedFields. */
export function decodeManaged(entries: Json | undefined): Managed | undefined {
  if (!isArray(entries)) return undefined;
  const managers = new Map<string, VersionedSet>();
  const times = new Map<string, string>();
  for (const entry of entries) {
    if (!isObject(entry)) return undefined;
    const {
      manager = '',
      operation,
      apiVersion,
      subresource,
      time,
      fieldsType,
      fieldsV1,
    } = entry as ManagedFieldsEntry;
    if ((operation !== 'Apply' && operation !== 'Update') || !apiVersion || fieldsType !== 'FieldsV1')
      return undefined;
    const key = managerKey({ manager, operation, apiVersion, subresource });
    try {
      const set = fromFieldsV1(fieldsV1 as unknown as Json);
      managers.set(key, { set, apiVersion, applied: operation === 'Apply' });
    } catch (error) {
      if (error instanceof FieldsV1Error) return undefined;
      throw error;
    }
    if (typeof time === 'string') times.set(key, time);
  }
  return { managers, times };
}

/** A client asks for a fresh start: an empty list, or one with an empty entry. Models isResetManagedFields. */
export function isReset(entries: Json | undefined): boolean {
  if (!isArray(entries)) return false;
  const [only] = entries;
  return entries.length === 0 || (entries.length === 1 && isObject(only) && Object.keys(only).length === 0);
}
