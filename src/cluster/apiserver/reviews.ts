import { bodyObject } from './codec.ts';
import type { RequestScope } from './context.ts';
import { typed } from './registry.ts';
import type { ApiObject } from './objects.ts';
import type { ApiResponse, JsonObject } from './request.ts';

/** Everybody may do everything here: roles are stored, not judged by. */
const ALLOWED = { allowed: true };

const create = (group: string, ...resources: string[]): JsonObject => ({
  verbs: ['create'],
  apiGroups: [group],
  resources,
});
const get = (...paths: string[]): JsonObject => ({ verbs: ['get'], nonResourceURLs: paths });

/**
 * What the roles that a cluster begins with let an administrator do: cluster-admin, system:basic-user, system:discovery and
 * system:public-info-viewer.
 */
const ALL_RULES: JsonObject = {
  resourceRules: [
    { verbs: ['*'], apiGroups: ['*'], resources: ['*'] },
    create('authorization.k8s.io', 'selfsubjectaccessreviews', 'selfsubjectrulesreviews'),
    create('authentication.k8s.io', 'selfsubjectreviews'),
  ],
  nonResourceRules: [
    { verbs: ['*'], nonResourceURLs: ['*'] },
    get('/api', '/api/*', '/apis', '/apis/*', '/healthz', '/livez'),
    get('/openapi', '/openapi/*', '/readyz', '/version', '/version/'),
    get('/healthz', '/livez', '/readyz', '/version', '/version/'),
  ],
  incomplete: false,
};

/** Resources that answer a question and are not stored; `undefined` for all others. Models pkg/registry/authorization. */
export function handleReview(scope: RequestScope): ApiResponse | undefined {
  const { resource, request } = scope;
  if (request.method !== 'POST' || scope.subresource !== undefined) return undefined;
  const status = answerOf(resource.group, resource.name, scope.user);
  if (!status) return undefined;
  const body = { ...bodyObject(request), status } as JsonObject;
  return {
    kind: 'json',
    status: 201,
    body: typed(scope, { ...body, metadata: body.metadata ?? {} } as unknown as ApiObject),
  };
}

function answerOf(group: string, name: string, user: string): JsonObject | undefined {
  if (group === 'authorization.k8s.io') return name === 'selfsubjectrulesreviews' ? ALL_RULES : ALLOWED;
  if (group !== 'authentication.k8s.io') return undefined;
  if (name === 'selfsubjectreviews')
    return { userInfo: { username: user, groups: ['system:masters', 'system:authenticated'] } };
  return { user: {}, error: 'tokens are not simulated' };
}
