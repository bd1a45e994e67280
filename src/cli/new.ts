import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { commandLine, wrongUsage } from './command-line.ts';
import { exerciseTemplate } from './exercise-template.ts';
import { EXERCISES, exerciseId, lessonSlugs, shownFolder } from './exercises.ts';

const USAGE = `Usage: podlab new exercise ID [--lesson LESSON] [--folder FOLDER]

Makes the folder of a new exercise: one that is whole and proves itself, to be changed into yours.

  --lesson LESSON   the lesson that it belongs to (by default the last one)
  --folder FOLDER   where exercises are (by default content/exercises)
`;

function refuse(message: string): number {
  process.stderr.write(`podlab new: ${message}\n`);
  return 2;
}

/** `podlab new exercise ID`. @returns the exit status: 0 when it was made, 2 when it could not be */
export function newExercise(args: readonly string[]): number {
  const line = commandLine(
    'new',
    USAGE,
    args,
    { lesson: { type: 'string' }, folder: { type: 'string', default: EXERCISES } },
    2,
  );
  if (typeof line === 'number') return line;
  const { values, positionals } = line;
  const [what, id] = positionals;
  if (what !== 'exercise')
    return wrongUsage('new', `what is new must be an exercise, not ${what ?? 'nothing'}`, USAGE);
  if (id === undefined) return wrongUsage('new', 'an id is missing', USAGE);
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(id))
    return refuse(`"${id}" is no id: it must be lower-case words joined by hyphens, e.g. init-order`);
  const lessons = lessonSlugs();
  const lesson = values.lesson ?? lessons.at(-1) ?? '';
  if (!lessons.includes(lesson))
    return refuse(`there is no lesson "${lesson}"; there are: ${lessons.join(', ')}`);
  const folder = join(values.folder, id);
  if (existsSync(folder)) return refuse(`${shownFolder(folder)} is there already`);
  for (const [path, text] of Object.entries(exerciseTemplate(exerciseId(folder), lesson))) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const shown = shownFolder(folder);
  const argument = values.folder === EXERCISES ? id : shown;
  process.stdout.write(`Made ${shown}: an exercise that proves itself. Now make it yours:

  exercise.yaml     what is looked at, points, hints
  ko.yaml, en.yaml  the words of both languages
  start/            what lies in the learner's home
  solution.sh       one way to do it; ways/*.sh are others, wrong/*.sh must be caught

Prove it:   npm run -s podlab -- test ${argument}
Show it:    <Exercise id="${id}" /> in content/lessons/ko/${lesson}.mdx and en/${lesson}.mdx,
            and its id in "exercises" of their front matter
`);
  return 0;
}
