import { describe, expect, test } from 'vitest';
import { namespaces, nodes, pods } from '../../../../src/api/resources.ts';
import type { PodAffinityTerm, PodSpec } from '../../../../src/api/types.ts';
import { ControlPlane, type PodOptions } from '../control-plane.ts';
import { messageOf, noVictims, place } from './placement.ts';

const ZONE = 'topology.kubernetes.io/zone';
const app = (name: string, topologyKey = ZONE, more: Partial<PodAffinityTerm> = {}): PodAffinityTerm => ({
  labelSelector: { matchLabels: { app: name } },
  topologyKey,
  ...more,
});
const near = (...terms: PodAffinityTerm[]): Partial<PodSpec> => ({
  affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: terms } },
});
const far = (...terms: PodAffinityTerm[]): Partial<PodSpec> => ({
  affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: terms } },
});
const wish = (kind: 'podAffinity' | 'podAntiAffinity', term: PodAffinityTerm): Partial<PodSpec> => ({
  affinity: {
    [kind]: {
      preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, podAffinityTerm: term }],
    },
  },
});

/** Two nodes in zone a, one in zone b, one in no zone. */
function zones(): ControlPlane {
  const plane = new ControlPlane();
  plane.node('n1', { labels: { [ZONE]: 'a' } });
  plane.node('n2', { labels: { [ZONE]: 'a' } });
  plane.node('n3', { labels: { [ZONE]: 'b' } });
  plane.node('n4');
  return plane;
}

/** The nodes that a pod may go to: those of which it is turned away are tried one by one. */
function feasible(plane: ControlPlane, options: PodOptions): string[] {
  return ['n1', 'n2', 'n3', 'n4'].filter((name) => {
    const only = { 'kubernetes.io/hostname': name };
    plane.pod(`try-${name}`, { ...options, nodeSelector: only });
    plane.sim.advance(100);
    const placed = plane.get(`try-${name}`).spec.nodeName === name;
    plane.client.delete(pods, `try-${name}`, 'default', { gracePeriodSeconds: 0 });
    plane.sim.advance(100);
    return placed;
  });
}

describe('required terms', () => {
  const cases: [what: string, options: PodOptions, nodes: string[]][] = [
    ['near, in the zone', near(app('db')), ['n1', 'n2']],
    ['near, on the node', near(app('db', 'kubernetes.io/hostname')), ['n1']],
    ['near nothing', near(app('none')), []],
    [
      'near itself, the first of its kind',
      { ...near(app('web')), labels: { app: 'web' } },
      ['n1', 'n2', 'n3'],
    ],
    ['near itself and another', { ...near(app('web'), app('db')), labels: { app: 'web' } }, []],
    ['far, in the zone', far(app('db')), ['n3', 'n4']],
    ['far, on the node', far(app('db', 'kubernetes.io/hostname')), ['n2', 'n3', 'n4']],
    ['far from either', far(app('none'), app('db')), ['n3', 'n4']],
    ['one that is kept away', { labels: { app: 'noisy' } }, ['n1', 'n2', 'n4']],
    ['near, in another namespace', near(app('db', ZONE, { namespaces: ['other'] })), []],
    ['near, in namespaces by label', near(app('db', ZONE, { namespaceSelector: {} })), ['n1', 'n2']],
    [
      'near, in namespaces that have another label',
      near(app('db', ZONE, { namespaceSelector: { matchLabels: { team: 'x' } } })),
      [],
    ],
    ['a term without a selector means no pod', near({ topologyKey: ZONE }), []],
    [
      'keys whose labels must be the same',
      { ...near(app('db', ZONE, { matchLabelKeys: ['v'] })), labels: { v: '2' } },
      [],
    ],
    [
      'keys whose labels must differ',
      { ...far(app('db', ZONE, { mismatchLabelKeys: ['v'] })), labels: { v: '1' } },
      ['n1', 'n2', 'n3', 'n4'],
    ],
  ];
  test.each(cases)('%s', (_what, options, expected) => {
    const plane = zones();
    plane.pod('db', { labels: { app: 'db', v: '1' }, nodeName: 'n1' });
    plane.pod('quiet', { ...far(app('noisy')), nodeName: 'n3' });
    plane.sim.advance(100);
    expect(feasible(plane, options)).toEqual(expected);
  });

  test('say why a pod fits nowhere', () => {
    const plane = zones();
    plane.pod('db', { labels: { app: 'db' }, nodeName: 'n1' });
    plane.pod('quiet', { ...far(app('noisy')), nodeName: 'n3' });
    plane.sim.advance(100);
    plane.pod('one', near(app('none')));
    plane.pod('two', { ...far(app('db')), labels: { app: 'noisy' }, nodeSelector: { [ZONE]: 'b' } });
    plane.pod('three', { ...far(app('db')), nodeSelector: { [ZONE]: 'a' } });
    plane.sim.advance(500);
    expect(messageOf(plane, 'one')).toBe(
      `0/4 nodes are available: 4 node(s) didn't match pod affinity rules. ${noVictims(0, 4)}`,
    );
    expect(messageOf(plane, 'two')).toBe(
      "0/4 nodes are available: 1 node(s) didn't satisfy existing pods anti-affinity rules, " +
        `3 node(s) didn't match Pod's node affinity/selector. ${noVictims(1, 3)}`,
    );
    expect(messageOf(plane, 'three')).toBe(
      "0/4 nodes are available: 2 node(s) didn't match Pod's node affinity/selector, " +
        `2 node(s) didn't match pod anti-affinity rules. ${noVictims(2, 2)}`,
    );
  });

  test('a deployment that wants one pod a node leaves the rest pending', () => {
    const plane = zones();
    for (let i = 0; i < 5; i++)
      plane.pod(`web-${i}`, { ...far(app('web', 'kubernetes.io/hostname')), labels: { app: 'web' } });
    plane.sim.advance(500);
    const placed = [0, 1, 2, 3, 4].map((i) => plane.get(`web-${i}`).spec.nodeName);
    expect(placed.filter(Boolean).sort()).toEqual(['n1', 'n2', 'n3', 'n4']);
    expect(placed[4]).toBeUndefined();
    expect(messageOf(plane, 'web-4')).toBe(
      `0/4 nodes are available: 4 node(s) didn't match pod anti-affinity rules. ${noVictims(4, 0)}`,
    );
  });
});

describe('preferred terms', () => {
  test.each<[string, PodOptions, string]>([
    ['draw a pod near', wish('podAffinity', app('db', 'kubernetes.io/hostname')), 'n1'],
    ['keep it far', wish('podAntiAffinity', app('db')), 'n3'],
    ['of a pod that is there, draw', { labels: { app: 'friend' } }, 'n1'],
    ['of a pod that is there, keep far', { labels: { app: 'foe' } }, 'n3'],
  ])('%s', (_what, options, expected) => {
    const plane = new ControlPlane();
    plane.node('n1', { labels: { [ZONE]: 'a' } });
    plane.node('n3', { labels: { [ZONE]: 'b' } });
    plane.pod('db', {
      labels: { app: 'db' },
      nodeName: 'n1',
      affinity: {
        ...wish('podAffinity', app('friend')).affinity,
        ...wish('podAntiAffinity', app('foe')).affinity,
      },
    });
    plane.sim.advance(100);
    expect(place(plane, 'web', options)).toBe(expected);
  });
});

describe('another attempt', () => {
  test.each<[string, PodOptions, (plane: ControlPlane) => void]>([
    ['when the awaited pod comes', near(app('db')), (plane) => plane.pod('db', { labels: { app: 'db' } })],
    [
      'when the pod that it keeps away from goes',
      far(app('first', 'all')),
      (plane) => plane.client.delete(pods, 'first', 'default', { gracePeriodSeconds: 0 }),
    ],
    [
      'when the pod that keeps it away goes',
      { labels: { app: 'noisy' } },
      (plane) => plane.client.delete(pods, 'first', 'default', { gracePeriodSeconds: 0 }),
    ],
    [
      'when a pod gets the awaited label',
      near(app('db')),
      (plane) =>
        plane.client.patch(pods, 'first', 'default', 'merge', { metadata: { labels: { app: 'db' } } }),
    ],
    [
      'when a node joins the topology',
      near(app('first', 'rack')),
      (plane) => plane.client.patch(nodes, 'n1', undefined, 'merge', { metadata: { labels: { rack: 'r' } } }),
    ],
  ])('comes %s', (_what, options, change) => {
    const plane = new ControlPlane();
    plane.node('n1', { labels: { [ZONE]: 'a', all: 'x' } });
    plane.pod('first', { ...far(app('noisy')), labels: { app: 'first' }, nodeName: 'n1' });
    plane.sim.advance(100);
    plane.pod('web', options);
    plane.sim.advance(20_000);
    expect(plane.get('web').spec.nodeName).toBeUndefined();
    change(plane);
    plane.sim.advance(500);
    expect(plane.get('web').spec.nodeName).toBe('n1');
  });

  test('does not come with pods of no concern', () => {
    const plane = new ControlPlane();
    plane.node('n1', { labels: { [ZONE]: 'a' } });
    plane.pod('web', near(app('db')));
    plane.sim.advance(20_000);
    plane.pod('other', { labels: { app: 'other' } });
    plane.sim.advance(5_000);
    expect(plane.events('web').reduce((sum, { series }) => sum + (series?.count ?? 1), 0)).toBe(1);
  });
});

test('namespaces are chosen by their labels', () => {
  const plane = zones();
  plane.client.create(namespaces, { metadata: { name: 'data', labels: { team: 'x' } } });
  plane.sim.advance(100);
  plane.client.create(pods, {
    metadata: { name: 'db', namespace: 'data', labels: { app: 'db' } },
    spec: { containers: [{ name: 'm', image: 'b' }], nodeName: 'n3', automountServiceAccountToken: false },
  });
  plane.sim.advance(100);
  const selected = app('db', ZONE, { namespaceSelector: { matchLabels: { team: 'x' } } });
  expect(place(plane, 'web', near(selected))).toBe('n3');
});

test('preemption takes the pods away that a more important one must be far from', () => {
  const plane = new ControlPlane();
  plane.node('n1');
  plane.pod('db', { labels: { app: 'db' }, nodeName: 'n1' });
  plane.sim.advance(100);
  plane.run(plane.get('db'));
  plane.pod('vip', {
    ...far(app('db', 'kubernetes.io/hostname')),
    priorityClassName: 'system-node-critical',
  });
  plane.sim.advance(100);
  expect(plane.get('db').metadata.deletionTimestamp).toBeDefined();
  expect(plane.get('vip').status?.nominatedNodeName).toBe('n1');
  plane.client.delete(pods, 'db', 'default', { gracePeriodSeconds: 0 });
  plane.sim.advance(2_000);
  expect(plane.get('vip').spec.nodeName).toBe('n1');
  // Bound, it needs its nomination no more.
  expect(plane.get('vip').status?.nominatedNodeName).toBeUndefined();
});
