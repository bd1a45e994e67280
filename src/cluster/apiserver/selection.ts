import {
  fieldSelectorMatches,
  parseFieldSelector,
  parseSelector,
  SelectorError,
  selectorMatches,
} from '../../api/selector.ts';
import { newBadRequest } from './errors.ts';
import type { ApiObject } from './objects.ts';
import { queryValue } from './query.ts';
import type { ApiRequest } from './request.ts';
import type { Strategy } from './strategy.ts';

/** Which objects a list, a watch or a deletion of a collection is about. */
export interface Selection {
  /** Nothing is left out. */
  readonly all: boolean;
  matches(object: ApiObject): boolean;
}

/** The fields that every resource can be selected by. */
const COMMON_FIELDS = ['metadata.name', 'metadata.namespace'];

/** What `labelSelector` and `fieldSelector` of a request select, or the one object of that name. @throws {ApiError} 400 */
export function selectionOf(request: ApiRequest, strategy: Strategy, name?: string): Selection {
  const { fields = {} } = strategy;
  const [labels, terms] = parse(
    queryValue(request, 'labelSelector') ?? '',
    queryValue(request, 'fieldSelector') ?? '',
  );
  for (const { field } of terms)
    if (!COMMON_FIELDS.includes(field) && !Object.hasOwn(fields, field))
      throw newBadRequest(`field label not supported: ${field}`);
  const values = (object: ApiObject): Record<string, string> => {
    const { metadata } = object;
    const found: Record<string, string> = {
      'metadata.name': metadata.name,
      'metadata.namespace': metadata.namespace ?? '',
    };
    for (const { field } of terms) {
      const value = fields[field]?.(object);
      if (value !== undefined) found[field] = value;
    }
    return found;
  };
  return {
    all: labels.length === 0 && terms.length === 0 && name === undefined,
    matches: (object) =>
      (name === undefined || object.metadata.name === name) &&
      selectorMatches(labels, object.metadata.labels) &&
      (terms.length === 0 || fieldSelectorMatches(terms, values(object))),
  };
}

function parse(
  labels: string,
  fields: string,
): [ReturnType<typeof parseSelector>, ReturnType<typeof parseFieldSelector>] {
  try {
    return [parseSelector(labels), parseFieldSelector(fields)];
  } catch (error) {
    if (error instanceof SelectorError) throw newBadRequest(error.message);
    throw error;
  }
}
