import { beforeEach, describe, expect, test } from 'vitest';
import { events, leases, nodes, pods } from '../../../src/api/resources.ts';
import { parseTime } from '../../../src/api/time.ts';
import type { Node } from '../../../src/api/types.ts';
import { PodWorld, sh } from './kubelet/harness.ts';

const M02 = 'minikube-m02';

class NodeWorld extends PodWorld {
  stop(name: string): void {
    this.sim.spawn(this.cluster.host.stop(name), { name: 'docker' });
  }

  start(name: string): void {
    this.cluster.host.start(name);
    this.cluster.host.startKubelet(name);
  }

  node(name = M02): Node {
    return this.client.get(nodes, name);
  }

  ready(name = M02): string | undefined {
    return this.node(name).status?.conditions?.find(({ type }) => type === 'Ready')?.status;
  }

  taints(name = M02): string[] {
    return (this.node(name).spec.taints ?? []).map(({ key, effect }) => `${key}:${effect}`).sort();
  }

  /** Advance until it holds. @returns the seconds that it took */
  until(condition: () => boolean, seconds: number): number {
    const since = this.sim.now;
    expect(this.sim.runUntil(condition, seconds * 1000)).toBe(true);
    return (this.sim.now - since) / 1000;
  }
}

describe('a node whose machine is stopped', () => {
  let world: NodeWorld;
  beforeEach(() => {
    world = new NodeWorld();
    world.pod(
      'web',
      [
        sh('trap "" TERM; echo begun at $(date +%s) >> /data/log; sleep 100000', {
          volumeMounts: [{ name: 'data', mountPath: '/data' }],
        }),
      ],
      { nodeName: M02, volumes: [{ name: 'data', emptyDir: {} }] },
    );
    world.advance(20);
    expect(world.phase('web')).toBe('Running');
  });

  test('ends its containers within ten seconds, and the API server does not learn of it', () => {
    world.stop(M02);
    const machine = world.cluster.host.nodes.get(M02)?.machine;
    world.advance(9.9);
    // What the pod runs takes no notice of SIGTERM.
    expect(machine?.state).toBe('stopping');
    world.advance(0.2);
    expect(machine?.state).toBe('stopped');
    expect(machine?.runtime.hostStack.addresses).toEqual(['192.168.49.3']);
    expect([world.phase('web'), world.ready()]).toEqual(['Running', 'True']);
  });

  test('goes Unknown 50 s after its last heartbeat and is tainted, and its pods are deleted 300 s later', () => {
    const renewed = (): string => world.client.get(leases, M02, 'kube-node-lease').spec?.renewTime ?? '';
    const last = parseTime(renewed()) ?? 0;
    world.stop(M02);
    world.until(() => world.ready() === 'Unknown', 100);
    expect(renewed() && parseTime(renewed())).toBe(last);
    const silent = (world.sim.time - last) / 1000;
    expect(silent).toBeGreaterThanOrEqual(50);
    expect(silent).toBeLessThanOrEqual(55);
    world.advance(6);
    expect(world.taints()).toEqual([
      'node.kubernetes.io/unreachable:NoExecute',
      'node.kubernetes.io/unreachable:NoSchedule',
    ]);
    const ready = world.get('web').status?.conditions?.find(({ type }) => type === 'Ready');
    expect(ready?.status).toBe('False');
    const tainted =
      parseTime(world.node().spec.taints?.find(({ effect }) => effect === 'NoExecute')?.timeAdded ?? '') ?? 0;
    world.until(() => world.get('web').metadata.deletionTimestamp !== undefined, 400);
    expect((world.sim.time - tainted) / 1000).toBeCloseTo(300, 0);
    // Nobody confirms the deletion: the pod stays.
    world.advance(3600);
    expect(world.phase('web')).toBe('Running');
  });

  test('comes back: its pods run again in new sandboxes, with what is on its disk', () => {
    world.stop(M02);
    world.advance(120);
    expect(world.ready()).toBe('Unknown');
    world.start(M02);
    world.until(() => world.ready() === 'True', 5);
    world.advance(10);
    expect(world.taints()).toEqual([]);
    const status = world.status('web');
    expect(status.restartCount).toBe(1);
    expect(status.state?.running).toBeDefined();
    expect(status.lastState?.terminated).toMatchObject({ exitCode: 255, reason: 'Unknown' });
    expect(world.events('web')).toContain(
      'Normal SandboxChanged Pod sandbox changed, it will be killed and re-created.',
    );
    const container = [
      ...(world.cluster.host.nodes.get(M02)?.machine.runtime.containers.values() ?? []),
    ].find(({ sandbox, state }) => sandbox.config.name === 'web' && state === 'running');
    expect(container?.readFile('/data/log', 1000).trim().split('\n')).toHaveLength(2);
    const all = world.client.list(pods, { namespace: 'kube-system' }).items;
    for (const pod of all.filter(({ spec }) => spec.nodeName === M02)) {
      expect([
        pod.metadata.name,
        pod.status?.phase,
        pod.status?.containerStatuses?.[0]?.restartCount,
      ]).toEqual([pod.metadata.name, 'Running', 1]);
    }
    expect(world.client.list(events, { namespace: 'default' }).items.map(({ reason }) => reason)).toContain(
      'NodeNotReady',
    );
  });

  test('finishes the deletions that waited for it', () => {
    world.stop(M02);
    world.advance(400);
    expect(world.get('web').metadata.deletionTimestamp).toBeDefined();
    world.start(M02);
    world.advance(10);
    expect(world.client.find(pods, 'web', 'default')).toBeUndefined();
  });

  test('forgets what was removed by force while it was away', () => {
    world.stop(M02);
    world.advance(20);
    world.client.delete(pods, 'web', 'default', { gracePeriodSeconds: 0 });
    world.start(M02);
    world.advance(20);
    const machine = world.cluster.host.nodes.get(M02)?.machine;
    expect([...(machine?.runtime.sandboxes.values() ?? [])].map(({ config }) => config.name)).not.toContain(
      'web',
    );
    expect([...(machine?.emptyDirs.keys() ?? [])]).toEqual([]);
  });

  test('cannot be asked for logs', () => {
    world.stop(M02);
    world.advance(11);
    expect(world.logs('web')).toBe(
      'Get "https://192.168.49.3:10250/containerLogs/default/web/main": dial tcp 192.168.49.3:10250: connect: no route to host',
    );
  });

  test('is out of reach for pods on other nodes', () => {
    world.pod('server', [{ name: 'main', image: 'nginx' }], { nodeName: M02 });
    world.advance(30);
    const ip = world.get('server').status?.podIP ?? '';
    world.pod(
      'client',
      [sh(`wget -q -T 60 -O- ${ip} >/dev/null && echo reached; sleep 15; wget -T 60 -O- ${ip}; echo over`)],
      {
        nodeName: 'minikube-m03',
      },
    );
    world.advance(14);
    expect(world.logs('client')).toContain('reached');
    world.stop(M02);
    world.advance(30);
    expect(world.logs('client')).toContain(`can't connect to remote host (${ip}): No route to host`);
  });
});

test('a node is added while the cluster runs, and taken away again', () => {
  const world = new NodeWorld();
  world.cluster.host.create({
    ...{ name: 'minikube-m04', ip: '192.168.49.5', cpus: 2, memoryKi: 4 * 1024 * 1024 },
    ...{ controlPlane: false, labels: {}, staticPods: [] },
  });
  world.cluster.host.startKubelet('minikube-m04');
  // Until the network plugin's pod has put its configuration there, the node takes no other pods.
  world.advance(0.3);
  expect(world.ready('minikube-m04')).toBe('False');
  expect(world.taints('minikube-m04')).toContain('node.kubernetes.io/not-ready:NoSchedule');
  world.advance(30);
  expect(world.taints('minikube-m04')).toEqual([]);
  expect(world.ready('minikube-m04')).toBe('True');
  expect(world.node('minikube-m04').spec.podCIDR).toBe('10.244.3.0/24');
  world.sim.spawn(world.cluster.host.remove('minikube-m04'));
  world.advance(15);
  expect([...world.cluster.host.nodes.keys()]).not.toContain('minikube-m04');
});
