/** Binds claims to volumes, asks provisioners for what is missing, and reclaims what is given back. Models pkg/controller/volume/persistentvolume. */
import { persistentvolumeclaims, persistentvolumes, pods, storageclasses } from '../../api/resources.ts';
import type { PersistentVolume, PersistentVolumeClaim, StorageClass } from '../../api/types.ts';
import { isNotFound, type Client } from '../client.ts';
import { referenceTo } from '../events.ts';
import {
  BETA_CLASS,
  BETA_STORAGE_PROVISIONER,
  BIND_COMPLETED,
  BOUND_BY_CONTROLLER,
  claimNameOf,
  defaultClass,
  findMatchingVolume,
  hasAccessModes,
  hasAnnotation,
  isDelayBinding,
  isTooSmall,
  isVolumeBoundToClaim,
  modesDiffer,
  PROVISIONED_BY,
  SELECTED_NODE,
  STORAGE_PROVISIONER,
  storageClassOf,
} from '../persistent-volumes.ts';
import { deepEqual, keyOf, splitKey, startWorker, type ControllerContext } from './controller.ts';
import { reclaimVolume } from './persistent-volume-reclaim.ts';

/** What is not settled is looked at again this often, in milliseconds (PVClaimBinderSyncPeriod). */
const RESYNC = 15_000;

const KUBERNETES_PREFIX = 'kubernetes.io/';

type Phase = 'Pending' | 'Bound' | 'Lost';
type VolumePhase = 'Available' | 'Bound' | 'Released' | 'Failed';

/** Start the controller `persistentvolume-binder-controller`. */
export function startPersistentVolumeController(context: ControllerContext): void {
  new PersistentVolumeController(context).start();
}

class PersistentVolumeController {
  readonly #context: ControllerContext;
  readonly #recorder;
  readonly #queue;

  constructor(context: ControllerContext) {
    this.#context = context;
    this.#recorder = context.recorder('persistentvolume-controller');
    this.#queue = startWorker(context, 'persistentvolume-controller', (key) => this.#sync(key));
  }

  start(): void {
    const { informers } = this.#context;
    const addClaim = (claim: PersistentVolumeClaim): void => this.#queue.add(`claim ${keyOf(claim)}`);
    const addVolume = (volume: PersistentVolume): void => this.#queue.add(`volume ${volume.metadata.name}`);
    informers.informer(persistentvolumes).addEventHandler({
      onAdd: (volume) => {
        addVolume(volume);
        this.#lookAtUnbound(volume);
      },
      onUpdate: (before, volume) => {
        if (before === volume) return;
        addVolume(volume);
        if (before.status?.phase !== volume.status?.phase) this.#lookAtUnbound(volume);
      },
      onDelete: ({ spec }) => {
        const { name, namespace } = spec.claimRef ?? {};
        if (name) this.#queue.add(`claim ${namespace ?? ''}/${name}`);
      },
    });
    informers.informer(persistentvolumeclaims).addEventHandler({
      onAdd: addClaim,
      onUpdate: (before, claim) => (before === claim ? undefined : addClaim(claim)),
      onDelete: ({ spec }) => {
        if (spec.volumeName) this.#queue.add(`volume ${spec.volumeName}`);
      },
    });
    informers.informer(pods); // asked for here, so that it is kept
  }

  /** A volume that has come free, or is reserved for a claim, may be what one waits for: the next resync would find it. */
  #lookAtUnbound({ status, spec }: PersistentVolume): void {
    if (status?.phase !== 'Available') return;
    if (spec.claimRef?.name) this.#queue.add(`claim ${spec.claimRef.namespace ?? ''}/${spec.claimRef.name}`);
  }

  #sync(key: string): void {
    const { client } = this.#context;
    const [kind, rest = ''] = key.split(' ');
    const { name, namespace } = splitKey(rest);
    try {
      let settled = true;
      if (kind === 'claim') {
        const claim = client.find(persistentvolumeclaims, name, namespace);
        if (claim) settled = this.#syncClaim(claim);
      } else {
        const volume = client.find(persistentvolumes, name);
        if (volume) settled = this.#syncVolume(volume);
      }
      if (!settled) this.#queue.addAfter(key, RESYNC);
    } catch (error) {
      // What went while it was worked on is another key's business.
      if (!isNotFound(error)) throw error;
    }
  }

  // --- claims ---

  /** @returns whether nothing remains to be waited for */
  #syncClaim(claim: PersistentVolumeClaim): boolean {
    if (hasAnnotation(claim, BIND_COMPLETED)) {
      this.#syncBoundClaim(claim);
      return true;
    }
    return claim.spec.volumeName
      ? this.#syncRequested(claim, claim.spec.volumeName)
      : this.#syncUnbound(claim);
  }

  #classOf(claim: PersistentVolumeClaim): StorageClass | undefined {
    const name = storageClassOf(claim);
    return name === '' ? undefined : this.#context.client.find(storageclasses, name);
  }

  #syncUnbound(claim: PersistentVolumeClaim): boolean {
    const { client } = this.#context;
    const delayBinding = isDelayBinding(this.#classOf(claim));
    const volumes = client.list(persistentvolumes).items;
    const found = findMatchingVolume(claim, volumes, { delayBinding });
    if (found) {
      this.#bind(found, claim);
      return true;
    }
    if (setDefaultClass(client, claim)) return true;
    if (delayBinding && !hasAnnotation(claim, SELECTED_NODE)) this.#tellOfWaiting(claim);
    else if (storageClassOf(claim) !== '') {
      this.#provision(claim);
      return false;
    } else {
      this.#recorder.event(
        claim,
        'Normal',
        'FailedBinding',
        'no persistent volumes available for this claim and no storage class is set',
      );
    }
    this.#setClaimStatus(claim, 'Pending');
    return false;
  }

  /** Models emitEventForUnboundDelayBindingClaim. */
  #tellOfWaiting(claim: PersistentVolumeClaim): void {
    const { namespace, name } = claim.metadata;
    const waiting = this.#context.informers
      .informer(pods)
      .list(namespace)
      .filter(
        (pod) =>
          !pod.spec.nodeName &&
          (pod.spec.volumes ?? []).some((volume) => claimNameOf(pod, volume) === name) &&
          pod.status?.phase === 'Pending',
      )
      .map((pod) => pod.metadata.name);
    const [first] = waiting;
    if (first === undefined)
      return this.#recorder.event(
        claim,
        'Normal',
        'WaitForFirstConsumer',
        'waiting for first consumer to be created before binding',
      );
    const whom = waiting.length > 1 ? `pods ${waiting.join(',')}` : `pod ${first}`;
    this.#recorder.event(claim, 'Normal', 'WaitForPodScheduled', `waiting for ${whom} to be scheduled`);
  }

  /** Models provisionClaim; no plugin of the controller manager provisions, so all is asked of others. */
  #provision(claim: PersistentVolumeClaim): void {
    const { client } = this.#context;
    const className = storageClassOf(claim);
    const found = this.#classOf(claim);
    const fail = (message: string): void =>
      this.#recorder.event(claim, 'Warning', 'ProvisioningFailed', message);
    if (!found) return fail(`storageclass.storage.k8s.io "${className}" not found`);
    const { provisioner } = found;
    if (provisioner.startsWith(KUBERNETES_PREFIX))
      return fail(`no volume plugin matched name: ${provisioner}`);
    const { name, namespace, annotations } = claim.metadata;
    if (annotations?.[STORAGE_PROVISIONER] !== provisioner)
      client.patch(persistentvolumeclaims, name, namespace, 'merge', {
        metadata: {
          annotations: { [BETA_STORAGE_PROVISIONER]: provisioner, [STORAGE_PROVISIONER]: provisioner },
        },
      });
    this.#recorder.event(
      claim,
      'Normal',
      'ExternalProvisioning',
      `Waiting for a volume to be created either by the external provisioner '${provisioner}' or manually by the system administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered.`,
    );
  }

  /** A claim that names its volume. */
  #syncRequested(claim: PersistentVolumeClaim, volumeName: string): boolean {
    const volume = this.#context.client.find(persistentvolumes, volumeName);
    if (!volume) {
      this.#setClaimStatus(claim, 'Pending');
      return false;
    }
    const { claimRef } = volume.spec;
    if (!claimRef) {
      const why = mismatch(claim, volume);
      if (why === undefined) {
        this.#bind(volume, claim);
        return true;
      }
      const message = `Cannot bind to requested volume "${volumeName}": ${why}`;
      this.#recorder.event(claim, 'Warning', 'VolumeMismatch', message);
      this.#setClaimStatus(claim, 'Pending');
      return false;
    }
    if (isVolumeBoundToClaim(volume, claim)) {
      this.#bind(volume, claim);
      return true;
    }
    if (!hasAnnotation(claim, BOUND_BY_CONTROLLER)) {
      const message = `volume "${volumeName}" already bound to a different claim.`;
      this.#recorder.event(claim, 'Warning', 'FailedBinding', message);
      this.#setClaimStatus(claim, 'Pending');
    }
    return false;
  }

  #syncBoundClaim(claim: PersistentVolumeClaim): void {
    const lost = (reason: string, message: string): void => {
      if (claim.status?.phase === 'Lost') return;
      this.#setClaimStatus(claim, 'Lost');
      this.#recorder.event(claim, 'Warning', reason, message);
    };
    const { volumeName } = claim.spec;
    if (!volumeName)
      return lost(
        'ClaimLost',
        'Bound claim has lost reference to PersistentVolume. Data on the volume is lost!',
      );
    const volume = this.#context.client.find(persistentvolumes, volumeName);
    if (!volume)
      return lost('ClaimLost', 'Bound claim has lost its PersistentVolume. Data on the volume is lost!');
    const { claimRef } = volume.spec;
    if (!claimRef || claimRef.uid === claim.metadata.uid) return this.#bind(volume, claim);
    lost('ClaimMisbound', 'Two claims are bound to the same volume, this one is bound incorrectly');
  }

  /** The volume first, then the claim, each with its phase. */
  #bind(volume: PersistentVolume, claim: PersistentVolumeClaim): void {
    const bound = this.#setVolumePhase(this.#bindVolumeToClaim(volume, claim), 'Bound');
    this.#setClaimStatus(this.#bindClaimToVolume(claim, bound), 'Bound', bound);
  }

  #bindVolumeToClaim(volume: PersistentVolume, claim: PersistentVolumeClaim): PersistentVolume {
    const { uid } = volume.spec.claimRef ?? {};
    if (isVolumeBoundToClaim(volume, claim) && uid === claim.metadata.uid) return volume;
    const byUs = !isVolumeBoundToClaim(volume, claim);
    return this.#context.client.update(persistentvolumes, {
      ...volume,
      metadata: withAnnotations(volume.metadata, byUs ? { [BOUND_BY_CONTROLLER]: 'yes' } : {}),
      spec: { ...volume.spec, claimRef: referenceTo(claim) },
    });
  }

  #bindClaimToVolume(claim: PersistentVolumeClaim, volume: PersistentVolume): PersistentVolumeClaim {
    const { name } = volume.metadata;
    const chosen = claim.spec.volumeName === name;
    if (chosen && hasAnnotation(claim, BIND_COMPLETED)) return claim;
    return this.#context.client.update(persistentvolumeclaims, {
      ...claim,
      metadata: withAnnotations(claim.metadata, {
        [BIND_COMPLETED]: 'yes',
        ...(!chosen && { [BOUND_BY_CONTROLLER]: 'yes' }),
      }),
      spec: { ...claim.spec, volumeName: name },
    });
  }

  #setClaimStatus(claim: PersistentVolumeClaim, phase: Phase, volume?: PersistentVolume): void {
    const { phase: _phase, accessModes: _modes, capacity: _capacity, ...rest } = claim.status ?? {};
    const status = {
      ...rest,
      phase,
      ...(volume && { accessModes: volume.spec.accessModes, capacity: volume.spec.capacity }),
    };
    if (deepEqual(status, claim.status)) return;
    this.#context.client.updateStatus(persistentvolumeclaims, { ...claim, status });
  }

  // --- volumes ---

  /** @returns whether nothing remains to be waited for */
  #syncVolume(volume: PersistentVolume): boolean {
    const { client } = this.#context;
    const { claimRef } = volume.spec;
    if (!claimRef?.uid) {
      this.#setVolumePhase(volume, 'Available');
      return true;
    }
    const named = client.find(persistentvolumeclaims, claimRef.name ?? '', claimRef.namespace);
    const claim = named?.metadata.uid === claimRef.uid ? named : undefined;
    if (!claim) return this.#release(volume);
    if (!claim.spec.volumeName) {
      if (modesDiffer(claim, volume)) {
        const why = 'due to incompatible volumeMode.';
        const { name } = volume.metadata;
        this.#recorder.event(
          volume,
          'Warning',
          'VolumeMismatch',
          `Cannot bind PersistentVolume to requested PersistentVolumeClaim "${claim.metadata.name}" ${why}`,
        );
        this.#recorder.event(
          claim,
          'Warning',
          'VolumeMismatch',
          `Cannot bind PersistentVolume "${name}" to requested PersistentVolumeClaim ${why}`,
        );
        return false;
      }
      this.#queue.add(`claim ${keyOf(claim)}`);
      return true;
    }
    if (claim.spec.volumeName === volume.metadata.name) {
      this.#setVolumePhase(volume, 'Bound');
      return true;
    }
    // The claim is bound elsewhere.
    if (hasAnnotation(volume, PROVISIONED_BY) && volume.spec.persistentVolumeReclaimPolicy === 'Delete')
      return this.#release(volume);
    this.#unbind(volume);
    return true;
  }

  #release(volume: PersistentVolume): boolean {
    const { phase } = volume.status ?? {};
    const released =
      phase === 'Released' || phase === 'Failed' ? volume : this.#setVolumePhase(volume, 'Released');
    return reclaimVolume(released, {
      context: this.#context,
      fail: (reason, message) => {
        if (released.status?.phase === 'Failed') return;
        this.#recorder.event(this.#setVolumePhase(released, 'Failed', message), 'Warning', reason, message);
      },
    });
  }

  /** Models unbindVolume: what a user has reserved stays reserved. */
  #unbind(volume: PersistentVolume): void {
    const { client } = this.#context;
    const { claimRef, ...spec } = volume.spec;
    const { [BOUND_BY_CONTROLLER]: byUs, ...annotations } = volume.metadata.annotations ?? {};
    const { uid: _uid, resourceVersion: _version, ...reserved } = claimRef ?? {};
    const unbound = client.update(persistentvolumes, {
      ...volume,
      metadata: { ...volume.metadata, annotations },
      spec: byUs === undefined ? { ...spec, claimRef: reserved } : spec,
    });
    this.#setVolumePhase(unbound, 'Available');
  }

  #setVolumePhase(volume: PersistentVolume, phase: VolumePhase, message?: string): PersistentVolume {
    if (volume.status?.phase === phase) return volume;
    const { message: _old, ...status } = volume.status ?? {};
    return this.#context.client.updateStatus(persistentvolumes, {
      ...volume,
      status: { ...status, phase, ...(message !== undefined && { message }) },
    });
  }
}

/** Give a claim that was made before there was a default class the one that there is now. Models assignDefaultStorageClass. @returns whether it was changed */
function setDefaultClass(client: Client, claim: PersistentVolumeClaim): boolean {
  if (claim.spec.storageClassName !== undefined || hasAnnotation(claim, BETA_CLASS)) return false;
  const found = defaultClass(client.list(storageclasses).items);
  if (!found) return false;
  client.update(persistentvolumeclaims, {
    ...claim,
    spec: { ...claim.spec, storageClassName: found.metadata.name },
  });
  return true;
}

/** Why a claim cannot have the volume that it names. Models checkVolumeSatisfyClaim. */
function mismatch(claim: PersistentVolumeClaim, volume: PersistentVolume): string | undefined {
  const { deletionTimestamp, name } = volume.metadata;
  if (deletionTimestamp) return `the volume is marked for deletion "${name}"`;
  if (isTooSmall(claim, volume)) return 'requested PV is too small';
  if (storageClassOf(claim) !== storageClassOf(volume)) return 'storageClassName does not match';
  if (modesDiffer(claim, volume)) return 'incompatible volumeMode';
  if (!hasAccessModes(claim, volume)) return 'incompatible accessMode';
  return undefined;
}

function withAnnotations<T extends { annotations?: { [key: string]: string } }>(
  metadata: T,
  more: Readonly<Record<string, string>>,
): T {
  return { ...metadata, annotations: { ...metadata.annotations, ...more } };
}
