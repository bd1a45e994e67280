import type { Task } from '../../../sim/index.ts';
import { build, fileFlags, infoPath, requireFiles, type Info } from '../builder.ts';
import { klog, type Cli } from '../cli.ts';
import { APPLY_PATCH } from '../client.ts';
import { pathOf } from '../discovery.ts';
import {
  CliError,
  ErrorList,
  ExitError,
  isNotFound,
  describeError,
  throwAll,
  UsageError,
} from '../errors.ts';
import { at, object, text, type JsonObject } from '../json.ts';
import { withoutManagedFields } from '../printers/object.ts';
import { writeYaml } from '../yaml.ts';
import { labelled, patchFor, withoutLastApplied } from './apply.ts';
import { runProgram, temporaryName } from './subprocess.ts';

/** `kubectl diff -f`. Models kubectl's pkg/cmd/diff: 1 means that there are differences, more that something went wrong. */
export function* diff(cli: Cli): Task<number> {
  try {
    return yield* compare(cli);
  } catch (error) {
    if (!(error instanceof Error) || error instanceof TypeError) throw error;
    const known =
      error instanceof CliError ||
      error instanceof UsageError ||
      error instanceof ErrorList ||
      'status' in error;
    if (!known) throw error;
    throw new ExitError(2, describeError(error, cli.command).message);
  }
}

function* compare(cli: Cli): Task<number> {
  const { flags } = cli;
  if (cli.args.length > 0) throw new UsageError(`Unexpected args: [${cli.args.join(' ')}]`);
  requireFiles(cli);
  if (flags.bool('force-conflicts') && !flags.bool('server-side'))
    throw new CliError('--force-conflicts only works with --server-side');
  if (flags.bool('prune')) throw new CliError('this kubectl does not have diff --prune');
  const result = yield* build(cli, { args: [], ...fileFlags(cli), local: true });
  throwAll(result.errors);
  const selector = flags.string('selector');
  const { fs } = cli.context;
  const folders = { live: temporaryName(cli, 'LIVE-*'), merged: temporaryName(cli, 'MERGED-*') };
  try {
    for (const folder of Object.values(folders)) fs.mkdir(folder, { recursive: true });
    for (const info of result.infos) {
      if (selector !== '' && !labelled(info.object, selector)) continue;
      const { live, merged } = versions(cli, info);
      const { group, version, kind } = info.mapping;
      const file = `${group === '' ? '' : `${group}.`}${version}.${kind}.${info.namespace}.${info.name}`;
      const shown = kind === 'Secret' && version === 'v1' ? masked(live, merged) : { live, merged };
      fs.writeFile(`${folders.live}/${file}`, content(cli, shown.live), { mode: 0o700 });
      fs.writeFile(`${folders.merged}/${file}`, content(cli, shown.merged), { mode: 0o700 });
    }
    return yield* runDiff(cli, folders.live, folders.merged);
  } finally {
    for (const folder of Object.values(folders)) if (fs.exists(folder)) fs.remove(folder);
  }
}

function content(cli: Cli, target: JsonObject | undefined): string {
  if (!target) return '';
  return writeYaml(cli.flags.bool('show-managed-fields') ? target : withoutManagedFields(target));
}

/** The object as it is, and as applying the manifest would leave it. */
function versions(cli: Cli, info: Info): { live: JsonObject | undefined; merged: JsonObject } {
  const manager =
    cli.flags.bool('server-side') && !cli.flags.changed('field-manager')
      ? 'kubectl'
      : cli.flags.string('field-manager');
  const query: [string, string][] = [
    ['dryRun', 'All'],
    ['fieldManager', manager],
  ];
  let live: JsonObject | undefined;
  try {
    live = cli.client.get(infoPath(info));
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
  if (cli.flags.bool('server-side')) {
    const force = String(cli.flags.bool('force-conflicts'));
    const options = { query: [...query, ['force', force]] as [string, string][], contentType: APPLY_PATCH };
    return { live, merged: cli.client.json('PATCH', infoPath(info), { ...options, body: info.object }) };
  }
  if (!live) {
    const path = pathOf(info.mapping, info.namespace);
    return { live, merged: cli.client.json('POST', path, { query, body: info.object }) };
  }
  const { patch, type } = patchFor(cli, info, live, withoutLastApplied(info.object));
  if (Object.keys(patch).length === 0) return { live, merged: live };
  return {
    live,
    merged: cli.client.json('PATCH', infoPath(info), { query, body: patch, contentType: type }),
  };
}

/** A secret's values are not shown, only that they differ. Models diff's Masker. */
function masked(
  live: JsonObject | undefined,
  merged: JsonObject,
): { live: JsonObject | undefined; merged: JsonObject } {
  const [before, after] = [object(live?.data), object(merged.data)];
  const cover = (own: JsonObject, other: JsonObject, word: string): JsonObject =>
    Object.fromEntries(
      Object.keys(own).map((key) => {
        const differs = other[key] !== undefined && text(other[key]) !== text(own[key]);
        return [key, differs ? `*** (${word})` : '***'];
      }),
    );
  const put = (target: JsonObject, data: JsonObject): JsonObject =>
    at(target, 'data') === undefined ? target : { ...target, data };
  return {
    live: live && put(live, cover(before, after, 'before')),
    merged: put(merged, cover(after, before, 'after')),
  };
}

function* runDiff(cli: Cli, live: string, merged: string): Task<number> {
  const external = cli.context.env.get('KUBECTL_EXTERNAL_DIFF') ?? '';
  const [program = 'diff', ...words] = external === '' ? ['diff'] : external.split(' ');
  const extra = words.filter((word) => {
    if (/^[a-zA-Z0-9-=]+$/.test(word)) return true;
    const message = `invalid argument is ignored: ${word}, only Alphanumeric (case-insensitive), dash and equal are allowed`;
    cli.output.err(klog(cli, 'diff.go:180', message));
    return false;
  });
  const argv = external === '' ? ['diff', '-u', '-N', live, merged] : [program, live, merged, ...extra];
  const outcome = yield* runProgram(cli, argv);
  if ('problem' in outcome)
    throw new CliError(`failed to run ${JSON.stringify(program)}: ${outcome.problem}`);
  if (outcome.status > 1)
    throw new CliError(`failed to run ${JSON.stringify(program)}: exit status ${outcome.status}`);
  return outcome.status;
}
