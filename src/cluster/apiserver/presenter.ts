import { resourceApiVersion } from '../../api/resources.ts';
import { toTable, type IncludeObject } from '../../api/table/index.ts';
import type { RequestScope } from './context.ts';
import { newBadRequest } from './errors.ts';
import { listBody, listMeta, type Listing } from './listing.ts';
import { withManagedFields } from './managed-fields/index.ts';
import { negotiate } from './negotiate.ts';
import type { ApiObject } from './objects.ts';
import { queryValue } from './query.ts';
import type { JsonObject } from './request.ts';
import { toServed } from './versions.ts';

/** The forms of an answer that are not the object itself. */
const FORMS = ['Table', 'PartialObjectMetadata', 'PartialObjectMetadataList'];

/** How a request wants its objects. Models apiserver pkg/endpoints/handlers response transformation. */
export interface Presenter {
  object(object: ApiObject): JsonObject;
  list(listing: Listing): JsonObject;
}

/** Read a request's Accept header. @throws {ApiError} 400, 406 */
export function presenter(scope: RequestScope): Presenter {
  const { as } = negotiate(scope.request.headers?.accept, FORMS);
  const managed = (object: ApiObject): ApiObject => withManagedFields(scope, object);
  const withFields = (listing: Listing): Listing =>
    scope.request.omitManagedFields ? listing : { ...listing, items: listing.items.map(managed) };
  if (as !== undefined) {
    const { object, list } = as === 'Table' ? tables(scope) : partial();
    return { object: (one) => object(managed(one)), list: (listing) => list(withFields(listing)) };
  }
  return {
    object: (object) => toServed(scope, managed(object)),
    list: (listing) => listBody(scope, withFields(listing)),
  };
}

function includeObject(scope: RequestScope): IncludeObject {
  const value = queryValue(scope.request, 'includeObject') ?? 'Metadata';
  if (value === '' || value === 'Metadata') return 'Metadata';
  if (value === 'Object' || value === 'None') return value;
  throw newBadRequest(`unrecognized includeObject value: ${JSON.stringify(value)}`);
}

function tables(scope: RequestScope): Presenter {
  const { resource, server } = scope;
  const include = includeObject(scope);
  const type = { kind: resource.kind, apiVersion: resourceApiVersion(resource) };
  const table = (objects: readonly ApiObject[], metadata: JsonObject): JsonObject =>
    toTable(resource, objects, { now: server.sim.time, includeObject: include, metadata });
  return {
    // A bookmark has no cells worth showing, but its object must carry the version.
    object: (object) => table([object], { resourceVersion: object.metadata.resourceVersion ?? '' }),
    list: (listing) =>
      table(
        listing.items.map((item) => ({ ...item, ...type })),
        listMeta(listing),
      ),
  };
}

function partial(): Presenter {
  const meta = ({ metadata }: ApiObject): JsonObject => ({
    kind: 'PartialObjectMetadata',
    apiVersion: 'meta.k8s.io/v1',
    metadata: metadata as unknown as JsonObject,
  });
  return {
    object: meta,
    list: (listing) => ({
      kind: 'PartialObjectMetadataList',
      apiVersion: 'meta.k8s.io/v1',
      metadata: listMeta(listing),
      items: listing.items.map(meta),
    }),
  };
}
