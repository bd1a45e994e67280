import { persistentvolumes } from '../../api/resources.ts';
import type { PersistentVolume } from '../../api/types.ts';
import { PROVISIONED_BY } from '../persistent-volumes.ts';
import type { ControllerContext } from './controller.ts';

export interface Reclaiming {
  readonly context: ControllerContext;
  /** The volume goes to Failed, which an event tells. */
  readonly fail: (reason: string, message: string) => void;
}

/**
 * Do with a released volume what its policy says. Models reclaimVolume, deleteVolumeOperation and recycleVolumeOperation.
 * @returns whether nothing remains to be waited for
 */
export function reclaimVolume(volume: PersistentVolume, reclaiming: Reclaiming): boolean {
  switch (volume.spec.persistentVolumeReclaimPolicy) {
    case 'Retain':
      return true;
    case 'Delete':
      return deleteVolume(volume, reclaiming);
    case 'Recycle':
      // Upstream runs a pod that empties the directory; the policy is deprecated, and nothing here runs that pod.
      reclaiming.fail('VolumeFailedRecycle', 'No recycler plugin found for the volume!');
      return false;
    default:
      reclaiming.fail('VolumeUnknownReclaimPolicy', 'Volume has unrecognized PersistentVolumeReclaimPolicy');
      return true;
  }
}

function deleteVolume(volume: PersistentVolume, { context, fail }: Reclaiming): boolean {
  const { name, annotations, deletionTimestamp } = volume.metadata;
  const provisioner = annotations?.[PROVISIONED_BY];
  // Whoever has made it deletes it, too.
  if (provisioner && !provisioner.startsWith('kubernetes.io/')) return true;
  const failed = (why: string): boolean => {
    fail('VolumeFailedDelete', why);
    return false;
  };
  const plugin = provisioner
    ? `no volume plugin matched name: ${provisioner}`
    : volume.spec.hostPath
      ? undefined
      : 'no deletable volume plugin matched';
  if (plugin !== undefined)
    return failed(`error getting deleter volume plugin for volume "${name}": ${plugin}`);
  const path = volume.spec.hostPath?.path ?? '';
  if (!/^\/tmp\/.+/.test(path))
    return failed(`host_path deleter only supports /tmp/.+ but received provided ${path}`);
  // The directory that it removes is the controller manager's own /tmp, where there is nothing of a node's.
  if (!deletionTimestamp) context.client.delete(persistentvolumes, name);
  return true;
}
