import { expect, test } from 'vitest';
import { resources } from '../../../src/api/resources.ts';
import { definition } from '../../../src/api/schema.ts';
import { evaluateCel, pathsFound } from '../../../src/lab/checks/cel.ts';
import { kindType } from '../../../src/lab/checks/fields.ts';

const self = {
  spec: { replicas: 3, limits: { cpu: '500m', memory: '64Mi' }, ports: [{ port: 80 }, { port: 8080 }] },
  metadata: { labels: { 'app.kubernetes.io/name': 'web' } },
};

test.each([
  ['self.spec.replicas == 3', true],
  ['self.spec.replicas / 2 == 1', true],
  ['self.spec.ports.map(p, p.port).exists(p, p == 8080)', true],
  ["self.metadata.labels['app.kubernetes.io/name'].startsWith('w')", true],
  ["quantity(self.spec.limits.cpu).compareTo(quantity('0.5')) == 0", true],
  ["quantity(self.spec.limits.memory).isGreaterThan(quantity('63Mi'))", true],
  ["quantity(self.spec.limits.memory).add(quantity('64Mi')).isLessThan(quantity('128Mi'))", false],
  ["quantity('100Mi').sub(quantity(self.spec.limits.memory)).asInteger() == 37748736", true],
  ["isQuantity('1.5Gi') && !isQuantity('much') && quantity('-1').sign() == -1", true],
])('%s is %s', (expression, value) => {
  expect(evaluateCel(expression, { self })).toEqual({ kind: 'value', value });
});

test.each([
  ['self.status.phase == "Running"', 'status'],
  ['self.spec.ports[5].port == 1', 'No such key: index out of bounds, index 5 >= size 2'],
])('%s waits for what is not there yet', (expression, what) => {
  const outcome = evaluateCel(expression, { self });
  expect(outcome.kind).toBe('absent');
  if (outcome.kind === 'absent' && expression.includes('status')) expect(outcome.what).toBe(what);
});

test('what an expression looks at is told', () => {
  expect(pathsFound('self.spec.replicas > 3 && self.spec.ports[1].port == 1 && self.none', self)).toEqual([
    { path: 'none', found: undefined },
    { path: 'spec.ports[1].port', found: 8080 },
    { path: 'spec.replicas', found: 3 },
  ]);
});

test('of a list that an expression looks into, each item is told by its name', () => {
  const status = {
    containerStatuses: [
      { name: 'web', ready: true, restartCount: 2, state: { running: {} } },
      { name: 'client', ready: false, restartCount: 0, state: {} },
    ],
  };
  expect(
    pathsFound(
      'self.status.containerStatuses.all(c, c.ready && (c.restartCount == 0)) && self.status.phase',
      {
        status,
      },
    ),
  ).toEqual([
    { path: 'status.containerStatuses[client].ready', found: false },
    { path: 'status.containerStatuses[client].restartCount', found: 0 },
    { path: 'status.containerStatuses[web].ready', found: true },
    { path: 'status.containerStatuses[web].restartCount', found: 2 },
    { path: 'status.phase', found: undefined },
  ]);
  const conditions = [
    { type: 'Ready', status: 'False' },
    { type: 'PodScheduled', status: 'True' },
  ];
  expect(
    pathsFound("self.conditions.exists(c, c.type == 'Ready' && c.status == 'True')", { conditions }),
  ).toEqual([
    { path: 'conditions[PodScheduled].status', found: 'True' },
    { path: 'conditions[Ready].status', found: 'False' },
  ]);
  expect(pathsFound('self.spec.ports.exists(p, p.port == 1)', self)).toEqual([
    { path: 'spec.ports[0].port', found: 80 },
    { path: 'spec.ports[1].port', found: 8080 },
  ]);
});

test('whole numbers are integers: fields of type double are in the schemas of CRDs alone', () => {
  const doubles = new Set<string>();
  const seen = new Set<string>();
  const visit = (type: string): void => {
    const base = type.replace(/^(\[\]|map\[string\])+/, '');
    if (seen.has(base)) return;
    seen.add(base);
    for (const [field, inner] of Object.entries(definition(base)?.fields ?? {})) {
      if (inner.endsWith('double')) doubles.add(`${base}.${field}`);
      visit(inner);
    }
  };
  for (const { group, version, kind } of resources)
    visit(kindType(group === '' ? version : `${group}/${version}`, kind) ?? '');
  expect(seen.size).toBeGreaterThan(200);
  expect([...doubles].sort()).toEqual([
    'JSONSchemaProps.maximum',
    'JSONSchemaProps.minimum',
    'JSONSchemaProps.multipleOf',
  ]);
});
