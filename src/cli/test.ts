import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { AuthoringErrors } from '../lab/authored.ts';
import { proveExercise } from '../lab/prove.ts';
import { EXERCISES, exerciseIds, readExercise } from './exercises.ts';

/**
 * `podlab test [EXERCISE…]`: prove every exercise, or the named ones.
 * @returns the exit status: 0 when all are proven, 1 when one is not, 2 for a name that is no exercise
 */
export function test(args: readonly string[]): number {
  const unknown = args.filter((id) => !existsSync(join(EXERCISES, id)));
  if (unknown.length > 0) {
    console.error(
      `podlab test: no such exercise: ${unknown.join(', ')} (there are: ${exerciseIds().join(', ')})`,
    );
    return 2;
  }
  let failed = 0;
  let passed = 0;
  for (const id of args.length > 0 ? args : exerciseIds()) {
    try {
      for (const proof of proveExercise(readExercise(id))) {
        if (proof.ok) passed++;
        else failed++;
        console.log(`${proof.ok ? 'ok  ' : 'FAIL'} ${id} ${proof.side}`);
        if (!proof.ok) console.log(proof.explanation.replace(/^/gm, '     '));
      }
    } catch (error) {
      if (!(error instanceof AuthoringErrors)) throw error;
      failed++;
      console.log(`FAIL ${id}\n${error.message.replace(/^/gm, '     ')}`);
    }
  }
  console.log(`exercises: ${passed} passed, ${failed} failed`);
  return failed > 0 ? 1 : 0;
}
