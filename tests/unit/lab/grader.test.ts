import { describe, expect, test } from 'vitest';
import { sharePoints } from '../../../src/lab/checks/points.ts';
import { findingText } from '../../../src/lab/checks/words.ts';
import { exerciseOf, graded, pod } from './grading.ts';

const running = `  - id: first
    object: { kind: Pod, name: web }
    expect: self.status.phase == 'Running'
    keeps: 10s
  - id: second
    needs: [first]
    object: { kind: Pod, name: web }
    has: { metadata: { labels: { tier: front } } }
`;

describe('a check that must keep holding', () => {
  test('is not passed by a Pod that runs for three seconds before it fails', () => {
    const { run, grader } = graded(exerciseOf(running));
    expect(grader.grade().checks[0]).toMatchObject({ state: 'waiting', finding: { kind: 'missing' } });
    const { checks, complete } = run(pod('web', 'sleep 3; exit 1'), 60_000);
    expect(complete).toBe(false);
    expect(checks[0]?.state).toBe('failed');
    expect(checks[0]?.finding).toMatchObject({
      kind: 'broke',
      wanted: 10_000,
      finding: { kind: 'expression' },
    });
    const { finding } = checks[0] ?? {};
    if (!finding) throw new Error('there is a finding');
    expect(findingText(finding, 'en')).toMatch(/for 3 seconds .*10 seconds.*status\.phase = Failed/);
  });

  test('passes once it has held for so long, and not a moment before', () => {
    const { run } = graded(exerciseOf(running));
    const start = run(`${pod('web', 'sleep 3600')}kubectl wait --for=condition=Ready pod/web`).checks[0];
    expect(start).toMatchObject({ state: 'waiting', finding: { kind: 'holding', wanted: 10_000 } });
    expect(run('true', 5_000).checks[0]?.state).toBe('waiting');
    expect(run('true', 6_000).checks[0]).toEqual({ id: 'first', state: 'passed', points: 5 });
  });

  test('does not hold on to what is gone', () => {
    const { run } = graded(exerciseOf(running));
    expect(run(pod('web', 'sleep 3600'), 60_000).checks[0]?.state).toBe('passed');
    const [gone] = run('kubectl delete pod web --now', 5_000).checks;
    expect(gone).toMatchObject({ state: 'waiting', finding: { kind: 'missing', object: 'Pod web' } });
  });
});

test('a check waits for those that it needs, and says what was found and what was wanted', () => {
  const { run } = graded(exerciseOf(running));
  expect(run('true').checks[1]).toMatchObject({
    state: 'waiting',
    finding: { kind: 'needs', checks: ['first'] },
  });
  const { checks, points } = run(pod('web', 'sleep 3600'), 60_000);
  expect(checks[1]).toEqual({
    id: 'second',
    state: 'failed',
    points: 5,
    finding: { kind: 'mismatch', path: 'metadata.labels', found: undefined, wanted: { tier: 'front' } },
  });
  expect(points).toBe(5);
  expect(run('kubectl label pod web tier=front', 1_000)).toEqual({
    complete: true,
    points: 10,
    checks: [
      { id: 'first', state: 'passed', points: 5 },
      { id: 'second', state: 'passed', points: 5 },
    ],
  });
});

describe('a check that must have held once', () => {
  const once = `  - id: ran
    object: { kind: Pod, name: web }
    has: { status: { phase: Running } }
    once: true
  - id: ran-for-long
    object: { kind: Pod, name: web }
    has: { status: { phase: Running } }
    keeps: 8s
    once: true
`;
  test('passes and stays so when it no longer holds', () => {
    const { run } = graded(exerciseOf(once));
    expect(run(pod('web', 'sleep 3'), 30_000).checks.map(({ state }) => state)).toEqual(['passed', 'failed']);
    const { complete } = run(`kubectl delete pod web --now\n${pod('web', 'sleep 10')}`, 40_000);
    expect(complete).toBe(true);
    expect(run('kubectl delete pod web --now', 5_000).complete).toBe(true);
  });
});

describe('what must never happen', () => {
  const never = `  - id: web-runs
    object: { kind: Pod, name: web }
    has: { status: { phase: Running } }
  - id: db-stays
    never: { event: { reason: Killing, object: { kind: Pod, name: db } } }
  - id: no-failure
    never: { objects: { kind: Pod }, has: { status: { phase: Failed } } }
`;
  const setup = `setup: |
  kubectl run db --image=busybox -- sleep 3600
  kubectl wait --for=condition=Ready pod/db
  kubectl delete pod db --now
  kubectl run db --image=busybox -- sleep 3600
  sleep 10
`;
  test('earns nothing by itself, and passes with the others; what was before the learner came does not count', () => {
    const { run, grader } = graded(exerciseOf(never, setup));
    expect(grader.grade()).toMatchObject({ points: 0, complete: false });
    expect(grader.grade().checks[1]).toMatchObject({ state: 'waiting', finding: { kind: 'so-far' } });
    expect(run(pod('web', 'sleep 3600'), 10_000)).toMatchObject({ points: 10, complete: true });
  });

  test('is told at once when it happens, and cannot be made good', () => {
    const { run } = graded(exerciseOf(never, setup));
    const { checks } = run('kubectl delete pod db --now', 2_000);
    expect(checks[1]).toMatchObject({
      state: 'failed',
      finding: { kind: 'happened', what: 'Killing Pod default/db' },
    });
    const finding = checks[1]?.finding;
    expect(finding && findingText(finding, 'en')).toMatch(
      /^It happened at 00:00:0\d: Killing Pod default\/db \(Stopping container db\)\. It cannot be made good/,
    );
    const after = run(`kubectl run db --image=busybox -- sleep 3600\n${pod('web', 'sleep 3600')}`, 10_000);
    expect(after.checks.map(({ state }) => state).slice(0, 2)).toEqual(['passed', 'failed']);
  });

  test('can be a state of objects that is over', () => {
    const { run } = graded(exerciseOf(never));
    run(pod('good', 'sleep 3600') + pod('bad', 'exit 1'), 10_000);
    const { checks } = run(`kubectl delete pod bad --now\n${pod('web', 'sleep 3600')}`, 10_000);
    expect(checks[2]).toMatchObject({ state: 'failed', finding: { kind: 'happened', what: 'Pod' } });
  });
});

describe('several objects', () => {
  const several = `  - id: three
    objects: { kind: Pod, selector: app=web }
    has: { status: { phase: Running } }
    count: 3
  - id: no-others
    objects: { kind: Pod, selector: app!=web }
    count: 0
  - id: named
    objects: { kind: Pod, selector: app=web }
    expect: self.map(p, p.metadata.name).all(n, n.startsWith('web-')) && self.size() > 2
  - id: db-gone
    object: { kind: Pod, name: db }
    absent: true
`;
  test('are counted and looked at together', () => {
    const { run } = graded(exerciseOf(several, 'setup: kubectl run db --image=busybox -- sleep 3600\n'));
    const web = (n: number): string => pod(`web-${n}`, 'sleep 3600', '{ app: web }');
    const some = run(web(1) + web(2) + pod('web-3', 'exit 1', '{ app: web }'), 20_000);
    expect(some.checks[0]?.finding).toMatchObject({
      kind: 'count',
      found: 2,
      wanted: { min: 3, max: 3 },
      but: { kind: 'mismatch', object: 'default/web-3', found: 'Failed' },
    });
    const [three, others, , gone] = some.checks.map(({ finding }) => finding && findingText(finding, 'en'));
    expect(three).toBe(
      'Pod app=web: found 2, wanted 3. default/web-3 status.phase: found Failed, wanted Running.',
    );
    expect(others).toBe('Pod app!=web: found 1, wanted 0.');
    expect(gone).toBe('Pod db is still there, and must not be.');
    const all = run(`kubectl delete pod web-3 db --now\n${web(3)}`, 20_000);
    expect(all.checks.map(({ state }) => state)).toEqual(['passed', 'passed', 'passed', 'passed']);
  });
});

test('a file on the learner’s machine is read as it is now', () => {
  const { run } = graded(
    exerciseOf(`  - id: answer\n    file: answer.txt\n    expect: self.trim() == '42'\n`),
  );
  expect(run('true').checks[0]).toMatchObject({
    state: 'waiting',
    finding: { kind: 'no-file', file: 'answer.txt' },
  });
  expect(run('echo 41 > answer.txt').checks[0]?.state).toBe('failed');
  expect(run('echo 42 > answer.txt').complete).toBe(true);
});

test('a hint is offered by a state that lasts', () => {
  const exercise = exerciseOf(
    running,
    `hints:
  - id: always
  - id: stuck
    when: { object: { kind: Pod, name: web }, expect: self.status.phase == 'Pending', keeps: 20s }
`,
    ['always', 'stuck'],
  );
  const { run, grader } = graded(exercise);
  expect(grader.hintsOffered()).toEqual(['always']);
  run('kubectl run web --image=no.such.place/web', 10_000);
  expect(grader.hintsOffered()).toEqual(['always']);
  run('true', 15_000);
  expect(grader.hintsOffered()).toEqual(['always', 'stuck']);
  run('kubectl delete pod web --now', 5_000);
  expect(grader.hintsOffered()).toEqual(['always']);
  expect(grader.hintsEverOffered()).toEqual(['always', 'stuck']);
});

test.each([
  [10, [undefined, undefined, undefined], [4, 3, 3]],
  [10, [5, undefined, undefined], [5, 3, 2]],
  [2, [undefined, undefined, undefined], [1, 1, 0]],
  [7, [3, 4], [3, 4]],
])('%i points are shared out to the last: %j', (points, said, shares) => {
  const checks = said.map((own, index) => ({ id: String(index), points: own }));
  expect([...sharePoints(points, checks).values()]).toEqual(shares);
});
