import { delay, first, type Task } from '../../../sim/index.ts';
import { build, fileFlags, infoPath, selectorFlag, type Info, type Wanted } from '../builder.ts';
import { dryRun, type Cli } from '../cli.ts';
import { kindPrefix, pathOf } from '../discovery.ts';
import { addSource, CliError, isNotFound, throwAll } from '../errors.ts';
import { at, compact, text, type JsonObject } from '../json.ts';

/** `kubectl delete` waits this long by default: a week. */
const FOREVER = 168 * 3_600_000;

/** `kubectl delete`. Models kubectl's pkg/cmd/delete. */
export function* del(cli: Cli): Task<void> {
  const { flags } = cli;
  const all = flags.bool('all');
  const selector = selectorFlag(cli);
  const fieldSelector = flags.string('field-selector');
  if (all && (selector ?? '') !== '') throw new CliError('cannot set --all and --selector at the same time');
  if (all && fieldSelector !== '')
    throw new CliError('cannot set --all and --field-selector at the same time');
  const grace = graceOf(cli);
  const wanted: Wanted = {
    args: cli.args,
    ...fileFlags(cli),
    selector,
    fieldSelector,
    all,
    allNamespaces: flags.bool('all-namespaces'),
    flatten: true,
    continueOnError: true,
    lazy: true,
  };
  const result = yield* build(cli, wanted);
  const quietly = flags.bool('ignore-not-found') || all || selector !== undefined || fieldSelector !== '';
  const errors: unknown[] = [];
  if (flags.bool('force')) {
    cli.output.err(
      'Warning: Immediate deletion does not wait for confirmation that the running resource has been terminated. The resource may continue to run on the cluster indefinitely.\n',
    );
  }
  const waiting: { info: Info; uid: string }[] = [];
  let found = 0;
  for (const info of result.infos) {
    found++;
    try {
      if (dryRun(cli) !== 'client') waiting.push({ info, uid: remove(cli, info, grace) });
      else if (info.source === '' && Object.keys(info.object).length === 0) cli.client.get(infoPath(info));
      reportDeletion(cli, info, grace);
    } catch (error) {
      if (quietly && isNotFound(error)) continue;
      errors.push(addSource('deleting', info.source, error));
    }
  }
  // What could not be read comes last: the documents before it are visited first.
  errors.push(...result.errors.filter((error) => !(quietly && isNotFound(error))));
  if (found === 0 && errors.length === 0) cli.output.out('No resources found\n');
  if (errors.length === 0 && flags.bool('wait') && dryRun(cli) === 'none') {
    const limit = flags.duration('timeout') || FOREVER;
    for (const one of waiting) yield* gone(cli, one.info, one.uid, limit);
  }
  throwAll(errors);
}

function graceOf(cli: Cli): number {
  const { flags } = cli;
  let grace = flags.int('grace-period');
  if (flags.bool('now')) {
    if (grace !== -1) throw new CliError('--now and --grace-period cannot be specified together');
    grace = 1;
  }
  if (grace === 0 && !flags.bool('force')) grace = 1;
  if (flags.bool('force') && grace < 0) grace = 0;
  if (flags.bool('force') && grace > 0) {
    throw new CliError('--force and --grace-period greater than 0 cannot be specified together');
  }
  return grace;
}

const POLICIES: Readonly<Record<string, string>> = {
  background: 'Background',
  foreground: 'Foreground',
  orphan: 'Orphan',
  true: 'Background',
  false: 'Orphan',
};

/** @returns the uid of what is being deleted */
function remove(cli: Cli, info: Info, grace: number): string {
  const cascade = cli.flags.string('cascade');
  const policy = POLICIES[cascade];
  if (policy === undefined) {
    throw new CliError(`invalid cascade value (${cascade}). Must be "background", "foreground", or "orphan"`);
  }
  const body = compact({ gracePeriodSeconds: grace >= 0 ? grace : undefined, propagationPolicy: policy });
  const query: [string, string][] = dryRun(cli) === 'server' ? [['dryRun', 'All']] : [];
  const answer = cli.client.json('DELETE', infoPath(info), { query, body });
  return text(at(answer, 'metadata', 'uid')) || text(at(answer, 'details', 'uid'));
}

/** `pod "x" deleted from default namespace`. */
export function reportDeletion(cli: Cli, info: Info, grace: number): void {
  const kind = kindPrefix(info.mapping);
  if (cli.flags.string('output') === 'name') return cli.output.out(`${kind}/${info.name}\n`);
  const strategy = dryRun(cli);
  const suffix = strategy === 'client' ? ' (dry run)' : strategy === 'server' ? ' (server dry run)' : '';
  const done = grace === 0 ? 'force deleted' : 'deleted';
  const where = info.mapping.namespaced ? ` from ${info.namespace} namespace` : '';
  cli.output.out(`${kind} "${info.name}" ${done}${where}${suffix}\n`);
}

/** Wait until an object is gone, or another one has its name. Models wait.IsDeleted. */
export function* gone(cli: Cli, info: Info, uid: string, limit: number): Task {
  const deadline = cli.context.sim.now + limit;
  yield* cli.output.flush();
  for (;;) {
    let live: JsonObject;
    try {
      live = cli.client.get(infoPath(info));
    } catch (error) {
      if (isNotFound(error)) return;
      throw error;
    }
    if (uid !== '' && text(at(live, 'metadata', 'uid')) !== uid) return;
    const query: [string, string][] = [
      ['fieldSelector', `metadata.name=${info.name}`],
      ['resourceVersion', text(at(live, 'metadata', 'resourceVersion'))],
    ];
    const watch = cli.client.watch(pathOf(info.mapping, info.namespace), query);
    try {
      for (;;) {
        const event = watch.events.tryTake();
        if (event?.type === 'DELETED') return;
        if (event?.type === 'ERROR' || (!event && watch.events.closed)) break;
        if (event) continue;
        const left = deadline - cli.context.sim.now;
        if (left <= 0)
          throw new CliError(`timed out waiting for the condition on ${info.mapping.resource}/${info.name}`);
        yield* first([watch.events.ready(), delay(left)]);
      }
    } finally {
      watch.stop();
    }
  }
}
