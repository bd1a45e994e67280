import { endpoints, namespaces, pods, resourcePath, resources, type Resource } from '../../api/resources.ts';
import { formatTime } from '../../api/time.ts';
import type { KubernetesObject, Namespace, NamespaceCondition } from '../../api/types.ts';
import { isNotFound } from '../client.ts';
import type { JsonObject } from '../apiserver/request.ts';
import { deepEqual, startWorker, type ControllerContext } from './controller.ts';

/** Everything that can lie in a namespace, pods first (ordered deletion), endpoints left to go with their services. */
const CONTENTS = resources
  .filter(
    (resource) => resource.namespaced && resource.verbs.includes('list') && resource.verbs.includes('delete'),
  )
  .filter((resource) => resource !== (pods as object) && resource !== (endpoints as object))
  // The two views of events and the older view of autoscalers show the same objects.
  .filter(
    (resource) =>
      resource.group !== 'events.k8s.io' && !(resource.group === 'autoscaling' && resource.version === 'v1'),
  )
  .map((resource) => resource as Resource<KubernetesObject>);

/** Empties a namespace that is being deleted, then lets it go. Models pkg/controller/namespace. */
export function startNamespaceController(context: ControllerContext): void {
  const { client, sim, informers } = context;

  /** Delete what is there of a resource. @returns what is left, because it takes its time */
  const clear = (resource: Resource<KubernetesObject>, namespace: string): readonly KubernetesObject[] => {
    const { items } = client.list(resource, { namespace });
    if (items.length === 0) return items;
    for (const { metadata } of items) {
      if (metadata.deletionTimestamp) continue;
      try {
        client.delete(resource, metadata.name, namespace, { propagationPolicy: 'Background' });
      } catch (error) {
        if (!isNotFound(error)) throw error;
      }
    }
    return client.list(resource, { namespace }).items;
  };

  const queue = startWorker(context, 'namespace-controller', (name, queue) => {
    const namespace = client.find(namespaces, name);
    if (!namespace?.metadata.deletionTimestamp) return;
    const podsLeft = clear(pods as Resource<KubernetesObject>, name);
    const left = new Map<Resource<KubernetesObject>, readonly KubernetesObject[]>();
    if (podsLeft.length > 0) left.set(pods as Resource<KubernetesObject>, podsLeft);
    else {
      for (const resource of [...CONTENTS, endpoints as Resource<KubernetesObject>]) {
        const items = clear(resource, name);
        if (items.length > 0) left.set(resource, items);
      }
    }
    const conditions = describe(namespace, left, formatTime(sim.time));
    if (!deepEqual(conditions, namespace.status?.conditions)) {
      client.updateStatus(namespaces, { ...namespace, status: { ...namespace.status, conditions } });
    }
    if (left.size > 0) {
      // Half the longest grace period, then look again. Models ResourcesRemainingError.
      const grace = Math.max(
        0,
        ...[...left.values()].flat().map(({ metadata }) => metadata.deletionGracePeriodSeconds ?? 0),
      );
      queue.addAfter(name, (Math.floor(grace / 2) + 1) * 1000);
      return;
    }
    const current = client.get(namespaces, name);
    const finalizers = (current.spec?.finalizers ?? []).filter((finalizer) => finalizer !== 'kubernetes');
    const body = { ...current, spec: { ...current.spec, finalizers } } as unknown as JsonObject;
    client.request({ method: 'PUT', path: `${resourcePath(namespaces, undefined, name)}/finalize`, body });
  });
  const look = (namespace: Namespace): void => {
    if (namespace.metadata.deletionTimestamp) queue.add(namespace.metadata.name);
  };
  informers.informer(namespaces).addEventHandler({ onAdd: look, onUpdate: (_before, after) => look(after) });
}

const GOOD: readonly (readonly [type: string, reason: string, message: string])[] = [
  ['NamespaceDeletionDiscoveryFailure', 'ResourcesDiscovered', 'All resources successfully discovered'],
  [
    'NamespaceDeletionGroupVersionParsingFailure',
    'ParsedGroupVersions',
    'All legacy kube types successfully parsed',
  ],
  [
    'NamespaceDeletionContentFailure',
    'ContentDeleted',
    'All content successfully deleted, may be waiting on finalization',
  ],
  ['NamespaceContentRemaining', 'ContentRemoved', 'All content successfully removed'],
  ['NamespaceFinalizersRemaining', 'ContentHasNoFinalizers', 'All content-preserving finalizers finished'],
];

/** The conditions that say how far a deletion is. Models namespace/deletion/status_condition_utils.go. */
function describe(
  namespace: Namespace,
  left: ReadonlyMap<Resource<KubernetesObject>, readonly KubernetesObject[]>,
  now: string,
): NamespaceCondition[] {
  const bad = new Map<string, readonly [reason: string, message: string]>();
  if (left.size > 0) {
    const remaining = [...left].map(([{ name, group }, items]) => {
      return `${group ? `${name}.${group}` : `${name}.`} has ${items.length} resource instances`;
    });
    bad.set('NamespaceContentRemaining', [
      'SomeResourcesRemain',
      `Some resources are remaining: ${remaining.sort().join(', ')}`,
    ]);
    const finalizers = new Map<string, number>();
    for (const { metadata } of [...left.values()].flat()) {
      for (const name of metadata.finalizers ?? []) finalizers.set(name, (finalizers.get(name) ?? 0) + 1);
    }
    if (finalizers.size > 0) {
      const held = [...finalizers].map(([name, count]) => `${name} in ${count} resource instances`);
      bad.set('NamespaceFinalizersRemaining', [
        'SomeFinalizersRemain',
        `Some content in the namespace has finalizers remaining: ${held.sort().join(', ')}`,
      ]);
    }
  }
  return GOOD.map(([type, reason, message]) => {
    const found = bad.get(type);
    const status = found ? 'True' : 'False';
    const before = namespace.status?.conditions?.find((condition) => condition.type === type);
    return {
      type,
      status,
      lastTransitionTime: before?.status === status ? before.lastTransitionTime : now,
      reason: found?.[0] ?? reason,
      message: found?.[1] ?? message,
    };
  });
}
