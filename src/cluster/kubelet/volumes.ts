import { FileSystem } from '../../shell/fs/file-system.ts';
import { Volume } from '../../shell/fs/volume.ts';
import { delay, first, type Notice, type Simulation, type Task } from '../../sim/index.ts';
import type { Pod, Volume as VolumeSpec } from '../../api/types.ts';
import { quantityValue } from '../../api/quantity.ts';
import { civilTime } from '../../api/time.ts';
import type { PodRecorder } from './recorder.ts';
import { uidOf } from './pods.ts';
import { inputsOf, payloadOf, VolumeError, type Payload, type PayloadSources } from './volume-payload.ts';

/** A volume that is ready to be mounted into containers. */
export interface MountedVolume {
  readonly volume: Volume;
  /** The path in it that is the volume: a hostPath's path on the node. */
  readonly subPath?: string;
  /** Whatever the container asks for. */
  readonly readOnly: boolean;
}

interface Entry {
  mounted: MountedVolume | undefined;
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
  readonly recorder: PodRecorder;
  /** The node's own disk, which hostPath volumes show. */
  readonly nodeFiles: FileSystem;
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
    for (;;) {
      let nextTry = Infinity;
      for (const spec of pod.spec.volumes ?? []) {
        let entry = entries.get(spec.name);
        if (!entry)
          entries.set(
            spec.name,
            (entry = { mounted: undefined, written: undefined, inputs: [], retryAt: 0, wait: FIRST_RETRY }),
          );
        if (entry.retryAt <= sim.now) this.#try(pod, spec, entry);
        if (!entry.mounted) nextTry = Math.min(nextTry, entry.retryAt);
      }
      if (nextTry === Infinity) return;
      if (sim.now >= deadline || isCancelled()) {
        throw new MountTimeout('unmounted volumes: timed out waiting for the condition');
      }
      yield* first([delay(Math.min(nextTry, deadline) - sim.now), cancelled.toWait()]);
    }
  }

  #try(pod: Pod, spec: VolumeSpec, entry: Entry): void {
    try {
      this.#setUp(pod, spec, entry);
      entry.wait = FIRST_RETRY;
    } catch (error) {
      if (!(error instanceof VolumeError)) throw error;
      if (entry.mounted) return; // the old content stays
      this.#options.recorder.event(
        pod,
        undefined,
        'Warning',
        'FailedMount',
        `MountVolume.SetUp failed for volume "${spec.name}" : ${error.message}`,
      );
      entry.retryAt = this.#options.sim.now + entry.wait;
      entry.wait = Math.min(entry.wait * 2, LAST_RETRY);
    }
  }

  /** @throws {VolumeError} */
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
      const volume = entry.mounted?.volume ?? new Volume({ name: 'tmpfs', type: 'tmpfs' });
      writePayload(new FileSystem({ clock: sim, root: volume }), payload, sim.time, fsGroup);
      entry.written = payload;
      entry.mounted = { volume, readOnly: true };
      return;
    }
    if (entry.mounted) return;
    if (spec.emptyDir) {
      const { medium, sizeLimit } = spec.emptyDir;
      const memory = medium === 'Memory';
      const limit = memory && sizeLimit !== undefined ? quantityValue(sizeLimit) : Infinity;
      const onDisk = memory ? undefined : this.#emptyDirsOf(pod).get(spec.name);
      entry.mounted = { volume: onDisk ?? makeEmptyDir(memory, limit, fsGroup), readOnly: false };
      if (!memory) this.#emptyDirsOf(pod).set(spec.name, entry.mounted.volume);
      return;
    }
    if (spec.hostPath) {
      const { path, type } = spec.hostPath;
      prepareHostPath(nodeFiles, path, type ?? '');
      const real = nodeFiles.realpath(path);
      const { volume } = nodeFiles.mountOf(path);
      entry.mounted = { volume, readOnly: false, ...(real !== '/' && { subPath: real.slice(1) }) };
      return;
    }
    const kind = Object.keys(spec).find((key) => key !== 'name') ?? 'emptyDir';
    throw new VolumeError(
      `no volume plugin matched: volumes of type "${kind}" are not part of this simulation`,
    );
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

function makeEmptyDir(memory: boolean, limit: number, fsGroup: number | undefined): Volume {
  const volume = new Volume({
    name: memory ? 'tmpfs' : '/dev/vda1',
    type: memory ? 'tmpfs' : 'ext4',
    limit,
  });
  volume.root.mode = 0o777;
  if (fsGroup !== undefined) Object.assign(volume.root, { gid: fsGroup, mode: 0o2777 });
  return volume;
}

function prepareHostPath(files: FileSystem, path: string, type: string): void {
  const wrong = (what: string): VolumeError =>
    new VolumeError(`hostPath type check failed: ${path} is not a ${what}`);
  switch (type) {
    case '':
    case 'DirectoryOrCreate':
      // Without a type the runtime makes the missing directory.
      if (!files.exists(path)) files.mkdir(path, { recursive: true });
      if (type !== '' && !files.isDirectory(path)) throw wrong('directory');
      return;
    case 'Directory':
      if (!files.isDirectory(path)) throw wrong('directory');
      return;
    case 'FileOrCreate':
      if (!files.exists(path)) {
        const parent = path.slice(0, path.lastIndexOf('/'));
        if (parent !== '') files.mkdir(parent, { recursive: true });
        files.writeFile(path, '');
      }
      if (!files.isFile(path)) throw wrong('file');
      return;
    case 'File':
      if (!files.isFile(path)) throw wrong('file');
      return;
    default:
      throw wrong(
        { Socket: 'socket file', CharDevice: 'character device', BlockDevice: 'block device' }[type] ?? type,
      );
  }
}

function samePayload(a: Payload, b: Payload): boolean {
  if (a.size !== b.size) return false;
  for (const [path, { mode, data }] of a) {
    const other = b.get(path);
    if (other?.mode !== mode || other.data.length !== data.length) return false;
    for (let i = 0; i < data.length; i++) if (data[i] !== other.data[i]) return false;
  }
  return true;
}

const pad = (value: number, width: number): string => String(value).padStart(width, '0');

/**
 * Write files so that a reader sees either all old or all new ones: into a directory of their own, which the link `..data`
 * then names. Models pkg/volume/util AtomicWriter.
 */
function writePayload(fs: FileSystem, payload: Payload, time: number, fsGroup: number | undefined): void {
  const stamp = `..${formatStamp(time)}`;
  const old = fs.exists('/..data') ? fs.readlink('/..data') : undefined;
  fs.mkdir(`/${stamp}`, { mode: 0o755 });
  for (const [path, { data, mode }] of payload) {
    const parent = path.slice(0, path.lastIndexOf('/') + 1);
    if (parent !== '') fs.mkdir(`/${stamp}/${parent}`, { recursive: true });
    fs.writeFile(`/${stamp}/${path}`, data);
    fs.chmod(`/${stamp}/${path}`, fsGroup === undefined ? mode : mode | 0o440);
    if (fsGroup !== undefined) fs.chown(`/${stamp}/${path}`, 0, fsGroup);
  }
  if (old !== undefined) fs.unlink('/..data');
  fs.symlink(stamp, '/..data');
  const tops = new Set([...payload.keys()].map((path) => path.split('/')[0] ?? path));
  for (const { name } of fs.readdir('/')) {
    if (name.startsWith('..')) continue;
    if (!tops.has(name)) fs.unlink(`/${name}`);
  }
  for (const name of tops) if (!isLink(fs, `/${name}`)) fs.symlink(`..data/${name}`, `/${name}`);
  if (old !== undefined && old !== stamp) fs.remove(`/${old}`);
}

function isLink(fs: FileSystem, path: string): boolean {
  return fs.readdir('/').some(({ name }) => `/${name}` === path);
}

/** `2026_01_02_03_04_05.123456789` */
function formatStamp(time: number): string {
  const t = civilTime(time);
  return `${t.year}_${pad(t.month, 2)}_${pad(t.day, 2)}_${pad(t.hour, 2)}_${pad(t.minute, 2)}_${pad(t.second, 2)}.${pad(Math.floor(t.millisecond * 1e6), 9)}`;
}
