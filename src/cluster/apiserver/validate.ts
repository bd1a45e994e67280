import type { Resource } from '../../api/resources.ts';
import {
  invalidCauses,
  validateCreate,
  validateStatusUpdate,
  validateUpdate,
} from '../../api/validation/index.ts';
import type { FieldError } from '../../api/validation/index.ts';
import type { KubernetesObject } from '../../api/types.ts';
import type { InvalidField } from './errors.ts';
import type { ApiObject } from './objects.ts';

/** The API's own validation of an object, or of a change of one. */
export function validateObject(
  resource: Resource<object>,
  object: ApiObject,
  old?: ApiObject,
  subresource?: string,
): readonly InvalidField[] {
  return invalidCauses(errorsOf(resource, object, old, subresource)).map(({ reason, field, message }) => ({
    type: reason,
    field,
    message,
  }));
}

function errorsOf(
  resource: Resource<object>,
  object: ApiObject,
  old: ApiObject | undefined,
  subresource: string | undefined,
): readonly FieldError[] {
  // Decoding has seen to it that the object has its kind's form.
  const next = object as unknown as KubernetesObject;
  const before = old as unknown as KubernetesObject | undefined;
  if (before === undefined) return validateCreate(resource, next);
  if (subresource === undefined) return validateUpdate(resource, next, before);
  return subresource === 'status' ? validateStatusUpdate(resource, next, before) : [];
}
