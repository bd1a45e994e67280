import { describe, expect, test } from 'vitest';
import { AuthoringErrors } from '../../../src/lab/authored.ts';
import { loadExercise } from '../../../src/lab/exercise.ts';

const truth = `lesson: init-containers
points: 10
checks:
  - id: runs
    object: { kind: Pod, name: web }
    expect: self.status.phase == 'Running'
    keeps: 10s
hints:
  - id: look
`;
const words = `title: t
task: do it
checks: { runs: It runs }
hints: { look: Look }
`;

function load(changes: Record<string, string>): string {
  try {
    loadExercise('x', {
      'exercise.yaml': truth,
      'ko.yaml': words,
      'en.yaml': words,
      'solution.sh': '',
      ...changes,
    });
    return 'ok';
  } catch (error) {
    if (error instanceof AuthoringErrors) return error.message;
    throw error;
  }
}

describe('an exercise', () => {
  test('is read with its defaults', () => {
    const exercise = loadExercise('x', {
      'exercise.yaml': truth,
      'ko.yaml': words,
      'en.yaml': words,
      'solution.sh': 'true\n',
      'start/a/pod.yaml': 'kind: Pod\n',
      'wrong/late.sh': '# expect: runs\n',
    });
    expect(exercise.preset).toBe('three-nodes');
    expect(exercise.checks[0]).toMatchObject({
      needs: [],
      object: { apiVersion: 'v1', namespace: 'default' },
      keeps: 10_000,
    });
    expect(exercise.start).toEqual({ 'a/pod.yaml': 'kind: Pod\n' });
    expect(Object.keys(exercise.wrong)).toEqual(['late.sh']);
  });

  test.each([
    [
      { 'exercise.yaml': truth.replace('points: 10', 'point: 10') },
      /exercise\.yaml:2: unknown field "point"/,
    ],
    [
      { 'exercise.yaml': truth.replace('points: 10', 'points: 0') },
      /exercise\.yaml:2: points: Too small: expected number to be >0/,
    ],
    [
      { 'exercise.yaml': truth.replace('10s', '10') },
      /exercise\.yaml:7: checks\[0\]\.keeps: Invalid input: expected string/,
    ],
    [
      { 'exercise.yaml': truth.replace('10s', 'soon') },
      /exercise\.yaml:7: checks\[0\]\.keeps: "soon" is not a duration/,
    ],
    [
      { 'exercise.yaml': truth.replace("== 'Running'", '==') },
      /exercise\.yaml:6: checks\[0\]\.expect: Unexpected token/,
    ],
    [
      { 'exercise.yaml': truth.replace('self.status', 'pod.status') },
      /:6: checks\[0\]\.expect: Unknown variable: pod/,
    ],
    [
      { 'exercise.yaml': truth.replace('kind: Pod', 'kind: Pots') },
      /:5: checks\[0\]\.object: there is no kind "Pots"/,
    ],
    [
      { 'exercise.yaml': truth.replace("expect: self.status.phase == 'Running'\n", 'needs: [later]\n') },
      /:4: .*"has" or "expect"/,
    ],
    [{ 'exercise.yaml': `${truth}  - id: [\n` }, /exercise\.yaml:\d+: not valid YAML/],
    [
      { 'ko.yaml': words.replace('runs:', 'run:') },
      /ko\.yaml:3: checks: no words for "runs"[\s\S]*"run" is not in/,
    ],
    [{ 'en.yaml': words.replace('task: do it\n', '') }, /en\.yaml:1: task: /],
  ])('with a mistake is refused by file and line (%#)', (changes, message) => {
    expect(load(changes)).toMatch(message);
  });

  test('needs all its files', () => {
    expect(() => loadExercise('x', { 'exercise.yaml': truth })).toThrow(
      /solution\.sh:1: the file is missing/,
    );
  });
});
