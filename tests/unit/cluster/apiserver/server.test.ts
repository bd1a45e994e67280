import { describe, expect, test } from 'vitest';
import { namespaces, nodes, pods, serviceaccounts } from '../../../../src/api/resources.ts';
import type { Pod } from '../../../../src/api/types.ts';
import { createApiServer } from '../../../../src/cluster/apiserver/server.ts';
import { ApiError, Client, isConflict, isNotFound } from '../../../../src/cluster/client.ts';
import { Informer } from '../../../../src/cluster/informer.ts';
import { Simulation } from '../../../../src/sim/index.ts';

function setUp() {
  const sim = new Simulation({ seed: 'test', epoch: 1_767_225_600_000 });
  const server = createApiServer({ sim });
  const client = new Client(server.handle, 'kubernetes-admin');
  client.create(serviceaccounts, { metadata: { name: 'default', namespace: 'default' } });
  return { sim, server, client };
}

const pod = (name: string, more: Partial<Pod> = {}): Partial<Pod> => ({
  metadata: { name, namespace: 'default' },
  spec: { containers: [{ name: 'c', image: 'nginx' }] },
  ...more,
});

const statusOf = (action: () => unknown): { code: number; message: string; reason: string } => {
  try {
    action();
  } catch (error) {
    if (error instanceof ApiError) {
      const { code, message = '', reason = '' } = error.status;
      return { code, message, reason };
    }
    throw error;
  }
  throw new Error('the request succeeded');
};

describe('the API server', () => {
  test('starts with the system namespaces', () => {
    const { client } = setUp();
    expect(client.list(namespaces).items.map(({ metadata }) => metadata.name)).toEqual([
      'default',
      'kube-node-lease',
      'kube-public',
      'kube-system',
    ]);
  });

  test('creates, finds and deletes a pod that no node has', () => {
    const { client, sim } = setUp();
    const created = client.create(pods, pod('a'));
    expect(created.metadata.uid).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
    expect(created.metadata.creationTimestamp).toBe('2026-01-01T00:00:00Z');
    expect(created.status).toEqual({ phase: 'Pending', qosClass: 'BestEffort' });
    sim.advance(5000);
    client.delete(pods, 'a', 'default');
    expect(statusOf(() => client.get(pods, 'a', 'default'))).toEqual({
      code: 404,
      reason: 'NotFound',
      message: 'pods "a" not found',
    });
  });

  test('draws names for generateName', () => {
    const { client } = setUp();
    const name = client.create(
      pods,
      pod('', { metadata: { name: '', generateName: 'x-', namespace: 'default' } }),
    ).metadata.name;
    expect(name).toMatch(/^x-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
  });

  test('refuses a stale update in the words of the optimistic lock', () => {
    const { client } = setUp();
    const first = client.create(pods, pod('a'));
    client.update(pods, { ...first, metadata: { ...first.metadata, labels: { a: 'b' } } });
    expect(
      statusOf(() => client.update(pods, { ...first, metadata: { ...first.metadata, labels: { a: 'c' } } })),
    ).toEqual({
      code: 409,
      reason: 'Conflict',
      message:
        'Operation cannot be fulfilled on pods "a": the object has been modified; please apply your changes to the latest version and try again',
    });
  });

  test('writes nothing when nothing changes', () => {
    const { client } = setUp();
    const first = client.create(pods, pod('a'));
    expect(client.update(pods, first).metadata.resourceVersion).toBe(first.metadata.resourceVersion);
  });

  test('binds a pod once', () => {
    const { client } = setUp();
    client.create(nodes, { metadata: { name: 'n' } });
    client.create(pods, pod('a'));
    const binding = { metadata: { name: 'a' }, target: { kind: 'Node', name: 'n' } };
    client.createSubresource(pods, 'a', 'default', 'binding', binding);
    const bound = client.get(pods, 'a', 'default');
    expect(bound.spec.nodeName).toBe('n');
    expect(bound.status?.conditions?.[0]).toMatchObject({ type: 'PodScheduled', status: 'True' });
    const again = (): unknown => client.createSubresource(pods, 'a', 'default', 'binding', binding);
    expect(statusOf(again).message).toBe(
      'Operation cannot be fulfilled on pods/binding "a": pod a is already assigned to node "n"',
    );
  });

  test('marks a running pod and removes it when its kubelet says so', () => {
    const { client, sim } = setUp();
    client.create(pods, pod('a'));
    client.createSubresource(pods, 'a', 'default', 'binding', { target: { kind: 'Node', name: 'n' } });
    client.patch(pods, 'a', 'default', 'merge', { spec: { terminationGracePeriodSeconds: 30 } });
    client.delete(pods, 'a', 'default', { gracePeriodSeconds: 30 });
    expect(client.get(pods, 'a', 'default').metadata).toMatchObject({
      deletionGracePeriodSeconds: 30,
      deletionTimestamp: '2026-01-01T00:00:30Z',
    });
    sim.advance(2000);
    client.delete(pods, 'a', 'default', { gracePeriodSeconds: 0 });
    expect(client.find(pods, 'a', 'default')).toBeUndefined();
  });

  test('keeps an object until its last finalizer is gone', () => {
    const { client } = setUp();
    client.create(pods, pod('a', { metadata: { name: 'a', namespace: 'default', finalizers: ['x.io/y'] } }));
    client.delete(pods, 'a', 'default');
    expect(client.get(pods, 'a', 'default').metadata.deletionTimestamp).toBeDefined();
    client.patch(pods, 'a', 'default', 'merge', { metadata: { finalizers: null } });
    expect(client.find(pods, 'a', 'default')).toBeUndefined();
  });

  test('selects by label and by field, and says which fields it does not know', () => {
    const { client } = setUp();
    client.create(pods, pod('a', { metadata: { name: 'a', namespace: 'default', labels: { app: 'x' } } }));
    client.create(pods, pod('b'));
    const names = (options: object): string[] =>
      client.list(pods, { namespace: 'default', ...options }).items.map(({ metadata }) => metadata.name);
    expect(names({ labelSelector: 'app in (x,y)' })).toEqual(['a']);
    expect(names({ fieldSelector: 'metadata.name!=a,status.phase=Pending' })).toEqual(['b']);
    expect(statusOf(() => names({ fieldSelector: 'spec.foo=1' })).message).toBe(
      'field label not supported: spec.foo',
    );
  });

  test('pages show the list as it was when the first was asked for', () => {
    const { server, client } = setUp();
    for (const name of ['a', 'b', 'c']) client.create(pods, pod(name));
    const page = (query: [string, string][]) => {
      const response = server.handle({ method: 'GET', path: '/api/v1/namespaces/default/pods', query });
      if (response.kind !== 'json') throw new Error('no list');
      return response.body as unknown as {
        items: Pod[];
        metadata: { continue?: string; remainingItemCount?: number };
      };
    };
    const first = page([['limit', '2']]);
    expect(first.metadata.remainingItemCount).toBe(1);
    client.delete(pods, 'c', 'default');
    client.create(pods, pod('bb'));
    const second = page([
      ['limit', '2'],
      ['continue', first.metadata.continue ?? ''],
    ]);
    expect([...first.items, ...second.items].map(({ metadata }) => metadata.name)).toEqual(['a', 'b', 'c']);
  });

  test('a watch with a selector shows what enters and leaves it', () => {
    const { client } = setUp();
    client.create(pods, pod('a', { metadata: { name: 'a', namespace: 'default', labels: { app: 'x' } } }));
    const watch = client.watch(pods, { namespace: 'default', labelSelector: 'app=x' });
    client.patch(pods, 'a', 'default', 'merge', { metadata: { labels: { app: 'y' } } });
    client.patch(pods, 'a', 'default', 'merge', { metadata: { labels: { app: 'x' } } });
    const seen: string[] = [];
    for (let event = watch.events.tryTake(); event; event = watch.events.tryTake()) seen.push(event.type);
    expect(seen).toEqual(['ADDED', 'DELETED', 'ADDED']);
  });

  test('a watch from before what is kept ends with an error', () => {
    const sim = new Simulation();
    const client = new Client(
      createApiServer({ sim, watchWindow: 2, disableAdmissionPlugins: ['ServiceAccount'] }).handle,
      'x',
    );
    const { resourceVersion } = client.create(pods, pod('a')).metadata;
    for (let i = 0; i < 10; i++)
      client.patch(pods, 'a', 'default', 'merge', { metadata: { labels: { i: String(i) } } });
    const { events } = client.watch(pods, { resourceVersion: resourceVersion ?? '' });
    expect(events.tryTake()).toMatchObject({
      type: 'ERROR',
      object: {
        kind: 'Status',
        code: 410,
        reason: 'Expired',
        message: expect.stringMatching(/^too old resource version: \d+ \(\d+\)$/) as string,
      },
    });
    expect(events.closed).toBe(true);
  });

  test('refuses to create in a namespace that is not there', () => {
    const { client } = setUp();
    const action = (): unknown =>
      client.create(pods, pod('a', { metadata: { name: 'a', namespace: 'nope' } }));
    expect(statusOf(action)).toMatchObject({ code: 404, message: 'namespaces "nope" not found' });
    expect(isNotFound(new Error())).toBe(false);
    expect(isConflict(new Error())).toBe(false);
  });
});

describe('an informer', () => {
  test('has what is there, then follows', () => {
    const { sim, client } = setUp();
    client.create(pods, pod('a'));
    const informer = new Informer(sim, client, pods);
    const seen: string[] = [];
    informer.addEventHandler({
      onAdd: ({ metadata }, initial) => seen.push(`add ${metadata.name} ${initial}`),
      onUpdate: (_old, { metadata }) => seen.push(`update ${metadata.name}`),
      onDelete: ({ metadata }) => seen.push(`delete ${metadata.name}`),
    });
    informer.start();
    sim.settle();
    client.create(pods, pod('b'));
    client.patch(pods, 'a', 'default', 'merge', { metadata: { labels: { x: 'y' } } });
    client.delete(pods, 'b', 'default');
    sim.settle();
    expect(seen).toEqual(['add a true', 'add b false', 'update a', 'update b', 'delete b']);
    expect(informer.list('default').map(({ metadata }) => metadata.name)).toEqual(['a']);
  });
});

describe('a patch that does not fit the kind', () => {
  const refusal = (type: 'merge' | 'strategic' | 'json', patch: object, query: [string, string][] = []) => {
    const { server, client } = setUp();
    client.create(pods, pod('a'));
    const response = server.handle({
      method: 'PATCH',
      path: '/api/v1/namespaces/default/pods/a',
      query,
      headers: {
        'content-type': `application/${type === 'strategic' ? 'strategic-merge' : type === 'json' ? 'json' : 'merge'}-patch+json`,
      },
      body: new TextEncoder().encode(JSON.stringify(patch)),
    });
    if (response.kind !== 'json') throw new Error(response.kind);
    const { code, details } = response.body as unknown as ApiError['status'];
    return `${code} ${details?.causes?.[0]?.field}: ${details?.causes?.[0]?.message}`;
  };

  const numbers: readonly (readonly [object, string])[] = [
    [
      { metadata: { labels: { app: 1 } } },
      'map[metadata:map[labels:map[app:1]]]": cannot convert int64 to string',
    ],
    [
      { metadata: { labels: { app: true, x: null } } },
      'map[metadata:map[labels:map[app:true x:<nil>]]]": unrecognized type: string',
    ],
    [
      { spec: { activeDeadlineSeconds: 'soon' } },
      'map[spec:map[activeDeadlineSeconds:soon]]": unrecognized type: int64',
    ],
    [{ spec: { hostNetwork: 'yes' } }, 'map[spec:map[hostNetwork:yes]]": unrecognized type: bool'],
    [{ spec: { nodeSelector: 'a=b' } }, 'map[spec:map[nodeSelector:a=b]]": cannot restore map from string'],
    [
      { spec: { restartPolicy: 3 } },
      'map[spec:map[restartPolicy:3]]": cannot convert int64 to v1.RestartPolicy',
    ],
  ];
  test.each(numbers)('strategic merge %j', (patch, message) => {
    expect(refusal('strategic', patch)).toBe(`422 patch: Invalid value: "${message}`);
  });

  test('unknown fields, when validation is strict', () => {
    const patch = { spec: { containers: [{ name: 'c', bogus: 1 }] } };
    expect(refusal('strategic', patch, [['fieldValidation', 'Strict']])).toBe(
      '422 patch: Invalid value: "map[spec:map[containers:[map[bogus:1 name:c]]]]": strict decoding error: unknown field "spec.containers[0].bogus"',
    );
  });

  test('a merge patch shows what it made, in the words of JSON', () => {
    expect(refusal('merge', { metadata: { labels: { app: 1 } } })).toMatch(
      /^422 patch: Invalid value: "{\\"apiVersion\\":\\"v1\\",.*": json: cannot unmarshal number into Go struct field ObjectMeta.metadata.labels of type string$/,
    );
  });
});

test('a kind that is not known is named with its version, one of another resource with both', () => {
  const { server } = setUp();
  const refused = (path: string, body: object): unknown => {
    const response = server.handle({ method: 'POST', path, body: body as never });
    return response.kind === 'json' ? response.body.message : response.kind;
  };
  expect(refused('/api/v1/namespaces/default/pods', { apiVersion: 'v1', kind: 'pod' })).toBe(
    'pod in version "v1" cannot be handled as a Pod: no kind "pod" is registered for version "v1" in scheme "pkg/api/legacyscheme/scheme.go:30"',
  );
  expect(
    refused('/apis/apps/v1/namespaces/default/deployments', { apiVersion: 'apps/v1', kind: 'deployment' }),
  ).toBe(
    'deployment in version "v1" cannot be handled as a Deployment: no kind "deployment" is registered for version "apps/v1" in scheme "pkg/api/legacyscheme/scheme.go:30"',
  );
});
