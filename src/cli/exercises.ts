import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadExercise, type Exercise } from '../lab/exercise.ts';

/** Where the exercises that ship with the course are. */
export const EXERCISES = fileURLToPath(new URL('../../content/exercises', import.meta.url));

function filesBelow(folder: string): string[] {
  return readdirSync(folder)
    .sort()
    .flatMap((name) => {
      const path = join(folder, name);
      return statSync(path).isDirectory() ? filesBelow(path) : [path];
    });
}

/** The ids of all exercises, sorted. */
export function exerciseIds(root = EXERCISES): string[] {
  return readdirSync(root)
    .filter((name) => statSync(join(root, name)).isDirectory())
    .sort();
}

/** Read one exercise from its folder. @throws {AuthoringErrors} */
export function readExercise(id: string, root = EXERCISES): Exercise {
  const folder = join(root, id);
  const files: Record<string, string> = {};
  for (const path of filesBelow(folder)) {
    files[relative(folder, path).replaceAll('\\', '/')] = readFileSync(path, 'utf8');
  }
  return loadExercise(id, files);
}
