import { describe, expect, it } from 'vitest';
import { events, leases, nodes, pods } from '../../../../src/api/resources.ts';
import { parseTime } from '../../../../src/api/time.ts';
import type { Lease, Node } from '../../../../src/api/types.ts';
import { Client } from '../../../../src/cluster/client.ts';
import { createCluster, type Cluster } from '../../../../src/cluster/cluster.ts';
import { Simulation } from '../../../../src/sim/index.ts';

const MINUTE = 60_000;

function boot(): { sim: Simulation; cluster: Cluster; client: Client } {
  const sim = new Simulation({ seed: 'upkeep', epoch: 1_767_225_600_000 });
  const cluster = createCluster({ sim });
  cluster.boot();
  return { sim, cluster, client: new Client(cluster.api, 'kubernetes-admin') };
}

const heartbeatOf = (node: Node): number | undefined =>
  parseTime(node.status?.conditions?.find(({ type }) => type === 'Ready')?.lastHeartbeatTime ?? '');

describe('a node without news', () => {
  it('has its status written every five minutes and its lease every ten seconds', () => {
    const { sim, client } = boot();
    sim.advance(10 * MINUTE);
    const { resourceVersion } = client.list(nodes);
    const statuses = client.watch(nodes, { resourceVersion });
    const renewals = client.watch(leases, { namespace: 'kube-node-lease', resourceVersion });
    sim.advance(60 * MINUTE);
    const beats: number[] = [];
    for (let event = statuses.events.tryTake(); event; event = statuses.events.tryTake()) {
      const node = event.object as unknown as Node;
      if (node.metadata.name === 'minikube-m02') beats.push(heartbeatOf(node) ?? NaN);
    }
    expect(beats).toHaveLength(12);
    expect(beats.slice(1).map((beat, index) => beat - (beats[index] ?? 0))).toEqual(
      Array(11).fill(5 * MINUTE),
    );
    let renewed = 0;
    for (let event = renewals.events.tryTake(); event; event = renewals.events.tryTake())
      if ((event.object as unknown as Lease).metadata.name === 'minikube-m02') renewed++;
    expect(renewed).toBe(360);
  });

  it('has its status written at once when an image comes', () => {
    const { sim, client } = boot();
    sim.advance(10 * MINUTE);
    client.create(pods, {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'web', namespace: 'default' },
      spec: { nodeName: 'minikube-m02', containers: [{ name: 'web', image: 'nginx' }] },
    });
    sim.advance(MINUTE);
    const names = client.get(nodes, 'minikube-m02').status?.images?.flatMap((image) => image.names ?? []);
    expect(names).toContain('docker.io/library/nginx:latest');
  });
});

describe("a pod's token", () => {
  it('stays until four fifths of its life are over, and is then made anew in one step', () => {
    const { sim, cluster, client } = boot();
    const directory = '/var/run/secrets/kubernetes.io/serviceaccount';
    const look = `while true; do echo $(readlink ${directory}/..data) $(cut -c 1-200 ${directory}/token); sleep 600; done`;
    client.create(pods, {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'reader', namespace: 'default' },
      spec: { containers: [{ name: 'reader', image: 'busybox', command: ['sh', '-c', look] }] },
    });
    sim.advance(65 * MINUTE);
    const response = cluster.api({ method: 'GET', path: '/api/v1/namespaces/default/pods/reader/log' });
    sim.settle();
    if (response.kind !== 'stream') throw new Error('no log');
    let text = '';
    const decoder = new TextDecoder();
    for (let bytes = response.body.tryRead(); bytes; bytes = response.body.tryRead())
      text += decoder.decode(bytes);
    const seen = text.trimEnd().split('\n');
    // One look each ten minutes; the token of 3607 s is renewed after 48.
    expect(seen).toHaveLength(7);
    expect(new Set(seen.slice(0, 5)).size).toBe(1);
    expect(seen[5]).not.toBe(seen[4]);
    expect(seen[5]?.split(' ')[0]).not.toBe(seen[4]?.split(' ')[0]);
  });
});

describe("a node's events", () => {
  const told = (client: Client): (string | undefined)[] =>
    client
      .list(events, { fieldSelector: 'involvedObject.kind=Node,involvedObject.name=minikube-m02' })
      .items.filter(({ source }) => source?.component === 'kubelet')
      .sort((a, b) => Number(a.metadata.resourceVersion) - Number(b.metadata.resourceVersion))
      .map(({ reason }) => reason);

  it('tell how its kubelet came up, and of being cordoned and uncordoned', () => {
    const { sim, client } = boot();
    const start = ['Starting', 'NodeHasSufficientMemory', 'NodeHasNoDiskPressure', 'NodeHasSufficientPID'];
    const up = [...start, 'NodeAllocatableEnforced', 'NodeReady'];
    expect(told(client)).toEqual(up);
    client.patch(nodes, 'minikube-m02', undefined, 'merge', { spec: { unschedulable: true } });
    sim.advance(15_000);
    expect(told(client)).toEqual([...up, 'NodeNotSchedulable']);
    client.patch(nodes, 'minikube-m02', undefined, 'merge', { spec: { unschedulable: null } });
    sim.advance(15_000);
    expect(told(client)).toEqual([...up, 'NodeNotSchedulable', 'NodeSchedulable']);
  });
});
