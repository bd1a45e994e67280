import {
  fieldSelectorMatches,
  parseFieldSelector,
  parseSelector,
  SelectorError,
  selectorMatches,
} from '../../api/selector.ts';
import type { Resource } from '../../api/resources.ts';
import type { RequestScope } from './context.ts';
import { newBadRequest } from './errors.ts';
import type { ApiObject } from './objects.ts';
import { queryValue } from './query.ts';
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
export function selectionOf(scope: RequestScope, strategy: Strategy, name?: string): Selection {
  const { request } = scope;
  const { fields = {} } = strategy;
  const [labels, terms] = parse(
    queryValue(request, 'labelSelector') ?? '',
    queryValue(request, 'fieldSelector') ?? '',
  );
  for (const { field } of terms)
    if (!COMMON_FIELDS.includes(field) && !Object.hasOwn(fields, field))
      throw newBadRequest(unsupported(scope.resource, field));
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

/** Kinds whose own conversion refuses fields; the others share a generic one. Models the field label conversions of pkg/apis. */
const REFUSALS: Readonly<Record<string, (field: string) => string>> = {
  StatefulSet: (field) => `field label not supported for appsv1.StatefulSet: ${field}`,
  Job: (field) => `field label ${JSON.stringify(field)} not supported for batchv1.Job`,
  CertificateSigningRequest: (field) => `field label not supported for CertificateSigningRequest: ${field}`,
  ...Object.fromEntries(
    ['Pod', 'Node', 'ReplicationController', 'Event', 'Namespace', 'Secret', 'Service', 'ReplicaSet'].map(
      (kind) => [kind, (field: string) => `field label not supported: ${field}`],
    ),
  ),
};

function unsupported({ kind }: Resource<object>, field: string): string {
  const refusal = Object.hasOwn(REFUSALS, kind) ? REFUSALS[kind] : undefined;
  return (
    refusal?.(field) ??
    `${JSON.stringify(field)} is not a known field selector: only "metadata.name", "metadata.namespace"`
  );
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
