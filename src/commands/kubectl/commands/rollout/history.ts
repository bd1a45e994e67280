import type { Task } from '../../../../sim/index.ts';
import type { Info } from '../../builder.ts';
import type { Cli } from '../../cli.ts';
import { kindPrefix } from '../../discovery.ts';
import { templateLines } from '../../describe/workloads.ts';
import { DescribeWriter } from '../../describe/writer.ts';
import { CliError } from '../../errors.ts';
import type { JsonObject } from '../../json.ts';
import { objectPrinter } from '../../printers/object.ts';
import { DESCRIBE_TABS, tabbed } from '../../tabwriter.ts';
import { forEachObject } from '../objects.ts';
import { requireResource, requireRevisions, restored, revisionsOf, type Revision } from './revisions.ts';

/** `kubectl rollout history`. Models kubectl's pkg/cmd/rollout/rollout_history.go. */
export function* rolloutHistory(cli: Cli): Task<void> {
  requireResource(cli);
  const wanted = cli.flags.int('revision');
  if (wanted < 0) throw new CliError(`revision must be a positive integer: ${wanted}`);
  const format = cli.flags.string('output');
  const print = format === '' ? undefined : objectPrinter(cli, format);
  yield* forEachObject(cli, { allowEmptySelector: true }, (info) => {
    requireRevisions(info, 'history viewer', 'history');
    const all = revisionsOf(cli, info);
    if (print) {
      for (const one of chosen(all, wanted)) print(recorded(info, one));
      return;
    }
    const head = wanted > 0 ? `with revision #${wanted}` : '';
    cli.output.out(`${kindPrefix(info.mapping)}/${info.name} ${head}\n${shown(info, all, wanted)}\n`);
  });
}

function chosen(all: readonly Revision[], wanted: number): readonly Revision[] {
  if (wanted === 0) return all;
  const one = all.find(({ revision }) => revision === wanted);
  if (!one) throw new CliError('unable to find the specified revision');
  return [one];
}

/** What -o prints of a revision: the replica set, or the workload as it was. */
function recorded(info: Info, { record, template }: Revision): JsonObject {
  if (info.mapping.resource !== 'deployments') return restored(info.object, record);
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    ...record,
    spec: { ...(record.spec as JsonObject), template },
  };
}

function shown(info: Info, all: readonly Revision[], wanted: number): string {
  if (all.length === 0) return 'No rollout history found.';
  if (wanted > 0) return templateText(chosen(all, wanted)[0]?.template ?? {});
  const causes = info.mapping.resource !== 'statefulsets';
  const lines = all.map(({ revision, changeCause }) =>
    causes ? `${revision}\t${changeCause === '' ? '<none>' : changeCause}\n` : `${revision}\n`,
  );
  return tabbed(`${causes ? 'REVISION\tCHANGE-CAUSE' : 'REVISION'}\n${lines.join('')}`, DESCRIBE_TABS);
}

/** A pod template as `describe` shows it, its columns not aligned. */
export function templateText(template: JsonObject): string {
  const w = new DescribeWriter();
  templateLines(w, template);
  return w.plain();
}
