import { expect, test } from 'vitest';
import { descriptionsJson } from '../../../src/api/generated/descriptions.ts';
import type { Descriptions } from '../../../src/api/openapi/index.ts';
import { openApiDocument, openApiIndex, openApiV2Document } from '../../../src/api/openapi/index.ts';

const descriptions = JSON.parse(descriptionsJson) as Descriptions;

interface Document {
  paths: Record<string, { patch?: { parameters: { name: string }[] } }>;
  components: {
    schemas: Record<string, { description: string; properties: Record<string, Record<string, unknown>> }>;
  };
}
const core = openApiDocument('api/v1', 'v1.35.0', descriptions) as unknown as Document;

test('the index names every group version, by a hash', () => {
  const { paths } = openApiIndex('v1.35.0') as { paths: Record<string, { serverRelativeURL: string }> };
  expect(paths['api/v1']?.serverRelativeURL).toMatch(/^\/openapi\/v3\/api\/v1\?hash=[0-9A-F]{128}$/);
  expect(Object.keys(paths)).toContain('apis/apps/v1');
  expect(openApiDocument('apis/none/v1', 'v1.35.0')).toBeUndefined();
});

test('PodSpec as upstream describes it', () => {
  const spec = core.components.schemas['io.k8s.api.core.v1.PodSpec'];
  expect(spec?.description).toBe('PodSpec is a description of a pod.');
  expect(spec?.properties['affinity']).toEqual({
    allOf: [{ $ref: '#/components/schemas/io.k8s.api.core.v1.Affinity' }],
    description: "If specified, the pod's scheduling constraints",
  });
  expect(spec?.properties['containers']).toMatchObject({
    items: { allOf: [{ $ref: '#/components/schemas/io.k8s.api.core.v1.Container' }], default: {} },
    type: 'array',
    'x-kubernetes-list-map-keys': ['name'],
    'x-kubernetes-list-type': 'map',
    'x-kubernetes-patch-merge-key': 'name',
    'x-kubernetes-patch-strategy': 'merge',
  });
  expect(spec?.properties['restartPolicy']).toMatchObject({
    type: 'string',
    enum: ['Always', 'Never', 'OnFailure'],
  });
  expect(spec?.properties['volumes']?.['x-kubernetes-patch-strategy']).toBe('merge,retainKeys');
});

test('every reference has its schema', () => {
  for (const name of Object.keys((openApiIndex('v') as { paths: object }).paths)) {
    const document = openApiDocument(name, 'v1.35.0') as unknown as Document;
    const refs = new Set(
      [...JSON.stringify(document).matchAll(/#\/components\/schemas\/([^"]+)/g)].map((m) => m[1] ?? ''),
    );
    expect([...refs].filter((ref) => !(ref in document.components.schemas))).toEqual([]);
  }
});

test('patching tells that it validates fields', () => {
  const names = core.paths['/api/v1/namespaces/{namespace}/pods/{name}']?.patch?.parameters.map(
    ({ name }) => name,
  );
  expect(names).toContain('fieldValidation');
});

test('what v1.36 brought is left out', () => {
  expect(core.components.schemas['io.k8s.api.core.v1.PodSpec']?.properties).not.toHaveProperty(
    'schedulingGroup',
  );
  expect(core.components.schemas['io.k8s.api.core.v1.PodSpec']?.properties).toHaveProperty('workloadRef');
});

test.each([
  ['Container', 'ports', 'map', ['containerPort', 'protocol']],
  ['PodSpec', 'topologySpreadConstraints', 'map', ['topologyKey', 'whenUnsatisfiable']],
  ['PodSpec', 'tolerations', 'atomic', undefined],
  ['PodStatus', 'hostIPs', 'atomic', undefined],
  ['NodeSpec', 'podCIDRs', 'set', undefined],
  ['ServiceSpec', 'ports', 'map', ['port', 'protocol']],
])('%s.%s is a list of type %s', (kind, field, type, keys) => {
  const list = core.components.schemas[`io.k8s.api.core.v1.${kind}`]?.properties[field];
  expect([list?.['x-kubernetes-list-type'], list?.['x-kubernetes-list-map-keys']]).toEqual([type, keys]);
});

test('what has one owner at a time says so', () => {
  const schemas = core.components.schemas as Record<string, Record<string, unknown> | undefined>;
  expect(schemas['io.k8s.api.core.v1.ObjectReference']?.['x-kubernetes-map-type']).toBe('atomic');
  expect(schemas['io.k8s.api.core.v1.PodSpec']?.['x-kubernetes-map-type']).toBeUndefined();
  const spec = core.components.schemas['io.k8s.api.core.v1.PodSpec'];
  expect(spec?.properties['nodeSelector']?.['x-kubernetes-map-type']).toBe('atomic');
});

test('version 2 has the same definitions, with references of its own', () => {
  const { definitions } = openApiV2Document('v1.35.0', descriptions) as unknown as {
    definitions: Record<string, { properties: Record<string, object> }>;
  };
  expect(definitions['io.k8s.api.core.v1.Pod']?.properties['spec']).toMatchObject({
    $ref: '#/definitions/io.k8s.api.core.v1.PodSpec',
  });
  expect(JSON.stringify(definitions)).not.toContain('#/components/');
});
