import type { Resource } from '../../api/resources.ts';
import type { RequestScope, ServerContext } from './context.ts';
import type { InvalidField } from './errors.ts';
import type { ApiObject } from './objects.ts';

/** What a resource does its own way when it is written. Models apiserver pkg/registry/rest's strategies. */
export interface Strategy {
  /** Its metadata.generation counts changes of what was asked for. */
  readonly generation?: boolean;
  /** Its status is kept at a creation (a node brings its own). */
  readonly keepsStatus?: boolean;
  /** Fill in what the server decides; runs before validation. The status is gone already, unless it is kept. */
  prepareForCreate?(object: ApiObject, scope: RequestScope): ApiObject;
  /** As {@link prepareForCreate}; the status is the old one's already. */
  prepareForUpdate?(object: ApiObject, old: ApiObject, scope: RequestScope): ApiObject;
  /** For the status subresource; everything but the status is the old one's already. */
  prepareForStatusUpdate?(object: ApiObject, old: ApiObject): ApiObject;
  /** Further errors, beyond those of the API's own validation. */
  validate?(object: ApiObject, old: ApiObject | undefined, scope: RequestScope): readonly InvalidField[];
  /** The grace period of a deletion in seconds; without it objects go at once. `asked` is the client's wish. */
  gracePeriod?(object: ApiObject, asked: number | undefined): number;
  /** Called before an object goes; may answer with the object as it shall stay for now (a namespace that empties). */
  beforeDelete?(object: ApiObject, scope: RequestScope): ApiObject | undefined;
  /** After the object is gone: give back what it held. */
  afterDelete?(object: ApiObject, server: ServerContext): void;
  /** A PUT of an object that is not there creates it. */
  readonly createOnUpdate?: boolean;
  /** What a field selector may ask for besides metadata.name and metadata.namespace. */
  readonly fields?: Readonly<Record<string, (object: ApiObject) => string>>;
  /** DELETE answers with the object rather than with a Status. */
  readonly returnsDeleted?: boolean;
}

export type Strategies = (resource: Resource<object>) => Strategy;
