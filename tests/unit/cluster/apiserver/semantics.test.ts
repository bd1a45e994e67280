import { describe, expect, test } from 'vitest';
import { pod, PODS, Rest } from './rest.ts';

const MERGE = 'application/merge-patch+json';
const JSON_PATCH = 'application/json-patch+json';

describe('JSON patches', () => {
  const patched = (patch: unknown) => {
    const rest = new Rest();
    rest.ask('POST', PODS, pod('a', { labels: { app: 'x' } }));
    return rest.ask('PATCH', `${PODS}/a`, patch, JSON_PATCH);
  };

  test('add, replace and remove', () => {
    const { status, body } = patched([
      { op: 'test', path: '/metadata/labels/app', value: 'x' },
      { op: 'add', path: '/metadata/labels/example.com~1tier', value: 'front' },
      { op: 'replace', path: '/metadata/labels/app', value: 'y' },
    ]);
    expect(status).toBe(200);
    expect(body.metadata.labels).toEqual({ app: 'y', 'example.com/tier': 'front' });
  });

  test('whose test fails changes nothing and is unprocessable', () => {
    const { status, body } = patched([
      { op: 'replace', path: '/metadata/labels/app', value: 'y' },
      { op: 'test', path: '/metadata/labels/app', value: 'z' },
    ]);
    expect(status).toBe(422);
    expect(body.reason).toBe('Invalid');
    expect(body.message).toBe('the server rejected our request due to an error in our request');
  });

  test('that remove what is not there are unprocessable', () => {
    const { status, body } = patched([{ op: 'remove', path: '/metadata/labels/nope' }]);
    expect(status).toBe(422);
    expect(body.reason).toBe('Invalid');
  });

  test('that are no list of operations are refused', () => {
    expect(patched({ op: 'add' }).status).toBe(400);
  });
});

describe('a body', () => {
  test('may be YAML', () => {
    const yaml = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: c\ndata:\n  x: "1"\n';
    const { status, body } = new Rest().ask(
      'POST',
      '/api/v1/namespaces/default/configmaps',
      yaml,
      'application/yaml',
    );
    expect([status, body.data]).toEqual([201, { x: '1' }]);
  });

  test('that is no YAML is refused with the line', () => {
    const { status, body } = new Rest().ask('POST', PODS, 'a: b: c', 'application/yaml');
    expect(status).toBe(400);
    expect(body.message).toMatch(/^error converting YAML to JSON: yaml: /);
  });
});

describe('names', () => {
  test('that are all taken end the drawing, and the client may try again', () => {
    const rest = new Rest();
    const base = 'x'.repeat(58);
    const draw = () => rest.ask('POST', PODS, { ...pod(''), metadata: { generateName: base } });
    const first = draw().body.metadata.name ?? '';
    expect(first).toMatch(/^x{58}[a-z0-9]{5}$/);
    // Whatever is drawn is taken.
    const { store } = rest.server;
    const get = store.get.bind(store);
    store.get = (resource, key) =>
      get(resource, key) ?? (key.startsWith('default/x') ? get(resource, `default/${first}`) : undefined);
    const { status, body } = draw();
    expect(status).toBe(409);
    expect(body.message).toMatch(
      / already exists, the server was not able to generate a unique name for the object$/,
    );
    expect(body.details).toMatchObject({ retryAfterSeconds: 1 });
  });

  test('that are taken are refused', () => {
    const rest = new Rest();
    rest.ask('POST', PODS, pod('a'));
    expect(rest.ask('POST', PODS, pod('a'))).toMatchObject({
      status: 409,
      body: { reason: 'AlreadyExists', message: 'pods "a" already exists' },
    });
  });

  test('without a name there is nothing to create', () => {
    const rest = new Rest();
    const { status, body } = rest.ask('POST', PODS, pod(''));
    expect(status).toBe(422);
    expect(body.message).toContain('metadata.name: Required value: name or generateName is required');
  });

  test('drawn ones never collide with what is there', () => {
    const rest = new Rest();
    const names = new Set<string>();
    for (let i = 0; i < 200; i++) {
      const { status, body } = rest.ask('POST', PODS, pod('', { generateName: 'x-' }));
      expect(status).toBe(201);
      names.add(body.metadata.name ?? '');
    }
    expect(names.size).toBe(200);
  });

  test('a body says the same name and namespace as the path', () => {
    const rest = new Rest();
    rest.ask('POST', PODS, pod('a'));
    expect(rest.ask('PUT', `${PODS}/a`, pod('b'))).toMatchObject({
      status: 400,
      body: { message: 'the name of the object (b) does not match the name on the URL (a)' },
    });
    expect(rest.ask('POST', PODS, pod('b', { namespace: 'kube-system' }))).toMatchObject({
      status: 400,
      body: {
        message: 'the namespace of the provided object does not match the namespace sent on the request',
      },
    });
  });
});

describe('the optimistic lock', () => {
  test('refuses a stale patch that names its version', () => {
    const rest = new Rest();
    const { resourceVersion } = rest.ask('POST', PODS, pod('a')).body.metadata;
    rest.ask('PATCH', `${PODS}/a`, { metadata: { labels: { a: '1' } } }, MERGE);
    expect(
      rest.ask('PATCH', `${PODS}/a`, { metadata: { resourceVersion, labels: { a: '2' } } }, MERGE),
    ).toMatchObject({
      status: 409,
      body: {
        reason: 'Conflict',
        message:
          'Operation cannot be fulfilled on pods "a": the object has been modified; please apply your changes to the latest version and try again',
      },
    });
  });

  test('a new object cannot have a version', () => {
    const rest = new Rest();
    expect(rest.ask('POST', PODS, pod('a', { resourceVersion: '7' }))).toMatchObject({
      status: 500,
      body: { message: 'resourceVersion should not be set on objects to be created' },
    });
  });

  test('another object of the same name is another object', () => {
    const rest = new Rest();
    rest.ask('POST', PODS, pod('a'));
    const { status, body } = rest.ask('PUT', `${PODS}/a`, pod('a', { uid: 'old' }));
    expect(status).toBe(409);
    expect(body.message).toMatch(
      /^Operation cannot be fulfilled on pods "a": Precondition failed: UID in precondition: old, UID in object meta: [-0-9a-f]+$/,
    );
  });
});

describe('deletion', () => {
  test('checks its preconditions', () => {
    const rest = new Rest();
    const { uid } = rest.ask('POST', PODS, pod('a')).body.metadata;
    const { status, body } = rest.ask('DELETE', `${PODS}/a`, { preconditions: { uid: 'other' } });
    expect(status).toBe(409);
    expect(body.message).toBe(
      `Operation cannot be fulfilled on Pod "a": the UID in the precondition (other) does not match the UID in record (${String(uid)}). The object might have been deleted and then recreated`,
    );
    expect(rest.ask('DELETE', `${PODS}/a`, { preconditions: { uid } }).status).toBe(200);
    expect(rest.ask('GET', `${PODS}/a`).status).toBe(404);
  });

  test('of a collection takes what the selector selects, and shows it', () => {
    const rest = new Rest();
    for (const name of ['a', 'b', 'c'])
      rest.ask('POST', PODS, pod(name, { labels: { odd: String(name !== 'b') } }));
    const { body } = rest.ask('DELETE', `${PODS}?labelSelector=odd%3Dtrue`);
    expect(body.kind).toBe('PodList');
    expect(body.items?.map(({ metadata }) => metadata.name)).toEqual(['a', 'c']);
    expect(rest.ask('GET', PODS).body.items?.map(({ metadata }) => metadata.name)).toEqual(['b']);
  });

  test('waits for finalizers, in whatever order they go', () => {
    const rest = new Rest();
    rest.ask('POST', PODS, pod('a', { finalizers: ['x.io/1', 'x.io/2'] }));
    const seen = rest.watch(`${PODS}?watch=true`);
    rest.ask('DELETE', `${PODS}/a`);
    expect(rest.ask('PATCH', `${PODS}/a`, { metadata: { finalizers: ['x.io/2'] } }, MERGE).status).toBe(200);
    expect(
      rest.ask('PATCH', `${PODS}/a`, { metadata: { finalizers: ['x.io/2', 'x.io/3'] } }, MERGE).body.message,
    ).toContain(
      'metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{"x.io/3"}',
    );
    rest.ask('PATCH', `${PODS}/a`, { metadata: { finalizers: [] } }, MERGE);
    expect(rest.ask('GET', `${PODS}/a`).status).toBe(404);
    expect(seen()).toEqual(['ADDED a', 'MODIFIED a', 'MODIFIED a', 'DELETED a']);
  });

  test('a namespace cannot be deleted as a collection', () => {
    const { status, body } = new Rest().ask('DELETE', '/api/v1/namespaces');
    expect(status).toBe(405);
    expect(body.reason).toBe('MethodNotAllowed');
  });
});

describe('a dry run', () => {
  const trace = (rest: Rest): unknown => [
    rest.server.store.revision,
    rest.ask('GET', PODS).body.items?.map(({ metadata }) => metadata),
  ];

  test.each<[string, (rest: Rest) => { status: number }]>([
    ['create', (rest) => rest.ask('POST', `${PODS}?dryRun=All`, pod('new'))],
    ['generate', (rest) => rest.ask('POST', `${PODS}?dryRun=All`, pod('', { generateName: 'x-' }))],
    [
      'update',
      (rest) => {
        const { body } = rest.ask('GET', `${PODS}/a`);
        return rest.ask('PUT', `${PODS}/a?dryRun=All`, {
          ...body,
          metadata: { ...body.metadata, labels: { a: 'b' } },
        });
      },
    ],
    [
      'patch',
      (rest) => rest.ask('PATCH', `${PODS}/a?dryRun=All`, { metadata: { labels: { a: 'b' } } }, MERGE),
    ],
    [
      'status',
      (rest) => rest.ask('PATCH', `${PODS}/a/status?dryRun=All`, { status: { phase: 'Running' } }, MERGE),
    ],
    ['delete by query', (rest) => rest.ask('DELETE', `${PODS}/a?dryRun=All`)],
    ['delete by body', (rest) => rest.ask('DELETE', `${PODS}/a`, { dryRun: ['All'] })],
    ['delete a collection by query', (rest) => rest.ask('DELETE', `${PODS}?dryRun=All`)],
    ['delete a collection by body', (rest) => rest.ask('DELETE', PODS, { dryRun: ['All'] })],
    [
      'bind',
      (rest) =>
        rest.ask('POST', `${PODS}/a/binding?dryRun=All`, {
          metadata: { name: 'a' },
          target: { kind: 'Node', name: 'n' },
        }),
    ],
    [
      'evict',
      (rest) =>
        rest.ask('POST', `${PODS}/a/eviction`, {
          metadata: { name: 'a' },
          deleteOptions: { dryRun: ['All'] },
        }),
    ],
    [
      'evict by query',
      (rest) => rest.ask('POST', `${PODS}/a/eviction?dryRun=All`, { metadata: { name: 'a' } }),
    ],
  ])('to %s leaves no trace', (_verb, act) => {
    const rest = new Rest();
    rest.ask('POST', PODS, pod('a'));
    rest.ask('PATCH', `${PODS}/a/status`, { status: { phase: 'Running' } }, MERGE);
    const before = trace(rest);
    expect(act(rest).status).toBeLessThan(300);
    expect(trace(rest)).toEqual(before);
  });

  test('knows one value only', () => {
    expect(new Rest().ask('POST', `${PODS}?dryRun=Maybe`, pod('a'))).toMatchObject({
      status: 422,
      body: {
        message:
          'CreateOptions.meta.k8s.io "" is invalid: dryRun: Unsupported value: []string{"Maybe"}: supported values: "All"',
      },
    });
  });
});

describe('the status subresource', () => {
  test('fills the list of a pod’s addresses from the one that an older client writes', () => {
    const rest = new Rest();
    rest.ask('POST', PODS, pod('a'));
    const write = (status: object): unknown =>
      rest.ask('PATCH', `${PODS}/a/status`, { status }, MERGE).body.status;
    expect(write({ podIP: '10.1.1.1' })).toMatchObject({ podIP: '10.1.1.1', podIPs: [{ ip: '10.1.1.1' }] });
    expect(write({ podIP: '10.1.1.2' })).toMatchObject({ podIP: '10.1.1.2', podIPs: [{ ip: '10.1.1.2' }] });
  });

  test('takes the status and nothing of the spec; the object takes nothing of the status', () => {
    const rest = new Rest();
    rest.ask('POST', PODS, pod('a'));
    const change = { spec: { activeDeadlineSeconds: 9 }, status: { phase: 'Running', message: 'm' } };
    const first = rest.ask('PATCH', `${PODS}/a/status`, change, MERGE).body;
    expect(first.status).toMatchObject({ phase: 'Running', message: 'm' });
    expect(first.spec).not.toHaveProperty('activeDeadlineSeconds');
    const second = rest.ask(
      'PATCH',
      `${PODS}/a`,
      { ...change, status: { phase: 'Failed', message: 'n' } },
      MERGE,
    ).body;
    expect(second.spec).toMatchObject({ activeDeadlineSeconds: 9 });
    expect(second.status).toMatchObject({ phase: 'Running', message: 'm' });
  });

  test('is dropped from a new object', () => {
    const rest = new Rest();
    const { body } = rest.ask('POST', PODS, { ...pod('a'), status: { phase: 'Running' } });
    expect(body.status).toEqual({ phase: 'Pending', qosClass: 'BestEffort' });
  });

  test('is the whole object to read', () => {
    const rest = new Rest();
    rest.ask('POST', PODS, pod('a'));
    expect(rest.ask('GET', `${PODS}/a/status`).body).toMatchObject({ kind: 'Pod', metadata: { name: 'a' } });
  });

  test('a changed spec raises the generation, a changed status or label does not', () => {
    const rest = new Rest();
    expect(rest.ask('POST', PODS, pod('a')).body.metadata.generation).toBe(1);
    rest.ask('PATCH', `${PODS}/a/status`, { status: { message: 'm' } }, MERGE);
    const labelled = rest.ask('PATCH', `${PODS}/a`, { metadata: { labels: { a: 'b' } } }, MERGE);
    expect(labelled.body.metadata.generation).toBe(1);
    const changed = rest.ask('PATCH', `${PODS}/a`, { spec: { activeDeadlineSeconds: 9 } }, MERGE);
    expect(changed.body.metadata.generation).toBe(2);
  });
});

describe('selecting', () => {
  test.each([
    ['pods', 'spec.nodeName=', true],
    ['pods', 'status.phase!=Running', true],
    ['pods', 'spec.serviceAccountName=default', true],
    ['pods', 'status.qosClass=BestEffort', false],
    ['pods', 'metadata.labels=x', false],
    ['services', 'spec.type=ClusterIP', true],
    ['services', 'spec.ports=1', false],
    ['secrets', 'type=Opaque', true],
    ['configmaps', 'type=Opaque', false],
    ['events', 'involvedObject.name=a,reason=Killing', true],
    ['events', 'message=x', false],
  ])('%s by %s', (resource, selector, known) => {
    const { status, body } = new Rest().ask(
      'GET',
      `/api/v1/namespaces/default/${resource}?fieldSelector=${encodeURIComponent(selector)}`,
    );
    expect(status).toBe(known ? 200 : 400);
    const field = selector.split(/!?=/)[0] ?? '';
    const generic = `"${field}" is not a known field selector: only "metadata.name", "metadata.namespace"`;
    if (!known)
      expect(body.message).toBe(resource === 'configmaps' ? generic : `field label not supported: ${field}`);
  });

  test('by a label selector that is none', () => {
    const { status, body } = new Rest().ask('GET', `${PODS}?labelSelector=${encodeURIComponent('a=(')}`);
    expect(status).toBe(400);
    expect(body.message).toBe("unable to parse requirement: found '(', expected: identifier");
  });
});

describe('pages', () => {
  test('follow each other to the end, at one version', () => {
    const rest = new Rest();
    for (let i = 0; i < 7; i++) rest.ask('POST', PODS, pod(`p${i}`));
    const names: (string | undefined)[] = [];
    const versions = new Set<unknown>();
    let next = '';
    let pages = 0;
    do {
      const { body } = rest.ask('GET', `${PODS}?limit=3${next && `&continue=${encodeURIComponent(next)}`}`);
      names.push(...(body.items ?? []).map(({ metadata }) => metadata.name));
      versions.add(body.metadata.resourceVersion);
      next = String(body.metadata.continue ?? '');
      rest.ask('POST', PODS, pod(`p${pages}-late`));
      pages++;
    } while (next !== '');
    expect([pages, versions.size]).toEqual([3, 1]);
    expect(names).toEqual(['p0', 'p1', 'p2', 'p3', 'p4', 'p5', 'p6']);
  });

  test('a token that is none is refused', () => {
    expect(new Rest().ask('GET', `${PODS}?limit=1&continue=nope`).status).toBe(400);
  });
});

describe('a watch', () => {
  test('from a version shows what came after it alone', () => {
    const rest = new Rest();
    rest.ask('POST', PODS, pod('a'));
    const { resourceVersion } = rest.ask('GET', PODS).body.metadata;
    rest.ask('POST', PODS, pod('b'));
    const seen = rest.watch(`${PODS}?watch=1&resourceVersion=${String(resourceVersion)}`);
    rest.ask('DELETE', `${PODS}/a`);
    expect(seen().filter((text) => !text.startsWith('MODIFIED'))).toEqual(['ADDED b', 'DELETED a']);
  });

  test('from what is no version is refused', () => {
    const { status, body } = new Rest().ask('GET', `${PODS}?watch=1&resourceVersion=abc`);
    expect(status).toBe(422);
    expect(body.message).toContain('resourceVersion: Invalid value: "abc"');
  });

  test('of one object is a watch of the collection with its name selected', () => {
    const rest = new Rest();
    rest.ask('POST', PODS, pod('a'));
    const seen = rest.watch(`${PODS}?watch=1&fieldSelector=metadata.name%3Db`);
    rest.ask('POST', PODS, pod('b'));
    rest.ask('POST', PODS, pod('c'));
    expect(seen()).toEqual(['ADDED b']);
  });
});

describe('fields that the schema does not know', () => {
  const typo = {
    ...pod('a'),
    spec: { containers: [{ name: 'c', image: 'nginx', imagee: 'x' }], nodename: 'n' },
  };

  test('are warned of by default, and dropped', () => {
    const { status, body, warnings } = new Rest().ask('POST', PODS, typo);
    expect(status).toBe(201);
    expect(warnings).toEqual(['unknown field "spec.containers[0].imagee"', 'unknown field "spec.nodename"']);
    expect(body.spec).not.toHaveProperty('nodename');
  });

  test('are dropped in silence on Ignore', () => {
    const { status, warnings } = new Rest().ask('POST', `${PODS}?fieldValidation=Ignore`, typo);
    expect([status, warnings]).toEqual([201, []]);
  });

  test('are refused on Strict', () => {
    const { status, body } = new Rest().ask('POST', `${PODS}?fieldValidation=Strict`, typo);
    expect(status).toBe(400);
    expect(body.message).toBe(
      'Pod in version "v1" cannot be handled as a Pod: strict decoding error: unknown field "spec.containers[0].imagee", unknown field "spec.nodename"',
    );
  });

  test('what stands twice counts too', () => {
    const text =
      '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a"},"spec":{"restartPolicy":"Always","restartPolicy":"Never","containers":[{"name":"c","image":"nginx"}]}}';
    const { body, warnings } = new Rest().ask('POST', PODS, text);
    expect(body.spec).toMatchObject({ restartPolicy: 'Never' });
    expect(warnings).toEqual(['duplicate field "spec.restartPolicy"']);
  });
});

describe('bodies that are no objects', () => {
  test.each([
    ['not JSON', '{"apiVersion": "v1", ', 400],
    ['a list', '[]', 400],
    ['nothing', '', 400],
    ['another kind', JSON.stringify({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'a' } }), 400],
    ['another version', JSON.stringify({ apiVersion: 'v2', kind: 'Pod', metadata: { name: 'a' } }), 400],
    ['a number for a name', JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 7 } }), 400],
  ])('%s', (_what, body, status) => {
    expect(new Rest().ask('POST', PODS, body)).toMatchObject({
      status,
      body: { kind: 'Status', reason: 'BadRequest' },
    });
  });

  test('another media type is not supported', () => {
    expect(new Rest().ask('POST', PODS, '<pod/>', 'application/xml').status).toBe(415);
  });
});

describe('eviction', () => {
  const BUDGETS = '/apis/policy/v1/namespaces/default/poddisruptionbudgets';

  /** A pod that runs and is ready, and a budget that allows so many disruptions. */
  const running = (allowed?: number): Rest => {
    const rest = new Rest();
    rest.ask('POST', PODS, pod('a', { labels: { app: 'x' } }));
    rest.ask('POST', `${PODS}/a/binding`, { metadata: { name: 'a' }, target: { kind: 'Node', name: 'n' } });
    const conditions = [{ type: 'Ready', status: 'True' }];
    rest.ask('PATCH', `${PODS}/a/status`, { status: { phase: 'Running', conditions } }, MERGE);
    if (allowed === undefined) return rest;
    const spec = { minAvailable: 1, selector: { matchLabels: { app: 'x' } } };
    rest.ask('POST', BUDGETS, { metadata: { name: 'budget' }, spec });
    const status = {
      observedGeneration: 1,
      disruptionsAllowed: allowed,
      currentHealthy: 1 + allowed,
      desiredHealthy: 1,
      expectedPods: 1 + allowed,
    };
    rest.ask('PATCH', `${BUDGETS}/budget/status`, { status }, MERGE);
    return rest;
  };
  const evict = (rest: Rest, more: object = {}) =>
    rest.ask('POST', `${PODS}/a/eviction`, {
      apiVersion: 'policy/v1',
      kind: 'Eviction',
      metadata: { name: 'a' },
      ...more,
    });

  test('marks the pod as disrupted and deletes it with its grace', () => {
    const rest = running();
    expect(evict(rest)).toMatchObject({ status: 201, body: { kind: 'Status', status: 'Success' } });
    const { body } = rest.ask('GET', `${PODS}/a`);
    expect(body.metadata).toMatchObject({ deletionGracePeriodSeconds: 30 });
    expect((body.status as { conditions: object[] }).conditions).toContainEqual(
      expect.objectContaining({
        type: 'DisruptionTarget',
        status: 'True',
        reason: 'EvictionByEvictionAPI',
        message: 'Eviction API: evicting',
      }),
    );
  });

  test('that a budget forbids is refused, and may be tried again', () => {
    const rest = running(0);
    expect(evict(rest)).toMatchObject({
      status: 429,
      body: {
        reason: 'TooManyRequests',
        message: "Cannot evict pod as it would violate the pod's disruption budget.",
        details: {
          causes: [
            {
              reason: 'DisruptionBudget',
              message: 'The disruption budget budget needs 1 healthy pods and has 1 currently',
            },
          ],
        },
      },
    });
    expect(rest.ask('GET', `${PODS}/a`).body.metadata.deletionTimestamp).toBeUndefined();
  });

  test('takes its disruption from the budget', () => {
    const rest = running(1);
    expect(evict(rest).status).toBe(201);
    expect(rest.ask('GET', `${BUDGETS}/budget`).body.status).toMatchObject({
      disruptionsAllowed: 0,
      disruptedPods: { a: '2026-01-01T00:00:00Z' },
    });
  });

  test('is of the pod in the path, and of none that is another one by now', () => {
    const rest = running();
    expect(evict(rest, { metadata: { name: 'b' } })).toMatchObject({
      status: 400,
      body: { message: 'name in URL does not match name in Eviction object' },
    });
    const before = rest.server.store.revision;
    expect(evict(rest, { deleteOptions: { preconditions: { uid: 'other' } } }).status).toBe(409);
    expect(rest.server.store.revision).toBe(before);
  });
});

describe('scale', () => {
  const SETS = '/apis/apps/v1/namespaces/default/replicasets';
  const withSet = (): Rest => {
    const rest = new Rest();
    rest.ask('POST', SETS, {
      metadata: { name: 's' },
      spec: {
        replicas: 2,
        selector: { matchLabels: { app: 's' } },
        template: {
          metadata: { labels: { app: 's' } },
          spec: { containers: [{ name: 'c', image: 'nginx' }] },
        },
      },
    });
    return rest;
  };

  test('is an autoscaling/v1 Scale of the object', () => {
    expect(withSet().ask('GET', `${SETS}/s/scale`).body).toMatchObject({
      kind: 'Scale',
      apiVersion: 'autoscaling/v1',
      spec: { replicas: 2 },
      status: { replicas: 0, selector: 'app=s' },
    });
  });

  test('changes the replicas by PUT and by patch, and its generation', () => {
    const rest = withSet();
    const { body } = rest.ask('GET', `${SETS}/s/scale`);
    expect(rest.ask('PUT', `${SETS}/s/scale`, { ...body, spec: { replicas: 3 } }).body.spec).toEqual({
      replicas: 3,
    });
    expect(rest.ask('PATCH', `${SETS}/s/scale`, { spec: { replicas: 4 } }, MERGE).status).toBe(200);
    expect(rest.ask('GET', `${SETS}/s`).body).toMatchObject({
      metadata: { generation: 3 },
      spec: { replicas: 4 },
    });
    expect(rest.ask('PUT', `${SETS}/s/scale`, { ...body, spec: { replicas: 1 } }).status).toBe(409);
  });

  test('knows no negative numbers', () => {
    const { status, body } = withSet().ask('PATCH', `${SETS}/s/scale`, { spec: { replicas: -1 } }, MERGE);
    expect(status).toBe(422);
    expect(body.message).toContain('spec.replicas: Invalid value: -1: must be greater than or equal to 0');
  });

  test('is nothing that pods have', () => {
    const answer = new Rest().raw('GET', `${PODS}/a/scale`);
    expect(answer.status).toBe(404);
  });
});

describe('two versions of one resource', () => {
  const CORE = '/api/v1/namespaces/default/events';
  const NEWER = '/apis/events.k8s.io/v1/namespaces/default/events';
  const about = { kind: 'Pod', namespace: 'default', name: 'a' };

  test('a core event has the newer fields in events.k8s.io', () => {
    const rest = new Rest();
    rest.ask('POST', CORE, {
      metadata: { name: 'e' },
      involvedObject: about,
      reason: 'Pulled',
      message: 'pulled it',
      type: 'Normal',
      source: { component: 'kubelet', host: 'n' },
      firstTimestamp: '2026-01-01T00:00:00Z',
      lastTimestamp: '2026-01-01T00:00:01Z',
      count: 2,
    });
    const newer = {
      regarding: about,
      note: 'pulled it',
      reason: 'Pulled',
      type: 'Normal',
      deprecatedSource: { component: 'kubelet', host: 'n' },
      deprecatedFirstTimestamp: '2026-01-01T00:00:00Z',
      deprecatedLastTimestamp: '2026-01-01T00:00:01Z',
      deprecatedCount: 2,
    };
    const { body } = rest.ask('GET', `${NEWER}/e`);
    expect(body).toMatchObject({ kind: 'Event', apiVersion: 'events.k8s.io/v1', ...newer });
    for (const field of [
      'involvedObject',
      'message',
      'source',
      'count',
      'firstTimestamp',
      'reportingComponent',
    ])
      expect(body).not.toHaveProperty(field);
    expect(rest.ask('GET', NEWER).body.items).toMatchObject([newer]);
    expect(rest.ask('GET', `${CORE}/e`).body).toMatchObject({ apiVersion: 'v1', message: 'pulled it' });
  });

  test('what is written in events.k8s.io is read in core, and patched in its own shape', () => {
    const rest = new Rest();
    const created = rest.ask('POST', NEWER, {
      apiVersion: 'events.k8s.io/v1',
      kind: 'Event',
      metadata: { name: 'e' },
      eventTime: '2026-01-01T00:00:00.000000Z',
      regarding: about,
      note: 'bound it',
      reason: 'Scheduled',
      action: 'Binding',
      type: 'Normal',
      reportingController: 'default-scheduler',
      reportingInstance: 'default-scheduler-minikube',
    });
    expect(created).toMatchObject({
      status: 201,
      body: { apiVersion: 'events.k8s.io/v1', note: 'bound it' },
    });
    expect(created.warnings).toEqual([]);
    rest.ask('PATCH', `${NEWER}/e`, { note: 'bound it again' }, MERGE);
    const { body } = rest.ask('GET', `${CORE}/e`);
    expect(body).toMatchObject({
      apiVersion: 'v1',
      involvedObject: about,
      message: 'bound it again',
      action: 'Binding',
      reportingComponent: 'default-scheduler',
      reportingInstance: 'default-scheduler-minikube',
      firstTimestamp: null,
    });
    expect(body).not.toHaveProperty('note');
  });

  test("an autoscaler's processor target is v1's percentage", () => {
    const path = (version: string): string =>
      `/apis/autoscaling/${version}/namespaces/default/horizontalpodautoscalers`;
    const rest = new Rest();
    const scaleTargetRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'd' };
    rest.ask('POST', path('v1'), {
      apiVersion: 'autoscaling/v1',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name: 'h' },
      spec: { scaleTargetRef, minReplicas: 1, maxReplicas: 3, targetCPUUtilizationPercentage: 60 },
    });
    expect(rest.ask('GET', `${path('v2')}/h`).body).toMatchObject({
      apiVersion: 'autoscaling/v2',
      spec: {
        maxReplicas: 3,
        metrics: [
          {
            type: 'Resource',
            resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 60 } },
          },
        ],
      },
    });
    const { body } = rest.ask('GET', `${path('v1')}/h`);
    expect(body.spec).toMatchObject({ targetCPUUtilizationPercentage: 60 });
    expect(body.spec).not.toHaveProperty('metrics');
  });
});
