import { describe, expect, test } from 'vitest';
import { deployments, nodes, pods, services } from '../../../../src/api/resources.ts';
import type { PodSpec, TopologySpreadConstraint } from '../../../../src/api/types.ts';
import { ControlPlane, type PodOptions } from '../control-plane.ts';
import { messageOf, noVictims, place } from './placement.ts';

const ZONE = 'topology.kubernetes.io/zone';
const HOSTNAME = 'kubernetes.io/hostname';
const web = { app: 'web' };

const spread = (
  topologyKey: string,
  more: Partial<TopologySpreadConstraint> = {},
): TopologySpreadConstraint => ({
  maxSkew: 1,
  topologyKey,
  whenUnsatisfiable: 'DoNotSchedule',
  labelSelector: { matchLabels: web },
  ...more,
});

/** Zone a has nodes n1 and n2, zone b has n3, n4 has no zone; `existing` says how many pods each has. */
function zones(existing: Record<string, number>): ControlPlane {
  const plane = new ControlPlane();
  plane.node('n1', { labels: { [ZONE]: 'a' } });
  plane.node('n2', { labels: { [ZONE]: 'a' } });
  plane.node('n3', { labels: { [ZONE]: 'b' } });
  plane.node('n4');
  for (const [nodeName, count] of Object.entries(existing))
    for (let i = 0; i < count; i++) plane.pod(`${nodeName}-${i}`, { nodeName, labels: web });
  plane.sim.advance(100);
  return plane;
}

function feasible(plane: ControlPlane, spec: Partial<PodSpec>, labels: Record<string, string>): string[] {
  // Taints and selectors count differently: another label keeps the pod on one node, which does not cut the others out of the skew.
  return ['n1', 'n2', 'n3', 'n4'].filter((name) => {
    for (const other of ['n1', 'n2', 'n3', 'n4'])
      plane.client.patch(nodes, other, undefined, 'merge', { spec: { unschedulable: other !== name } });
    plane.sim.advance(100);
    const placed = place(plane, `try-${name}`, { ...spec, labels }) === name;
    plane.client.delete(pods, `try-${name}`, 'default', { gracePeriodSeconds: 0 });
    plane.sim.advance(100);
    return placed;
  });
}

describe('DoNotSchedule', () => {
  const cases: [
    what: string,
    existing: Record<string, number>,
    constraints: TopologySpreadConstraint[],
    nodes: string[],
    labels?: Record<string, string>,
  ][] = [
    ['an even start', {}, [spread(ZONE)], ['n1', 'n2', 'n3']],
    ['the fuller zone is closed', { n1: 1 }, [spread(ZONE)], ['n3']],
    ['the skew counts zones, not nodes', { n1: 1, n2: 1, n3: 1 }, [spread(ZONE)], ['n3']],
    ['a greater skew', { n1: 1 }, [spread(ZONE, { maxSkew: 2 })], ['n1', 'n2', 'n3']],
    ['nodes', { n1: 1 }, [spread(HOSTNAME)], ['n2', 'n3', 'n4']],
    ['both at once', { n1: 1, n3: 1 }, [spread(ZONE), spread(HOSTNAME)], ['n2']],
    ['a pod that it does not count itself', { n1: 1 }, [spread(ZONE)], ['n1', 'n2', 'n3'], { app: 'other' }],
    ['too few domains count as an empty one', { n1: 1, n3: 1 }, [spread(ZONE, { minDomains: 3 })], []],
    [
      'no selector counts nothing',
      { n1: 3 },
      [spread(ZONE, { labelSelector: undefined })],
      ['n1', 'n2', 'n3'],
    ],
    [
      'labels that must be the same',
      { n1: 1 },
      [spread(ZONE, { matchLabelKeys: ['version'] })],
      ['n1', 'n2', 'n3'],
      { ...web, version: '2' },
    ],
    [
      'one soft among the hard',
      { n1: 1 },
      [spread(ZONE, { whenUnsatisfiable: 'ScheduleAnyway' })],
      ['n1', 'n2', 'n3', 'n4'],
    ],
  ];
  test.each(cases)('%s', (_what, existing, constraints, expected, labels = web) => {
    const plane = zones(existing);
    expect(feasible(plane, { topologySpreadConstraints: constraints }, labels)).toEqual(expected);
  });

  test('says why', () => {
    const plane = zones({ n1: 1 });
    plane.pod('one', {
      labels: web,
      topologySpreadConstraints: [spread(ZONE)],
      nodeSelector: { [ZONE]: 'a' },
    });
    plane.client.patch(nodes, 'n3', undefined, 'merge', { spec: { unschedulable: true } });
    plane.pod('three', { labels: web, topologySpreadConstraints: [spread(ZONE)] });
    plane.sim.advance(500);
    // The selector cuts zone b out of the skew, so that one is placed.
    expect(plane.get('one').spec.nodeName).toMatch(/^n[12]$/);
    expect(messageOf(plane, 'three')).toBe(
      '0/4 nodes are available: ' +
        "1 node(s) didn't match pod topology spread constraints (missing required label), " +
        "1 node(s) were unschedulable, 2 node(s) didn't match pod topology spread constraints. " +
        noVictims(2, 2),
    );
  });

  test.each<[TopologySpreadConstraint['nodeTaintsPolicy'], string | undefined]>([
    ['Ignore', undefined],
    [undefined, undefined],
    ['Honor', 'n1'],
  ])('a tainted node counts, unless the policy is to honor taints (%s)', (nodeTaintsPolicy, expected) => {
    const plane = new ControlPlane();
    plane.node('n1');
    plane.node('n2', { spec: { taints: [{ key: 'x', effect: 'NoSchedule' }] } });
    plane.pod('first', { labels: web, nodeName: 'n1' });
    plane.sim.advance(100);
    const constraint = spread(HOSTNAME, { ...(nodeTaintsPolicy && { nodeTaintsPolicy }) });
    expect(place(plane, 'web', { labels: web, topologySpreadConstraints: [constraint] })).toBe(expected);
  });

  test('pods that are going do not count', () => {
    const plane = zones({});
    plane.pod('old', { labels: web, nodeName: 'n3', terminationGracePeriodSeconds: 30 });
    plane.sim.advance(100);
    plane.run(plane.get('old'));
    plane.client.delete(pods, 'old', 'default');
    plane.sim.advance(100);
    expect(feasible(plane, { topologySpreadConstraints: [spread(ZONE)] }, web)).toEqual(['n1', 'n2', 'n3']);
  });

  test('six pods over three nodes are two on each', () => {
    const plane = new ControlPlane();
    for (const name of ['n1', 'n2', 'n3']) plane.node(name);
    const placed = Array.from({ length: 6 }, (_, i) =>
      place(plane, `web-${i}`, { labels: web, topologySpreadConstraints: [spread(HOSTNAME)] }),
    );
    expect(placed.sort()).toEqual(['n1', 'n1', 'n2', 'n2', 'n3', 'n3']);
  });
});

describe('ScheduleAnyway', () => {
  test.each<[string, Record<string, number>, string]>([
    ['prefers the emptier node', { n1: 1, n2: 1, n4: 1 }, 'n3'],
    ['even a little', { n1: 3, n2: 2, n3: 3, n4: 3 }, 'n2'],
  ])('%s', (_what, existing, expected) => {
    const soft = spread(HOSTNAME, { whenUnsatisfiable: 'ScheduleAnyway' });
    expect(place(zones(existing), 'web', { labels: web, topologySpreadConstraints: [soft] })).toBe(expected);
  });
});

describe('without constraints of its own', () => {
  /** n1 has most room and two of the pods; n2 is crowded by others. */
  function uneven(): ControlPlane {
    const plane = new ControlPlane();
    plane.node('n1', { cpu: '8', memory: '16Gi' });
    plane.node('n2', { cpu: '8', memory: '16Gi' });
    for (const i of [1, 2]) plane.pod(`web-${i}`, { labels: web, nodeName: 'n1' });
    plane.pod('other', { nodeName: 'n2', cpu: '2500m', memory: '5Gi' });
    plane.sim.advance(100);
    return plane;
  }

  test('a bare pod goes where there is room', () => {
    expect(place(uneven(), 'web', { labels: web })).toBe('n1');
  });

  test('a pod of a service is spread', () => {
    const plane = uneven();
    plane.client.create(services, {
      metadata: { name: 'web', namespace: 'default' },
      spec: { selector: web, ports: [{ port: 80 }] },
    });
    plane.sim.advance(100);
    expect(place(plane, 'web', { labels: web })).toBe('n2');
  });

  test('the pods of a deployment are spread over the nodes', () => {
    const plane = new ControlPlane();
    for (const name of ['n1', 'n2', 'n3']) plane.node(name, { cpu: '8', memory: '16Gi' });
    // Uneven room alone would send them all to n1 and n2.
    plane.pod('other', { nodeName: 'n3', cpu: '500m', memory: '1Gi' });
    plane.sim.advance(100);
    plane.client.create(deployments, {
      metadata: { name: 'web', namespace: 'default' },
      spec: {
        replicas: 6,
        selector: { matchLabels: web },
        template: {
          metadata: { name: 'web', labels: web },
          spec: { containers: [{ name: 'm', image: 'b' }] },
        },
      },
    });
    plane.sim.advance(3_000);
    const placed = plane.client
      .list(pods, { namespace: 'default', labelSelector: 'app=web' })
      .items.map(({ spec }) => spec.nodeName);
    expect(placed.sort()).toEqual(['n1', 'n1', 'n2', 'n2', 'n3', 'n3']);
  });
});

describe('another attempt', () => {
  const options: PodOptions = { labels: web, topologySpreadConstraints: [spread(ZONE)] };
  test.each<[string, (plane: ControlPlane) => void, string]>([
    ['a pod goes', (plane) => plane.client.delete(pods, 'n1-0', 'default', { gracePeriodSeconds: 0 }), 'n1'],
    [
      'a pod loses the label',
      (plane) => plane.client.patch(pods, 'n1-0', 'default', 'merge', { metadata: { labels: null } }),
      'n1',
    ],
    ['a node comes', (plane) => plane.node('n5', { labels: { [ZONE]: 'c' } }), 'n5'],
    [
      'a node joins the zone',
      (plane) =>
        plane.client.patch(nodes, 'n4', undefined, 'merge', { metadata: { labels: { [ZONE]: 'c' } } }),
      'n4',
    ],
    ['a node goes', (plane) => plane.client.delete(nodes, 'n3', undefined), 'n1'],
  ])('comes when %s', (_what, change, expected) => {
    const plane = new ControlPlane();
    plane.node('n1', { labels: { [ZONE]: 'a' } });
    plane.node('n3', { labels: { [ZONE]: 'b' }, spec: { unschedulable: true } });
    plane.node('n4');
    plane.pod('n1-0', { nodeName: 'n1', labels: web });
    plane.sim.advance(100);
    expect(place(plane, 'web', options)).toBeUndefined();
    plane.sim.advance(20_000);
    change(plane);
    plane.sim.advance(500);
    expect(plane.get('web').spec.nodeName).toBe(expected);
  });
});
