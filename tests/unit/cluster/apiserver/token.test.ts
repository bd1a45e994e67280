import { describe, expect, test } from 'vitest';
import { pod, PODS, Rest } from './rest.ts';

const TOKEN = '/api/v1/namespaces/default/serviceaccounts/default/token';

const request = (spec: object): object => ({
  apiVersion: 'authentication.k8s.io/v1',
  kind: 'TokenRequest',
  spec,
});

function claimsOf(body: { readonly [key: string]: unknown }): Record<string, unknown> {
  const { token } = body.status as { token: string };
  const part = token.split('.')[1] ?? '';
  return JSON.parse(atob(part.replaceAll('-', '+').replaceAll('_', '/'))) as Record<string, unknown>;
}

describe('a request for a token', () => {
  test('gets one for an hour and for the API server, unless it says otherwise', () => {
    const { status, body } = new Rest().ask('POST', TOKEN, request({}));
    expect(status).toBe(201);
    expect(body).toMatchObject({
      kind: 'TokenRequest',
      spec: { audiences: ['https://kubernetes.default.svc.cluster.local'], expirationSeconds: 3600 },
      status: { expirationTimestamp: '2026-01-01T01:00:00Z' },
    });
    expect(claimsOf(body)).toMatchObject({
      aud: ['https://kubernetes.default.svc.cluster.local'],
      exp: 1767225600 + 3600,
      iat: 1767225600,
      sub: 'system:serviceaccount:default:default',
      'kubernetes.io': { namespace: 'default', serviceaccount: { name: 'default' } },
    });
  });

  test('can be bound to a pod, whose kubelet gets a year', () => {
    const rest = new Rest();
    const { uid } = rest.ask('POST', PODS, pod('a')).body.metadata;
    const boundObjectRef = { apiVersion: 'v1', kind: 'Pod', name: 'a', uid };
    const { body } = rest.ask('POST', TOKEN, request({ expirationSeconds: 3607, boundObjectRef }));
    expect(claimsOf(body)).toMatchObject({
      exp: 1767225600 + 365 * 86400,
      'kubernetes.io': { pod: { name: 'a', uid }, warnafter: 1767225600 + 3607 },
    });
  });

  test.each([
    [
      { expirationSeconds: 60 },
      422,
      'TokenRequest.authentication.k8s.io "" is invalid: spec.expirationSeconds: Invalid value: 60: may not specify a duration less than 10 minutes',
    ],
    [{ boundObjectRef: { kind: 'Pod', apiVersion: 'v1', name: 'nope' } }, 404, 'pods "nope" not found'],
    [
      { boundObjectRef: { kind: 'Node', apiVersion: 'v1', name: 'n' } },
      400,
      'cannot bind token to object of type /v1, Kind=Node',
    ],
  ])('for %j is refused', (spec, status, message) => {
    const answer = new Rest().ask('POST', TOKEN, request(spec));
    expect([answer.status, answer.body.message]).toEqual([status, message]);
  });
});

describe('health', () => {
  const get = (target: string): unknown => new Rest().raw('GET', target);

  test.each(['/healthz', '/livez', '/readyz', '/readyz/ping', '/livez/etcd'])('%s is ok', (target) => {
    expect(get(target)).toEqual({ kind: 'text', status: 200, body: 'ok' });
  });

  test('can be told check by check', () => {
    const { body } = get('/readyz?verbose') as { body: string };
    expect(body).toMatch(/^\[\+\]ping ok\n\[\+\]log ok\n\[\+\]etcd ok\n/);
    expect(body).toMatch(/\n\[\+\]shutdown ok\nreadyz check passed\n$/);
  });
});
