import { describe, expect, it } from 'vitest';
import type { ContainerStatus, Pod } from '../../../../src/api/types.ts';
import { Backoff } from '../../../../src/cluster/kubelet/backoff.ts';
import { kubeletConditions } from '../../../../src/cluster/kubelet/conditions.ts';
import { serviceVariables } from '../../../../src/cluster/kubelet/env.ts';
import { expand } from '../../../../src/cluster/kubelet/expansion.ts';
import { getPhase } from '../../../../src/cluster/kubelet/phase.ts';
import { Simulation } from '../../../../src/sim/index.ts';

// As in third_party/forked/golang/expansion/expand_test.go.
describe('$(VAR) expansion', () => {
  const values: Record<string, string> = { VAR_A: 'A', VAR_B: 'B', VAR_EMPTY: '', VAR_REF: '$(VAR_A)' };
  it.each([
    ['$(VAR_A)', 'A'],
    ['___$(VAR_B)___', '___B___'],
    ['$(VAR_A)_$(VAR_B)', 'A_B'],
    ['$$(VAR_A)', '$(VAR_A)'],
    ['$$$(VAR_A)', '$A'],
    ['$(VAR_REF)', '$(VAR_A)'],
    ['$(MISSING)', '$(MISSING)'],
    ['foo$(VAR_EMPTY)bar', 'foobar'],
    ['$VAR_A', '$VAR_A'],
    ['$(VAR_A', '$(VAR_A'],
    ['end$', 'end$'],
    ['$$', '$'],
  ])('%s becomes %s', (text, result) => {
    expect(expand(text, (name) => values[name])).toBe(result);
  });
});

describe('back-off', () => {
  it('doubles from 10 s to 5 min and starts anew after ten quiet minutes', () => {
    const sim = new Simulation();
    const backoff = new Backoff(sim, 10_000, 300_000, 600_000);
    const waits: number[] = [];
    for (let i = 0; i < 7; i++) {
      backoff.next('k', sim.time);
      waits.push(backoff.get('k') / 1000);
      sim.advance(1000);
    }
    expect(waits).toEqual([10, 20, 40, 80, 160, 300, 300]);
    expect(backoff.isInBackOffSince('k', sim.time)).toBe(true);
    sim.advance(601_000);
    expect(backoff.isInBackOffSince('k', sim.time)).toBe(false);
    backoff.next('k', sim.time);
    expect(backoff.get('k')).toBe(10_000);
  });
});

type Word = 'running' | 'succeeded' | 'failed' | 'waiting' | 'waitingAfterSuccess' | 'waitingAfterFailure';

function status(name: string, word: Word): ContainerStatus {
  const base = {
    name,
    image: 'x',
    imageID: '',
    restartCount: 0,
    ready: word === 'running',
    started: word === 'running',
  };
  const ended = (exitCode: number): { terminated: { exitCode: number } } => ({ terminated: { exitCode } });
  switch (word) {
    case 'running':
      return { ...base, state: { running: {} } };
    case 'succeeded':
      return { ...base, ready: false, state: ended(0) };
    case 'failed':
      return { ...base, state: ended(1) };
    case 'waiting':
      return { ...base, state: { waiting: {} } };
    case 'waitingAfterSuccess':
      return { ...base, state: { waiting: {} }, lastState: ended(0) };
    case 'waitingAfterFailure':
      return { ...base, state: { waiting: {} }, lastState: ended(1) };
  }
}

function pod(restartPolicy: string, main: readonly string[], init: readonly string[] = []): Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p', namespace: 'default' },
    spec: {
      restartPolicy,
      containers: main.map((name) => ({ name })),
      initContainers: init.map((name) => ({ name })),
    },
  };
}

// As in pkg/kubelet/kubelet_pods_test.go TestPodPhaseWithRestartAlways, …OnFailure, …Never and their init variants.
describe('phase', () => {
  it.each([
    ['Always', [], 'Pending'],
    ['Always', ['running', 'running'], 'Running'],
    ['Always', ['succeeded', 'succeeded'], 'Running'],
    ['Always', ['failed', 'failed'], 'Running'],
    ['Always', ['running', 'waiting'], 'Pending'],
    ['Always', ['running', 'waitingAfterFailure'], 'Running'],
    ['OnFailure', ['succeeded', 'succeeded'], 'Succeeded'],
    ['OnFailure', ['failed', 'failed'], 'Running'],
    ['OnFailure', ['running', 'waitingAfterFailure'], 'Running'],
    ['Never', ['succeeded', 'succeeded'], 'Succeeded'],
    ['Never', ['failed', 'failed'], 'Failed'],
    ['Never', ['running', 'succeeded'], 'Running'],
    ['Never', ['succeeded', 'failed'], 'Failed'],
  ] as const)('%s with %j is %s', (policy, words, phase) => {
    const names = ['a', 'b'];
    const statuses = words.map((word, i) => status(names[i] ?? '', word));
    expect(getPhase(pod(policy, names), statuses, false, true)).toBe(phase);
  });

  it.each([
    ['Always', 'running', 'Pending'],
    ['Always', 'failed', 'Pending'],
    ['Never', 'failed', 'Failed'],
    ['Never', 'waitingAfterFailure', 'Failed'],
    ['OnFailure', 'waitingAfterFailure', 'Pending'],
    ['Always', 'succeeded', 'Pending'],
  ] as const)('%s with an init container %s and the main one waiting is %s', (policy, word, phase) => {
    const statuses = [status('i', word), status('a', 'waiting')];
    expect(getPhase(pod(policy, ['a'], ['i']), statuses, false, false)).toBe(phase);
  });

  it('of a pod that is stopped for good is Succeeded or Failed whatever the restart policy', () => {
    expect(getPhase(pod('Always', ['a']), [status('a', 'succeeded')], true, true)).toBe('Succeeded');
    expect(getPhase(pod('Always', ['a']), [status('a', 'failed')], true, true)).toBe('Failed');
  });
});

describe('conditions', () => {
  const view = (p: Pod, statuses: ContainerStatus[], phase: string): Record<string, string> =>
    Object.fromEntries(
      kubeletConditions(p, statuses, phase, true).map(({ type, status: is, reason, message }) => [
        type,
        [is, reason, message].filter((each) => each !== undefined).join(' / '),
      ]),
    );

  it('say which init containers are not done', () => {
    const p = pod('Always', ['web'], ['init-myservice', 'init-mydb']);
    const done = { ...status('init-myservice', 'succeeded'), ready: true };
    expect(
      view(
        p,
        [done, status('init-mydb', 'running'), status('web', 'waiting')].map((s) =>
          s.name === 'init-mydb' ? { ...s, ready: false } : s,
        ),
        'Pending',
      ),
    ).toEqual({
      PodReadyToStartContainers: 'True',
      Initialized: 'False / ContainersNotInitialized / containers with incomplete status: [init-mydb]',
      Ready: 'False / ContainersNotReady / containers with unready status: [web]',
      ContainersReady: 'False / ContainersNotReady / containers with unready status: [web]',
      PodScheduled: 'True',
    });
  });

  it('call a pod that has succeeded completed', () => {
    expect(view(pod('Never', ['a']), [status('a', 'succeeded')], 'Succeeded')).toMatchObject({
      Initialized: 'True / PodCompleted',
      Ready: 'False / PodCompleted',
      ContainersReady: 'False / PodCompleted',
    });
  });
});

describe('service variables', () => {
  // As in pkg/kubelet/envvars/envvars_test.go.
  it('are those of Docker links', () => {
    const service = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'foo-bar' },
      spec: { clusterIP: '1.2.3.4', ports: [{ name: 'http', port: 8080, protocol: 'TCP' }] },
    };
    expect(Object.fromEntries(serviceVariables([service]))).toEqual({
      FOO_BAR_SERVICE_HOST: '1.2.3.4',
      FOO_BAR_SERVICE_PORT: '8080',
      FOO_BAR_SERVICE_PORT_HTTP: '8080',
      FOO_BAR_PORT: 'tcp://1.2.3.4:8080',
      FOO_BAR_PORT_8080_TCP: 'tcp://1.2.3.4:8080',
      FOO_BAR_PORT_8080_TCP_PROTO: 'tcp',
      FOO_BAR_PORT_8080_TCP_PORT: '8080',
      FOO_BAR_PORT_8080_TCP_ADDR: '1.2.3.4',
    });
  });
});
