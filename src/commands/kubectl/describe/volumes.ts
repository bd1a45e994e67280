import { at, object, objects, stringMap, text, type Json, type JsonObject } from '../json.ts';
import { claimLines } from './claims.ts';
import { nested, type DescribeWriter } from './writer.ts';

/** The section of a pod's volumes. Models pkg/describe's describeVolumes. */
export function volumeLines(w: DescribeWriter, volumes: readonly JsonObject[], space: string): void {
  if (volumes.length === 0) return w.write(0, `${space}Volumes:\t<none>\n`);
  w.write(0, `${space}Volumes:\n`);
  for (const volume of volumes) {
    w.write(1, `${space === '' ? '' : ' '}${text(volume.name)}:\n`);
    volumeSource(w, volume);
  }
}

const bool = (value: Json | undefined): string => String(value === true);

/** What a pod's volume, or a persistent one, is made of. */
export function volumeSource(w: DescribeWriter, volume: JsonObject): void {
  const line = (title: string, value: string): void => w.write(2, `${title}:\t${value}\n`);
  if (volume.hostPath) {
    line('Type', 'HostPath (bare host directory volume)');
    line('Path', text(at(volume, 'hostPath', 'path')));
    line('HostPathType', text(at(volume, 'hostPath', 'type')));
  } else if (volume.emptyDir) {
    line('Type', "EmptyDir (a temporary directory that shares a pod's lifetime)");
    line('Medium', text(at(volume, 'emptyDir', 'medium')));
    line('SizeLimit', text(at(volume, 'emptyDir', 'sizeLimit')) || '<unset>');
  } else if (volume.secret) {
    line('Type', 'Secret (a volume populated by a Secret)');
    line('SecretName', text(at(volume, 'secret', 'secretName')));
    line('Optional', bool(at(volume, 'secret', 'optional')));
  } else if (volume.configMap) {
    line('Type', 'ConfigMap (a volume populated by a ConfigMap)');
    line('Name', text(at(volume, 'configMap', 'name')));
    line('Optional', bool(at(volume, 'configMap', 'optional')));
  } else if (volume.persistentVolumeClaim) {
    line('Type', 'PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)');
    line('ClaimName', text(at(volume, 'persistentVolumeClaim', 'claimName')));
    line('ReadOnly', bool(at(volume, 'persistentVolumeClaim', 'readOnly')));
  } else if (volume.downwardAPI) {
    line('Type', 'DownwardAPI (a volume populated by information about the pod)');
    w.write(2, 'Items:\n');
    for (const item of objects(at(volume, 'downwardAPI', 'items'))) {
      if (item.fieldRef) w.write(3, `${text(at(item, 'fieldRef', 'fieldPath'))} -> ${text(item.path)}\n`);
      if (item.resourceFieldRef)
        w.write(3, `${text(at(item, 'resourceFieldRef', 'resource'))} -> ${text(item.path)}\n`);
    }
  } else if (volume.projected) projected(w, volume);
  else if (volume.nfs) {
    line('Type', 'NFS (an NFS mount that lasts the lifetime of a pod)');
    line('Server', text(at(volume, 'nfs', 'server')));
    line('Path', text(at(volume, 'nfs', 'path')));
    line('ReadOnly', bool(at(volume, 'nfs', 'readOnly')));
  } else if (volume.image) {
    line('Type', 'Image (a container image or OCI artifact)');
    line('Reference', text(at(volume, 'image', 'reference')));
    line('PullPolicy', text(at(volume, 'image', 'pullPolicy')));
  } else if (volume.local) {
    line('Type', 'LocalVolume (a persistent volume backed by local storage on a node)');
    line('Path', text(at(volume, 'local', 'path')));
  } else if (volume.csi) csi(w, object(volume.csi));
  else if (volume.ephemeral) {
    line(
      'Type',
      'EphemeralVolume (an inline specification for a volume that gets created and deleted with the pod)',
    );
    const template = at(volume, 'ephemeral', 'volumeClaimTemplate');
    if (template) claimLines(nested(w, 2), object(template));
  } else if (volume.gcePersistentDisk) {
    const disk = object(volume.gcePersistentDisk);
    line('Type', 'GCEPersistentDisk (a Persistent Disk resource in Google Compute Engine)');
    line('PDName', text(disk.pdName));
    line('FSType', text(disk.fsType));
    line('Partition', text(disk.partition) || '0');
    line('ReadOnly', bool(disk.readOnly));
  } else if (volume.awsElasticBlockStore) {
    const disk = object(volume.awsElasticBlockStore);
    line('Type', 'AWSElasticBlockStore (a Persistent Disk resource in AWS)');
    line('VolumeID', text(disk.volumeID));
    line('FSType', text(disk.fsType));
    line('Partition', text(disk.partition) || '0');
    line('ReadOnly', bool(disk.readOnly));
  } else w.write(1, '<unknown>\n');
}

function csi(w: DescribeWriter, source: JsonObject): void {
  const line = (title: string, value: string): void => w.write(2, `${title}:\t${value}\n`);
  line('Type', 'CSI (a Container Storage Interface (CSI) volume source)');
  line('Driver', text(source.driver));
  line('FSType', text(source.fsType));
  if (source.volumeHandle !== undefined) line('VolumeHandle', text(source.volumeHandle));
  line('ReadOnly', bool(source.readOnly));
  const attributes = stringMap(source.volumeAttributes);
  w.write(2, 'VolumeAttributes:\t');
  if (attributes.length === 0) w.write(0, '<none>\n');
  for (const [i, [key, value]] of attributes.entries()) {
    if (i > 0) w.write(2, '\t');
    w.write(0, `    ${key}=${value}\n`);
  }
}

function projected(w: DescribeWriter, volume: JsonObject): void {
  const line = (title: string, value: string): void => w.write(2, `${title}:\t${value}\n`);
  line('Type', 'Projected (a volume that contains injected data from multiple sources)');
  for (const one of objects(at(volume, 'projected', 'sources'))) {
    if (one.secret) {
      line('SecretName', text(at(one, 'secret', 'name')));
      line('Optional', bool(at(one, 'secret', 'optional')));
    } else if (one.downwardAPI) line('DownwardAPI', 'true');
    else if (one.configMap) {
      line('ConfigMapName', text(at(one, 'configMap', 'name')));
      line('Optional', bool(at(one, 'configMap', 'optional')));
    } else if (one.serviceAccountToken) {
      line('TokenExpirationSeconds', text(object(one.serviceAccountToken).expirationSeconds));
    }
  }
}
