/** What the volume controller, the scheduler, provisioners and kubelets agree on about claims and volumes. Models component-helpers storage/volume. */
import { compareQuantities } from '../api/quantity.ts';
import { labelSelectorMatches } from '../api/selector.ts';
import type {
  PersistentVolume,
  PersistentVolumeClaim,
  Pod,
  StorageClass,
  Volume as VolumeSpec,
} from '../api/types.ts';

/** The claim has been bound once. */
export const BIND_COMPLETED = 'pv.kubernetes.io/bind-completed';
/** The controller has chosen the other side; without it a user did. */
export const BOUND_BY_CONTROLLER = 'pv.kubernetes.io/bound-by-controller';
/** The provisioner that made a volume. */
export const PROVISIONED_BY = 'pv.kubernetes.io/provisioned-by';
/** The provisioner that a claim waits for, by its name of today and the one before. */
export const STORAGE_PROVISIONER = 'volume.kubernetes.io/storage-provisioner';
export const BETA_STORAGE_PROVISIONER = 'volume.beta.kubernetes.io/storage-provisioner';
/** The node that the scheduler has chosen for the first consumer of a claim. */
export const SELECTED_NODE = 'volume.kubernetes.io/selected-node';
/** The class, as it was written before there was a field. */
export const BETA_CLASS = 'volume.beta.kubernetes.io/storage-class';

export const PVC_PROTECTION = 'kubernetes.io/pvc-protection';
export const PV_PROTECTION = 'kubernetes.io/pv-protection';

/** Of classes without provisioner: volumes are made by hand. */
export const NO_PROVISIONER = 'kubernetes.io/no-provisioner';

export const hasAnnotation = (
  object: { metadata: { annotations?: { [key: string]: string } } },
  name: string,
): boolean => object.metadata.annotations?.[name] !== undefined;

/** A claim's or a volume's class. Models GetPersistentVolumeClaimClass and GetPersistentVolumeClass. */
export const storageClassOf = ({ metadata, spec }: PersistentVolume | PersistentVolumeClaim): string =>
  metadata.annotations?.[BETA_CLASS] ?? spec.storageClassName ?? '';

/** Whether a claim waits with its binding for a first consumer. Models IsDelayBindingMode. */
export const isDelayBinding = (storageClass: StorageClass | undefined): boolean =>
  storageClass?.volumeBindingMode === 'WaitForFirstConsumer';

/** Whether a claim's binding is done with. Models isPVCFullyBound. */
export const isFullyBound = (claim: PersistentVolumeClaim): boolean =>
  !!claim.spec.volumeName && hasAnnotation(claim, BIND_COMPLETED);

/** Models IsVolumeBoundToClaim: a reference without UID is one that was written by hand. */
export function isVolumeBoundToClaim(
  { spec }: PersistentVolume,
  { metadata }: PersistentVolumeClaim,
): boolean {
  const { claimRef } = spec;
  if (claimRef?.name !== metadata.name || claimRef.namespace !== metadata.namespace) return false;
  return !claimRef.uid || claimRef.uid === metadata.uid;
}

export const modesDiffer = (claim: PersistentVolumeClaim, volume: PersistentVolume): boolean =>
  (claim.spec.volumeMode ?? 'Filesystem') !== (volume.spec.volumeMode ?? 'Filesystem');

export const hasAccessModes = (claim: PersistentVolumeClaim, volume: PersistentVolume): boolean =>
  (claim.spec.accessModes ?? []).every((mode) => volume.spec.accessModes?.includes(mode));

export const requestedStorage = (claim: PersistentVolumeClaim): string =>
  claim.spec.resources?.requests?.['storage'] ?? '0';

const capacityOf = (volume: PersistentVolume): string => volume.spec.capacity?.['storage'] ?? '0';

export const isTooSmall = (claim: PersistentVolumeClaim, volume: PersistentVolume): boolean =>
  compareQuantities(capacityOf(volume), requestedStorage(claim)) < 0;

export interface Matching {
  /** Leave alone what waits for its first consumer: the scheduler binds that. */
  readonly delayBinding?: boolean;
  /** Whether a volume can be used on the node that is thought of. */
  readonly onNode?: (volume: PersistentVolume) => boolean;
  /** Names of volumes that are given away already. */
  readonly excluded?: ReadonlySet<string>;
}

/**
 * The volume that fits a claim best: one that is reserved for it, else the smallest that is large enough, of those with the fewest access
 * modes too many. Models FindMatchingVolume, over the groups of allPossibleMatchingAccessModes.
 */
export function findMatchingVolume(
  claim: PersistentVolumeClaim,
  volumes: readonly PersistentVolume[],
  { delayBinding = false, onNode, excluded }: Matching = {},
): PersistentVolume | undefined {
  const wanted = storageClassOf(claim);
  const attributes = (object: PersistentVolume | PersistentVolumeClaim): string =>
    object.spec.volumeAttributesClassName ?? '';
  let best: PersistentVolume | undefined;
  const modes = (volume: PersistentVolume): number => volume.spec.accessModes?.length ?? 0;
  for (const volume of volumes) {
    const { spec, metadata, status } = volume;
    if (excluded?.has(metadata.name)) continue;
    const isOurs = isVolumeBoundToClaim(volume, claim);
    if (spec.claimRef && !isOurs) continue;
    if (isTooSmall(claim, volume) || modesDiffer(claim, volume) || metadata.deletionTimestamp) continue;
    if (attributes(claim) !== attributes(volume) || !hasAccessModes(claim, volume)) continue;
    if (isOurs) return !onNode || onNode(volume) ? volume : undefined;
    if (!onNode && delayBinding) continue;
    if (status?.phase !== 'Available' || storageClassOf(volume) !== wanted) continue;
    if (claim.spec.selector && !labelSelectorMatches(claim.spec.selector, metadata.labels ?? {})) continue;
    if (onNode && !onNode(volume)) continue;
    const better =
      !best ||
      modes(volume) < modes(best) ||
      (modes(volume) === modes(best) && compareQuantities(capacityOf(volume), capacityOf(best)) < 0);
    if (better) best = volume;
  }
  return best;
}

/** The claim that a pod's volume stands for; an ephemeral volume's is named after the pod and the volume. */
export function claimNameOf(pod: Pod, volume: VolumeSpec): string | undefined {
  if (volume.persistentVolumeClaim) return volume.persistentVolumeClaim.claimName;
  return volume.ephemeral ? `${pod.metadata.name}-${volume.name}` : undefined;
}

/** Whether an ephemeral volume's claim was made for this very pod. Models ephemeral.VolumeIsForPod. */
export const isClaimForPod = (pod: Pod, claim: PersistentVolumeClaim): boolean =>
  !!claim.metadata.ownerReferences?.some(({ uid, controller }) => controller && uid === pod.metadata.uid);

/** Why a claim that stands there for an ephemeral volume is not the pod's; VolumeIsForPod's error. */
export const notForPod = (pod: Pod, claim: PersistentVolumeClaim): string => {
  const namespace = pod.metadata.namespace ?? '';
  return `PVC ${namespace}/${claim.metadata.name} was not created for pod ${namespace}/${pod.metadata.name} (pod is not owner)`;
};

const IS_DEFAULT = 'storageclass.kubernetes.io/is-default-class';
const BETA_IS_DEFAULT = 'storageclass.beta.kubernetes.io/is-default-class';

/** The class of claims that name none: of several the youngest, then the first by name. Models GetDefaultClass. */
export function defaultClass(classes: readonly StorageClass[]): StorageClass | undefined {
  const created = ({ metadata }: StorageClass): string => metadata.creationTimestamp ?? '';
  return classes
    .filter(({ metadata }) =>
      [IS_DEFAULT, BETA_IS_DEFAULT].some((name) => metadata.annotations?.[name] === 'true'),
    )
    .reduce<StorageClass | undefined>((best, next) => {
      if (!best || created(next) > created(best)) return next;
      return created(next) === created(best) && next.metadata.name < best.metadata.name ? next : best;
    }, undefined);
}
