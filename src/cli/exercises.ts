import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where the exercises that ship with the course are. */
export const EXERCISES = fileURLToPath(new URL('../../content/exercises', import.meta.url));
const LESSONS = fileURLToPath(new URL('../../content/lessons', import.meta.url));

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

/** A folder as messages name it: from where the command was given, when it lies below. */
export function shownFolder(folder: string): string {
  const from = relative('.', folder).replaceAll('\\', '/');
  return from === '' ? '.' : from.startsWith('..') ? folder : from;
}

/** The files of an exercise's folder: path within it → text. */
export function exerciseFiles(folder: string): Record<string, string> {
  const files: Record<string, string> = {};
  for (const path of filesBelow(folder))
    files[relative(folder, path).replaceAll('\\', '/')] = readFileSync(path, 'utf8');
  return files;
}

/** The folders that an argument means: an exercise's id, its folder, or a folder of exercises. Empty when it means none. */
export function exerciseFolders(argument: string): readonly string[] {
  const known = join(EXERCISES, argument);
  if (/^[a-z0-9-]+$/.test(argument) && existsSync(known)) return [known];
  const folder = resolve(argument);
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return [];
  if (existsSync(join(folder, 'exercise.yaml'))) return [folder];
  return exerciseIds(folder)
    .map((name) => join(folder, name))
    .filter((path) => existsSync(join(path, 'exercise.yaml')));
}

export function exerciseId(folder: string): string {
  return basename(folder);
}

/** The names of the lessons. */
export function lessonSlugs(): readonly string[] {
  const names = readdirSync(join(LESSONS, 'en')).filter((name) => name.endsWith('.mdx'));
  return names.map((name) => name.replace(/\.mdx$/, '')).sort();
}

/** Whether a lesson shows an exercise. */
export function lessonShows(lesson: string, exercise: string): boolean {
  const source = readFileSync(join(LESSONS, 'en', `${lesson}.mdx`), 'utf8');
  return source.includes(`<Exercise id="${exercise}"`);
}
