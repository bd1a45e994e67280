import { resourceApiVersion, type Resource } from '../../api/resources.ts';
import { admit, type AdmissionPlugin } from './admission/plugin.ts';
import { applyObject } from './applying.ts';
import { componentStatus, componentStatuses } from './component-status.ts';
import { contentType, decodeBody, decodeObject, deleteOptions } from './codec.ts';
import { groupResourceOf, placeOf, type RequestScope } from './context.ts';
import { deleteObject } from './deletion.ts';
import { newBadRequest, newConflict, newMethodNotSupported, type DeletedStatus } from './errors.ts';
import { listObjects } from './listing.ts';
import { trackUpdate } from './managed-fields/index.ts';
import { withMeta, type ApiObject } from './objects.ts';
import { checkPatchOptions } from './options.ts';
import { APPLY_PATCH } from './patch-types.ts';
import { applyPatch } from './patching.ts';
import { presenter } from './presenter.ts';
import { queryFlag } from './query.ts';
import {
  createObject,
  getObject,
  inNamespace,
  typed,
  updateObject,
  updatePart,
  updateStatus,
} from './registry.ts';
import type { ApiResponse, JsonObject } from './request.ts';
import type { Strategies, Strategy } from './strategy.ts';
import { toServed, toStored } from './versions.ts';
import { watchObjects } from './watching.ts';

/** What the verbs on a resource need besides the request. */
export interface HandlerOptions {
  readonly plugins: readonly AdmissionPlugin[];
  readonly strategies: Strategies;
}

/** What a request for an old API is warned of. Models pkg/endpoints/deprecation over the API types' lifecycle. */
const DEPRECATED: Readonly<Record<string, string>> = {
  'v1 ComponentStatus': 'v1 ComponentStatus is deprecated in v1.19+',
  'v1 Endpoints': 'v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice',
};

/** The verbs on a resource and on its status. Models apiserver pkg/endpoints/handlers. */
export function handleResource(scope: RequestScope, options: HandlerOptions): ApiResponse {
  const { resource, request, name } = scope;
  const strategy = options.strategies(resource);
  const verb = verbOf(scope);
  if (!allowsVerb(resource, scope.subresource, verb))
    throw newMethodNotSupported(groupResourceOf(resource), actionOf(verb));
  if (resource.namespaced && scope.namespace === undefined && name === undefined && request.method === 'POST')
    throw newBadRequest('an empty namespace may not be set during creation');
  const deprecated = DEPRECATED[`${resourceApiVersion(resource)} ${resource.kind}`];
  if (deprecated) scope.warnings.push(deprecated);
  const components = componentStatuses(scope);
  switch (verb) {
    case 'get':
      return answer(
        scope,
        200,
        components ? componentStatus(components, name ?? '') : getObject(scope, name ?? ''),
      );
    case 'list': {
      const present = presenter(scope);
      const listing = components ? { items: components, resourceVersion: '' } : listObjects(scope, strategy);
      return json(scope, 200, present.list(listing));
    }
    case 'watch': {
      const { object: present } = presenter(scope);
      return { kind: 'watch', status: 200, watch: watchObjects(scope, strategy, present) };
    }
    case 'create':
      return answer(scope, 201, create(scope, strategy, options, toStored(scope, decodeBody(scope))));
    case 'update':
      return answer(scope, 200, update(scope, strategy, options));
    case 'patch': {
      const [object, status] = patch(scope, strategy, options);
      return answer(scope, status, object);
    }
    case 'delete':
      return remove(scope, strategy, options, name ?? '');
    default:
      return removeCollection(scope, strategy, options);
  }
}

/** The API verb of a request. Models RequestInfo's verbs. */
function verbOf(scope: RequestScope): string {
  const { request, name } = scope;
  switch (request.method) {
    case 'GET':
      if (queryFlag(request, 'watch')) return 'watch';
      return name === undefined ? 'list' : 'get';
    case 'POST':
      return 'create';
    case 'PUT':
      return 'update';
    case 'PATCH':
      return 'patch';
    case 'DELETE':
      return name === undefined ? 'deletecollection' : 'delete';
  }
}

function allowsVerb(resource: Resource<object>, subresource: string | undefined, verb: string): boolean {
  if (subresource === undefined) return resource.verbs.includes(verb);
  const found = resource.subresources.find(({ name }) => name === subresource);
  return found !== undefined && found.verbs.includes(verb);
}

/** What the refusal of a verb calls it: the HTTP method for most. */
function actionOf(verb: string): string {
  return verb === 'create' ? 'POST' : verb;
}

export function json(scope: RequestScope, status: number, body: JsonObject): ApiResponse {
  const { warnings } = scope;
  return { kind: 'json', status, body, ...(warnings.length > 0 && { warnings }) };
}

/** An object in the form that was asked for. */
export function answer(scope: RequestScope, status: number, object: ApiObject): ApiResponse {
  return json(scope, status, presenter(scope).object(typed(scope, object)));
}

export function create(
  scope: RequestScope,
  strategy: Strategy,
  { plugins }: HandlerOptions,
  decoded: ApiObject,
): ApiObject {
  const object = inNamespace(scope, decoded);
  if (!scope.outcome.managed) trackUpdate(scope, object, undefined);
  const admitted = admit(plugins, { operation: 'CREATE', scope, object, old: undefined });
  return createObject(scope, strategy, admitted ?? object);
}

/** The object's name is the path's. */
function checkName(scope: RequestScope, object: ApiObject): ApiObject {
  const { name } = object.metadata;
  if (name && name !== scope.name)
    throw newBadRequest(
      `the name of the object (${name}) does not match the name on the URL (${scope.name ?? ''})`,
    );
  return name ? object : withMeta(object, { name: scope.name });
}

function update(scope: RequestScope, strategy: Strategy, options: HandlerOptions): ApiObject {
  const existing = scope.server.store.get(...placeOf(scope, scope.name ?? ''));
  const object = inNamespace(scope, checkName(scope, toStored(scope, decodeBody(scope, existing))));
  if (!existing && strategy.createOnUpdate && scope.subresource === undefined)
    return create(scope, strategy, options, object);
  const old = getObject(scope, scope.name ?? '');
  trackUpdate(scope, object, old);
  return store(scope, strategy, options, object, old);
}

/** Run an update through admission and into the store, whole or as its status. */
function store(
  scope: RequestScope,
  strategy: Strategy,
  { plugins }: HandlerOptions,
  object: ApiObject,
  old: ApiObject,
): ApiObject {
  const admitted = admit(plugins, { operation: 'UPDATE', scope, object, old }) ?? object;
  const { subresource } = scope;
  if (subresource === undefined) return updateObject(scope, strategy, admitted, old);
  if (subresource === 'status') return updateStatus(scope, strategy, admitted, old);
  return updatePart(scope, strategy, admitted, old, subresource);
}

/** @returns the object, and whether it is new: an apply makes what is not there */
function patch(scope: RequestScope, strategy: Strategy, options: HandlerOptions): [ApiObject, 200 | 201] {
  const type = contentType(scope.request);
  checkPatchOptions(scope, type);
  if (type === APPLY_PATCH) return apply(scope, strategy, options);
  const old = getObject(scope, scope.name ?? '');
  const { object: patched, reading } = applyPatch(scope, type, toServed(scope, old));
  const object = inNamespace(
    scope,
    checkName(scope, toStored(scope, decodeObject(scope, patched, old, [], reading))),
  );
  trackUpdate(scope, object, old);
  return [store(scope, strategy, options, object, old), 200];
}

function apply(scope: RequestScope, strategy: Strategy, options: HandlerOptions): [ApiObject, 200 | 201] {
  const old = scope.server.store.get(...placeOf(scope, scope.name ?? ''));
  if (!old && scope.subresource !== undefined) getObject(scope, scope.name ?? '');
  const object = checkName(scope, applyObject(scope, old));
  if (old) return [store(scope, strategy, options, inNamespace(scope, object), old), 200];
  const { uid } = object.metadata;
  if (uid)
    throw newConflict(
      groupResourceOf(scope.resource),
      scope.name ?? '',
      `uid mismatch: the provided object specified uid ${uid}, and no existing object was found`,
    );
  return [create(scope, strategy, options, object), 201];
}

function remove(
  scope: RequestScope,
  strategy: Strategy,
  { plugins }: HandlerOptions,
  name: string,
): ApiResponse {
  const asked = deleteOptions(scope.request);
  const dry = scope.dryRun || (asked.dryRun ?? []).includes('All');
  const old = scope.server.store.get(...placeOf(scope, scope.name ?? ''));
  admit(plugins, { operation: 'DELETE', scope, object: undefined, old });
  const { body } = deleteObject({ ...scope, dryRun: dry }, strategy, name, asked);
  return body.kind === 'Status'
    ? json(scope, 200, statusBody(body as DeletedStatus))
    : answer(scope, 200, body as ApiObject);
}

const statusBody = (status: DeletedStatus): JsonObject => status as unknown as JsonObject;

/** Deletes what a list would list. */
function removeCollection(scope: RequestScope, strategy: Strategy, { plugins }: HandlerOptions): ApiResponse {
  const listing = listObjects(scope, strategy);
  const asked = deleteOptions(scope.request);
  const dryRun = scope.dryRun || (asked.dryRun ?? []).includes('All');
  for (const item of listing.items) {
    const { name, namespace } = item.metadata;
    const one: RequestScope = { ...scope, dryRun, name, namespace: namespace ?? scope.namespace };
    admit(plugins, { operation: 'DELETE', scope: one, object: undefined, old: item });
    deleteObject(one, strategy, name, asked);
  }
  return json(scope, 200, presenter(scope).list(listing));
}
