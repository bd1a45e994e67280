import { describe, expect, test } from 'vitest';
import { nodes, pods, priorityclasses } from '../../../../src/api/resources.ts';
import { ControlPlane, type PodOptions } from '../control-plane.ts';
import { noVictims } from './placement.ts';

function scheduledCondition(plane: ControlPlane, name: string) {
  return plane.get(name).status?.conditions?.find(({ type }) => type === 'PodScheduled');
}

describe('a pod that fits', () => {
  test('is bound, with the event and the condition', () => {
    const plane = new ControlPlane();
    plane.node('n1');
    plane.pod('web');
    plane.sim.advance(1000);
    expect(plane.get('web').spec.nodeName).toBe('n1');
    expect(scheduledCondition(plane, 'web')?.status).toBe('True');
    expect(plane.eventsOf('web')).toEqual(['Scheduled: Successfully assigned default/web to n1']);
    const [event] = plane.events('web');
    expect(event).toMatchObject({
      type: 'Normal',
      action: 'Binding',
      reportingComponent: 'default-scheduler',
    });
  });

  test('goes to the node with the most room', () => {
    const plane = new ControlPlane();
    for (const name of ['n1', 'n2', 'n3']) plane.node(name);
    plane.pod('big1', { cpu: '1', memory: '1Gi', nodeName: 'n1' });
    plane.pod('big2', { cpu: '1', memory: '1Gi', nodeName: 'n3' });
    plane.sim.advance(100);
    plane.pod('web', { cpu: '100m', memory: '100Mi' });
    plane.sim.advance(1000);
    expect(plane.get('web').spec.nodeName).toBe('n2');
  });

  test('equal nodes are drawn for: the seed decides, and every node is drawn by some seed', () => {
    const place = (seed: string): string | undefined => {
      const plane = new ControlPlane({ seed });
      for (const name of ['n1', 'n2', 'n3']) plane.node(name);
      plane.pod('web');
      plane.sim.advance(1000);
      return plane.get('web').spec.nodeName;
    };
    const drawn = Array.from({ length: 16 }, (_, i) => place(`seed-${i}`));
    expect(new Set(drawn)).toEqual(new Set(['n1', 'n2', 'n3']));
    expect(drawn).toEqual(Array.from({ length: 16 }, (_, i) => place(`seed-${i}`)));
  });

  test('preferred node affinity outweighs room', () => {
    const plane = new ControlPlane();
    plane.node('n1', { labels: { disk: 'ssd' } });
    plane.node('n2');
    plane.pod('busy', { cpu: '1', nodeName: 'n1' });
    plane.sim.advance(10);
    const preferred = [
      { weight: 1, preference: { matchExpressions: [{ key: 'disk', operator: 'In', values: ['ssd'] }] } },
    ];
    plane.pod('web', {
      affinity: { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: preferred } },
    });
    plane.sim.advance(1000);
    expect(plane.get('web').spec.nodeName).toBe('n1');
  });
});

describe('a pod that fits nowhere', () => {
  const terms = (expression: { key: string; operator: string; values?: string[] }): PodOptions => ({
    affinity: {
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: {
          nodeSelectorTerms: [{ matchExpressions: [expression] }],
        },
      },
    },
  });
  const cases: [what: string, options: PodOptions, message: string][] = [
    [
      'too much CPU for any node',
      { cpu: '3' },
      `0/3 nodes are available: 1 node(s) had untolerated taint(s), 2 Insufficient cpu. ${noVictims(0, 3)}`,
    ],
    [
      'CPU that others use',
      { cpu: '1500m' },
      `0/3 nodes are available: 1 node(s) had untolerated taint(s), 2 Insufficient cpu. ${noVictims(2, 1)}`,
    ],
    [
      'a node selector that no node has',
      { nodeSelector: { disk: 'ssd' } },
      `0/3 nodes are available: 1 node(s) had untolerated taint(s), 2 node(s) didn't match Pod's node affinity/selector. ${noVictims(0, 3)}`,
    ],
    [
      'a required affinity that no node meets',
      { ...terms({ key: 'zone', operator: 'Exists' }), tolerations: [{ operator: 'Exists' }] },
      `0/3 nodes are available: 3 node(s) didn't match Pod's node affinity/selector. ${noVictims(0, 3)}`,
    ],
    [
      'CPU and memory',
      { cpu: '3', memory: '8Gi', tolerations: [{ operator: 'Exists' }] },
      `0/3 nodes are available: 3 Insufficient cpu, 3 Insufficient memory. ${noVictims(0, 3)}`,
    ],
    [
      'an extended resource',
      {
        tolerations: [{ operator: 'Exists' }],
        containers: [
          {
            name: 'm',
            image: 'b',
            resources: { limits: { 'nvidia.com/gpu': '1' }, requests: { 'nvidia.com/gpu': '1' } },
          },
        ],
      },
      `0/3 nodes are available: 3 Insufficient nvidia.com/gpu. ${noVictims(0, 3)}`,
    ],
  ];
  test.each(cases)('%s', (_what, options, message) => {
    const plane = new ControlPlane();
    plane.node('n1');
    plane.node('n2');
    plane.node('n3', { spec: { taints: [{ key: 'dedicated', value: 'db', effect: 'NoSchedule' }] } });
    for (const node of ['n1', 'n2']) plane.pod(`busy-${node}`, { cpu: '1', nodeName: node });
    plane.sim.advance(100);
    plane.pod('web', options);
    plane.sim.advance(500);
    expect(scheduledCondition(plane, 'web')).toMatchObject({
      status: 'False',
      reason: 'Unschedulable',
      message,
    });
    expect(plane.eventsOf('web')).toEqual([`FailedScheduling: ${message}`]);
    expect(plane.get('web').status?.phase).toBe('Pending');
  });

  test('no node at all', () => {
    const plane = new ControlPlane();
    plane.pod('web');
    plane.sim.advance(500);
    expect(scheduledCondition(plane, 'web')?.message).toBe('no nodes available to schedule pods');
  });

  test('cordoned nodes', () => {
    const plane = new ControlPlane();
    plane.node('n1', { spec: { unschedulable: true } });
    plane.pod('web');
    plane.sim.advance(500);
    expect(scheduledCondition(plane, 'web')?.message).toBe(
      `0/1 nodes are available: 1 node(s) were unschedulable. ${noVictims(0, 1)}`,
    );
  });

  test('a node named by an affinity field leaves the others out', () => {
    const plane = new ControlPlane();
    plane.node('n1', { cpu: '1' });
    plane.node('n2');
    const field = { key: 'metadata.name', operator: 'In', values: ['n1'] };
    plane.pod('web', {
      cpu: '1500m',
      affinity: {
        nodeAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchFields: [field] }] },
        },
      },
    });
    plane.sim.advance(500);
    expect(scheduledCondition(plane, 'web')?.message).toBe(
      `0/2 nodes are available: 1 Insufficient cpu, 1 node(s) didn't satisfy plugin(s) [NodeAffinity]. ${noVictims(0, 2)}`,
    );
  });

  test('host ports', () => {
    const plane = new ControlPlane();
    plane.node('n1');
    const containers = [{ name: 'm', image: 'b', ports: [{ containerPort: 80, hostPort: 80 }] }];
    plane.pod('one', { containers });
    plane.sim.advance(100);
    plane.pod('two', { containers });
    plane.sim.advance(500);
    expect(scheduledCondition(plane, 'two')?.message).toBe(
      `0/1 nodes are available: 1 node(s) didn't have free ports for the requested pod ports. ${noVictims(1, 0)}`,
    );
    plane.client.delete(pods, 'one', 'default', { gracePeriodSeconds: 0 });
    plane.sim.advance(2000);
    expect(plane.get('two').spec.nodeName).toBe('n1');
  });

  test('too many pods', () => {
    const plane = new ControlPlane();
    plane.node('n1', { pods: '1' });
    plane.pod('one');
    plane.sim.advance(100);
    plane.pod('two');
    plane.sim.advance(500);
    expect(scheduledCondition(plane, 'two')?.message).toBe(
      `0/1 nodes are available: 1 Too many pods. ${noVictims(1, 0)}`,
    );
  });
});

describe('another attempt', () => {
  test('comes when a node gets the label that was missing', () => {
    const plane = new ControlPlane();
    plane.node('n1');
    plane.pod('web', { nodeSelector: { disk: 'ssd' } });
    plane.sim.advance(20_000);
    plane.client.patch(nodes, 'n1', undefined, 'merge', { metadata: { labels: { disk: 'ssd' } } });
    plane.sim.advance(100);
    expect(plane.get('web').spec.nodeName).toBe('n1');
  });

  test('comes when a taint goes', () => {
    const plane = new ControlPlane();
    plane.node('n1', { spec: { taints: [{ key: 'a', effect: 'NoSchedule' }] } });
    plane.pod('web');
    plane.sim.advance(20_000);
    plane.client.patch(nodes, 'n1', undefined, 'merge', { spec: { taints: null } });
    plane.sim.advance(100);
    expect(plane.get('web').spec.nodeName).toBe('n1');
  });

  test('does not come from events that cannot help, but after five minutes', () => {
    const plane = new ControlPlane();
    plane.node('n1');
    plane.pod('web', { nodeSelector: { disk: 'ssd' } });
    plane.sim.advance(20_000);
    plane.client.patch(nodes, 'n1', undefined, 'merge', { metadata: { labels: { other: 'x' } } });
    plane.pod('other');
    plane.sim.advance(60_000);
    const attempts = (): number =>
      plane.events('web').reduce((sum, event) => sum + (event.series?.count ?? 1), 0);
    expect(attempts()).toBe(1);
    plane.sim.advance(5 * 60_000);
    expect(attempts()).toBe(2);
  });

  test('gates hold a pod back without an event', () => {
    const plane = new ControlPlane();
    plane.node('n1');
    plane.pod('web', { schedulingGates: [{ name: 'example.com/wait' }] });
    plane.sim.advance(10_000);
    expect(plane.get('web').spec.nodeName).toBeUndefined();
    expect(plane.eventsOf('web')).toEqual([]);
    const pod = plane.get('web');
    const { schedulingGates: _gates, ...spec } = pod.spec;
    plane.client.update(pods, { ...pod, spec });
    plane.sim.advance(100);
    expect(plane.get('web').spec.nodeName).toBe('n1');
  });
});

describe('what a pod asks for', () => {
  test.each([
    [
      'the greediest init container',
      { initContainers: [{ name: 'i', image: 'b', resources: { requests: { cpu: '3' } } }] },
      'cpu',
    ],
    [
      'a sidecar and the containers together',
      {
        initContainers: [
          { name: 's', image: 'b', restartPolicy: 'Always', resources: { requests: { cpu: '1500m' } } },
        ],
        containers: [{ name: 'm', image: 'b', resources: { requests: { cpu: '1' } } }],
      },
      'cpu',
    ],
  ])('%s', (_what, spec, resource) => {
    const plane = new ControlPlane();
    plane.node('n1');
    plane.pod('web', spec);
    plane.sim.advance(500);
    expect(scheduledCondition(plane, 'web')?.message).toContain(`1 Insufficient ${resource}.`);
  });

  test('init containers run one after the other', () => {
    const plane = new ControlPlane();
    plane.node('n1');
    const init = (name: string) => ({ name, image: 'b', resources: { requests: { cpu: '1500m' } } });
    plane.pod('web', { initContainers: [init('a'), init('b')], cpu: '1' });
    plane.sim.advance(500);
    expect(plane.get('web').spec.nodeName).toBe('n1');
  });
});

describe('preemption', () => {
  function crowded(): ControlPlane {
    const plane = new ControlPlane();
    plane.node('n1');
    plane.client.create(priorityclasses, { metadata: { name: 'high' }, value: 1000 });
    plane.client.create(priorityclasses, {
      metadata: { name: 'patient' },
      value: 1000,
      preemptionPolicy: 'Never',
    });
    plane.pod('low1', { cpu: '1500m', terminationGracePeriodSeconds: 30 });
    plane.sim.advance(100);
    plane.run(plane.get('low1'));
    return plane;
  }

  test('evicts a less important pod, then takes its place', () => {
    const plane = crowded();
    plane.pod('vip', { cpu: '1', priorityClassName: 'high' });
    plane.sim.advance(50);
    const vip = plane.get('vip');
    expect(vip.status?.nominatedNodeName).toBe('n1');
    expect(scheduledCondition(plane, 'vip')?.message).toBe('0/1 nodes are available: 1 Insufficient cpu.');
    const victim = plane.get('low1');
    expect(victim.metadata.deletionTimestamp).toBeDefined();
    expect(victim.status?.conditions?.find(({ type }) => type === 'DisruptionTarget')).toMatchObject({
      status: 'True',
      reason: 'PreemptionByScheduler',
      message: 'default-scheduler: preempting to accommodate a higher priority pod',
    });
    expect(plane.eventsOf('low1')).toContain(
      `Preempted: Preempted by pod ${vip.metadata.uid ?? ''} on node n1`,
    );
    plane.client.delete(pods, 'low1', 'default', { gracePeriodSeconds: 0 });
    plane.sim.advance(2000);
    expect(plane.get('vip').spec.nodeName).toBe('n1');
  });

  test('not with preemptionPolicy Never', () => {
    const plane = crowded();
    plane.pod('vip', { cpu: '1', priorityClassName: 'patient' });
    plane.sim.advance(50);
    expect(plane.get('low1').metadata.deletionTimestamp).toBeUndefined();
  });
});
