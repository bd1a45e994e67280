import { lookAhead, type Disturbance } from '../lab/ahead.ts';
import type { Verdict } from '../lab/checks/grader.ts';
import type { Engine } from '../lab/engine.ts';
import type { Played } from '../lab/line.ts';
import { replay } from '../lab/replay.ts';

/** What a look ahead needs: a session as it came in so far, and what is to be done to its copies. Plain data. */
export interface LookAheadJob {
  /** The engine that the session runs on: another would not come by its places. */
  readonly engine: string;
  readonly played: Played;
  readonly disturbances: readonly Disturbance[];
}

/** A look ahead under way, beside the session. */
export interface LookingAhead {
  /** Rejected when it broke, or was cancelled. */
  readonly verdicts: Promise<readonly Verdict[]>;
  cancel(): void;
}

/** Look ahead here and now: a fresh copy for each disturbance. Takes as long as it takes. @throws when the session does not replay */
export function runLookAhead(engine: Engine, { played, disturbances }: LookAheadJob): readonly Verdict[] {
  return disturbances.flatMap((disturbance) => lookAhead(replay(engine, played), disturbance));
}
