import { isObject } from '../../api/json.ts';
import { ConflictError, pathsOf, pathText, problemText, typeProblems } from '../../api/merge-diff/index.ts';
import { resourceApiVersion } from '../../api/resources.ts';
import { parseYaml, YamlError } from '../../api/yaml/index.ts';
import { decodeObject } from './codec.ts';
import type { RequestScope } from './context.ts';
import { newApplyConflict, newBadRequest, newUnknownError, type StatusCause } from './errors.ts';
import { afterApply, type Apply, type AppliedChange } from './managed-fields/changes.ts';
import { readManagerKey } from './managed-fields/entries.ts';
import { changeOf, ManagedRecord, recordOf } from './managed-fields/index.ts';
import { allowedByLastApplied, withLastApplied } from './managed-fields/last-applied.ts';
import type { ApiObject } from './objects.ts';
import { queryFlag } from './query.ts';
import type { JsonObject } from './request.ts';

const utf8 = new TextDecoder();

/**
 * What a server-side apply makes of an object, or of none; who owns what of it is in the request's outcome. Models applyPatcher of
 * apiserver pkg/endpoints/handlers/patch.go with apimachinery pkg/util/managedfields.
 * @param old the stored object; nothing where the apply creates one
 * @throws {ApiError} 400, 409 with every conflict, 500 for a configuration that does not fit its type
 */
export function applyObject(scope: RequestScope, old: ApiObject | undefined): ApiObject {
  const config = configuration(scope);
  const change = changeOf(scope, 'Apply', old);
  if (!change) throw newBadRequest(`server-side apply is not served for ${scope.resource.kind}`);
  const problems = typeProblems(config, change.atom);
  if (problems.length > 0)
    throw newUnknownError(
      `failed to create typed patch object (${titleOf(config)}): ${problemText(problems)}`,
    );
  const managed = old ? recordOf(scope, old).managed : ManagedRecord.none.managed;
  const apply = (force: boolean): AppliedChange => afterApply(managed, { ...change, config, force });
  const force = queryFlag(scope.request, 'force');
  const { object, managed: owned } = applyOrExplain(scope, apply, force, { ...change, config, force });
  scope.outcome.managed = ManagedRecord.of(owned);
  scope.outcome.claims = true;
  const whole = scope.fieldManager === KUBECTL && old ? withLastApplied(object, config) : object;
  return decodeObject({ ...scope, fieldValidation: 'Ignore' }, whole, old);
}

/** The manager whose applies take over from its client-side ones. */
const KUBECTL = 'kubectl';

/** Apply, and refuse with what stands in the way. Models lastAppliedManager.Apply and NewConflictError. */
function applyOrExplain(
  scope: RequestScope,
  apply: (force: boolean) => AppliedChange,
  force: boolean,
  change: Apply,
): AppliedChange {
  try {
    return apply(force);
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error;
    const left =
      scope.fieldManager === KUBECTL ? allowedByLastApplied(error.conflicts, change) : error.conflicts;
    if (left.length === 0) return apply(true);
    const conflicts = [...left]
      .sort((a, b) => (a.manager < b.manager ? -1 : 1))
      .flatMap(({ manager, set }) =>
        pathsOf(set).map((path) => ({ manager: managerText(manager), path: pathText(path) })),
      );
    const causes = conflicts.map(({ manager, path }): StatusCause => ({
      reason: 'FieldManagerConflict',
      message: `conflict with ${manager}`,
      field: path,
    }));
    throw newApplyConflict(causes, conflictMessage(conflicts));
  }
}

function conflictMessage(conflicts: readonly { readonly manager: string; readonly path: string }[]): string {
  const [first] = conflicts;
  if (first && conflicts.length === 1)
    return `Apply failed with 1 conflict: conflict with ${first.manager}: ${first.path}`;
  const lines: string[] = [];
  let last: string | undefined;
  for (const { manager, path } of conflicts) {
    if (manager !== last) lines.push(`conflicts with ${manager}:`);
    lines.push(`- ${path}`);
    last = manager;
  }
  return `Apply failed with ${conflicts.length} conflicts: ${lines.join('\n')}`;
}

function managerText(key: string): string {
  const { manager, operation, apiVersion, subresource } = readManagerKey(key);
  const named =
    JSON.stringify(manager) + (subresource ? ` with subresource ${JSON.stringify(subresource)}` : '');
  return operation === 'Update' ? `${named} using ${apiVersion ?? ''}` : named;
}

/** The body of an apply: YAML, which JSON is too. @throws {ApiError} 400 */
function configuration(scope: RequestScope): JsonObject {
  const { body } = scope.request;
  let config;
  try {
    config = body instanceof Uint8Array ? parseYaml(utf8.decode(body)) : (body ?? null);
  } catch (error) {
    if (error instanceof YamlError) throw newBadRequest(`error decoding YAML: ${error.message}`);
    throw error;
  }
  if (!isObject(config))
    throw newBadRequest(
      'error decoding YAML: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal into Go value of type map[string]interface {}',
    );
  const { apiVersion, kind } = config;
  if (apiVersion !== resourceApiVersion(scope.resource) || kind !== scope.resource.kind)
    throw newBadRequest(`invalid object type: ${typeText(config)}`);
  if (
    isObject(config.metadata) &&
    config.metadata.managedFields !== undefined &&
    config.metadata.managedFields !== null
  )
    throw newBadRequest('metadata.managedFields must be nil');
  return config;
}

/** Go's text of a GroupVersionKind: `apps/v1, Kind=Deployment`, `/v1, Kind=Pod`. */
function typeText({ apiVersion, kind }: JsonObject): string {
  const text = (value: unknown): string => (typeof value === 'string' ? value : '');
  const version = text(apiVersion);
  return `${version.includes('/') ? version : `/${version}`}, Kind=${text(kind)}`;
}

function titleOf(config: JsonObject): string {
  const metadata = isObject(config.metadata) ? config.metadata : {};
  const text = (value: unknown): string => (typeof value === 'string' ? value : '');
  return `${text(metadata.namespace)}/${text(metadata.name)}; ${typeText(config)}`;
}
