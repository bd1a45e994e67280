import { describe, expect, test } from 'vitest';
import { events, leases, namespaces, nodes, pods, services } from '../../../src/api/resources.ts';
import { Client } from '../../../src/cluster/client.ts';
import { BOOT_DURATION, createCluster, type Cluster } from '../../../src/cluster/cluster.ts';
import { Simulation } from '../../../src/sim/index.ts';

const ARRIVAL = 1_767_225_600_000;

function boot(options: { kubelets?: boolean; nodes?: boolean; seed?: string } = {}): {
  cluster: Cluster;
  client: Client;
} {
  const { seed = 'test', ...rest } = options;
  const sim = new Simulation({ seed, epoch: ARRIVAL - BOOT_DURATION });
  const cluster = createCluster({ sim, preset: 'three-nodes', ...rest });
  cluster.boot();
  return { cluster, client: new Client(cluster.api, 'minikube-user') };
}

/** Everything that the cluster holds, as text. */
function dump(client: Client): string {
  return JSON.stringify(
    [namespaces, nodes, pods, services, leases, events].map((resource) =>
      client.list(resource as typeof pods),
    ),
  );
}

describe('three nodes, as minikube makes them', () => {
  const { cluster, client } = boot();

  test('are ready, and were so before the learner came', () => {
    expect(cluster.sim.time).toBe(ARRIVAL);
    const all = client.list(nodes).items;
    expect(all.map(({ metadata }) => metadata.name)).toEqual(['minikube', 'minikube-m02', 'minikube-m03']);
    for (const node of all) {
      expect(node.status?.conditions?.find(({ type }) => type === 'Ready')?.status).toBe('True');
      expect(node.spec.taints).toBeUndefined();
      expect(node.metadata.labels).toMatchObject({
        'kubernetes.io/hostname': node.metadata.name,
        'minikube.k8s.io/name': 'minikube',
      });
    }
    expect(all.map(({ spec }) => spec.podCIDR)).toEqual(['10.244.0.0/24', '10.244.1.0/24', '10.244.2.0/24']);
    expect(all[0]?.metadata.labels).toHaveProperty('node-role.kubernetes.io/control-plane', '');
  });

  test('run the system pods', () => {
    const all = client.list(pods).items;
    expect(
      all.map(({ metadata }) =>
        metadata.name.endsWith('-minikube')
          ? metadata.name
          : metadata.name.replace(/(-[a-z0-9]{8,10})?-[a-z0-9]{5}$/, ''),
      ),
    ).toEqual([
      'coredns',
      'etcd-minikube',
      'kindnet',
      'kindnet',
      'kindnet',
      'kube-apiserver-minikube',
      'kube-controller-manager-minikube',
      'kube-proxy',
      'kube-proxy',
      'kube-proxy',
      'kube-scheduler-minikube',
      'storage-provisioner',
    ]);
    for (const pod of all)
      expect([pod.metadata.name, pod.status?.phase]).toEqual([pod.metadata.name, 'Running']);
  });

  test('have the namespaces and the services', () => {
    expect(client.list(namespaces).items.map(({ metadata }) => metadata.name)).toEqual([
      'default',
      'kube-node-lease',
      'kube-public',
      'kube-system',
    ]);
    expect(client.list(services).items.map(({ metadata, spec }) => [metadata.name, spec?.clusterIP])).toEqual(
      [
        ['kubernetes', '10.96.0.1'],
        ['kube-dns', '10.96.0.10'],
      ],
    );
  });

  test('run a pod of the learner', () => {
    client.create(pods, {
      metadata: { name: 'hello', namespace: 'default' },
      spec: {
        containers: [{ name: 'main', image: 'busybox:1.36', command: ['sh', '-c', 'echo hi; sleep 3600'] }],
      },
    });
    const running = (): boolean => client.get(pods, 'hello', 'default').status?.phase === 'Running';
    expect(cluster.sim.runUntil(running, 60_000)).toBe(true);
  });
});

test('an idle hour costs little', () => {
  const { cluster } = boot();
  const { steps } = cluster.sim;
  cluster.sim.advance(3_600_000);
  expect(cluster.sim.steps - steps).toBeLessThan(15_000);
});

test('however the time is sliced, the cluster comes out the same to the byte', () => {
  const run = (slice: number): string => {
    const { cluster, client } = boot();
    client.create(pods, {
      metadata: { name: 'hello', namespace: 'default' },
      spec: {
        containers: [{ name: 'main', image: 'busybox:1.36', command: ['sh', '-c', 'sleep 5; exit 1'] }],
      },
    });
    for (let t = 0; t < 120_000; t += slice) cluster.sim.advance(slice);
    return dump(client);
  };
  const whole = run(120_000);
  expect(run(1_000)).toBe(whole);
  expect(run(24_000)).toBe(whole);
});

test('another seed gives other names', () => {
  const names = (seed: string): string[] =>
    boot({ seed })
      .client.list(pods)
      .items.map(({ metadata }) => metadata.name);
  expect(names('a')).not.toEqual(names('b'));
});

test('without kubelets there are nodes to schedule to, and nothing runs', () => {
  const { cluster, client } = boot({ kubelets: false });
  expect(client.list(pods).items).toEqual([]);
  client.create(pods, {
    metadata: { name: 'web', namespace: 'default' },
    spec: { containers: [{ name: 'm', image: 'b' }] },
  });
  cluster.sim.advance(3_600_000);
  const pod = client.get(pods, 'web', 'default');
  expect(pod.spec.nodeName).toMatch(/^minikube/);
  expect(pod.status?.phase).toBe('Pending');
});

test('without nodes a pod waits', () => {
  const { cluster, client } = boot({ nodes: false });
  expect(client.list(nodes).items).toEqual([]);
  client.create(pods, {
    metadata: { name: 'web', namespace: 'default' },
    spec: { containers: [{ name: 'm', image: 'b' }] },
  });
  cluster.sim.advance(1000);
  expect(client.get(pods, 'web', 'default').status?.conditions?.[0]?.message).toBe(
    'no nodes available to schedule pods',
  );
});

test('an unknown preset is refused', () => {
  expect(() => createCluster({ sim: new Simulation(), preset: 'nine-nodes' })).toThrow(
    'no cluster preset "nine-nodes"',
  );
});
