import { nodes, persistentvolumeclaims, persistentvolumes } from '../../api/resources.ts';
import type { Node, PersistentVolume, Pod, Volume as VolumeSpec } from '../../api/types.ts';
import type { Client } from '../client.ts';
import { claimNameOf, isClaimForPod, notForPod } from '../persistent-volumes.ts';
import { nodeSelectorMatches } from '../scheduler/node-selector.ts';
import { namespaceOf } from './pods.ts';
import { VolumeError } from './volume-payload.ts';

/** A pod's volume cannot even be looked for; the message is the populator's. */
export class ProcessingError extends Error {}

/**
 * The persistent volume behind a pod's claim. Models desired_state_of_world_populator.go createVolumeSpec.
 * @throws {ProcessingError}
 */
export function volumeBehind(pod: Pod, spec: VolumeSpec, client: Client): PersistentVolume {
  const namespace = namespaceOf(pod);
  const name = claimNameOf(pod, spec) ?? '';
  const fail = (why: string): ProcessingError =>
    new ProcessingError(`error processing PVC ${namespace}/${name}: ${why}`);
  const claim = client.find(persistentvolumeclaims, name, namespace);
  if (!claim) throw fail(`failed to fetch PVC from API server: persistentvolumeclaims "${name}" not found`);
  if (spec.ephemeral && !isClaimForPod(pod, claim)) throw new ProcessingError(notForPod(pod, claim));
  if (claim.metadata.deletionTimestamp) throw fail('PVC is being deleted');
  if (claim.status?.phase !== 'Bound') throw fail('PVC is not bound');
  const { volumeName } = claim.spec;
  if (!volumeName) throw fail('PVC has empty pvc.Spec.VolumeName');
  const volume = client.find(persistentvolumes, volumeName);
  if (!volume)
    throw fail(
      `failed to fetch PV ${volumeName} from API server: persistentvolumes "${volumeName}" not found`,
    );
  const { claimRef } = volume.spec;
  if (!claimRef)
    throw fail(
      `found PV object ${volumeName} but it has a nil pvc.Spec.ClaimRef indicating it is not yet bound`,
    );
  if (claimRef.uid !== claim.metadata.uid)
    throw fail(
      `found PV object ${volumeName} but its pvc.UID (${claimRef.uid ?? ''}) does not match the expected pvc.UID (${claim.metadata.uid ?? ''})`,
    );
  const uses = (list: 'volumeMounts' | 'volumeDevices'): boolean =>
    [...pod.spec.containers, ...(pod.spec.initContainers ?? [])].some((container) =>
      (container[list] ?? []).some((mount) => mount.name === spec.name),
    );
  const mode = volume.spec.volumeMode ?? 'Filesystem';
  if (mode === 'Block' && uses('volumeMounts'))
    throw new ProcessingError(`volume ${spec.name} has volumeMode Block, but is specified in volumeMounts`);
  if (mode === 'Filesystem' && uses('volumeDevices'))
    throw new ProcessingError(
      `volume ${spec.name} has volumeMode Filesystem, but is specified in volumeDevices`,
    );
  return volume;
}

/** The node must be one that the volume can be used on. Models checkNodeAffinity. @throws {VolumeError} */
export function checkNodeAffinity(volume: PersistentVolume, nodeName: string, client: Client): void {
  const required = volume.spec.nodeAffinity?.required;
  if (!required) return;
  const node: Node | undefined = client.find(nodes, nodeName);
  if (node && nodeSelectorMatches(required, node)) return;
  throw new VolumeError('no matching NodeSelectorTerms', 'MountVolume.NodeAffinity check');
}
