import { persistentvolumeclaims, persistentvolumes, pods } from '../../api/resources.ts';
import type { Pod } from '../../api/types.ts';
import { claimNameOf, PV_PROTECTION, PVC_PROTECTION } from '../persistent-volumes.ts';
import { keyOf, splitKey, startWorker, type ControllerContext } from './controller.ts';
import { isPodTerminal } from './pod-utils.ts';

const claimKeys = (pod: Pod): string[] =>
  (pod.spec.volumes ?? []).flatMap((volume) => {
    const name = claimNameOf(pod, volume);
    return name === undefined ? [] : [`${pod.metadata.namespace ?? ''}/${name}`];
  });

/** A claim that is deleted stays while pods use it. Models pkg/controller/volume/pvcprotection. */
export function startPvcProtectionController(context: ControllerContext): void {
  const { client, informers } = context;
  /** Whether a pod that is placed uses it, running or not yet. */
  const isUsed = (name: string, namespace: string): boolean =>
    client
      .list(pods, { namespace })
      .items.some(
        (pod) => pod.spec.nodeName && !isPodTerminal(pod) && claimKeys(pod).includes(`${namespace}/${name}`),
      );
  const queue = startWorker(context, 'pvc-protection-controller', (key) => {
    const { name, namespace = '' } = splitKey(key);
    const claim = client.find(persistentvolumeclaims, name, namespace);
    if (!claim) return;
    const { deletionTimestamp, finalizers = [] } = claim.metadata;
    const held = finalizers.includes(PVC_PROTECTION);
    if (deletionTimestamp && held) {
      if (isUsed(name, namespace)) return;
      client.update(persistentvolumeclaims, {
        ...claim,
        metadata: { ...claim.metadata, finalizers: finalizers.filter((one) => one !== PVC_PROTECTION) },
      });
    } else if (!deletionTimestamp && !held)
      client.update(persistentvolumeclaims, {
        ...claim,
        metadata: { ...claim.metadata, finalizers: [...finalizers, PVC_PROTECTION] },
      });
  });
  const look = (claim: {
    metadata: { deletionTimestamp?: string; finalizers?: readonly string[] };
  }): boolean =>
    (claim.metadata.deletionTimestamp !== undefined) ===
    (claim.metadata.finalizers?.includes(PVC_PROTECTION) ?? false);
  informers.informer(persistentvolumeclaims).addEventHandler({
    onAdd: (claim) => (look(claim) ? queue.add(keyOf(claim)) : undefined),
    onUpdate: (_before, claim) => (look(claim) ? queue.add(keyOf(claim)) : undefined),
  });
  const freed = (pod: Pod): void => {
    for (const key of claimKeys(pod)) queue.add(key);
  };
  informers.informer(pods).addEventHandler({
    onUpdate: (before, pod) => (!isPodTerminal(before) && isPodTerminal(pod) ? freed(pod) : undefined),
    onDelete: freed,
  });
}

/** A volume that is deleted stays while it is bound. Models pkg/controller/volume/pvprotection. */
export function startPvProtectionController(context: ControllerContext): void {
  const { client, informers } = context;
  const queue = startWorker(context, 'pv-protection-controller', (name) => {
    const volume = client.find(persistentvolumes, name);
    if (!volume) return;
    const { deletionTimestamp, finalizers = [] } = volume.metadata;
    const held = finalizers.includes(PV_PROTECTION);
    const write = (wanted: readonly string[]): unknown =>
      client.update(persistentvolumes, {
        ...volume,
        metadata: { ...volume.metadata, finalizers: [...wanted] },
      });
    if (deletionTimestamp && held) {
      if (volume.status?.phase !== 'Bound') write(finalizers.filter((one) => one !== PV_PROTECTION));
    } else if (!deletionTimestamp && !held) write([...finalizers, PV_PROTECTION]);
  });
  informers.informer(persistentvolumes).addEventHandler({
    onAdd: (volume) => queue.add(volume.metadata.name),
    onUpdate: (before, volume) => (before === volume ? undefined : queue.add(volume.metadata.name)),
  });
}
