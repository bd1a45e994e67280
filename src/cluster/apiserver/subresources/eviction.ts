import { poddisruptionbudgets } from '../../../api/resources.ts';
import { labelSelectorMatches } from '../../../api/selector.ts';
import { formatTime } from '../../../api/time.ts';
import type { Eviction, Pod, PodDisruptionBudget } from '../../../api/types.ts';
import { bodyObject } from '../codec.ts';
import { storageOf, type RequestScope } from '../context.ts';
import { checkPreconditions, deleteObject } from '../deletion.ts';
import {
  newBadRequest,
  newForbidden,
  newTooManyRequests,
  newUnknownError,
  successStatus,
} from '../errors.ts';
import type { HandlerOptions } from '../handlers.ts';
import { withFields, type ApiObject } from '../objects.ts';
import { getObject, write } from '../registry.ts';
import type { ApiResponse, JsonObject } from '../request.ts';
import { objectKey } from '../store.ts';

/**
 * Delete a pod, if its disruption budget allows it. Models pkg/registry/core/pod/storage EvictionREST.
 * @throws {ApiError} 400, 404, 429 when the budget is used up
 */
export function evictPod(scope: RequestScope, { strategies }: HandlerOptions): ApiResponse {
  const eviction = bodyObject(scope.request) as unknown as Eviction;
  const name = scope.name ?? '';
  if (eviction.metadata?.name !== name)
    throw newBadRequest('name in URL does not match name in Eviction object');
  const { preconditions, ...options } = eviction.deleteOptions ?? {};
  const one = { ...scope, dryRun: scope.dryRun || (options.dryRun ?? []).includes('All') };
  const object = getObject(one, name);
  const pod = object as unknown as Pod;
  if (!ignoresBudget(pod)) {
    const budget = budgetOf(one, pod);
    if (budget) spend(one, budget, pod);
  }
  checkPreconditions(one, object, { preconditions });
  markDisrupted(one, object);
  deleteObject(one, strategies(scope.resource), name, options);
  return { kind: 'json', status: 201, body: successStatus(201) as unknown as JsonObject };
}

/** A pod that has ended, never ran or is going already disrupts nothing. */
function ignoresBudget({ status, metadata }: Pod): boolean {
  const phase = status?.phase ?? '';
  return metadata.deletionTimestamp !== undefined || ['Succeeded', 'Failed', 'Pending'].includes(phase);
}

function budgetOf(scope: RequestScope, pod: Pod): ApiObject | undefined {
  const budgets = scope.server.store
    .list(storageOf(poddisruptionbudgets), scope.namespace)
    .filter((object) => {
      const { spec } = object as unknown as PodDisruptionBudget;
      return labelSelectorMatches(spec?.selector, pod.metadata.labels);
    });
  if (budgets.length > 1)
    throw newUnknownError(
      'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.',
    );
  return budgets[0];
}

/** Take one disruption from a budget. Models checkAndDecrement. */
function spend(scope: RequestScope, object: ApiObject, pod: Pod): void {
  const { metadata, status, spec } = object as unknown as PodDisruptionBudget;
  const unready = !(pod.status?.conditions ?? []).some((c) => c.type === 'Ready' && c.status === 'True');
  const healthy =
    (status?.currentHealthy ?? 0) >= (status?.desiredHealthy ?? 0) && (status?.desiredHealthy ?? 0) > 0;
  if (unready && (spec?.unhealthyPodEvictionPolicy === 'AlwaysAllow' || healthy)) return;
  const refuse = (message: string): never => {
    throw newTooManyRequests("Cannot evict pod as it would violate the pod's disruption budget.", [
      { reason: 'DisruptionBudget', message },
    ]);
  };
  if ((status?.observedGeneration ?? 0) < (metadata.generation ?? 0))
    refuse(`The disruption budget ${metadata.name} is still being processed by the server.`);
  if ((status?.disruptionsAllowed ?? 0) < 0)
    throw newForbidden(
      { group: 'policy', resource: 'poddisruptionbudget' },
      metadata.name,
      'pdb disruptions allowed is negative',
    );
  if ((status?.disruptionsAllowed ?? 0) === 0)
    refuse(
      `The disruption budget ${metadata.name} needs ${status?.desiredHealthy ?? 0} healthy pods and has ${status?.currentHealthy ?? 0} currently`,
    );
  if (scope.dryRun) return;
  const now = formatTime(scope.server.sim.time);
  const spent = withFields(object, {
    status: {
      ...status,
      disruptionsAllowed: (status?.disruptionsAllowed ?? 0) - 1,
      disruptedPods: { ...status?.disruptedPods, [pod.metadata.name]: now },
    },
  });
  scope.server.store.put(
    storageOf(poddisruptionbudgets),
    objectKey(metadata.namespace, metadata.name),
    spent,
  );
}

function markDisrupted(scope: RequestScope, object: ApiObject): void {
  const { status } = object as unknown as Pod;
  const others = (status?.conditions ?? []).filter(({ type }) => type !== 'DisruptionTarget');
  const condition = {
    type: 'DisruptionTarget',
    status: 'True',
    reason: 'EvictionByEvictionAPI',
    message: 'Eviction API: evicting',
    lastProbeTime: null,
    lastTransitionTime: formatTime(scope.server.sim.time),
  };
  write(scope, withFields(object, { status: { ...status, conditions: [...others, condition] } }));
}
