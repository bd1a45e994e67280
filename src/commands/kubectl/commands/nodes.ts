import { kindDefinition } from '../../../api/schema.ts';
import { createTwoWayStrategicMergePatch } from '../../../api/patch/index.ts';
import { parseTime } from '../../../api/time.ts';
import type { Task } from '../../../sim/index.ts';
import { build, infoPath, selectorFlag, type Info } from '../builder.ts';
import { dryRun, pause, type Cli } from '../cli.ts';
import { STRATEGIC_PATCH } from '../client.ts';
import { CliError, ExitError, isNotFound, StatusError, throwAll, UsageError } from '../errors.ts';
import { at, nameOf, namespaceOf, object, objects, text, type JsonObject } from '../json.ts';
import { controllerOf } from '../describe/pod.ts';
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

function* nodesFor(cli: Cli, verb: string): Task<Info[]> {
  const selector = selectorFlag(cli);
  if (cli.args.length === 0 && selector === undefined) throw new UsageError(`USAGE: ${verb} NODE [flags]`);
  const args = selector === undefined ? ['nodes', ...cli.args] : ['nodes'];
  const result = yield* build(cli, { args, selector, flatten: true, continueOnError: true });
  throwAll(result.errors);
  return result.infos;
}

/** Mark nodes as (un)schedulable. */
function mark(cli: Cli, infos: readonly Info[], unschedulable: boolean): void {
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

/** `kubectl drain`. Models kubectl's pkg/drain: cordon, then evict what may go. */
export function* drain(cli: Cli): Task<void> {
  const infos = yield* nodesFor(cli, 'drain');
  mark(cli, infos, true);
  for (const info of infos) yield* drainNode(cli, info);
}

function* drainNode(cli: Cli, info: Info): Task<void> {
  const pods = objects(
    cli.client.get('/api/v1/pods', [['fieldSelector', `spec.nodeName=${info.name}`]]).items,
  );
  const doomed: JsonObject[] = [];
  const problems = new Map<string, string[]>();
  const warnings = new Map<string, string[]>();
  const note = (into: Map<string, string[]>, reason: string, pod: JsonObject): void => {
    into.set(reason, [...(into.get(reason) ?? []), `${namespaceOf(pod)}/${nameOf(pod)}`]);
  };
  for (const pod of pods) {
    if (at(pod, 'metadata', 'annotations', 'kubernetes.io/config.mirror') !== undefined) continue;
    if (isOverdue(cli, pod)) continue;
    const done = ['Succeeded', 'Failed'].includes(text(at(pod, 'status', 'phase')));
    const owner = controllerOf(pod);
    if (owner?.kind === 'DaemonSet' && !done) {
      if (cli.flags.bool('ignore-daemonsets')) note(warnings, 'ignoring DaemonSet-managed Pods', pod);
      else note(problems, 'cannot delete DaemonSet-managed Pods (use --ignore-daemonsets to ignore)', pod);
      continue;
    }
    if (
      !done &&
      objects(at(pod, 'spec', 'volumes')).some((one) => one.emptyDir !== undefined) &&
      !cli.flags.bool('delete-emptydir-data')
    ) {
      note(problems, 'cannot delete Pods with local storage (use --delete-emptydir-data to override)', pod);
      continue;
    }
    if (!done && !owner) {
      if (cli.flags.bool('force')) note(warnings, 'deleting Pods that declare no controller', pod);
      else {
        note(problems, 'cannot delete Pods that declare no controller (use --force to override)', pod);
        continue;
      }
    }
    doomed.push(pod);
  }
  if (problems.size > 0) {
    const words = [...problems].map(([reason, names]) => `${reason}: ${names.join(', ')}`);
    const joined = words.length === 1 ? (words[0] ?? '') : `[${words.join(', ')}]`;
    cli.output.err(
      `error: unable to drain node "${info.name}" due to error: ${joined}, continuing command...\n`,
    );
    cli.output.err(`There are pending nodes to be drained:\n ${info.name}\n`);
    throw new ExitError(1, joined);
  }
  if (warnings.size > 0) {
    cli.output.err(
      `Warning: ${[...warnings].map(([reason, names]) => `${reason}: ${names.join(', ')}`).join('; ')}\n`,
    );
  }
  if (dryRun(cli) !== 'none') return reporter(cli)(info.mapping, info.name, info.object, 'drained');
  for (const pod of doomed) yield* evict(cli, pod);
  for (const pod of doomed) yield* away(cli, pod);
  reporter(cli)(info.mapping, info.name, info.object, 'drained');
}

/** A disruption budget may refuse for now: try again, as kubectl does, every five seconds. */
function* evict(cli: Cli, pod: JsonObject): Task {
  const [namespace, name] = [namespaceOf(pod), nameOf(pod)];
  const grace = cli.flags.int('grace-period');
  const deleteOptions = grace >= 0 ? { gracePeriodSeconds: grace } : {};
  const body = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace }, deleteOptions };
  cli.output.out(`evicting pod ${namespace}/${name}\n`);
  for (;;) {
    try {
      cli.client.json('POST', `/api/v1/namespaces/${namespace}/pods/${name}/eviction`, { body });
      return;
    } catch (error) {
      if (isNotFound(error)) return;
      if (!(error instanceof StatusError) || error.code !== 429) throw error;
      cli.output.err(
        `error when evicting pods/${JSON.stringify(name)} -n ${JSON.stringify(namespace)} (will retry after 5s): ${error.message}\n`,
      );
    }
    yield* pause(cli, 5000);
  }
}

/** A pod that should have gone longer ago than --skip-wait-for-delete-timeout says: nobody there takes it down. Models shouldSkipPod. */
function isOverdue(cli: Cli, pod: JsonObject): boolean {
  const seconds = cli.flags.int('skip-wait-for-delete-timeout');
  const due = parseTime(text(at(pod, 'metadata', 'deletionTimestamp')));
  return seconds > 0 && due !== undefined && cli.context.sim.time - due > seconds * 1000;
}

function* away(cli: Cli, pod: JsonObject): Task {
  const [namespace, name] = [namespaceOf(pod), nameOf(pod)];
  for (;;) {
    try {
      const live = cli.client.get(`/api/v1/namespaces/${namespace}/pods/${name}`);
      if (at(live, 'metadata', 'uid') !== at(pod, 'metadata', 'uid')) break;
      if (isOverdue(cli, live)) {
        const seconds = cli.flags.int('skip-wait-for-delete-timeout');
        cli.output.out(
          `pod ${JSON.stringify(name)} has DeletionTimestamp older than ${seconds} seconds, skipping\n`,
        );
        return;
      }
    } catch (error) {
      if (isNotFound(error)) break;
      throw error;
    }
    yield* pause(cli, 1000);
  }
  cli.output.out(`pod/${name} evicted\n`);
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
