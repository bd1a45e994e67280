import { disturbances, worthLooking, type Disturbance } from '../lab/ahead.ts';
import type { CheckResult, Grade, Verdict } from '../lab/checks/grader.ts';
import { placedInputs } from '../lab/line.ts';
import type { Recorder } from '../lab/recorder.ts';
import type { Entry } from '../lab/recording.ts';
import type { SessionHost } from './host.ts';
import type { LookingAhead } from './look-ahead.ts';
import type { Exercise } from './messages.ts';
import type { Stage } from './stage.ts';

/** How long nothing must have changed before the future is looked at by itself, in virtual milliseconds. */
const QUIET = 3_000;
/** Wall milliseconds between two looks ahead that nobody asked for, and how many times as long as the last one took. */
const PAUSE = 5_000;
const PAUSE_FACTOR = 5;

/** How much help a learner has asked for, over all lines of the recording. */
export interface Help {
  /** Presses of *Check*. */
  readonly attempts: number;
  /** Ids of the hints that were opened, in this order. */
  readonly hints: readonly string[];
  /** How often the solution was opened. */
  readonly solutions: number;
}

/** Where an exercise stands, as the page shows it. */
export interface GradingView extends Help {
  readonly checks: readonly CheckResult[];
  readonly points: number;
  readonly complete: boolean;
  /** A copy of the session is being run ahead. */
  readonly looking: boolean;
  /** The last look ahead broke, which is no fault of the learner's. */
  readonly lookFailed: boolean;
  /** Ids of the hints that the present state offers. */
  readonly offered: readonly string[];
}

export function helpIn(entries: readonly Entry[]): Help {
  const hints = new Set<string>();
  let attempts = 0;
  let solutions = 0;
  for (const entry of entries) {
    if (entry.kind !== 'ask') continue;
    if (entry.what === 'check') attempts++;
    else if (entry.what === 'solution') solutions++;
    else if (entry.id !== undefined) hints.add(entry.id);
  }
  return { attempts, hints: [...hints], solutions };
}

/** What a look ahead was of: it says nothing more once the learner has done something since. */
function doings(recorder: Recorder): number {
  return recorder.line.reduce(
    (count, entry) =>
      count + (entry.kind === 'save' || (entry.kind === 'type' && /[\r\n\x03\x04]/.test(entry.data)) ? 1 : 0),
    0,
  );
}

/** Grades one session's exercise: its checks as they stand, and looks ahead into copies of it. */
export class Grading {
  readonly #host: SessionHost;
  readonly #exercise: Exercise;
  readonly #recorder: Recorder;
  readonly #disturbances: readonly Disturbance[];
  #stage: Stage;
  #engine: string;
  #looking: LookingAhead | undefined;
  #lookFailed = false;
  /** What the last look was of, and whether all that it saw was well. */
  #looked: { readonly doings: number; readonly changes: number; readonly well: boolean } | undefined;
  #seen = { changes: -1, entries: -1, since: 0 };
  #mayLookAt = 0;
  #doings = { entries: -1, count: 0 };

  constructor(host: SessionHost, exercise: Exercise, recorder: Recorder, stage: Stage) {
    this.#host = host;
    this.#exercise = exercise;
    this.#recorder = recorder;
    this.#stage = stage;
    this.#engine = recorder.header.engine;
    this.#disturbances = disturbances(exercise.checks);
  }

  /** The session has gone to another place: what was seen of the old one's future is nothing to it. */
  moveTo(stage: Stage): void {
    this.stop();
    this.#stage = stage;
    this.#engine = this.#recorder.header.engine;
    this.#looked = undefined;
    this.#lookFailed = false;
    this.#seen = { changes: -1, entries: -1, since: 0 };
  }

  get #grade(): Grade {
    return this.#stage.grader?.grade() ?? { checks: [], points: 0, complete: false };
  }

  view(): GradingView {
    return {
      ...this.#grade,
      ...helpIn(this.#recorder.entries),
      looking: this.#looking !== undefined,
      lookFailed: this.#lookFailed,
      offered: this.#stage.grader?.hintsOffered() ?? [],
    };
  }

  /** The learner asks for a look ahead now, whatever else holds. */
  check(): void {
    if (this.#looking) return;
    const ready = new Set(
      this.#grade.checks.filter(({ finding }) => finding?.kind !== 'needs').map(({ id }) => id),
    );
    const wanted = this.#disturbances
      .map((disturbance) => ({
        ...disturbance,
        checks: disturbance.checks.filter(({ id }) => ready.has(id)),
      }))
      .filter(({ checks }) => checks.length > 0);
    if (wanted.length > 0) this.#look(wanted);
  }

  /** Look ahead when it is time to: all else holds, nothing has changed for a moment, and nothing of this state has been seen yet. */
  step(): void {
    if (this.#disturbances.length === 0 || this.#looking) return;
    const { sim, changes } = this.#stage.world;
    const entries = this.#recorder.entries.length;
    if (changes.count !== this.#seen.changes || entries !== this.#seen.entries)
      this.#seen = { changes: changes.count, entries, since: sim.now };
    if (sim.now - this.#seen.since < QUIET || this.#host.wall() < this.#mayLookAt) return;
    const last = this.#looked;
    const fresh = last?.doings === this.#doingsNow() && (last.well || last.changes === changes.count);
    if (fresh || !worthLooking(this.#grade, this.#exercise.checks)) return;
    this.#look(this.#disturbances);
  }

  #doingsNow(): number {
    const entries = this.#recorder.entries.length;
    if (this.#doings.entries !== entries) this.#doings = { entries, count: doings(this.#recorder) };
    return this.#doings.count;
  }

  #look(wanted: readonly Disturbance[]): void {
    const { world } = this.#recorder.header;
    const { place, changes } = this.#stage.world;
    const of = { doings: this.#doingsNow(), changes: changes.count };
    const begun = this.#host.wall();
    const looking = this.#host.lookAhead({
      engine: this.#engine,
      played: { world, inputs: placedInputs(world, this.#recorder.line), end: place },
      disturbances: wanted,
    });
    this.#looking = looking;
    this.#lookFailed = false;
    const end = (verdicts: readonly Verdict[], failed: boolean): void => {
      if (this.#looking !== looking) return; // cancelled
      this.#looking = undefined;
      this.#lookFailed = failed;
      this.#mayLookAt = this.#host.wall() + PAUSE + PAUSE_FACTOR * (this.#host.wall() - begun);
      this.#looked = { ...of, well: verdicts.every(({ finding }) => !finding) };
      this.#stage.grader?.see(verdicts);
    };
    looking.verdicts.then(
      (verdicts) => end(verdicts, false),
      (error: unknown) => {
        if (this.#looking === looking) console.warn('The look ahead broke:', error);
        end([], true);
      },
    );
  }

  stop(): void {
    const looking = this.#looking;
    this.#looking = undefined;
    looking?.cancel();
  }
}
