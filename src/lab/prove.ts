import { Grader, type Grade } from './checks/grader.ts';
import { findingText } from './checks/words.ts';
import type { Exercise } from './exercise.ts';
import { runScript } from './script.ts';
import { SetupError, World } from './world.ts';

/** Virtual milliseconds that an author's script may take. */
const LIMIT = 3_600_000;

/** Virtual milliseconds that the cluster is given after a script, beside what checks want held. */
const SETTLE = 60_000;

/** One thing that an exercise must prove. */
export interface Proof {
  /** `start`, `solution.sh`, `ways/inline.sh`, … */
  readonly side: string;
  readonly ok: boolean;
  /** What went wrong, with the script's transcript. */
  readonly explanation: string;
}

/** A fresh world in the exercise's starting state. */
export function exerciseWorld(exercise: Exercise, seed: string): World {
  return new World({
    seed,
    epoch: 1_767_225_600_000, // 2026-01-01T00:00:00Z
    preset: exercise.preset,
    language: 'en',
    columns: 80,
    rows: 24,
    files: exercise.start,
    setup: exercise.setup,
  });
}

function explain(grade: Grade): string {
  return grade.checks
    .map(({ id, state, finding }) => {
      const why = finding ? findingText(finding, 'en') : '';
      return `  ${id}: ${state}${why === '' ? '' : ` — ${why}`}`;
    })
    .join('\n');
}

function play(exercise: Exercise, script: string | undefined): { grade: Grade; transcript: string } {
  const world = exerciseWorld(exercise, `prove/${exercise.id}`);
  const grader = new Grader(world.sim, world.cluster.api, exercise);
  let transcript = '';
  if (script !== undefined) {
    const decoder = new TextDecoder();
    const keep = (data: Uint8Array): void => {
      transcript += decoder.decode(data, { stream: true });
    };
    const { status } = runScript(world, script, { onStdout: keep, onStderr: keep, limit: LIMIT });
    transcript += status === undefined ? '(still running after an hour)\n' : `(exit status ${status})\n`;
  }
  world.sim.advance(SETTLE + Math.max(0, ...exercise.checks.map(({ keeps = 0 }) => keeps)));
  return { grade: grader.grade(), transcript };
}

/** The check that a `wrong/` script says catches it: its first line reads `# expect: <check id>`. */
function expectedCheck(script: string): string | undefined {
  return /^#\s*expect:\s*(\S+)/m.exec(script)?.[1];
}

/**
 * Prove an exercise: its checks do not all hold at the start, they all hold after `solution.sh` and after each of `ways/`,
 * and each of `wrong/` is caught by the check that it names.
 */
export function proveExercise(exercise: Exercise): readonly Proof[] {
  const proofs: Proof[] = [];
  const attempt = (side: string, prove: () => string): void => {
    try {
      const explanation = prove();
      proofs.push({ side, ok: explanation === '', explanation });
    } catch (error) {
      if (!(error instanceof SetupError)) throw error;
      proofs.push({ side, ok: false, explanation: error.message });
    }
  };
  attempt('start', () =>
    play(exercise, undefined).grade.complete ? 'all checks hold before anything is done' : '',
  );
  const valid = [
    ['solution.sh', exercise.solution],
    ...Object.entries(exercise.ways).map(([k, v]) => [`ways/${k}`, v]),
  ];
  for (const [side = '', script = ''] of valid) {
    attempt(side, () => {
      const { grade, transcript } = play(exercise, script);
      return grade.complete ? '' : `not all checks hold after it:\n${explain(grade)}\n${transcript}`;
    });
  }
  for (const [name, script] of Object.entries(exercise.wrong)) {
    attempt(`wrong/${name}`, () => {
      const expected = expectedCheck(script);
      if (expected === undefined)
        return 'its first line must say which check catches it: "# expect: <check id>"';
      if (!exercise.checks.some((check) => check.id === expected)) return `there is no check "${expected}"`;
      const { grade, transcript } = play(exercise, script);
      const caught = grade.checks.find((check) => check.id === expected);
      return caught?.state === 'passed'
        ? `the check "${expected}" passes after it:\n${explain(grade)}\n${transcript}`
        : '';
    });
  }
  return proofs;
}
