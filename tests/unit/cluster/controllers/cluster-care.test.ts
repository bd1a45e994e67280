import { describe, expect, test } from 'vitest';
import {
  configmaps,
  leases,
  namespaces,
  nodes,
  pods,
  serviceaccounts,
} from '../../../../src/api/resources.ts';
import { formatMicroTime } from '../../../../src/api/time.ts';
import type { Taint } from '../../../../src/api/types.ts';
import { ControlPlane } from '../control-plane.ts';

describe('namespaces', () => {
  test('get a service account and the root certificate', () => {
    const plane = new ControlPlane();
    plane.client.create(namespaces, { metadata: { name: 'team' } });
    plane.sim.advance(100);
    expect(plane.client.find(serviceaccounts, 'default', 'team')).toBeDefined();
    expect(plane.client.get(configmaps, 'kube-root-ca.crt', 'team').data).toEqual({ 'ca.crt': 'PEM' });
    plane.client.delete(serviceaccounts, 'default', 'team');
    plane.sim.advance(100);
    expect(plane.client.find(serviceaccounts, 'default', 'team')).toBeDefined();
  });

  test('go with all that is in them', () => {
    const plane = new ControlPlane();
    plane.node('n1');
    plane.client.create(namespaces, { metadata: { name: 'team' } });
    plane.sim.advance(100);
    plane.client.create(configmaps, { metadata: { name: 'settings', namespace: 'team' } });
    plane.client.create(pods, {
      metadata: { name: 'web', namespace: 'team' },
      spec: { containers: [{ name: 'm', image: 'b' }], terminationGracePeriodSeconds: 30 },
    });
    plane.sim.advance(1000);
    plane.client.delete(namespaces, 'team');
    plane.sim.advance(1000);
    const { status } = plane.client.get(namespaces, 'team');
    expect(status?.phase).toBe('Terminating');
    expect(status?.conditions?.find(({ type }) => type === 'NamespaceContentRemaining')).toMatchObject({
      status: 'True',
      message: 'Some resources are remaining: pods. has 1 resource instances',
    });
    plane.client.delete(pods, 'web', 'team', { gracePeriodSeconds: 0 });
    plane.sim.advance(20_000);
    expect(plane.client.find(namespaces, 'team')).toBeUndefined();
    expect(plane.client.find(configmaps, 'settings', 'team')).toBeUndefined();
  });
});

describe('nodes', () => {
  test('get pod addresses, and lose the not-ready taint when they are ready', () => {
    const plane = new ControlPlane();
    plane.client.create(nodes, { metadata: { name: 'n1' }, spec: {} });
    plane.sim.advance(10_000);
    const node = plane.client.get(nodes, 'n1');
    expect(node.spec.podCIDR).toBe('10.244.0.0/24');
    expect(node.spec.taints?.map(({ key, effect }) => `${key}:${effect}`)).toEqual([
      'node.kubernetes.io/not-ready:NoSchedule',
    ]);
    plane.ready('n1', 'True');
    plane.sim.advance(0);
    expect(plane.client.get(nodes, 'n1').spec.taints).toBeUndefined();
    plane.node('n2');
    expect(plane.client.get(nodes, 'n2').spec.podCIDR).toBe('10.244.1.0/24');
    plane.sim.advance(10_000);
    expect(plane.eventsOf('n1')).toContain('RegisteredNode: Registered Node n1 in Controller');
  });

  test('a cordoned one is tainted', () => {
    const plane = new ControlPlane();
    plane.node('n1');
    plane.client.patch(nodes, 'n1', undefined, 'merge', { spec: { unschedulable: true } });
    plane.sim.advance(10);
    expect(plane.client.get(nodes, 'n1').spec.taints).toMatchObject([
      { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' },
    ]);
  });

  test('without kubelets silence is not judged', () => {
    const plane = new ControlPlane({ kubelets: false });
    plane.node('n1');
    plane.pod('web');
    plane.sim.advance(3_600_000);
    expect(plane.client.get(nodes, 'n1').status?.conditions?.[0]?.status).toBe('True');
    expect(plane.get('web').metadata.deletionTimestamp).toBeUndefined();
  });
});

describe('a node that falls silent', () => {
  const beat = (plane: ControlPlane, name: string): void => {
    const spec = {
      holderIdentity: name,
      leaseDurationSeconds: 40,
      renewTime: formatMicroTime(plane.sim.time),
    };
    const lease = plane.client.find(leases, name, 'kube-node-lease');
    if (lease) plane.client.update(leases, { ...lease, spec });
    else plane.client.create(leases, { metadata: { name, namespace: 'kube-node-lease' }, spec });
  };
  const run = (plane: ControlPlane, seconds: number, alive: readonly string[]): void => {
    for (let i = 0; i < seconds; i += 10) {
      for (const name of alive) beat(plane, name);
      plane.sim.advance(10_000);
    }
  };
  const taints = (plane: ControlPlane, name: string): string[] =>
    (plane.client.get(nodes, name).spec.taints ?? [])
      .map(({ key, effect }: Taint) => `${key}:${effect}`)
      .sort();

  test('becomes Unknown after 50 s, is tainted, and loses its pods after 300 s more', () => {
    const plane = new ControlPlane({ kubelets: true });
    for (const name of ['n1', 'n2']) plane.node(name);
    plane.pod('web', { nodeSelector: { 'kubernetes.io/hostname': 'n2' } });
    plane.pod('stays', {
      nodeSelector: { 'kubernetes.io/hostname': 'n2' },
      tolerations: [{ key: 'node.kubernetes.io/unreachable', operator: 'Exists', effect: 'NoExecute' }],
    });
    run(plane, 60, ['n1', 'n2']);
    plane.run(plane.get('web'));
    const ready = () =>
      plane.client.get(nodes, 'n2').status?.conditions?.find(({ type }) => type === 'Ready');
    run(plane, 40, ['n1']);
    expect(ready()?.status).toBe('True');
    run(plane, 20, ['n1']);
    expect(ready()).toMatchObject({
      status: 'Unknown',
      reason: 'NodeStatusUnknown',
      message: 'Kubelet stopped posting node status.',
    });
    expect(plane.eventsOf('n2')).toContain('NodeNotReady: Node n2 status is now: NodeNotReady');
    expect(plane.eventsOf('web')).toContain('NodeNotReady: Node is not ready');
    run(plane, 10, ['n1']);
    expect(taints(plane, 'n2')).toEqual([
      'node.kubernetes.io/unreachable:NoExecute',
      'node.kubernetes.io/unreachable:NoSchedule',
    ]);
    run(plane, 270, ['n1']);
    expect(plane.get('web').metadata.deletionTimestamp).toBeUndefined();
    run(plane, 20, ['n1']);
    expect(plane.get('web').metadata.deletionTimestamp).toBeDefined();
    expect(plane.get('web').status?.conditions?.find(({ type }) => type === 'DisruptionTarget')?.reason).toBe(
      'DeletionByTaintManager',
    );
    expect(plane.eventsOf('web')).toContain('TaintManagerEviction: Marking for deletion Pod default/web');
    expect(plane.get('stays').metadata.deletionTimestamp).toBeUndefined();
    run(plane, 20, ['n1', 'n2']);
    plane.ready('n2', 'True');
    run(plane, 20, ['n1', 'n2']);
    expect(taints(plane, 'n2')).toEqual([]);
  });

  test('that comes back in time keeps its pods', () => {
    const plane = new ControlPlane({ kubelets: true });
    for (const name of ['n1', 'n2']) plane.node(name);
    plane.pod('web', { nodeSelector: { 'kubernetes.io/hostname': 'n2' } });
    run(plane, 60, ['n1', 'n2']);
    run(plane, 120, ['n1']);
    expect(taints(plane, 'n2')).toHaveLength(2);
    plane.ready('n2', 'True');
    run(plane, 600, ['n1', 'n2']);
    expect(plane.get('web').metadata.deletionTimestamp).toBeUndefined();
    expect(plane.eventsOf('web')).toContain('TaintManagerEviction: Cancelling deletion of Pod default/web');
  });

  test('with all nodes silent nothing is evicted', () => {
    const plane = new ControlPlane({ kubelets: true });
    for (const name of ['n1', 'n2']) plane.node(name);
    plane.pod('web');
    run(plane, 60, ['n1', 'n2']);
    plane.sim.advance(1_200_000);
    expect(
      plane.client.get(nodes, 'n1').status?.conditions?.find(({ type }) => type === 'Ready')?.status,
    ).toBe('Unknown');
    expect(plane.get('web').metadata.deletionTimestamp).toBeUndefined();
  });
});

test('a NoExecute taint of the learner evicts at once what does not tolerate it', () => {
  const plane = new ControlPlane({ kubelets: true });
  plane.node('n1');
  plane.pod('web');
  plane.pod('tolerant', { tolerations: [{ key: 'repair', operator: 'Exists' }] });
  plane.sim.advance(1000);
  for (const name of ['web', 'tolerant']) plane.run(plane.get(name));
  plane.client.patch(nodes, 'n1', undefined, 'merge', {
    spec: { taints: [{ key: 'repair', effect: 'NoExecute' }] },
  });
  plane.sim.advance(100);
  const web = plane.client.find(pods, 'web', 'default');
  expect(web === undefined || web.metadata.deletionTimestamp !== undefined).toBe(true);
  expect(plane.eventsOf('web')).toContain('TaintManagerEviction: Marking for deletion Pod default/web');
  expect(plane.get('tolerant').metadata.deletionTimestamp).toBeUndefined();
});
