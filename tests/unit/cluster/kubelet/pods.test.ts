import { describe, expect, it } from 'vitest';
import { configmaps, events, nodes, pods } from '../../../../src/api/resources.ts';
import type { Container, Pod, PodSpec } from '../../../../src/api/types.ts';
import { createCluster, type Cluster } from '../../../../src/cluster/cluster.ts';
import { Client } from '../../../../src/cluster/client.ts';
import { Simulation } from '../../../../src/sim/index.ts';

interface World {
  readonly sim: Simulation;
  readonly cluster: Cluster;
  readonly client: Client;
}

function boot(): World {
  const sim = new Simulation({ seed: 'kubelet tests', epoch: 1_767_225_600_000 });
  const cluster = createCluster({ sim });
  cluster.boot();
  return { sim, cluster, client: new Client(cluster.api, 'kubernetes-admin') };
}

function run(
  { client }: World,
  name: string,
  containers: readonly Container[],
  more: Partial<PodSpec> = {},
): void {
  client.create(
    pods,
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, namespace: 'default' },
      spec: { containers: [...containers], ...more },
    },
    'default',
  );
}

const get = ({ client }: World, name: string): Pod => client.get(pods, name, 'default');

function eventsOf({ client }: World, name: string): string[] {
  return client
    .list(events, { namespace: 'default' })
    .items.filter(
      ({ involvedObject, source }) => involvedObject.name === name && source?.component === 'kubelet',
    )
    .sort((a, b) => ((a.metadata.name ?? '') < (b.metadata.name ?? '') ? -1 : 1))
    .map(({ type, reason, message }) => `${type ?? ''} ${reason ?? ''} ${message ?? ''}`);
}

const decoder = new TextDecoder();

function logs({ sim, cluster }: World, name: string, query: [string, string][] = []): string {
  const response = cluster.api({ method: 'GET', path: `/api/v1/namespaces/default/pods/${name}/log`, query });
  sim.settle();
  if (response.kind === 'json') return String(response.body.message);
  let text = '';
  if (response.kind === 'stream') {
    for (let bytes = response.body.tryRead(); bytes; bytes = response.body.tryRead())
      text += decoder.decode(bytes);
  }
  return text;
}

const sh = (script: string, more: Partial<Container> = {}): Container => ({
  name: 'main',
  image: 'busybox',
  command: ['sh', '-c', script],
  ...more,
});

describe('a node', () => {
  const world = boot();

  it('is registered and ready, with all three of minikube', () => {
    const ready = world.client
      .list(nodes)
      .items.map(({ metadata, status }) => [
        metadata.name,
        status?.conditions?.find(({ type }) => type === 'Ready')?.reason,
        status?.nodeInfo?.containerRuntimeVersion,
      ]);
    expect(ready).toEqual([
      ['minikube', 'KubeletReady', 'containerd://2.2.1'],
      ['minikube-m02', 'KubeletReady', 'containerd://2.2.1'],
      ['minikube-m03', 'KubeletReady', 'containerd://2.2.1'],
    ]);
  });

  it('runs all system pods, static ones by their mirrors', () => {
    const system = world.client.list(pods, { namespace: 'kube-system' }).items;
    expect(system.map(({ metadata }) => metadata.name)).toContain('kube-apiserver-minikube');
    expect(
      system.filter(({ status }) => status?.phase !== 'Running').map(({ metadata }) => metadata.name),
    ).toEqual([]);
  });
});

describe('a pod', () => {
  it("runs the document's init containers in order, then its container", () => {
    const world = boot();
    const image = 'arisu1000/simple-container-app:latest';
    run(
      world,
      'simple',
      [{ name: 'app', image, command: ['sh', '-c', 'echo The app is running! && sleep 3600'] }],
      {
        initContainers: [
          { name: 'init-myservice', image, command: ['sh', '-c', 'sleep 2; echo helloworld01;'] },
          { name: 'init-mydb', image, command: ['sh', '-c', 'sleep 2; echo helloworld02;'] },
        ],
      },
    );
    world.sim.advance(500);
    const waiting = get(world, 'simple').status;
    expect(waiting?.phase).toBe('Pending');
    expect(waiting?.containerStatuses?.[0]?.state).toEqual({ waiting: { reason: 'PodInitializing' } });
    expect(logs(world, 'simple', [['container', 'app']])).toBe(
      'container "app" in pod "simple" is waiting to start: PodInitializing',
    );
    world.sim.advance(40_000);
    const { status } = get(world, 'simple');
    expect(status?.phase).toBe('Running');
    expect(status?.conditions?.map(({ type, status: is }) => `${type}=${is}`)).toEqual(
      expect.arrayContaining([
        'Initialized=True',
        'Ready=True',
        'ContainersReady=True',
        'PodReadyToStartContainers=True',
      ]),
    );
    const [first, second] = (status?.initContainerStatuses ?? []).map(({ state }) => state?.terminated);
    expect(first).toMatchObject({ exitCode: 0, reason: 'Completed' });
    expect((second?.startedAt ?? '') >= (first?.finishedAt ?? 'z')).toBe(true);
    expect(logs(world, 'simple', [['container', 'init-myservice']])).toBe('helloworld01\n');
    expect(logs(world, 'simple', [['container', 'app']])).toBe('The app is running!\n');
  });

  it('that keeps failing restarts at once, then backs off', () => {
    const world = boot();
    run(world, 'crash', [sh('echo run; exit 3')]);
    world.sim.advance(50_000);
    const main = get(world, 'crash').status?.containerStatuses?.[0];
    expect(main?.restartCount).toBeGreaterThanOrEqual(2);
    expect(main?.lastState?.terminated).toMatchObject({ exitCode: 3, reason: 'Error' });
    const said = eventsOf(world, 'crash').filter((text) => text.startsWith('Warning BackOff'));
    expect(said[0]).toMatch(
      /^Warning BackOff Back-off restarting failed container main in pod crash_default\([-0-9a-f]+\)$/,
    );
    expect(
      world.sim.runUntil(
        () => get(world, 'crash').status?.containerStatuses?.[0]?.state?.waiting !== undefined,
        120_000,
      ),
    ).toBe(true);
    expect(get(world, 'crash').status?.containerStatuses?.[0]?.state?.waiting).toMatchObject({
      reason: 'CrashLoopBackOff',
      message: expect.stringMatching(
        /^back-off (10s|20s|40s|1m20s) restarting failed container=main pod=crash_default\(/,
      ),
    });
    expect(logs(world, 'crash', [['previous', 'true']])).toBe('run\n');
  });

  it('is not looked at while a back-off lasts, but when it ends', () => {
    const world = boot();
    run(world, 'crash', [sh('exit 3')]);
    const said = (): number =>
      world.client
        .list(events, { namespace: 'default' })
        .items.reduce((sum, { reason, count }) => sum + (reason === 'BackOff' ? (count ?? 1) : 0), 0);
    const restarted = (count: number): { at: number; said: number } => {
      const restarts = (): number => get(world, 'crash').status?.containerStatuses?.[0]?.restartCount ?? 0;
      expect(world.sim.runUntil(() => restarts() === count, 200_000)).toBe(true);
      return { at: world.sim.now / 1000, said: said() };
    };
    const [second, third, fourth] = [restarted(2), restarted(3), restarted(4)];
    // After the second failure 10 s, then 20 and 40, each half as long again at most; then the kubelet's loop and the start itself.
    expect(third.at - second.at).toBeGreaterThan(20);
    expect(third.at - second.at).toBeLessThan(34);
    expect(fourth.at - third.at).toBeGreaterThan(40);
    expect(fourth.at - third.at).toBeLessThan(64);
    // Said when it is found to have failed, and not again.
    expect(fourth.said - third.said).toBe(1);
  });

  it('with restartPolicy Never ends as its container did', () => {
    const world = boot();
    run(world, 'ok', [sh('exit 0')], { restartPolicy: 'Never' });
    run(world, 'bad', [sh('exit 2')], { restartPolicy: 'Never' });
    world.sim.advance(15_000);
    expect(get(world, 'ok').status?.phase).toBe('Succeeded');
    expect(get(world, 'bad').status?.phase).toBe('Failed');
    expect(get(world, 'ok').status?.podIP).toMatch(/^10\.244\./);
  });

  it('whose image does not exist waits with the reason', () => {
    const world = boot();
    run(world, 'image', [{ name: 'main', image: 'nginxx' }]);
    world.sim.advance(20_000);
    const waiting = get(world, 'image').status?.containerStatuses?.[0]?.state?.waiting;
    expect(waiting?.reason).toBe('ImagePullBackOff');
    expect(waiting?.message).toMatch(
      /^Back-off pulling image "nginxx": ErrImagePull: failed to pull and unpack image/,
    );
    expect(eventsOf(world, 'image').map((text) => text.slice(0, 42))).toEqual([
      'Normal Pulling Pulling image "nginxx"',
      'Warning Failed Failed to pull image "nginx',
      'Warning Failed Error: ErrImagePull',
      'Normal BackOff Back-off pulling image "ngi',
      'Warning Failed Error: ImagePullBackOff',
    ]);
  });

  it('whose command does not exist says so in the words of the runtime', () => {
    const world = boot();
    run(world, 'nocmd', [{ name: 'main', image: 'busybox', command: ['foo'] }]);
    world.sim.advance(10_000);
    const main = get(world, 'nocmd').status?.containerStatuses?.[0];
    expect(main?.lastState?.terminated).toMatchObject({
      exitCode: 128,
      reason: 'StartError',
      startedAt: '1970-01-01T00:00:00Z',
    });
    expect(main?.lastState?.terminated?.message).toContain('exec: "foo": executable file not found in $PATH');
  });

  it('that waits for a ConfigMap mounts it once it is there', () => {
    const world = boot();
    run(
      world,
      'mount',
      [sh('cat /etc/app/greeting; sleep 100', { volumeMounts: [{ name: 'app', mountPath: '/etc/app' }] })],
      {
        volumes: [{ name: 'app', configMap: { name: 'app' } }],
      },
    );
    world.sim.advance(5000);
    expect(eventsOf(world, 'mount')).toEqual([
      'Warning FailedMount MountVolume.SetUp failed for volume "app" : configmap "app" not found',
    ]);
    world.client.create(configmaps, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'app', namespace: 'default' },
      data: { greeting: 'hello\n' },
    });
    world.sim.advance(20_000);
    expect(logs(world, 'mount')).toBe('hello\n');
  });

  it('shares an emptyDir between its containers and hands values down by env', () => {
    const world = boot();
    const volumeMounts = [{ name: 'work', mountPath: '/work' }];
    run(
      world,
      'share',
      [
        sh('cat /work/file; echo $POD $GREETING; sleep 100', {
          volumeMounts,
          env: [
            { name: 'POD', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
            { name: 'GREETING', value: 'hi $(POD)' },
          ],
        }),
      ],
      {
        initContainers: [
          { name: 'init', image: 'busybox', command: ['sh', '-c', 'echo made > /work/file'], volumeMounts },
        ],
        volumes: [{ name: 'work', emptyDir: {} }],
      },
    );
    world.sim.advance(20_000);
    expect(logs(world, 'share')).toBe('made\nshare hi share\n');
  });

  it('that ignores SIGTERM is killed after its grace', () => {
    const world = boot();
    run(world, 'slow', [sh('sleep 1000')], { terminationGracePeriodSeconds: 5 });
    world.sim.advance(10_000);
    world.client.delete(pods, 'slow', 'default');
    world.sim.advance(4500);
    expect(world.client.find(pods, 'slow', 'default')).toBeDefined();
    world.sim.advance(2000);
    expect(world.client.find(pods, 'slow', 'default')).toBeUndefined();
    expect(eventsOf(world, 'slow')).toContain('Normal Killing Stopping container main');
  });

  it("with the document's liveness probe is restarted when its server begins to fail", () => {
    const world = boot();
    run(world, 'live', [
      {
        name: 'main',
        image: 'k8s.gcr.io/liveness',
        args: ['/server'],
        livenessProbe: {
          httpGet: { path: '/healthz', port: 8080 },
          initialDelaySeconds: 10,
          periodSeconds: 5,
        },
      },
    ]);
    world.sim.advance(40_000);
    expect(get(world, 'live').status?.containerStatuses?.[0]?.restartCount).toBe(1);
    expect(eventsOf(world, 'live')).toEqual(
      expect.arrayContaining([
        'Warning Unhealthy Liveness probe failed: HTTP probe failed with statuscode: 500',
        'Normal Killing Container main failed liveness probe, will be restarted',
      ]),
    );
  });

  it('over its memory limit is killed', () => {
    const world = boot();
    run(world, 'stress', [
      {
        name: 'main',
        image: 'polinux/stress',
        command: ['stress'],
        args: ['--vm', '1', '--vm-bytes', '500M', '--vm-hang', '1'],
        resources: { limits: { memory: '300Mi' } },
      },
    ]);
    world.sim.advance(20_000);
    expect(get(world, 'stress').status?.containerStatuses?.[0]?.lastState?.terminated).toMatchObject({
      exitCode: 137,
      reason: 'OOMKilled',
    });
  });

  it('that names its node itself and does not fit there fails', () => {
    const world = boot();
    const big = sh('sleep 1', { resources: { requests: { cpu: '64' } } });
    run(world, 'big', [big], { nodeName: 'minikube-m02' });
    world.sim.advance(2000);
    expect(get(world, 'big').status).toMatchObject({
      phase: 'Failed',
      reason: 'OutOfcpu',
      message: expect.stringMatching(
        /^Pod was rejected: Node didn't have enough resource: cpu, requested: 64000, used: \d+, capacity: \d+$/,
      ),
    });
    world.client.delete(pods, 'big', 'default');
    world.sim.advance(2000);
    expect(world.client.find(pods, 'big', 'default')).toBeUndefined();
  });

  it('takes commands by exec and tells how they ended', () => {
    const world = boot();
    run(world, 'web', [sh('sleep 1000')]);
    world.sim.advance(10_000);
    const exec = (command: readonly string[]): { out: string; status: unknown } => {
      const query: [string, string][] = [
        ['stdout', 'true'],
        ['stderr', 'true'],
        ...command.map((word): [string, string] => ['command', word]),
      ];
      const response = world.cluster.api({
        method: 'POST',
        path: '/api/v1/namespaces/default/pods/web/exec',
        query,
        upgrade: true,
      });
      if (response.kind !== 'upgrade') throw new Error(JSON.stringify(response));
      world.sim.advance(1000);
      return {
        out: decoder.decode(response.streams.stdout?.tryRead() ?? new Uint8Array()),
        status: JSON.parse(decoder.decode(response.streams.error.tryRead() ?? new Uint8Array())),
      };
    };
    expect(exec(['echo', 'hello'])).toEqual({ out: 'hello\n', status: { metadata: {}, status: 'Success' } });
    expect(exec(['sh', '-c', 'exit 7']).status).toMatchObject({
      reason: 'NonZeroExitCode',
      message: 'command terminated with non-zero exit code: exit status 7',
      details: { causes: [{ reason: 'ExitCode', message: '7' }] },
    });
  });
});

describe('a pod that is deleted before its containers start', () => {
  const world = boot();
  const reasonsAtTheEnd = (name: string, more: Partial<PodSpec>): (string | undefined)[] => {
    run(world, name, [sh('sleep 1')], more);
    world.sim.advance(300);
    const watch = world.cluster.api({
      method: 'GET',
      path: '/api/v1/namespaces/default/pods',
      query: [
        ['watch', 'true'],
        ['fieldSelector', `metadata.name=${name}`],
      ],
    });
    if (watch.kind !== 'watch') throw new Error(watch.kind);
    world.client.delete(pods, name, 'default');
    world.sim.advance(10_000);
    let last: Pod | undefined;
    for (let event = watch.watch.events.tryTake(); event; event = watch.watch.events.tryTake())
      if (event.type === 'DELETED') last = event.object as unknown as Pod;
    const { initContainerStatuses = [], containerStatuses = [], phase } = last?.status ?? {};
    return [
      phase,
      ...[...initContainerStatuses, ...containerStatuses].map(
        ({ state }) => state?.terminated?.reason ?? state?.waiting?.reason,
      ),
    ];
  };

  it('has failed, and its containers are not to be found', () => {
    expect(reasonsAtTheEnd('early', {})).toEqual(['Failed', 'ContainerStatusUnknown']);
  });

  it('breaks off the pull of its image', () => {
    run(world, 'pulling', [sh('sleep 100', { image: 'nginx' })]);
    world.sim.runUntil(() => eventsOf(world, 'pulling').some((text) => text.includes('Pulling')), 10_000);
    world.sim.advance(100);
    const from = world.sim.now;
    world.client.delete(pods, 'pulling', 'default');
    expect(world.sim.runUntil(() => !world.client.find(pods, 'pulling', 'default'), 10_000)).toBe(true);
    expect(world.sim.now - from).toBeLessThan(3000);
    expect(eventsOf(world, 'pulling')).toEqual([
      'Normal Pulling Pulling image "nginx"',
      'Warning Failed Failed to pull image "nginx": rpc error: code = Canceled desc = context canceled',
      'Warning Failed Error: ErrImagePull',
    ]);
  });

  it('leaves containers waiting that come after its init containers', () => {
    const init = (name: string): Container => ({ name, image: 'busybox', command: ['sleep', '1'] });
    expect(reasonsAtTheEnd('early-init', { initContainers: [init('one'), init('two')] })).toEqual([
      ...['Failed', 'ContainerStatusUnknown', 'PodInitializing', 'PodInitializing'],
    ]);
  });
});

describe('a pod that is bound to a node', () => {
  const world = boot();
  const { client, sim } = world;

  it('runs there once the node has got the labels that it asks for', () => {
    run(world, 'picky', [sh('sleep 100')], { nodeSelector: { disk: 'ssd' } });
    sim.advance(2000);
    expect(get(world, 'picky').spec.nodeName).toBeUndefined();
    client.patch(nodes, 'minikube-m02', undefined, 'merge', { metadata: { labels: { disk: 'ssd' } } });
    sim.advance(10_000);
    expect(get(world, 'picky').status?.phase).toBe('Running');
    expect(get(world, 'picky').spec.nodeName).toBe('minikube-m02');
  });

  const named: readonly (readonly [string, Partial<PodSpec>, string])[] = [
    ['selector', { nodeSelector: { disk: 'ssd' } }, 'NodeAffinity'],
    [
      'affinity',
      {
        affinity: {
          nodeAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: {
              nodeSelectorTerms: [{ matchExpressions: [{ key: 'disk', operator: 'Exists' }] }],
            },
          },
        },
      },
      'NodeAffinity',
    ],
    ['taint', {}, 'TaintToleration'],
  ];
  it.each(named)('is rejected where it does not fit: %s', (name, spec, reason) => {
    if (reason === 'TaintToleration')
      client.patch(nodes, 'minikube-m03', undefined, 'merge', {
        spec: { taints: [{ key: 'a', value: 'b', effect: 'NoExecute' }] },
      });
    run(world, name, [sh('sleep 100')], { nodeName: 'minikube-m03', ...spec });
    sim.advance(10);
    const last = client.find(pods, name, 'default')?.status;
    // The taint's own controller deletes the pod at once.
    if (reason !== 'TaintToleration') expect([last?.phase, last?.reason]).toEqual(['Failed', reason]);
    expect(eventsOf(world, name)).toEqual([
      expect.stringContaining(`Warning ${reason} Predicate ${reason} failed: node(s)`),
    ]);
  });
});

it('does not bring back a node that was deleted', () => {
  const { client, sim } = boot();
  client.delete(nodes, 'minikube-m03');
  sim.advance(400_000);
  expect(client.list(nodes).items.map(({ metadata }) => metadata.name)).toEqual(['minikube', 'minikube-m02']);
});
