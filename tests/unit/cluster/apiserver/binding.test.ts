import { expect, test } from 'vitest';
import { nodes, pods } from '../../../../src/api/resources.ts';
import { ControlPlane } from '../control-plane.ts';

const ZONE = 'topology.kubernetes.io/zone';

function bind(plane: ControlPlane, name: string, labels?: Record<string, string>): void {
  plane.client.createSubresource(pods, name, 'default', 'binding', {
    metadata: { name, ...(labels && { labels }) },
    target: { kind: 'Node', name: 'n1' },
  });
}

function setUp(): ControlPlane {
  const plane = new ControlPlane({ scheduler: false });
  plane.node('n1', { labels: { [ZONE]: 'a', 'topology.kubernetes.io/region': 'r', disk: 'ssd' } });
  return plane;
}

test('a binding takes the nomination back and leaves nothing of what PodScheduled said', () => {
  const plane = setUp();
  const pod = plane.pod('web');
  const conditions = [
    { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: 'no', observedGeneration: 1 },
    { type: 'Other', status: 'True' },
  ];
  plane.client.updateStatus(pods, { ...pod, status: { ...pod.status, nominatedNodeName: 'n1', conditions } });
  bind(plane, 'web');
  const { status } = plane.get('web');
  expect(status?.nominatedNodeName).toBeUndefined();
  expect(status?.conditions?.map(({ type }) => type)).toEqual(['PodScheduled', 'Other']);
  expect(status?.conditions?.[0]).toEqual({
    type: 'PodScheduled',
    status: 'True',
    lastProbeTime: null,
    lastTransitionTime: '2026-01-01T00:00:00Z',
  });
});

test.each<[string, Record<string, string> | undefined, Record<string, string>]>([
  ['zone and region', undefined, { [ZONE]: 'a', 'topology.kubernetes.io/region': 'r', app: 'web' }],
  [
    "the binding's own labels before those",
    { [ZONE]: 'mine', app: 'new' },
    { [ZONE]: 'mine', 'topology.kubernetes.io/region': 'r', app: 'new' },
  ],
])('a bound pod gets %s', (_what, labels, expected) => {
  const plane = setUp();
  plane.pod('web', { labels: { app: 'web' } });
  bind(plane, 'web', labels);
  expect(plane.get('web').metadata.labels).toEqual(expected);
});

test('a pod created on a node gets its zone, unless it says another', () => {
  const plane = setUp();
  expect(plane.pod('a', { nodeName: 'n1' }).metadata.labels).toEqual({
    [ZONE]: 'a',
    'topology.kubernetes.io/region': 'r',
  });
  expect(plane.pod('b', { nodeName: 'n1', labels: { [ZONE]: 'b' } }).metadata.labels?.[ZONE]).toBe('b');
  expect(plane.client.get(nodes, 'n1').metadata.labels?.['disk']).toBe('ssd');
});

test('matchLabelKeys and mismatchLabelKeys become part of the selectors', () => {
  const plane = setUp();
  const term = {
    labelSelector: { matchLabels: { app: 'web' } },
    topologyKey: ZONE,
    matchLabelKeys: ['hash', 'absent'],
    mismatchLabelKeys: ['tenant'],
  };
  const pod = plane.pod('web', {
    labels: { hash: 'x', tenant: 't' },
    affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } },
    topologySpreadConstraints: [
      {
        maxSkew: 1,
        topologyKey: ZONE,
        whenUnsatisfiable: 'DoNotSchedule',
        labelSelector: { matchLabels: { app: 'web' } },
        matchLabelKeys: ['hash'],
      },
    ],
  });
  const required = pod.spec.affinity?.podAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  expect(required?.[0]?.labelSelector?.matchExpressions).toEqual([
    { key: 'hash', operator: 'In', values: ['x'] },
    { key: 'tenant', operator: 'NotIn', values: ['t'] },
  ]);
  expect(pod.spec.topologySpreadConstraints?.[0]?.labelSelector?.matchExpressions).toEqual([
    { key: 'hash', operator: 'In', values: ['x'] },
  ]);
});
