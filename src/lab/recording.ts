import * as z from 'zod/mini';

/** The format's version: raised when an older engine could not replay what a newer one writes. */
export const RECORDING_VERSION = 1;

const place = {
  /** Virtual milliseconds since the simulation's start. */
  now: z.number().check(z.nonnegative()),
  /** Events that had run. With `now` it says exactly where between two events something came. */
  steps: z.int().check(z.nonnegative()),
};

const inputSchema = z.discriminatedUnion('kind', [
  /** Keys, as the terminal sends them. */
  z.strictObject({ kind: z.literal('type'), data: z.string().check(z.maxLength(1_000_000)) }),
  z.strictObject({
    kind: z.literal('resize'),
    columns: z.int().check(z.positive(), z.maximum(1000)),
    rows: z.int().check(z.positive(), z.maximum(1000)),
  }),
  /** A file saved by the editor. */
  z.strictObject({
    kind: z.literal('save'),
    path: z.string().check(z.maxLength(4096)),
    text: z.string().check(z.maxLength(1_000_000)),
  }),
  /** What the learner asked of the grading: a press of *Check*, a hint, the solution. It changes nothing in the world. */
  z.strictObject({
    kind: z.literal('ask'),
    what: z.enum(['check', 'hint', 'solution']),
    /** Which hint. */
    id: z.optional(z.string().check(z.maxLength(100))),
  }),
]);

const worldSchema = z.strictObject({
  seed: z.string().check(z.maxLength(200)),
  /** Milliseconds since 1970 at which the learner arrives. */
  epoch: z.number(),
  preset: z.string().check(z.maxLength(100)),
  language: z.enum(['ko', 'en']),
  columns: z.int().check(z.positive(), z.maximum(1000)),
  rows: z.int().check(z.positive(), z.maximum(1000)),
  /** Put into the learner's home before the set-up: path → text. */
  files: z.record(z.string(), z.string()),
  /** A shell script run before the learner arrives. */
  setup: z.string().check(z.maxLength(100_000)),
});

const recordedInput = z.strictObject({ ...place, input: inputSchema });

export const recordingSchema = z.strictObject({
  version: z.literal(RECORDING_VERSION),
  /** Which build of the simulator made it. */
  engine: z.string().check(z.maxLength(100)),
  world: worldSchema,
  inputs: z.array(recordedInput).check(z.maxLength(200_000)),
  /** How far the session had come. */
  end: z.strictObject(place),
});

/** What a world starts from. */
export type WorldOptions = z.output<typeof worldSchema>;
/** What reaches a world from outside. */
export type Input = z.output<typeof inputSchema>;
export type RecordedInput = z.output<typeof recordedInput>;
/** A session: what it started from and what came in. Replaying it gives the same world again. */
export type Recording = z.output<typeof recordingSchema>;
export type Place = Recording['end'];
