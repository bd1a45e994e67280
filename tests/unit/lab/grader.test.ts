import { describe, expect, test } from 'vitest';
import { Grader } from '../../../src/lab/checks/grader.ts';
import { findingText } from '../../../src/lab/checks/words.ts';
import { loadExercise, type Exercise } from '../../../src/lab/exercise.ts';
import { exerciseWorld } from '../../../src/lab/prove.ts';
import { runScript } from '../../../src/lab/script.ts';

function exercise(checks: string): Exercise {
  return loadExercise('x', {
    'exercise.yaml': `lesson: l\npoints: 1\nchecks:\n${checks}`,
    'ko.yaml': 'title: t\ntask: t\nchecks: { first: f, second: s }\n',
    'en.yaml': 'title: t\ntask: t\nchecks: { first: f, second: s }\n',
    'solution.sh': '',
  });
}

const pod = (name: string, command: string): string => `kubectl apply -f - <<'EOF'
apiVersion: v1
kind: Pod
metadata: { name: ${name} }
spec:
  restartPolicy: Never
  containers: [{ name: app, image: busybox, command: [sh, -c, '${command}'] }]
EOF
`;

/** A world with a grader in it, and a way to run a script and look afterwards. */
function graded(of: Exercise): {
  run: (script: string, ms?: number) => ReturnType<Grader['grade']>;
  grader: Grader;
} {
  const world = exerciseWorld(of, 'grader-test');
  const grader = new Grader(world.sim, world.cluster.api, of);
  const ignore = (): void => undefined;
  return {
    grader,
    run: (script, ms = 0) => {
      runScript(world, script, { onStdout: ignore, onStderr: ignore, limit: 600_000 });
      world.sim.advance(ms);
      return grader.grade();
    },
  };
}

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
    const { run, grader } = graded(exercise(running));
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
    const { run } = graded(exercise(running));
    const start = run(`${pod('web', 'sleep 3600')}kubectl wait --for=condition=Ready pod/web`).checks[0];
    expect(start).toMatchObject({ state: 'waiting', finding: { kind: 'holding', wanted: 10_000 } });
    expect(run('true', 5_000).checks[0]?.state).toBe('waiting');
    expect(run('true', 6_000).checks[0]).toEqual({ id: 'first', state: 'passed' });
  });

  test('does not hold on to what is gone', () => {
    const { run } = graded(exercise(running));
    expect(run(pod('web', 'sleep 3600'), 60_000).checks[0]?.state).toBe('passed');
    expect(run('kubectl delete pod web --now', 5_000).checks[0]?.state).not.toBe('passed');
  });
});

test('a check waits for those that it needs, and says what was found and what was wanted', () => {
  const { run } = graded(exercise(running));
  expect(run('true').checks[1]).toMatchObject({
    state: 'waiting',
    finding: { kind: 'needs', checks: ['first'] },
  });
  const { checks } = run(pod('web', 'sleep 3600'), 60_000);
  expect(checks[1]).toEqual({
    id: 'second',
    state: 'failed',
    finding: { kind: 'mismatch', path: 'metadata.labels', found: undefined, wanted: { tier: 'front' } },
  });
  expect(run('kubectl label pod web tier=front', 1_000)).toEqual({
    complete: true,
    checks: [
      { id: 'first', state: 'passed' },
      { id: 'second', state: 'passed' },
    ],
  });
});
