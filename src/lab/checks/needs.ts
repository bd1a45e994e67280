import type { Check } from '../exercise-schema.ts';

/** A check that looks at the learner's cluster as it is now: neither ahead nor back at what never happened. */
function isPlain(check: Check): boolean {
  return !check.ahead && !check.never;
}

/**
 * The checks that must pass before this one: those it names. A `never` that names none waits for all plain ones, so that nothing is
 * earned by doing nothing.
 */
export function neededBy(check: Check, checks: readonly Check[]): readonly string[] {
  if (!check.never || check.needs.length > 0) return check.needs;
  return checks.filter(isPlain).map(({ id }) => id);
}

/** Ids along a circle of needs, the first of them again at the end; `undefined` when there is none. */
export function circle(checks: readonly Check[]): readonly string[] | undefined {
  const needs = new Map(checks.map((check) => [check.id, check.needs]));
  const done = new Set<string>();
  const visit = (id: string, path: readonly string[]): readonly string[] | undefined => {
    const at = path.indexOf(id);
    if (at >= 0) return [...path.slice(at), id];
    if (done.has(id)) return undefined;
    for (const need of needs.get(id) ?? []) {
      const found = visit(need, [...path, id]);
      if (found) return found;
    }
    done.add(id);
    return undefined;
  };
  for (const { id } of checks) {
    const found = visit(id, []);
    if (found) return found;
  }
  return undefined;
}
