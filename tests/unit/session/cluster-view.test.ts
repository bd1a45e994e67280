import { describe, expect, test } from 'vitest';
import { formatQuantity } from '../../../src/session/amounts.ts';
import { eventView, nodeView, podView } from '../../../src/session/cluster-view.ts';

const running = (ready = true) => ({ ready, state: { running: { startedAt: '2026-01-01T00:00:00Z' } } });
const done = { ready: false, state: { terminated: { exitCode: 0, reason: 'Completed' } } };
const waiting = (reason: string) => ({ ready: false, state: { waiting: { reason } } });
const crashed = (exitCode: number) => ({
  ready: false,
  state: { terminated: { exitCode, reason: 'Error' } },
});

interface Parts {
  readonly phase: string;
  readonly init?: readonly object[];
  readonly main: readonly object[];
  readonly ready?: boolean;
  readonly initialized?: boolean;
  readonly deleted?: boolean;
  readonly reason?: string;
  readonly probe?: boolean;
}

function pod({
  phase,
  init = [],
  main,
  ready = false,
  initialized,
  deleted = false,
  reason,
  probe = false,
}: Parts) {
  const named = (prefix: string) => (status: object, index: number) => ({
    name: `${prefix}${index}`,
    restartCount: 0,
    ...status,
  });
  const container = (prefix: string, probed: boolean) => (_: object, index: number) => ({
    name: `${prefix}${index}`,
    image: 'busybox:1.37',
    ...(probed ? { readinessProbe: { exec: { command: ['true'] } } } : {}),
  });
  return {
    metadata: {
      name: 'web',
      namespace: 'default',
      uid: 'u1',
      ...(deleted ? { deletionTimestamp: '2026-01-01T00:00:00Z' } : {}),
    },
    spec: {
      nodeName: 'minikube',
      initContainers: init.map(container('i', false)),
      containers: main.map(container('c', probe)),
    },
    status: {
      phase,
      ...(reason ? { reason } : {}),
      conditions: [
        { type: 'Ready', status: ready ? 'True' : 'False' },
        {
          type: 'Initialized',
          status: (initialized ?? init.every((item) => item === done)) ? 'True' : 'False',
        },
      ],
      initContainerStatuses: init.map(named('i')),
      containerStatuses: main.map(named('c')),
    },
  };
}

describe('a Pod’s word is that of `kubectl get pods`, its shape says the same', () => {
  const idle = waiting('PodInitializing');
  test.each<[string, Parts, string, string]>([
    [
      'not started',
      { phase: 'Pending', main: [waiting('ContainerCreating')] },
      'ContainerCreating',
      'pending',
    ],
    [
      'in its first init container',
      { phase: 'Pending', init: [running(), idle], main: [idle] },
      'Init:0/2',
      'pending',
    ],
    ['in its second', { phase: 'Pending', init: [done, running()], main: [idle] }, 'Init:1/2', 'pending'],
    [
      'through its init containers',
      { phase: 'Pending', init: [done], main: [idle] },
      'PodInitializing',
      'pending',
    ],
    [
      'init failing',
      { phase: 'Pending', init: [waiting('CrashLoopBackOff')], main: [idle] },
      'Init:CrashLoopBackOff',
      'failed',
    ],
    ['init failed', { phase: 'Pending', init: [crashed(1)], main: [idle] }, 'Init:Error', 'failed'],
    ['running and ready', { phase: 'Running', main: [running()], ready: true }, 'Running', 'running'],
    ['running, not ready', { phase: 'Running', main: [running(false)], probe: true }, 'Running', 'notready'],
    ['crashing', { phase: 'Running', main: [waiting('CrashLoopBackOff')] }, 'CrashLoopBackOff', 'failed'],
    ['no image', { phase: 'Pending', main: [waiting('ImagePullBackOff')] }, 'ImagePullBackOff', 'failed'],
    ['ended well', { phase: 'Succeeded', main: [done] }, 'Completed', 'done'],
    ['evicted', { phase: 'Failed', main: [], reason: 'Evicted' }, 'Evicted', 'failed'],
    [
      'being deleted',
      { phase: 'Running', main: [running()], ready: true, deleted: true },
      'Terminating',
      'terminating',
    ],
    ['one of two ended', { phase: 'Running', main: [running(), done], ready: false }, 'NotReady', 'notready'],
  ])('%s', (_, parts, status, shape) => {
    const view = podView(pod(parts));
    expect([view.status, view.shape]).toEqual([status, shape]);
  });

  test('its containers are cells in order, each with its own state', () => {
    const view = podView(
      pod({ phase: 'Pending', init: [done, crashed(3)], main: [waiting('PodInitializing')] }),
    );
    expect(view.initContainers.map(({ name, shape, exitCode }) => [name, shape, exitCode])).toEqual([
      ['i0', 'done', 0],
      ['i1', 'failed', 3],
    ]);
    expect(view.containers.map(({ shape }) => shape)).toEqual(['absent']);
    expect(view.ready).toBe('0/1');
  });

  test('counts its sidecars as kubectl does', () => {
    const { spec, ...rest } = pod({
      phase: 'Running',
      init: [{ ...running(), started: true, restartCount: 2 }],
      main: [running()],
      ready: true,
      initialized: true,
    });
    const initContainers = spec.initContainers.map((each) => ({ ...each, restartPolicy: 'Always' }));
    const view = podView({ ...rest, spec: { ...spec, initContainers } });
    expect([view.status, view.ready, view.restarts]).toEqual(['Running', '2/2', 2]);
  });
});

describe('a node', () => {
  const node = {
    metadata: { name: 'minikube', uid: 'n1', labels: { 'node-role.kubernetes.io/control-plane': '' } },
    spec: { taints: [{ key: 'dedicated', value: 'db', effect: 'NoSchedule' }] },
    status: {
      allocatable: { cpu: '2', memory: '2Gi', pods: '110' },
      conditions: [{ type: 'Ready', status: 'True' }],
    },
  };
  const asking = (name: string, phase: string, cpu: string, nodeName = 'minikube') => ({
    metadata: { name },
    spec: { nodeName, containers: [{ name: 'c', resources: { requests: { cpu, memory: '512Mi' } } }] },
    status: { phase },
  });

  test('is filled by what its live Pods request', () => {
    const view = nodeView(node, [
      asking('a', 'Running', '500m'),
      asking('b', 'Pending', '250m'),
      asking('ended', 'Succeeded', '1'),
      asking('elsewhere', 'Running', '1', 'minikube-m02'),
    ]);
    expect(view.cpu).toEqual({ requested: '750m', allocatable: '2', fraction: 0.375 });
    expect(view.memory).toEqual({ requested: '1Gi', allocatable: '2Gi', fraction: 0.5 });
    expect(view.pods.requested).toBe('2');
    expect(view.roles).toEqual(['control-plane']);
    expect(view.taints).toEqual(['dedicated=db:NoSchedule']);
  });

  test.each([
    ['Ready', 'True', false],
    ['NotReady', 'False', false],
    ['NotReady', 'Unknown', false],
    ['Ready,SchedulingDisabled', 'True', true],
  ])('says %s when Ready is %s and unschedulable is %s', (word, status, unschedulable) => {
    const other = { ...node, spec: { unschedulable }, status: { conditions: [{ type: 'Ready', status }] } };
    expect(nodeView(other, []).status).toBe(word);
  });
});

test('an event is read in both of its forms', () => {
  const about = { involvedObject: { kind: 'Pod', namespace: 'default', name: 'web' }, reason: 'BackOff' };
  const old = eventView({
    metadata: { uid: '1' },
    ...about,
    count: 4,
    lastTimestamp: '2026-01-01T00:00:10Z',
  });
  const series = { count: 2, lastObservedTime: '2026-01-01T00:00:20.5Z' };
  const recent = eventView({ metadata: { uid: '2' }, ...about, series, eventTime: '2026-01-01T00:00:10Z' });
  expect([old.count, old.at]).toEqual([4, Date.UTC(2026, 0, 1, 0, 0, 10)]);
  expect([recent.count, recent.at]).toEqual([2, Date.UTC(2026, 0, 1, 0, 0, 20, 500)]);
});

test.each([
  ['cpu', 2000, '2'],
  ['cpu', 750, '750m'],
  ['memory', 314_572_800, '300Mi'],
  ['memory', 1_610_612_736, '1.5Gi'],
  ['memory', 0, '0'],
  ['pods', 7, '7'],
])('%s %d is written %s', (resource, amount, text) => {
  expect(formatQuantity(resource, amount)).toBe(text);
});
