import type { PersistentVolume, Pod, Volume as VolumeSpec } from '../../api/types.ts';
import { FileSystem } from '../../shell/fs/file-system.ts';
import type { Volume } from '../../shell/fs/volume.ts';
import { delay, first, type Notice, type Simulation, type Task } from '../../sim/index.ts';
import type { Client } from '../client.ts';
import { samePayload, writePayload } from './atomic-writer.ts';
import { podMemoryLimit, uidOf } from './pods.ts';
import type { PodRecorder } from './recorder.ts';
import { checkNodeAffinity, ProcessingError, volumeBehind } from './volume-claims.ts';
import { inputsOf, payloadOf, VolumeError, type Payload, type PayloadSources } from './volume-payload.ts';
import {
  driverOf,
  makeEmptyDir,
  makePayloadVolume,
  mountHostPath,
  mountLocal,
  NoPlugin,
  refuse,
} from './volume-plugins.ts';

/** A volume that is ready to be mounted into containers. */
export interface MountedVolume {
  readonly volume: Volume;
  /** The path in it that is the volume: a hostPath's path on the node. */
  readonly subPath?: string;
  /** Whatever the container asks for. */
  readonly readOnly: boolean;
  /** Where it is on the node, as the runtime is told. */
  readonly source?: string;
}

interface Entry {
  mounted: MountedVolume | undefined;
  /** The volume behind a claim, once it has been found. */
  behind: PersistentVolume | undefined;
  /** What was last written into it, to see whether there is news. */
  written: Payload | undefined;
  /** What that was made of. */
  inputs: readonly unknown[];
  retryAt: number;
  wait: number;
}

/** The first retry comes after this, each later one after twice as long. Models goroutinemap/exponentialbackoff. */
const FIRST_RETRY = 500;
const LAST_RETRY = 122_000;
/** How long one sync waits for volumes (podAttachAndMountTimeout). */
const MOUNT_TIMEOUT = 123_000;

/** Not everything could be mounted in time; what failed was told by events. */
export class MountTimeout extends Error {}

export interface VolumeManagerOptions {
  readonly sim: Simulation;
  readonly client: Client;
  readonly nodeName: string;
  readonly recorder: PodRecorder;
  /** The node's own disk, which hostPath volumes show. */
  readonly nodeFiles: FileSystem;
  /** What volumes in memory may hold together, in bytes. */
  allocatableMemory(): number;
  /** emptyDir volumes that are on its disk already, and those to come, by pod UID and name. */
  readonly emptyDirs: Map<string, Map<string, Volume>>;
  sourcesFor(pod: Pod): PayloadSources;
}

/** Makes pods' volumes and keeps them until the pods are gone. Models pkg/kubelet/volumemanager and the volume plugins. */
export class VolumeManager {
  readonly #options: VolumeManagerOptions;
  readonly #pods = new Map<string, Map<string, Entry>>();

  constructor(options: VolumeManagerOptions) {
    this.#options = options;
  }

  /** A pod's volume by name. */
  get(podUid: string, name: string): MountedVolume | undefined {
    return this.#pods.get(podUid)?.get(name)?.mounted;
  }

  /**
   * Mount what the pod has not yet, and bring news of ConfigMaps and Secrets into what is mounted.
   * @param cancelled announced when the pod is to end
   * @throws {MountTimeout}
   */
  *waitForAttachAndMount(pod: Pod, cancelled: Notice, isCancelled: () => boolean): Task {
    const { sim } = this.#options;
    const deadline = sim.now + MOUNT_TIMEOUT;
    const uid = uidOf(pod);
    let entries = this.#pods.get(uid);
    if (!entries) this.#pods.set(uid, (entries = new Map<string, Entry>()));
    const wanted = usedVolumes(pod);
    for (;;) {
      let nextTry = Infinity;
      const problems = new Map<string, string>();
      for (const spec of wanted) {
        const entry = entries.get(spec.name) ?? newEntry();
        entries.set(spec.name, entry);
        if (entry.retryAt <= sim.now) {
          const problem = this.#try(pod, spec, entry);
          if (problem !== undefined) problems.set(spec.name, problem);
        }
        if (!entry.mounted) nextTry = Math.min(nextTry, entry.retryAt);
      }
      if (problems.size > 0) throw this.#unprocessed(pod, wanted, entries, problems);
      if (nextTry === Infinity) return;
      if (sim.now >= deadline || isCancelled()) {
        throw new MountTimeout('unmounted volumes: timed out waiting for the condition');
      }
      yield* first([delay(Math.min(nextTry, deadline) - sim.now), cancelled.toWait()]);
    }
  }

  /** What the populator cannot make sense of ends the sync at once. Models WaitForAttachAndMount. */
  #unprocessed(
    pod: Pod,
    wanted: readonly VolumeSpec[],
    entries: ReadonlyMap<string, Entry>,
    problems: ReadonlyMap<string, string>,
  ): MountTimeout {
    const names = wanted.filter(({ name }) => !entries.get(name)?.mounted).map(({ name }) => name);
    const list = (some: readonly string[]): string => `[${some.toSorted().join(' ')}]`;
    const why = [...problems.values()].join('; ');
    const message = `unmounted volumes=${list(names)}, unattached volumes=[], failed to process volumes=${list([...problems.keys()])}: ${why}`;
    this.#options.recorder.event(
      pod,
      undefined,
      'Warning',
      'FailedMount',
      `Unable to attach or mount volumes: ${message}`,
    );
    return new MountTimeout(message);
  }

  /** @returns why it cannot even be looked for */
  #try(pod: Pod, spec: VolumeSpec, entry: Entry): string | undefined {
    try {
      this.#setUp(pod, spec, entry);
      entry.wait = FIRST_RETRY;
    } catch (error) {
      if (error instanceof ProcessingError || error instanceof NoPlugin) return error.message;
      if (!(error instanceof VolumeError)) throw error;
      if (entry.mounted) return undefined; // the old content stays
      const name = entry.behind?.metadata.name ?? spec.name;
      this.#options.recorder.event(
        pod,
        undefined,
        'Warning',
        'FailedMount',
        `${error.operation} failed for volume "${name}" : ${error.message}`,
      );
      entry.retryAt = this.#options.sim.now + entry.wait;
      entry.wait = Math.min(entry.wait * 2, LAST_RETRY);
    }
    return undefined;
  }

  /** @throws {VolumeError | ProcessingError | NoPlugin} */
  #setUp(pod: Pod, spec: VolumeSpec, entry: Entry): void {
    const { sim, nodeFiles } = this.#options;
    const fsGroup = pod.spec.securityContext?.fsGroup;
    const sources = this.#options.sourcesFor(pod);
    const inputs = inputsOf(pod, spec, sources);
    if (entry.mounted && inputs.every((input, index) => input === entry.inputs[index])) return;
    const payload = payloadOf(pod, spec, sources);
    if (payload) {
      entry.inputs = inputs;
      if (entry.mounted && entry.written && samePayload(payload, entry.written)) return;
      const volume = entry.mounted?.volume ?? makePayloadVolume(spec);
      writePayload(new FileSystem({ clock: sim, root: volume }), payload, sim.time, fsGroup);
      entry.written = payload;
      entry.mounted ??= { volume, readOnly: true, source: directoryOf(pod, spec) };
      return;
    }
    if (entry.mounted) return;
    if (spec.emptyDir) {
      entry.mounted = {
        volume: this.#emptyDir(pod, spec.name, spec.emptyDir),
        readOnly: false,
        source: directoryOf(pod, spec),
      };
    } else if (spec.hostPath) {
      const { path, type = '' } = spec.hostPath;
      entry.mounted = mountHostPath(nodeFiles, path, type);
    } else if (needsClaim(spec)) this.#mountClaim(pod, spec, entry);
    else refuse(spec.name, spec, `/var/lib/kubelet/pods/${uidOf(pod)}`, true);
  }

  #emptyDir(pod: Pod, name: string, source: NonNullable<VolumeSpec['emptyDir']>): Volume {
    const volumes = this.#emptyDirsOf(pod);
    const memory = Math.min(this.#options.allocatableMemory(), podMemoryLimit(pod));
    const kept = source.medium === 'Memory' ? undefined : volumes.get(name);
    const volume = kept ?? makeEmptyDir(source, memory, pod.spec.securityContext?.fsGroup);
    if (source.medium !== 'Memory') volumes.set(name, volume);
    return volume;
  }

  /** @throws {VolumeError | ProcessingError | NoPlugin} */
  #mountClaim(pod: Pod, spec: VolumeSpec, entry: Entry): void {
    const { client, nodeName, nodeFiles } = this.#options;
    const behind = volumeBehind(pod, spec, client);
    entry.behind = behind;
    const { metadata, spec: source } = behind;
    // Without an attacher the volume is waited for, which the attach-detach controller tells of.
    if (driverOf(source) !== undefined) {
      entry.retryAt = this.#options.sim.now + LAST_RETRY;
      return;
    }
    if (source.volumeMode === 'Block')
      throw new VolumeError('no volume plugin matched', 'MapVolume.FindMapperPluginBySpec');
    checkNodeAffinity(behind, nodeName, client);
    const [mode, ...others] = source.accessModes ?? [];
    if (mode === 'ReadWriteOncePod' && others.length === 0 && this.#isMountedElsewhere(pod, metadata.name))
      throw new VolumeError(
        'volume uses the ReadWriteOncePod access mode and is already in use by another pod',
      );
    const fsGroup = pod.spec.securityContext?.fsGroup;
    const readOnly = spec.persistentVolumeClaim?.readOnly ?? false;
    if (source.hostPath) {
      const { path, type = '' } = source.hostPath;
      entry.mounted = { ...mountHostPath(nodeFiles, path, type), readOnly };
    } else if (source.local)
      entry.mounted = {
        ...mountLocal(nodeFiles, source.local.path, readOnly ? undefined : fsGroup),
        readOnly,
      };
    else refuse(metadata.name, source, `/var/lib/kubelet/pods/${uidOf(pod)}`, false);
  }

  #isMountedElsewhere(pod: Pod, volumeName: string): boolean {
    for (const [uid, entries] of this.#pods) {
      if (uid === uidOf(pod)) continue;
      for (const { mounted, behind } of entries.values())
        if (mounted && behind?.metadata.name === volumeName) return true;
    }
    return false;
  }

  #emptyDirsOf(pod: Pod): Map<string, Volume> {
    const { emptyDirs } = this.#options;
    let volumes = emptyDirs.get(uidOf(pod));
    if (!volumes) emptyDirs.set(uidOf(pod), (volumes = new Map<string, Volume>()));
    return volumes;
  }

  /** The pod is gone from the node: its emptyDirs and mounts go too. */
  unmount(podUid: string): void {
    this.#pods.delete(podUid);
    this.#options.emptyDirs.delete(podUid);
  }
}

const newEntry = (): Entry => ({
  mounted: undefined,
  behind: undefined,
  written: undefined,
  inputs: [],
  retryAt: 0,
  wait: FIRST_RETRY,
});

const needsClaim = ({ persistentVolumeClaim, ephemeral }: VolumeSpec): boolean =>
  persistentVolumeClaim !== undefined || ephemeral !== undefined;

/** The volumes that a container has a use for; the others are left alone. An image is the runtime's to mount. Models GetPodVolumeNames. */
function usedVolumes(pod: Pod): VolumeSpec[] {
  const { containers, initContainers = [], ephemeralContainers = [], volumes = [] } = pod.spec;
  if (volumes.length === 0) return [];
  const used = new Set<string>();
  for (const { volumeMounts, volumeDevices } of [...containers, ...initContainers, ...ephemeralContainers]) {
    for (const { name } of volumeMounts ?? []) used.add(name);
    for (const { name } of volumeDevices ?? []) used.add(name);
  }
  return volumes.filter((spec) => used.has(spec.name) && spec.image === undefined);
}

/** Where the kubelet keeps a pod's volume. */
function directoryOf(pod: Pod, spec: VolumeSpec): string {
  const plugin = spec.emptyDir
    ? 'empty-dir'
    : spec.configMap
      ? 'configmap'
      : spec.secret
        ? 'secret'
        : spec.downwardAPI
          ? 'downward-api'
          : 'projected';
  return `/var/lib/kubelet/pods/${uidOf(pod)}/volumes/kubernetes.io~${plugin}/${spec.name}`;
}
