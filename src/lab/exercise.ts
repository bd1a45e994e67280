import * as z from 'zod/mini';
import { AuthoringErrors, readAuthored, type AuthoringError } from './authored.ts';
import { celProblem } from './checks/cel.ts';
import { findResourceByKind } from '../api/resources.ts';
import { parseDuration } from '../api/time.ts';

/** A name of ours: in a path, an id, a key. */
const slug = z
  .string()
  .check(z.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be lower-case words joined by hyphens'));
const json: z.ZodMiniType<JsonValue> = z.json() as z.ZodMiniType<JsonValue>;
type JsonValue = null | boolean | number | string | JsonValue[] | { [key: string]: JsonValue };

const duration = z.pipe(
  z.string(),
  z.transform((text, context) => {
    try {
      const ms = parseDuration(text);
      if (ms > 0) return ms;
    } catch {
      // said below
    }
    context.issues.push({
      code: 'custom',
      input: text,
      message: `"${text}" is not a duration such as 10s or 5m`,
    });
    return z.NEVER;
  }),
);

const objectReference = z.strictObject({
  apiVersion: z._default(z.string(), 'v1'),
  kind: z.string(),
  name: z.string(),
  namespace: z._default(z.string(), 'default'),
});

const check = z
  .strictObject({
    id: slug,
    /** Checks that must pass before this one is looked at. */
    needs: z._default(z.array(slug), []),
    object: objectReference,
    /** The object, matched in part: what is written here must be there. Lists of objects match by `name`, else in order. */
    has: z.optional(z.record(z.string(), json)),
    /** A CEL expression over the live object, `self`. */
    expect: z.optional(z.string()),
    /** It must have held without a break for this much virtual time. */
    keeps: z.optional(duration),
  })
  .check(
    z.refine((value) => value.has !== undefined || value.expect !== undefined, {
      error: 'a check needs "has" or "expect"',
    }),
  );

const exerciseSchema = z.strictObject({
  lesson: slug,
  preset: z._default(z.string(), 'three-nodes'),
  points: z.int().check(z.positive(), z.maximum(1000)),
  /** A shell script run before the learner arrives, with the start files in the home directory. */
  setup: z._default(z.string(), ''),
  checks: z.array(check).check(z.minLength(1), z.maxLength(30)),
  hints: z._default(z.array(z.strictObject({ id: slug })), []),
});

const wordsSchema = z.strictObject({
  title: z.string(),
  /** Markdown. */
  task: z.string(),
  checks: z.record(z.string(), z.string()),
  hints: z._default(z.record(z.string(), z.string()), {}),
  /** Markdown shown with the solution: why it works. */
  solution: z._default(z.string(), ''),
});

export const LANGUAGES = ['ko', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

export type Check = z.output<typeof check>;
export type ExerciseWords = z.output<typeof wordsSchema>;

/** An exercise as the page, the worker and the graders use it: everything in its folder. Plain data. */
export interface Exercise extends z.output<typeof exerciseSchema> {
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

/** The files below `folder/`, by their name in it. */
function below(files: Readonly<Record<string, string>>, folder: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const path of Object.keys(files).sort()) {
    if (path.startsWith(`${folder}/`)) found[path.slice(folder.length + 1)] = files[path] ?? '';
  }
  return found;
}

/** Ids that stand in one list and not in the other, told as mistakes of the words file. */
function wordsGap(
  kind: 'checks' | 'hints',
  ids: readonly string[],
  words: Readonly<Record<string, string>>,
): string[] {
  const missing = ids
    .filter((id) => !(id in words))
    .map((id) => `${kind}: no words for "${id}" of exercise.yaml`);
  const extra = Object.keys(words).filter((id) => !ids.includes(id));
  return [...missing, ...extra.map((id) => `${kind}: "${id}" is not in exercise.yaml`)];
}

/**
 * Read an exercise from the files of its folder.
 * @param id the folder's name
 * @param files path within the folder → text
 * @throws {AuthoringErrors} naming file, line and mistake
 */
export function loadExercise(id: string, files: Readonly<Record<string, string>>): Exercise {
  const name = (file: string): string => `content/exercises/${id}/${file}`;
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

  const exercise = attempt(() => readAuthored(name('exercise.yaml'), truth, exerciseSchema));
  const words = {
    ko: attempt(() => readAuthored(name('ko.yaml'), sources.ko, wordsSchema)),
    en: attempt(() => readAuthored(name('en.yaml'), sources.en, wordsSchema)),
  };
  if (exercise) {
    const seen = new Set<string>();
    exercise.value.checks.forEach((item, index) => {
      const report = (field: string, message: string): void =>
        void errors.push(exercise.at(['checks', index, field], `checks[${index}].${field}: ${message}`));
      if (seen.has(item.id)) report('id', `"${item.id}" stands twice`);
      for (const need of item.needs) {
        if (!seen.has(need)) report('needs', `"${need}" is not the id of an earlier check`);
      }
      seen.add(item.id);
      const { apiVersion, kind } = item.object;
      if (!findResourceByKind(apiVersion, kind)) {
        report(
          'object',
          `there is no kind "${kind}" in ${apiVersion} (apiVersion is v1 unless it is written)`,
        );
      }
      const problem = item.expect === undefined ? undefined : celProblem(item.expect);
      if (problem !== undefined) report('expect', problem);
    });
    for (const language of LANGUAGES) {
      const written = words[language];
      if (!written) continue;
      const checkIds = exercise.value.checks.map((item) => item.id);
      const hintIds = exercise.value.hints.map((item) => item.id);
      const gaps = {
        checks: wordsGap('checks', checkIds, written.value.checks),
        hints: wordsGap('hints', hintIds, written.value.hints),
      };
      for (const message of gaps.checks) errors.push(written.at(['checks'], message));
      for (const message of gaps.hints) errors.push(written.at(['hints'], message));
    }
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
