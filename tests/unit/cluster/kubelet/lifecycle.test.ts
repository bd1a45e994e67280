import { describe, expect, it } from 'vitest';
import { pods } from '../../../../src/api/resources.ts';
import type { Container, Probe } from '../../../../src/api/types.ts';
import { PodWorld, sh } from './harness.ts';

const LOOP = 'trap "exit 0" TERM; while true; do sleep 1; done';

describe('the restart policy', () => {
  const world = new PodWorld();
  const cases: readonly [policy: string, code: number, phase: string, restarts: boolean][] = [
    ['Always', 0, 'Running', true],
    ['Always', 1, 'Running', true],
    ['OnFailure', 0, 'Succeeded', false],
    ['OnFailure', 1, 'Running', true],
    ['Never', 0, 'Succeeded', false],
    ['Never', 1, 'Failed', false],
  ];
  for (const [policy, code] of cases)
    world.pod(`${policy.toLowerCase()}-${code}`, [sh(`exit ${code}`)], { restartPolicy: policy });
  world.advance(60);

  it.each(cases)('%s after exit code %i leaves the pod %s', (policy, code, phase, restarts) => {
    const name = `${policy.toLowerCase()}-${code}`;
    expect(world.phase(name)).toBe(phase);
    expect(world.status(name).restartCount > 0).toBe(restarts);
  });

  it('Never: the pod goes on until its last container has ended', () => {
    world.pod('two', [sh('exit 1'), sh('sleep 30', { name: 'other' })], { restartPolicy: 'Never' });
    world.advance(20);
    expect(world.phase('two')).toBe('Running');
    world.advance(30);
    expect(world.phase('two')).toBe('Failed');
  });
});

describe('init containers', () => {
  const init = (name: string, script: string, more: Partial<Container> = {}): Container =>
    sh(script, { name, ...more });

  it('that fail are tried again under Always, with a back-off, and nothing comes after them', () => {
    const world = new PodWorld();
    world.pod('init', [sh(LOOP)], { initContainers: [init('one', 'exit 1'), init('two', 'true')] });
    world.advance(60);
    const { restartCount, lastState } = world.status('init', 'one');
    expect(restartCount).toBeGreaterThan(1);
    expect(lastState?.terminated?.exitCode).toBe(1);
    expect(world.status('init', 'two').state).toEqual({ waiting: { reason: 'PodInitializing' } });
    expect(world.status('init').state).toEqual({ waiting: { reason: 'PodInitializing' } });
    expect(world.phase('init')).toBe('Pending');
  });

  it('that fail under Never fail the pod, whose containers never run', () => {
    const world = new PodWorld();
    world.pod('init', [sh(LOOP)], { restartPolicy: 'Never', initContainers: [init('one', 'exit 3')] });
    world.advance(20);
    expect(world.phase('init')).toBe('Failed');
    expect(world.status('init', 'one')).toMatchObject({
      restartCount: 0,
      state: { terminated: { exitCode: 3 } },
    });
    expect(world.status('init').state?.running).toBeUndefined();
  });

  it('do not run again when a container restarts', () => {
    const world = new PodWorld();
    world.pod('init', [sh('sleep 2; exit 1')], { initContainers: [init('one', 'echo once')] });
    world.advance(40);
    expect(world.status('init').restartCount).toBeGreaterThan(0);
    expect(world.status('init', 'one').restartCount).toBe(0);
    expect(world.logs('init', { container: 'one' })).toBe('once\n');
  });

  it('that restart always are sidecars: the next starts once they have started', () => {
    const world = new PodWorld();
    const side = init('side', LOOP, {
      restartPolicy: 'Always',
      startupProbe: { exec: { command: ['true'] }, initialDelaySeconds: 5, periodSeconds: 1 },
    });
    world.pod('side', [sh(LOOP)], { initContainers: [side, init('after', 'true')] });
    world.advance(4);
    expect(world.status('side', 'side').started).toBe(false);
    expect(world.status('side', 'after').state?.waiting).toBeDefined();
    world.advance(20);
    expect(world.get('side').status?.phase).toBe('Running');
    const began = world.status('side', 'side').state?.running?.startedAt ?? '';
    const next = world.status('side', 'after').state?.terminated?.startedAt ?? '';
    expect(Date.parse(next) - Date.parse(began)).toBeGreaterThanOrEqual(5000);
    expect(world.status('side', 'side').ready).toBe(true);
  });

  it('sidecars stop after the containers, the last one first', () => {
    const world = new PodWorld();
    const said = (name: string): string =>
      `trap "date +${name}=%s >> /v/log; exit 0" TERM; while true; do sleep 1; done`;
    const volumeMounts = [{ name: 'v', mountPath: '/v' }];
    world.pod(
      'stop',
      [
        sh(`trap "sleep 2; date +main=%s >> /v/log; exit 0" TERM; while true; do sleep 1; done`, {
          volumeMounts,
        }),
      ],
      {
        terminationGracePeriodSeconds: 20,
        initContainers: ['one', 'two'].map((name) =>
          init(name, said(name), { restartPolicy: 'Always', volumeMounts }),
        ),
        volumes: [{ name: 'v', hostPath: { path: '/tmp/stop', type: 'DirectoryOrCreate' } }],
      },
    );
    world.advance(20);
    const node = world.get('stop').spec.nodeName;
    world.client.delete(pods, 'stop', 'default');
    world.advance(20);
    world.pod('read', [sh('cat /v/log', { volumeMounts })], {
      ...(node !== undefined && { nodeName: node }),
      restartPolicy: 'Never',
      volumes: [{ name: 'v', hostPath: { path: '/tmp/stop' } }],
    });
    world.advance(10);
    const order = world.logs('read').trim().split('\n');
    expect(order.map((line) => line.split('=')[0])).toEqual(['main', 'two', 'one']);
  });

  it('a pod whose containers are done does not wait for its sidecars', () => {
    const world = new PodWorld();
    const side = init('side', LOOP, { restartPolicy: 'Always' });
    world.pod('job', [sh('sleep 3')], { restartPolicy: 'Never', initContainers: [side] });
    world.advance(30);
    expect(world.phase('job')).toBe('Succeeded');
    expect(world.status('job', 'side').state?.terminated).toBeDefined();
  });
});

describe('probes', () => {
  const probed = (
    kind: 'livenessProbe' | 'readinessProbe' | 'startupProbe',
    probe: Probe,
    script = LOOP,
  ): PodWorld => {
    const world = new PodWorld();
    world.pod('web', [sh(script, { [kind]: { periodSeconds: 2, failureThreshold: 2, ...probe } })]);
    world.advance(30);
    return world;
  };

  it('by exec go by the exit code, and show what was printed', () => {
    const world = probed('readinessProbe', { exec: { command: ['sh', '-c', 'echo not yet; exit 1'] } });
    expect(world.status('web')).toMatchObject({ ready: false, restartCount: 0, state: { running: {} } });
    expect(world.events('web')).toContain('Warning Unhealthy Readiness probe failed: not yet\n');
  });

  it('by TCP want somebody who listens', () => {
    const world = probed('livenessProbe', { tcpSocket: { port: 8080 } });
    expect(world.status('web').restartCount).toBeGreaterThan(0);
    expect(world.events('web').find((text) => text.startsWith('Warning Unhealthy'))).toMatch(
      /^Warning Unhealthy Liveness probe failed: dial tcp 10\.244\.\d+\.\d+:8080: connect: connection refused$/,
    );
  });

  it('by TCP are content with a server that listens', () => {
    const world = new PodWorld();
    world.pod('web', [
      { name: 'main', image: 'nginx', readinessProbe: { tcpSocket: { port: 80 }, periodSeconds: 2 } },
    ]);
    world.advance(40);
    expect(world.status('web')).toMatchObject({ ready: true, restartCount: 0 });
  });

  it('of startup hold back the others, and end the container that does not get through', () => {
    const world = probed('startupProbe', { exec: { command: ['false'] } });
    expect(world.status('web').restartCount).toBeGreaterThan(0);
    expect(world.events('web')).toContain(
      'Normal Killing Container main failed startup probe, will be restarted',
    );
    const slow = new PodWorld();
    slow.pod('slow', [
      sh(`sleep 12; touch /tmp/up; ${LOOP}`, {
        startupProbe: { exec: { command: ['cat', '/tmp/up'] }, periodSeconds: 2, failureThreshold: 30 },
        livenessProbe: { exec: { command: ['cat', '/tmp/up'] }, periodSeconds: 1, failureThreshold: 1 },
      }),
    ]);
    slow.advance(8);
    expect(slow.status('slow')).toMatchObject({ started: false, ready: false });
    slow.advance(30);
    expect(slow.status('slow')).toMatchObject({ started: true, ready: true, restartCount: 0 });
  });
});

describe('activeDeadlineSeconds', () => {
  it('ends a pod that has been active too long', () => {
    const world = new PodWorld();
    world.pod('late', [sh(LOOP)], { activeDeadlineSeconds: 10 });
    world.advance(40);
    expect(world.get('late').status).toMatchObject({
      phase: 'Failed',
      reason: 'DeadlineExceeded',
      message: 'Pod was active on the node longer than the specified deadline',
    });
    expect(world.status('late').state?.terminated).toBeDefined();
  });
});

describe('the last words of a container', () => {
  const message = (script: string, more: Partial<Container> = {}): string | undefined => {
    const world = new PodWorld();
    world.pod('end', [sh(script, more)], { restartPolicy: 'Never' });
    world.advance(15);
    return world.status('end').state?.terminated?.message;
  };

  it.each<[string, string, Partial<Container>, string | undefined]>([
    [
      'are what it wrote to its termination log',
      'echo out; echo why > /dev/termination-log; exit 1',
      {},
      'why\n',
    ],
    ['are there when it succeeded, too', 'echo fine > /dev/termination-log', {}, 'fine\n'],
    ['are none when it only printed', 'echo out; exit 1', {}, undefined],
    [
      'are read from another path',
      'echo why > /tmp/end; exit 1',
      { terminationMessagePath: '/tmp/end' },
      'why\n',
    ],
    [
      'are the end of its log when it failed without any',
      'echo out; exit 1',
      { terminationMessagePolicy: 'FallbackToLogsOnError' },
      'out\n',
    ],
    [
      'are not the log when it succeeded',
      'echo out',
      { terminationMessagePolicy: 'FallbackToLogsOnError' },
      undefined,
    ],
  ])('%s', (_what, script, more, text) => {
    expect(message(script, more)).toBe(text);
  });

  it('are cut at 4096 bytes', () => {
    const said = message(
      'i=0; while [ $i -lt 1000 ]; do echo 1234567; i=$((i+1)); done > /dev/termination-log',
    );
    expect(said?.length).toBe(4096);
  });
});

describe('an ephemeral container', () => {
  it('joins a pod that runs, and is never restarted', () => {
    const world = new PodWorld();
    world.pod('web', [sh(LOOP)]);
    world.advance(10);
    world.client.patch(
      pods,
      'web',
      'default',
      'strategic',
      {
        spec: {
          ephemeralContainers: [
            { name: 'debug', image: 'busybox', command: ['sh', '-c', 'hostname; exit 2'] },
          ],
        },
      },
      { subresource: 'ephemeralcontainers' },
    );
    world.advance(20);
    expect(world.status('web', 'debug')).toMatchObject({
      restartCount: 0,
      state: { terminated: { exitCode: 2 } },
    });
    expect(world.logs('web', { container: 'debug' })).toBe('web\n');
    expect(world.get('web').status).toMatchObject({ phase: 'Running' });
    expect(world.status('web')).toMatchObject({ ready: true, restartCount: 0 });
  });
});
