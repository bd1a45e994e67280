import { describe, expect, test } from 'vitest';
import {
  daemonsets,
  deployments,
  endpoints,
  endpointslices,
  jobs,
  nodes,
  pods,
  replicasets,
  services,
} from '../../../../src/api/resources.ts';
import type { Deployment, Pod } from '../../../../src/api/types.ts';
import { ControlPlane } from '../control-plane.ts';

const template = (app: string, image = 'nginx:1.27', restartPolicy?: string) => ({
  metadata: { labels: { app } },
  spec: { containers: [{ name: 'main', image }], ...(restartPolicy && { restartPolicy }) },
});

function deployment(plane: ControlPlane, name: string, replicas: number, more: object = {}): void {
  plane.client.create(deployments, {
    metadata: { name, namespace: 'default' },
    spec: { replicas, selector: { matchLabels: { app: name } }, template: template(name), ...more },
  } as object);
}

function podsOf(plane: ControlPlane, app: string): readonly Pod[] {
  return plane.client.list(pods, { namespace: 'default', labelSelector: `app=${app}` }).items;
}

/** Play the kubelets: whatever is placed runs, whatever is being deleted goes. */
function play(plane: ControlPlane, rounds = 6): void {
  for (let i = 0; i < rounds; i++) {
    plane.sim.advance(1000);
    for (const pod of plane.client.list(pods).items) {
      const { name, namespace, deletionTimestamp } = pod.metadata;
      if (deletionTimestamp) plane.client.delete(pods, name, namespace, { gracePeriodSeconds: 0 });
      else if (pod.spec.nodeName && (pod.status?.phase ?? 'Pending') === 'Pending') plane.run(pod);
    }
  }
  plane.sim.advance(1000);
}

function threeNodes(): ControlPlane {
  const plane = new ControlPlane();
  for (const name of ['n1', 'n2', 'n3']) plane.node(name);
  return plane;
}

describe('Deployment', () => {
  test('makes a replica set and its pods, named as Kubernetes names them', () => {
    const plane = threeNodes();
    deployment(plane, 'web', 3);
    play(plane);
    const [set] = plane.client.list(replicasets, { namespace: 'default' }).items;
    expect(set?.metadata.name).toMatch(/^web-[bcdfghjklmnpqrstvwxz2456789]{8,10}$/);
    const hash = set?.metadata.labels?.['pod-template-hash'] ?? '';
    expect(set?.metadata.name).toBe(`web-${hash}`);
    const found = podsOf(plane, 'web');
    expect(found).toHaveLength(3);
    for (const pod of found) {
      expect(pod.metadata.name).toMatch(new RegExp(`^web-${hash}-[bcdfghjklmnpqrstvwxz2456789]{5}$`));
      expect(pod.metadata.labels).toEqual({ app: 'web', 'pod-template-hash': hash });
      expect(pod.metadata.ownerReferences?.[0]).toMatchObject({
        kind: 'ReplicaSet',
        name: set?.metadata.name,
        controller: true,
      });
    }
    expect(plane.eventsOf('web')).toEqual([
      `ScalingReplicaSet: Scaled up replica set web-${hash} from 0 to 3`,
    ]);
    expect(plane.eventsOf(`web-${hash}`).sort()).toEqual(
      found.map((pod) => `SuccessfulCreate: Created pod: ${pod.metadata.name}`).sort(),
    );
    const { status, metadata } = plane.client.get(deployments, 'web', 'default');
    expect(metadata.annotations?.['deployment.kubernetes.io/revision']).toBe('1');
    expect(status).toMatchObject({ replicas: 3, updatedReplicas: 3, readyReplicas: 3, availableReplicas: 3 });
    expect(status?.conditions?.map(({ type, status: value, reason }) => [type, value, reason])).toEqual([
      ['Available', 'True', 'MinimumReplicasAvailable'],
      ['Progressing', 'True', 'NewReplicaSetAvailable'],
    ]);
  });

  test('rolls a new template out without going below what must stay available', () => {
    const plane = threeNodes();
    deployment(plane, 'web', 4);
    play(plane);
    plane.client.patch(deployments, 'web', 'default', 'strategic', {
      spec: { template: { spec: { containers: [{ name: 'main', image: 'nginx:1.28' }] } } },
    });
    let least = Infinity;
    let most = 0;
    for (let i = 0; i < 12; i++) {
      play(plane, 1);
      const live = podsOf(plane, 'web').filter((pod) => !pod.metadata.deletionTimestamp);
      const ready = live.filter((pod) => pod.status?.phase === 'Running');
      least = Math.min(least, ready.length);
      most = Math.max(most, live.length);
    }
    expect(least).toBeGreaterThanOrEqual(3);
    expect(most).toBeLessThanOrEqual(5);
    expect(podsOf(plane, 'web').map((pod) => pod.spec.containers[0]?.image)).toEqual(
      Array(4).fill('nginx:1.28'),
    );
    const sets = plane.client.list(replicasets, { namespace: 'default' }).items;
    expect(sets.map((set) => set.spec?.replicas).sort()).toEqual([0, 4]);
    expect(
      plane.client.get(deployments, 'web', 'default').metadata.annotations?.[
        'deployment.kubernetes.io/revision'
      ],
    ).toBe('2');
  });

  test('scales up and down', () => {
    const plane = threeNodes();
    deployment(plane, 'web', 1);
    play(plane);
    plane.client.patch(deployments, 'web', 'default', 'merge', { spec: { replicas: 5 } });
    play(plane);
    expect(podsOf(plane, 'web')).toHaveLength(5);
    plane.client.patch(deployments, 'web', 'default', 'merge', { spec: { replicas: 2 } });
    play(plane);
    expect(podsOf(plane, 'web')).toHaveLength(2);
    expect(plane.eventsOf('web').map((event) => event.replace(/web-\w+/, 'web-X'))).toEqual([
      'ScalingReplicaSet: Scaled up replica set web-X from 0 to 1',
      'ScalingReplicaSet: Scaled up replica set web-X from 1 to 5',
      'ScalingReplicaSet: Scaled down replica set web-X from 5 to 2',
    ]);
  });

  test('Recreate waits until the old pods are gone', () => {
    const plane = threeNodes();
    deployment(plane, 'web', 2, { strategy: { type: 'Recreate' } });
    play(plane);
    plane.client.patch(deployments, 'web', 'default', 'strategic', {
      spec: { template: { spec: { containers: [{ name: 'main', image: 'nginx:1.28' }] } } },
    });
    plane.sim.advance(5000);
    expect(podsOf(plane, 'web').every((pod) => pod.metadata.deletionTimestamp)).toBe(true);
    play(plane);
    expect(podsOf(plane, 'web').map((pod) => pod.spec.containers[0]?.image)).toEqual([
      'nginx:1.28',
      'nginx:1.28',
    ]);
  });

  test('replaces a pod that is deleted', () => {
    const plane = threeNodes();
    deployment(plane, 'web', 2);
    play(plane);
    const [first] = podsOf(plane, 'web');
    plane.client.delete(pods, first?.metadata.name ?? '', 'default');
    play(plane);
    const names = podsOf(plane, 'web').map((pod) => pod.metadata.name);
    expect(names).toHaveLength(2);
    expect(names).not.toContain(first?.metadata.name);
  });

  test.each([
    ['Background', 0],
    ['Foreground', 0],
    ['Orphan', 2],
  ])('deleted with propagation %s leaves %i pods', (propagationPolicy, left) => {
    const plane = threeNodes();
    deployment(plane, 'web', 2);
    play(plane);
    plane.client.delete(deployments, 'web', 'default', { propagationPolicy });
    play(plane);
    expect(plane.client.find(deployments, 'web', 'default')).toBeUndefined();
    expect(podsOf(plane, 'web')).toHaveLength(left);
    const sets = plane.client.list(replicasets, { namespace: 'default' }).items;
    expect(sets.map((set) => set.metadata.ownerReferences)).toEqual(left > 0 ? [undefined] : []);
  });

  test('is quiet once it is done', () => {
    const plane = threeNodes();
    deployment(plane, 'web', 3);
    play(plane);
    const before: Deployment = plane.client.get(deployments, 'web', 'default');
    const { steps } = plane.sim;
    plane.sim.advance(3_600_000);
    expect(plane.client.get(deployments, 'web', 'default').metadata.resourceVersion).toBe(
      before.metadata.resourceVersion,
    );
    expect(plane.sim.steps - steps).toBeLessThan(20);
  });
});

describe('DaemonSet', () => {
  test('runs a pod on every node, new ones too, and not on tainted ones', () => {
    const plane = threeNodes();
    plane.client.create(daemonsets, {
      metadata: { name: 'agent', namespace: 'default' },
      spec: { selector: { matchLabels: { app: 'agent' } }, template: template('agent') },
    } as object);
    play(plane);
    const where = (): (string | undefined)[] =>
      podsOf(plane, 'agent')
        .map((pod) => pod.spec.nodeName)
        .sort();
    expect(where()).toEqual(['n1', 'n2', 'n3']);
    expect(plane.client.get(daemonsets, 'agent', 'default').status).toMatchObject({
      currentNumberScheduled: 3,
      desiredNumberScheduled: 3,
      numberReady: 3,
      numberAvailable: 3,
      numberMisscheduled: 0,
      updatedNumberScheduled: 3,
    });
    plane.node('n4');
    plane.node('n5', { spec: { taints: [{ key: 'dedicated', effect: 'NoSchedule' }] } });
    play(plane);
    expect(where()).toEqual(['n1', 'n2', 'n3', 'n4']);
    plane.client.patch(nodes, 'n1', undefined, 'merge', { spec: { unschedulable: true } });
    play(plane);
    expect(where()).toEqual(['n1', 'n2', 'n3', 'n4']);
  });
});

describe('Job', () => {
  const job = (plane: ControlPlane, spec: object): void => {
    plane.client.create(jobs, {
      metadata: { name: 'sum', namespace: 'default' },
      spec: { template: template('sum', 'busybox', 'Never'), ...spec },
    } as object);
  };
  const finish = (plane: ControlPlane, phase: string): void => {
    for (const pod of plane.client.list(pods).items) {
      if (pod.spec.nodeName && !['Succeeded', 'Failed'].includes(pod.status?.phase ?? ''))
        plane.run(pod, phase);
    }
  };

  test('runs to its completions', () => {
    const plane = threeNodes();
    job(plane, { completions: 3, parallelism: 2 });
    plane.sim.advance(1000);
    expect(plane.client.get(jobs, 'sum', 'default').status).toMatchObject({ active: 2, ready: 0 });
    for (let i = 0; i < 3; i++) {
      finish(plane, 'Succeeded');
      plane.sim.advance(1000);
    }
    const { status } = plane.client.get(jobs, 'sum', 'default');
    expect(status).toMatchObject({ succeeded: 3, completionTime: expect.any(String) });
    expect(status?.active).toBeUndefined();
    expect(status?.conditions?.map(({ type, status: value }) => `${type}=${value}`)).toEqual([
      'SuccessCriteriaMet=True',
      'Complete=True',
    ]);
    expect(plane.eventsOf('sum').at(-1)).toBe('Completed: Job completed');
    expect(
      plane.client.list(pods, { namespace: 'default' }).items.every((pod) => !pod.metadata.finalizers),
    ).toBe(true);
  });

  test('gives up at the back-off limit, trying again after 10 s and 20 s', () => {
    const plane = threeNodes();
    job(plane, { backoffLimit: 1 });
    plane.sim.advance(1000);
    finish(plane, 'Failed');
    plane.sim.advance(9_000);
    expect(plane.client.list(pods, { namespace: 'default' }).items).toHaveLength(1);
    plane.sim.advance(2_000);
    expect(plane.client.list(pods, { namespace: 'default' }).items).toHaveLength(2);
    finish(plane, 'Failed');
    plane.sim.advance(1_000);
    const { status } = plane.client.get(jobs, 'sum', 'default');
    expect(status?.failed).toBe(2);
    expect(status?.conditions?.find(({ type }) => type === 'Failed')).toMatchObject({
      reason: 'BackoffLimitExceeded',
      message: 'Job has reached the specified backoff limit',
    });
    expect(plane.eventsOf('sum').at(-1)).toBe(
      'BackoffLimitExceeded: Job has reached the specified backoff limit',
    );
  });
});

describe('Endpoints and EndpointSlices', () => {
  test('follow the ready pods that a service selects', () => {
    const plane = threeNodes();
    plane.client.create(services, {
      metadata: { name: 'web', namespace: 'default' },
      spec: { selector: { app: 'web' }, ports: [{ port: 80, targetPort: 8080 }] },
    } as object);
    plane.sim.advance(100);
    expect(plane.client.get(endpoints, 'web', 'default').subsets).toBeUndefined();
    deployment(plane, 'web', 2);
    play(plane);
    const ips = podsOf(plane, 'web')
      .map((pod) => pod.status?.podIP)
      .sort();
    const { subsets } = plane.client.get(endpoints, 'web', 'default');
    expect(subsets?.[0]?.addresses?.map(({ ip }) => ip).sort()).toEqual(ips);
    expect(subsets?.[0]?.ports).toEqual([{ port: 8080, protocol: 'TCP' }]);
    const [slice] = plane.client.list(endpointslices, {
      namespace: 'default',
      labelSelector: 'kubernetes.io/service-name=web',
    }).items;
    expect(slice?.metadata.name).toMatch(/^web-[a-z0-9]{5}$/);
    expect(
      slice?.endpoints?.map(({ addresses, conditions }) => [addresses[0], conditions?.ready]).sort(),
    ).toEqual(ips.map((ip) => [ip, true]));
    plane.client.delete(services, 'web', 'default');
    plane.sim.advance(1000);
    expect(plane.client.find(endpoints, 'web', 'default')).toBeUndefined();
    expect(
      plane.client.list(endpointslices, {
        namespace: 'default',
        labelSelector: 'kubernetes.io/service-name=web',
      }).items,
    ).toEqual([]);
  });
});
