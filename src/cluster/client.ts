import { resourcePath, type Resource } from '../api/resources.ts';
import type { DeleteOptions } from '../api/types.ts';
import { ApiError, newUnknownResource, type Status } from './apiserver/errors.ts';
import type { ApiHandler, ApiRequest, ApiResponse, JsonObject, Watch } from './apiserver/request.ts';

export {
  ApiError,
  isAlreadyExists,
  isConflict,
  isForbidden,
  isGone,
  isInvalid,
  isNotFound,
  isTooManyRequests,
} from './apiserver/errors.ts';

/** Which objects of a collection. Selectors are in their text form. */
export interface ListOptions {
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
}

export interface WatchOptions extends ListOptions {
  /** Changes after it; without it the watch begins with all there is. */
  readonly resourceVersion?: string;
  readonly allowWatchBookmarks?: boolean;
  readonly timeoutSeconds?: number;
}

export type PatchType = 'strategic' | 'merge' | 'json' | 'apply';

const PATCH_TYPES: Readonly<Record<PatchType, string>> = {
  strategic: 'application/strategic-merge-patch+json',
  merge: 'application/merge-patch+json',
  json: 'application/json-patch+json',
  apply: 'application/apply-patch+yaml',
};

export interface PatchOptions {
  readonly subresource?: string;
  readonly fieldManager?: string;
}

/**
 * A client of the API server in the same page: typed by resource, synchronous, and as free of virtual time as the requests
 * themselves. What it returns is shared with the server's store: read-only, whatever its type says. Models client-go.
 * Every method throws {@link ApiError} with the Status of a request that failed.
 */
export class Client {
  readonly #handle: ApiHandler;
  readonly user: string;

  constructor(handle: ApiHandler, user: string) {
    this.#handle = handle;
    this.user = user;
  }

  get<T extends object>(resource: Resource<T>, name: string, namespace?: string): T {
    return this.#json<T>({ method: 'GET', path: resourcePath(resource, namespace, name) });
  }

  /** As {@link get}, but `undefined` when there is no such object. */
  find<T extends object>(resource: Resource<T>, name: string, namespace?: string): T | undefined {
    const response = this.request({ method: 'GET', path: resourcePath(resource, namespace, name) });
    if (response.kind === 'json' && response.status < 400) return response.body as T;
    if (response.kind === 'json' && response.body.reason === 'NotFound') return undefined;
    throw failure(response);
  }

  /** All objects, or one namespace's, in the order of their names. Unlike in a list on the wire, each has its kind. */
  list<T extends object>(
    resource: Resource<T>,
    options: ListOptions = {},
  ): { items: readonly T[]; resourceVersion: string } {
    const { namespace } = options;
    const path = resourcePath(resource, namespace);
    const list = this.#json<{ items: readonly T[]; metadata: { resourceVersion?: string } }>({
      method: 'GET',
      path,
      query: selectorQuery(options),
      typedItems: true,
    });
    return { items: list.items, resourceVersion: list.metadata.resourceVersion ?? '' };
  }

  create<T extends object>(resource: Resource<T>, object: Partial<T> & object, namespace?: string): T {
    return this.#json<T>({
      method: 'POST',
      path: resourcePath(resource, namespace ?? namespaceOf(object)),
      body: object as JsonObject,
    });
  }

  /** Replace an object; its resourceVersion, where it has one, must be the current one. */
  update<T extends object>(resource: Resource<T>, object: T): T {
    return this.#put(resource, object, '');
  }

  updateStatus<T extends object>(resource: Resource<T>, object: T): T {
    return this.#put(resource, object, '/status');
  }

  patch<T extends object>(
    resource: Resource<T>,
    name: string,
    namespace: string | undefined,
    type: PatchType,
    body: JsonObject | readonly JsonObject[],
    options: PatchOptions = {},
  ): T {
    const { subresource, fieldManager } = options;
    return this.#json<T>({
      method: 'PATCH',
      path: resourcePath(resource, namespace, name) + (subresource === undefined ? '' : `/${subresource}`),
      query: fieldManager === undefined ? [] : [['fieldManager', fieldManager]],
      headers: { 'content-type': PATCH_TYPES[type] },
      body: body as JsonObject,
    });
  }

  /** Delete an object, or begin to. A pod's `gracePeriodSeconds: 0` is what a kubelet sends when its containers are gone. */
  delete<T extends object>(
    resource: Resource<T>,
    name: string,
    namespace?: string,
    options: DeleteOptions = {},
  ): void {
    this.#json({
      method: 'DELETE',
      path: resourcePath(resource, namespace, name),
      body: options as JsonObject,
    });
  }

  /** POST to a subresource: `binding`, `eviction`, `token`. */
  createSubresource<T extends object, R = Status>(
    resource: Resource<T>,
    name: string,
    namespace: string | undefined,
    subresource: string,
    body: object,
  ): R {
    const path = `${resourcePath(resource, namespace, name)}/${subresource}`;
    return this.#json<R>({ method: 'POST', path, body: body as JsonObject });
  }

  watch<T extends object>(resource: Resource<T>, options: WatchOptions = {}): Watch {
    const { resourceVersion, allowWatchBookmarks, timeoutSeconds } = options;
    const query: [string, string][] = [['watch', 'true'], ...selectorQuery(options)];
    if (resourceVersion !== undefined) query.push(['resourceVersion', resourceVersion]);
    if (allowWatchBookmarks) query.push(['allowWatchBookmarks', 'true']);
    if (timeoutSeconds !== undefined) query.push(['timeoutSeconds', String(timeoutSeconds)]);
    const response = this.request({ method: 'GET', path: resourcePath(resource, options.namespace), query });
    if (response.kind !== 'watch') throw failure(response);
    return response.watch;
  }

  /** Any request, as this client's user. Does not throw: the answer is the server's. */
  request(request: ApiRequest): ApiResponse {
    return this.#handle({ omitManagedFields: true, ...request, user: request.user ?? this.user });
  }

  #put<T extends object>(resource: Resource<T>, object: T, suffix: string): T {
    const { name } = (object as { metadata?: { name?: string } }).metadata ?? {};
    return this.#json<T>({
      method: 'PUT',
      path: resourcePath(resource, namespaceOf(object), name ?? '') + suffix,
      body: object as JsonObject,
    });
  }

  #json<T>(request: ApiRequest): T {
    const response = this.request(request);
    if (response.kind !== 'json' || response.status >= 400) throw failure(response);
    return response.body as T;
  }
}

function namespaceOf(object: object): string | undefined {
  return (object as { metadata?: { namespace?: string } }).metadata?.namespace;
}

function selectorQuery({ labelSelector, fieldSelector }: ListOptions): [string, string][] {
  const query: [string, string][] = [];
  if (labelSelector) query.push(['labelSelector', labelSelector]);
  if (fieldSelector) query.push(['fieldSelector', fieldSelector]);
  return query;
}

/** The error of an answer that is not the one expected. */
function failure(response: ApiResponse): ApiError {
  if (response.kind === 'json' && response.body.kind === 'Status')
    return new ApiError(response.body as unknown as Status);
  return newUnknownResource();
}
