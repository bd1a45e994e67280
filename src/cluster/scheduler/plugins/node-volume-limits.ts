import type { Pod } from '../../../api/types.ts';
import { claimNameOf } from '../../persistent-volumes.ts';
import { SKIP, SUCCESS, unschedulable, type Plugin } from '../framework.ts';
import type { Listers } from '../listers.ts';

const EXCEEDED = 'node(s) exceed max volume count';

/** How many volumes a driver can attach to a node, by what its CSINode says. Models pkg/scheduler/framework/plugins/nodevolumelimits csi.go. */
export function nodeVolumeLimits(listers: Listers): Plugin {
  /** A pod's CSI volumes: driver by `driver/handle`. */
  const attached = (pod: Pod): Map<string, string> => {
    const found = new Map<string, string>();
    for (const volume of pod.spec.volumes ?? []) {
      const name = claimNameOf(pod, volume);
      const claim = name === undefined ? undefined : listers.claims.get(name, pod.metadata.namespace);
      if (!claim) continue;
      const csi = listers.volumes.get(claim.spec.volumeName ?? '')?.spec.csi;
      if (csi) found.set(`${csi.driver}/${csi.volumeHandle}`, csi.driver);
    }
    return found;
  };
  return {
    name: 'NodeVolumeLimits',
    preFilter: (_state, pod) => ({
      status: pod.spec.volumes?.some((volume) => claimNameOf(pod, volume) !== undefined) ? SUCCESS : SKIP,
    }),
    filter(_state, pod, node) {
      const drivers = listers.csiNodes.get(node.name)?.spec.drivers ?? [];
      if (drivers.length === 0) return SUCCESS;
      const wanted = attached(pod);
      const present = new Map(node.pods.flatMap((other) => [...attached(other)]));
      for (const { name, allocatable } of drivers) {
        if (allocatable?.count === undefined) continue;
        const all = new Set<string>();
        let more = false;
        for (const [handle, driver] of present) if (driver === name) all.add(handle);
        for (const [handle, driver] of wanted) {
          if (driver !== name) continue;
          more ||= !all.has(handle);
          all.add(handle);
        }
        if (more && all.size > allocatable.count) return unschedulable(EXCEEDED);
      }
      return SUCCESS;
    },
    events: {
      NodeAdd: true,
      AssignedPodDelete: true,
      PersistentVolumeClaimAdd: true,
      PersistentVolumeAdd: true,
    },
  };
}
