import { findResource } from '../../api/resources.ts';
import type { Simulation } from '../../sim/index.ts';
import { Client } from '../client.ts';
import { admissionPlugins } from './admission/index.ts';
import { bootstrap } from './bootstrap.ts';
import type { RequestScope, ServerContext } from './context.ts';
import { handleDocument } from './documents.ts';
import { ApiError } from './errors.ts';
import { expireEvents } from './event-ttl.ts';
import { handleResource, type HandlerOptions } from './handlers.ts';
import { NodeConnectors } from './node-connector.ts';
import { checkWriteOptions } from './options.ts';
import { parsePath, type RequestInfo } from './path.ts';
import { queryFlag, queryValue, queryValues } from './query.ts';
import type { ApiHandler, ApiRequest, ApiResponse, JsonObject } from './request.ts';
import { handleReview } from './reviews.ts';
import { Store } from './store.ts';
import { strategyFor } from './strategies/index.ts';
import { handleSubresource } from './subresources/index.ts';

export interface ApiServerOptions {
  readonly sim: Simulation;
  /** How many past changes of one resource a watch may start from. */
  readonly watchWindow?: number;
  /** Names of admission plugins to leave out, as kube-apiserver's flag of that name: without `ServiceAccount`, pods need no account. */
  readonly disableAdmissionPlugins?: readonly string[];
}

export interface ApiServer {
  /** Answers requests. One from outside the simulation should come after `sim.settle()`. */
  readonly handle: ApiHandler;
  readonly store: Store;
  /** Where kubelets make their nodes reachable for logs, exec and attach. */
  readonly connectors: NodeConnectors;
}

/** Who asks when a request does not say: what minikube's kubeconfig authenticates as. */
const DEFAULT_USER = 'minikube-user';

/** Make an API server with nothing in it but what it makes for itself (see bootstrap.ts). Models kube-apiserver. */
export function createApiServer({
  sim,
  watchWindow,
  disableAdmissionPlugins = [],
}: ApiServerOptions): ApiServer {
  const store = new Store(watchWindow === undefined ? {} : { window: watchWindow });
  expireEvents(sim, store);
  const connectors = new NodeConnectors();
  const context: ServerContext = { sim, store, connectors };
  const plugins = admissionPlugins.filter(({ name }) => !disableAdmissionPlugins.includes(name));
  const options: HandlerOptions = { plugins, strategies: strategyFor };
  const handle: ApiHandler = (request) => {
    try {
      return route(context, options, request);
    } catch (error) {
      return failed(error);
    }
  };
  bootstrap(new Client(handle, 'system:apiserver'));
  return { handle, store, connectors };
}

const notFound: ApiResponse = { kind: 'text', status: 404, body: '404 page not found\n' };

function route(server: ServerContext, options: HandlerOptions, request: ApiRequest): ApiResponse {
  const info = parsePath(request.path);
  // What names a resource is no document.
  const document = info?.resource ? undefined : handleDocument(request);
  if (document) return document;
  const scope = info && scopeOf(server, request, info);
  if (!scope) return notFound;
  try {
    return handleReview(scope) ?? handleSubresource(scope, options) ?? handleResource(scope, options);
  } catch (error) {
    return failed(error, scope.warnings);
  }
}

/** The answer to a request that was refused; what it was warned of goes with it. */
function failed(error: unknown, warnings: readonly string[] = []): ApiResponse {
  if (!(error instanceof ApiError)) throw error;
  const { status } = error;
  const body = status as unknown as JsonObject;
  return { kind: 'json', status: status.code, body, ...(warnings.length > 0 && { warnings }) };
}

/** What a request is about; `undefined` when there is no such resource. @throws {ApiError} 400 */
function scopeOf(
  server: ServerContext,
  request: ApiRequest,
  { group, version, resource: plural, namespace, name, subresource, watch }: RequestInfo,
): RequestScope | undefined {
  const resource = findResource(group, version, plural);
  if (!resource) return undefined;
  if (namespace !== undefined && !resource.namespaced) return undefined;
  if (resource.namespaced && namespace === undefined && name !== undefined) return undefined;
  if (subresource !== undefined && !resource.subresources.some((sub) => sub.name === subresource))
    return undefined;
  checkWriteOptions(request);
  const dryRun = queryValues(request, 'dryRun');
  const validation = queryValue(request, 'fieldValidation') || 'Warn';
  return {
    server,
    request:
      watch && !queryFlag(request, 'watch')
        ? { ...request, query: [...(request.query ?? []), ['watch', 'true']] }
        : request,
    resource,
    namespace,
    name,
    subresource,
    user: request.user ?? DEFAULT_USER,
    dryRun: dryRun.length > 0,
    fieldManager: queryValue(request, 'fieldManager') ?? agentOf(request),
    fieldValidation: validation as RequestScope['fieldValidation'],
    warnings: [],
    outcome: {},
  };
}

/**
 * Who writes, where the request does not say: its user agent up to the slash. Clients in the page send none; theirs is the name of the
 * program that they are. Models managerOrUserAgent.
 */
function agentOf({ headers, user = '' }: ApiRequest): string {
  const agent = headers?.['user-agent'];
  if (agent !== undefined) return agent.split('/')[0] ?? '';
  if (user.startsWith('system:node:')) return 'kubelet';
  return PROGRAMS[user] ?? user;
}

/** The programs behind users, where they are called otherwise. */
const PROGRAMS: Readonly<Record<string, string>> = {
  'system:apiserver': 'kube-apiserver',
  'system:kube-controller-manager': 'kube-controller-manager',
  'system:kube-scheduler': 'kube-scheduler',
  'kubernetes-admin': 'kubeadm',
};
