import {
  applyJsonPatch,
  applyMergePatch,
  applyStrategicMergePatch,
  JsonPatchError,
  PatchError,
} from '../../api/patch/index.ts';
import { resourceApiVersion } from '../../api/resources.ts';
import { kindDefinition } from '../../api/schema.ts';
import { goValueText, jsonText } from '../../api/go-value.ts';
import { bodyJson, type Reading } from './codec.ts';
import type { RequestScope } from './context.ts';
import { newBadRequest, newInvalid, newRejected, newUnsupportedMediaType } from './errors.ts';
import { withManagedFields } from './managed-fields/index.ts';
import type { ApiObject } from './objects.ts';
import { APPLY_PATCH, JSON_PATCH, MERGE_PATCH, STRATEGIC_PATCH } from './patch-types.ts';
import type { Json, JsonObject } from './request.ts';

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What a patch makes of an object, and how that is to be read. */
export interface Patched {
  readonly object: JsonObject;
  readonly reading: Reading;
}

/** A patch whose result is no such object is invalid itself; its kind has no name here. */
const refusing =
  (shown: () => string) =>
  (problem: string): never => {
    const message = `Invalid value: ${JSON.stringify(shown())}: ${problem}`;
    throw newInvalid({ group: '', kind: '' }, '', [{ type: 'FieldValueInvalid', field: 'patch', message }]);
  };

/** The result of a JSON patch or a merge patch is written out and read again. */
const asText = (object: JsonObject): Patched => ({
  object,
  reading: { words: 'json', refuse: refusing(() => jsonText(object)) },
});

/**
 * Apply a request's patch to an object. An apply is another file's (applying.ts). Models
 * apiserver pkg/endpoints/handlers/patch.go.
 * @throws {ApiError} 400, 415, 422
 */
export function applyPatch(scope: RequestScope, type: string, bare: ApiObject): Patched {
  if (type === JSON_PATCH) {
    const patch = bodyJson(scope.request);
    return asText(jsonPatch(patch, touchesManagedFields(patch) ? withManagedFields(scope, bare) : bare));
  }
  if (type !== MERGE_PATCH && type !== STRATEGIC_PATCH)
    throw newUnsupportedMediaType([JSON_PATCH, MERGE_PATCH, STRATEGIC_PATCH, APPLY_PATCH]);
  const patch = bodyJson(scope.request);
  if (!isObject(patch))
    throw newBadRequest(
      'error decoding patch: json: cannot unmarshal into Go value of type map[string]interface {}',
    );
  const { metadata } = patch;
  const managed = isObject(metadata) && metadata.managedFields !== undefined;
  const object = managed ? withManagedFields(scope, bare) : bare;
  if (type === MERGE_PATCH) return asText(applyMergePatch(object, patch) as JsonObject);
  const { resource } = scope;
  try {
    const key = kindDefinition(resourceApiVersion(resource), resource.kind);
    const patched = applyStrategicMergePatch(object, patch, key);
    return { object: patched, reading: { words: 'converter', refuse: refusing(() => goValueText(patch)) } };
  } catch (error) {
    if (error instanceof PatchError) throw newBadRequest(error.message);
    throw error;
  }
}

/** Whether a JSON patch reads or writes managed fields; others need not work them out. */
function touchesManagedFields(patch: Json): boolean {
  const touches = (path: Json | undefined): boolean =>
    typeof path === 'string' &&
    (['', '/metadata'].includes(path) || path.startsWith('/metadata/managedFields'));
  return (
    Array.isArray(patch) &&
    (patch as readonly Json[]).some((step) => isObject(step) && (touches(step.path) || touches(step.from)))
  );
}

function jsonPatch(patch: Json, object: ApiObject): JsonObject {
  if (!Array.isArray(patch))
    throw newBadRequest('json: cannot unmarshal object into Go value of type jsonpatch.Patch');
  try {
    const patched = applyJsonPatch(object, patch);
    if (isObject(patched)) return patched;
    throw new JsonPatchError('the patched document is not an object');
  } catch (error) {
    if (error instanceof JsonPatchError) throw newRejected();
    throw error;
  }
}
