import { resourceApiVersion } from '../../api/resources.ts';
import { zeroObject } from '../../api/merge-diff/index.ts';
import { kindDefinition } from '../../api/schema.ts';
import { formatTime } from '../../api/time.ts';
import type { ObjectMeta } from '../../api/types.ts';
import { groupResourceOf, placeOf, type RequestScope } from './context.ts';
import {
  newAlreadyExists,
  newBadRequest,
  newConflict,
  newGenerateNameConflict,
  newInvalid,
  newNotFound,
  newUnknownError,
  type InvalidField,
} from './errors.ts';
import { changesManagers } from './managed-fields/index.ts';
import { generateName, newUid } from './names.ts';
import { equalJson, withFields, withMeta, type ApiObject } from './objects.ts';
import type { Strategy } from './strategy.ts';
import { takePart } from './subresources/parts.ts';
import { validateObject } from './validate.ts';

/** What the optimistic lock says. Models registry.OptimisticLockErrorMsg. */
export const OPTIMISTIC_LOCK =
  'the object has been modified; please apply your changes to the latest version and try again';

/** How often a creation with generateName draws anew when the name is taken. */
const GENERATE_ATTEMPTS = 8;

export const hasStatus = (scope: RequestScope): boolean =>
  scope.resource.subresources.some(({ name }) => name === 'status');

/** @throws {ApiError} 404 */
export function getObject(scope: RequestScope, name: string): ApiObject {
  const object = scope.server.store.get(...placeOf(scope, name));
  if (!object) throw newNotFound(groupResourceOf(scope.resource), name);
  return object;
}

/** The object's namespace is the request's. @throws {ApiError} 400 when it names another one */
export function inNamespace(scope: RequestScope, object: ApiObject): ApiObject {
  const { namespace } = object.metadata;
  if (!scope.resource.namespaced) return namespace ? withMeta(object, { namespace: undefined }) : object;
  if (namespace === undefined || namespace === '') return withMeta(object, { namespace: scope.namespace });
  if (namespace !== scope.namespace)
    throw newBadRequest(
      'the namespace of the provided object does not match the namespace sent on the request',
    );
  return object;
}

function refuse(scope: RequestScope, object: ApiObject, errors: readonly InvalidField[]): void {
  if (errors.length === 0) return;
  throw newInvalid({ group: scope.resource.group, kind: scope.resource.kind }, object.metadata.name, errors);
}

/** Store an object as it is; a dry run only answers with it. */
export function write(scope: RequestScope, object: ApiObject): ApiObject {
  if (scope.dryRun) return object;
  return scope.server.store.put(...placeOf(scope, object.metadata.name), object, scope.outcome.managed);
}

/**
 * Store a new object, which has been decoded, defaulted and admitted. Models registry/generic/registry Store.Create with
 * rest.BeforeCreate.
 * @throws {ApiError} 409 AlreadyExists, 422 Invalid, 500 for an object that claims a version
 */
export function createObject(scope: RequestScope, strategy: Strategy, body: ApiObject): ApiObject {
  const { server, resource } = scope;
  const base = body.metadata.generateName ?? '';
  const generated = !body.metadata.name && base !== '';
  for (let attempt = 1; ; attempt++) {
    const name = generated ? generateName(server.sim, scope.namespace, base) : (body.metadata.name ?? '');
    const meta: Partial<ObjectMeta> = {
      name,
      uid: newUid(server.sim),
      creationTimestamp: formatTime(server.sim.time),
      deletionTimestamp: undefined,
      deletionGracePeriodSeconds: undefined,
      resourceVersion: undefined,
      selfLink: undefined,
      generation: strategy.generation ? 1 : undefined,
    };
    let object = withMeta(body, meta);
    if (hasStatus(scope) && !strategy.keepsStatus) object = withFields(object, { status: undefined });
    object = withEmptyStatus(strategy.prepareForCreate?.(object, scope) ?? object);
    const own = strategy.validate?.(object, undefined, scope) ?? [];
    refuse(scope, object, [...validateObject(resource, object), ...own]);
    if (server.store.get(...placeOf(scope, name))) {
      if (generated && attempt < GENERATE_ATTEMPTS) continue;
      throw (generated ? newGenerateNameConflict : newAlreadyExists)(groupResourceOf(resource), name);
    }
    if (Number(body.metadata.resourceVersion ?? 0) > 0)
      throw newUnknownError('resourceVersion should not be set on objects to be created');
    return write(scope, object);
  }
}

/** A status that nobody has written is there all the same, as Go writes a struct that is not set. */
function withEmptyStatus(object: ApiObject): ApiObject {
  const key = object.status === undefined ? kindDefinition(object.apiVersion, object.kind) : undefined;
  const status = key === undefined ? undefined : zeroObject(key).status;
  return status === undefined ? object : withFields(object, { status });
}

/** The resourceVersion that a client holds must be the stored one's, and so must the uid. */
function checkLock(scope: RequestScope, object: ApiObject, old: ApiObject): void {
  const { resourceVersion, uid, name } = object.metadata;
  if (uid && uid !== old.metadata.uid)
    throw newConflict(
      groupResourceOf(scope.resource),
      name,
      `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${old.metadata.uid ?? ''}`,
    );
  if (resourceVersion && resourceVersion !== '0' && resourceVersion !== old.metadata.resourceVersion)
    throw newConflict(groupResourceOf(scope.resource), name, OPTIMISTIC_LOCK);
}

/** What a client cannot change, and what it may leave out. Models rest.BeforeUpdate. */
function keepSystemFields(object: ApiObject, old: ApiObject): ApiObject {
  const { metadata } = old;
  return withMeta(object, {
    uid: metadata.uid,
    creationTimestamp: metadata.creationTimestamp,
    deletionTimestamp: metadata.deletionTimestamp,
    deletionGracePeriodSeconds: metadata.deletionGracePeriodSeconds,
    generation: metadata.generation,
    generateName: object.metadata.generateName ?? metadata.generateName,
    resourceVersion: metadata.resourceVersion,
    selfLink: undefined,
  });
}

/** Whether anything that counts as a wish has changed: everything but metadata and status. */
function changedSpec(object: ApiObject, old: ApiObject): boolean {
  const bare = { metadata: undefined, status: undefined };
  return !equalJson(withFields(object, bare), withFields(old, bare));
}

/**
 * Store a changed object. Nothing is written when nothing has changed. An object whose deletion only waited for its finalizers
 * goes when the last one does. Models Store.Update with rest.BeforeUpdate.
 * @throws {ApiError} 409 Conflict, 422 Invalid
 */
export function updateObject(
  scope: RequestScope,
  strategy: Strategy,
  body: ApiObject,
  old: ApiObject,
): ApiObject {
  checkLock(scope, body, old);
  let object = keepSystemFields(body, old);
  if (hasStatus(scope)) object = withFields(object, { status: old.status });
  object = strategy.prepareForUpdate?.(object, old, scope) ?? object;
  if (strategy.generation && changedSpec(object, old))
    object = withMeta(object, { generation: (old.metadata.generation ?? 0) + 1 });
  const own = strategy.validate?.(object, old, scope) ?? [];
  refuse(scope, object, [...validateObject(scope.resource, object, old), ...own]);
  return finishUpdate(scope, strategy, object, old);
}

/** Store an object's changed status; the rest of it stays. */
export function updateStatus(
  scope: RequestScope,
  strategy: Strategy,
  body: ApiObject,
  old: ApiObject,
): ApiObject {
  checkLock(scope, body, old);
  // Labels and annotations may be changed along with a status, the wish may not.
  let object = withFields(old, { status: body.status });
  object = withMeta(object, {
    labels: body.metadata.labels,
    annotations: body.metadata.annotations,
    finalizers: body.metadata.finalizers,
  });
  object = strategy.prepareForStatusUpdate?.(object, old) ?? object;
  refuse(scope, object, validateObject(scope.resource, object, old, 'status'));
  return finishUpdate(scope, strategy, object, old);
}

/** Store an object with the part of it changed that a subresource stands for. */
export function updatePart(
  scope: RequestScope,
  strategy: Strategy,
  body: ApiObject,
  old: ApiObject,
  subresource: string,
): ApiObject {
  checkLock(scope, body, old);
  let object = takePart(subresource, body, old) ?? old;
  if (strategy.generation && changedSpec(object, old))
    object = withMeta(object, { generation: (old.metadata.generation ?? 0) + 1 });
  refuse(scope, object, validateObject(scope.resource, object, old, subresource));
  return finishUpdate(scope, strategy, object, old);
}

function finishUpdate(scope: RequestScope, strategy: Strategy, object: ApiObject, old: ApiObject): ApiObject {
  const { metadata } = object;
  const waiting =
    metadata.deletionTimestamp !== undefined && (metadata.deletionGracePeriodSeconds ?? 0) === 0;
  if (waiting && (metadata.finalizers ?? []).length === 0 && !holdsBack(object))
    return removeObject(scope, strategy, object);
  if (equalJson(object, old) && !changesManagers(scope, old)) return unchanged(scope, old);
  return write(scope, object);
}

/** Nothing is written, not even who has tried. */
function unchanged(scope: RequestScope, old: ApiObject): ApiObject {
  delete scope.outcome.managed;
  return old;
}

/** A namespace's own finalizers stand in its spec. */
function holdsBack(object: ApiObject): boolean {
  if (object.kind !== 'Namespace') return false;
  const { finalizers } = (object.spec ?? {}) as { finalizers?: readonly string[] };
  return (finalizers ?? []).length > 0;
}

/** Take an object out of the store. */
export function removeObject(scope: RequestScope, strategy: Strategy, object: ApiObject): ApiObject {
  if (scope.dryRun) return object;
  const { store } = scope.server;
  const last = store.remove(...placeOf(scope, object.metadata.name), object);
  strategy.afterDelete?.(last ?? object, scope.server);
  return last ?? object;
}

/** An object as answers have it: with its kind, whatever the client sent. */
export function typed(scope: RequestScope, object: ApiObject): ApiObject {
  const { kind } = scope.resource;
  const apiVersion = resourceApiVersion(scope.resource);
  return object.kind === kind && object.apiVersion === apiVersion ? object : { ...object, apiVersion, kind };
}
