/** Pods. Models ValidatePodCreate, ValidatePodSpec, ValidatePodUpdate and ValidatePodStatusUpdate of pkg/apis/core/validation. */
import type { JsonObject, MutableJson } from '../json.ts';
import { cloneJson, equalJson } from '../json.ts';
import { isDns1123Label, isDns1123Subdomain } from '../names.ts';
import type { Container, Pod, PodSpec, PodTemplateSpec } from '../types.ts';
import { validateContainers, validateInitContainers } from './container.ts';
import type { FieldError } from './field.ts';
import { forbidden, invalid, invalids, nonNegative, oneOf, required } from './field.ts';
import { internalPodSpecJson } from './internal-json.ts';
import { validateAnnotations, validateLabels, validateObjectMeta, validateObjectMetaUpdate } from './meta.ts';
import { validateAffinity, validateTolerations, validateTopologySpread } from './scheduling.ts';
import { unifiedDiff } from './unified-diff.ts';
import { validateVolumes } from './volumes.ts';

const dnsPolicies = ['ClusterFirst', 'ClusterFirstWithHostNet', 'Default', 'None'];

/** As ValidatePodSpec. */
export function validatePodSpec(spec: PodSpec, path: string): FieldError[] {
  const errors = validateVolumes(spec.volumes ?? [], `${path}.volumes`);
  const volumes = new Set((spec.volumes ?? []).map((volume) => volume.name));
  errors.push(...validateContainers(spec, volumes, `${path}.containers`));
  errors.push(...validateInitContainers(spec, volumes, `${path}.initContainers`));
  errors.push(...oneOf(`${path}.restartPolicy`, spec.restartPolicy, ['Always', 'OnFailure', 'Never']));
  errors.push(...oneOf(`${path}.dnsPolicy`, spec.dnsPolicy, dnsPolicies));
  if (spec.terminationGracePeriodSeconds === undefined)
    errors.push(required(`${path}.terminationGracePeriodSeconds`));
  errors.push(...validateLabels(spec.nodeSelector, `${path}.nodeSelector`));
  for (const [i, secret] of (spec.imagePullSecrets ?? []).entries())
    if (!secret.name) errors.push(required(`${path}.imagePullSecrets[${i}].name`));
  errors.push(...validateAffinity(spec.affinity, `${path}.affinity`));
  errors.push(
    ...validateTopologySpread(spec.topologySpreadConstraints ?? [], `${path}.topologySpreadConstraints`),
  );
  if (spec.serviceAccountName)
    errors.push(
      ...invalids(
        `${path}.serviceAccountName`,
        spec.serviceAccountName,
        isDns1123Subdomain(spec.serviceAccountName),
      ),
    );
  if (spec.nodeName)
    errors.push(...invalids(`${path}.nodeName`, spec.nodeName, isDns1123Subdomain(spec.nodeName)));
  const deadline = spec.activeDeadlineSeconds;
  if (deadline !== undefined && (deadline < 1 || deadline > 2147483647))
    errors.push(
      invalid(`${path}.activeDeadlineSeconds`, deadline, 'must be between 1 and 2147483647, inclusive'),
    );
  if (spec.hostname)
    errors.push(...invalids(`${path}.hostname`, spec.hostname, isDns1123Label(spec.hostname)));
  if (spec.subdomain)
    errors.push(...invalids(`${path}.subdomain`, spec.subdomain, isDns1123Label(spec.subdomain)));
  errors.push(...validateTolerations(spec.tolerations ?? [], `${path}.tolerations`));
  if (spec.priorityClassName)
    errors.push(
      ...invalids(
        `${path}.priorityClassName`,
        spec.priorityClassName,
        isDns1123Subdomain(spec.priorityClassName),
      ),
    );
  if (spec.runtimeClassName)
    errors.push(
      ...invalids(
        `${path}.runtimeClassName`,
        spec.runtimeClassName,
        isDns1123Subdomain(spec.runtimeClassName),
      ),
    );
  errors.push(
    ...oneOf(`${path}.preemptionPolicy`, spec.preemptionPolicy, ['PreemptLowerPriority', 'Never'], false),
  );
  errors.push(...nonNegative(`${path}.terminationGracePeriodSeconds`, spec.terminationGracePeriodSeconds));
  return errors;
}

/** As ValidatePodTemplateSpec. */
export function validatePodTemplate(template: PodTemplateSpec | undefined, path: string): FieldError[] {
  const metadata = template?.metadata;
  const errors = [
    ...validateLabels(metadata?.labels, `${path}.labels`),
    ...validateAnnotations(metadata?.annotations, `${path}.annotations`),
    ...validatePodSpec(template?.spec ?? ({ containers: [] } as PodSpec), `${path}.spec`),
  ];
  if (template?.spec?.ephemeralContainers?.length)
    errors.push(
      forbidden(`${path}.spec.ephemeralContainers`, 'ephemeral containers not allowed in pod template'),
    );
  return errors;
}

/** As ValidatePodCreate. */
export function validatePod(pod: Pod): FieldError[] {
  const errors = validateObjectMeta(pod.metadata, true, isDns1123Subdomain);
  errors.push(...validatePodSpec(pod.spec, 'spec'));
  if (pod.spec.ephemeralContainers?.length)
    errors.push(forbidden('spec.ephemeralContainers', 'cannot be set on create'));
  const gates = pod.spec.schedulingGates ?? [];
  if (pod.spec.nodeName && gates.length > 0)
    errors.push(forbidden('spec.nodeName', 'cannot be set until all schedulingGates have been cleared'));
  return errors;
}

const updatable = [
  '`spec.containers[*].image`',
  '`spec.initContainers[*].image`',
  '`spec.activeDeadlineSeconds`',
  '`spec.tolerations` (only additions to existing tolerations)',
  '`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
].join(',');

function containerUpdates(
  containers: readonly Container[],
  old: readonly Container[],
  path: string,
): FieldError[] {
  if (containers.length !== old.length)
    return [forbidden(path, 'pod updates may not add or remove containers')];
  return [];
}

/** As ValidatePodUpdate. */
export function validatePodUpdate(pod: Pod, old: Pod): FieldError[] {
  const errors = validateObjectMetaUpdate(pod.metadata, old.metadata);
  errors.push(...validatePodSpec(pod.spec, 'spec'));
  const counts = [
    ...containerUpdates(pod.spec.containers, old.spec.containers, 'spec.containers'),
    ...containerUpdates(pod.spec.initContainers ?? [], old.spec.initContainers ?? [], 'spec.initContainers'),
  ];
  if (counts.length > 0) return [...errors, ...counts.slice(0, 1)];
  const [deadline, oldDeadline] = [pod.spec.activeDeadlineSeconds, old.spec.activeDeadlineSeconds];
  const deadlinePath = 'spec.activeDeadlineSeconds';
  if (deadline !== undefined && oldDeadline !== undefined && oldDeadline < deadline)
    return [...errors, invalid(deadlinePath, deadline, 'must be less than or equal to previous value')];
  if (deadline === undefined && oldDeadline !== undefined)
    errors.push(invalid(deadlinePath, null, 'must not update from a positive integer to nil value'));
  const withoutSeconds = (toleration: object): JsonObject =>
    ({ ...toleration, tolerationSeconds: undefined }) as JsonObject;
  const lost = (old.spec.tolerations ?? []).some(
    (toleration) =>
      !(pod.spec.tolerations ?? []).some((other) =>
        equalJson(withoutSeconds(other), withoutSeconds(toleration)),
      ),
  );
  if (lost)
    errors.push(
      forbidden('spec.tolerations', 'existing toleration can not be modified except its tolerationSeconds'),
    );
  const added = (pod.spec.schedulingGates ?? []).filter(
    (gate) => !old.spec.schedulingGates?.some((other) => other.name === gate.name),
  );
  for (const gate of added)
    errors.push(
      forbidden(
        'spec.schedulingGates',
        `only deletion is allowed, but found new scheduling gate '${gate.name}'`,
      ),
    );
  const munged = munge(pod, old);
  if (!equalJson(munged, old.spec as JsonObject)) {
    const diff = unifiedDiff(internalPodSpecJson(old.spec as JsonObject), internalPodSpecJson(munged));
    errors.push(forbidden('spec', `pod updates may not change fields other than ${updatable}\n${diff}`));
  }
  return errors;
}

/** The new spec with what may change put back. */
function munge(pod: Pod, old: Pod): JsonObject {
  const spec = cloneJson(pod.spec);
  spec.containers.forEach((container, i) => keep(container, old.spec.containers[i], 'image'));
  spec.initContainers?.forEach((container, i) => keep(container, old.spec.initContainers?.[i], 'image'));
  for (const field of ['activeDeadlineSeconds', 'tolerations', 'schedulingGates'] as const)
    keep(spec, old.spec, field);
  if ((old.spec.terminationGracePeriodSeconds ?? 0) < 0 && spec.terminationGracePeriodSeconds === 1)
    keep(spec, old.spec, 'terminationGracePeriodSeconds');
  // While gates hold a Pod, its node selection may still be narrowed.
  if ((old.spec.schedulingGates ?? []).length > 0)
    for (const field of ['nodeSelector', 'affinity'] as const) keep(spec, old.spec, field);
  return spec as JsonObject;
}

function keep(target: object, source: object | undefined, field: string): void {
  const from = (source ?? {}) as JsonObject;
  const to = target as MutableJson;
  if (from[field] === undefined) delete to[field];
  else to[field] = from[field];
}

/** As ValidatePodStatusUpdate. */
export function validatePodStatusUpdate(pod: Pod, old: Pod): FieldError[] {
  const errors = validateObjectMetaUpdate(pod.metadata, old.metadata);
  const nominated = pod.status?.nominatedNodeName;
  if (nominated)
    errors.push(...invalids('status.nominatedNodeName', nominated, isDns1123Subdomain(nominated)));
  return errors;
}
