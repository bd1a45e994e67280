import type { PersistentVolumeClaim, Pod, Volume } from '../../../api/types.ts';
import { SKIP, SUCCESS, unresolvable, unschedulable, type CycleState, type Plugin } from '../framework.ts';
import type { Listers } from '../listers.ts';
import type { NodeInfo } from '../node-info.ts';

const NAME = 'VolumeRestrictions';
const DISK_CONFLICT = 'node(s) had no available disk';
const ONE_POD_CONFLICT =
  'node has pod using PersistentVolumeClaim with the same name and ReadWriteOncePod access mode';

/** Whether two volumes are the same disk in a way that one node cannot have both. Models isVolumeConflict. */
function conflict(a: Volume, b: Volume): boolean {
  if (a.gcePersistentDisk && b.gcePersistentDisk) {
    const readOnly = a.gcePersistentDisk.readOnly && b.gcePersistentDisk.readOnly;
    return a.gcePersistentDisk.pdName === b.gcePersistentDisk.pdName && !readOnly;
  }
  if (a.awsElasticBlockStore && b.awsElasticBlockStore)
    return a.awsElasticBlockStore.volumeID === b.awsElasticBlockStore.volumeID;
  if (a.iscsi && b.iscsi) return a.iscsi.iqn === b.iscsi.iqn && !(a.iscsi.readOnly && b.iscsi.readOnly);
  if (a.rbd && b.rbd) {
    const { monitors = [] } = b.rbd;
    const shared = a.rbd.monitors.some((monitor) => monitors.includes(monitor));
    const same = (a.rbd.pool ?? 'rbd') === (b.rbd.pool ?? 'rbd') && a.rbd.image === b.rbd.image;
    return shared && same && !(a.rbd.readOnly && b.rbd.readOnly);
  }
  return false;
}

const isDisk = ({ gcePersistentDisk, awsElasticBlockStore, iscsi, rbd }: Volume): boolean =>
  [gcePersistentDisk, awsElasticBlockStore, iscsi, rbd].some((source) => source !== undefined);

const namesOf = (pod: Pod): string[] =>
  (pod.spec.volumes ?? []).flatMap(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName ?? []);

interface State {
  /** Claims that one pod alone may use. */
  readonly claims: ReadonlySet<string>;
  /** How many pods use them now. */
  conflicts: number;
}

/** Disks that one node alone can have, and claims that one pod alone can. Models pkg/scheduler/framework/plugins/volumerestrictions. */
export function volumeRestrictions(listers: Listers, nodes: () => readonly NodeInfo[]): Plugin {
  const count = (state: CycleState, pod: Pod, other: Pod, by: number): void => {
    const own = state.read<State>(NAME);
    if (!own || other.metadata.namespace !== pod.metadata.namespace) return;
    for (const name of namesOf(other)) if (own.claims.has(name)) own.conflicts += by;
  };
  return {
    name: NAME,
    preFilter(state, pod) {
      const claims = new Set<string>();
      for (const name of namesOf(pod)) {
        const claim: PersistentVolumeClaim | undefined = listers.claims.get(name, pod.metadata.namespace);
        if (!claim) return { status: unresolvable(`persistentvolumeclaim "${name}" not found`) };
        if (claim.spec.accessModes?.includes('ReadWriteOncePod')) claims.add(name);
      }
      if (claims.size === 0 && !pod.spec.volumes?.some(isDisk)) return { status: SKIP };
      state.write(NAME, { claims, conflicts: 0 } satisfies State);
      if (claims.size > 0)
        for (const node of nodes()) for (const other of node.pods) count(state, pod, other, 1);
      return { status: SUCCESS };
    },
    addPod: (state, pod, added) => count(state, pod, added, 1),
    removePod: (state, pod, removed) => count(state, pod, removed, -1),
    filter(state, pod, node) {
      const clash = (pod.spec.volumes ?? []).some((wanted) =>
        node.pods.some((other) => (other.spec.volumes ?? []).some((taken) => conflict(wanted, taken))),
      );
      if (clash) return unschedulable(DISK_CONFLICT);
      return (state.read<State>(NAME)?.conflicts ?? 0) > 0 ? unschedulable(ONE_POD_CONFLICT) : SUCCESS;
    },
    events: {
      NodeAdd: true,
      AssignedPodDelete: true,
      PersistentVolumeClaimAdd: (pod, _event, { claimAfter }) =>
        !!claimAfter &&
        claimAfter.metadata.namespace === pod.metadata.namespace &&
        namesOf(pod).includes(claimAfter.metadata.name),
    },
  };
}
