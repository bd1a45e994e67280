/**
 * Defaults of the API server. Models pkg/apis/core/v1/defaults.go, pkg/apis/apps/v1/defaults.go, pkg/apis/batch/v1/defaults.go and their kin.
 * Only what conversion fills in: admission (service accounts, tolerations, priorities) is the API server's affair.
 */
import type { Json, JsonObject, MutableJson } from './json.ts';
import { cloneJson, isArray, isObject } from './json.ts';
import { parseQuantity } from './quantity.ts';

type Obj = MutableJson;

const objects = (value: Json | undefined): Obj[] => (isArray(value) ? (value.filter(isObject) as Obj[]) : []);
const child = (parent: Obj, field: string): Obj | undefined => {
  const value = parent[field];
  return isObject(value) ? (value as Obj) : undefined;
};
/** The field's object, made where it is missing. */
function ensure(parent: Obj, field: string): Obj {
  const found = child(parent, field);
  if (found) return found;
  const made: Obj = {};
  parent[field] = made;
  return made;
}
const set = (parent: Obj, field: string, value: Json): void => {
  if (parent[field] === undefined || parent[field] === null || parent[field] === '')
    parent[field] = cloneJson(value);
};
/** For numbers that are no pointers: zero is not set. */
const setNumber = (parent: Obj, field: string, value: number): void => {
  if (!parent[field]) parent[field] = value;
};

function probe(value: Obj | undefined): void {
  if (!value) return;
  setNumber(value, 'timeoutSeconds', 1);
  setNumber(value, 'periodSeconds', 10);
  setNumber(value, 'successThreshold', 1);
  setNumber(value, 'failureThreshold', 3);
  httpGet(child(value, 'httpGet'));
  const grpc = child(value, 'grpc');
  if (grpc && grpc['service'] === undefined) grpc['service'] = '';
}

function httpGet(value: Obj | undefined): void {
  if (!value) return;
  set(value, 'path', '/');
  set(value, 'scheme', 'HTTP');
}

/** `Always` for `:latest` and for no tag, else `IfNotPresent`. Models SetDefaults_Container. */
export function defaultPullPolicy(image: string): 'Always' | 'IfNotPresent' {
  const withoutDigest = image.split('@')[0] ?? '';
  if (image.includes('@')) return 'IfNotPresent';
  const tag = /:([^/:]+)$/.exec(withoutDigest)?.[1];
  return tag === undefined || tag === 'latest' ? 'Always' : 'IfNotPresent';
}

function container(value: Obj): void {
  set(value, 'imagePullPolicy', defaultPullPolicy(typeof value['image'] === 'string' ? value['image'] : ''));
  set(value, 'terminationMessagePath', '/dev/termination-log');
  set(value, 'terminationMessagePolicy', 'File');
  const resources = ensure(value, 'resources');
  const limits = child(resources, 'limits');
  if (limits) {
    const requests = { ...(child(resources, 'requests') ?? {}) };
    for (const [name, limit] of Object.entries(limits)) set(requests, name, limit ?? '0');
    resources['requests'] = requests;
  }
  for (const name of ['livenessProbe', 'readinessProbe', 'startupProbe']) probe(child(value, name));
  const lifecycle = child(value, 'lifecycle');
  for (const hook of ['postStart', 'preStop'])
    httpGet(child(lifecycle ? (child(lifecycle, hook) ?? {}) : {}, 'httpGet'));
  for (const port of objects(value['ports'])) set(port, 'protocol', 'TCP');
  for (const variable of objects(value['env'])) {
    const source = child(variable, 'valueFrom');
    if (!source) continue;
    const fieldRef = child(source, 'fieldRef');
    if (fieldRef) set(fieldRef, 'apiVersion', 'v1');
    const resourceRef = child(source, 'resourceFieldRef');
    if (resourceRef) set(resourceRef, 'divisor', '0');
    const fileRef = child(source, 'fileKeyRef');
    if (fileRef) set(fileRef, 'optional', false);
  }
}

const mode = 420; // 0644

function downwardItems(source: Obj): void {
  for (const item of objects(source['items'])) {
    const fieldRef = child(item, 'fieldRef');
    if (fieldRef) set(fieldRef, 'apiVersion', 'v1');
    const resourceRef = child(item, 'resourceFieldRef');
    if (resourceRef) set(resourceRef, 'divisor', '0');
  }
}

function volume(value: Obj): void {
  if (Object.keys(value).every((key) => key === 'name')) value['emptyDir'] = {};
  for (const name of ['configMap', 'secret', 'downwardAPI', 'projected']) {
    const source = child(value, name);
    if (source) set(source, 'defaultMode', mode);
  }
  const hostPath = child(value, 'hostPath');
  if (hostPath && hostPath['type'] === undefined) hostPath['type'] = '';
  const downward = child(value, 'downwardAPI');
  if (downward) downwardItems(downward);
  for (const source of objects(child(value, 'projected')?.['sources'])) {
    const inner = child(source, 'downwardAPI');
    if (inner) downwardItems(inner);
    const token = child(source, 'serviceAccountToken');
    if (token) set(token, 'expirationSeconds', 3600);
  }
  const claim = child(child(value, 'ephemeral') ?? {}, 'volumeClaimTemplate');
  const spec = claim && child(claim, 'spec');
  if (spec) set(spec, 'volumeMode', 'Filesystem');
  const image = child(value, 'image');
  if (image)
    set(
      image,
      'pullPolicy',
      defaultPullPolicy(typeof image['reference'] === 'string' ? image['reference'] : ''),
    );
}

/** A Pod's spec, or a template's: what SetObjectDefaults_Pod does of it. */
export function defaultPodSpec(spec: Obj, isTemplate = false): void {
  set(spec, 'dnsPolicy', 'ClusterFirst');
  set(spec, 'restartPolicy', 'Always');
  set(spec, 'terminationGracePeriodSeconds', 30);
  set(spec, 'schedulerName', 'default-scheduler');
  if (spec['securityContext'] === undefined) spec['securityContext'] = {};
  if (!isTemplate) set(spec, 'enableServiceLinks', true);
  if (spec['serviceAccountName'] !== undefined) set(spec, 'serviceAccount', spec['serviceAccountName']);
  else if (spec['serviceAccount'] !== undefined) spec['serviceAccountName'] = spec['serviceAccount'];
  for (const field of ['initContainers', 'containers', 'ephemeralContainers'])
    for (const item of objects(spec[field])) {
      container(item);
      if (spec['hostNetwork'] === true)
        for (const port of objects(item['ports']))
          if (port['containerPort']) setNumber(port, 'hostPort', Number(port['containerPort']));
    }
  for (const item of objects(spec['volumes'])) volume(item);
}

const template = (spec: Obj | undefined): Obj | undefined =>
  spec ? child(child(spec, 'template') ?? {}, 'spec') : undefined;

type Defaulter = (object: Obj) => void;

function service(object: Obj): void {
  const spec = ensure(object, 'spec');
  set(spec, 'sessionAffinity', 'None');
  if (spec['sessionAffinity'] === 'None') delete spec['sessionAffinityConfig'];
  else if (spec['sessionAffinity'] === 'ClientIP') {
    const client = ensure(ensure(spec, 'sessionAffinityConfig'), 'clientIP');
    set(client, 'timeoutSeconds', 10800);
  }
  set(spec, 'type', 'ClusterIP');
  for (const port of objects(spec['ports'])) {
    set(port, 'protocol', 'TCP');
    if (port['targetPort'] === undefined || port['targetPort'] === 0 || port['targetPort'] === '')
      port['targetPort'] = port['port'] ?? 0;
  }
  const external = spec['type'] === 'NodePort' || spec['type'] === 'LoadBalancer';
  if (external) set(spec, 'externalTrafficPolicy', 'Cluster');
  if (external || spec['type'] === 'ClusterIP') set(spec, 'internalTrafficPolicy', 'Cluster');
  if (spec['type'] === 'LoadBalancer') set(spec, 'allocateLoadBalancerNodePorts', true);
}

function deployment(object: Obj): void {
  const spec = ensure(object, 'spec');
  set(spec, 'replicas', 1);
  const strategy = ensure(spec, 'strategy');
  set(strategy, 'type', 'RollingUpdate');
  if (strategy['type'] === 'RollingUpdate') {
    const rolling = ensure(strategy, 'rollingUpdate');
    set(rolling, 'maxUnavailable', '25%');
    set(rolling, 'maxSurge', '25%');
  }
  set(spec, 'revisionHistoryLimit', 10);
  set(spec, 'progressDeadlineSeconds', 600);
}

function daemonSet(object: Obj): void {
  const spec = ensure(object, 'spec');
  const strategy = ensure(spec, 'updateStrategy');
  set(strategy, 'type', 'RollingUpdate');
  if (strategy['type'] === 'RollingUpdate') {
    const rolling = ensure(strategy, 'rollingUpdate');
    set(rolling, 'maxUnavailable', 1);
    set(rolling, 'maxSurge', 0);
  }
  set(spec, 'revisionHistoryLimit', 10);
}

function statefulSet(object: Obj): void {
  const spec = ensure(object, 'spec');
  set(spec, 'podManagementPolicy', 'OrderedReady');
  const strategy = ensure(spec, 'updateStrategy');
  set(strategy, 'type', 'RollingUpdate');
  if (strategy['type'] === 'RollingUpdate') set(ensure(strategy, 'rollingUpdate'), 'partition', 0);
  const retention = ensure(spec, 'persistentVolumeClaimRetentionPolicy');
  set(retention, 'whenDeleted', 'Retain');
  set(retention, 'whenScaled', 'Retain');
  set(spec, 'replicas', 1);
  set(spec, 'revisionHistoryLimit', 10);
  for (const claim of objects(spec['volumeClaimTemplates'])) {
    claimSpec(claim);
    set(ensure(claim, 'status'), 'phase', 'Pending');
  }
}

function jobSpec(spec: Obj): void {
  if (spec['completions'] === undefined && spec['parallelism'] === undefined) {
    spec['completions'] = 1;
    spec['parallelism'] = 1;
  }
  set(spec, 'parallelism', 1);
  set(spec, 'backoffLimit', spec['backoffLimitPerIndex'] === undefined ? 6 : 2147483647);
  set(spec, 'completionMode', 'NonIndexed');
  set(spec, 'suspend', false);
  set(spec, 'manualSelector', false);
  if (spec['manualSelector'] === false) delete spec['manualSelector'];
  set(
    spec,
    'podReplacementPolicy',
    spec['podFailurePolicy'] === undefined ? 'TerminatingOrFailed' : 'Failed',
  );
}

function job(object: Obj): void {
  const spec = ensure(object, 'spec');
  jobSpec(spec);
  const labels = child(child(child(spec, 'template') ?? {}, 'metadata') ?? {}, 'labels');
  if (labels && child(object, 'metadata')?.['labels'] === undefined)
    ensure(object, 'metadata')['labels'] = cloneJson(labels);
}

function claimSpec(object: Obj): void {
  set(ensure(object, 'spec'), 'volumeMode', 'Filesystem');
}

const defaulters: Readonly<Record<string, Defaulter>> = {
  'v1 Pod': (object) => defaultPodSpec(ensure(object, 'spec')),
  'v1 Service': service,
  'v1 Secret': (object) => set(object, 'type', 'Opaque'),
  'v1 Namespace': (object) => {
    const name = child(object, 'metadata')?.['name'];
    if (typeof name !== 'string' || name === '') return;
    ensure(ensure(object, 'metadata'), 'labels')['kubernetes.io/metadata.name'] = name;
    set(ensure(object, 'status'), 'phase', 'Active');
  },
  'v1 Node': (object) => {
    ensure(object, 'spec');
    const status = child(object, 'status');
    const capacity = status && child(status, 'capacity');
    if (status && capacity) set(status, 'allocatable', capacity);
  },
  'v1 PersistentVolume': (object) => {
    const spec = ensure(object, 'spec');
    set(spec, 'persistentVolumeReclaimPolicy', 'Retain');
    set(spec, 'volumeMode', 'Filesystem');
    const hostPath = child(spec, 'hostPath');
    if (hostPath && hostPath['type'] === undefined) hostPath['type'] = '';
    set(ensure(object, 'status'), 'phase', 'Pending');
  },
  'v1 PersistentVolumeClaim': (object) => {
    claimSpec(object);
    set(ensure(object, 'status'), 'phase', 'Pending');
  },
  'v1 Endpoints': (object) => {
    for (const subset of objects(object['subsets']))
      for (const port of objects(subset['ports'])) set(port, 'protocol', 'TCP');
  },
  'v1 ReplicationController': (object) => {
    const spec = ensure(object, 'spec');
    const labels = child(child(child(spec, 'template') ?? {}, 'metadata') ?? {}, 'labels');
    if (labels) set(spec, 'selector', labels);
    set(spec, 'replicas', 1);
  },
  'apps/v1 Deployment': deployment,
  'apps/v1 ReplicaSet': (object) => set(ensure(object, 'spec'), 'replicas', 1),
  'apps/v1 DaemonSet': daemonSet,
  'apps/v1 StatefulSet': statefulSet,
  'batch/v1 Job': job,
  'batch/v1 CronJob': (object) => {
    const spec = ensure(object, 'spec');
    set(spec, 'concurrencyPolicy', 'Allow');
    set(spec, 'suspend', false);
    set(spec, 'successfulJobsHistoryLimit', 3);
    set(spec, 'failedJobsHistoryLimit', 1);
  },
  'storage.k8s.io/v1 StorageClass': (object) => {
    set(object, 'reclaimPolicy', 'Delete');
    set(object, 'volumeBindingMode', 'Immediate');
  },
  'scheduling.k8s.io/v1 PriorityClass': (object) => set(object, 'preemptionPolicy', 'PreemptLowerPriority'),
  'discovery.k8s.io/v1 EndpointSlice': (object) => {
    for (const port of objects(object['ports'])) {
      if (port['name'] === undefined) port['name'] = '';
      set(port, 'protocol', 'TCP');
    }
  },
};

/** The kinds whose defaults are all in their spec. */
const specAlone = new Set([
  ...['v1 Pod', 'apps/v1 Deployment', 'apps/v1 ReplicaSet', 'apps/v1 DaemonSet', 'batch/v1 CronJob'],
]);

/**
 * The object with the defaults of its kind; may share parts with the given one.
 * @param known the object as it is stored: a spec that is still the very same has its defaults already
 */
export function applyDefaults(object: JsonObject, known?: JsonObject): JsonObject {
  const name = `${String(object['apiVersion'])} ${String(object['kind'])}`;
  const hasDefaults = Object.hasOwn(defaulters, name);
  const inSpec = !hasDefaults || specAlone.has(name);
  if (inSpec && object['spec'] === known?.['spec'] && known !== undefined) return object;
  const result = (inSpec ? { ...object } : cloneJson(object)) as Obj;
  if (inSpec && result['spec'] !== undefined) result['spec'] = cloneJson(result['spec']);
  if (hasDefaults) defaulters[name]?.(result);
  const spec = child(result, 'spec');
  const inJob = spec && child(child(spec, 'jobTemplate') ?? {}, 'spec');
  if (inJob) jobSpec(inJob);
  const pod = template(spec) ?? template(inJob);
  if (pod) defaultPodSpec(pod, true);
  return result;
}

/** `Guaranteed`, `Burstable` or `BestEffort`. Models pkg/apis/core/v1/helper/qos ComputePodQOS. */
export function podQosClass(spec: {
  readonly containers?: readonly { readonly resources?: Resources }[];
  readonly initContainers?: readonly { readonly resources?: Resources }[];
  readonly resources?: Resources;
}): 'Guaranteed' | 'Burstable' | 'BestEffort' {
  const podLevel = spec.resources;
  const levels = podLevel?.requests || podLevel?.limits ? [{ resources: podLevel }] : undefined;
  const containers = levels ?? [...(spec.containers ?? []), ...(spec.initContainers ?? [])];
  const total = { requests: new Map<string, bigint>(), limits: new Map<string, bigint>() };
  let guaranteed = true;
  for (const { resources } of containers) {
    for (const kind of ['requests', 'limits'] as const)
      for (const name of ['cpu', 'memory']) {
        const nanos = parseQuantity(resources?.[kind]?.[name] ?? '0').nanos;
        if (nanos > 0n) total[kind].set(name, (total[kind].get(name) ?? 0n) + nanos);
        else if (kind === 'limits') guaranteed = false;
      }
  }
  if (total.requests.size === 0 && total.limits.size === 0) return 'BestEffort';
  const equal = [...total.limits].every(([name, value]) => (total.requests.get(name) ?? value) === value);
  return guaranteed && equal && total.limits.size === 2 ? 'Guaranteed' : 'Burstable';
}

interface Resources {
  readonly requests?: Readonly<Record<string, string>>;
  readonly limits?: Readonly<Record<string, string>>;
}
