import { describe, expect, test } from 'vitest';
import { disturbances, lookAhead, worthLooking } from '../../../src/lab/ahead.ts';
import { findingText } from '../../../src/lab/checks/words.ts';
import { exerciseOf, graded, pod } from './grading.ts';

const CHECKS = `  - id: runs
    object: { kind: Pod, name: web }
    has: { status: { phase: Running } }
  - id: stays-up
    object: { kind: Pod, name: web }
    ahead: { for: 5m }
    holds: self.status.phase == 'Running'
  - id: never-down
    object: { kind: Pod, name: web }
    ahead: { for: 5m, throughout: true }
    holds: self.status.containerStatuses.all(c, c.restartCount == 0)
  - id: survives
    object: { kind: Pod, name: web }
    ahead: { do: kubectl delete pod web --now, for: 30s }
    has: { status: { phase: Running } }
  - id: tells
    ahead: { do: "kubectl get pod web -o jsonpath='{.metadata.name}'; exit 3" }
    holds: status == 3 && output.contains('web')
`;

/** Look at all that the checks ask for, each in a world made the same way. @returns what is said of each, by id */
function look(script: string): Record<string, string> {
  const exercise = exerciseOf(CHECKS);
  const said: Record<string, string> = {};
  for (const disturbance of disturbances(exercise.checks)) {
    const { run, world } = graded(exercise);
    run(script, 10_000);
    for (const { id, finding } of lookAhead(world, disturbance))
      said[id] = finding ? findingText(finding, 'en') : 'holds';
  }
  return said;
}

test('checks with the same disturbance share a copy', () => {
  const groups = disturbances(exerciseOf(CHECKS).checks);
  expect(groups.map(({ checks }) => checks.map(({ id }) => id))).toEqual([
    ['stays-up', 'never-down'],
    ['survives'],
    ['tells'],
  ]);
});

test('a look ahead is worth its time once all else holds', () => {
  const exercise = exerciseOf(CHECKS);
  const { run, grader } = graded(exercise);
  expect(worthLooking(grader.grade(), exercise.checks)).toBe(false);
  const grade = run(pod('web', 'sleep 3600'), 10_000);
  expect(worthLooking(grade, exercise.checks)).toBe(true);
  expect(grade.checks[1]).toMatchObject({ state: 'waiting', finding: { kind: 'not-looked' } });
});

describe('looking ahead', () => {
  test('finds what will happen by itself, and what a disturbance brings', () => {
    expect(look(pod('web', 'sleep 100; exit 1'))).toEqual({
      'stays-up': 'In a copy of the cluster, left alone, 5 min later: Found status.phase = Failed.',
      'never-down': 'holds',
      survives:
        'In a copy of the cluster, 30 s after `kubectl delete pod web --now`: There is no Pod web. Exit status 0, output: pod "web" deleted from default namespace',
      tells: 'holds',
    });
  });

  test('sees what does not hold all the time, though it does at the end', () => {
    const restarting = pod('web', 'sleep 60; exit 1').replace(
      'restartPolicy: Never',
      'restartPolicy: Always',
    );
    const said = look(restarting);
    expect(said['stays-up']).toMatch(/^holds|status\.phase = Running/);
    expect(said['never-down']).toMatch(/left alone, (5\d s|1 min).* later: /);
  });

  test('a command that does not end is told of', () => {
    const exercise = exerciseOf(
      `  - id: ends\n    ahead: { do: 'echo begun; sleep 3600' }\n    holds: status == 0\n`,
    );
    const [disturbance] = disturbances(exercise.checks);
    const { world } = graded(exercise);
    const [verdict] = disturbance ? lookAhead(world, disturbance) : [];
    expect(verdict?.finding).toEqual({
      kind: 'unfinished',
      do: 'echo begun; sleep 3600',
      after: 900_000,
      output: 'begun',
    });
  });

  test('the verdict is the grade until the next look', () => {
    const exercise = exerciseOf(CHECKS);
    const { run, grader } = graded(exercise);
    run(pod('web', 'sleep 3600'), 10_000);
    grader.see(['stays-up', 'never-down', 'survives', 'tells'].map((id) => ({ id })));
    expect(grader.grade()).toMatchObject({ complete: true, points: 10 });
    grader.see([{ id: 'survives', finding: { kind: 'missing', object: 'Pod web' } }]);
    expect(grader.grade().complete).toBe(false);
    grader.forgetVerdicts();
    expect(grader.grade().checks[1]?.finding).toEqual({ kind: 'not-looked' });
  });
});
