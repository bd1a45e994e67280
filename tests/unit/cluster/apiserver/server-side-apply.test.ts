import { describe, expect, test } from 'vitest';
import { Rest } from './rest.ts';

const APPLY = 'application/apply-patch+yaml';
const MERGE = 'application/merge-patch+json';
const CONFIGMAPS = '/api/v1/namespaces/default/configmaps';
const DEPLOYMENTS = '/apis/apps/v1/namespaces/default/deployments';

interface Entry {
  readonly manager: string;
  readonly operation: string;
  readonly subresource?: string;
  readonly apiVersion: string;
  readonly time?: string;
  readonly fieldsV1: object;
}

const entriesOf = (body: { metadata: object }): Entry[] =>
  JSON.parse(JSON.stringify((body.metadata as { managedFields?: Entry[] }).managedFields ?? [])) as Entry[];

const owners = (body: { metadata: object }): object[] =>
  entriesOf(body).map(({ manager, operation, subresource, fieldsV1 }) => ({
    who: `${manager} ${operation}${subresource ? ` ${subresource}` : ''}`,
    fieldsV1,
  }));

const config = (data: object, metadata: object = {}): object => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'c', ...metadata },
  data,
});

const deployment = (spec: object = {}): object => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', labels: { app: 'web' } },
  spec: {
    replicas: 2,
    selector: { matchLabels: { app: 'web' } },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: { containers: [{ name: 'nginx', image: 'nginx:1.27', ports: [{ containerPort: 80 }] }] },
    },
    ...spec,
  },
});

const apply = (rest: Rest, object: object, manager: string, more = '') =>
  rest.ask('PATCH', `${CONFIGMAPS}/c?fieldManager=${manager}${more}`, object, APPLY);

describe('an update', () => {
  test('owns what it has set and what was filled in for it, but nothing that the server keeps', () => {
    const rest = new Rest();
    const { body } = rest.ask('POST', `${DEPLOYMENTS}?fieldManager=kubectl-create`, deployment());
    expect(entriesOf(body)).toEqual([
      {
        manager: 'kubectl-create',
        operation: 'Update',
        apiVersion: 'apps/v1',
        time: '2026-01-01T00:00:00Z',
        fieldsType: 'FieldsV1',
        fieldsV1: {
          'f:metadata': { 'f:labels': { '.': {}, 'f:app': {} } },
          'f:spec': {
            'f:progressDeadlineSeconds': {},
            'f:replicas': {},
            'f:revisionHistoryLimit': {},
            'f:selector': {},
            'f:strategy': {
              'f:rollingUpdate': { '.': {}, 'f:maxSurge': {}, 'f:maxUnavailable': {} },
              'f:type': {},
            },
            'f:template': {
              'f:metadata': { 'f:labels': { '.': {}, 'f:app': {} } },
              'f:spec': {
                'f:containers': {
                  'k:{"name":"nginx"}': {
                    '.': {},
                    'f:image': {},
                    'f:imagePullPolicy': {},
                    'f:name': {},
                    'f:ports': {
                      '.': {},
                      'k:{"containerPort":80,"protocol":"TCP"}': {
                        '.': {},
                        'f:containerPort': {},
                        'f:protocol': {},
                      },
                    },
                    'f:resources': {},
                    'f:terminationMessagePath': {},
                    'f:terminationMessagePolicy': {},
                  },
                },
                'f:dnsPolicy': {},
                'f:restartPolicy': {},
                'f:schedulerName': {},
                'f:securityContext': {},
                'f:terminationGracePeriodSeconds': {},
              },
            },
          },
        },
      },
    ]);
  });

  test('takes what it changes from others, and leaves what it does not', () => {
    const rest = new Rest();
    rest.ask('POST', `${CONFIGMAPS}?fieldManager=a`, config({ x: '1', y: '1' }));
    const { body } = rest.ask('PATCH', `${CONFIGMAPS}/c?fieldManager=b`, { data: { y: '2', z: '2' } }, MERGE);
    expect(owners(body)).toEqual([
      { who: 'a Update', fieldsV1: { 'f:data': { '.': {}, 'f:x': {} } } },
      { who: 'b Update', fieldsV1: { 'f:data': { 'f:y': {}, 'f:z': {} } } },
    ]);
  });

  test('that changes nothing owns nothing, and nothing is written', () => {
    const rest = new Rest();
    const { body: made } = rest.ask('POST', `${CONFIGMAPS}?fieldManager=a`, config({ x: '1' }));
    const { body } = rest.ask('PATCH', `${CONFIGMAPS}/c?fieldManager=b`, { data: { x: '1' } }, MERGE);
    expect(body.metadata.resourceVersion).toBe(made.metadata.resourceVersion);
    expect(owners(body)).toEqual([{ who: 'a Update', fieldsV1: { 'f:data': { '.': {}, 'f:x': {} } } }]);
  });

  test('of the status is its own manager, and owns no spec', () => {
    const rest = new Rest();
    rest.ask('POST', `${DEPLOYMENTS}?fieldManager=a`, deployment());
    const { body } = rest.ask(
      'PATCH',
      `${DEPLOYMENTS}/web/status?fieldManager=a`,
      { spec: { replicas: 7 }, status: { replicas: 1, conditions: [{ type: 'Available', status: 'True' }] } },
      MERGE,
    );
    expect(owners(body)[1]).toEqual({
      who: 'a Update status',
      fieldsV1: {
        'f:status': {
          'f:conditions': {
            '.': {},
            'k:{"type":"Available"}': { '.': {}, 'f:status': {}, 'f:type': {} },
          },
          'f:replicas': {},
        },
      },
    });
  });

  test('of the scale moves the replicas to a manager of that subresource', () => {
    const rest = new Rest();
    rest.ask('POST', `${DEPLOYMENTS}?fieldManager=a`, deployment());
    rest.ask('PATCH', `${DEPLOYMENTS}/web/scale?fieldManager=kubectl`, { spec: { replicas: 5 } }, MERGE);
    const found = entriesOf(rest.ask('GET', `${DEPLOYMENTS}/web`).body);
    expect(found.find(({ manager }) => manager === 'kubectl')).toEqual({
      manager: 'kubectl',
      operation: 'Update',
      subresource: 'scale',
      apiVersion: 'apps/v1',
      fieldsType: 'FieldsV1',
      fieldsV1: { 'f:spec': { 'f:replicas': {} } },
    });
    expect(JSON.stringify(found.find(({ manager }) => manager === 'a'))).not.toContain('f:replicas');
  });

  test('is named after the user agent where no manager is given', () => {
    const rest = new Rest();
    const response = rest.server.handle({
      method: 'POST',
      path: CONFIGMAPS,
      headers: { 'user-agent': 'curl/8.5.0' },
      body: config({ x: '1' }) as never,
    });
    if (response.kind !== 'json') throw new Error('no JSON');
    expect(entriesOf(response.body as never).map(({ manager }) => manager)).toEqual(['curl']);
  });

  test('keeps ten updaters and makes one of the oldest', () => {
    const rest = new Rest();
    rest.ask('POST', `${CONFIGMAPS}?fieldManager=m00`, config({ k00: 'v' }));
    for (let i = 1; i < 13; i++) {
      rest.sim.advance(1000);
      const n = String(i).padStart(2, '0');
      rest.ask('PATCH', `${CONFIGMAPS}/c?fieldManager=m${n}`, { data: { [`k${n}`]: 'v' } }, MERGE);
    }
    const found = entriesOf(rest.ask('GET', `${CONFIGMAPS}/c`).body);
    expect(found).toHaveLength(10);
    expect(found[0]).toMatchObject({
      manager: 'ancient-changes',
      time: '2026-01-01T00:00:03Z',
      fieldsV1: { 'f:data': { '.': {}, 'f:k00': {}, 'f:k01': {}, 'f:k02': {}, 'f:k03': {} } },
    });
  });

  test.each([
    ['an empty list', []],
    ['a list of one empty entry', [{}]],
  ])('that sets managedFields to %s takes them all away', (_name, managedFields) => {
    const rest = new Rest();
    rest.ask('POST', `${CONFIGMAPS}?fieldManager=a`, config({ x: '1' }));
    const { body } = rest.ask(
      'PATCH',
      `${CONFIGMAPS}/c?fieldManager=b`,
      { metadata: { managedFields } },
      MERGE,
    );
    expect(entriesOf(body)).toEqual([]);
    expect(entriesOf(rest.ask('GET', `${CONFIGMAPS}/c`).body)).toEqual([]);
  });
});

describe('an apply', () => {
  test('makes what is not there, and owns just what it names', () => {
    const rest = new Rest();
    const { status, body } = apply(rest, config({ x: '1' }, { labels: { app: 'web' } }), 'me');
    expect(status).toBe(201);
    expect(owners(body)).toEqual([
      {
        who: 'me Apply',
        fieldsV1: { 'f:data': { 'f:x': {} }, 'f:metadata': { 'f:labels': { 'f:app': {} } } },
      },
    ]);
  });

  test('reads YAML', () => {
    const rest = new Rest();
    const { status, body } = rest.ask(
      'PATCH',
      `${CONFIGMAPS}/c?fieldManager=me`,
      'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: c\ndata:\n  x: "1"\n',
      APPLY,
    );
    expect([status, body.data]).toEqual([201, { x: '1' }]);
  });

  test('drops what it named before and does not name now, unless somebody else does', () => {
    const rest = new Rest();
    apply(rest, config({ x: '1', shared: '1' }), 'me');
    apply(rest, config({ shared: '1' }), 'other');
    const { body } = apply(rest, config({ y: '1' }), 'me');
    expect(body.data).toEqual({ shared: '1', y: '1' });
  });

  test('shares what it names alike with others, without a conflict', () => {
    const rest = new Rest();
    apply(rest, config({ x: '1' }), 'a');
    const { status, body } = apply(rest, config({ x: '1' }), 'b');
    expect(status).toBe(200);
    expect(owners(body)).toEqual([
      { who: 'b Apply', fieldsV1: { 'f:data': { 'f:x': {} } } },
      { who: 'a Apply', fieldsV1: { 'f:data': { 'f:x': {} } } },
    ]);
    // Upstream notes no time for a manager whose first apply changes nothing.
    expect(entriesOf(body)[0]?.time).toBeUndefined();
  });

  test('that takes a field from another is a conflict', () => {
    const rest = new Rest();
    apply(rest, config({ x: '1' }), 'a');
    expect(apply(rest, config({ x: '2' }), 'b')).toMatchObject({
      status: 409,
      body: {
        kind: 'Status',
        reason: 'Conflict',
        message: 'Apply failed with 1 conflict: conflict with "a": .data.x',
        details: {
          causes: [{ reason: 'FieldManagerConflict', message: 'conflict with "a"', field: '.data.x' }],
        },
      },
    });
  });

  test('tells of every conflict, manager by manager', () => {
    const rest = new Rest();
    rest.ask('POST', `${DEPLOYMENTS}?fieldManager=kubectl-create`, deployment());
    rest.ask('PATCH', `${DEPLOYMENTS}/web/scale?fieldManager=kubectl`, { spec: { replicas: 5 } }, MERGE);
    const wish = deployment({
      template: {
        metadata: { labels: { app: 'web' } },
        spec: { containers: [{ name: 'nginx', image: 'nginx:1.28' }] },
      },
    });
    const { body } = rest.ask('PATCH', `${DEPLOYMENTS}/web?fieldManager=ci`, wish, APPLY);
    expect(body.message).toBe(
      [
        'Apply failed with 2 conflicts: conflicts with "kubectl" with subresource "scale" using apps/v1:',
        '- .spec.replicas',
        'conflicts with "kubectl-create" using apps/v1:',
        '- .spec.template.spec.containers[name="nginx"].image',
      ].join('\n'),
    );
  });

  test('by force takes the field', () => {
    const rest = new Rest();
    apply(rest, config({ x: '1', y: '1' }), 'a');
    const { body } = apply(rest, config({ x: '2' }), 'b', '&force=true');
    expect(body.data).toEqual({ x: '2', y: '1' });
    expect(owners(body)).toEqual([
      { who: 'a Apply', fieldsV1: { 'f:data': { 'f:y': {} } } },
      { who: 'b Apply', fieldsV1: { 'f:data': { 'f:x': {} } } },
    ]);
  });

  test('merges lists by their keys and keeps what others have put in', () => {
    const rest = new Rest();
    const container = (name: string, image: string): object => ({ name, image });
    const spec = (containers: readonly object[]): object => ({
      selector: { matchLabels: { app: 'web' } },
      template: { metadata: { labels: { app: 'web' } }, spec: { containers } },
    });
    const wish = (containers: readonly object[]): object => ({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web' },
      spec: spec(containers),
    });
    const put = (manager: string, ...containers: readonly object[]) =>
      rest.ask('PATCH', `${DEPLOYMENTS}/web?fieldManager=${manager}`, wish(containers), APPLY);
    put('a', container('one', 'nginx'));
    put('b', container('two', 'busybox'));
    const { body } = put('a', container('three', 'nginx'));
    const found = (body.spec as { template: { spec: { containers: { name: string }[] } } }).template.spec;
    expect(found.containers.map(({ name }) => name)).toEqual(['two', 'three']);
  });

  test('that asks for what is so already writes nothing', () => {
    const rest = new Rest();
    const { body: before } = apply(rest, config({ x: '1' }), 'a');
    rest.sim.advance(5000);
    const { body } = apply(rest, config({ x: '1' }), 'a');
    expect(body.metadata.resourceVersion).toBe(before.metadata.resourceVersion);
    expect(entriesOf(body)[0]?.time).toBe('2026-01-01T00:00:00Z');
  });

  test('of an object that nobody tracks finds all of it owned from before', () => {
    const rest = new Rest();
    rest.ask('POST', `${CONFIGMAPS}?fieldManager=a`, config({ x: '1' }));
    rest.ask('PATCH', `${CONFIGMAPS}/c`, { metadata: { managedFields: [{}] } }, MERGE);
    expect(apply(rest, config({ x: '2' }), 'b').body.message).toBe(
      'Apply failed with 1 conflict: conflict with "before-first-apply" using v1: .data.x',
    );
  });

  test('dry does all but write', () => {
    const rest = new Rest();
    const { status, body } = apply(rest, config({ x: '1' }), 'me', '&dryRun=All');
    expect([status, owners(body)]).toEqual([
      201,
      [{ who: 'me Apply', fieldsV1: { 'f:data': { 'f:x': {} } } }],
    ]);
    expect(rest.ask('GET', `${CONFIGMAPS}/c`).status).toBe(404);
  });

  test('by kubectl follows its client-side applies without conflicts', () => {
    const rest = new Rest();
    const applied = config({ x: '1' });
    const annotations = {
      'kubectl.kubernetes.io/last-applied-configuration': `${JSON.stringify(applied)}\n`,
    };
    rest.ask(
      'POST',
      `${CONFIGMAPS}?fieldManager=kubectl-client-side-apply`,
      config({ x: '1' }, { annotations }),
    );
    expect(apply(rest, config({ x: '2' }), 'other').status).toBe(409);
    const { status, body } = apply(rest, config({ x: '2' }), 'kubectl');
    expect([status, body.data]).toEqual([200, { x: '2' }]);
    expect(
      (body.metadata.annotations as Record<string, string>)[
        'kubectl.kubernetes.io/last-applied-configuration'
      ],
    ).toBe('{"apiVersion":"v1","data":{"x":"2"},"kind":"ConfigMap","metadata":{"name":"c"}}\n');
  });

  test.each([
    [
      'no manager',
      config({ x: '1' }),
      '',
      422,
      'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch',
    ],
    [
      'managed fields of its own',
      config({ x: '1' }, { managedFields: [{}] }),
      'fieldManager=a',
      400,
      'metadata.managedFields must be nil',
    ],
    [
      'another kind',
      { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'c' } },
      'fieldManager=a',
      400,
      'invalid object type: /v1, Kind=Secret',
    ],
    [
      'an unknown field',
      { ...config({ x: '1' }), spec: {} },
      'fieldManager=a',
      500,
      'failed to create typed patch object (/c; /v1, Kind=ConfigMap): .spec: field not declared in schema',
    ],
    [
      'a value of another type',
      config({ x: 1 }),
      'fieldManager=a',
      500,
      'failed to create typed patch object (/c; /v1, Kind=ConfigMap): .data.x: expected string, got &value.valueUnstructured{Value:1}',
    ],
    ['a broken text', '{"a": ', 'fieldManager=a', 400, /^error decoding YAML: /],
  ])('with %s is refused', (_name, body, query, status, message) => {
    const answer = new Rest().ask('PATCH', `${CONFIGMAPS}/c?${query}`, body, APPLY);
    expect(answer.status).toBe(status);
    expect(answer.body.message).toMatch(message);
  });

  test('keeps its version: what somebody else has changed since is a conflict', () => {
    const rest = new Rest();
    const { body } = apply(rest, config({ x: '1' }), 'a');
    const { resourceVersion } = body.metadata;
    rest.ask('PATCH', `${CONFIGMAPS}/c`, { data: { y: '1' } }, MERGE);
    expect(apply(rest, config({ x: '2' }, { resourceVersion }), 'a').body.message).toBe(
      'Operation cannot be fulfilled on configmaps "c": the object has been modified; please apply your changes to the latest version and try again',
    );
  });
});

describe('managed fields', () => {
  test('are not worked out for clients that do not look, and nothing is lost by it', () => {
    const rest = new Rest();
    rest.ask('POST', `${CONFIGMAPS}?fieldManager=a`, config({ k: '0' }));
    for (let i = 1; i < 60; i++)
      rest.ask(
        'PATCH',
        `${CONFIGMAPS}/c?fieldManager=${i % 2 ? 'b' : 'a'}`,
        { data: { k: String(i) } },
        MERGE,
      );
    const hidden = rest.server.handle({ method: 'GET', path: `${CONFIGMAPS}/c`, omitManagedFields: true });
    expect(hidden.kind === 'json' && 'managedFields' in (hidden.body.metadata as object)).toBe(false);
    expect(owners(rest.ask('GET', `${CONFIGMAPS}/c`).body)).toEqual([
      { who: 'a Update', fieldsV1: { 'f:data': {} } },
      { who: 'b Update', fieldsV1: { 'f:data': { 'f:k': {} } } },
    ]);
  });

  test('are the same however seldom somebody looks', () => {
    const [looked, waited] = [new Rest(), new Rest()];
    for (const rest of [looked, waited]) {
      rest.ask('POST', `${DEPLOYMENTS}?fieldManager=m0`, deployment());
      for (let i = 1; i < 40; i++) {
        rest.sim.advance(700);
        const label = { metadata: { labels: { [`l${i % 7}`]: i % 3 ? String(i) : null } } };
        rest.ask('PATCH', `${DEPLOYMENTS}/web?fieldManager=m${i % 4}`, label, MERGE);
        const status = { status: { replicas: i, conditions: [{ type: `T${i % 2}`, status: 'True' }] } };
        rest.ask('PATCH', `${DEPLOYMENTS}/web/status?fieldManager=m${i % 3}`, status, MERGE);
        if (i === 20) rest.ask('PATCH', `${DEPLOYMENTS}/web?fieldManager=ci&force=true`, deployment(), APPLY);
        if (rest === looked) entriesOf(rest.ask('GET', `${DEPLOYMENTS}/web`).body);
      }
    }
    const found = entriesOf(waited.ask('GET', `${DEPLOYMENTS}/web`).body);
    expect(found.length).toBeGreaterThan(4);
    expect(found).toEqual(entriesOf(looked.ask('GET', `${DEPLOYMENTS}/web`).body));
  });

  test('come with tables and partial metadata', () => {
    const rest = new Rest();
    rest.ask('POST', `${CONFIGMAPS}?fieldManager=a`, config({ k: '0' }));
    const get = (as: string): string => {
      const answer = rest.server.handle({
        method: 'GET',
        path: `${CONFIGMAPS}/c`,
        headers: { accept: `application/json;as=${as};v=v1;g=meta.k8s.io` },
      });
      return JSON.stringify(answer);
    };
    expect(get('Table')).toContain('"f:data"');
    expect(get('PartialObjectMetadata')).toContain('"f:data"');
  });
});
