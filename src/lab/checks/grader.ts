import { findResourceByKind, resourcePath } from '../../api/resources.ts';
import type { ApiHandler, Json, JsonObject, Watch } from '../../cluster/apiserver/request.ts';
import type { Check, Exercise } from '../exercise.ts';
import { evaluateCel, pathsFound } from './cel.ts';
import { mismatch } from './match.ts';

/** Why a check does not pass, as data: the page and the command line put it into the reader's language. */
export type Finding =
  | { readonly kind: 'missing'; readonly object: string }
  | {
      readonly kind: 'mismatch';
      readonly path: string;
      readonly found: Json | undefined;
      readonly wanted: Json;
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
  /** It holds, but not yet for long enough; milliseconds. */
  | { readonly kind: 'holding'; readonly for: number; readonly wanted: number }
  /** It held, and stopped before it had held long enough; milliseconds. */
  | { readonly kind: 'broke'; readonly after: number; readonly wanted: number; readonly finding: Finding }
  | { readonly kind: 'needs'; readonly checks: readonly string[] };

export interface CheckResult {
  readonly id: string;
  readonly state: 'passed' | 'failed' | 'waiting';
  /** Absent when it passed. */
  readonly finding?: Finding;
}

/** Where an exercise stands. */
export interface Grade {
  readonly checks: readonly CheckResult[];
  /** All checks hold at this moment. */
  readonly complete: boolean;
}

/** What a check says of an object: nothing when it holds. */
function findingOf(check: Check, object: JsonObject | undefined): Finding | undefined {
  const { kind, name, namespace } = check.object;
  if (!object) return { kind: 'missing', object: `${kind} ${namespace}/${name}` };
  if (check.has !== undefined) {
    const found = mismatch(object, check.has);
    if (found) return { kind: 'mismatch', ...found };
  }
  const expression = check.expect;
  if (expression === undefined) return undefined;
  const outcome = evaluateCel(expression, object);
  switch (outcome.kind) {
    case 'value':
      return outcome.value
        ? undefined
        : { kind: 'expression', expression, found: pathsFound(expression, object) };
    case 'absent':
      return { kind: 'absent', expression, what: outcome.what };
    case 'error':
      return { kind: 'error', expression, message: outcome.message };
  }
}

/** One check's history: since when it has held, and whether it ever held long enough. */
interface Tracked {
  readonly check: Check;
  finding: Finding | undefined;
  /** Virtual time since which it has held; `undefined` while it does not. */
  heldSince: number | undefined;
  /** How it last stopped holding, in milliseconds after it began to. */
  brokeAfter: number | undefined;
}

/**
 * Follows an exercise's checks by watching the API server, from the moment it is made. It takes no part in the
 * simulation: nothing that it does makes an event, so a session runs the same with and without it.
 */
export class Grader {
  readonly #sim: { readonly now: number };
  readonly #tracked: readonly Tracked[];
  readonly #watches: Watch[] = [];
  /** Told whenever a check may have changed. */
  onChange: (() => void) | undefined;

  constructor(sim: { readonly now: number }, api: ApiHandler, exercise: Pick<Exercise, 'checks'>) {
    this.#sim = sim;
    this.#tracked = exercise.checks.map((check) => ({
      check,
      finding: findingOf(check, undefined),
      heldSince: undefined,
      brokeAfter: undefined,
    }));
    for (const tracked of this.#tracked) this.#follow(api, tracked);
  }

  #follow(api: ApiHandler, tracked: Tracked): void {
    const { object } = tracked.check;
    const resource = findResourceByKind(object.apiVersion, object.kind);
    if (!resource) throw new Error(`no resource for ${object.apiVersion} ${object.kind}`);
    const path = resourcePath(resource, object.namespace);
    const response = api({
      method: 'GET',
      path,
      query: [
        ['watch', 'true'],
        ['fieldSelector', `metadata.name=${object.name}`],
      ],
      headers: { accept: 'application/json', 'user-agent': 'podlab-grader' },
    });
    if (response.kind !== 'watch') throw new Error(`the API server did not watch ${path}`);
    const { events } = response.watch;
    this.#watches.push(response.watch);
    const drain = (): void => {
      for (let event = events.tryTake(); event; event = events.tryTake()) {
        if (event.type === 'BOOKMARK' || event.type === 'ERROR') continue;
        this.#see(tracked, event.type === 'DELETED' ? undefined : event.object);
      }
    };
    events.onChange = drain;
    drain();
  }

  #see(tracked: Tracked, object: JsonObject | undefined): void {
    tracked.finding = findingOf(tracked.check, object);
    const { now } = this.#sim;
    if (tracked.finding) {
      if (tracked.heldSince !== undefined) tracked.brokeAfter = now - tracked.heldSince;
      tracked.heldSince = undefined;
    } else {
      tracked.heldSince ??= now;
    }
    this.onChange?.();
  }

  #own(tracked: Tracked): Finding | undefined {
    const { check, finding, heldSince, brokeAfter } = tracked;
    const wanted = check.keeps;
    if (wanted === undefined) return finding;
    if (finding)
      return brokeAfter === undefined ? finding : { kind: 'broke', after: brokeAfter, wanted, finding };
    const held = heldSince === undefined ? 0 : this.#sim.now - heldSince;
    return held >= wanted ? undefined : { kind: 'holding', for: held, wanted };
  }

  /** Where the checks stand at this moment. */
  grade(): Grade {
    const checks: CheckResult[] = [];
    const passed = new Set<string>();
    for (const tracked of this.#tracked) {
      const { id, needs } = tracked.check;
      const open = needs.filter((need) => !passed.has(need));
      const finding: Finding | undefined =
        open.length > 0 ? { kind: 'needs', checks: open } : this.#own(tracked);
      if (!finding) passed.add(id);
      const waiting = finding?.kind === 'holding' || finding?.kind === 'needs' || finding?.kind === 'missing';
      checks.push({
        id,
        state: finding ? (waiting || finding.kind === 'absent' ? 'waiting' : 'failed') : 'passed',
        ...(finding ? { finding } : {}),
      });
    }
    return { checks, complete: passed.size === this.#tracked.length };
  }

  stop(): void {
    for (const watch of this.#watches) watch.stop();
  }
}
