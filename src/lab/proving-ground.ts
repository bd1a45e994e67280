import { disturbances, lookAhead, worthLooking } from './ahead.ts';
import { Grader, HINT_DELAY, type Grade } from './checks/grader.ts';
import type { Exercise } from './exercise.ts';
import { runScript } from './script.ts';
import { World } from './world.ts';

/** Virtual milliseconds that an author's script may take. */
export const SCRIPT_LIMIT = 3_600_000;

/** Events that an author's script may take: ten seconds or so of a loop that never waits. */
export const SCRIPT_EVENTS = 1_000_000;

/** Virtual milliseconds that the cluster is given after a script, beside what checks want held. */
const SETTLE = 60_000;

/** A fresh world in the exercise's starting state. @throws {SetupError} */
export function exerciseWorld(exercise: Pick<Exercise, 'preset' | 'start' | 'setup'>, seed: string): World {
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

/** A world in which a script has been run and the cluster has come to rest. */
export interface Played {
  readonly world: World;
  readonly grader: Grader;
  /** What the script printed. */
  readonly output: string;
  /** Its exit status; `undefined` when it had to be stopped. */
  readonly status: number | undefined;
}

/** Have each command written before it is run, with its line, as `bash -x` does. */
function traced(script: string): string {
  return `PS4='\${LINENO}$ '; set -x\n${script}`;
}

/** Play a script on the exercise's starting state. The same script gives the same world each time. @throws {SetupError} */
export function play(exercise: Exercise, script: string | undefined, trace = false): Played {
  const world = exerciseWorld(exercise, `prove/${exercise.id}`);
  const grader = new Grader(world, exercise);
  let output = '';
  let status: number | undefined = 0;
  if (script !== undefined) {
    const decoder = new TextDecoder();
    const keep = (data: Uint8Array): void => {
      output += decoder.decode(data, { stream: true });
    };
    const text = trace ? traced(script) : script;
    ({ status } = runScript(world, text, {
      onStdout: keep,
      onStderr: keep,
      limit: SCRIPT_LIMIT,
      events: SCRIPT_EVENTS,
    }));
  }
  const held = exercise.checks.map(({ keeps = 0 }) => keeps);
  const hinted = exercise.hints.map(({ when }) => when?.keeps ?? HINT_DELAY);
  world.sim.advance(SETTLE + Math.max(0, ...held, ...hinted));
  return { world, grader, output, status };
}

/** Which looks ahead are worth their time. */
export type Looking = 'all' | 'when-plain-hold';

/** Grade what was played, with looks ahead into copies of it. */
export function gradePlayed(
  exercise: Exercise,
  script: string | undefined,
  { grader }: Played,
  looking: Looking,
): Grade {
  if (looking === 'all' || worthLooking(grader.grade(), exercise.checks)) {
    for (const disturbance of disturbances(exercise.checks))
      grader.see(lookAhead(play(exercise, script).world, disturbance));
  }
  return grader.grade();
}
