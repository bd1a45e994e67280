import { kindDefinition } from '../../../api/schema.ts';
import { createTwoWayStrategicMergePatch } from '../../../api/patch/index.ts';
import type { Task } from '../../../sim/index.ts';
import { build, infoPath, selectorFlag, type Info } from '../builder.ts';
import { dryRun, type Cli } from '../cli.ts';
import { STRATEGIC_PATCH } from '../client.ts';
import { CliError, throwAll, UsageError } from '../errors.ts';
import { at, object, objects, text, type JsonObject } from '../json.ts';
import { each, reporter, writeQuery } from './report.ts';

/** Send what makes `after` of a live object as a strategic merge patch. */
export function sendStrategic(
  cli: Cli,
  info: Info,
  after: JsonObject,
  manager: string,
  validates = false,
): JsonObject {
  const key = kindDefinition(text(info.object.apiVersion), text(info.object.kind));
  const body = createTwoWayStrategicMergePatch(info.object, after, key);
  const query = writeQuery(cli, manager, validates);
  return cli.client.json('PATCH', infoPath(info), { query, contentType: STRATEGIC_PATCH, body });
}

/** The nodes that cordon, uncordon and drain are asked about. Models drain.DrainCmdOptions.Complete. */
export function* nodesFor(cli: Cli, verb: string): Task<Info[]> {
  const selector = selectorFlag(cli);
  if (cli.args.length === 0 && selector === undefined) throw new UsageError(`USAGE: ${verb} NODE [flags]`);
  if (cli.args.length > 0 && selector !== undefined)
    throw new UsageError('cannot specify both a node name and a --selector option');
  const args = selector === undefined ? ['nodes', ...cli.args] : ['nodes'];
  const result = yield* build(cli, { args, selector, flatten: true, continueOnError: true });
  throwAll(result.errors);
  return result.infos;
}

/** Mark nodes as (un)schedulable. */
export function mark(cli: Cli, infos: readonly Info[], unschedulable: boolean): void {
  const word = unschedulable ? 'cordoned' : 'uncordoned';
  const report = reporter(cli);
  for (const info of infos) {
    const already = (at(info.object, 'spec', 'unschedulable') === true) === unschedulable;
    if (already) report(info.mapping, info.name, info.object, `already ${word}`);
    else {
      if (dryRun(cli) !== 'client') {
        const query: [string, string][] = dryRun(cli) === 'server' ? [['dryRun', 'All']] : [];
        const body = { spec: { unschedulable: unschedulable ? true : null } };
        cli.client.json('PATCH', infoPath(info), { query, body, contentType: STRATEGIC_PATCH });
      }
      report(info.mapping, info.name, info.object, word);
    }
  }
}

/** `kubectl cordon`. */
export function* cordon(cli: Cli): Task<void> {
  mark(cli, yield* nodesFor(cli, 'cordon'), true);
}

/** `kubectl uncordon`. */
export function* uncordon(cli: Cli): Task<void> {
  mark(cli, yield* nodesFor(cli, 'uncordon'), false);
}

interface Taint {
  readonly key: string;
  readonly value: string;
  readonly effect: string;
}

const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

function parseTaint(spec: string): Taint {
  const match = /^([^=:]+)(?:=([^:]*))?(?::(.+))?$/.exec(spec);
  const effect = match?.[3] ?? '';
  if (!match) throw new CliError(`invalid taint spec: ${spec}`);
  if (effect !== '' && !EFFECTS.includes(effect)) {
    throw new UsageError(`invalid taint effect: ${effect}, unsupported taint effect`);
  }
  return { key: match[1] ?? '', value: match[2] ?? '', effect };
}

/** `kubectl taint`. Models kubectl's pkg/cmd/taint. */
export function* taint(cli: Cli): Task<void> {
  const isTaint = (arg: string): boolean => arg.includes('=') || arg.includes(':') || arg.endsWith('-');
  const resources = cli.args.filter((arg) => !isTaint(arg));
  const specs = cli.args.filter(isTaint);
  const wide = cli.flags.bool('all') || selectorFlag(cli) !== undefined;
  if (resources.length < (wide ? 1 : 2)) {
    throw new CliError(
      specs.length === 0 && resources.length > 0
        ? 'at least one taint update is required'
        : 'one or more resources must be specified as <resource> <name>',
    );
  }
  if (specs.length === 0) throw new CliError('at least one taint update is required');
  if (cli.discovery.require(resources[0] ?? '').resource !== 'nodes') {
    throw new CliError(`invalid resource type ${resources[0] ?? ''}, only node types are supported`);
  }
  const add = specs.filter((spec) => !spec.endsWith('-')).map(parseTaint);
  const remove = specs.filter((spec) => spec.endsWith('-')).map((spec) => parseTaint(spec.slice(0, -1)));
  for (const one of add)
    if (one.effect === '') throw new CliError(`invalid taint spec: ${one.key}=${one.value}`);
  const result = yield* build(cli, {
    args: resources,
    selector: selectorFlag(cli),
    all: cli.flags.bool('all'),
    flatten: true,
    continueOnError: true,
  });
  const errors: unknown[] = [...result.errors];
  const report = reporter(cli);
  each(result.infos, errors, (info) => {
    const { taints, word } = retaint(cli, objects(at(info.object, 'spec', 'taints')), add, remove);
    const after = { ...info.object, spec: { ...object(info.object.spec), taints } };
    if (dryRun(cli) !== 'client') sendStrategic(cli, info, after, 'kubectl-taint', true);
    report(info.mapping, info.name, after, word);
  });
  throwAll(errors);
}

function retaint(
  cli: Cli,
  old: readonly JsonObject[],
  add: readonly Taint[],
  remove: readonly Taint[],
): { taints: JsonObject[]; word: string } {
  const same = (a: JsonObject, b: Taint): boolean =>
    a.key === b.key && (b.effect === '' || a.effect === b.effect);
  for (const one of remove) {
    if (!old.some((before) => same(before, one)))
      throw new CliError(`taint "${one.key}${one.effect === '' ? '' : `:${one.effect}`}" not found`);
  }
  const kept = old.filter((before) => !remove.some((one) => same(before, one)));
  if (!cli.flags.bool('overwrite')) {
    const clash = add.find((one) => kept.some((before) => same(before, one)));
    if (clash)
      throw new CliError(
        `node ${cli.args[1] ?? ''} already has ${clash.key} taint(s) with same effect(s) and --overwrite is false`,
      );
  }
  const fresh = add.map((one) => ({
    effect: one.effect,
    key: one.key,
    ...(one.value === '' ? {} : { value: one.value }),
  }));
  const taints = [...fresh, ...kept.filter((before) => !add.some((one) => same(before, one)))];
  if (add.length > 0) return { taints, word: remove.length > 0 ? 'modified' : 'tainted' };
  return { taints, word: 'untainted' };
}
