import { expect, test } from 'vitest';
import { mismatch } from '../../../src/lab/checks/match.ts';

const pod = {
  metadata: { name: 'web', labels: { app: 'web' } },
  spec: { containers: [{ name: 'a', args: ['-c', 'sleep 1', 'x'] }, { name: 'b' }] },
  status: {
    initContainerStatuses: [
      { name: 'first', state: { terminated: { exitCode: 0 } } },
      { name: 'second', state: { terminated: { exitCode: 3 } } },
    ],
  },
};

test.each([
  [{ metadata: { labels: { app: 'web' } } }],
  [{ status: { initContainerStatuses: [{ name: 'second', state: { terminated: { exitCode: 3 } } }] } }],
  [{ spec: { containers: [{ name: 'b' }, { name: 'a' }] } }],
  [{ spec: { containers: [{ name: 'a', args: ['-c', 'x'] }] } }],
  [{ spec: { nodeName: null } }],
])('%j is there', (wanted) => {
  expect(mismatch(pod, wanted)).toBeUndefined();
});

test.each([
  [
    { status: { initContainerStatuses: [{ name: 'second', state: { terminated: { exitCode: 0 } } }] } },
    { path: 'status.initContainerStatuses[1].state.terminated.exitCode', found: 3, wanted: 0 },
  ],
  [{ spec: { containers: [{ name: 'c' }] } }, { path: 'spec.containers', found: ['a', 'b'], wanted: 'c' }],
  [{ status: { phase: 'Running' } }, { path: 'status.phase', found: undefined, wanted: 'Running' }],
  [
    { spec: { containers: [{ name: 'a', args: ['x', '-c'] }] } },
    { path: 'spec.containers[0].args', found: ['-c', 'sleep 1', 'x'], wanted: '-c' },
  ],
  [{ metadata: { labels: null } }, { path: 'metadata.labels', found: { app: 'web' }, wanted: null }],
])('%j is not, and it is said where', (wanted, found) => {
  expect(mismatch(pod, wanted)).toEqual(found);
});
