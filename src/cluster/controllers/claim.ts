import { labelSelectorRequirements, selectorMatches } from '../../api/selector.ts';
import type { Resource } from '../../api/resources.ts';
import type { KubernetesObject, LabelSelector, OwnerReference } from '../../api/types.ts';
import { isNotFound } from '../client.ts';
import type { ControllerContext } from './controller.ts';
import { controllerOf } from './pod-utils.ts';

/**
 * The objects of a namespace that belong to an owner: its own, and orphans that its selector matches, which it adopts; its own that
 * no longer match are let go. Read from the API server itself, so never behind. Models ControllerRefManager.
 */
export function claim<T extends KubernetesObject>(
  context: ControllerContext,
  resource: Resource<T>,
  owner: KubernetesObject,
  selector: LabelSelector | undefined,
  reference: OwnerReference,
): T[] {
  const { client } = context;
  const wanted = selector && labelSelectorRequirements(selector);
  const mine: T[] = [];
  for (const object of client.list(resource, { namespace: owner.metadata.namespace }).items) {
    const { name, namespace, labels, ownerReferences = [], deletionTimestamp } = object.metadata;
    const controller = controllerOf(object);
    if (controller && controller.uid !== owner.metadata.uid) continue;
    const matches = wanted !== undefined && selectorMatches(wanted, labels);
    if (controller) {
      if (matches) mine.push(object);
      else if (!owner.metadata.deletionTimestamp) {
        const left = ownerReferences.filter((other) => other !== controller);
        rewrite(() =>
          client.patch(resource, name, namespace, 'merge', { metadata: { ownerReferences: left } }),
        );
      }
      continue;
    }
    if (!matches || deletionTimestamp || owner.metadata.deletionTimestamp) continue;
    const adopted = rewrite(() =>
      client.patch(resource, name, namespace, 'merge', {
        metadata: { ownerReferences: [...ownerReferences, reference] },
      }),
    );
    if (adopted) mine.push(adopted);
  }
  return mine;
}

function rewrite<T>(patch: () => T): T | undefined {
  try {
    return patch();
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}
