import { aggregated, coreVersions, groupDocument, groupList, resourceList } from './discovery.ts';
import { newNotImplemented } from './errors.ts';
import { handleHealth } from './health.ts';
import { negotiate } from './negotiate.ts';
import { openapi } from './openapi.ts';
import type { ApiRequest, ApiResponse, JsonObject } from './request.ts';

const GIT_VERSION = 'v1.35.2';

/** What `/version` says: minikube's Kubernetes. */
export const VERSION: JsonObject = {
  major: '1',
  minor: '35',
  emulationMajor: '1',
  emulationMinor: '35',
  minCompatibilityMajor: '1',
  minCompatibilityMinor: '34',
  gitVersion: GIT_VERSION,
  gitCommit: 'fdc9d74cbf2da6754ebf81d56f80ae2948cd6425',
  gitTreeState: 'clean',
  buildDate: '2026-02-26T20:05:34Z',
  goVersion: 'go1.25.7',
  compiler: 'gc',
  platform: 'linux/amd64',
};

const json = (body: JsonObject | undefined): ApiResponse | undefined =>
  body && { kind: 'json', status: 200, body };

/** Answers that do not depend on what is stored: version, health, discovery and schemas; `undefined` for other paths. */
export function handleDocument(request: ApiRequest): ApiResponse | undefined {
  if (request.method !== 'GET') return undefined;
  const parts = request.path.split('/').filter((part) => part !== '');
  const path = `/${parts.join('/')}`;
  const health = handleHealth(request);
  if (health) return health;
  if (path === '/metrics') throw newNotImplemented('the metrics of the API server are not simulated');
  if (path === '/version') return json(VERSION);
  if (parts[0] === 'openapi') return openapi(parts.slice(1), GIT_VERSION, request.headers?.accept);
  if (path === '/api' || path === '/apis') return discover(request, path === '/api');
  if (parts[0] === 'api' && parts.length === 2) return json(resourceList('', parts[1] ?? ''));
  if (parts[0] === 'apis' && parts.length === 2) return json(groupDocument(parts[1] ?? ''));
  if (parts[0] === 'apis' && parts.length === 3) return json(resourceList(parts[1] ?? '', parts[2] ?? ''));
  return undefined;
}

function discover(request: ApiRequest, core: boolean): ApiResponse {
  const { as, group, version = 'v2' } = negotiate(request.headers?.accept, ['APIGroupDiscoveryList']);
  if (as === undefined) return { kind: 'json', status: 200, body: core ? coreVersions() : groupList() };
  const contentType = `application/json;g=${group ?? 'apidiscovery.k8s.io'};v=${version};as=${as}`;
  return { kind: 'json', status: 200, body: aggregated(core, version), contentType };
}
