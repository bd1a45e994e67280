import type { Json } from '../../cluster/apiserver/request.ts';

/** How many there must be. */
export interface CountRange {
  readonly min: number;
  /** `undefined`: any number more. */
  readonly max: number | undefined;
}

/** Why a check does not pass, as data: the page and the command line put it into the reader's language. Times are virtual milliseconds. */
export type Finding =
  | { readonly kind: 'missing'; readonly object: string }
  /** A file on the learner's machine. */
  | { readonly kind: 'no-file'; readonly file: string }
  /** It is there and must not be. */
  | { readonly kind: 'present'; readonly object: string }
  | {
      readonly kind: 'mismatch';
      /** Which of several objects; absent when there is only one that can be meant. */
      readonly object?: string;
      readonly path: string;
      readonly found: Json | undefined;
      readonly wanted: Json;
    }
  /** So many of the objects are there, or match. `but` is what the first that does not match lacks. */
  | {
      readonly kind: 'count';
      readonly objects: string;
      readonly found: number;
      readonly wanted: CountRange;
      readonly but?: Finding;
    }
  /** An expression is false; `found` is what it looks at. */
  | {
      readonly kind: 'expression';
      readonly expression: string;
      readonly found: readonly { readonly path: string; readonly found: Json | undefined }[];
    }
  /** An expression looks at something that is not there yet. */
  | { readonly kind: 'absent'; readonly expression: string; readonly what: string }
  | { readonly kind: 'error'; readonly expression: string; readonly message: string }
  /** It holds, but not yet for long enough. */
  | { readonly kind: 'holding'; readonly for: number; readonly wanted: number }
  /** It held, and stopped before it had held long enough. */
  | { readonly kind: 'broke'; readonly after: number; readonly wanted: number; readonly finding: Finding }
  | { readonly kind: 'needs'; readonly checks: readonly string[] }
  /** What must never happen has not happened so far; the check waits for the others. */
  | { readonly kind: 'so-far' }
  /** What must never happen did. `at` is in milliseconds since 1970. */
  | { readonly kind: 'happened'; readonly at: number; readonly what: string; readonly message: string }
  /** It has not been looked ahead yet. */
  | { readonly kind: 'not-looked' }
  /** Seen in a look ahead, `after` milliseconds of it (of its waiting, when `do` has ended by then). */
  | {
      readonly kind: 'ahead';
      readonly after: number;
      readonly do?: string;
      /** What the command printed, shortened. */
      readonly output?: string;
      readonly status?: number;
      readonly finding: Finding;
    }
  /** The command of a look ahead did not end in time. */
  | { readonly kind: 'unfinished'; readonly do: string; readonly after: number; readonly output: string };

export interface CheckResult {
  readonly id: string;
  readonly state: 'passed' | 'failed' | 'waiting';
  readonly points: number;
  /** Absent when it passed. */
  readonly finding?: Finding;
}

/** Where an exercise stands. */
export interface Grade {
  readonly checks: readonly CheckResult[];
  /** Of the checks that pass at this moment. */
  readonly points: number;
  /** All checks pass at this moment. */
  readonly complete: boolean;
}
