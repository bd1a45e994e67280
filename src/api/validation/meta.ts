/** ObjectMeta and labels. Models k8s.io/apimachinery/pkg/api/validation. */
import type { LabelSelector, ObjectMeta } from '../types.ts';
import { isDns1123Label, isLabelValue, isQualifiedName } from '../names.ts';
import type { FieldError } from './field.ts';
import { equalJson } from '../json.ts';
import { forbidden, invalid, invalids, required, tooLong } from './field.ts';

export type NameRule = (name: string) => string[];

export function validateLabels(
  labels: Readonly<Record<string, string>> | undefined,
  path: string,
): FieldError[] {
  if (labels === undefined) return [];
  return Object.keys(labels)
    .sort()
    .flatMap((key) => [
      ...invalids(path, key, isQualifiedName(key)),
      ...invalids(path, labels?.[key] ?? '', isLabelValue(labels?.[key] ?? '')),
    ]);
}

export function validateAnnotations(
  annotations: Readonly<Record<string, string>> | undefined,
  path: string,
): FieldError[] {
  if (annotations === undefined) return [];
  const keys = Object.keys(annotations).sort();
  const errors = keys.flatMap((key) => invalids(path, key, isQualifiedName(key.toLowerCase())));
  const encoder = new TextEncoder();
  const size = keys.reduce((sum, key) => sum + encoder.encode(key + (annotations?.[key] ?? '')).length, 0);
  return size > 262144 ? [...errors, tooLong(path, 262144)] : errors;
}

/** As ValidateObjectMeta. */
export function validateObjectMeta(
  meta: ObjectMeta,
  namespaced: boolean,
  nameRule: NameRule,
  path = 'metadata',
): FieldError[] {
  const errors: FieldError[] = [];
  if (meta.generateName) {
    const prefix = meta.generateName.replace(/-$/, 'a');
    errors.push(...invalids(`${path}.generateName`, meta.generateName, nameRule(prefix)));
  }
  if (meta.name === '' || meta.name === undefined)
    errors.push(required(`${path}.name`, 'name or generateName is required'));
  else errors.push(...invalids(`${path}.name`, meta.name, nameRule(meta.name)));
  if (namespaced) {
    if (!meta.namespace) errors.push(required(`${path}.namespace`));
    else errors.push(...invalids(`${path}.namespace`, meta.namespace, isDns1123Label(meta.namespace)));
  } else if (meta.namespace) errors.push(forbidden(`${path}.namespace`, 'not allowed on this type'));
  if ((meta.generation ?? 0) < 0)
    errors.push(invalid(`${path}.generation`, meta.generation ?? 0, 'must be greater than or equal to 0'));
  errors.push(...validateLabels(meta.labels, `${path}.labels`));
  errors.push(...validateAnnotations(meta.annotations, `${path}.annotations`));
  (meta.ownerReferences ?? []).forEach((owner, i) => {
    const at = `${path}.ownerReferences[${i}]`;
    if (!owner.kind) errors.push(invalid(`${at}.kind`, '', 'must not be empty'));
    if (!owner.name) errors.push(invalid(`${at}.name`, '', 'must not be empty'));
    if (!owner.uid) errors.push(invalid(`${at}.uid`, '', 'must not be empty'));
  });
  (meta.finalizers ?? []).forEach((finalizer) => {
    errors.push(...invalids(`${path}.finalizers`, finalizer, isQualifiedName(finalizer)));
    if (!finalizer.includes('/') && !standardFinalizers.has(finalizer))
      errors.push(
        invalid(
          `${path}.finalizers`,
          finalizer,
          'name is neither a standard finalizer name nor is it fully qualified',
        ),
      );
  });
  return errors;
}

const standardFinalizers = new Set(['kubernetes', 'orphan', 'foregroundDeletion']);

/** As ValidateObjectMetaUpdate. */
export function validateObjectMetaUpdate(meta: ObjectMeta, old: ObjectMeta, path = 'metadata'): FieldError[] {
  const errors: FieldError[] = [];
  const immutable = (['name', 'namespace', 'uid', 'creationTimestamp', 'deletionTimestamp'] as const).filter(
    (field) => (meta[field] ?? '') !== (old[field] ?? ''),
  );
  if (old.deletionTimestamp !== undefined) {
    const added = (meta.finalizers ?? []).filter((finalizer) => !old.finalizers?.includes(finalizer));
    if (added.length > 0)
      errors.push(
        forbidden(
          `${path}.finalizers`,
          `no new finalizers can be added if the object is being deleted, found new finalizers []string{${added.map((f) => JSON.stringify(f)).join(', ')}}`,
        ),
      );
  }
  if (!meta.resourceVersion)
    errors.push(
      invalid(`${path}.resourceVersion`, meta.resourceVersion ?? '', 'must be specified for an update'),
    );
  for (const field of immutable) errors.push(immutableField(`${path}.${field}`, meta[field] ?? null));
  // The very same as before were judged before.
  if (meta.labels !== old.labels) errors.push(...validateLabels(meta.labels, `${path}.labels`));
  if (meta.annotations !== old.annotations)
    errors.push(...validateAnnotations(meta.annotations, `${path}.annotations`));
  return errors;
}

/** `Invalid value: …: field is immutable` */
export const immutableField = (field: string, value: Parameters<typeof invalid>[1]): FieldError =>
  invalid(field, value, 'field is immutable');

/** As ValidateImmutableField. */
export const validateImmutable = (
  value: Parameters<typeof invalid>[1] | undefined,
  old: Parameters<typeof invalid>[1] | undefined,
  path: string,
): FieldError[] => (equalJson(value, old) ? [] : [immutableField(path, value ?? null)]);

/** As metav1 validation's ValidateLabelSelector. */
export function validateLabelSelector(selector: LabelSelector | undefined, path: string): FieldError[] {
  if (!selector) return [];
  const errors = validateLabels(selector.matchLabels, `${path}.matchLabels`);
  (selector.matchExpressions ?? []).forEach(({ key, operator, values = [] }, i) => {
    const at = `${path}.matchExpressions[${i}]`;
    if ((operator === 'In' || operator === 'NotIn') && values.length === 0)
      errors.push(required(`${at}.values`, "must be specified when `operator` is 'In' or 'NotIn'"));
    else if ((operator === 'Exists' || operator === 'DoesNotExist') && values.length > 0)
      errors.push(
        forbidden(`${at}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"),
      );
    else if (!['In', 'NotIn', 'Exists', 'DoesNotExist'].includes(operator))
      errors.push(invalid(`${at}.operator`, operator, 'not a valid selector operator'));
    errors.push(...invalids(`${at}.key`, key, isQualifiedName(key)));
    values.forEach((value, j) => errors.push(...invalids(`${at}.values[${j}]`, value, isLabelValue(value))));
  });
  return errors;
}
