import type { Json } from '../../cluster/apiserver/request.ts';

/** The first place where an object is not as wanted. `found` is `undefined` where there is nothing. */
export interface Mismatch {
  /** As in Kubernetes' messages: `status.initContainerStatuses[0].state`. */
  readonly path: string;
  readonly found: Json | undefined;
  readonly wanted: Json;
}

function isObject(value: Json | undefined): value is { readonly [key: string]: Json | undefined } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function nameOf(value: Json | undefined): string | undefined {
  return isObject(value) && typeof value['name'] === 'string' ? value['name'] : undefined;
}

/**
 * Match `found` against `wanted` in part: a field that is not written in `wanted` may be anything; `null` wants the field
 * to be absent. A list wants each of its items: items with a `name` are found by it, others must stand in the same order.
 * @returns the first mismatch, or `undefined` when all that is wanted is there
 */
export function mismatch(found: Json | undefined, wanted: Json, path = ''): Mismatch | undefined {
  if (wanted === null) {
    return found === undefined || found === null ? undefined : { path, found, wanted };
  }
  if (Array.isArray(wanted)) {
    if (!Array.isArray(found)) return { path, found, wanted };
    let from = 0;
    for (const item of wanted as readonly Json[]) {
      const name = nameOf(item);
      if (name !== undefined) {
        const index = found.findIndex((other) => nameOf(other as Json) === name);
        if (index < 0)
          return {
            path,
            found: found.map((other) => nameOf(other as Json) ?? (other as Json)),
            wanted: name,
          };
        const inner = mismatch(found[index] as Json, item, `${path}[${index}]`);
        if (inner) return inner;
      } else {
        const index = found.findIndex(
          (other, at) => at >= from && mismatch(other as Json, item) === undefined,
        );
        if (index < 0) return { path, found: found as Json, wanted: item };
        from = index + 1;
      }
    }
    return undefined;
  }
  if (isObject(wanted)) {
    if (!isObject(found)) return { path, found, wanted };
    for (const key of Object.keys(wanted).sort()) {
      const inner = mismatch(found[key], wanted[key] ?? null, path === '' ? key : `${path}.${key}`);
      if (inner) return inner;
    }
    return undefined;
  }
  return found === wanted ? undefined : { path, found, wanted };
}
