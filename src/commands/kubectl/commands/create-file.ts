import type { Task } from '../../../sim/index.ts';
import { build, fileFlags, infoPath, requireFiles, type Info } from '../builder.ts';
import { dryRun, type Cli } from '../cli.ts';
import { pathOf } from '../discovery.ts';
import { addSource, CliError, isNotFound, throwAll, UsageError } from '../errors.ts';
import { at, nameOf, object, text, type JsonObject } from '../json.ts';
import { withLastApplied } from './apply.ts';
import { gone, reportDeletion } from './delete.ts';
import { recorded } from './record.ts';
import { each, reporter, writeQuery } from './report.ts';

/** `kubectl create -f`. Models kubectl's pkg/cmd/create. */
export function* create(cli: Cli): Task<void> {
  if (cli.args.length > 0) throw new UsageError(`Unexpected args: [${cli.args.join(' ')}]`);
  requireFiles(cli);
  if (cli.flags.bool('edit')) throw new CliError('this kubectl does not have create --edit yet');
  const report = reporter(cli);
  const result = yield* build(cli, { args: [], ...fileFlags(cli), local: true });
  const errors: unknown[] = [...result.errors];
  if (result.infos.length === 0 && errors.length === 0) throw new CliError('no objects passed to create');
  each(result.infos, errors, (info) => {
    let body: JsonObject = recorded(cli, info.object);
    if (cli.flags.bool('save-config')) body = withLastApplied(body);
    if (dryRun(cli) !== 'client') {
      try {
        const query = writeQuery(cli, 'kubectl-create');
        body = cli.client.json('POST', pathOf(info.mapping, info.namespace), { query, body });
      } catch (error) {
        throw addSource('creating', info.source, error);
      }
    }
    report(info.mapping, nameOf(body) || text(at(body, 'metadata', 'generateName')), body, 'created');
  });
  throwAll(errors);
}

/** `kubectl replace -f`. Models kubectl's pkg/cmd/replace. */
export function* replace(cli: Cli): Task<void> {
  requireFiles(cli);
  if (cli.flags.bool('force')) return yield* forceReplace(cli);
  const report = reporter(cli);
  const result = yield* build(cli, { args: [], ...fileFlags(cli), local: true });
  const errors: unknown[] = [...result.errors];
  if (result.infos.length === 0 && errors.length === 0) throw new CliError('no objects passed to replace');
  each(result.infos, errors, (info) => {
    let after: JsonObject = cli.flags.bool('save-config') ? withLastApplied(info.object) : info.object;
    if (dryRun(cli) !== 'client') {
      try {
        // Without a version in the manifest, the live object's is taken: the newest wins.
        if (text(at(after, 'metadata', 'resourceVersion')) === '') {
          const live = cli.client.get(infoPath(info));
          const resourceVersion = text(at(live, 'metadata', 'resourceVersion'));
          after = { ...after, metadata: { ...object(after.metadata), resourceVersion } };
        }
        after = cli.client.json('PUT', infoPath(info), {
          query: writeQuery(cli, 'kubectl-replace'),
          body: after,
        });
      } catch (error) {
        throw addSource('replacing', info.source, error);
      }
    }
    report(info.mapping, info.name, after, 'replaced');
  });
  throwAll(errors);
}

/** Delete what is there, wait until it is gone, and create it anew. */
function* forceReplace(cli: Cli): Task<void> {
  const grace = Math.max(0, cli.flags.int('grace-period'));
  const result = yield* build(cli, { args: [], ...fileFlags(cli), local: true });
  throwAll(result.errors);
  if (grace === 0) {
    cli.output.err(
      'Warning: Immediate deletion does not wait for confirmation that the running resource has been terminated. The resource may continue to run on the cluster indefinitely.\n',
    );
  }
  const removed: { info: Info; uid: string }[] = [];
  for (const info of result.infos) {
    try {
      const live = cli.client.get(infoPath(info));
      const body = { gracePeriodSeconds: grace, propagationPolicy: 'Background' };
      cli.client.json('DELETE', infoPath(info), { body });
      removed.push({ info, uid: text(at(live, 'metadata', 'uid')) });
      reportDeletion(cli, info, grace);
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  }
  for (const { info, uid } of removed) yield* gone(cli, info, uid, cli.flags.duration('timeout') || 300_000);
  const report = reporter(cli);
  for (const info of result.infos) {
    const query = writeQuery(cli, 'kubectl-replace');
    const after = cli.client.json('POST', pathOf(info.mapping, info.namespace), { query, body: info.object });
    report(info.mapping, info.name, after, 'replaced');
  }
}
