import { formatTime, parseTime } from '../../api/time.ts';
import type { DeleteOptions } from '../../api/types.ts';
import { groupResourceOf, type RequestScope } from './context.ts';
import { deletedStatus, newConflict, type DeletedStatus } from './errors.ts';
import { withMeta, type ApiObject } from './objects.ts';
import { getObject, removeObject, write } from './registry.ts';
import type { Strategy } from './strategy.ts';

/** The garbage collector's own finalizers. */
export const FOREGROUND_FINALIZER = 'foregroundDeletion';
export const ORPHAN_FINALIZER = 'orphan';

/** What a deletion answers with, and whether the object is gone. */
export interface Deleted {
  readonly gone: boolean;
  readonly body: ApiObject | DeletedStatus;
}

/** What a client thinks the object is must hold. @throws {ApiError} 409 */
export function checkPreconditions(scope: RequestScope, object: ApiObject, options: DeleteOptions): void {
  const { uid, resourceVersion } = options.preconditions ?? {};
  const kind = { group: scope.resource.group, resource: scope.resource.kind };
  const { metadata } = object;
  if (uid !== undefined && uid !== metadata.uid)
    throw newConflict(
      kind,
      metadata.name,
      `the UID in the precondition (${uid}) does not match the UID in record (${metadata.uid ?? ''}). The object might have been deleted and then recreated`,
    );
  if (resourceVersion !== undefined && resourceVersion !== metadata.resourceVersion)
    throw newConflict(
      kind,
      metadata.name,
      `the ResourceVersion in the precondition (${resourceVersion}) does not match the ResourceVersion in record (${metadata.resourceVersion ?? ''}). The object might have been modified`,
    );
}

/** The object's finalizers with the one that the propagation policy calls for. */
function garbageFinalizers(object: ApiObject, options: DeleteOptions): string[] {
  const current = object.metadata.finalizers ?? [];
  const policy = options.propagationPolicy ?? (options.orphanDependents ? 'Orphan' : undefined);
  if (policy === undefined) return [...current];
  const kept = current.filter((name) => name !== FOREGROUND_FINALIZER && name !== ORPHAN_FINALIZER);
  if (policy === 'Foreground') kept.push(FOREGROUND_FINALIZER);
  if (policy === 'Orphan') kept.push(ORPHAN_FINALIZER);
  return kept;
}

const sameList = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((item, index) => item === b[index]);

/**
 * Mark an object as being deleted, with a grace period in seconds. A second deletion may only shorten the first one's.
 * @returns the changed object, or the same one when the deletion under way stands. Models rest.BeforeDelete.
 */
function markGraceful(scope: RequestScope, object: ApiObject, period: number, asked: boolean): ApiObject {
  const { deletionGracePeriodSeconds: current, deletionTimestamp, generation } = object.metadata;
  if (deletionTimestamp === undefined) {
    return withMeta(object, {
      deletionTimestamp: formatTime(scope.server.sim.time + period * 1000),
      deletionGracePeriodSeconds: period,
      ...(generation !== undefined && generation > 0 && { generation: generation + 1 }),
    });
  }
  if (current === undefined || !asked || period >= current) return object;
  const end = (parseTime(deletionTimestamp) ?? 0) + (period - current) * 1000;
  return withMeta(object, { deletionTimestamp: formatTime(end), deletionGracePeriodSeconds: period });
}

/**
 * Delete an object: at once, or by marking it, when it has a grace period or finalizers. Models Store.Delete.
 * @throws {ApiError} 404, 409 when a precondition does not hold
 */
export function deleteObject(
  scope: RequestScope,
  strategy: Strategy,
  name: string,
  options: DeleteOptions,
): Deleted {
  let object = getObject(scope, name);
  checkPreconditions(scope, object, options);
  const held = strategy.beforeDelete?.(object, scope);
  if (held) return { gone: false, body: write(scope, held) };
  const old = object;
  const asked =
    options.gracePeriodSeconds === undefined || options.gracePeriodSeconds >= 0
      ? options.gracePeriodSeconds
      : 1; // as upstream takes what is below zero
  let lasting = false;
  if (strategy.gracePeriod) {
    object = markGraceful(scope, object, strategy.gracePeriod(object, asked), asked !== undefined);
    lasting = (object.metadata.deletionGracePeriodSeconds ?? 0) > 0;
    // A graceful deletion is under way and nothing was asked that would shorten it.
    if (object === old && lasting) return { gone: false, body: answer(scope, strategy, object) };
  }
  const finalizers = garbageFinalizers(object, options);
  if (!sameList(finalizers, object.metadata.finalizers ?? []))
    object = withMeta(object, { finalizers: finalizers.length > 0 ? finalizers : undefined });
  if (finalizers.length > 0 && object.metadata.deletionTimestamp === undefined) {
    object = withMeta(object, {
      deletionTimestamp: formatTime(scope.server.sim.time),
      deletionGracePeriodSeconds: 0,
    });
  }
  if (lasting || finalizers.length > 0) {
    return { gone: false, body: object === old ? old : write(scope, object) };
  }
  // A forced deletion of what has a grace period shows twice in a watch: marked, then gone.
  if (object !== old && strategy.gracePeriod) object = write(scope, object);
  return { gone: true, body: answer(scope, strategy, removeObject(scope, strategy, object)) };
}

function answer(scope: RequestScope, strategy: Strategy, object: ApiObject): ApiObject | DeletedStatus {
  if (strategy.returnsDeleted) return object;
  return deletedStatus(groupResourceOf(scope.resource), object.metadata.name, object.metadata.uid ?? '');
}
