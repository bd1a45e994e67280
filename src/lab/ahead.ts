import { conditionFinding, type Seen } from './checks/condition.ts';
import type { Finding, Grade } from './checks/finding.ts';
import type { Verdict } from './checks/grader.ts';
import { History } from './checks/history.ts';
import type { Check } from './exercise-schema.ts';
import type { EngineWorld } from './engine.ts';

/** A check that looks ahead. */
export type AheadCheck = Check & { readonly ahead: NonNullable<Check['ahead']> };

/** A world that a look ahead uses up. */
export type Copy = Pick<EngineWorld, 'sim' | 'cluster' | 'readFile' | 'runScript'>;

/** Checks that look at the same future: one copy of the session serves them all. */
export interface Disturbance {
  /** The command that is run first. */
  readonly do: string | undefined;
  readonly checks: readonly AheadCheck[];
}

/** The most virtual milliseconds that a disturbance's command may take. */
const COMMAND_TIME = 15 * 60_000;
/** The most of a command's output that is kept, in characters: its end. */
const OUTPUT_KEPT = 20_000;
/** The most of it that a finding shows. */
const OUTPUT_SHOWN = 400;

function looksAhead(check: Check): check is AheadCheck {
  return check.ahead !== undefined;
}

/** The looks ahead that an exercise's checks ask for, those of the same disturbance together, in the order of the checks. */
export function disturbances(checks: readonly Check[]): readonly Disturbance[] {
  const groups = new Map<string, AheadCheck[]>();
  for (const check of checks.filter(looksAhead)) {
    const key = check.ahead.do ?? '';
    groups.set(key, [...(groups.get(key) ?? []), check]);
  }
  return [...groups].map(([command, group]) => ({ do: command === '' ? undefined : command, checks: group }));
}

/** Whether all that can be seen without looking ahead holds: then it is worth looking. */
export function worthLooking(grade: Grade, checks: readonly Check[]): boolean {
  const ahead = new Set(checks.filter(looksAhead).map(({ id }) => id));
  if (ahead.size === 0) return false;
  return grade.checks.every(
    ({ id, state, finding }) => ahead.has(id) || state === 'passed' || needsOnly(finding, ahead),
  );
}

/** It waits for looks ahead alone. */
function needsOnly(finding: Finding | undefined, ahead: ReadonlySet<string>): boolean {
  return finding?.kind === 'needs' && finding.checks.every((id) => ahead.has(id));
}

/**
 * Run one disturbance in a copy of the session and look at what the checks want of it. The copy is used up.
 * @param world a replay of the learner's session that nobody else uses
 */
export function lookAhead(world: Copy, disturbance: Disturbance): readonly Verdict[] {
  const command = disturbance.do;
  const watched = disturbance.checks.map((check) => ({
    check,
    history: new History(world, { ...check, expect: check.ahead.throughout ? check.holds : undefined }),
  }));
  const begun = world.sim.now;
  const ran = command === undefined ? undefined : runCommand(world, command);
  const ended = world.sim.now;
  const lookedAt = (check: AheadCheck): number => ended + (check.ahead.for ?? 0);
  const verdicts = new Map<string, Verdict>();
  const inOrder = [...watched].sort((a, b) => lookedAt(a.check) - lookedAt(b.check));
  for (const { check, history } of inOrder) {
    world.sim.advanceTo(lookedAt(check));
    verdicts.set(check.id, verdict(check, history, ran, begun, ended));
  }
  for (const { history } of watched) history.stop();
  return disturbance.checks.map(({ id }) => verdicts.get(id) ?? { id });
}

interface Ran {
  readonly command: string;
  readonly output: string;
  /** `undefined` when it had to be stopped. */
  readonly status: number | undefined;
}

function runCommand(world: Copy, command: string): Ran {
  let output = '';
  const decoder = new TextDecoder();
  const keep = (data: Uint8Array): void => {
    output = (output + decoder.decode(data, { stream: true })).slice(-OUTPUT_KEPT);
  };
  const status = world.runScript(command, COMMAND_TIME, keep);
  return { command, output, status };
}

function verdict(
  check: AheadCheck,
  history: History,
  ran: Ran | undefined,
  begun: number,
  ended: number,
): Verdict {
  const { id } = check;
  const shown = ran?.output.trim().slice(-OUTPUT_SHOWN) ?? '';
  if (ran && ran.status === undefined)
    return { id, finding: { kind: 'unfinished', do: ran.command, after: COMMAND_TIME, output: shown } };
  const seen: Seen = {
    ...history.seen(),
    ...(ran ? { command: { output: ran.output, status: ran.status ?? 0 } } : {}),
  };
  const told = (finding: Finding, after: number): Verdict => ({
    id,
    finding: {
      kind: 'ahead',
      after,
      finding,
      ...(ran ? { do: ran.command, output: shown, status: ran.status ?? 0 } : {}),
    },
  });
  const broke = check.ahead.throughout ? history.firstBreak : undefined;
  if (broke) return told(broke.finding, Math.max(0, broke.at - (broke.at >= ended ? ended : begun)));
  const finding = conditionFinding(check, seen, check.holds);
  return finding ? told(finding, check.ahead.for ?? 0) : { id };
}
