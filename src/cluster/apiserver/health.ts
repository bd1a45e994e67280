import type { ApiRequest, ApiResponse } from './request.ts';
import { queryFlag, queryValues } from './query.ts';

/** What kube-apiserver looks at, in its order: etcd, then its start-up hooks. Models apiserver pkg/server/healthz. */
const CHECKS: readonly string[] = [
  ...['ping', 'log', 'etcd'],
  ...[
    'start-apiserver-admission-initializer',
    'generic-apiserver-start-informers',
    'priority-and-fairness-config-consumer',
    'priority-and-fairness-filter',
    'storage-object-count-tracker-hook',
    'start-apiextensions-informers',
    'start-apiextensions-controllers',
    'crd-informer-synced',
    'start-system-namespaces-controller',
    'start-cluster-authentication-info-controller',
    'start-kube-apiserver-identity-lease-controller',
    'start-kube-apiserver-identity-lease-garbage-collector',
    'start-legacy-token-tracking-controller',
    'start-service-ip-repair-controllers',
    'rbac/bootstrap-roles',
    'scheduling/bootstrap-system-priority-classes',
    'priority-and-fairness-config-producer',
    'bootstrap-controller',
    'start-kubernetes-service-cidr-controller',
    'aggregator-reload-proxy-client-cert',
    'start-kube-aggregator-informers',
    'apiservice-status-local-available-controller',
    'apiservice-status-remote-available-controller',
    'apiservice-registration-controller',
    'apiservice-discovery-controller',
    'kube-apiserver-autoregistration',
    'autoregister-completion',
    'apiservice-openapi-controller',
    'apiservice-openapiv3-controller',
  ].map((hook) => `poststarthook/${hook}`),
];

const ROOTS: Readonly<Record<string, readonly string[]>> = {
  healthz: CHECKS,
  livez: CHECKS,
  readyz: [...CHECKS.slice(0, 3), 'etcd-readiness', 'informer-sync', ...CHECKS.slice(3), 'shutdown'],
};

/** `/healthz`, `/livez` and `/readyz`, each check by itself, `verbose` and `exclude`; `undefined` for other paths. */
export function handleHealth(request: ApiRequest): ApiResponse | undefined {
  const [root = '', ...rest] = request.path.split('/').filter((part) => part !== '');
  const checks = Object.hasOwn(ROOTS, root) ? ROOTS[root] : undefined;
  if (!checks) return undefined;
  const one = rest.join('/');
  if (one !== '') return checks.includes(one) ? text('ok') : undefined;
  if (!queryFlag(request, 'verbose')) return text('ok');
  const excluded = queryValues(request, 'exclude');
  const lines = checks.map((name) => (excluded.includes(name) ? `[+]${name} excluded: ok` : `[+]${name} ok`));
  return text(`${[...lines, `${root} check passed`].join('\n')}\n`);
}

const text = (body: string): ApiResponse => ({ kind: 'text', status: 200, body });
