import { findResourceByKind, resources, type Resource } from '../../api/resources.ts';
import type { KubernetesObject, OwnerReference } from '../../api/types.ts';
import { isConflict, isNotFound } from '../client.ts';
import { startWorker, type ControllerContext } from './controller.ts';

/** What is watched: everything that can be listed and deleted, each kind of object once. Events are left out, as upstream leaves them. */
const WATCHED = resources
  .filter(({ verbs }) => ['delete', 'list', 'watch'].every((verb) => verbs.includes(verb)))
  .filter(({ name, group, version }) => name !== 'events' && !(group === 'autoscaling' && version === 'v1'))
  .map((resource) => resource as Resource<KubernetesObject>);

interface Item {
  readonly resource: Resource<KubernetesObject>;
  readonly object: KubernetesObject;
}

/**
 * Deletes what has lost all of its owners, waits with owners that are deleted in the foreground, and cuts loose what is to be
 * orphaned. Models pkg/controller/garbagecollector.
 */
export function startGarbageCollector(context: ControllerContext): void {
  const { client, informers } = context;
  /** Everything that was seen, by uid. */
  const items = new Map<string, Item>();
  /** Uids of dependents by owner's uid. */
  const dependents = new Map<string, Set<string>>();

  const queue = startWorker(context, 'garbage-collector-controller', (uid) => {
    const known = items.get(uid);
    if (!known) return;
    const { resource } = known;
    const { name, namespace } = known.object.metadata;
    const object = client.find(resource, name, namespace);
    if (!object || object.metadata.uid !== uid) return;
    if (object.metadata.deletionTimestamp) return finishDeletion({ resource, object });
    attempt({ resource, object });
  });

  /** An owner on its way out, held by one of the collector's finalizers. Models processDeletingDependentsItem and orphaning. */
  const finishDeletion = ({ resource, object }: Item): void => {
    const { name, namespace, uid = '', finalizers = [] } = object.metadata;
    const mine = [...(dependents.get(uid) ?? [])].flatMap((dependent) => items.get(dependent) ?? []);
    if (finalizers.includes('orphan')) {
      for (const dependent of mine) cutLoose(dependent, uid);
      dropFinalizer(resource, name, namespace, 'orphan');
    } else if (finalizers.includes('foregroundDeletion')) {
      const blocking = mine.filter(({ object: { metadata } }) =>
        metadata.ownerReferences?.some((reference) => reference.uid === uid && reference.blockOwnerDeletion),
      );
      if (blocking.length === 0) dropFinalizer(resource, name, namespace, 'foregroundDeletion');
      for (const dependent of mine) queue.add(dependent.object.metadata.uid ?? '');
    }
  };

  /** Models attemptToDeleteItem. */
  const attempt = ({ resource, object }: Item): void => {
    const { name, namespace, uid, ownerReferences = [] } = object.metadata;
    if (ownerReferences.length === 0) return;
    const solid: OwnerReference[] = [];
    const waiting: OwnerReference[] = [];
    const gone: OwnerReference[] = [];
    for (const reference of ownerReferences) {
      const owner = findOwner(reference, namespace);
      if (!owner) gone.push(reference);
      else if (owner.metadata.deletionTimestamp && owner.metadata.finalizers?.includes('foregroundDeletion'))
        waiting.push(reference);
      else solid.push(reference);
    }
    if (solid.length > 0) {
      if (gone.length === 0 && waiting.length === 0) return;
      client.patch(resource, name, namespace, 'merge', { metadata: { ownerReferences: solid } });
      return;
    }
    const hasDependents = (dependents.get(uid ?? '')?.size ?? 0) > 0;
    const foreground =
      object.metadata.finalizers?.includes('foregroundDeletion') || (waiting.length > 0 && hasDependents);
    const orphan = object.metadata.finalizers?.includes('orphan');
    const propagationPolicy = orphan ? 'Orphan' : foreground ? 'Foreground' : 'Background';
    try {
      client.delete(resource, name, namespace, { propagationPolicy, preconditions: { uid } });
    } catch (error) {
      if (!isNotFound(error) && !isConflict(error)) throw error;
    }
  };

  const findOwner = (
    reference: OwnerReference,
    namespace: string | undefined,
  ): KubernetesObject | undefined => {
    const resource = findResourceByKind(reference.apiVersion, reference.kind);
    if (!resource) return undefined;
    const owner = client.find(resource as Resource<KubernetesObject>, reference.name, namespace);
    return owner?.metadata.uid === reference.uid ? owner : undefined;
  };

  const cutLoose = ({ resource, object }: Item, owner: string): void => {
    const { name, namespace } = object.metadata;
    const current = client.find(resource, name, namespace);
    if (!current) return;
    const left = (current.metadata.ownerReferences ?? []).filter((reference) => reference.uid !== owner);
    client.patch(resource, name, namespace, 'merge', {
      metadata: { ownerReferences: left.length > 0 ? left : null },
    });
  };

  const dropFinalizer = (
    resource: Resource<KubernetesObject>,
    name: string,
    namespace: string | undefined,
    finalizer: string,
  ): void => {
    const current = client.find(resource, name, namespace);
    if (!current) return;
    const left = (current.metadata.finalizers ?? []).filter((other) => other !== finalizer);
    client.patch(resource, name, namespace, 'merge', {
      metadata: { finalizers: left.length > 0 ? left : null },
    });
  };

  const forget = (owner: string, dependent: string): void => {
    const set = dependents.get(owner);
    set?.delete(dependent);
    if (set?.size === 0) dependents.delete(owner);
  };

  const seen = (
    resource: Resource<KubernetesObject>,
    before: KubernetesObject | undefined,
    object: KubernetesObject,
  ): void => {
    const { uid = '', ownerReferences, deletionTimestamp, finalizers } = object.metadata;
    items.set(uid, { resource, object });
    if (before?.metadata.ownerReferences !== ownerReferences) {
      for (const { uid: owner } of before?.metadata.ownerReferences ?? []) forget(owner, uid);
      for (const { uid: owner } of ownerReferences ?? []) {
        const set = dependents.get(owner) ?? new Set();
        dependents.set(owner, set.add(uid));
        if (!items.has(owner)) queue.add(uid);
      }
    }
    if (deletionTimestamp && finalizers?.some((name) => name === 'orphan' || name === 'foregroundDeletion'))
      queue.add(uid);
  };

  const gone = (object: KubernetesObject): void => {
    const { uid = '', ownerReferences } = object.metadata;
    items.delete(uid);
    for (const { uid: owner } of ownerReferences ?? []) {
      forget(owner, uid);
      // A foreground deletion may have waited for this.
      if (items.get(owner)?.object.metadata.deletionTimestamp) queue.add(owner);
    }
    for (const dependent of dependents.get(uid) ?? []) queue.add(dependent);
  };

  for (const resource of WATCHED) {
    informers.informer(resource).addEventHandler({
      onAdd: (object) => seen(resource, undefined, object),
      onUpdate: (before, object) => seen(resource, before, object),
      onDelete: gone,
    });
  }
}
