import { toTable } from '../../../api/table/index.ts';
import { formatLabelSelector } from '../../../api/selector.ts';
import type { LabelSelector, Scale } from '../../../api/types.ts';
import { bodyObject, contentType } from '../codec.ts';
import { groupResourceOf, type RequestScope } from '../context.ts';
import { newConflict, newInvalid } from '../errors.ts';
import type { HandlerOptions } from '../handlers.ts';
import { trackUpdate } from '../managed-fields/index.ts';
import { negotiate } from '../negotiate.ts';
import { fieldAt, withFields, type ApiObject } from '../objects.ts';
import { applyPatch } from '../patching.ts';
import { getObject, OPTIMISTIC_LOCK, updateObject } from '../registry.ts';
import type { ApiResponse, JsonObject } from '../request.ts';

/** GET, PUT and PATCH of an autoscaling/v1 Scale. Models the ScaleREST of pkg/registry/apps. @throws {ApiError} */
export function scaleResource(scope: RequestScope, options: HandlerOptions): ApiResponse {
  const old = getObject(scope, scope.name ?? '');
  const reply = (object: ApiObject): ApiResponse => ({
    kind: 'json',
    status: 200,
    body: present(scope, scaleOf(object)),
  });
  const { method } = scope.request;
  if (method === 'GET') return reply(old);
  const current = scaleOf(old) as unknown as ApiObject;
  const asked = (method === 'PUT'
    ? bodyObject(scope.request)
    : applyPatch(scope, contentType(scope.request), current).object) as unknown as Scale;
  const { resourceVersion } = asked.metadata ?? {};
  if (resourceVersion && resourceVersion !== old.metadata.resourceVersion)
    throw newConflict(groupResourceOf(scope.resource), old.metadata.name, OPTIMISTIC_LOCK);
  const replicas = asked.spec?.replicas ?? 0;
  if (replicas < 0)
    throw newInvalid({ group: 'autoscaling', kind: 'Scale' }, old.metadata.name, [
      {
        type: 'FieldValueInvalid',
        field: 'spec.replicas',
        message: `Invalid value: ${replicas}: must be greater than or equal to 0`,
      },
    ]);
  const changed = withFields(old, { spec: { ...(old.spec as JsonObject), replicas } });
  trackUpdate(scope, changed, old);
  return reply(
    updateObject({ ...scope, subresource: undefined }, options.strategies(scope.resource), changed, old),
  );
}

/** A Scale as itself or as a table's row. */
function present(scope: RequestScope, scale: Scale): JsonObject {
  const { as } = negotiate(scope.request.headers?.accept, ['Table']);
  const kind = { ...scope.resource, group: 'autoscaling', name: 'scales' };
  const metadata = { resourceVersion: scale.metadata?.resourceVersion ?? '' };
  return as === 'Table'
    ? toTable(kind, [scale], { now: scope.server.sim.time, metadata })
    : (scale as unknown as JsonObject);
}

function scaleOf(object: ApiObject): Scale {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  const selector = fieldAt(object, 'spec', 'selector') as LabelSelector | undefined;
  const plain = object.kind === 'ReplicationController';
  const text = formatLabelSelector(plain ? { matchLabels: selector as Record<string, string> } : selector);
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: { replicas: Number(fieldAt(object, 'spec', 'replicas') ?? 0) },
    status: {
      replicas: Number(fieldAt(object, 'status', 'replicas') ?? 0),
      ...(text !== '<none>' && { selector: text }),
    },
  };
}
