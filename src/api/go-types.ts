/**
 * What OpenAPI does not tell of the Go types: their names (for decoding errors) and which of their fields leave out an empty value.
 * Source: staging/src/k8s.io/api/*\/types.go, v1.35.
 */
import { definition } from './schema.ts';

/** Named string types, by definition and field or by field alone. */
const namedStrings: Readonly<Record<string, string>> = {
  'PodSpec.restartPolicy': 'RestartPolicy',
  'Container.restartPolicy': 'ContainerRestartPolicy',
  'EphemeralContainer.restartPolicy': 'ContainerRestartPolicy',
  'PodSpec.dnsPolicy': 'DNSPolicy',
  'PodSpec.preemptionPolicy': 'PreemptionPolicy',
  'PodStatus.phase': 'PodPhase',
  'PodStatus.qosClass': 'PodQOSClass',
  imagePullPolicy: 'PullPolicy',
  protocol: 'Protocol',
  scheme: 'URIScheme',
  terminationMessagePolicy: 'TerminationMessagePolicy',
  mountPropagation: 'MountPropagationMode',
  'EmptyDirVolumeSource.medium': 'StorageMedium',
  'HostPathVolumeSource.type': 'HostPathType',
  'Toleration.operator': 'TolerationOperator',
  'Toleration.effect': 'TaintEffect',
  'Taint.effect': 'TaintEffect',
  'NodeSelectorRequirement.operator': 'NodeSelectorOperator',
  'LabelSelectorRequirement.operator': 'LabelSelectorOperator',
  'TopologySpreadConstraint.whenUnsatisfiable': 'UnsatisfiableConstraintAction',
  'ServiceSpec.type': 'ServiceType',
  'ServiceSpec.sessionAffinity': 'ServiceAffinity',
  'Secret.type': 'SecretType',
  'DeploymentStrategy.type': 'DeploymentStrategyType',
  'DaemonSetUpdateStrategy.type': 'DaemonSetUpdateStrategyType',
  'StatefulSetUpdateStrategy.type': 'StatefulSetUpdateStrategyType',
  'CronJobSpec.concurrencyPolicy': 'ConcurrencyPolicy',
  'JobSpec.completionMode': 'CompletionMode',
};

const lookup = (table: Readonly<Record<string, string>>, key: string): string | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined;

/** Go's name of a field's type: `int32`, `[]v1.Container`, `v1.RestartPolicy`. */
export function goTypeName(owner: string, field: string, type: string): string {
  if (type.startsWith('[]')) return `[]${goTypeName(owner, field, type.slice(2))}`;
  if (type === 'map[string]Quantity') return 'v1.ResourceList';
  if (type.startsWith('map[string]')) return `map[string]${goTypeName(owner, field, type.slice(11))}`;
  if (type === 'boolean') return 'bool';
  if (type === 'double') return 'float64';
  if (type === 'byte') return '[]uint8';
  if (type === 'string') {
    const named = lookup(namedStrings, `${owner}.${field}`) ?? lookup(namedStrings, field);
    return named === undefined ? 'string' : `v1.${named}`;
  }
  const found = definition(type);
  return found === undefined ? type : `${found.package.split('.').pop() ?? 'v1'}.${found.name ?? type}`;
}

/** Optional booleans that are no pointers: `false` is as good as absent. */
const plainBooleans = new Set([
  ...['stdin', 'stdinOnce', 'tty', 'readOnly', 'hostNetwork', 'hostPID', 'hostIPC', 'unschedulable'],
  ...['paused', 'publishNotReadyAddresses', 'globalDefault', 'denied', 'authenticated'],
  ...['sslEnabled', 'chapAuthDiscovery', 'chapAuthSession'],
]);
/** Optional numbers that are no pointers: `0` is as good as absent. */
const plainNumbers = new Set([
  ...['initialDelaySeconds', 'timeoutSeconds', 'periodSeconds', 'successThreshold', 'failureThreshold'],
  ...['hostPort', 'nodePort', 'minReadySeconds', 'generation', 'observedGeneration', 'count', 'signal'],
  ...['healthCheckNodePort', 'sizeBytes', 'ScaleSpec.replicas', 'ServiceBackendPort.number'],
]);
/** Of a status all numbers are plain but these. */
const pointerStatusNumbers = new Set(['ready', 'terminating', 'collisionCount', 'terminatingReplicas']);
/** Optional strings that are pointers: an empty one says something. */
const pointerStrings = new Set([
  ...['storageClassName', 'ingressClassName', 'runtimeClassName', 'holderIdentity', 'hostnameOverride'],
  ...['volumeAttributesClassName', 'appProtocol', 'loadBalancerClass', 'trafficDistribution', 'timeZone'],
  ...[
    'managedBy',
    'localhostProfile',
    'PodFailurePolicyOnExitCodesRequirement.containerName',
    'succeededIndexes',
    'preferredHolder',
  ],
  ...['resourceClaimName', 'resourceClaimTemplateName', 'persistentVolumeName', 'PodDNSConfigOption.value'],
]);

/** Would Go leave this value out (`omitempty`)? Required fields always stay. */
export function isOmitted(owner: string, field: string, type: string, value: unknown): boolean {
  return isEmpty(owner, field, type, value) && !definition(owner)?.required?.includes(field);
}

function isEmpty(owner: string, field: string, type: string, value: unknown): boolean {
  // Most values are none of those that say nothing.
  if (value && typeof value !== 'object') return false;
  if (Array.isArray(value)) return value.length === 0;
  if (type.startsWith('map[')) return Object.keys(value as object).length === 0;
  const among = (set: ReadonlySet<string>): boolean => set.has(field) || set.has(`${owner}.${field}`);
  if (value === false) return among(plainBooleans);
  if (value === 0 && /^int/.test(type))
    return among(plainNumbers) || (owner.endsWith('Status') && !pointerStatusNumbers.has(field));
  if (value === '') return !among(pointerStrings);
  return false;
}
