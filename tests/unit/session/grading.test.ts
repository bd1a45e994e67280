import { describe, expect, test } from 'vitest';
import { shownExercise } from '../../../src/lab/exercise.ts';
import { exerciseOf } from '../lab/grading.ts';
import { memoryStore, visit } from './harness.ts';

const exercise = shownExercise(
  exerciseOf(
    `  - id: runs
    object: { kind: Pod, name: web }
    has: { status: { phase: Running } }
  - id: survives
    object: { kind: Pod, name: web }
    ahead: { do: kubectl taint node --all a=b:NoExecute, for: 1m }
    has: { status: { phase: Running } }
  - id: lasts
    object: { kind: Pod, name: web }
    ahead: { for: 10m }
    has: { status: { phase: Running } }
`,
    `hints:
  - id: first
  - id: pending
    when: { object: { kind: Pod, name: web }, has: { status: { phase: Pending } } }
`,
    ['first', 'pending'],
  ),
);
const open = { id: 'exercise/x', exercise };

/** Let promises that are settled be heard of. */
const heard = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

const states = (grading: { checks: readonly { state: string }[] }): string[] =>
  grading.checks.map(({ state }) => state);

describe('an exercise in a session', () => {
  test('is looked ahead by itself once all else holds and the cluster is quiet', async () => {
    const { pass, last, type } = await visit(undefined, open);
    pass(10_000);
    await heard();
    pass(500);
    expect(states(last('checks').grading)).toEqual(['waiting', 'waiting', 'waiting']);
    type('kubectl run web --image=busybox -- sleep 3600\r', 5000);
    expect(last('checks').grading).toMatchObject({ points: 4, looking: false });
    pass(3000);
    expect(last('checks').grading.looking).toBe(true);
    await heard();
    pass(500);
    const { grading } = last('checks');
    expect(grading).toMatchObject({ looking: false, attempts: 0, complete: false });
    expect(states(grading)).toEqual(['passed', 'failed', 'passed']);
    expect(grading.checks[1]?.finding).toMatchObject({
      kind: 'ahead',
      do: 'kubectl taint node --all a=b:NoExecute',
      after: 60_000,
      finding: { kind: 'missing' },
    });
    // The learner's own cluster was left alone.
    type('kubectl get pod web\r', 1000);
    expect(last('cluster').cluster.pods.find(({ name }) => name === 'web')?.status).toBe('Running');
  });

  test('is looked at again after something was done, and when it is asked for, which is an attempt', async () => {
    const { session, pass, last, type } = await visit(undefined, open);
    pass(500);
    session.handle({ type: 'check' });
    expect(last('checks').grading).toMatchObject({ attempts: 1, looking: true });
    await heard();
    pass(500);
    expect(states(last('checks').grading)).toEqual(['waiting', 'failed', 'failed']);
    const spec = `{"spec":{"tolerations":[{"operator":"Exists"}]}}`;
    type(`kubectl run web --image=busybox --overrides='${spec}' -- sleep 3600\r`, 60_000);
    await heard();
    pass(500);
    expect(last('checks').grading).toMatchObject({ complete: true, points: 10, attempts: 1 });
    const told = last('checks');
    pass(120_000);
    await heard();
    expect(last('checks')).toBe(told); // nothing was done: nothing is looked at again
  });

  test('keeps what help was asked for, over a reload and a step back', async () => {
    const { store } = memoryStore();
    const first = await visit(store, open);
    first.pass(1000);
    expect(first.last('checks').grading).toMatchObject({ offered: ['first'], hints: [] });
    first.session.handle({ type: 'hint', id: 'first' });
    first.type('kubectl run web --image=no.such.place/web\r', 20_000);
    expect(first.last('checks').grading).toMatchObject({ offered: ['first', 'pending'], hints: ['first'] });
    first.session.handle({ type: 'hint', id: 'pending' });
    first.session.handle({ type: 'solution' });
    await first.session.close();

    const second = await visit(store, open);
    second.pass(500);
    const help = { hints: ['first', 'pending'], solutions: 1, attempts: 0 };
    expect(second.last('checks').grading).toMatchObject(help);
    await second.session.go({ type: 'rewind', inputs: 0 });
    second.pass(500);
    expect(second.last('checks').grading).toMatchObject({ ...help, offered: ['first'] });
  });
});
