import { quantityValue } from '../../api/quantity.ts';
import type { EmptyDirVolumeSource, PersistentVolume, Volume as VolumeSpec } from '../../api/types.ts';
import type { FileSystem } from '../../shell/fs/file-system.ts';
import { Volume } from '../../shell/fs/volume.ts';
import { VolumeError } from './volume-payload.ts';
import type { MountedVolume } from './volumes.ts';

/** The disk of a node by its device. */
const DISK = '/dev/vda1';

/** Directories get the group, and hand it down. Models pkg/volume SetVolumeOwnership. */
function giveToGroup(volume: Volume, fsGroup: number | undefined): void {
  if (fsGroup === undefined) return;
  Object.assign(volume.root, { gid: fsGroup, mode: volume.root.mode | 0o2770 });
}

/**
 * A new emptyDir. Models pkg/volume/emptydir.
 * @param memory bytes that one in memory may hold when it does not say
 * @throws {VolumeError}
 */
export function makeEmptyDir(
  { medium = '', sizeLimit }: EmptyDirVolumeSource,
  memory: number,
  fsGroup: number | undefined,
): Volume {
  const inMemory = medium === 'Memory';
  if (medium !== '' && !inMemory)
    throw new VolumeError(`failed to get sum of hugepages: the node has no huge pages for medium ${medium}`);
  const limit = sizeLimit === undefined ? memory : Math.min(quantityValue(sizeLimit), memory);
  const volume = new Volume({
    name: inMemory ? 'tmpfs' : DISK,
    type: inMemory ? 'tmpfs' : 'ext4',
    ...(inMemory && { limit }),
  });
  volume.root.mode = 0o777;
  giveToGroup(volume, fsGroup);
  return volume;
}

/** Where the files made from API objects go: on the disk for ConfigMaps, in memory for all else. */
export function makePayloadVolume(spec: VolumeSpec): Volume {
  const onDisk = spec.configMap !== undefined;
  const volume = new Volume({ name: onDisk ? DISK : 'tmpfs', type: onDisk ? 'ext4' : 'tmpfs' });
  volume.root.mode = onDisk ? 0o777 : 0o1777;
  return volume;
}

/** A directory or file of the node. Models pkg/volume/hostpath. @throws {VolumeError} */
export function mountHostPath(files: FileSystem, path: string, type: string): MountedVolume {
  prepareHostPath(files, path, type);
  const real = files.realpath(path);
  const { volume } = files.mountOf(path);
  return { volume, readOnly: false, source: path, ...(real !== '/' && { subPath: real.slice(1) }) };
}

function prepareHostPath(files: FileSystem, path: string, type: string): void {
  const check = (isSo: boolean, what: string): void => {
    if (!isSo) throw new VolumeError(`hostPath type check failed: ${path} is not a ${what}`);
  };
  switch (type) {
    case '':
      // Without a type the runtime makes the missing directory.
      if (!files.exists(path)) files.mkdir(path, { recursive: true });
      return;
    case 'DirectoryOrCreate':
      if (!files.exists(path)) files.mkdir(path, { recursive: true });
      return check(files.isDirectory(path), 'directory');
    case 'Directory':
      return check(files.isDirectory(path), 'directory');
    case 'FileOrCreate': {
      if (!files.exists(path)) {
        const parent = path.slice(0, path.lastIndexOf('/'));
        // The file is made, what is above it is not.
        if (parent !== '' && !files.isDirectory(parent))
          throw new VolumeError(`open ${path}: no such file or directory`);
        files.writeFile(path, '');
      }
      return check(files.isFile(path), 'file');
    }
    case 'File':
      return check(files.isFile(path), 'file');
    case 'Socket':
      return check(false, 'socket file');
    case 'CharDevice':
      return check(files.exists(path) && files.device(path) !== undefined, 'character device');
    case 'BlockDevice':
      return check(false, 'block device');
    default:
      throw new VolumeError(`${type} is an invalid volume type`);
  }
}

/** A disk of the node that was prepared by hand. Models pkg/volume/local. @throws {VolumeError} */
export function mountLocal(files: FileSystem, path: string, fsGroup: number | undefined): MountedVolume {
  if (!files.exists(path))
    throw new VolumeError(`path "${path}" does not exist`, 'MountVolume.NewMounter initialization');
  if (fsGroup !== undefined && files.isDirectory(path)) {
    files.chmod(path, files.stat(path).mode | 0o2770);
    files.chown(path, files.stat(path).uid, fsGroup);
  }
  return mountHostPath(files, path, '');
}

/** Plugins that are gone from the kubelet, or that wait for a driver with the cloud. */
const IN_CLOUD: Readonly<Record<string, string>> = {
  awsElasticBlockStore: 'ebs.csi.aws.com',
  azureDisk: 'disk.csi.azure.com',
  azureFile: 'file.csi.azure.com',
  cinder: 'cinder.csi.openstack.org',
  gcePersistentDisk: 'pd.csi.storage.gke.io',
  portworxVolume: 'pxd.portworx.com',
  vsphereVolume: 'csi.vsphere.vmware.com',
};

/** The CSI driver that a volume needs, or what took the place of an older plugin. */
export function driverOf(source: VolumeSpec | PersistentVolume['spec']): string | undefined {
  if (source.csi) return source.csi.driver;
  const kind = Object.keys(IN_CLOUD).find((name) => (source as Record<string, unknown>)[name] !== undefined);
  return kind === undefined ? undefined : IN_CLOUD[kind];
}

/** No plugin of the kubelet takes the volume. */
export class NoPlugin extends Error {}

/**
 * What a node says to volumes that need more than it has: a driver, a server. Models the plugins' own errors.
 * @param target where it would be mounted
 * @throws {VolumeError | NoPlugin}
 */
export function refuse(
  name: string,
  source: VolumeSpec | PersistentVolume['spec'],
  podDirectory: string,
  inline: boolean,
): never {
  const driver = driverOf(source);
  if (driver !== undefined) {
    const missing = `driver name ${driver} not found in the list of registered CSI drivers`;
    if (inline)
      throw new VolumeError(`kubernetes.io/csi: mounter.SetUpAt failed to get CSI client: ${missing}`);
    throw new VolumeError(
      `kubernetes.io/csi: attacher.MountDevice failed to create newCsiDriverClient: ${missing}`,
      'MountVolume.MountDevice',
    );
  }
  if (source.nfs) {
    const { server = '', path = '' } = source.nfs;
    const isAddress = /^[\d.]+$|:/.test(server);
    const why = isAddress
      ? `mount.nfs: Connection timed out for ${server}:${path} on`
      : `mount.nfs: Failed to resolve server ${server}: Name or service not known for ${server}:${path} on`;
    const target = `${podDirectory}/volumes/kubernetes.io~nfs/${name}`;
    throw new VolumeError(
      `mount failed: exit status 32\nMounting command: mount\nMounting arguments: -t nfs ${server}:${path} ${target}\nOutput: ${why} ${target}`,
    );
  }
  if ('gitRepo' in source)
    throw new VolumeError(
      'git-repo volume plugin has been disabled; if necessary, it may be re-enabled by enabling the feature-gate `GitRepoVolumeDriver`',
    );
  if (source.iscsi)
    throw new VolumeError(
      'failed to get any path for iscsi disk, last err seen:\niscsi: failed to update iscsi node to portal, error: executable file not found in $PATH',
      'MountVolume.WaitForAttach',
    );
  if (source.fc) throw new VolumeError('no fc disk found', 'MountVolume.WaitForAttach');
  throw new NoPlugin(
    `failed to get Plugin from volumeSpec for volume "${name}" err=no volume plugin matched`,
  );
}
