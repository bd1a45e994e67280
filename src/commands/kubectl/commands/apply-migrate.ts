import { infoPath, type Info } from '../builder.ts';
import type { Cli } from '../cli.ts';
import { APPLY_PATCH, JSON_PATCH } from '../client.ts';
import { apiVersionOf } from '../discovery.ts';
import { at, isObject, object, objects, sameJson, text, type JsonObject } from '../json.ts';
import { writeQuery } from './report.ts';

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
/** Who keeps the annotation once the server merges. */
const ANNOTATION_MANAGER = 'kubectl-last-applied';

/**
 * Hands what client-side apply owned over to server-side apply, after the server applied. Models pkg/cmd/apply's
 * saveLastApplyAnnotationIfNecessary and migrateToSSAIfNecessary.
 * @param manager who applies
 * @returns whether there was something to hand over, so that the manifest is to be applied once more
 */
export function migrate(cli: Cli, info: Info, applied: JsonObject, manager: string): boolean {
  const kept = manager === 'kubectl' ? keepAnnotation(cli, info, applied) : applied;
  const entries = objects(at(kept, 'metadata', 'managedFields'));
  const owners = new Set(ownersOfAnnotation(entries, 'Update').map((one) => text(one.manager)));
  let upgraded: readonly JsonObject[] = entries;
  for (const owner of owners) upgraded = handedOver(upgraded, owner, manager);
  if (sameJson([...upgraded], [...entries])) return false;
  const body = [
    { op: 'replace', path: '/metadata/managedFields', value: [...upgraded] },
    {
      op: 'replace',
      path: '/metadata/resourceVersion',
      value: text(at(kept, 'metadata', 'resourceVersion')),
    },
  ];
  cli.client.json('PATCH', infoPath(info), {
    query: writeQuery(cli, 'kubectl'),
    body: new TextEncoder().encode(JSON.stringify(body)),
    contentType: JSON_PATCH,
  });
  return true;
}

function ownersOfAnnotation(entries: readonly JsonObject[], operation: string): JsonObject[] {
  return entries.filter(
    (one) =>
      one.operation === operation &&
      at(one, 'fieldsV1', 'f:metadata', 'f:annotations', `f:${LAST_APPLIED}`) !== undefined,
  );
}

/** Applies the annotation alone in a name of its own, lest it goes with its owner. */
function keepAnnotation(cli: Cli, info: Info, applied: JsonObject): JsonObject {
  const annotation = at(applied, 'metadata', 'annotations', LAST_APPLIED);
  const entries = objects(at(applied, 'metadata', 'managedFields'));
  if (annotation === undefined || ownersOfAnnotation(entries, 'Apply').length > 0) return applied;
  const query = writeQuery(cli, ANNOTATION_MANAGER).filter(([key]) => key !== 'fieldManager');
  return cli.client.json('PATCH', infoPath(info), {
    query: [...query, ['fieldManager', ANNOTATION_MANAGER]],
    contentType: APPLY_PATCH,
    body: {
      apiVersion: apiVersionOf(info.mapping),
      kind: info.mapping.kind,
      metadata: {
        annotations: { [LAST_APPLIED]: annotation },
        name: info.name,
        ...(info.mapping.namespaced ? { namespace: info.namespace } : {}),
      },
    },
  });
}

/** The entries with those of one client that updated made part of those of who applies. Models csaupgrade.upgradedManagedFields. */
function handedOver(entries: readonly JsonObject[], client: string, manager: string): readonly JsonObject[] {
  const updates = (one: JsonObject): boolean =>
    one.manager === client && one.operation === 'Update' && text(one.subresource) === '';
  const applies = (one: JsonObject): boolean =>
    one.manager === manager && one.operation === 'Apply' && text(one.subresource) === '';
  let index = entries.findIndex(applies);
  if (index < 0) index = entries.findIndex(updates);
  const heir = entries[index];
  if (!heir) return entries;
  const before = entries.find((one) => updates(one) && one.apiVersion === heir.apiVersion);
  const fieldsV1 = before ? union(object(heir.fieldsV1), object(before.fieldsV1)) : object(heir.fieldsV1);
  return entries
    .map((one, i) => (i === index ? { ...one, manager, operation: 'Apply', fieldsV1 } : one))
    .filter((one) => !updates(one));
}

/** Fields of either set. */
function union(a: JsonObject, b: JsonObject): JsonObject {
  const out: { [key: string]: JsonObject[string] } = { ...a };
  for (const [key, value] of Object.entries(b)) {
    const mine = out[key];
    out[key] = isObject(mine) && isObject(value) ? union(mine, value) : value;
  }
  return out;
}
