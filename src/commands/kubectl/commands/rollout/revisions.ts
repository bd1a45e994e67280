import { applyStrategicMergePatch } from '../../../../api/patch/index.ts';
import { kindDefinition } from '../../../../api/schema.ts';
import type { Info } from '../../builder.ts';
import type { Cli } from '../../cli.ts';
import { CliError } from '../../errors.ts';
import { groupResource } from '../../discovery.ts';
import { controllerOf, selectorText } from '../../describe/pod.ts';
import { at, object, objects, text, type JsonObject } from '../../json.ts';

export const REVISION = 'deployment.kubernetes.io/revision';
export const CHANGE_CAUSE = 'kubernetes.io/change-cause';

/** One remembered state of a workload. */
export interface Revision {
  readonly revision: number;
  /** The replica set or controller revision that remembers it. */
  readonly record: JsonObject;
  readonly template: JsonObject;
  readonly changeCause: string;
}

/** Kinds that pods come from, of which kubectl knows; some remember no revisions. Models apps.KindVisitor. */
const VISITED = ['pods', 'replicationcontrollers', 'replicasets.apps', 'jobs.batch', 'cronjobs.batch'];

/** @throws {CliError} for a kind that remembers no revisions */
export function requireRevisions(info: Info, tool: string, what: string): void {
  const name = groupResource(info.mapping);
  if (['deployments.apps', 'daemonsets.apps', 'statefulsets.apps'].includes(name)) return;
  const { kind, group } = info.mapping;
  const shown = group === '' ? kind : `${kind}.${group}`;
  throw new CliError(
    VISITED.includes(name)
      ? `no ${tool} has been implemented for ${JSON.stringify(shown)}`
      : `error retrieving ${what} for ${JSON.stringify(shown)}, no visitor method exists for {${group} ${kind}}`,
  );
}

/** The revisions of a workload, oldest first. Models polymorphichelpers' history viewers. */
export function revisionsOf(cli: Cli, info: Info): Revision[] {
  const ofDeployment = info.mapping.resource === 'deployments';
  const path = `/apis/apps/v1/namespaces/${info.namespace}/${ofDeployment ? 'replicasets' : 'controllerrevisions'}`;
  const selector = selectorText(at(info.object, 'spec', 'selector'));
  const uid = at(info.object, 'metadata', 'uid');
  const records = objects(cli.client.get(path, [['labelSelector', selector]]).items).filter(
    (one) => controllerOf(one)?.uid === uid,
  );
  const all = records.flatMap((record): Revision[] => {
    const annotations = object(at(record, 'metadata', 'annotations'));
    const changeCause = text(annotations[CHANGE_CAUSE]);
    if (!ofDeployment) {
      const template = object(at(restored(info.object, record), 'spec', 'template'));
      return [{ revision: Number(record.revision), record, template, changeCause }];
    }
    const revision = Number.parseInt(text(annotations[REVISION]), 10);
    if (Number.isNaN(revision)) return [];
    const template = object(at(record, 'spec', 'template'));
    const metadata = object(template.metadata);
    const noted =
      changeCause === ''
        ? metadata
        : { ...metadata, annotations: { ...object(metadata.annotations), [CHANGE_CAUSE]: changeCause } };
    return [{ revision, record, template: { ...template, metadata: noted }, changeCause }];
  });
  return all.sort((a, b) => a.revision - b.revision);
}

/** The workload with the template that a controller revision remembers. */
export function restored(workload: JsonObject, record: JsonObject): JsonObject {
  const key = kindDefinition(text(workload.apiVersion), text(workload.kind));
  return applyStrategicMergePatch(workload, object(record.data), key);
}

/** `kubectl rollout X` without anything named. @throws {CliError} */
export function requireResource(cli: Cli): void {
  if (cli.args.length === 0 && cli.flags.list('filename').length === 0)
    throw new CliError('required resource not specified');
}
