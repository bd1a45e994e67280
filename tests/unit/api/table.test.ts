import { describe, expect, test } from 'vitest';
import { events, jobs, leases, limitranges, nodes, pods, services } from '../../../src/api/resources.ts';
import { summarizePod, tableCells, tableColumns, toTable } from '../../../src/api/table/index.ts';
import { parseTime } from '../../../src/api/time.ts';
import type { ContainerState, ContainerStatus, Pod, PodStatus } from '../../../src/api/types.ts';

const now = parseTime('2026-01-01T01:00:00Z') ?? 0;
const created = '2026-01-01T00:58:00Z';

const container = (state: ContainerState, more: Partial<ContainerStatus> = {}): ContainerStatus => ({
  ...{ name: 'c', image: 'i', imageID: '', ready: false, restartCount: 0, state },
  ...more,
});
const pod = (status: PodStatus, spec: Partial<Pod['spec']> = {}, metadata = {}): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'p', creationTimestamp: created, ...metadata },
  spec: { containers: [{ name: 'c' }], ...spec },
  status,
});
const running = { running: { startedAt: created } };
const done = { terminated: { exitCode: 0, reason: 'Completed' } };
const failed = { terminated: { exitCode: 1, reason: 'Error' } };
const init = { initContainers: [{ name: 'i1' }, { name: 'i2' }] };
const named = (name: string, state: ContainerState, more = {}) => container(state, { name, ...more });

describe('the STATUS of a Pod', () => {
  test.each<[string, Pod, string, string]>([
    ['pending', pod({ phase: 'Pending' }), 'Pending', '0/1'],
    [
      'creating',
      pod({ phase: 'Pending', containerStatuses: [container({ waiting: { reason: 'ContainerCreating' } })] }),
      'ContainerCreating',
      '0/1',
    ],
    [
      'running',
      pod({ phase: 'Running', containerStatuses: [container(running, { ready: true })] }),
      'Running',
      '1/1',
    ],
    ['completed', pod({ phase: 'Succeeded', containerStatuses: [container(done)] }), 'Completed', '0/1'],
    ['error', pod({ phase: 'Failed', containerStatuses: [container(failed)] }), 'Error', '0/1'],
    [
      'an exit code without a reason',
      pod({ phase: 'Failed', containerStatuses: [container({ terminated: { exitCode: 3 } })] }),
      'ExitCode:3',
      '0/1',
    ],
    [
      'the second init container',
      pod(
        {
          phase: 'Pending',
          initContainerStatuses: [named('i1', done), named('i2', running)],
          containerStatuses: [container({ waiting: { reason: 'PodInitializing' } })],
        },
        init,
      ),
      'Init:1/2',
      '0/1',
    ],
    [
      'a failed init container',
      pod({ phase: 'Pending', initContainerStatuses: [named('i1', failed)] }, init),
      'Init:Error',
      '0/1',
    ],
    [
      'an init container in back-off',
      pod(
        {
          phase: 'Pending',
          initContainerStatuses: [named('i1', { waiting: { reason: 'CrashLoopBackOff' } })],
        },
        init,
      ),
      'Init:CrashLoopBackOff',
      '0/1',
    ],
    [
      'a sidecar counts',
      pod(
        {
          phase: 'Running',
          initContainerStatuses: [named('s', running, { started: true, ready: true })],
          containerStatuses: [container(running, { ready: true })],
        },
        { initContainers: [{ name: 's', restartPolicy: 'Always' }] },
      ),
      'Running',
      '2/2',
    ],
    [
      'one container done, one running, not ready',
      pod(
        {
          phase: 'Running',
          conditions: [{ type: 'Ready', status: 'False' }],
          containerStatuses: [named('a', done), named('b', running, { ready: true })],
        },
        { containers: [{ name: 'a' }, { name: 'b' }] },
      ),
      'NotReady',
      '1/2',
    ],
    [
      'terminating',
      pod(
        { phase: 'Running', containerStatuses: [container(running, { ready: true })] },
        {},
        { deletionTimestamp: created },
      ),
      'Terminating',
      '1/1',
    ],
    [
      'evicted',
      pod({ phase: 'Failed', reason: 'Evicted' }, {}, { deletionTimestamp: created }),
      'Evicted',
      '0/1',
    ],
    [
      'gated',
      pod({
        phase: 'Pending',
        conditions: [{ type: 'PodScheduled', status: 'False', reason: 'SchedulingGated' }],
      }),
      'SchedulingGated',
      '0/1',
    ],
  ])('%s', (_, object, status, ready) => expect(summarizePod(object)).toMatchObject({ status, ready }));

  test('restarts tell how long ago', () => {
    const object = pod({
      phase: 'Running',
      podIPs: [{ ip: '10.244.1.2' }],
      containerStatuses: [
        container(running, {
          ready: true,
          restartCount: 2,
          lastState: { terminated: { exitCode: 1, finishedAt: '2026-01-01T00:59:30Z' } },
        }),
      ],
    });
    expect(tableCells(pods, object, now)).toEqual([
      ...['p', '1/1', 'Running', '2 (30s ago)', '2m', '10.244.1.2', '<none>', '<none>', '<none>'],
    ]);
  });
});

test('nodes, services, jobs, events, leases and the rest', () => {
  const metadata = { name: 'x', creationTimestamp: created };
  const node = {
    metadata: { ...metadata, labels: { 'node-role.kubernetes.io/control-plane': '' } },
    spec: { unschedulable: true },
    status: {
      conditions: [{ type: 'Ready', status: 'True' }],
      addresses: [{ type: 'InternalIP', address: '192.168.49.2' }],
      nodeInfo: { kubeletVersion: 'v1.35.0' },
    },
  };
  expect(tableCells(nodes, node, now).slice(0, 7)).toEqual([
    ...['x', 'Ready,SchedulingDisabled', 'control-plane', '2m', 'v1.35.0', '192.168.49.2', '<none>'],
  ]);
  const service = {
    metadata,
    spec: {
      type: 'NodePort',
      clusterIP: '10.96.0.9',
      ports: [
        { port: 80, nodePort: 30080, protocol: 'TCP' },
        { port: 53, protocol: 'UDP' },
      ],
    },
  };
  expect(tableCells(services, service, now)).toEqual([
    ...['x', 'NodePort', '10.96.0.9', '<none>', '80:30080/TCP,53/UDP', '2m', '<none>'],
  ]);
  const job = {
    metadata,
    spec: { completions: 3, template: {} },
    status: { succeeded: 1, startTime: '2026-01-01T00:59:50Z' },
  };
  expect(tableCells(jobs, job, now).slice(0, 5)).toEqual(['x', 'Running', '1/3', '10s', '2m']);
  const event = {
    metadata,
    involvedObject: { kind: 'Pod', name: 'p', fieldPath: 'spec.containers{c}' },
    ...{ type: 'Normal', reason: 'Started', message: 'Container started', count: 1 },
    ...{
      firstTimestamp: created,
      lastTimestamp: created,
      source: { component: 'kubelet', host: 'minikube' },
    },
  };
  expect(tableCells(events, event, now)).toEqual([
    ...['2m', 'Normal', 'Started', 'pod/p', 'spec.containers{c}', 'kubelet, minikube'],
    ...['Container started', '2m', 1, 'x'],
  ]);
  expect(tableCells(leases, { metadata, spec: { holderIdentity: 'h' } }, now)).toEqual(['x', 'h', '2m']);
  expect(tableCells(limitranges, { metadata }, now)).toEqual(['x', created]);
});

test('a Table', () => {
  const table = toTable(pods, [pod({ phase: 'Pending' })], { now, metadata: { resourceVersion: '5' } });
  expect(table).toMatchObject({
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata: { resourceVersion: '5' },
    rows: [
      {
        cells: ['p', '0/1', 'Pending'].concat(['0', '2m']).concat(Array(4).fill('<none>')),
        object: { kind: 'PartialObjectMetadata' },
      },
    ],
  });
  expect(
    tableColumns(pods)
      .filter((column) => column.priority > 0)
      .map((column) => column.name),
  ).toEqual([...['IP', 'Node', 'Nominated Node', 'Readiness Gates']]);
});
