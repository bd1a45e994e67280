/**
 * The form of an exercise's files, as their author writes them. Every field says what it is for: the JSON Schema for editors is made
 * out of this file (`npm run generate`).
 */
import * as z from 'zod/mini';
import { parseDuration } from '../api/time.ts';

export type JsonValue = null | boolean | number | string | JsonValue[] | { [key: string]: JsonValue };

/** The longest time that a check may ask for, in virtual milliseconds. */
const LONGEST = 24 * 3_600_000;

const about = (description: string): ReturnType<typeof z.describe> => z.describe(description);

/** A name of ours: in a path, an id, a key. */
export const slug = z
  .string()
  .check(z.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be lower-case words joined by hyphens'));

const json: z.ZodMiniType<JsonValue> = z.json() as z.ZodMiniType<JsonValue>;

/** A duration in Go's form; virtual milliseconds once read. */
function duration(description: string) {
  return z
    .pipe(
      z.string({
        error: ({ input }) => `${JSON.stringify(input)} is not a duration such as 10s or 5m`,
      }),
      z.transform((text, context) => {
        let message = `"${text}" is not a duration such as 10s or 5m`;
        try {
          const ms = parseDuration(text);
          if (ms > 0 && ms <= LONGEST) return ms;
          message = ms > 0 ? `"${text}" is longer than 24h` : `"${text}" is not longer than nothing`;
        } catch {
          // said below
        }
        context.issues.push({ code: 'custom', input: text, message });
        return z.NEVER;
      }),
    )
    .check(about(`${description} A duration such as 10s, 1m30s or 5m of the cluster's time, at most 24h.`));
}

const apiVersion = z
  ._default(z.string(), 'v1')
  .check(about('The group and version of the kind: v1, apps/v1, batch/v1 …'));
const kind = z.string().check(about('The kind of object, e.g. Pod'));
const namespace = z
  .optional(z.string())
  .check(
    about('Its namespace; default when it is not written. Cluster-wide kinds, such as Node, have none.'),
  );

const objectReference = z
  .strictObject({
    apiVersion,
    kind,
    name: z.string().check(about('The name of the one object that is meant')),
    namespace,
  })
  .check(about('One object, by name'));

const objectsReference = z
  .strictObject({
    apiVersion,
    kind,
    selector: z
      .optional(z.string())
      .check(
        about(
          'Labels, as `kubectl get -l` has them: app=web,tier!=db. All objects of the kind when it is not written.',
        ),
      ),
    namespace,
  })
  .check(about('Objects, by their labels'));

const whole = z.int().check(z.nonnegative());
const count = z
  .union([
    whole,
    z.strictObject({
      min: z.optional(whole).check(about('At least so many')),
      max: z.optional(whole).check(about('At most so many')),
    }),
  ])
  .check(
    about(
      'How many of `objects` there must be; with `has`, how many of them must match it. A number, or { min, max }.',
    ),
  );

/** What is looked at, and what must be true of it. */
const condition = {
  object: z.optional(objectReference),
  objects: z.optional(objectsReference),
  file: z
    .optional(z.string().check(z.regex(/^(?!\/|\.\.?\/)\S+$/, 'must be a path below the home directory')))
    .check(
      about("A file below the learner's home directory, e.g. answer.txt. `expect` has its text as self."),
    ),
  has: z
    .optional(z.record(z.string(), json))
    .check(
      about(
        'The object, matched in part: what is written here must be there. null means that the field must be absent. Lists of objects match by `name`, others in order. With `objects`: each of them, in `never` and `when` any of them, or as many as `count` says.',
      ),
    ),
  expect: z
    .optional(z.string())
    .check(
      about(
        'A CEL expression that must be true. self is the object; with `objects` the list of them; with `file` its text.',
      ),
    ),
  count: z.optional(count),
  absent: z.optional(z.literal(true)).check(about('The object must not exist')),
};

const keeps = z.optional(duration('It must have held without a break for this long.'));

const eventSchema = z
  .strictObject({
    reason: z.string().check(about('The reason of the event, e.g. Killing')),
    type: z
      .optional(z.enum(['Normal', 'Warning']))
      .check(about('Normal or Warning; either when it is not written')),
    message: z.optional(z.string()).check(about('A regular expression that its message must match')),
    object: z
      .strictObject({
        kind: z.string().check(about('The kind of object that the event is about')),
        name: z.optional(z.string()).check(about('Its name; any when it is not written')),
        namespace: z._default(z.string(), 'default').check(about('Its namespace')),
      })
      .check(about('What the event is about')),
  })
  .check(about('An event of the cluster'));

const neverSchema = z
  .strictObject({
    event: z.optional(eventSchema).check(about('An event that must not come')),
    ...condition,
  })
  .check(
    about(
      'What must never have happened since the learner arrived: an event, or a condition on objects. It cannot be made good again. The check passes once the checks that it needs pass (all plain ones when it names none).',
    ),
  );

const aheadSchema = z
  .strictObject({
    do: z
      .optional(z.string())
      .check(
        about(
          "A shell command run on the learner's machine in the copy first, e.g. minikube node stop minikube-m02. Without it the copy only waits.",
        ),
      ),
    for: z.optional(
      duration('How long the copy runs, after `do` has ended; only with `do` may it be left out.'),
    ),
    throughout: z
      .optional(z.literal(true))
      .check(about('It must hold all the time from the beginning of the look ahead, not only at its end.')),
  })
  .check(
    about(
      "Look ahead: the session is replayed into a copy, and the check looks at the copy. The learner's own cluster is not touched.",
    ),
  );

export const checkSchema = z
  .strictObject({
    id: slug.check(about('Its name: in the words files, in `needs`, and in the heads of wrong/ scripts')),
    needs: z._default(z.array(slug), []).check(about('Checks that must pass before this one is looked at')),
    points: z
      .optional(whole)
      .check(about("Its share of the exercise's points. Checks that do not say share the rest evenly.")),
    ...condition,
    keeps,
    once: z
      .optional(z.literal(true))
      .check(
        about('It is enough that it held at some time since the learner arrived (with `keeps`: for so long)'),
      ),
    ahead: z.optional(aheadSchema),
    holds: z
      .optional(z.string())
      .check(
        about(
          'With `ahead`: a CEL expression that must be true in the copy. self is as in `expect`; output is what `do` printed, status its exit status.',
        ),
      ),
    never: z.optional(neverSchema),
  })
  .check(about('One thing that is looked at, and what must be true of it'));

const hintSchema = z
  .strictObject({
    id: slug.check(about('Its name in the words files')),
    when: z.optional(
      z
        .strictObject({ ...condition, keeps })
        .check(
          about(
            'The state in which the hint is offered. It must have held for a while: `keeps`, 5 s when it is not written. A hint without `when` is always offered.',
          ),
        ),
    ),
  })
  .check(about('A hint. Hints are offered in this order.'));

export const exerciseSchema = z
  .strictObject({
    lesson: slug.check(about('The lesson that it belongs to: the name of its file in content/lessons')),
    preset: z._default(z.string(), 'three-nodes').check(about('The cluster that it begins with')),
    points: z.int().check(z.positive(), z.maximum(1000), about('The points of all its checks together')),
    setup: z
      ._default(z.string(), '')
      .check(
        about(
          'A shell script run before the learner arrives, with the files of start/ in the home directory. It ends at its first failing command, which is a mistake.',
        ),
      ),
    checks: z.array(checkSchema).check(z.minLength(1), z.maxLength(30), about('What is looked at')),
    hints: z._default(z.array(hintSchema), []).check(about('Hints, in the order in which they are offered')),
  })
  .check(about('An exercise: its truth, without words of any language'));

export const wordsSchema = z
  .strictObject({
    title: z.string().check(z.minLength(1), about('What the learner will do, in a few words')),
    task: z.string().check(z.minLength(1), about('What is to be done. Markdown.')),
    checks: z
      .record(z.string(), z.string().check(z.minLength(1)))
      .check(about('Each check in words, by its id: what is true when it passes. One line of Markdown.')),
    hints: z
      ._default(z.record(z.string(), z.string().check(z.minLength(1))), {})
      .check(about('Each hint in words, by its id. One line of Markdown.')),
    solution: z._default(z.string(), '').check(about('Why the solution works, shown with it. Markdown.')),
  })
  .check(about('The words of an exercise in one language'));

export type Check = z.output<typeof checkSchema>;
export type Hint = z.output<typeof hintSchema>;
export type Never = z.output<typeof neverSchema>;
export type EventPattern = z.output<typeof eventSchema>;
export type ExerciseTruth = z.output<typeof exerciseSchema>;
export type ExerciseWords = z.output<typeof wordsSchema>;
/** What is looked at, and what must be true of it: the part that checks, hints and `never` have in common. */
export type Condition = Pick<Check, 'object' | 'objects' | 'file' | 'has' | 'expect' | 'count' | 'absent'>;
