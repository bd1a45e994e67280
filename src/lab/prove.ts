import type { CheckResult, Finding, Grade } from './checks/finding.ts';
import { findingText } from './checks/words.ts';
import type { Exercise } from './exercise.ts';
import {
  gradePlayed,
  play,
  SCRIPT_EVENTS,
  SCRIPT_LIMIT,
  type Looking,
  type Played,
} from './proving-ground.ts';
import { caughtBy } from './scripts.ts';
import { stateText } from './state-text.ts';
import { SetupError } from './world.ts';

/** One thing that an exercise must prove. */
export interface Proof {
  /** `start`, `solution.sh`, `ways/inline.sh`, `hints`, … */
  readonly side: string;
  readonly ok: boolean;
  /** The file that it is about, in the exercise's folder. */
  readonly file: string;
  /** What went wrong, in a sentence; empty when nothing did. */
  readonly problem: string;
  /** Where the checks stood; absent when it did not come to that. */
  readonly grade?: Grade;
  /** The whole story of what went wrong: checks, what was run and printed, objects and events. */
  readonly explanation: string;
}

/** What a proof needs to know beside the exercise. */
export interface ProveOptions {
  /** Where a check stands, e.g. `content/exercises/a/exercise.yaml:12`. */
  readonly where?: (check: string) => string;
}

function indent(text: string, by = '  '): string {
  return text.trimEnd().replace(/^(?=.)/gm, by);
}

/** The last lines of a long text. */
function tail(text: string, lines = 120): string {
  const all = text.trimEnd().split('\n');
  return all.length <= lines
    ? all.join('\n')
    : [`(${all.length - lines} lines before)`, ...all.slice(-lines)].join('\n');
}

/** The finding at the bottom of one that tells of a history. */
function innermost(finding: Finding): Finding {
  return finding.kind === 'broke' || finding.kind === 'ahead' ? innermost(finding.finding) : finding;
}

/** The most of a value that is shown, in characters. */
const SHOWN = 400;

/** What an expression says, and what stands where it looks. */
function expressionText(finding: Finding): string {
  const inner = innermost(finding);
  if (!('expression' in inner)) return '';
  const found = inner.kind === 'expression' ? inner.found : [];
  const values = found.map(
    ({ path, found: value }) => `  self.${path} = ${(JSON.stringify(value) ?? 'nothing').slice(0, SHOWN)}`,
  );
  return `\n${indent([inner.expression.trim(), ...values].join('\n'), '          ')}`;
}

/** Each check with its state, and what it saw where it does not pass. */
export function gradeText(grade: Grade, where?: ProveOptions['where']): string {
  return grade.checks
    .map(({ id, state, points, finding }) => {
      const line = `${state.padEnd(7)} ${id} (${points})`;
      if (!finding) return line;
      const at = where ? `  ${where(id)}` : '';
      return `${line}${at}\n          ${findingText(finding, 'en')}${expressionText(finding)}`;
    })
    .join('\n');
}

/** A mistake in the script that the shell tells of by itself. */
function mistyped(output: string): string | undefined {
  return /^.*line \d+: .*: command not found$/m.exec(output)?.[0];
}

class Prover {
  readonly proofs: Proof[] = [];
  readonly #exercise: Exercise;
  readonly #where: ProveOptions['where'];
  readonly #offered = new Set<string>();

  constructor(exercise: Exercise, { where }: ProveOptions) {
    this.#exercise = exercise;
    this.#where = where;
  }

  /**
   * Play a script and judge it.
   * @param judge what is wrong with what it came to; nothing when all is as it should be
   */
  prove(
    side: string,
    script: string | undefined,
    looking: Looking,
    judge: (grade: Grade, played: Played) => string | undefined,
  ): void {
    const file = script === undefined ? 'exercise.yaml' : side;
    try {
      const played = play(this.#exercise, script);
      const grade = gradePlayed(this.#exercise, script, played, looking);
      for (const hint of played.grader.hintsEverOffered()) this.#offered.add(hint);
      const typo = script === undefined ? undefined : mistyped(played.output);
      const problem = typo === undefined ? judge(grade, played) : `the script has a mistake: ${typo}`;
      if (problem === undefined)
        this.proofs.push({ side, ok: true, file, problem: '', grade, explanation: '' });
      else {
        const explanation = this.#explain(problem, grade, script);
        this.proofs.push({ side, ok: false, file, problem, grade, explanation });
      }
    } catch (error) {
      if (!(error instanceof SetupError)) throw error;
      this.fail(side, 'exercise.yaml', error.message);
    }
  }

  fail(side: string, file: string, problem: string): void {
    this.proofs.push({ side, ok: false, file, problem, explanation: problem });
  }

  #explain(problem: string, grade: Grade, script: string | undefined): string {
    const parts = [problem, indent(gradeText(grade, this.#where))];
    // Once more, with each command written before it is run: the same run, for nothing in it is left to chance.
    const { world, output, status } = play(this.#exercise, script, true);
    if (script !== undefined) {
      const end = status === undefined ? '(still running when it was stopped)' : `(exit status ${status})`;
      parts.push('What was run, by line, and what it printed:', indent(tail(`${output.trimEnd()}\n${end}`)));
    }
    const failing = new Set(grade.checks.filter(({ state }) => state !== 'passed').map(({ id }) => id));
    const state = stateText(
      world,
      this.#exercise.checks.filter(({ id }) => failing.has(id)),
    );
    if (state !== '') parts.push('The cluster then:', indent(tail(state)));
    return parts.join('\n');
  }

  hints(): void {
    const never = this.#exercise.hints.filter(({ id }) => !this.#offered.has(id)).map(({ id }) => id);
    for (const id of never)
      this.fail(
        'hints',
        'exercise.yaml',
        `the hint "${id}" is never offered: its "when" did not come to hold for long enough at the start, nor after any of the scripts`,
      );
    if (never.length === 0 && this.#exercise.hints.some(({ when }) => when))
      this.proofs.push({ side: 'hints', ok: true, file: 'exercise.yaml', problem: '', explanation: '' });
  }
}

function listed(checks: readonly CheckResult[]): string {
  return checks.map(({ id }) => `"${id}"`).join(', ');
}

function judgeStart(grade: Grade): string | undefined {
  const passed = grade.checks.filter(({ state }) => state === 'passed');
  if (passed.length > 0)
    return `before anything is done these checks pass already: ${listed(passed)}. A check of what must be kept waits for what must be done: give it "needs"`;
  const happened = grade.checks.filter(({ finding }) => finding?.kind === 'happened');
  if (happened.length > 0) return `what must never happen has happened at the start: ${listed(happened)}`;
  return undefined;
}

const STILL_RUNNING = `it was still running after ${SCRIPT_LIMIT / 60_000} virtual minutes, or ${SCRIPT_EVENTS} events: a script must end by itself`;

function judgeValid(grade: Grade, { status }: Played): string | undefined {
  if (status === undefined && !grade.complete) return STILL_RUNNING;
  if (!grade.complete) {
    const open = grade.checks.filter(({ state }) => state !== 'passed');
    return `not all checks pass after it (${grade.points} of ${grade.checks.reduce((sum, { points }) => sum + points, 0)} points): ${listed(open)}`;
  }
  if (status === undefined) return `all checks pass, but ${STILL_RUNNING}`;
  return status === 0 ? undefined : `all checks pass, but the script ends with exit status ${status}`;
}

function judgeWrong(check: string, grade: Grade, { status }: Played): string | undefined {
  if (status === undefined) return STILL_RUNNING;
  if (grade.complete) return 'it solves the exercise: no check catches it';
  const caught = grade.checks.find(({ id }) => id === check);
  if (caught?.state === 'passed') return `the check "${check}" passes after it`;
  if (caught?.finding?.kind === 'needs')
    return `the check "${check}" is not even looked at: it is caught before by ${caught.finding.checks.map((id) => `"${id}"`).join(', ')}`;
  if (caught?.finding?.kind === 'so-far') {
    const open = grade.checks.filter(({ state, id }) => state !== 'passed' && id !== check);
    return `what the check "${check}" forbids does not happen; it is caught by ${listed(open)}`;
  }
  return undefined;
}

/**
 * Prove an exercise: none of its checks passes at the start, all of them pass after `solution.sh` and after each of `ways/`, each of
 * `wrong/` is caught by the check that it names, and each hint is offered at some time.
 */
export function proveExercise(exercise: Exercise, options: ProveOptions = {}): readonly Proof[] {
  const prover = new Prover(exercise, options);
  prover.prove('start', undefined, 'all', judgeStart);
  // Without a starting state there is nothing to prove the rest on.
  if (prover.proofs.some(({ grade }) => !grade)) return prover.proofs;
  prover.prove('solution.sh', exercise.solution, 'when-plain-hold', judgeValid);
  for (const name of Object.keys(exercise.ways).sort())
    prover.prove(`ways/${name}`, exercise.ways[name], 'when-plain-hold', judgeValid);
  for (const name of Object.keys(exercise.wrong).sort()) {
    const script = exercise.wrong[name] ?? '';
    const check = caughtBy(script)?.check ?? '';
    const ahead = exercise.checks.some(({ id, ahead: looks }) => id === check && looks);
    prover.prove(`wrong/${name}`, script, ahead ? 'all' : 'when-plain-hold', (grade, played) =>
      judgeWrong(check, grade, played),
    );
  }
  prover.hints();
  return prover.proofs;
}

/** Ids of checks that no wrong way is caught by: nothing shows that they are of use. */
export function untriedChecks(exercise: Exercise): readonly string[] {
  const tried = new Set(Object.values(exercise.wrong).map((script) => caughtBy(script)?.check));
  return exercise.checks.map(({ id }) => id).filter((id) => !tried.has(id));
}
