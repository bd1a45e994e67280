import type { PersistentVolumeClaim, Pod, Volume } from '../../../api/types.ts';
import type { Client } from '../../client.ts';
import { claimNameOf, isClaimForPod, notForPod } from '../../persistent-volumes.ts';
import {
  SKIP,
  SUCCESS,
  unresolvable,
  type CycleState,
  type Plugin,
  type QueueingHint,
  type Status,
} from '../framework.ts';
import type { Listers } from '../listers.ts';
import { VolumeBinder, type PodClaims, type PodVolumes } from '../volume-binder.ts';

const NAME = 'VolumeBinding';
const UNBOUND = 'pod has unbound immediate PersistentVolumeClaims';
/** How long a binding is waited for, in milliseconds (bindTimeoutSeconds). */
const TIMEOUT = 600_000;

/** Why a pod cannot run wherever it goes. Models podHasPVCs. */
function trouble(pod: Pod, volume: Volume, claim: PersistentVolumeClaim | undefined): string | undefined {
  const name = claimNameOf(pod, volume) ?? '';
  if (!claim)
    return volume.ephemeral
      ? `waiting for ephemeral volume controller to create the persistentvolumeclaim "${name}"`
      : `persistentvolumeclaim "${name}" not found`;
  if (claim.status?.phase === 'Lost')
    return `persistentvolumeclaim "${name}" bound to non-existent persistentvolume "${claim.spec.volumeName ?? ''}"`;
  if (claim.metadata.deletionTimestamp) return `persistentvolumeclaim "${name}" is being deleted`;
  if (volume.ephemeral && !isClaimForPod(pod, claim)) return notForPod(pod, claim);
  return undefined;
}

/** What one cycle has found out. */
interface Found {
  readonly claims: PodClaims;
  /** By node. */
  readonly byNode: Map<string, PodVolumes>;
  /** Set once it is written; virtual milliseconds. */
  writtenAt?: number;
}

/**
 * Claims of persistent volumes: they must be there and bound, or wait for their first consumer; those are bound as the pod is. Models
 * pkg/scheduler/framework/plugins/volumebinding.
 */
export function volumeBinding(listers: Listers, client: Client, now: () => number): Plugin {
  const binder = new VolumeBinder(listers, client);
  const claimChanged: QueueingHint = (pod, _event, { claimAfter }) =>
    !!claimAfter &&
    claimAfter.metadata.namespace === pod.metadata.namespace &&
    (pod.spec.volumes ?? []).some((volume) => claimNameOf(pod, volume) === claimAfter.metadata.name);
  const chosen = (state: CycleState, nodeName: string): PodVolumes | undefined => {
    const volumes = state.read<Found>(NAME)?.byNode.get(nodeName);
    const some = volumes && volumes.bindings.length + volumes.provisions.length > 0;
    return some ? volumes : undefined;
  };
  return {
    name: NAME,
    preFilter(state, pod) {
      let any = false;
      for (const volume of pod.spec.volumes ?? []) {
        const name = claimNameOf(pod, volume);
        if (name === undefined) continue;
        any = true;
        const reason = trouble(pod, volume, listers.claims.get(name, pod.metadata.namespace));
        if (reason !== undefined) return { status: unresolvable(reason) };
      }
      if (!any) return { status: SKIP };
      const claims = binder.claimsOf(pod);
      if (claims.immediate.length > 0) return { status: unresolvable(UNBOUND) };
      state.write(NAME, { claims, byNode: new Map() } satisfies Found);
      return { status: SUCCESS };
    },
    filter(state, _pod, { node, name }) {
      const found = state.read<Found>(NAME);
      if (!found) return SUCCESS;
      const volumes = binder.find(found.claims, node);
      if ('reasons' in volumes) return unresolvable(...volumes.reasons);
      found.byNode.set(name, volumes);
      return SUCCESS;
    },
    reserve(state, _pod, nodeName) {
      const volumes = chosen(state, nodeName);
      if (volumes) binder.assume(volumes, nodeName);
      return SUCCESS;
    },
    preBind(state, _pod, nodeName): Status {
      const found = state.read<Found>(NAME);
      const volumes = chosen(state, nodeName);
      if (!found || !volumes) return SUCCESS;
      try {
        if (found.writtenAt === undefined) {
          binder.write(volumes, nodeName);
          found.writtenAt = now();
          return { code: 'wait', reasons: [] };
        }
        if (binder.isBound(volumes, listers.nodes.get(nodeName))) return SUCCESS;
        if (now() - found.writtenAt < TIMEOUT) return { code: 'wait', reasons: [] };
        return { code: 'error', reasons: ['binding volumes: context deadline exceeded'] };
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        return { code: 'error', reasons: [`binding volumes: ${error.message}`] };
      }
    },
    unreserve(state, _pod, nodeName) {
      const volumes = chosen(state, nodeName);
      if (volumes) binder.forget(volumes);
    },
    postBind(state, _pod, nodeName) {
      const volumes = chosen(state, nodeName);
      if (volumes) binder.forget(volumes);
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
