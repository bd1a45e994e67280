import { AuthoringErrors, readAuthored, tooLong, type AuthoringError } from './authored.ts';
import { wordsSchema, exerciseSchema, type ExerciseTruth, type ExerciseWords } from './exercise-schema.ts';
import { exerciseMistakes } from './exercise-rules.ts';
import { LANGUAGES, type Language } from './language.ts';
import { caughtBy, scriptMistakes } from './scripts.ts';

export type { Check, ExerciseWords, Hint } from './exercise-schema.ts';
export { LANGUAGES, type Language } from './language.ts';

/** An exercise as the page, the worker and the graders use it: everything in its folder. Plain data. */
export interface Exercise extends ExerciseTruth {
  readonly id: string;
  readonly words: Readonly<Record<Language, ExerciseWords>>;
  /** What is put into the learner's home: path → text. */
  readonly start: Readonly<Record<string, string>>;
  readonly solution: string;
  /** Other valid ways: name → script. */
  readonly ways: Readonly<Record<string, string>>;
  /** Scripts that must not pass. */
  readonly wrong: Readonly<Record<string, string>>;
}

/** What of an exercise the page needs: its words are there as HTML, and how it is proven is its author's affair. */
export type ShownExercise = Omit<Exercise, 'words' | 'ways' | 'wrong'>;

export function shownExercise({ words: _, ways: _ways, wrong: _wrong, ...shown }: Exercise): ShownExercise {
  return shown;
}

/** The files whose length is looked at where they are parsed. */
const AUTHORED = /^(exercise|ko|en)\.yaml$/;

/** The files below `folder/`, by their name in it. */
function below(files: Readonly<Record<string, string>>, folder: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const path of Object.keys(files).sort()) {
    if (path.startsWith(`${folder}/`)) found[path.slice(folder.length + 1)] = files[path] ?? '';
  }
  return found;
}

/** Ids that stand in one list and not in the other, as mistakes of the words file: where in it, and what. */
function wordsGap(
  kind: 'checks' | 'hints',
  ids: readonly string[],
  words: Readonly<Record<string, string>>,
): [path: string[], message: string][] {
  const missing = ids
    .filter((id) => !Object.hasOwn(words, id))
    .map((id): [string[], string] => [[kind], `${kind}: no words for "${id}" of exercise.yaml`]);
  const extra = Object.keys(words).filter((id) => !ids.includes(id));
  return [
    ...missing,
    ...extra.map((id): [string[], string] => [[kind, id], `${kind}: "${id}" is not in exercise.yaml`]),
  ];
}

/** Where things lie in an exercise's folder. */
const TOP = new Set(['exercise.yaml', 'ko.yaml', 'en.yaml', 'solution.sh']);
const FOLDER = /^(start\/.+|(ways|wrong)\/[^/]+\.sh)$/;

/** What of an exercise is not in the YAML: its other files. */
function folderMistakes(
  files: Readonly<Record<string, string>>,
  checks: readonly string[],
): AuthoringError[] {
  const errors: AuthoringError[] = [];
  for (const file of Object.keys(files).sort()) {
    const text = files[file] ?? '';
    if (!TOP.has(file) && !FOLDER.test(file))
      errors.push({
        file,
        line: 1,
        message:
          'nothing reads this file: an exercise has start/, ways/*.sh and wrong/*.sh beside its four files',
      });
    if (file === 'solution.sh' || /^(ways|wrong)\//.test(file)) errors.push(...scriptMistakes(file, text));
    if (!file.startsWith('wrong/')) continue;
    const caught = caughtBy(text);
    if (!caught)
      errors.push({
        file,
        line: 1,
        message: 'the script must say in its head which check catches it: "# caught by: <check id>"',
      });
    else if (!checks.includes(caught.check))
      errors.push({
        file,
        line: caught.line,
        message: `there is no check "${caught.check}"; there are: ${checks.join(', ')}`,
      });
  }
  return errors;
}

/** Where each check stands in `exercise.yaml`, as `file:line`, by its id. @throws {AuthoringErrors} */
export function checkPlaces(file: string, text: string): ReadonlyMap<string, string> {
  const { value, at } = readAuthored(file, text, exerciseSchema);
  return new Map(value.checks.map(({ id }, index) => [id, `${file}:${at(['checks', index], '').line}`]));
}

/**
 * Read an exercise from the files of its folder.
 * @param id the folder's name
 * @param files path within the folder → text
 * @param folder the folder as messages name it
 * @throws {AuthoringErrors} naming file, line and mistake
 */
export function loadExercise(
  id: string,
  files: Readonly<Record<string, string>>,
  folder = `content/exercises/${id}`,
): Exercise {
  const name = (file: string): string => `${folder}/${file}`;
  const errors: AuthoringError[] = [];
  const text = (file: string): string => {
    const found = files[file];
    if (found === undefined) errors.push({ file: name(file), line: 1, message: 'the file is missing' });
    return found ?? '';
  };
  const attempt = <T>(read: () => T): T | undefined => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof AuthoringErrors)) throw error;
      errors.push(...error.errors);
      return undefined;
    }
  };
  const solution = text('solution.sh');
  const truth = text('exercise.yaml');
  const sources = { ko: text('ko.yaml'), en: text('en.yaml') };
  if (errors.length > 0) throw new AuthoringErrors(errors);

  for (const [file, written] of Object.entries(files))
    if (!AUTHORED.test(file)) errors.push(...tooLong(name(file), written));
  const exercise = attempt(() => readAuthored(name('exercise.yaml'), truth, exerciseSchema));
  const words = {
    ko: attempt(() => readAuthored(name('ko.yaml'), sources.ko, wordsSchema)),
    en: attempt(() => readAuthored(name('en.yaml'), sources.en, wordsSchema)),
  };
  if (exercise) {
    errors.push(...exerciseMistakes(exercise));
    const checkIds = exercise.value.checks.map((item) => item.id);
    const hintIds = exercise.value.hints.map((item) => item.id);
    for (const language of LANGUAGES) {
      const written = words[language];
      if (!written) continue;
      const gaps = [
        ...wordsGap('checks', checkIds, written.value.checks),
        ...wordsGap('hints', hintIds, written.value.hints),
      ];
      for (const [path, message] of gaps) errors.push(written.at(path, message));
    }
    errors.push(
      ...folderMistakes(files, checkIds).map((mistake) => ({ ...mistake, file: name(mistake.file) })),
    );
  }
  if (errors.length > 0 || !exercise || !words.ko || !words.en) throw new AuthoringErrors(errors);
  return {
    ...exercise.value,
    id,
    words: { ko: words.ko.value, en: words.en.value },
    start: below(files, 'start'),
    solution,
    ways: below(files, 'ways'),
    wrong: below(files, 'wrong'),
  };
}
