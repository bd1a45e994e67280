import { isDelayBinding, storageClassOf } from '../../persistent-volumes.ts';
import { SKIP, SUCCESS, unresolvable, type Plugin } from '../framework.ts';
import type { Listers } from '../listers.ts';

const NAME = 'VolumeZone';
const CONFLICT = 'node(s) had no available volume zone';
const ZONES = 'topology.kubernetes.io/zone';
/** A label and the one that it was before. */
const OLDER: Readonly<Record<string, string>> = {
  [ZONES]: 'failure-domain.beta.kubernetes.io/zone',
  'topology.kubernetes.io/region': 'failure-domain.beta.kubernetes.io/region',
};
const LABELS = Object.entries(OLDER).flat();

interface Topology {
  readonly key: string;
  readonly values: readonly string[];
}

/** Volumes with labels of a zone or a region are used there alone. Models pkg/scheduler/framework/plugins/volumezone. */
export function volumeZone(listers: Listers): Plugin {
  return {
    name: NAME,
    preFilter(state, pod) {
      const wanted: Topology[] = [];
      for (const { persistentVolumeClaim } of pod.spec.volumes ?? []) {
        if (!persistentVolumeClaim) continue;
        const { claimName } = persistentVolumeClaim;
        const claim = listers.claims.get(claimName, pod.metadata.namespace);
        if (!claim) return { status: unresolvable(`persistentvolumeclaim "${claimName}" not found`) };
        const { volumeName } = claim.spec;
        if (!volumeName) {
          if (isDelayBinding(listers.storageClasses.get(storageClassOf(claim)))) continue;
          return { status: unresolvable('PersistentVolumeClaim had no pv name and storageClass name') };
        }
        const labels = listers.volumes.get(volumeName)?.metadata.labels ?? {};
        // A value may name several zones.
        for (const key of LABELS)
          if (labels[key] !== undefined) wanted.push({ key, values: labels[key].split('__') });
      }
      if (wanted.length === 0) return { status: SKIP };
      state.write(NAME, wanted);
      return { status: SUCCESS };
    },
    filter(state, _pod, { node }) {
      const labels = node.metadata.labels ?? {};
      // A node that knows of no zones takes any.
      if (!LABELS.some((key) => labels[key] !== undefined)) return SUCCESS;
      const wanted = state.read<readonly Topology[]>(NAME) ?? [];
      const fits = wanted.every(({ key, values }) => {
        const newer = Object.keys(OLDER).find((name) => OLDER[name] === key);
        const value = labels[key] ?? (newer === undefined ? undefined : labels[newer]);
        return value !== undefined && values.includes(value);
      });
      return fits ? SUCCESS : unresolvable(CONFLICT);
    },
    events: {
      NodeAdd: true,
      NodeLabelChange: true,
      StorageClassAdd: true,
      PersistentVolumeClaimAdd: true,
      PersistentVolumeClaimUpdate: true,
      PersistentVolumeAdd: true,
      PersistentVolumeUpdate: true,
    },
  };
}
