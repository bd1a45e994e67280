import { isObject, type JsonObject } from '../../../api/json.ts';
import { jsonText } from '../../../api/go-value.ts';
import { JsonSyntaxError, parseJson } from '../../../api/json-parse.ts';
import {
  compareValues,
  difference,
  isEmptySet,
  toFieldSet,
  typeProblems,
  type Conflict,
} from '../../../api/merge-diff/index.ts';
import type { Apply } from './changes.ts';

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

function annotationsOf({ metadata }: JsonObject): JsonObject {
  const annotations = isObject(metadata) ? metadata.annotations : undefined;
  return isObject(annotations) ? annotations : {};
}

/**
 * The conflicts that are left when `kubectl apply --server-side` follows a client-side apply: what the annotation says was applied, and
 * still is so, is kubectl's own. Models lastappliedmanager.go.
 */
export function allowedByLastApplied(
  conflicts: readonly Conflict[],
  { live, atom, apiVersion }: Apply,
): readonly Conflict[] {
  const text = annotationsOf(live)[LAST_APPLIED];
  const applied = typeof text === 'string' ? parsed(text) : undefined;
  if (!applied || applied.apiVersion !== apiVersion || typeProblems(applied, atom).length > 0)
    return conflicts;
  const { modified, added, removed } = compareValues(applied, live, atom);
  const owned = [modified, added, removed].reduce(difference, toFieldSet(applied, atom));
  return conflicts
    .map(({ manager, set }) => ({ manager, set: difference(set, owned) }))
    .filter(({ set }) => !isEmptySet(set));
}

function parsed(text: string): JsonObject | undefined {
  try {
    const { value } = parseJson(text);
    return isObject(value) ? value : undefined;
  } catch (error) {
    if (error instanceof JsonSyntaxError) return undefined;
    throw error;
  }
}

/** An object whose annotation of client-side applies, where it has one, says what was applied now. Models lastappliedupdater.go. */
export function withLastApplied(object: JsonObject, config: JsonObject): JsonObject {
  const annotations = annotationsOf(object);
  if (annotations[LAST_APPLIED] === undefined) return object;
  const { [LAST_APPLIED]: _old, ...rest } = annotationsOf(config);
  const metadata = { ...(config.metadata as JsonObject) };
  const stripped = {
    ...config,
    metadata: { ...metadata, ...(metadata.annotations !== undefined && { annotations: rest }) },
  };
  return {
    ...object,
    metadata: {
      ...(object.metadata as JsonObject),
      annotations: { ...annotations, [LAST_APPLIED]: `${jsonText(stripped)}\n` },
    },
  };
}
