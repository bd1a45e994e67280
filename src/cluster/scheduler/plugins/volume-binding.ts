import type { PersistentVolumeClaim, Pod, Volume } from '../../../api/types.ts';
import { SKIP, SUCCESS, unresolvable, type Plugin, type QueueingHint } from '../framework.ts';
import type { Listers } from '../listers.ts';
import { nodeSelectorMatches } from '../node-selector.ts';

const NAME = 'VolumeBinding';
const UNBOUND = 'pod has unbound immediate PersistentVolumeClaims';
const NO_VOLUME = "node(s) didn't find available persistent volumes to bind";
const NODE_CONFLICT = "node(s) didn't match PersistentVolume's node affinity";
const LOST_VOLUME = 'node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)';
const BIND_COMPLETED = 'pv.kubernetes.io/bind-completed';

/** The claim that a volume stands for; an ephemeral volume's is named after the pod and the volume. */
function claimName(pod: Pod, volume: Volume): string | undefined {
  if (volume.persistentVolumeClaim) return volume.persistentVolumeClaim.claimName;
  return volume.ephemeral ? `${pod.metadata.name}-${volume.name}` : undefined;
}

const isBound = ({ metadata, spec }: PersistentVolumeClaim): boolean =>
  !!spec?.volumeName && metadata.annotations?.[BIND_COMPLETED] !== undefined;

/** Why a pod cannot run wherever it goes. Models podHasPVCs. */
function trouble(pod: Pod, volume: Volume, claim: PersistentVolumeClaim | undefined): string | undefined {
  const name = claimName(pod, volume) ?? '';
  if (!claim)
    return volume.ephemeral
      ? `waiting for ephemeral volume controller to create the persistentvolumeclaim "${name}"`
      : `persistentvolumeclaim "${name}" not found`;
  if (claim.status?.phase === 'Lost')
    return `persistentvolumeclaim "${name}" bound to non-existent persistentvolume "${claim.spec?.volumeName ?? ''}"`;
  if (claim.metadata.deletionTimestamp) return `persistentvolumeclaim "${name}" is being deleted`;
  if (
    volume.ephemeral &&
    !claim.metadata.ownerReferences?.some(({ uid, controller }) => controller && uid === pod.metadata.uid)
  ) {
    const namespace = pod.metadata.namespace ?? '';
    return `PVC ${namespace}/${name} was not created for pod ${namespace}/${pod.metadata.name} (pod is not owner)`;
  }
  return undefined;
}

/**
 * Claims of persistent volumes: they must be there and bound. Nothing binds or provisions volumes here, so a claim that waits for
 * its first consumer finds none on any node. Models pkg/scheduler/framework/plugins/volumebinding.
 */
export function volumeBinding(listers: Listers): Plugin {
  /** Whether a claim waits for its first consumer. Models IsDelayBindingMode. */
  const isDelayed = ({ spec }: PersistentVolumeClaim): boolean =>
    !spec?.volumeName &&
    listers.storageClasses.get(spec?.storageClassName ?? '')?.volumeBindingMode === 'WaitForFirstConsumer';
  const claimChanged: QueueingHint = (pod, _event, { claimAfter }) =>
    !!claimAfter &&
    claimAfter.metadata.namespace === pod.metadata.namespace &&
    (pod.spec.volumes ?? []).some((volume) => claimName(pod, volume) === claimAfter.metadata.name);
  return {
    name: NAME,
    preFilter(cycle, pod) {
      const claims: PersistentVolumeClaim[] = [];
      for (const volume of pod.spec.volumes ?? []) {
        const name = claimName(pod, volume);
        if (name === undefined) continue;
        const claim = listers.claims.get(name, pod.metadata.namespace);
        const reason = trouble(pod, volume, claim);
        if (reason !== undefined) return { status: unresolvable(reason) };
        if (claim) claims.push(claim);
      }
      if (claims.length === 0) return { status: SKIP };
      if (claims.some((claim) => !isBound(claim) && !isDelayed(claim)))
        return { status: unresolvable(UNBOUND) };
      cycle.write(NAME, claims);
      return { status: SUCCESS };
    },
    filter(cycle, _pod, { node }) {
      const claims = cycle.read<readonly PersistentVolumeClaim[]>(NAME) ?? [];
      const reasons = new Set<string>();
      for (const claim of claims) {
        if (!isBound(claim)) {
          reasons.add(NO_VOLUME);
          continue;
        }
        const volume = listers.volumes.get(claim.spec?.volumeName ?? '');
        const required = volume?.spec?.nodeAffinity?.required;
        if (!volume) reasons.add(LOST_VOLUME);
        else if (required && !nodeSelectorMatches(required, node)) reasons.add(NODE_CONFLICT);
      }
      return reasons.size === 0 ? SUCCESS : unresolvable(...reasons);
    },
    events: {
      NodeAdd: true,
      NodeLabelChange: true,
      PersistentVolumeClaimAdd: claimChanged,
      PersistentVolumeClaimUpdate: claimChanged,
      PersistentVolumeAdd: true,
      PersistentVolumeUpdate: true,
      StorageClassAdd: true,
    },
  };
}
