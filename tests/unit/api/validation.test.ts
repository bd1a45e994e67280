import { describe, expect, test } from 'vitest';
import { applyDefaults } from '../../../src/api/defaults.ts';
import type { JsonObject } from '../../../src/api/json.ts';
import * as resources from '../../../src/api/resources.ts';
import type { KubernetesObject, Pod } from '../../../src/api/types.ts';
import {
  fieldErrorText,
  invalidCauses,
  invalidMessage,
  qualifiedKind,
  validateCreate,
  validateUpdate,
} from '../../../src/api/validation/index.ts';

const made = (object: JsonObject): KubernetesObject => applyDefaults(object) as unknown as KubernetesObject;
const pod = (spec: JsonObject, metadata: JsonObject = {}): KubernetesObject =>
  made({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'x', namespace: 'default', resourceVersion: '1', ...metadata },
    spec: { containers: [{ name: 'c', image: 'a:1' }], ...spec },
  });
const errorsOf = (object: KubernetesObject) => validateCreate(resources.pods, object).map(fieldErrorText);
const oneContainer = (container: JsonObject): JsonObject => ({
  containers: [{ name: 'c', image: 'a:1', ...container }],
});

describe('a new Pod', () => {
  test('that is right', () => expect(errorsOf(pod({}))).toEqual([]));

  const label = (value: string, path: string) =>
    `${path}: Invalid value: "${value}": a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')`;
  test.each<[JsonObject, string[]]>([
    [{ containers: [] }, ['spec.containers: Required value']],
    [{ containers: [{ name: 'c' }] }, ['spec.containers[0].image: Required value']],
    [oneContainer({ name: 'C' }), [label('C', 'spec.containers[0].name')]],
    [
      {
        containers: [
          { name: 'c', image: 'a' },
          { name: 'c', image: 'a' },
        ],
      },
      ['spec.containers[1].name: Duplicate value: "c"'],
    ],
    [
      { restartPolicy: 'Sometimes' },
      [
        'spec.restartPolicy: Unsupported value: "Sometimes": supported values: "Always", "OnFailure", "Never"',
      ],
    ],
    [
      oneContainer({ imagePullPolicy: 'No' }),
      [
        'spec.containers[0].imagePullPolicy: Unsupported value: "No": supported values: "Always", "IfNotPresent", "Never"',
      ],
    ],
    [
      oneContainer({ volumeMounts: [{ name: 'v', mountPath: '/v' }] }),
      ['spec.containers[0].volumeMounts[0].name: Not found: "v"'],
    ],
    [
      oneContainer({ resources: { requests: { cpu: '2' }, limits: { cpu: '1' } } }),
      [
        'spec.containers[0].resources.requests: Invalid value: "2": must be less than or equal to cpu limit of 1',
      ],
    ],
    [
      oneContainer({ livenessProbe: {} }),
      ['spec.containers[0].livenessProbe: Required value: must specify a handler type'],
    ],
    [
      oneContainer({ ports: [{ containerPort: 70000 }] }),
      [
        'spec.containers[0].ports[0].containerPort: Invalid value: 70000: must be between 1 and 65535, inclusive',
      ],
    ],
    [
      oneContainer({
        env: [{ name: 'A', value: 'x', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }],
      }),
      [
        'spec.containers[0].env[0].valueFrom: Invalid value: "": may not be specified when `value` is not empty',
      ],
    ],
    [
      { initContainers: [{ name: 'i', image: 'a', readinessProbe: { tcpSocket: { port: 1 } } }] },
      [
        'spec.initContainers[0].readinessProbe: Forbidden: may not be set for init containers without restartPolicy=Always',
      ],
    ],
    [
      { tolerations: [{ key: 'a', operator: 'Exists', value: 'b' }] },
      [`spec.tolerations[0].operator: Invalid value: "b": value must be empty when \`operator\` is 'Exists'`],
    ],
    [
      { volumes: [{ name: 'v', emptyDir: {}, hostPath: { path: '/' } }] },
      ['spec.volumes[0].hostPath: Forbidden: may not specify more than 1 volume type'],
    ],
  ])('%j', (spec, errors) => expect(errorsOf(pod(spec))).toEqual(errors));

  test('names', () => {
    expect(errorsOf(pod({}, { name: 'My_Pod' }))[0]).toBe(
      `metadata.name: Invalid value: "My_Pod": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')`,
    );
    expect(errorsOf(pod({}, { name: '' }))).toEqual([
      'metadata.name: Required value: name or generateName is required',
    ]);
  });
});

test('one error stands alone, several in brackets, with their causes', () => {
  const errors = validateCreate(resources.pods, pod({ containers: [{ name: 'c' }, { name: 'd' }] }));
  expect(invalidMessage('Pod', 'x', errors)).toBe(
    'Pod "x" is invalid: [spec.containers[0].image: Required value, spec.containers[1].image: Required value]',
  );
  expect(invalidMessage('Pod', 'x', errors.slice(0, 1))).toBe(
    'Pod "x" is invalid: spec.containers[0].image: Required value',
  );
  expect(invalidCauses(errors)[0]).toEqual({
    reason: 'FieldValueRequired',
    message: 'Required value',
    field: 'spec.containers[0].image',
  });
  expect(qualifiedKind(resources.deployments)).toBe('Deployment.apps');
});

describe('a changed Pod', () => {
  const old = pod({ nodeName: 'minikube', tolerations: [{ key: 'a', operator: 'Exists' }] });
  const change = (spec: JsonObject) =>
    validateUpdate(
      resources.pods,
      { ...old, spec: { ...(old as Pod).spec, ...spec } } as KubernetesObject,
      old,
    ).map(fieldErrorText);
  test('its image, its labels and more tolerations may change', () => {
    expect(change({ containers: [{ ...(old as Pod).spec.containers[0], image: 'a:2' }] })).toEqual([]);
    expect(
      change({
        tolerations: [
          { key: 'a', operator: 'Exists' },
          { key: 'b', operator: 'Exists' },
        ],
      }),
    ).toEqual([]);
  });
  test('a container more', () =>
    expect(
      change({
        containers: [...(old as Pod).spec.containers, { ...(old as Pod).spec.containers[0], name: 'd' }],
      }),
    ).toEqual(['spec.containers: Forbidden: pod updates may not add or remove containers']));
  test('anything else is shown as a diff of the internal type', () => {
    const [error = '', ...more] = change({ restartPolicy: 'Never' });
    expect(more).toEqual([]);
    expect(error).toContain(
      'spec: Forbidden: pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)\n--- expected\n+++ got\n@@ -',
    );
    expect(error).toContain(
      '\n   "EphemeralContainers": null,\n-  "RestartPolicy": "Always",\n+  "RestartPolicy": "Never",\n   "TerminationGracePeriodSeconds": 30,\n',
    );
  });
});

test('workloads, services, secrets', () => {
  const deployment = made({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'x', namespace: 'default' },
    spec: {
      selector: { matchLabels: { a: 'b' } },
      template: { metadata: { labels: { a: 'c' } }, spec: { containers: [{ name: 'c', image: 'i' }] } },
    },
  });
  expect(validateCreate(resources.deployments, deployment).map(fieldErrorText)).toEqual([
    'spec.template.metadata.labels: Invalid value: {"a":"c"}: `selector` does not match template `labels`',
  ]);
  const service = made({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: '1x', namespace: 'default' },
    spec: {},
  });
  expect(validateCreate(resources.services, service).map((error) => error.field)).toEqual([
    'metadata.name',
    'spec.ports',
  ]);
  const secret = made({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 's', namespace: 'default' },
    type: 'kubernetes.io/tls',
    data: {},
  });
  expect(validateCreate(resources.secrets, secret).map(fieldErrorText)).toEqual([
    'data[tls.crt]: Required value',
    'data[tls.key]: Required value',
  ]);
});

describe('claims, volumes and classes', () => {
  const claim = (spec: JsonObject, phase = 'Pending'): KubernetesObject =>
    made({
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: 'x', namespace: 'default', resourceVersion: '1' },
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '2Gi' } }, ...spec },
      status: { phase, ...(phase === 'Bound' && { capacity: { storage: '2Gi' } }) },
    });
  const modes = '"ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"';
  test.each<[JsonObject, string[]]>([
    [{}, []],
    [
      { accessModes: [], resources: {} },
      [
        'spec.accessModes: Required value: at least 1 access mode is required',
        'spec.resources[storage]: Required value',
      ],
    ],
    [{ accessModes: ['RWO'] }, [`spec.accessModes: Unsupported value: "RWO": supported values: ${modes}`]],
    [
      { accessModes: ['ReadWriteOncePod', 'ReadOnlyMany'] },
      ['spec.accessModes: Forbidden: may not use ReadWriteOncePod with other access modes'],
    ],
    [
      { resources: { requests: { storage: '0' } } },
      ['spec.resources[storage]: Invalid value: "0": must be greater than zero'],
    ],
    [
      { volumeMode: 'Raw' },
      ['spec.volumeMode: Unsupported value: "Raw": supported values: "Block", "Filesystem"'],
    ],
  ])('a claim with %j', (spec, errors) =>
    expect(validateCreate(resources.persistentvolumeclaims, claim(spec)).map(fieldErrorText)).toEqual(errors),
  );

  const changed = (spec: JsonObject, old: JsonObject, phase = 'Pending'): string[] =>
    validateUpdate(resources.persistentvolumeclaims, claim(spec, phase), claim(old, phase)).map(
      fieldErrorText,
    );
  test('what may change of a claim', () => {
    expect(changed({ volumeName: 'disk' }, {})).toEqual([]);
    expect(changed({ storageClassName: 'fast' }, {})).toEqual([]);
    expect(changed({ resources: { requests: { storage: '9Gi' } } }, {}, 'Bound')).toEqual([]);
  });
  test('what may not', () => {
    const [mode = ''] = changed({ accessModes: ['ReadWriteMany'] }, {});
    expect(mode).toMatch(
      /^spec: Forbidden: spec is immutable after creation except resources\.requests and volumeAttributesClassName for bound claims\n/,
    );
    expect(mode).toMatch(/\n- +"ReadWriteOnce"\n\+ +"ReadWriteMany"\n/);
    expect(changed({ resources: { requests: { storage: '9Gi' } } }, {})[0]).toMatch(/^spec: Forbidden/);
    expect(changed({ storageClassName: 'b' }, { storageClassName: 'a' })[0]).toMatch(/^spec: Forbidden/);
    expect(changed({ resources: { requests: { storage: '1Gi' } } }, {}, 'Bound')).toEqual([
      'spec.resources.requests.storage: Forbidden: field can not be less than status.capacity',
    ]);
  });

  const volume = (spec: JsonObject): KubernetesObject =>
    made({
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: { name: 'x', resourceVersion: '1' },
      spec: { accessModes: ['ReadWriteOnce'], capacity: { storage: '1Gi' }, ...spec },
    });
  test.each<[JsonObject, string[]]>([
    [{ hostPath: { path: '/data' } }, []],
    [{}, ['spec: Required value: must specify a volume type']],
    [
      { local: { path: '/disk' } },
      ['spec.nodeAffinity: Required value: Local volume requires node affinity'],
    ],
    [
      {
        accessModes: [],
        capacity: {},
        hostPath: { path: '../up' },
        local: { path: '/disk' },
        persistentVolumeReclaimPolicy: 'Forget',
      },
      [
        'spec.accessModes: Required value',
        'spec.capacity: Required value',
        'spec.capacity: Unsupported value: {}: supported values: "storage"',
        'spec.persistentVolumeReclaimPolicy: Unsupported value: "Forget": supported values: "Delete", "Recycle", "Retain"',
        `spec.hostPath.path: Invalid value: "../up": must not contain '..'`,
        'spec.local: Forbidden: may not specify more than 1 volume type',
      ],
    ],
  ])('a volume with %j', (spec, errors) =>
    expect(validateCreate(resources.persistentvolumes, volume(spec)).map(fieldErrorText)).toEqual(errors),
  );

  test('a class keeps its provisioner and parameters', () => {
    const kept = (more: JsonObject): KubernetesObject =>
      made({
        apiVersion: 'storage.k8s.io/v1',
        kind: 'StorageClass',
        metadata: { name: 'x', resourceVersion: '1' },
        provisioner: 'a.example/b',
        ...more,
      });
    expect(validateUpdate(resources.storageclasses, kept({}), kept({}))).toEqual([]);
    const changes = kept({ provisioner: 'other', parameters: { a: 'b' }, reclaimPolicy: 'Retain' });
    expect(validateUpdate(resources.storageclasses, changes, kept({})).map(fieldErrorText)).toEqual([
      'parameters: Forbidden: updates to parameters are forbidden.',
      'provisioner: Forbidden: updates to provisioner are forbidden.',
      'reclaimPolicy: Invalid value: "Retain": field is immutable',
    ]);
  });
});
