/** Namespaces, Nodes, Services, ConfigMaps, Secrets, workloads. Models pkg/apis/{core,apps,batch}/validation. */
import type * as k8s from '../types.ts';
import {
  isConfigMapKey,
  isDns1035Label,
  isDns1123Label,
  isDns1123Subdomain,
  isPortNumber,
  isQualifiedName,
} from '../names.ts';
import { labelSelectorMatches } from '../selector.ts';
import type { FieldError } from './field.ts';
import {
  duplicate,
  forbidden,
  invalid,
  invalids,
  nonNegative,
  notSupported,
  oneOf,
  required,
  tooLong,
} from './field.ts';
import { validateImmutable, validateLabelSelector } from './meta.ts';
import { validatePodTemplate } from './pod.ts';
import { validatePort } from './probe.ts';

const taintEffects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

export function validateNode(node: k8s.Node): FieldError[] {
  const seen = new Set<string>();
  return (node.spec?.taints ?? []).flatMap((taint, i) => {
    const at = `metadata.taints[${i}]`;
    const errors = invalids(`${at}.key`, taint.key, isQualifiedName(taint.key));
    errors.push(...oneOf(`${at}.effect`, taint.effect, taintEffects));
    const pair = `${taint.key}:${taint.effect}`;
    if (seen.has(pair)) errors.push(duplicate(at, { ...taint }));
    seen.add(pair);
    return errors;
  });
}

export function validateNodeUpdate(node: k8s.Node, old: k8s.Node): FieldError[] {
  const errors = validateNode(node);
  if (old.spec.podCIDR && old.spec.podCIDR !== node.spec.podCIDR)
    errors.push(forbidden('spec.podCIDRs', 'node updates may not change podCIDR except from "" to valid'));
  if (old.spec.providerID && old.spec.providerID !== node.spec.providerID)
    errors.push(
      forbidden('spec.providerID', 'node updates may not change providerID except from "" to valid'),
    );
  return errors;
}

export function validateService(service: k8s.Service): FieldError[] {
  const { spec } = service;
  const errors: FieldError[] = [];
  const ports = spec.ports ?? [];
  if (ports.length === 0 && spec.clusterIP !== 'None' && spec.type !== 'ExternalName')
    errors.push(required('spec.ports'));
  const names = new Set<string>();
  const pairs = new Set<string>();
  ports.forEach((port, i) => {
    const at = `spec.ports[${i}]`;
    if (ports.length > 1 && !port.name) errors.push(required(`${at}.name`));
    else if (port.name) {
      errors.push(...invalids(`${at}.name`, port.name, isDns1123Label(port.name)));
      if (names.has(port.name)) errors.push(duplicate(`${at}.name`, port.name));
      names.add(port.name);
    }
    errors.push(...invalids(`${at}.port`, port.port ?? 0, isPortNumber(port.port ?? 0)));
    errors.push(...oneOf(`${at}.protocol`, port.protocol, ['SCTP', 'TCP', 'UDP']));
    errors.push(...validatePort(port.targetPort, `${at}.targetPort`));
    const pair = `${port.protocol} ${port.port}`;
    if (pairs.has(pair)) errors.push(duplicate(at, { protocol: port.protocol, port: port.port }));
    pairs.add(pair);
    if (port.nodePort && spec.type === 'ClusterIP')
      errors.push(forbidden(`${at}.nodePort`, "may not be used when `type` is 'ClusterIP'"));
  });
  errors.push(...oneOf('spec.sessionAffinity', spec.sessionAffinity, ['ClientIP', 'None']));
  errors.push(...oneOf('spec.type', spec.type, ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort']));
  if (spec.type === 'ExternalName' && !spec.externalName) errors.push(required('spec.externalName'));
  return errors;
}

export function validateServiceUpdate(service: k8s.Service, old: k8s.Service): FieldError[] {
  const errors = validateService(service);
  const [ip, oldIp] = [service.spec.clusterIP ?? '', old.spec.clusterIP ?? ''];
  if (
    service.spec.type !== 'ExternalName' &&
    old.spec.type !== 'ExternalName' &&
    oldIp !== '' &&
    ip !== oldIp
  )
    errors.push(invalid('spec.clusterIPs[0]', [ip], 'may not change once set'));
  return errors;
}

const maxSecretSize = 1048576;

const dataKeys = (data: object | undefined, path: string): FieldError[] =>
  Object.keys(data ?? {})
    .sort()
    .flatMap((key) => invalids(`${path}[${key}]`, key, isConfigMapKey(key)));

export function validateConfigMap(map: k8s.ConfigMap): FieldError[] {
  const errors = dataKeys(map.data, 'data');
  for (const key of Object.keys(map.binaryData ?? {}))
    if (map.data && Object.hasOwn(map.data, key))
      errors.push(invalid(`data[${key}]`, key, `duplicate of key present in binaryData`));
  errors.push(...dataKeys(map.binaryData, 'binaryData'));
  const size = Object.values(map.data ?? {}).reduce(
    (sum, value) => sum + new TextEncoder().encode(value).length,
    0,
  );
  return size > maxSecretSize ? [...errors, tooLong('', maxSecretSize)] : errors;
}

export function validateConfigMapUpdate(map: k8s.ConfigMap, old: k8s.ConfigMap): FieldError[] {
  const errors = validateConfigMap(map);
  if (old.immutable)
    for (const field of ['data', 'binaryData'] as const)
      if (validateImmutable(map[field], old[field], field).length > 0)
        errors.push(forbidden(field, 'field is immutable when `immutable` is set'));
  if (old.immutable && !map.immutable)
    errors.push(forbidden('immutable', 'field is immutable when `immutable` is set'));
  return errors;
}

/** Keys that a type of Secret must have. */
const secretKeys: Readonly<Record<string, readonly string[]>> = {
  'kubernetes.io/tls': ['tls.crt', 'tls.key'],
  'kubernetes.io/dockerconfigjson': ['.dockerconfigjson'],
  'kubernetes.io/dockercfg': ['.dockercfg'],
  'kubernetes.io/ssh-auth': ['ssh-privatekey'],
};

export function validateSecret(secret: k8s.Secret): FieldError[] {
  const errors = dataKeys(secret.data, 'data');
  for (const key of secretKeys[secret.type ?? ''] ?? [])
    if (secret.data === undefined || !Object.hasOwn(secret.data, key)) errors.push(required(`data[${key}]`));
  return errors;
}

export function validateSecretUpdate(secret: k8s.Secret, old: k8s.Secret): FieldError[] {
  const errors = validateImmutable(secret.type, old.type, 'type');
  if (old.immutable && validateImmutable(secret.data, old.data, 'data').length > 0)
    errors.push(forbidden('data', 'field is immutable when `immutable` is set'));
  if (old.immutable && !secret.immutable)
    errors.push(forbidden('immutable', 'field is immutable when `immutable` is set'));
  return [...errors, ...validateSecret(secret)];
}

/** What Deployments, ReplicaSets, DaemonSets and StatefulSets have in common. */
export function validateWorkload(
  object: k8s.Deployment | k8s.ReplicaSet | k8s.DaemonSet | k8s.StatefulSet,
): FieldError[] {
  const { spec } = object;
  const replicas = 'replicas' in spec ? spec.replicas : undefined;
  const errors = nonNegative('spec.replicas', replicas);
  const { selector, template } = spec;
  if (!selector) errors.push(required('spec.selector'));
  else {
    errors.push(...validateLabelSelector(selector, 'spec.selector'));
    if (Object.keys(selector.matchLabels ?? {}).length + (selector.matchExpressions ?? []).length === 0)
      errors.push(
        invalid(
          'spec.selector',
          selector,
          `empty selector is invalid for ${object.kind === 'Deployment' ? 'deployment' : object.kind.toLowerCase()}`,
        ),
      );
  }
  const labels = template?.metadata?.labels ?? {};
  if (selector && !labelSelectorMatches(selector, labels))
    errors.push(
      invalid('spec.template.metadata.labels', labels, '`selector` does not match template `labels`'),
    );
  errors.push(...validatePodTemplate(template, 'spec.template'));
  const policy = template?.spec?.restartPolicy;
  if (policy !== undefined && policy !== 'Always' && ['OnFailure', 'Never'].includes(policy))
    errors.push(notSupported('spec.template.spec.restartPolicy', policy, ['Always']));
  errors.push(...nonNegative('spec.minReadySeconds', spec.minReadySeconds));
  errors.push(
    ...nonNegative(
      'spec.revisionHistoryLimit',
      'revisionHistoryLimit' in spec ? spec.revisionHistoryLimit : undefined,
    ),
  );
  return errors;
}

export const validateWorkloadUpdate = (
  object: k8s.Deployment | k8s.ReplicaSet | k8s.DaemonSet | k8s.StatefulSet,
  old: k8s.Deployment | k8s.ReplicaSet | k8s.DaemonSet | k8s.StatefulSet,
): FieldError[] => [
  ...validateWorkload(object),
  ...validateImmutable(object.spec.selector, old.spec.selector, 'spec.selector'),
];

function jobSpec(spec: k8s.JobSpec, path: string): FieldError[] {
  const errors: FieldError[] = [];
  for (const field of [
    'parallelism',
    'completions',
    'activeDeadlineSeconds',
    'backoffLimit',
    'ttlSecondsAfterFinished',
  ] as const)
    errors.push(...nonNegative(`${path}.${field}`, spec[field]));
  errors.push(...validatePodTemplate(spec.template, `${path}.template`));
  const policy = spec.template?.spec?.restartPolicy;
  if (policy === undefined || policy === '' || policy === 'Always')
    errors.push(required(`${path}.template.spec.restartPolicy`, 'valid values: "OnFailure", "Never"'));
  if (spec.completionMode === 'Indexed' && spec.completions === undefined)
    errors.push(required(`${path}.completions`, 'when completion mode is Indexed'));
  return errors;
}

export const validateJob = (job: k8s.Job): FieldError[] => jobSpec(job.spec, 'spec');

export const validateJobUpdate = (job: k8s.Job, old: k8s.Job): FieldError[] => [
  ...validateJob(job),
  ...validateImmutable(job.spec.completions, old.spec.completions, 'spec.completions'),
  ...validateImmutable(job.spec.selector, old.spec.selector, 'spec.selector'),
  ...validateImmutable(job.spec.template, old.spec.template, 'spec.template'),
];

export function validateCronJob(cron: k8s.CronJob): FieldError[] {
  const errors: FieldError[] = [];
  if (!cron.spec.schedule) errors.push(required('spec.schedule'));
  errors.push(
    ...oneOf('spec.concurrencyPolicy', cron.spec.concurrencyPolicy, ['Allow', 'Forbid', 'Replace']),
  );
  if (cron.spec.jobTemplate?.spec)
    errors.push(...jobSpec(cron.spec.jobTemplate.spec, 'spec.jobTemplate.spec'));
  return errors;
}

export function validatePriorityClass(priority: k8s.PriorityClass): FieldError[] {
  const { name } = priority.metadata;
  const value = priority.value ?? 0;
  if (name.startsWith('system-') && !['system-node-critical', 'system-cluster-critical'].includes(name))
    return [
      forbidden(
        'metadata.name',
        "priority class names with 'system-' prefix are reserved for system use only. error: " +
          `${name} is not a known system priority class`,
      ),
    ];
  if (!name.startsWith('system-') && value > 1000000000)
    return [forbidden('value', 'maximum allowed value of a user defined priority is 1000000000')];
  return oneOf('preemptionPolicy', priority.preemptionPolicy, ['PreemptLowerPriority', 'Never'], false);
}

export const validatePriorityClassUpdate = (
  priority: k8s.PriorityClass,
  old: k8s.PriorityClass,
): FieldError[] => [
  ...((priority.value ?? 0) === (old.value ?? 0)
    ? []
    : [forbidden('value', 'may not be changed in an update.')]),
  ...validateImmutable(priority.preemptionPolicy, old.preemptionPolicy, 'preemptionPolicy'),
];

/** The rule for names of a resource. */
export const nameRules: Readonly<Record<string, (name: string) => string[]>> = {
  namespaces: isDns1123Label,
  services: isDns1035Label,
};
export const defaultNameRule = isDns1123Subdomain;
/** RBAC names may be any path segment. */
export function isPathSegmentName(name: string): string[] {
  if (name === '.' || name === '..') return [`may not be '${name}'`];
  return ['/', '%'].filter((char) => name.includes(char)).map((char) => `may not contain '${char}'`);
}
