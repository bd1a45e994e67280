import { newNotAcceptable } from './errors.ts';

/** What form of answer a client takes. */
export interface Accepted {
  /** `Table`, `PartialObjectMetadata(List)`, `APIGroupDiscoveryList`: another form of the object. */
  readonly as: string | undefined;
  readonly group: string | undefined;
  readonly version: string | undefined;
}

const PLAIN: Accepted = { as: undefined, group: undefined, version: undefined };

/** What the server of Kubernetes itself writes; only JSON is written here, which no client refuses beside the others. */
const MEDIA_TYPES = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf'];

/**
 * Choose the form of an answer by the Accept header: the first media type there that is JSON in a form that can be given.
 * Models apiserver pkg/endpoints/handlers/negotiation.
 * @param forms which `as` values this endpoint knows
 * @throws {ApiError} 406
 */
export function negotiate(accept: string | undefined, forms: readonly string[]): Accepted {
  if (accept === undefined || accept.trim() === '') return PLAIN;
  for (const clause of accept.split(',')) {
    const [type = '', ...parameters] = clause.split(';').map((part) => part.trim());
    if (!['application/json', '*/*', 'application/*'].includes(type)) continue;
    const values = new Map(parameters.map((parameter) => parameter.split('=', 2) as [string, string]));
    const as = values.get('as');
    if (as === undefined) return PLAIN;
    if (forms.includes(as)) return { as, group: values.get('g'), version: values.get('v') };
  }
  // A client that takes nothing but protobuf is refused, as a server without that encoding does.
  throw newNotAcceptable(MEDIA_TYPES);
}
