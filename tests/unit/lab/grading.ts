import { Grader, type Grade } from '../../../src/lab/checks/grader.ts';
import { loadExercise, type Exercise } from '../../../src/lab/exercise.ts';
import { exerciseWorld } from '../../../src/lab/proving-ground.ts';
import { runScript } from '../../../src/lab/script.ts';
import type { World } from '../../../src/lab/world.ts';

/** An exercise with these checks, which are YAML, and 10 points. */
export function exerciseOf(checks: string, more = '', hints: readonly string[] = []): Exercise {
  const ids = [...checks.matchAll(/^ {2}- (?:\{ )?id: ([\w-]+)/gm)].map(([, id = '']) => id);
  const words = `title: t\ntask: t\nchecks: { ${ids.map((id) => `${id}: w`).join(', ')} }\nhints: { ${hints.map((id) => `${id}: w`).join(', ')} }\n`;
  return loadExercise('x', {
    'exercise.yaml': `lesson: l\npoints: 10\nchecks:\n${checks}${more}`,
    'ko.yaml': words,
    'en.yaml': words,
    'solution.sh': '',
  });
}

/** A command that makes a Pod which runs a shell command. */
export const pod = (name: string, command: string, labels = '{}'): string => `kubectl apply -f - <<'EOF'
apiVersion: v1
kind: Pod
metadata: { name: ${name}, labels: ${labels} }
spec:
  restartPolicy: Never
  containers: [{ name: app, image: busybox, command: [sh, -c, '${command}'] }]
EOF
`;

/** A world with a grader in it, and a way to run a script and look afterwards. */
export function graded(of: Exercise): {
  readonly run: (script: string, ms?: number) => Grade;
  readonly grader: Grader;
  readonly world: World;
} {
  const world = exerciseWorld(of, 'grader-test');
  const grader = new Grader(world, of);
  const ignore = (): void => undefined;
  return {
    grader,
    world,
    run: (script, ms = 0) => {
      runScript(world, script, { onStdout: ignore, onStderr: ignore, limit: 600_000 });
      world.sim.advance(ms);
      return grader.grade();
    },
  };
}
