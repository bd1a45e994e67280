import type { Json, JsonObject } from '../../cluster/apiserver/request.ts';
import type { Condition } from '../exercise-schema.ts';
import { evaluateCel, pathsFound, type CelInput } from './cel.ts';
import type { CountRange, Finding } from './finding.ts';
import { mismatch } from './match.ts';

/** What a condition looks at, as it is at one moment. */
export interface Seen {
  /** The objects that it means, sorted by namespace and name. */
  readonly objects: readonly JsonObject[];
  /** The text of the file that it means. */
  readonly file: string | undefined;
  /** In a look ahead: what the command printed, and how it ended. */
  readonly command?: { readonly output: string; readonly status: number };
}

function nameOf(object: JsonObject): string {
  const { name, namespace } = object['metadata'] as { name: string; namespace?: string };
  return namespace === undefined ? name : `${namespace}/${name}`;
}

/** What a condition looks at, in a few words: `Pod default/web`, `Pod app=web`. */
export function subjectOf({ object, objects, file }: Condition): string {
  if (object) {
    const { kind, name, namespace } = object;
    return namespace === undefined ? `${kind} ${name}` : `${kind} ${namespace}/${name}`;
  }
  if (objects) return objects.selector === undefined ? objects.kind : `${objects.kind} ${objects.selector}`;
  return file ?? '';
}

/**
 * A condition that tells of something that should be noticed: of several objects one that matches is enough, where a check's own
 * condition wants all of them to match.
 */
export function noticing<C extends Condition>(condition: C): C {
  const { objects, has, count } = condition;
  return objects && has !== undefined && count === undefined
    ? { ...condition, count: { min: 1 } }
    : condition;
}

/** How many objects a condition wants; `undefined` when it says nothing of it. */
export function countRange({ count }: Condition): CountRange | undefined {
  if (count === undefined) return undefined;
  if (typeof count === 'number') return { min: count, max: count };
  return { min: count.min ?? 0, max: count.max };
}

function within(found: number, { min, max }: CountRange): boolean {
  return found >= min && (max === undefined || found <= max);
}

function expressionFinding(expression: string, input: CelInput): Finding | undefined {
  const outcome = evaluateCel(expression, input);
  switch (outcome.kind) {
    case 'value':
      return outcome.value
        ? undefined
        : { kind: 'expression', expression, found: pathsFound(expression, input.self) };
    case 'absent':
      return { kind: 'absent', expression, what: outcome.what };
    case 'error':
      return { kind: 'error', expression, message: outcome.message };
  }
}

/** What of several objects is not as wanted: too many or too few of them (those that match `has`, when it says so), or one that does not match. */
function objectsFinding(condition: Condition, { objects }: Seen): Finding | undefined {
  const { has } = condition;
  const range = countRange(condition);
  const broken: { object: JsonObject; finding: Finding }[] = [];
  for (const object of objects) {
    const found = has === undefined ? undefined : mismatch(object, has as Json);
    if (found) broken.push({ object, finding: { kind: 'mismatch', object: nameOf(object), ...found } });
  }
  const but = broken[0]?.finding;
  const matching = objects.length - broken.length;
  const what = subjectOf(condition);
  if (range) {
    if (within(matching, range)) return undefined;
    return { kind: 'count', objects: what, found: matching, wanted: range, ...(but ? { but } : {}) };
  }
  if (has !== undefined && objects.length === 0)
    return { kind: 'count', objects: what, found: 0, wanted: { min: 1, max: undefined } };
  return but;
}

/** What `self` is in a condition's expressions. */
function selfOf({ objects: several, file: path }: Condition, { objects, file }: Seen): Json | undefined {
  return path !== undefined ? file : several ? (objects as Json) : objects[0];
}

/**
 * What is not as a condition wants it; nothing when it holds.
 * @param expression the expression that must hold, where it is not the condition's own `expect`
 */
export function conditionFinding(
  condition: Condition,
  seen: Seen,
  expression: string | undefined = condition.expect,
): Finding | undefined {
  const { object, objects, file, has, absent } = condition;
  if (object) {
    const [found] = seen.objects;
    if (absent) return found ? { kind: 'present', object: subjectOf(condition) } : undefined;
    if (!found) return { kind: 'missing', object: subjectOf(condition) };
    const wrong = has === undefined ? undefined : mismatch(found, has as Json);
    if (wrong) return { kind: 'mismatch', ...wrong };
  } else if (objects) {
    const wrong = objectsFinding(condition, seen);
    if (wrong) return wrong;
  } else if (file !== undefined && seen.file === undefined) {
    return { kind: 'no-file', file };
  }
  if (expression === undefined) return undefined;
  return expressionFinding(expression, { self: selfOf(condition, seen), ...seen.command });
}
