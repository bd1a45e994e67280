/**
 * How lists, maps and structs merge: the `+listType`, `+listMapKey`, `+mapType` and `+structType` marks of
 * staging/src/k8s.io/api/*\/types.go (v1.35). A list that is not named here is atomic, a map or struct granular.
 */

/** Lists of objects, by the fields that tell their items apart, in order. */
const MAP_LISTS: Readonly<Record<string, string>> = {
  'ObjectMeta.ownerReferences': 'uid',
  'PodSpec.containers': 'name',
  'PodSpec.ephemeralContainers': 'name',
  'PodSpec.hostAliases': 'ip',
  'PodSpec.imagePullSecrets': 'name',
  'PodSpec.initContainers': 'name',
  'PodSpec.resourceClaims': 'name',
  'PodSpec.schedulingGates': 'name',
  'PodSpec.topologySpreadConstraints': 'topologyKey whenUnsatisfiable',
  'PodSpec.volumes': 'name',
  'PodStatus.conditions': 'type',
  'PodStatus.podIPs': 'ip',
  'PodStatus.resourceClaimStatuses': 'name',
  'Container.env': 'name',
  'Container.ports': 'containerPort protocol',
  'Container.volumeDevices': 'devicePath',
  'Container.volumeMounts': 'mountPath',
  'EphemeralContainer.env': 'name',
  'EphemeralContainer.ports': 'containerPort protocol',
  'EphemeralContainer.volumeDevices': 'devicePath',
  'EphemeralContainer.volumeMounts': 'mountPath',
  'ResourceRequirements.claims': 'name',
  'ContainerStatus.allocatedResourcesStatus': 'name',
  'ContainerStatus.volumeMounts': 'mountPath',
  'ResourceStatus.resources': 'resourceID',
  'ServiceSpec.ports': 'port protocol',
  'ServiceStatus.conditions': 'type',
  'ServiceAccount.secrets': 'name',
  'NodeStatus.addresses': 'type',
  'NodeStatus.conditions': 'type',
  'NamespaceStatus.conditions': 'type',
  'PersistentVolumeClaimStatus.conditions': 'type',
  'ReplicationControllerStatus.conditions': 'type',
  'ComponentStatus.conditions': 'type',
  'DaemonSetStatus.conditions': 'type',
  'DeploymentStatus.conditions': 'type',
  'ReplicaSetStatus.conditions': 'type',
  'StatefulSetStatus.conditions': 'type',
  'HorizontalPodAutoscalerStatus.conditions': 'type',
  'PodDisruptionBudgetStatus.conditions': 'type',
  'ServiceCIDRStatus.conditions': 'type',
  'CertificateSigningRequestStatus.conditions': 'type',
  'FlowSchemaStatus.conditions': 'type',
  'PriorityLevelConfigurationStatus.conditions': 'type',
  'APIServiceStatus.conditions': 'type',
  'CustomResourceDefinitionStatus.conditions': 'type',
  'CSINodeSpec.drivers': 'name',
  'MutatingWebhookConfiguration.webhooks': 'name',
  'ValidatingWebhookConfiguration.webhooks': 'name',
  'MutatingWebhook.matchConditions': 'name',
  'ValidatingWebhook.matchConditions': 'name',
  'ValidatingAdmissionPolicySpec.matchConditions': 'name',
  'ValidatingAdmissionPolicySpec.variables': 'name',
  'ValidatingAdmissionPolicyStatus.conditions': 'type',
  'ResourceClaimStatus.devices': 'device driver pool shareID',
  'ResourceClaimStatus.reservedFor': 'uid',
  'AllocatedDeviceStatus.conditions': 'type',
};

/** Lists of values that each stand once. */
const SET_LISTS: ReadonlySet<string> = new Set([
  ...['ObjectMeta.finalizers', 'NodeSpec.podCIDRs', 'CSIDriverSpec.volumeLifecycleModes'],
  ...['Endpoint.addresses', 'PodFailurePolicyOnExitCodesRequirement.values'],
  ...['UncountedTerminatedPods.failed', 'UncountedTerminatedPods.succeeded'],
  'ValidatingAdmissionPolicyBindingSpec.validationActions',
  ...['ResourcePolicyRule.verbs', 'ResourcePolicyRule.apiGroups', 'ResourcePolicyRule.resources'],
  ...[
    'ResourcePolicyRule.namespaces',
    'NonResourcePolicyRule.verbs',
    'NonResourcePolicyRule.nonResourceURLs',
  ],
]);

/** Maps and structs of one owner at a time, by where they stand. */
const ATOMIC_MAPS: ReadonlySet<string> = new Set([
  ...['PodSpec.nodeSelector', 'ServiceSpec.selector', 'ReplicationControllerSpec.selector'],
  'Scheduling.nodeSelector',
]);

/** Structs of one owner at a time, wherever they stand. */
const ATOMIC_STRUCTS: ReadonlySet<string> = new Set([
  ...['ConfigMapKeySelector', 'FileKeySelector', 'LabelSelector', 'LocalObjectReference', 'NodeSelector'],
  ...[
    'NodeSelectorTerm',
    'ObjectFieldSelector',
    'ObjectReference',
    'OwnerReference',
    'ResourceFieldSelector',
  ],
  ...['ScopeSelector', 'ScopedResourceSelectorRequirement', 'SecretKeySelector', 'SecretReference'],
  ...['TopologySelectorTerm', 'TypedLocalObjectReference', 'EndpointAddress', 'EndpointPort'],
  ...['DiscoveryEndpointPort', 'ServiceBackendPort', 'RoleRef', 'Subject', 'MatchResources'],
  ...['NamedRuleWithOperations', 'ParamKind', 'ParamRef', 'Variable'],
]);

/** Where a struct that is atomic elsewhere is not. */
const GRANULAR_FIELDS: ReadonlySet<string> = new Set(['PersistentVolumeSpec.claimRef']);

/** What a key stands for where an item leaves it out. */
const KEY_DEFAULTS: Readonly<Record<string, string>> = {
  'ContainerPort.protocol': 'TCP',
  'ServicePort.protocol': 'TCP',
};

export type ListType = 'atomic' | 'set' | 'map';

export const listType = (owner: string, field: string): ListType =>
  Object.hasOwn(MAP_LISTS, `${owner}.${field}`)
    ? 'map'
    : SET_LISTS.has(`${owner}.${field}`)
      ? 'set'
      : 'atomic';

/** The keys of a list of objects, in order; none for other lists. */
export const listMapKeys = (owner: string, field: string): readonly string[] =>
  listType(owner, field) === 'map' ? (MAP_LISTS[`${owner}.${field}`] ?? '').split(' ') : [];

export const isAtomicMap = (owner: string, field: string): boolean => ATOMIC_MAPS.has(`${owner}.${field}`);

/** Whether a definition has one owner, at a field. */
export const isAtomicStruct = (key: string, owner = '', field = ''): boolean =>
  ATOMIC_STRUCTS.has(key) && !GRANULAR_FIELDS.has(`${owner}.${field}`);

export const isGranularField = (owner: string, field: string): boolean =>
  GRANULAR_FIELDS.has(`${owner}.${field}`);

/** What a list's key is where the item of that definition does not have it. */
export const keyDefault = (definition: string, key: string): string | undefined =>
  Object.hasOwn(KEY_DEFAULTS, `${definition}.${key}`) ? KEY_DEFAULTS[`${definition}.${key}`] : undefined;
