import type { Task } from '../../../../sim/index.ts';
import { infoPath, type Info } from '../../builder.ts';
import { dryRun, type Cli } from '../../cli.ts';
import { JSON_PATCH, STRATEGIC_PATCH } from '../../client.ts';
import { CliError, StatusError } from '../../errors.ts';
import { at, isObject, object, sameJson, type Json, type JsonObject } from '../../json.ts';
import { LAST_APPLIED } from '../apply.ts';
import { forEachObject } from '../objects.ts';
import { reporter } from '../report.ts';
import { templateText } from './history.ts';
import { requireResource, requireRevisions, REVISION, revisionsOf, type Revision } from './revisions.ts';

/** Annotations that stay the deployment's own. */
const KEPT = [
  LAST_APPLIED,
  REVISION,
  'deployment.kubernetes.io/revision-history',
  'deployment.kubernetes.io/desired-replicas',
  'deployment.kubernetes.io/max-replicas',
  'deprecated.deployment.rollback.to',
];
const HASH = 'pod-template-hash';

/** `kubectl rollout undo`. Models kubectl's pkg/polymorphichelpers/rollback.go. */
export function* rolloutUndo(cli: Cli): Task<void> {
  requireResource(cli);
  const report = reporter(cli);
  yield* forEachObject(cli, { allowEmptySelector: true }, (info) => {
    requireRevisions(info, 'rollbacker', 'rollbacker');
    const to = cli.flags.int('to-revision');
    const done =
      info.mapping.resource === 'deployments' ? undoDeployment(cli, info, to) : undoSet(cli, info, to);
    report(info.mapping, info.name, info.object, done);
  });
}

function notFound(revision: number): CliError {
  return new CliError(`unable to find specified revision ${revision} in history`);
}

/** The revision asked for, or the one before the last. */
function revisionFor(cli: Cli, info: Info, to: number, none: string): Revision {
  const all = revisionsOf(cli, info);
  const found = to === 0 ? all.at(-2) : all.find((one) => one.revision === to);
  if (found) return found;
  throw to === 0 ? new CliError(none) : notFound(to);
}

function undoDeployment(cli: Cli, info: Info, to: number): string {
  if (to < 0) throw notFound(to);
  const { record } = revisionFor(cli, info, to, `no rollout history found for deployment "${info.name}"`);
  const template = object(at(record, 'spec', 'template'));
  if (dryRun(cli) === 'client') return templateText(template);
  if (at(info.object, 'spec', 'paused') === true) {
    throw new CliError(
      "you cannot rollback a paused deployment; resume it first with 'kubectl rollout resume' and try again",
    );
  }
  const plain = withoutHash(template);
  if (sameJson(plain, withoutHash(object(at(info.object, 'spec', 'template'))))) {
    return `skipped rollback (current template already matches revision ${to})`;
  }
  const own = object(at(info.object, 'metadata', 'annotations'));
  const remembered = object(at(record, 'metadata', 'annotations'));
  const annotations = Object.fromEntries([
    ...Object.entries(own).filter(([key]) => KEPT.includes(key)),
    ...Object.entries(remembered).filter(([key]) => !KEPT.includes(key)),
  ]);
  const body = [
    { op: 'replace', path: '/spec/template', value: plain },
    { op: 'replace', path: '/metadata/annotations', value: annotations },
  ];
  return send(cli, info, to, body, JSON_PATCH);
}

function withoutHash(template: JsonObject): JsonObject {
  const metadata = object(template.metadata);
  const { [HASH]: _, ...labels } = object(metadata.labels);
  return { ...template, metadata: { ...metadata, labels } };
}

/** Daemon sets and stateful sets. */
function undoSet(cli: Cli, info: Info, to: number): string {
  if (to < 0) throw notFound(to);
  const { record, template } = revisionFor(cli, info, to, 'no last revision to roll back to');
  if (dryRun(cli) === 'client') return `will roll back to ${templateText(template)}`;
  if (sameJson(template, at(info.object, 'spec', 'template'))) {
    return `skipped rollback (current template already matches revision ${to})`;
  }
  return send(cli, info, to, isObject(record.data) ? record.data : {}, STRATEGIC_PATCH);
}

function send(cli: Cli, info: Info, to: number, body: Json, contentType: string): string {
  try {
    const query: [string, string][] = dryRun(cli) === 'server' ? [['dryRun', 'All']] : [];
    const bytes = new TextEncoder().encode(JSON.stringify(body));
    cli.client.json('PATCH', infoPath(info), { query, contentType, body: bytes });
    return 'rolled back';
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    throw new CliError(`failed restoring revision ${to}: ${error.message}`);
  }
}
