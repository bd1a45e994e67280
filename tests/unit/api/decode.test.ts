import { describe, expect, test } from 'vitest';
import { decodeKind } from '../../../src/api/decode.ts';
import { parseJson } from '../../../src/api/json-parse.ts';
import type { JsonObject } from '../../../src/api/json.ts';
import { parseYaml } from '../../../src/api/yaml/index.ts';

const decode = (yaml: string, apiVersion = 'v1', kind = 'Pod') =>
  decodeKind(parseYaml(yaml) as JsonObject, apiVersion, kind);

describe('strict decoding', () => {
  test('unknown fields are named with their place', () => {
    const { strictErrors } = decode(
      'spec:\n  contaners: []\n  containers:\n  - name: a\n    imag: x\n  - ports:\n    - port: 1\n',
    );
    expect(strictErrors).toEqual([
      'unknown field "spec.containers[0].imag"',
      'unknown field "spec.containers[1].ports[0].port"',
      'unknown field "spec.contaners"',
    ]);
  });
  test('names have one case', () => {
    expect(decode('spec: {restartpolicy: Always}').strictErrors).toEqual([
      'unknown field "spec.restartpolicy"',
    ]);
  });
  test('duplicate fields', () => {
    expect(parseJson('{"spec":{"containers":[{"name":"a","name":"b"}]}}').duplicates).toEqual([
      'spec.containers[0].name',
    ]);
    expect(() => parseJson('{"a":}')).toThrow("invalid character '}' looking for beginning of value");
    expect(() => parseJson('{"a":1')).toThrow('unexpected end of JSON input');
  });
});

describe('wrong types', () => {
  test.each([
    [
      'spec:\n  containers:\n  - ports: x\n',
      'json: cannot unmarshal string into Go struct field Container.spec.containers.ports of type []v1.ContainerPort',
    ],
    [
      'spec:\n  containers:\n  - ports:\n    - containerPort: "80"\n',
      'json: cannot unmarshal string into Go struct field ContainerPort.spec.containers.ports.containerPort of type int32',
    ],
    [
      'metadata:\n  labels:\n    a: 1\n',
      'json: cannot unmarshal number into Go struct field ObjectMeta.metadata.labels of type string',
    ],
    [
      'spec:\n  containers:\n  - env:\n    - name: A\n      value: true\n',
      'json: cannot unmarshal bool into Go struct field EnvVar.spec.containers.env.value of type string',
    ],
    [
      'spec:\n  containers:\n    name: a\n',
      'json: cannot unmarshal object into Go struct field PodSpec.spec.containers of type []v1.Container',
    ],
    [
      'spec:\n  restartPolicy: 1\n',
      'json: cannot unmarshal number into Go struct field PodSpec.spec.restartPolicy of type v1.RestartPolicy',
    ],
    [
      'spec:\n  containers:\n  - resources: {limits: {cpu: 1x}}\n',
      "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
    ],
    [
      'spec:\n  terminationGracePeriodSeconds: 1.5\n',
      'json: cannot unmarshal number 1.5 into Go struct field PodSpec.spec.terminationGracePeriodSeconds of type int64',
    ],
    ['spec: x\n', 'json: cannot unmarshal string into Go struct field Pod.spec of type v1.PodSpec'],
  ])('%j', (yaml, message) => expect(() => decode(yaml)).toThrow(message));

  test('a secret that is no base64', () =>
    expect(() => decode('data: {a: "not base64"}', 'v1', 'Secret')).toThrow(
      'illegal base64 data at input byte 3',
    ));
});

test('what is empty goes, quantities become canonical, zeros that count stay', () => {
  const { object } = decode(
    'spec:\n  terminationGracePeriodSeconds: 0\n  hostNetwork: false\n  volumes: [{name: v, emptyDir: {}}]\n  nodeSelector: {}\n  containers:\n  - name: a\n    args: []\n    command: null\n    resources: {limits: {cpu: 0.5, memory: 1024Mi}}\n    env: [{name: A, value: ""}]\n',
  );
  expect(object).toEqual({
    spec: {
      terminationGracePeriodSeconds: 0,
      volumes: [{ name: 'v', emptyDir: {} }],
      containers: [
        { name: 'a', resources: { limits: { cpu: '500m', memory: '1Gi' } }, env: [{ name: 'A' }] },
      ],
    },
  });
});
