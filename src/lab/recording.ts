import * as z from 'zod/mini';
import { textChangeSchema } from './text-change.ts';

/**
 * The format's version. 1 had one line of inputs and whole texts of saved files; `recording-v1.ts` reads it.
 */
export const RECORDING_VERSION = 2;

/** The most that a recording may hold. */
export const MOST_ENTRIES = 500_000;

const count = z.int().check(z.nonnegative());
const size = z.int().check(z.positive(), z.maximum(1000));

const place = {
  /** Virtual milliseconds since the simulation's start. */
  now: z.number().check(z.nonnegative()),
  /**
   * Events that had run. With `now` it says exactly where between two events something came. Without it the place is after all
   * that is due until `now`: so a recording of another engine is read, whose events this one does not have.
   */
  steps: z.optional(count),
};
const placeSchema = z.strictObject(place);

/** The longest that a line's title may be. */
export const MOST_TITLE = 200;

const left = {
  /** Where the line that was current stood. */
  left: placeSchema,
  /** What it is remembered by: the last command that was run on it. */
  title: z.string().check(z.maxLength(MOST_TITLE)),
};

const entrySchema = z.discriminatedUnion('kind', [
  /** Keys, as the terminal sends them; those that come at one place are one entry. */
  z.strictObject({ kind: z.literal('type'), ...place, data: z.string().check(z.maxLength(1_000_000)) }),
  z.strictObject({ kind: z.literal('resize'), ...place, columns: size, rows: size }),
  /**
   * A file saved by the editor: what has changed since the editor last saved it on this line, or since the text that the
   * world began with. Nothing that a command wrote counts, so a recording can be read without running it.
   */
  z.strictObject({
    kind: z.literal('save'),
    ...place,
    path: z.string().check(z.maxLength(4096)),
    change: textChangeSchema,
  }),
  /** What the learner asked of the grading: a press of *Check*, a hint, the solution. It changes nothing in the world. */
  z.strictObject({
    kind: z.literal('ask'),
    ...place,
    what: z.enum(['check', 'hint', 'solution']),
    /** Which hint. */
    id: z.optional(z.string().check(z.maxLength(100))),
  }),
  /** A new line begins after the first `inputs` of the current one, which was left where it stood. */
  z.strictObject({ kind: z.literal('rewind'), inputs: count, ...left }),
  /** An earlier line goes on at its end; 0 is the first line. */
  z.strictObject({ kind: z.literal('return'), line: count, ...left }),
]);

const worldSchema = z.strictObject({
  seed: z.string().check(z.maxLength(200)),
  /** Milliseconds since 1970 at which the learner arrives. */
  epoch: z.number().check(z.minimum(-8.64e15), z.maximum(8.64e15)),
  preset: z.string().check(z.maxLength(100)),
  language: z.enum(['ko', 'en']),
  columns: size,
  rows: size,
  /** Put into the learner's home before the set-up: path → text. */
  files: z.record(z.string().check(z.maxLength(4096)), z.string().check(z.maxLength(1_000_000))),
  /** A shell script run before the learner arrives. */
  setup: z.string().check(z.maxLength(100_000)),
});

const headerShape = {
  version: z.literal(RECORDING_VERSION),
  /** Which engine made it: the content hash of its file, or `source` for one that was not built. */
  engine: z.string().check(z.maxLength(100)),
  /** Digest of the lesson's or exercise's content that it was made with. */
  content: z.string().check(z.maxLength(100)),
  world: worldSchema,
};

export const recordingSchema = z.strictObject({
  ...headerShape,
  entries: z.array(entrySchema).check(z.maxLength(MOST_ENTRIES)),
  /** How far the current line has come. */
  end: placeSchema,
});

/** What is written first of a recording. */
export const headerSchema = z.strictObject(headerShape);

/** What a world starts from. */
export type WorldOptions = z.output<typeof worldSchema>;
/** The part of it that decides how the cluster comes up. */
export type WorldStart = Pick<WorldOptions, 'seed' | 'epoch' | 'preset' | 'setup'>;
/** What came in, in the order of the learner's time. */
export type Entry = z.output<typeof entrySchema>;
export type InputEntry = Extract<Entry, { kind: 'type' | 'resize' | 'save' | 'ask' }>;
/**
 * A session: what it started from and what came in. It is a tree, for going back begins a new line and keeps the old one. Only
 * ever appended to. Replaying a line gives the same world again.
 */
export type Recording = z.output<typeof recordingSchema>;
/** A recording without what came in. */
export type RecordingHeader = Omit<Recording, 'entries' | 'end'>;
export type Place = z.output<typeof placeSchema>;

/** What reaches a world from outside. */
export type Input =
  | { readonly kind: 'type'; readonly data: string }
  | { readonly kind: 'resize'; readonly columns: number; readonly rows: number }
  | { readonly kind: 'save'; readonly path: string; readonly text: string }
  | { readonly kind: 'ask'; readonly what: 'check' | 'hint' | 'solution'; readonly id?: string };

/** An input and where in the run it came. */
export interface PlacedInput extends Place {
  readonly input: Input;
}
