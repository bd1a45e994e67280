import type { ApiRequest, ApiResponse, JsonObject } from './request.ts';

/** What `/version` says: minikube's Kubernetes. */
export const VERSION: JsonObject = {
  major: '1',
  minor: '35',
  emulationMajor: '1',
  emulationMinor: '35',
  minCompatibilityMajor: '1',
  minCompatibilityMinor: '34',
  gitVersion: 'v1.35.0',
  gitCommit: '66452049f3d692768c39c797b21b793dce80314e',
  gitTreeState: 'clean',
  buildDate: '2025-12-17T12:32:07Z',
  goVersion: 'go1.25.5',
  compiler: 'gc',
  platform: 'linux/amd64',
};

const text = (body: string): ApiResponse => ({ kind: 'text', status: 200, body });

/** Answers that do not depend on what is stored: version, health, discovery and schemas; `undefined` for other paths. */
export function handleDocument(request: ApiRequest): ApiResponse | undefined {
  if (request.method !== 'GET') return undefined;
  const path = request.path.replace(/(.)\/$/, '$1');
  switch (path) {
    case '/version':
      return { kind: 'json', status: 200, body: VERSION };
    case '/healthz':
    case '/livez':
    case '/readyz':
      return text('ok');
    default:
      return undefined;
  }
}
