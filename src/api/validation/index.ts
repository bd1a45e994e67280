/**
 * Validation of objects that are decoded and defaulted, in the API server's words. Models the validation packages of pkg/apis.
 */
import type { Resource } from '../resources.ts';
import { groupResource } from '../resources.ts';
import type * as k8s from '../types.ts';
import type { FieldError } from './field.ts';
import { validateObjectMeta, validateObjectMetaUpdate } from './meta.ts';
import * as others from './others.ts';
import * as storage from './storage.ts';
import { validatePod, validatePodStatusUpdate, validatePodUpdate } from './pod.ts';

export {
  aggregateText,
  fieldErrorBody,
  fieldErrorText,
  invalidCauses,
  invalidMessage,
  type FieldError,
  type FieldErrorType,
} from './field.ts';

interface Rules<T> {
  /** Besides metadata. */
  readonly create?: (object: T) => FieldError[];
  readonly update?: (object: T, old: T) => FieldError[];
}

const rules = <T>(create: Rules<T>['create'], update?: Rules<T>['update']): Rules<never> =>
  ({ create, update: update ?? create }) as unknown as Rules<never>;

const byResource: Readonly<Record<string, Rules<never>>> = {
  nodes: rules(others.validateNode, others.validateNodeUpdate),
  services: rules(others.validateService, others.validateServiceUpdate),
  configmaps: rules(others.validateConfigMap, others.validateConfigMapUpdate),
  secrets: rules(others.validateSecret, others.validateSecretUpdate),
  'deployments.apps': rules(others.validateWorkload, others.validateWorkloadUpdate),
  'replicasets.apps': rules(others.validateWorkload, others.validateWorkloadUpdate),
  'daemonsets.apps': rules(others.validateWorkload, others.validateWorkloadUpdate),
  'statefulsets.apps': rules(others.validateWorkload, others.validateWorkloadUpdate),
  'jobs.batch': rules(others.validateJob, others.validateJobUpdate),
  'cronjobs.batch': rules(others.validateCronJob),
  persistentvolumeclaims: rules(storage.validateClaim, storage.validateClaimUpdate),
  persistentvolumes: rules(storage.validateVolume, storage.validateVolumeUpdate),
  'storageclasses.storage.k8s.io': rules(storage.validateStorageClass, storage.validateStorageClassUpdate),
  'priorityclasses.scheduling.k8s.io': rules(
    others.validatePriorityClass,
    others.validatePriorityClassUpdate,
  ),
};

const rulesOf = (resource: Resource<object>): Rules<object> => {
  const name = groupResource(resource);
  // Rules are only ever given objects of their own resource.
  return Object.hasOwn(byResource, name) ? (byResource[name] as unknown as Rules<object>) : {};
};

function nameRule(resource: Resource<object>): (name: string) => string[] {
  const name = groupResource(resource);
  if (resource.group === 'rbac.authorization.k8s.io') return others.isPathSegmentName;
  return Object.hasOwn(others.nameRules, name)
    ? (others.nameRules[name] ?? others.defaultNameRule)
    : others.defaultNameRule;
}

const isPods = (resource: Resource<object>): boolean => groupResource(resource) === 'pods';

/** What is wrong with a new object; empty where nothing is. */
export function validateCreate(resource: Resource<object>, object: k8s.KubernetesObject): FieldError[] {
  if (isPods(resource)) return validatePod(object as k8s.Pod);
  return [
    ...validateObjectMeta(object.metadata, resource.namespaced, nameRule(resource)),
    ...(rulesOf(resource).create?.(object) ?? []),
  ];
}

/** What is wrong with a change of an object. */
export function validateUpdate(
  resource: Resource<object>,
  object: k8s.KubernetesObject,
  old: k8s.KubernetesObject,
): FieldError[] {
  if (isPods(resource)) return validatePodUpdate(object as k8s.Pod, old as k8s.Pod);
  return [
    ...validateObjectMetaUpdate(object.metadata, old.metadata),
    ...(rulesOf(resource).update?.(object, old) ?? []),
  ];
}

/** What is wrong with a change of an object's status. */
export function validateStatusUpdate(
  resource: Resource<object>,
  object: k8s.KubernetesObject,
  old: k8s.KubernetesObject,
): FieldError[] {
  if (isPods(resource)) return validatePodStatusUpdate(object as k8s.Pod, old as k8s.Pod);
  return validateObjectMetaUpdate(object.metadata, old.metadata);
}

/** `Pod`, `Deployment.apps`: how messages name a kind. */
export const qualifiedKind = (resource: Resource<object>): string =>
  resource.group === '' ? resource.kind : `${resource.kind}.${resource.group}`;
