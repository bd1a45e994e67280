import { findResourceByKind } from '../api/resources.ts';
import { parseSelector } from '../api/selector.ts';
import type { Json } from '../cluster/apiserver/request.ts';
import { pathText, type Authored, type AuthoringError } from './authored.ts';
import type { CelPlace } from './checks/cel.ts';
import { celProblems } from './checks/cel-problems.ts';
import { kindType, nearest, patternProblems, type FieldType } from './checks/fields.ts';
import { findPreset } from '../cluster/presets/index.ts';
import { circle } from './checks/needs.ts';
import type { Check, Condition, ExerciseTruth } from './exercise-schema.ts';
import { scriptMistakes } from './scripts.ts';

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

type Path = readonly (string | number)[];

/** Collects the mistakes of one file. */
class Mistakes {
  readonly errors: AuthoringError[] = [];
  readonly #file: Authored<ExerciseTruth>;

  constructor(file: Authored<ExerciseTruth>) {
    this.#file = file;
  }

  /** @param index at which character of the text there, from 0 */
  add(path: Path, message: string, index?: number): void {
    this.errors.push(this.#file.at(path, `${pathText(path)}: ${message}`, index));
  }
}

const FIELDS = ['object', 'objects', 'file', 'has', 'expect', 'count', 'absent'] as const;

/** Fields that are written, by name. */
function written(value: object): ReadonlySet<string> {
  return new Set(
    Object.entries(value)
      .filter(([, part]) => part !== undefined)
      .map(([key]) => key),
  );
}

/** The type of a condition's `self`. @returns `unknown` when the kind itself is a mistake, which is told */
function selfType(condition: Condition, path: Path, mistakes: Mistakes): FieldType | undefined | 'unknown' {
  const { object, objects } = condition;
  const reference = object ?? objects;
  if (!reference) return undefined;
  const at = [...path, object ? 'object' : 'objects'];
  const { apiVersion, kind, namespace } = reference;
  const resource = findResourceByKind(apiVersion, kind);
  if (!resource) {
    mistakes.add(
      [...at, 'kind'],
      `there is no kind "${kind}" in ${apiVersion} (apiVersion is v1 unless it is written)`,
    );
    return 'unknown';
  }
  if (!resource.namespaced && namespace !== undefined)
    mistakes.add([...at, 'namespace'], `a ${kind} is in no namespace`);
  if (objects?.selector !== undefined) {
    try {
      parseSelector(objects.selector);
    } catch (error) {
      mistakes.add([...at, 'selector'], messageOf(error));
    }
  }
  const type = kindType(apiVersion, kind);
  return objects && type !== undefined ? `[]${type}` : type;
}

function expression(
  mistakes: Mistakes,
  path: Path,
  text: string | undefined,
  self: FieldType | undefined | 'unknown',
  place: CelPlace = 'live',
): void {
  if (text === undefined) return;
  const type = self === 'unknown' ? undefined : self;
  for (const { message, at } of celProblems(text, type, place)) mistakes.add(path, message, at);
}

/** What is wrong with a condition: a check's, a hint's, that of a `never`. */
function conditionMistakes(
  condition: Condition,
  path: Path,
  mistakes: Mistakes,
): FieldType | undefined | 'unknown' {
  const has = written(condition);
  const say = (field: string, message: string): void => mistakes.add([...path, field], message);
  const subjects = ['object', 'objects', 'file'].filter((field) => has.has(field));
  if (subjects.length > 1)
    say(
      subjects[1] ?? '',
      `a condition looks at one of object, objects and file, not at ${subjects.join(' and ')}`,
    );
  if (has.has('count') && !has.has('objects'))
    say('count', 'only objects can be counted: it needs "objects"');
  if (has.has('absent') && !has.has('object')) say('absent', 'it needs "object"; for several, say count: 0');
  if (has.has('absent') && (has.has('has') || has.has('expect')))
    say('absent', 'what is absent can have neither "has" nor "expect"');
  if (has.has('has') && has.has('file'))
    say('has', 'a file has no fields: say "expect", with its text as self');
  const range = condition.count;
  if (typeof range === 'object') {
    if (range.min === undefined && range.max === undefined) say('count', 'it needs min or max');
    if ((range.min ?? 0) > (range.max ?? Infinity)) say('count', 'min is more than max');
  }
  const self = selfType(condition, path, mistakes);
  if (condition.has !== undefined && self !== 'unknown') {
    const type = self?.startsWith('[]') ? self.slice(2) : self;
    for (const problem of patternProblems(condition.has as Json, type))
      mistakes.add([...path, 'has', ...problem.path], problem.message);
  }
  expression(mistakes, [...path, 'expect'], condition.expect, self);
  return self;
}

/** Something is looked at, and something is wanted of it. */
function completeMistakes(condition: Condition, path: Path, mistakes: Mistakes): void {
  const { object, objects, file, has, expect, count, absent } = condition;
  if (!object && !objects && file === undefined) {
    mistakes.add(path, 'it must say what it looks at: "object", "objects" or "file"');
  } else if (has === undefined && expect === undefined && count === undefined && !absent) {
    const more = objects ? ', "count"' : object ? ', "absent"' : '';
    mistakes.add(path, `a check needs "has" or "expect"${more}: what must be true of it`);
  }
}

function neverMistakes(check: Check, path: Path, mistakes: Mistakes): void {
  const { never } = check;
  if (!never) return;
  const at = [...path, 'never'];
  for (const field of [...FIELDS, 'keeps', 'once', 'ahead', 'holds'])
    if (written(check).has(field))
      mistakes.add(
        [...path, field],
        `a check with "never" says this inside "never"${['keeps', 'once', 'ahead', 'holds'].includes(field) ? ' or not at all' : ''}`,
      );
  const { event } = never;
  if (!event) {
    if (never.file !== undefined)
      mistakes.add([...at, 'file'], 'nothing tells when a file changes: "never" cannot look at one');
    conditionMistakes(never, at, mistakes);
    completeMistakes(never, at, mistakes);
    return;
  }
  for (const field of FIELDS)
    if (written(never).has(field))
      mistakes.add([...at, field], 'an event alone is looked at: "event" stands by itself');
  if (event.message === undefined) return;
  try {
    new RegExp(event.message, 'u');
  } catch (error) {
    mistakes.add([...at, 'event', 'message'], messageOf(error));
  }
}

function aheadMistakes(check: Check, path: Path, mistakes: Mistakes): void {
  const { ahead, holds } = check;
  const say = (field: string, message: string): void => mistakes.add([...path, field], message);
  if (!ahead) {
    if (holds !== undefined) say('holds', 'it goes with "ahead"; of the cluster as it is now say "expect"');
    return;
  }
  const has = written(check);
  if (has.has('expect')) say('expect', 'a check that looks ahead says "holds"');
  for (const field of ['keeps', 'once'])
    if (has.has(field))
      say(field, 'a check that looks ahead cannot have it; "throughout" in "ahead" wants it all the time');
  if (ahead.do === undefined && ahead.for === undefined)
    mistakes.add([...path, 'ahead'], 'it needs "for", "do" or both');
  if (ahead.do?.trim() === '') mistakes.add([...path, 'ahead', 'do'], 'the command is empty');
  const self = conditionMistakes({ ...check, expect: undefined }, path, mistakes);
  const subject = check.object ?? check.objects ?? check.file;
  if (subject === undefined && (holds === undefined || /\bself\b/.test(holds)))
    mistakes.add(
      path,
      'it must say what it looks at: "object", "objects" or "file"; without one, "holds" may look at output and status alone',
    );
  else if (holds === undefined && check.has === undefined && check.count === undefined && !check.absent)
    mistakes.add(path, 'a check that looks ahead needs "holds" or "has": what must be true then');
  const command = ahead.do !== undefined && !ahead.throughout;
  expression(mistakes, [...path, 'holds'], holds, self, command ? 'ahead' : 'live');
}

function needsMistakes(checks: readonly Check[], mistakes: Mistakes): void {
  const ids = checks.map(({ id }) => id);
  checks.forEach((check, index) => {
    if (ids.indexOf(check.id) !== index) mistakes.add(['checks', index, 'id'], `"${check.id}" stands twice`);
    check.needs.forEach((need, at) => {
      if (ids.includes(need)) return;
      const meant = nearest(need, ids);
      mistakes.add(
        ['checks', index, 'needs', at],
        `there is no check "${need}"${meant === undefined ? `; there are: ${ids.join(', ')}` : `; did you mean "${meant}"?`}`,
      );
    });
  });
  const round = circle(checks);
  if (round) {
    const index = ids.indexOf(round[0] ?? '');
    mistakes.add(['checks', index, 'needs'], `the checks need each other in a circle: ${round.join(' → ')}`);
  }
}

function pointsMistakes({ points, checks }: ExerciseTruth, mistakes: Mistakes): void {
  const said = checks.filter((check) => check.points !== undefined);
  const sum = said.reduce((total, check) => total + (check.points ?? 0), 0);
  if (sum > points)
    mistakes.add(['points'], `the checks have ${sum} points together, the exercise ${points}`);
  else if (said.length === checks.length && sum < points)
    mistakes.add(['points'], `the checks have only ${sum} points together, the exercise ${points}`);
}

/** What is wrong with an exercise beyond the form of its fields. */
export function exerciseMistakes(file: Authored<ExerciseTruth>): readonly AuthoringError[] {
  const mistakes = new Mistakes(file);
  const exercise = file.value;
  try {
    findPreset(exercise.preset);
  } catch (error) {
    mistakes.add(['preset'], messageOf(error));
  }
  for (const { line, message } of scriptMistakes('setup', exercise.setup))
    mistakes.add(['setup'], `line ${line} of it: ${message}`);
  needsMistakes(exercise.checks, mistakes);
  pointsMistakes(exercise, mistakes);
  exercise.checks.forEach((check, index) => {
    const path = ['checks', index];
    if (check.never) neverMistakes(check, path, mistakes);
    else if (check.ahead) aheadMistakes(check, path, mistakes);
    else {
      aheadMistakes(check, path, mistakes);
      conditionMistakes(check, path, mistakes);
      completeMistakes(check, path, mistakes);
      for (const field of ['keeps', 'once'])
        if (check.file !== undefined && written(check).has(field))
          mistakes.add(
            [...path, field],
            'nothing tells when a file changes: a check of one looks at it as it is now',
          );
    }
  });
  const ids = exercise.hints.map(({ id }) => id);
  exercise.hints.forEach(({ id, when }, index) => {
    const path = ['hints', index];
    if (ids.indexOf(id) !== index) mistakes.add([...path, 'id'], `"${id}" stands twice`);
    if (!when) return;
    conditionMistakes(when, [...path, 'when'], mistakes);
    completeMistakes(when, [...path, 'when'], mistakes);
    if (when.file !== undefined)
      mistakes.add([...path, 'when', 'file'], 'nothing tells when a file changes: a hint cannot look at one');
  });
  return mistakes.errors;
}
