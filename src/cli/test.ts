import { join } from 'node:path';
import { AuthoringErrors, authoringErrorText, type AuthoringError } from '../lab/authored.ts';
import { checkPlaces, loadExercise, type Exercise } from '../lab/exercise.ts';
import { proveExercise, untriedChecks, type Proof } from '../lab/prove.ts';
import { commandLine } from './command-line.ts';
import {
  EXERCISES,
  exerciseFiles,
  exerciseFolders,
  exerciseId,
  exerciseIds,
  lessonShows,
  lessonSlugs,
  shownFolder,
} from './exercises.ts';

const USAGE = `Usage: podlab test [--json] [EXERCISE | FOLDER]…

Proves exercises: all of the course, the ones named, or those in a folder. For each
  start         none of its checks passes before anything is done
  solution.sh   all checks pass after it, with all points
  ways/*.sh     so they do after each other valid way
  wrong/*.sh    each wrong way is caught by the check that its head names
  hints         each hint is offered at some time

Ends with 0 when all are proven, 1 when one is not, 2 when there is no such exercise.

  --json   print what was found as JSON
`;

/** What came of one exercise. */
interface Report {
  readonly id: string;
  readonly folder: string;
  readonly ok: boolean;
  /** Mistakes in its files, for which it was not run. */
  readonly mistakes: readonly AuthoringError[];
  readonly proofs: readonly Proof[];
  /** What is no failure, and still worth knowing. */
  readonly notes: readonly string[];
}

/** @throws {AuthoringErrors} when the lesson is not there */
function notesOn(exercise: Exercise, folder: string): readonly string[] {
  const notes: string[] = [];
  const { id, lesson } = exercise;
  const slugs = lessonSlugs();
  if (!slugs.includes(lesson)) {
    const message = `lesson: there is no lesson "${lesson}"; there are: ${slugs.join(', ')}`;
    throw new AuthoringErrors([{ file: `${folder}/exercise.yaml`, line: 1, message }]);
  }
  if (!lessonShows(lesson, id))
    notes.push(`the lesson "${lesson}" does not show it: <Exercise id="${id}" />`);
  const untried = untriedChecks(exercise);
  if (untried.length > 0)
    notes.push(`no script of wrong/ is caught by ${untried.map((check) => `"${check}"`).join(', ')}`);
  return notes;
}

function proveFolder(path: string): Report {
  const id = exerciseId(path);
  const folder = shownFolder(path);
  try {
    const files = exerciseFiles(path);
    const exercise = loadExercise(id, files, folder);
    const notes = notesOn(exercise, folder);
    const places = checkPlaces(`${folder}/exercise.yaml`, files['exercise.yaml'] ?? '');
    const proofs = proveExercise(exercise, { where: (check) => places.get(check) ?? '' });
    return { id, folder, ok: proofs.every(({ ok }) => ok), mistakes: [], proofs, notes };
  } catch (error) {
    if (!(error instanceof AuthoringErrors)) throw error;
    return { id, folder, ok: false, mistakes: error.errors, proofs: [], notes: [] };
  }
}

function indented(text: string): string {
  return text.trimEnd().replace(/^(?=.)/gm, '     ');
}

function print({ id, folder, mistakes, proofs, notes }: Report): void {
  for (const mistake of mistakes) console.log(`FAIL ${id}\n${indented(authoringErrorText(mistake))}`);
  for (const { side, ok, file, explanation } of proofs) {
    console.log(`${ok ? 'ok  ' : 'FAIL'} ${id} ${side}`);
    if (!ok) console.log(indented(`${folder}/${file}: ${explanation}`));
  }
  for (const note of notes) console.log(`note ${id} ${note}`);
}

/**
 * `podlab test [EXERCISE | FOLDER]…`: prove every exercise, or the named ones.
 * @returns the exit status: 0 when all are proven, 1 when one is not, 2 for a name that is no exercise
 */
export function test(args: readonly string[]): number {
  const line = commandLine('test', USAGE, args, { json: { type: 'boolean', default: false } }, Infinity);
  if (typeof line === 'number') return line;
  const { values, positionals } = line;
  const named = positionals.map((argument) => ({ argument, folders: exerciseFolders(argument) }));
  const unknown = named.filter(({ folders }) => folders.length === 0).map(({ argument }) => argument);
  if (unknown.length > 0) {
    console.error(
      `podlab test: no such exercise: ${unknown.join(', ')} (there are: ${exerciseIds().join(', ')})`,
    );
    return 2;
  }
  const folders =
    positionals.length > 0
      ? named.flatMap((one) => one.folders)
      : exerciseIds().map((id) => join(EXERCISES, id));
  const reports: Report[] = [];
  for (const folder of folders) {
    const report = proveFolder(folder);
    reports.push(report);
    if (!values.json) print(report);
  }
  const count = (wanted: boolean): number =>
    reports.reduce(
      (sum, { mistakes, proofs }) =>
        sum + proofs.filter(({ ok }) => ok === wanted).length + (wanted || mistakes.length === 0 ? 0 : 1),
      0,
    );
  const failed = reports.filter(({ ok }) => !ok).length;
  if (values.json) console.log(JSON.stringify({ ok: failed === 0, exercises: reports }, undefined, 2));
  else console.log(`exercises: ${count(true)} passed, ${count(false)} failed`);
  return failed > 0 ? 1 : 0;
}
