/**
 * A spec as encoding/json writes the API server's internal type (pkg/apis/core/types.go): Go's field names in the struct's order. A forbidden
 * update shows a diff of it.
 */
import { isOmitted } from '../go-types.ts';
import type { Json, JsonObject, MutableJson } from '../json.ts';
import { isArray, isObject } from '../json.ts';
import { definition } from '../schema.ts';

/** Fields in the struct's order; what a table leaves out follows by name. */
const orders: Readonly<Record<string, readonly string[]>> = {
  PodSpec: [
    ...['volumes', 'initContainers', 'containers', 'ephemeralContainers', 'restartPolicy'],
    ...[
      'terminationGracePeriodSeconds',
      'activeDeadlineSeconds',
      'dnsPolicy',
      'nodeSelector',
      'serviceAccountName',
    ],
    ...[
      'automountServiceAccountToken',
      'nodeName',
      'securityContext',
      'imagePullSecrets',
      'hostname',
      'subdomain',
    ],
    ...['setHostnameAsFQDN', 'affinity', 'schedulerName', 'tolerations', 'hostAliases', 'priorityClassName'],
    ...['priority', 'preemptionPolicy', 'dnsConfig', 'readinessGates', 'runtimeClassName', 'overhead'],
    ...[
      'enableServiceLinks',
      'topologySpreadConstraints',
      'os',
      'schedulingGates',
      'resourceClaims',
      'resources',
    ],
    ...['hostnameOverride', 'workloadRef'],
  ],
  Container: [
    ...[
      'name',
      'image',
      'command',
      'args',
      'workingDir',
      'ports',
      'envFrom',
      'env',
      'resources',
      'resizePolicy',
    ],
    ...[
      'restartPolicy',
      'restartPolicyRules',
      'volumeMounts',
      'volumeDevices',
      'livenessProbe',
      'readinessProbe',
    ],
    ...['startupProbe', 'lifecycle', 'terminationMessagePath', 'terminationMessagePolicy', 'imagePullPolicy'],
    ...['securityContext', 'stdin', 'stdinOnce', 'tty'],
  ],
  ContainerPort: ['name', 'hostPort', 'containerPort', 'protocol', 'hostIP'],
  EnvVar: ['name', 'value', 'valueFrom'],
  ResourceRequirements: ['limits', 'requests', 'claims'],
  VolumeMount: [
    'name',
    'readOnly',
    'recursiveReadOnly',
    'mountPath',
    'subPath',
    'mountPropagation',
    'subPathExpr',
  ],
  Volume: [
    ...[
      'name',
      'hostPath',
      'emptyDir',
      'gcePersistentDisk',
      'awsElasticBlockStore',
      'gitRepo',
      'secret',
      'nfs',
    ],
    ...[
      'iscsi',
      'glusterfs',
      'persistentVolumeClaim',
      'rbd',
      'quobyte',
      'flexVolume',
      'cinder',
      'cephfs',
      'flocker',
    ],
    ...['downwardAPI', 'fc', 'azureFile', 'configMap', 'vsphereVolume', 'azureDisk', 'photonPersistentDisk'],
    ...['projected', 'portworxVolume', 'scaleIO', 'storageos', 'csi', 'ephemeral', 'image'],
  ],
  PodSecurityContext: [
    ...[
      'hostNetwork',
      'hostPID',
      'hostIPC',
      'shareProcessNamespace',
      'hostUsers',
      'seLinuxOptions',
      'windowsOptions',
    ],
    ...[
      'runAsUser',
      'runAsGroup',
      'runAsNonRoot',
      'supplementalGroups',
      'supplementalGroupsPolicy',
      'fsGroup',
    ],
    ...['fsGroupChangePolicy', 'sysctls', 'seccompProfile', 'appArmorProfile', 'seLinuxChangePolicy'],
  ],
  PersistentVolumeClaimSpec: [
    ...['accessModes', 'selector', 'resources', 'volumeName', 'storageClassName', 'volumeMode'],
    ...['dataSource', 'dataSourceRef', 'volumeAttributesClassName'],
  ],
  VolumeResourceRequirements: ['limits', 'requests'],
  Toleration: ['key', 'operator', 'value', 'effect', 'tolerationSeconds'],
  Probe: [
    ...['exec', 'httpGet', 'tcpSocket', 'grpc', 'initialDelaySeconds', 'timeoutSeconds'],
    ...['terminationGracePeriodSeconds', 'periodSeconds', 'successThreshold', 'failureThreshold'],
  ],
};

const goNames: Readonly<Record<string, string>> = {
  dnsPolicy: 'DNSPolicy',
  dnsConfig: 'DNSConfig',
  tty: 'TTY',
  os: 'OS',
  httpGet: 'HTTPGet',
  httpHeaders: 'HTTPHeaders',
  tcpSocket: 'TCPSocket',
  grpc: 'GRPC',
  gcePersistentDisk: 'GCEPersistentDisk',
  awsElasticBlockStore: 'AWSElasticBlockStore',
  nfs: 'NFS',
  iscsi: 'ISCSI',
  rbd: 'RBD',
  cephfs: 'CephFS',
  fc: 'FC',
  csi: 'CSI',
  storageos: 'StorageOS',
  seLinuxOptions: 'SELinuxOptions',
  seLinuxChangePolicy: 'SELinuxChangePolicy',
  fsGroup: 'FSGroup',
  fsGroupChangePolicy: 'FSGroupChangePolicy',
  apiVersion: 'APIVersion',
};

const goName = (field: string): string =>
  Object.hasOwn(goNames, field) ? (goNames[field] ?? field) : field.charAt(0).toUpperCase() + field.slice(1);

/** Fields of the API that the internal type has elsewhere or not at all. */
const moved = new Set([
  'serviceAccount',
  'hostNetwork',
  'hostPID',
  'hostIPC',
  'shareProcessNamespace',
  'hostUsers',
]);
const security = ['hostNetwork', 'hostPID', 'hostIPC', 'shareProcessNamespace', 'hostUsers'];
const securityTypes: Readonly<Record<string, string>> = Object.fromEntries(
  security.map((name) => [name, 'boolean']),
);
/** Structs that are no pointers: never null. */
const embedded = new Set(['resources']);

function emptyValue(owner: string, field: string, type: string): Json {
  if (/^(\[\]|map)/.test(type)) return null;
  if (type === 'string') return '';
  if (type === 'boolean') return isOmitted(owner, field, type, false) ? false : null;
  if (/^int/.test(type))
    return isOmitted(owner, field, type, 0) || definition(owner)?.required?.includes(field) ? 0 : null;
  if (definition(type) && embedded.has(field) && owner !== 'PodSpec') return struct({}, type);
  return null;
}

function struct(value: JsonObject, key: string): JsonObject {
  const own = definition(key)?.fields ?? {};
  const fields: Readonly<Record<string, string>> =
    key === 'PodSecurityContext' ? { ...securityTypes, ...own } : own;
  const order = orders[key] ?? [];
  const rest = Object.keys(fields).filter(
    (name) => !order.includes(name) && !(key === 'PodSpec' && moved.has(name)),
  );
  const result: MutableJson = {};
  for (const name of [...order, ...rest.sort()]) {
    const type = fields[name];
    if (type === undefined) continue;
    const item = value[name];
    result[goName(name)] =
      item === undefined || item === null ? emptyValue(key, name, type) : convert(item, type);
  }
  return result;
}

function convert(value: Json, type: string): Json {
  if (isArray(value)) return value.map((item) => convert(item, type.slice(2)));
  if (!isObject(value)) return value;
  if (type.startsWith('map[string]')) {
    const result: MutableJson = {};
    for (const name of Object.keys(value).sort()) result[name] = convert(value[name] ?? null, type.slice(11));
    return result;
  }
  return definition(type) ? struct(value, type) : value;
}

/** Any struct. Two spaces of indentation, as json.MarshalIndent. @param key its definition's */
export const internalJson = (value: JsonObject, key: string): string =>
  JSON.stringify(struct(value, key), null, 2);

/** A Pod's spec, whose host's parts the internal type has elsewhere. */
export function internalPodSpecJson(spec: JsonObject): string {
  const context: MutableJson = { ...(isObject(spec['securityContext']) ? spec['securityContext'] : {}) };
  for (const name of security) if (spec[name] !== undefined) context[name] = spec[name];
  return internalJson({ ...spec, securityContext: context }, 'PodSpec');
}
