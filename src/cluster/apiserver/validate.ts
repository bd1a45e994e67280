import type { Resource } from '../../api/resources.ts';
import type { InvalidField } from './errors.ts';
import type { ApiObject } from './objects.ts';

/** The API's own validation of an object, or of a change of one. */
export function validateObject(
  _resource: Resource<object>,
  _object: ApiObject,
  _old?: ApiObject,
  _subresource?: string,
): readonly InvalidField[] {
  return [];
}
