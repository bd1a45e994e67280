import type { Resource } from '../../api/resources.ts';
import type { Simulation } from '../../sim/index.ts';
import type { ManagedRecord } from './managed-fields/record.ts';
import type { NodeConnectors } from './node-connector.ts';
import type { ApiObject } from './objects.ts';
import type { ApiRequest, Json } from './request.ts';
import { objectKey, type Store } from './store.ts';

/** What every part of one API server shares. */
export interface ServerContext {
  readonly sim: Simulation;
  readonly store: Store;
  readonly connectors: NodeConnectors;
}

/** One request on its way through the server. */
export interface RequestScope {
  readonly server: ServerContext;
  readonly request: ApiRequest;
  readonly resource: Resource<object>;
  /** Absent for cluster-wide resources and for requests over all namespaces. */
  readonly namespace: string | undefined;
  readonly name: string | undefined;
  readonly subresource: string | undefined;
  readonly user: string;
  /** Do everything but write. */
  readonly dryRun: boolean;
  readonly fieldManager: string;
  readonly fieldValidation: 'Strict' | 'Warn' | 'Ignore';
  /** Go out as Warning headers. */
  readonly warnings: string[];
  /** What the request has come to so far. */
  readonly outcome: Outcome;
}

/** Filled in on the way. */
export interface Outcome {
  /** Who owns what of the object that is going to be stored; without it whoever did before. */
  managed?: ManagedRecord;
  /** `metadata.managedFields` as the client wrote it. */
  claimed?: Json | undefined;
  /** The request speaks of managed fields, so it may change them alone. */
  claims?: boolean;
}

/** Group and plural name, as errors name a resource. */
export function groupResourceOf(resource: Resource<object>): { group: string; resource: string } {
  return { group: resource.group, resource: resource.name };
}

/** Where the objects of a resource are kept: the two kinds of Event are one. */
export function storageOf(resource: Resource<object>): string {
  return resource.name === 'events' ? '/events' : `${resource.group}/${resource.name}`;
}

/** An object in the store by resource, for admission and for the registries of others. */
export function stored<T extends object>(
  server: ServerContext,
  resource: Resource<T>,
  name: string,
  namespace?: string,
): (ApiObject & T) | undefined {
  const key = objectKey(resource.namespaced ? namespace : undefined, name);
  return server.store.get(storageOf(resource), key) as (ApiObject & T) | undefined;
}

/** Where a request's object of that name is in the store. */
export function placeOf(scope: RequestScope, name: string): [resource: string, key: string] {
  return [
    storageOf(scope.resource),
    objectKey(scope.resource.namespaced ? scope.namespace : undefined, name),
  ];
}
