import type { Engines } from './engines.ts';
import type { LookAheadJob, LookingAhead } from './look-ahead.ts';
import type { Report } from './messages.ts';
import type { Preparation } from './preparation.ts';
import type { RecordingStore } from './store.ts';

/** What a session needs of the machine it runs on. */
export interface SessionHost {
  readonly post: (report: Report) => void;
  /** `undefined` where nothing can be stored. */
  readonly store: RecordingStore | undefined;
  readonly engines: Engines;
  /** What was brought up ahead. */
  readonly prepared?: Preparation | undefined;
  /** The wall clock in milliseconds, never going back. */
  readonly wall: () => number;
  /** Milliseconds since 1970. */
  readonly time: () => number;
  readonly seed: () => string;
  /** Run copies of the session ahead, beside it. */
  readonly lookAhead: (job: LookAheadJob) => LookingAhead;
  /** Let the message loop turn, so that input gets in. */
  readonly turn: () => Promise<void>;
}
