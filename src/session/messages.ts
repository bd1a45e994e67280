import * as z from 'zod/mini';
import type { CheckResult } from '../lab/checks/grader.ts';
import type { ShownExercise as Exercise } from '../lab/exercise.ts';
import type { ErrnoCode } from '../shell/fs/errno.ts';
import type { SeenChange } from '../lab/engine.ts';
import type { Entry, Place, Recording, RecordingHeader } from '../lab/recording.ts';
import type { GradingView } from './grading.ts';
import type { HistoryView } from './history.ts';
import type { ClusterView } from './view.ts';

export type { CheckResult, ErrnoCode, Exercise, GradingView, HistoryView, Recording, SeenChange };

// Zod's compiled parsers need `new Function`, which the page's Content-Security-Policy forbids.
z.config({ jitless: true });

const size = {
  columns: z.int().check(z.positive(), z.maximum(1000)),
  rows: z.int().check(z.positive(), z.maximum(1000)),
};

/** Everything that the page may ask of a session. */
const requestSchema = z.discriminatedUnion('type', [
  /** This world will most likely be opened next. Sent before anything else, by `public/early.js`. */
  z.object({ type: z.literal('prepare'), id: z.string().check(z.minLength(1), z.maxLength(200)) }),
  /** Show a world: take it up where it was left, or make it. */
  z.object({
    type: z.literal('open'),
    /** Which world: a lesson's or an exercise's. Its recording is stored under this name. */
    id: z.string().check(z.minLength(1), z.maxLength(200)),
    language: z.enum(['ko', 'en']),
    ...size,
    /** The exercise that it is for; its shape is checked where it is built, and it never comes from outside the site. */
    exercise: z.optional(z.custom<Exercise>((value) => typeof value === 'object' && value !== null)),
    /** Put into the home of a world that is made new: path → text. */
    files: z.optional(z.record(z.string(), z.string())),
    /** Throw away what is stored and begin again. */
    fresh: z.optional(z.boolean()),
    /** Leave out the last line that was typed: with it the simulator breaks. */
    back: z.optional(z.boolean()),
    /** Go on with this recording in place of what is stored, which is set aside. It may come from anywhere. */
    recording: z.optional(z.unknown()),
    /** The Worker before this one was ended: what it held may take a moment to come free. */
    restarted: z.optional(z.boolean()),
  }),
  z.object({ type: z.literal('type'), data: z.string().check(z.maxLength(1_000_000)) }),
  /** A command from the text: it is typed at the prompt, a line at a time, when the shell is there. */
  z.object({ type: z.literal('run'), command: z.string().check(z.maxLength(100_000)) }),
  /** Do not type the commands that wait for the prompt. */
  z.object({ type: z.literal('drop') }),
  z.object({ type: z.literal('resize'), ...size }),
  z.object({ type: z.literal('save'), path: z.string(), text: z.string().check(z.maxLength(1_000_000)) }),
  /** Ask for a file's text; answered by `file`. */
  z.object({ type: z.literal('read'), request: z.int(), path: z.string() }),
  z.object({
    type: z.literal('clock'),
    paused: z.optional(z.boolean()),
    speed: z.optional(z.number().check(z.positive(), z.maximum(1000))),
  }),
  /** Go back to where only the first `inputs` inputs of the current line had come. */
  z.object({ type: z.literal('rewind'), inputs: z.int().check(z.nonnegative()) }),
  /** Go over to the end of an earlier line. */
  z.object({ type: z.literal('return'), line: z.int().check(z.nonnegative()) }),
  /** Ask for the recording so far; answered by `recording`. */
  z.object({ type: z.literal('export'), request: z.int() }),
  /** Ask for a sign of life; answered by `pong`. */
  z.object({ type: z.literal('ping') }),
  /** Run to the next change that a learner can see. */
  z.object({ type: z.literal('skip') }),
  /** Look ahead now: an attempt. */
  z.object({ type: z.literal('check') }),
  /** A hint was opened. */
  z.object({ type: z.literal('hint'), id: z.string().check(z.maxLength(100)) }),
  /** The solution was opened. */
  z.object({ type: z.literal('solution') }),
  /** The page is about to go: store where the session stands. */
  z.object({ type: z.literal('store') }),
]);

export type Request = z.output<typeof requestSchema>;
export type Open = Extract<Request, { type: 'open' }>;

/** @throws {Error} when the message is not one of the known ones; what is wrong is in its message */
export function parseRequest(value: unknown): Request {
  const result = requestSchema.safeParse(value);
  if (!result.success) throw new Error(`bad request to the session: ${JSON.stringify(result.error.issues)}`);
  return result.data;
}

export interface ClockView {
  /** Virtual milliseconds since 1970. */
  readonly time: number;
  readonly paused: boolean;
  readonly speed: number;
  readonly skipping: boolean;
  /** A command waits in the terminal for the paused clock. */
  readonly held: boolean;
}

/** Why the learner should be told something about their session. */
export type NoticeCode =
  /** What was stored is damaged; it is kept under another name. */
  | 'set-aside'
  | 'other-tab'
  | 'not-stored'
  | 'nothing-changed'
  /** The engine that the session was made with is gone; the current one has replayed it. */
  | 'engine-gone'
  /** The lesson or exercise has changed since the session was begun. */
  | 'content-changed'
  /** What was handed in is no recording. */
  | 'no-recording'
  /** The recording has grown over 2 MB. */
  | 'large'
  /** The recording holds all that it may: nothing more is stored. */
  | 'full';

/** Everything that a session tells the page. */
export type Report =
  /** A stored session is being replayed. */
  | { readonly type: 'restoring'; readonly id: string; readonly fraction: number }
  | { readonly type: 'ready'; readonly id: string; readonly restored: boolean; readonly home: string }
  | { readonly type: 'output'; readonly data: string }
  | { readonly type: 'clock'; readonly clock: ClockView }
  | { readonly type: 'cluster'; readonly cluster: ClusterView }
  | { readonly type: 'checks'; readonly exercise: string; readonly grading: GradingView }
  /** `vi`, `nano` or `code` in the terminal, or the answer to `read`: `text` is undefined when there is no such file. */
  | {
      readonly type: 'file';
      readonly path: string;
      readonly text: string | undefined;
      readonly request?: number;
    }
  | { readonly type: 'saved'; readonly path: string }
  /** The editor's text could not be written; the file is as it was. */
  | { readonly type: 'save-failed'; readonly path: string; readonly reason: ErrnoCode }
  /** A command of the text waits for the running one to end; `undefined` when none waits any more. */
  | { readonly type: 'waiting'; readonly command: string | undefined }
  | { readonly type: 'notice'; readonly code: NoticeCode }
  /** A skip came to a change. `ms`: how much virtual time went by. */
  | { readonly type: 'skipped'; readonly ms: number; readonly change: SeenChange | undefined }
  | { readonly type: 'history'; readonly history: HistoryView }
  /** `store`: all that the cluster has stored, as text. */
  | {
      readonly type: 'recording';
      readonly request: number;
      readonly recording: Recording;
      readonly store: string;
    }
  /** What the store does not keep: entries after those told before; with a header they are the first. */
  | {
      readonly type: 'kept';
      readonly header: RecordingHeader | undefined;
      readonly entries: readonly Entry[];
      readonly end: Place;
    }
  | { readonly type: 'pong' }
  /** The simulation threw: the session is over until it is opened again. */
  | {
      readonly type: 'failed';
      readonly message: string;
      /** The simulator had been loaded; otherwise the network may be away, and a later try may go well. */
      readonly loaded: boolean;
    };
