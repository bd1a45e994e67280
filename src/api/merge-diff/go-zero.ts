import type { Json, JsonObject, MutableJson } from '../json.ts';
import { definition } from '../schema.ts';

/**
 * What Go writes of a value that nobody has set: structs that are no pointers, and fields without `omitempty` (a star marks pointers).
 * Bare facts, read from the json tags and types of staging/src/k8s.io/api's types.go files (v1.35).
 */
const WRITTEN: Readonly<Record<string, string>> = {
  AuthenticationTokenRequest: 'metadata spec status',
  Binding: 'metadata target',
  CSIDriver: 'metadata spec',
  CSINode: 'metadata spec',
  CSINodeSpec: 'drivers',
  CSIStorageCapacity: 'metadata storageClassName',
  CertificateSigningRequest: 'metadata spec status',
  CertificateSigningRequestSpec: 'request signerName',
  ClusterRole: 'metadata rules',
  ClusterRoleBinding: 'metadata roleRef',
  ComponentStatus: 'metadata',
  ConfigMap: 'metadata',
  ControllerRevision: 'metadata data revision',
  CronJob: 'metadata spec status',
  CronJobSpec: 'schedule jobTemplate',
  CrossVersionObjectReference: 'kind name',
  DaemonEndpoint: 'Port',
  DaemonSet: 'metadata spec status',
  DaemonSetSpec: '*selector template updateStrategy',
  DaemonSetStatus: 'currentNumberScheduled numberMisscheduled desiredNumberScheduled numberReady',
  Deployment: 'metadata spec status',
  DeploymentSpec: '*selector template strategy',
  DeviceClaim: 'requests',
  DeviceClass: 'metadata spec',
  EndpointSlice: 'metadata addressType endpoints ports',
  Endpoints: 'metadata',
  Event:
    'metadata involvedObject source firstTimestamp lastTimestamp eventTime reportingComponent reportingInstance',
  EventsEvent:
    'metadata eventTime regarding deprecatedSource deprecatedFirstTimestamp deprecatedLastTimestamp',
  Eviction: 'metadata',
  FlowSchema: 'metadata spec status',
  FlowSchemaSpec: 'priorityLevelConfiguration matchingPrecedence',
  HorizontalPodAutoscaler: 'metadata spec status',
  HorizontalPodAutoscalerSpec: 'scaleTargetRef maxReplicas',
  HorizontalPodAutoscalerStatus: 'desiredReplicas currentMetrics',
  IPAddress: 'metadata spec',
  Ingress: 'metadata spec status',
  IngressClass: 'metadata spec',
  IngressStatus: 'loadBalancer',
  Job: 'metadata spec status',
  JobSpec: 'template',
  JobTemplateSpec: 'metadata spec',
  Lease: 'metadata spec',
  LimitRange: 'metadata spec',
  LimitRangeSpec: 'limits',
  LocalSubjectAccessReview: 'metadata spec status',
  MutatingWebhookConfiguration: 'metadata',
  Namespace: 'metadata spec status',
  NetworkPolicy: 'metadata spec',
  NetworkPolicySpec: 'podSelector',
  Node: 'metadata spec status',
  NodeDaemonEndpoints: 'kubeletEndpoint',
  NodeStatus: 'daemonEndpoints nodeInfo',
  NodeSystemInfo:
    'machineID systemUUID bootID kernelVersion osImage containerRuntimeVersion kubeletVersion kubeProxyVersion operatingSystem architecture',
  PersistentVolume: 'metadata spec status',
  PersistentVolumeClaim: 'metadata spec status',
  PersistentVolumeClaimSpec: 'resources',
  Pod: 'metadata spec status',
  PodDisruptionBudget: 'metadata spec status',
  PodDisruptionBudgetStatus: 'disruptionsAllowed currentHealthy desiredHealthy expectedPods',
  PodSpec: 'containers',
  PodTemplate: 'metadata template',
  PodTemplateSpec: 'metadata spec',
  PriorityClass: 'metadata value',
  PriorityLevelConfiguration: 'metadata spec status',
  PriorityLevelConfigurationReference: 'name',
  PriorityLevelConfigurationSpec: 'type',
  ReplicaSet: 'metadata spec status',
  ReplicaSetSpec: '*selector template',
  ReplicaSetStatus: 'replicas',
  ReplicationController: 'metadata spec status',
  ReplicationControllerStatus: 'replicas',
  ResourceClaimSpec: 'devices',
  ResourceClaimTemplate: 'metadata spec',
  ResourceClaimTemplateSpec: 'metadata spec',
  ResourcePool: 'name generation resourceSliceCount',
  ResourceQuota: 'metadata spec status',
  ResourceResourceClaim: 'metadata spec status',
  ResourceSlice: 'metadata spec',
  ResourceSliceSpec: 'driver pool',
  Role: 'metadata rules',
  RoleBinding: 'metadata roleRef',
  RoleRef: 'apiGroup kind name',
  RuntimeClass: 'metadata handler',
  Scale: 'metadata spec status',
  ScaleStatus: 'replicas',
  Secret: 'metadata',
  SelfSubjectAccessReview: 'metadata spec status',
  SelfSubjectReview: 'metadata status',
  SelfSubjectReviewStatus: 'userInfo',
  SelfSubjectRulesReview: 'metadata spec status',
  Service: 'metadata spec status',
  ServiceAccount: 'metadata',
  ServiceCIDR: 'metadata spec status',
  ServiceStatus: 'loadBalancer',
  StatefulSet: 'metadata spec status',
  StatefulSetSpec: '*selector template serviceName updateStrategy',
  StatefulSetStatus: 'replicas availableReplicas',
  StorageClass: 'metadata provisioner',
  SubjectAccessReview: 'metadata spec status',
  SubjectAccessReviewStatus: 'allowed',
  SubjectRulesReviewStatus: 'resourceRules nonResourceRules incomplete',
  TokenRequestSpec: 'audiences *expirationSeconds *boundObjectRef',
  TokenRequestStatus: 'token expirationTimestamp',
  TokenReview: 'metadata spec status',
  TokenReviewStatus: 'user',
  V1CrossVersionObjectReference: 'kind name',
  V1HorizontalPodAutoscaler: 'metadata spec status',
  V1HorizontalPodAutoscalerSpec: 'scaleTargetRef maxReplicas',
  V1HorizontalPodAutoscalerStatus: 'currentReplicas desiredReplicas',
  ValidatingAdmissionPolicy: 'metadata spec status',
  ValidatingAdmissionPolicyBinding: 'metadata spec',
  ValidatingWebhookConfiguration: 'metadata',
  VolumeAttachment: 'metadata spec status',
  VolumeAttachmentSpec: 'attacher source nodeName',
  VolumeAttachmentStatus: 'attached',
  VolumeAttributesClass: 'metadata driverName',
};

const made = new Map<string, JsonObject>();

/** The JSON of a Go value of a definition without anything set: what a created object is compared with. */
export function zeroObject(key: string): JsonObject {
  const known = made.get(key);
  if (known) return known;
  const object: MutableJson = {};
  const fields = definition(key)?.fields ?? {};
  const names = Object.hasOwn(WRITTEN, key) ? (WRITTEN[key] ?? '').split(' ') : [];
  for (const word of names) {
    const name = word.replace('*', '');
    object[name] = word.startsWith('*') ? null : zeroValue(fields[name] ?? 'string');
  }
  made.set(key, object);
  return object;
}

function zeroValue(type: string): Json {
  if (type === 'string') return '';
  if (type === 'boolean') return false;
  if (type === 'int32' || type === 'int64' || type === 'double') return 0;
  if (type === 'IntOrString') return 0;
  if (type === 'Quantity') return '0';
  return definition(type) ? zeroObject(type) : null;
}
