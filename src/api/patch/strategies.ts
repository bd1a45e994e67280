import { definition } from '../schema.ts';

/** How a strategic merge patch treats a field. */
export interface PatchMeta {
  readonly strategies: readonly ('merge' | 'replace' | 'retainKeys')[];
  /** For lists of objects that merge. */
  readonly mergeKey?: string;
  /** The definition of the field's value, or of the list's items. */
  readonly definition?: string;
}

const merge = (mergeKey: string) => ({ strategies: ['merge'], mergeKey }) as const;
const retain = (mergeKey: string) => ({ strategies: ['merge', 'retainKeys'], mergeKey }) as const;
const primitives = { strategies: ['merge'] } as const;
const conditions = { conditions: merge('type') } as const;

const container = {
  env: merge('name'),
  ports: merge('containerPort'),
  volumeDevices: merge('devicePath'),
  volumeMounts: merge('mountPath'),
} as const;

/** The `patchStrategy` and `patchMergeKey` tags of staging/src/k8s.io/api's types.go files (v1.35), by definition and field. */
const tags: Readonly<Record<string, Readonly<Record<string, PatchMeta>>>> = {
  ObjectMeta: { finalizers: primitives, ownerReferences: merge('uid') },
  PodSpec: {
    containers: merge('name'),
    ephemeralContainers: merge('name'),
    hostAliases: merge('ip'),
    imagePullSecrets: merge('name'),
    initContainers: merge('name'),
    resourceClaims: retain('name'),
    schedulingGates: merge('name'),
    topologySpreadConstraints: merge('topologyKey'),
    volumes: retain('name'),
  },
  Container: container,
  EphemeralContainer: container,
  PodStatus: {
    ...conditions,
    hostIPs: merge('ip'),
    podIPs: merge('ip'),
    resourceClaimStatuses: retain('name'),
  },
  ServiceSpec: { ports: merge('port') },
  ServiceStatus: conditions,
  ServiceAccount: { secrets: merge('name') },
  NodeSpec: { podCIDRs: primitives },
  NodeStatus: { ...conditions, addresses: merge('type') },
  NamespaceStatus: conditions,
  ComponentStatus: conditions,
  PersistentVolumeClaimStatus: conditions,
  ReplicationControllerStatus: conditions,
  DeploymentSpec: { strategy: { strategies: ['retainKeys'] } },
  DeploymentStatus: conditions,
  ReplicaSetStatus: conditions,
  StatefulSetStatus: conditions,
  DaemonSetStatus: conditions,
  JobStatus: conditions,
  HorizontalPodAutoscalerStatus: conditions,
  PodDisruptionBudgetSpec: { selector: { strategies: ['replace'] } },
  PodDisruptionBudgetStatus: conditions,
  ServiceCIDRStatus: conditions,
  CSINodeSpec: { drivers: merge('name') },
  APIServiceStatus: conditions,
  FlowSchemaStatus: conditions,
  PriorityLevelConfigurationStatus: conditions,
  MutatingWebhookConfiguration: { webhooks: merge('name') },
  ValidatingWebhookConfiguration: { webhooks: merge('name') },
  MutatingWebhook: { matchConditions: merge('name') },
  ValidatingWebhook: { matchConditions: merge('name') },
  ValidatingAdmissionPolicySpec: { matchConditions: merge('name'), variables: merge('name') },
};

/** The tags of one field, without its definition. */
export const patchTags = (key: string, field: string): PatchMeta | undefined => {
  const fields = tags[key];
  return fields !== undefined && Object.hasOwn(fields, field) ? fields[field] : undefined;
};

/** What a strategic merge patch needs of one field of a definition. Without a definition every list replaces, every object merges. */
export function patchMeta(key: string | undefined, field: string): PatchMeta {
  const fields = key === undefined ? undefined : definition(key)?.fields;
  const type = fields !== undefined && Object.hasOwn(fields, field) ? fields[field] : undefined;
  const element = type?.replace(/^(\[\]|map\[string\])/, '');
  const known = element !== undefined && definition(element) !== undefined ? element : undefined;
  // The values of a map of objects are reached through the map's own keys.
  const inner = type?.startsWith('map[string]') ? undefined : known;
  const tagged = key === undefined ? undefined : patchTags(key, field);
  return { strategies: [], ...tagged, ...(inner !== undefined && { definition: inner }) };
}
