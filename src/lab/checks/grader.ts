import type { Check, ExerciseTruth, Hint, Never } from '../exercise-schema.ts';
import { neededBy } from './needs.ts';
import type { CheckResult, Finding, Grade } from './finding.ts';
import { noticing, subjectOf } from './condition.ts';
import { followEvents } from './follow.ts';
import { History, type Gradable } from './history.ts';
import { sharePoints } from './points.ts';

export type { CheckResult, Finding, Grade } from './finding.ts';
export type { Gradable } from './history.ts';

/** How long a hint's state must have lasted before the hint is offered, where it says nothing, in virtual milliseconds. */
export const HINT_DELAY = 5_000;

/** What a look ahead found of a check: nothing when it holds. */
export interface Verdict {
  readonly id: string;
  readonly finding?: Finding | undefined;
}

/** One check's own state, apart from the checks that it needs. */
interface Tracked {
  readonly check: Check;
  /** Checks that must pass before. */
  readonly needs: readonly string[];
  /** Why it does not pass; nothing when it does. */
  finding(): Finding | undefined;
  stop(): void;
}

function trackCondition(world: Gradable, check: Check): Omit<Tracked, 'needs'> {
  const history = new History(world, check, check.keeps);
  return {
    check,
    finding: () => (check.once && history.once() ? undefined : history.now()),
    stop: () => history.stop(),
  };
}

/** What must never happen: once it has, there is no way back. */
function trackNever(world: Gradable, check: Check, never: Never): Omit<Tracked, 'needs'> {
  const { event } = never;
  if (!event) {
    const history = new History(world, noticing(never));
    const what = subjectOf(never);
    return {
      check,
      finding: () => {
        const at = history.firstHeld;
        if (at === undefined) return undefined;
        return { kind: 'happened', at: world.sim.time - (world.sim.now - at), what, message: '' };
      },
      stop: () => history.stop(),
    };
  }
  let happened: Finding | undefined;
  const following = followEvents(
    world.cluster.api,
    event,
    ({ reason = '', message = '', involvedObject }) => {
      const what = `${reason} ${involvedObject?.kind ?? ''} ${involvedObject?.namespace ?? ''}/${involvedObject?.name ?? ''}`;
      happened ??= { kind: 'happened', at: world.sim.time, what, message };
    },
  );
  return { check, finding: () => happened, stop: () => following.stop() };
}

function stateOf(finding: Finding | undefined): CheckResult['state'] {
  switch (finding?.kind) {
    case undefined:
      return 'passed';
    case 'holding':
    case 'needs':
    case 'missing':
    case 'no-file':
    case 'absent':
    case 'so-far':
    case 'not-looked':
      return 'waiting';
    default:
      return 'failed';
  }
}

/**
 * Follows an exercise's checks from the moment it is made, by watching the API server. It takes no part in the simulation: nothing
 * that it does makes an event, so a session runs the same with and without it.
 */
export class Grader {
  readonly #tracked: readonly Tracked[];
  readonly #hints: readonly { readonly hint: Hint; readonly history: History | undefined }[];
  readonly #points: ReadonlyMap<string, number>;
  readonly #verdicts = new Map<string, Verdict>();

  constructor(
    world: Gradable,
    exercise: Pick<ExerciseTruth, 'checks' | 'points'> & Partial<Pick<ExerciseTruth, 'hints'>>,
  ) {
    const { checks, points, hints = [] } = exercise;
    this.#points = sharePoints(points, checks);
    this.#tracked = checks.map((check) => ({
      ...(check.ahead
        ? this.#trackAhead(check)
        : check.never
          ? trackNever(world, check, check.never)
          : trackCondition(world, check)),
      needs: neededBy(check, checks),
    }));
    this.#hints = hints.map((hint) => ({
      hint,
      history: hint.when && new History(world, noticing(hint.when), hint.when.keeps ?? HINT_DELAY),
    }));
  }

  #trackAhead(check: Check): Omit<Tracked, 'needs'> {
    const notLooked: Finding = { kind: 'not-looked' };
    return {
      check,
      finding: () => {
        const verdict = this.#verdicts.get(check.id);
        return verdict ? verdict.finding : notLooked;
      },
      stop: () => undefined,
    };
  }

  /** What a look ahead found. It is kept until the next one, or until {@link forgetVerdicts}. */
  see(verdicts: readonly Verdict[]): void {
    for (const verdict of verdicts) this.#verdicts.set(verdict.id, verdict);
  }

  forgetVerdicts(): void {
    this.#verdicts.clear();
  }

  /** Where the checks stand at this moment. */
  grade(): Grade {
    const findings = new Map(this.#tracked.map((tracked) => [tracked.check.id, tracked.finding()]));
    const passed = new Set<string>();
    const open = (tracked: Tracked): string[] => tracked.needs.filter((need) => !passed.has(need));
    // A check may need one that stands after it, so go round until nothing more passes.
    for (let before = -1; before !== passed.size;) {
      before = passed.size;
      for (const tracked of this.#tracked) {
        const { id } = tracked.check;
        if (findings.get(id) === undefined && open(tracked).length === 0) passed.add(id);
      }
    }
    const checks = this.#tracked.map((tracked): CheckResult => {
      const { id, never, needs } = tracked.check;
      const points = this.#points.get(id) ?? 0;
      if (passed.has(id)) return { id, state: 'passed', points };
      const own = findings.get(id);
      const waits: Finding | undefined =
        open(tracked).length === 0
          ? undefined
          : never && needs.length === 0
            ? { kind: 'so-far' }
            : { kind: 'needs', checks: open(tracked) };
      // What has happened is told at once: nothing that is still to be done makes it good.
      const finding = (never ? own : waits) ?? waits ?? own;
      return { id, state: stateOf(finding), points, ...(finding ? { finding } : {}) };
    });
    const points = checks.reduce((sum, check) => sum + (check.state === 'passed' ? check.points : 0), 0);
    return { checks, points, complete: passed.size === checks.length };
  }

  /** Ids of the hints that this state offers. */
  hintsOffered(): readonly string[] {
    return this.#hints
      .filter(({ history }) => history === undefined || history.now() === undefined)
      .map(({ hint }) => hint.id);
  }

  /** Ids of the hints that some state so far has offered. */
  hintsEverOffered(): readonly string[] {
    return this.#hints
      .filter(({ history }) => history === undefined || history.once())
      .map(({ hint }) => hint.id);
  }

  stop(): void {
    for (const tracked of this.#tracked) tracked.stop();
    for (const { history } of this.#hints) history?.stop();
  }
}
