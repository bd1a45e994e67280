/** How the server's writes and answers meet the managed fields. Models apiserver pkg/endpoints/handlers/fieldmanager. */
import {
  definitionAtom,
  EMPTY_SET,
  pathSet,
  zeroObject,
  type FieldSet,
  type MergeScope,
} from '../../../api/merge-diff/index.ts';
import { equalJson, isObject, type Json, type JsonObject } from '../../../api/json.ts';
import { resourceApiVersion, type Resource } from '../../../api/resources.ts';
import { kindDefinition } from '../../../api/schema.ts';
import { formatTime } from '../../../api/time.ts';
import { storageOf, type RequestScope } from '../context.ts';
import type { ApiObject } from '../objects.ts';
import type { Change } from './changes.ts';
import { decodeManaged, isReset, NOBODY } from './entries.ts';
import { ManagedRecord } from './record.ts';

export { ManagedRecord } from './record.ts';

/** The kind in which a resource's objects are stored, whichever version is asked for. */
function storedKind({ name, group, kind, version }: Resource<object>): { apiVersion: string; kind: string } {
  if (name === 'events') return { apiVersion: 'v1', kind };
  if (name === 'horizontalpodautoscalers') return { apiVersion: 'autoscaling/v2', kind };
  return { apiVersion: group === '' ? version : `${group}/${version}`, kind };
}

const STATUS = pathSet(['status']);
const SPEC = pathSet(['spec']);

/** What the status endpoints of some kinds do not write besides the spec. Models GetResetFields of the status strategies. */
const STATUS_RESETS: Readonly<Record<string, FieldSet>> = {
  '/pods': pathSet(['spec'], ['metadata', 'deletionTimestamp'], ['metadata', 'ownerReferences']),
  'apps/deployments': pathSet(['spec'], ['metadata', 'labels']),
};

/** Fields that an endpoint throws away nobody owns through it. */
function resetFields({ resource, subresource }: RequestScope): FieldSet {
  if (subresource === 'status' || subresource === 'approval')
    return STATUS_RESETS[`${resource.group}/${resource.name}`] ?? SPEC;
  return resource.subresources.some(({ name }) => name === 'status') ? STATUS : EMPTY_SET;
}

interface Kind extends MergeScope {
  readonly zero: JsonObject;
}

function kindOf(scope: RequestScope): Kind | undefined {
  const { apiVersion, kind } = storedKind(scope.resource);
  const key = kindDefinition(apiVersion, kind);
  if (key === undefined) return undefined;
  return { atom: definitionAtom(key), apiVersion, ignored: resetFields(scope), zero: zeroObject(key) };
}

/** Go's own fields of an object that the server has not got yet. */
const typedZero = (scope: RequestScope, zero: JsonObject): JsonObject => ({
  ...zero,
  apiVersion: resourceApiVersion(scope.resource),
  kind: scope.resource.kind,
});

/** The write that a request is, on `old`; `undefined` for kinds without a schema. */
export function changeOf(
  scope: RequestScope,
  operation: 'Apply' | 'Update',
  old: ApiObject | undefined,
): Change | undefined {
  const kind = kindOf(scope);
  if (!kind) return undefined;
  const zero = typedZero(scope, kind.zero);
  const { subresource } = scope;
  return {
    ...kind,
    id: { manager: scope.fieldManager, operation, apiVersion: kind.apiVersion, subresource },
    // What is moved from the scale subresource to its object has no time. Models ScaleHandler.ToParent.
    time: subresource === 'scale' ? undefined : formatTime(scope.server.sim.time),
    zero,
    live: old ?? zero,
    isNew: old === undefined,
  };
}

/** The record of a stored object. */
export const recordOf = (scope: RequestScope, object: ApiObject): ManagedRecord =>
  scope.server.store.managed(storageOf(scope.resource), object) ?? ManagedRecord.none;

/**
 * Note an ordinary write, before admission sees the object, as upstream does.
 * @param object as it came, with its defaults
 */
export function trackUpdate(scope: RequestScope, object: ApiObject, old: ApiObject | undefined): void {
  const change = changeOf(scope, 'Update', old);
  if (!change) return;
  const { outcome } = scope;
  outcome.managed = baseOf(scope, old, outcome.claimed).after({ ...change, object });
  // Only a client that speaks of managed fields can change these alone.
  outcome.claims = outcome.claimed !== undefined;
}

/** The managed fields that a write starts from: those that the client gives, or those that are stored. Models decodeLiveOrNew. */
function baseOf(scope: RequestScope, old: ApiObject | undefined, claimed: Json | undefined): ManagedRecord {
  const live = old ? recordOf(scope, old) : ManagedRecord.none;
  if (claimed === undefined || scope.subresource !== undefined) return live;
  if (isReset(claimed)) return ManagedRecord.of(NOBODY);
  const given = decodeManaged(claimed);
  return given && given.managers.size > 0 ? ManagedRecord.of(given) : live;
}

/** `metadata.managedFields` of an object as it came over the wire. */
export function claimedFields(body: JsonObject): Json | undefined {
  const { metadata } = body;
  const claimed = isObject(metadata) ? metadata.managedFields : undefined;
  return claimed === null ? undefined : claimed;
}

/** The body without them: they are kept apart from the object. */
export function withoutManagedFields(body: JsonObject): JsonObject {
  const { managedFields: _managed, ...metadata } = body.metadata as JsonObject;
  return { ...body, metadata };
}

/** Whether a write that leaves its object as it is has changed who owns what. Times alone do not count. */
export function changesManagers(scope: RequestScope, old: ApiObject): boolean {
  const { managed, claims } = scope.outcome;
  if (!managed || !claims) return false;
  const timeless = (record: ManagedRecord): Json =>
    (record.entries ?? []).map(({ time: _time, ...entry }) => entry) as unknown as Json;
  return !equalJson(timeless(managed), timeless(recordOf(scope, old)));
}

/** An object as an answer has it, with its managed fields, which are worked out when they are looked at. */
export function withManagedFields(scope: RequestScope, object: ApiObject): ApiObject {
  if (scope.request.omitManagedFields) return object;
  const record = scope.outcome.managed ?? scope.server.store.managed(storageOf(scope.resource), object);
  if (!record) return object;
  const metadata = { ...object.metadata };
  Object.defineProperty(metadata, 'managedFields', {
    get: () => record.entries,
    enumerable: true,
    configurable: true,
  });
  return { ...object, metadata };
}
