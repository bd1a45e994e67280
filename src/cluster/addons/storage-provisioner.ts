import { persistentvolumeclaims, persistentvolumes, storageclasses } from '../../api/resources.ts';
import type { PersistentVolume, PersistentVolumeClaim } from '../../api/types.ts';
import { Errno } from '../../shell/fs/errno.ts';
import type { Program, ProgramContext } from '../../shell/types.ts';
import { sleep, type Task } from '../../sim/index.ts';
import type { ApiHandler } from '../apiserver/request.ts';
import { Unreachable } from '../apiserver/unreachable.ts';
import { ApiError, Client, isAlreadyExists, isNotFound } from '../client.ts';
import { EventRecorder, referenceTo } from '../events.ts';
import { Informer, keyOf, splitKey } from '../informer.ts';
import {
  BETA_STORAGE_PROVISIONER,
  isDelayBinding,
  PROVISIONED_BY,
  SELECTED_NODE,
  STORAGE_PROVISIONER,
  storageClassOf,
} from '../persistent-volumes.ts';
import { klog } from '../runtime/programs/system.ts';
import { exponentialBackoff, WorkQueue } from '../workqueue.ts';

/** What classes call it. */
const NAME = 'k8s.io/minikube-hostpath';
/** Its directories, on the node that it runs on. */
const DIRECTORY = '/tmp/hostpath-provisioner';
/** Which run of it made a volume. */
const IDENTITY = 'hostPathProvisionerIdentity';
const USER = 'system:serviceaccount:kube-system:storage-provisioner';

/** How long it waits after a failure: 15 s, doubled to 1000 s. Models the library's ItemExponentialFailureRateLimiter. */
const FIRST_RETRY = 15_000;
const LAST_RETRY = 1_000_000;
const STARTUP = 2;
/** What making a directory and writing a volume take, in milliseconds. */
const PROVISION = 4;

/**
 * minikube's storage-provisioner: makes a directory on its own node for each claim of its class, and a volume that shows it. The volume
 * names no node: on the other nodes of a cluster of several there is another directory at that path. It deletes only what this very run
 * of it has made. Models minikube pkg/storage over sig-storage-lib-external-provisioner.
 */
export function storageProvisioner(endpoint: ApiHandler): Program {
  return (context) => new Provisioner(context, new Client(endpoint, USER)).run();
}

class Provisioner {
  readonly #context: ProgramContext;
  readonly #client: Client;
  readonly #identity: string;
  readonly #recorder: EventRecorder;
  readonly #claims: Informer<PersistentVolumeClaim>;
  readonly #volumes: Informer<PersistentVolume>;
  readonly #queue: WorkQueue;
  #stopped = false;

  constructor(context: ProgramContext, client: Client) {
    const { sim, machine } = context;
    this.#context = context;
    this.#client = client;
    const random = sim.random('storage-provisioner');
    const uuid = (): string =>
      [8, 4, 4, 4, 12].map((length) => random.text(length, '0123456789abcdef')).join('-');
    this.#identity = uuid();
    this.#recorder = new EventRecorder(sim, client, `${NAME}_${machine.hostname}_${uuid()}`);
    this.#claims = new Informer(sim, client, persistentvolumeclaims);
    this.#volumes = new Informer(sim, client, persistentvolumes);
    this.#queue = new WorkQueue(sim, exponentialBackoff(FIRST_RETRY, LAST_RETRY));
  }

  *run(): Task<number> {
    const { process } = this.#context;
    process.onSignal = (signal) => {
      if (signal !== 'SIGTERM' && signal !== 'SIGINT') return 'default';
      this.#stopped = true;
      this.#queue.shutDown();
      return 'handled';
    };
    yield* this.#log('storage_provisioner.go:116', 'Initializing the minikube storage provisioner...');
    yield* sleep(STARTUP);
    yield* this.#log('storage_provisioner.go:141', 'Storage provisioner initialized, now starting service!');
    const addClaim = (claim: PersistentVolumeClaim): void => {
      if (isOurs(claim)) this.#queue.add(`claim ${keyOf(claim)}`);
    };
    const addVolume = (volume: PersistentVolume): void => {
      if (isReleased(volume)) this.#queue.add(`volume ${volume.metadata.name}`);
    };
    this.#claims.addEventHandler({ onAdd: addClaim, onUpdate: (_before, claim) => addClaim(claim) });
    this.#volumes.addEventHandler({ onAdd: addVolume, onUpdate: (_before, volume) => addVolume(volume) });
    try {
      this.#claims.start();
      this.#volumes.start();
      while (!this.#stopped) {
        const key = yield* this.#queue.get();
        if (key !== undefined) yield* this.#work(key);
      }
      return 0;
    } finally {
      this.#claims.stop();
      this.#volumes.stop();
    }
  }

  *#log(where: string, text: string): Task {
    const { stderr, sim } = this.#context;
    yield* stderr.write(`${klog(sim.time)}       1 ${where}] ${text}\n`);
  }

  *#work(key: string): Task {
    const [kind, rest = ''] = key.split(' ');
    const { name, namespace } = splitKey(rest);
    try {
      if (kind === 'claim') yield* this.#syncClaim(name, namespace);
      else yield* this.#syncVolume(name);
      this.#queue.forget(key);
    } catch (error) {
      if (!(error instanceof ApiError || error instanceof Unreachable || error instanceof Errno)) throw error;
      this.#queue.addRateLimited(key);
    } finally {
      this.#queue.done(key);
    }
  }

  *#syncClaim(name: string, namespace: string | undefined): Task {
    const claim = this.#client.find(persistentvolumeclaims, name, namespace);
    if (!claim || !isOurs(claim)) return;
    const className = storageClassOf(claim);
    const storageClass = this.#client.get(storageclasses, className);
    if (isDelayBinding(storageClass) && !claim.metadata.annotations?.[SELECTED_NODE]) return;
    const volumeName = `pvc-${claim.metadata.uid ?? ''}`;
    const what = `provision "${keyOf(claim)}" class "${className}"`;
    yield* this.#log('controller.go:1332', `${what}: started`);
    if (this.#client.find(persistentvolumes, volumeName)) return;
    this.#recorder.event(
      claim,
      'Normal',
      'Provisioning',
      `External provisioner is provisioning volume for claim "${keyOf(claim)}"`,
    );
    const path = `${DIRECTORY}/${namespace ?? ''}/${name}`;
    try {
      this.#context.fs.mkdir(path, { recursive: true });
      this.#context.fs.chmod(path, 0o777);
    } catch (error) {
      if (error instanceof Errno)
        this.#recorder.event(
          claim,
          'Warning',
          'ProvisioningFailed',
          `failed to provision volume with StorageClass "${className}": mkdir ${path}: ${error.message}`,
        );
      throw error;
    }
    yield* sleep(PROVISION);
    yield* this.#log('controller.go:1439', `${what}: volume "${volumeName}" provisioned`);
    yield* this.#log('controller.go:1456', `${what}: succeeded`);
    yield* this.#log('volume_store.go:212', `Trying to save persistentvolume "${volumeName}"`);
    this.#save({
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: {
        name: volumeName,
        annotations: { [IDENTITY]: this.#identity, [PROVISIONED_BY]: NAME },
      },
      spec: {
        accessModes: claim.spec.accessModes ?? [],
        capacity: { storage: claim.spec.resources?.requests?.['storage'] ?? '0' },
        claimRef: referenceTo(claim),
        hostPath: { path, type: '' },
        persistentVolumeReclaimPolicy: storageClass.reclaimPolicy ?? 'Delete',
        storageClassName: className,
      },
    });
    yield* this.#log('volume_store.go:219', `persistentvolume "${volumeName}" saved`);
    this.#recorder.event(
      claim,
      'Normal',
      'ProvisioningSucceeded',
      `Successfully provisioned volume ${volumeName}`,
    );
  }

  #save(volume: PersistentVolume): void {
    try {
      this.#client.create(persistentvolumes, volume);
    } catch (error) {
      if (!isAlreadyExists(error)) throw error;
    }
  }

  *#syncVolume(name: string): Task {
    const volume = this.#client.find(persistentvolumes, name);
    if (!volume || !isReleased(volume)) return;
    yield* this.#log('controller.go:1472', `delete "${name}": started`);
    if (volume.metadata.annotations?.[IDENTITY] !== this.#identity) {
      const why = 'ignored because identity annotation on PV does not match ours';
      return yield* this.#log('controller.go:1478', `delete "${name}": volume deletion ignored: ${why}`);
    }
    const path = volume.spec.hostPath?.path ?? '';
    const { fs } = this.#context;
    if (fs.exists(path)) fs.remove(path);
    yield* this.#log('controller.go:1486', `delete "${name}": volume deleted`);
    try {
      this.#client.delete(persistentvolumes, name);
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
    yield* this.#log('controller.go:1531', `delete "${name}": succeeded`);
  }
}

/** A claim without volume that waits for this provisioner. Models shouldProvision. */
function isOurs({ metadata, spec }: PersistentVolumeClaim): boolean {
  const { annotations = {} } = metadata;
  return (
    !spec.volumeName && (annotations[STORAGE_PROVISIONER] ?? annotations[BETA_STORAGE_PROVISIONER]) === NAME
  );
}

/** Models shouldDelete. */
const isReleased = ({ metadata, spec, status }: PersistentVolume): boolean =>
  status?.phase === 'Released' &&
  spec.persistentVolumeReclaimPolicy === 'Delete' &&
  metadata.annotations?.[PROVISIONED_BY] === NAME &&
  metadata.deletionTimestamp === undefined;
