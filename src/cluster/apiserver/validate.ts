import type { Resource } from '../../api/resources.ts';
import {
  fieldErrorBody,
  invalidCauses,
  validateCreate,
  validateStatusUpdate,
  validateUpdate,
} from '../../api/validation/index.ts';
import type { InvalidField } from './errors.ts';
import type { ApiObject } from './objects.ts';

/**
 * The API's own validation of an object, or of a change of one. Changes through subresources other than the status are taken as they
 * are: those let only one part of the object through.
 */
export function validateObject(
  resource: Resource<object>,
  object: ApiObject,
  old?: ApiObject,
  subresource?: string,
): readonly InvalidField[] {
  if (subresource !== undefined && subresource !== 'status') return [];
  const errors = !old
    ? validateCreate(resource, object)
    : subresource === 'status'
      ? validateStatusUpdate(resource, object, old)
      : validateUpdate(resource, object, old);
  const causes = invalidCauses(errors);
  return errors.map((error, index) => ({
    type: String(causes[index]?.reason ?? ''),
    field: error.field,
    message: fieldErrorBody(error),
  }));
}
