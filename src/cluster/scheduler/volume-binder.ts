/** Finds, reserves and writes the bindings of a pod's claims that wait for their first consumer. Models pkg/scheduler/framework/plugins/volumebinding/binder.go. */
import { persistentvolumeclaims, persistentvolumes } from '../../api/resources.ts';
import { compareQuantities } from '../../api/quantity.ts';
import type { Node, PersistentVolume, PersistentVolumeClaim, Pod, StorageClass } from '../../api/types.ts';
import type { Client } from '../client.ts';
import { referenceTo } from '../events.ts';
import { keyOf } from '../informer.ts';
import {
  BOUND_BY_CONTROLLER,
  claimNameOf,
  findMatchingVolume,
  isDelayBinding,
  isFullyBound,
  NO_PROVISIONER,
  requestedStorage,
  SELECTED_NODE,
  storageClassOf,
} from '../persistent-volumes.ts';
import type { Listers } from './listers.ts';
import { nodeSelectorMatches } from './node-selector.ts';

const NO_VOLUME = "node(s) didn't find available persistent volumes to bind";
const NODE_CONFLICT = "node(s) didn't match PersistentVolume's node affinity";
const LOST_VOLUME = 'node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)';

/** A pod's claims, sorted by what is to be done with them. */
export interface PodClaims {
  readonly bound: readonly PersistentVolumeClaim[];
  readonly delayed: readonly PersistentVolumeClaim[];
  readonly immediate: readonly PersistentVolumeClaim[];
}

/** What will be written when the pod goes to a node. */
export interface PodVolumes {
  readonly bindings: readonly { readonly volume: PersistentVolume; readonly claim: PersistentVolumeClaim }[];
  readonly provisions: readonly PersistentVolumeClaim[];
}

/** Whether a volume can be used on a node, which it may say by its node affinity. */
export function isUsableOn(volume: PersistentVolume, node: Node): boolean {
  const required = volume.spec.nodeAffinity?.required;
  return !required || nodeSelectorMatches(required, node);
}

export class VolumeBinder {
  readonly #listers: Listers;
  readonly #client: Client;
  /** Volumes given away by decisions that are not written yet. */
  readonly #assumedVolumes = new Set<string>();
  /** The node that a claim is going to be provisioned for, until that is written. */
  readonly #assumedClaims = new Map<string, string>();

  constructor(listers: Listers, client: Client) {
    this.#listers = listers;
    this.#client = client;
  }

  #classOf(claim: PersistentVolumeClaim): StorageClass | undefined {
    return this.#listers.storageClasses.get(storageClassOf(claim));
  }

  /** Models GetPodVolumeClaims. All are there already. */
  claimsOf(pod: Pod): PodClaims {
    const bound: PersistentVolumeClaim[] = [];
    const delayed: PersistentVolumeClaim[] = [];
    const immediate: PersistentVolumeClaim[] = [];
    for (const volume of pod.spec.volumes ?? []) {
      const name = claimNameOf(pod, volume);
      const claim = name === undefined ? undefined : this.#listers.claims.get(name, pod.metadata.namespace);
      if (!claim) continue;
      if (isFullyBound(claim)) bound.push(claim);
      // A claim that names its volume is bound by the controller alone.
      else if (isDelayBinding(this.#classOf(claim)) && !claim.spec.volumeName) delayed.push(claim);
      else immediate.push(claim);
    }
    return { bound, delayed, immediate };
  }

  /** What the pod would get on a node, or why it cannot go there. Models FindPodVolumes. */
  find({ bound, delayed }: PodClaims, node: Node): PodVolumes | { readonly reasons: readonly string[] } {
    const reasons = new Set<string>();
    for (const claim of bound) {
      const volume = this.#listers.volumes.get(claim.spec.volumeName ?? '');
      if (!volume) reasons.add(LOST_VOLUME);
      else if (!isUsableOn(volume, node)) reasons.add(NODE_CONFLICT);
    }
    const found = this.#findForDelayed(delayed, node);
    if (!found) reasons.add(NO_VOLUME);
    return found && reasons.size === 0 ? found : { reasons: [...reasons] };
  }

  #findForDelayed(claims: readonly PersistentVolumeClaim[], node: Node): PodVolumes | undefined {
    const bindings: { volume: PersistentVolume; claim: PersistentVolumeClaim }[] = [];
    const provisions: PersistentVolumeClaim[] = [];
    const excluded = new Set(this.#assumedVolumes);
    const smallestFirst = claims.toSorted((a, b) =>
      compareQuantities(requestedStorage(a), requestedStorage(b)),
    );
    const volumes = this.#listers.volumes.list();
    const onNode = (volume: PersistentVolume): boolean => isUsableOn(volume, node);
    for (const claim of smallestFirst) {
      const selected = this.#assumedClaims.get(keyOf(claim)) ?? claim.metadata.annotations?.[SELECTED_NODE];
      if (selected !== undefined) {
        if (selected !== node.metadata.name) return undefined;
        provisions.push(claim);
        continue;
      }
      const volume = findMatchingVolume(claim, volumes, { delayBinding: true, onNode, excluded });
      if (volume) {
        excluded.add(volume.metadata.name);
        bindings.push({ volume, claim });
      } else if (this.#canProvision(claim, node)) provisions.push(claim);
      else return undefined;
    }
    return { bindings, provisions };
  }

  /** Models checkVolumeProvisions; no driver says how much room it has. */
  #canProvision(claim: PersistentVolumeClaim, node: Node): boolean {
    const found = this.#classOf(claim);
    if (!found?.provisioner || found.provisioner === NO_PROVISIONER) return false;
    const { allowedTopologies = [] } = found;
    if (allowedTopologies.length === 0) return true;
    return allowedTopologies.some(({ matchLabelExpressions = [] }) =>
      matchLabelExpressions.every(({ key, values }) => values.includes(node.metadata.labels?.[key] ?? '')),
    );
  }

  /** Keep what was chosen from other pods until it is written. Models AssumePodVolumes. */
  assume({ bindings, provisions }: PodVolumes, nodeName: string): void {
    for (const { volume } of bindings) this.#assumedVolumes.add(volume.metadata.name);
    for (const claim of provisions) this.#assumedClaims.set(keyOf(claim), nodeName);
  }

  /** Models RevertAssumedPodVolumes; called too when all is written and known. */
  forget({ bindings, provisions }: PodVolumes): void {
    for (const { volume } of bindings) this.#assumedVolumes.delete(volume.metadata.name);
    for (const claim of provisions) this.#assumedClaims.delete(keyOf(claim));
  }

  /** Models bindAPIUpdate. @throws {ApiError} */
  write({ bindings, provisions }: PodVolumes, nodeName: string): void {
    for (const { volume, claim } of bindings) {
      const { metadata, spec } = volume;
      if (spec.claimRef?.uid === claim.metadata.uid && spec.claimRef?.uid) continue;
      this.#client.update(persistentvolumes, {
        ...volume,
        metadata: {
          ...metadata,
          annotations: { ...metadata.annotations, ...(!spec.claimRef && { [BOUND_BY_CONTROLLER]: 'yes' }) },
        },
        spec: { ...spec, claimRef: referenceTo(claim) },
      });
    }
    for (const claim of provisions) {
      const { metadata } = claim;
      if (metadata.annotations?.[SELECTED_NODE] === nodeName) continue;
      this.#client.update(persistentvolumeclaims, {
        ...claim,
        metadata: { ...metadata, annotations: { ...metadata.annotations, [SELECTED_NODE]: nodeName } },
      });
    }
  }

  /** Whether all is bound by now. Models checkBindings. @throws {Error} when it will never be */
  isBound(volumes: PodVolumes, node: Node | undefined): boolean {
    const claims = [...volumes.bindings.map(({ claim }) => claim), ...volumes.provisions];
    let bound = true;
    for (const { metadata } of claims) {
      const now = this.#listers.claims.get(metadata.name, metadata.namespace);
      if (!now || now.metadata.uid !== metadata.uid)
        throw new Error(`persistentvolumeclaim "${metadata.name}" not found`);
      if (!isFullyBound(now)) {
        bound = false;
        continue;
      }
      const volume = this.#listers.volumes.get(now.spec.volumeName ?? '');
      if (volume && node && !isUsableOn(volume, node))
        throw new Error(`pv ${volume.metadata.name} node affinity doesn't match node ${node.metadata.name}`);
    }
    return bound;
  }
}
