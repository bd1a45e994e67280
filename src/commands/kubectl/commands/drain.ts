import { parseSelector, SelectorError } from '../../../api/selector.ts';
import { parseTime } from '../../../api/time.ts';
import type { Task } from '../../../sim/index.ts';
import type { Info } from '../builder.ts';
import { dryRun, pause, type Cli } from '../cli.ts';
import { CliError, ExitError, isNotFound, StatusError } from '../errors.ts';
import { at, nameOf, namespaceOf, objects, text, type JsonObject } from '../json.ts';
import { controllerOf } from '../describe/pod.ts';
import { mark, nodesFor } from './nodes.ts';
import { reporter } from './report.ts';

/** Pods by why something is said of them: `default/a, default/b`. */
class Reasons {
  readonly #pods = new Map<string, string[]>();

  add(reason: string, pod: JsonObject): void {
    this.#pods.set(reason, [...(this.#pods.get(reason) ?? []), `${namespaceOf(pod)}/${nameOf(pod)}`]);
  }

  get words(): readonly string[] {
    return [...this.#pods].map(([reason, pods]) => `${reason}: ${pods.join(', ')}`);
  }
}

interface Choice {
  /** Pods that go. */
  readonly doomed: readonly JsonObject[];
  /** Why others may not, each a failure. */
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
}

/** Models kubectl's pkg/drain GetPodsForDeletion with its filters. */
function podsForDeletion(cli: Cli, node: string): Choice {
  const { flags } = cli;
  const query: [string, string][] = [['fieldSelector', `spec.nodeName=${node}`]];
  if (flags.string('pod-selector') !== '') query.unshift(['labelSelector', flags.string('pod-selector')]);
  const doomed: JsonObject[] = [];
  const errors = new Reasons();
  const warnings = new Reasons();
  for (const pod of objects(cli.client.get('/api/v1/pods', query).items)) {
    if (at(pod, 'metadata', 'annotations', 'kubernetes.io/config.mirror') !== undefined) continue;
    if (isOverdue(cli, pod)) continue;
    const done = ['Succeeded', 'Failed'].includes(text(at(pod, 'status', 'phase')));
    const owner = controllerOf(pod);
    if (owner?.kind === 'DaemonSet' && !done) {
      if (flags.bool('ignore-daemonsets')) warnings.add('ignoring DaemonSet-managed Pods', pod);
      else errors.add('DaemonSet-managed Pods (use --ignore-daemonsets to ignore)', pod);
      continue;
    }
    const storage = objects(at(pod, 'spec', 'volumes')).some((one) => one.emptyDir !== undefined);
    if (!done && storage && !flags.bool('delete-emptydir-data')) {
      errors.add('Pods with local storage (use --delete-emptydir-data to override)', pod);
      continue;
    }
    if (!done && !owner) {
      if (!flags.bool('force')) {
        // kubectl says "cannot delete" twice here.
        errors.add('cannot delete Pods that declare no controller (use --force to override)', pod);
        continue;
      }
      warnings.add('deleting Pods that declare no controller', pod);
    }
    doomed.push(pod);
  }
  return {
    doomed,
    errors: errors.words.map((words) => `cannot delete ${words}`),
    warnings: warnings.words,
  };
}

/** `kubectl drain`. Models drain.DrainCmdOptions.RunDrain: cordon, then evict what may go; a node that cannot be drained does not keep the next. */
export function* drain(cli: Cli): Task<void> {
  const infos = yield* nodesFor(cli, 'drain');
  try {
    parseSelector(cli.flags.string('pod-selector'));
  } catch (error) {
    if (error instanceof SelectorError)
      throw new CliError('--pod-selector=<pod_selector> must be a valid label selector');
    throw error;
  }
  mark(cli, infos, true);
  const pending = new Set(infos.map(({ name }) => name));
  const failures: (readonly string[])[] = [];
  for (const info of infos) {
    const errors = yield* drainNode(cli, info);
    if (errors.length === 0) {
      pending.delete(info.name);
      reporter(cli)(info.mapping, info.name, info.object, 'drained');
      continue;
    }
    failures.push(errors);
    cli.output.err(
      `error: unable to drain node "${info.name}" due to error: ${aggregate(errors)}, continuing command...\n`,
    );
  }
  if (failures.length === 0) return;
  cli.output.err(
    `There are pending nodes to be drained:\n${[...pending].map((name) => ` ${name}\n`).join('')}`,
  );
  // A line for each failure; with several nodes, for each node's.
  const lines = failures.length === 1 ? (failures[0] ?? []) : failures.map(aggregate);
  throw new ExitError(1, [...new Set(lines)].join('\n'));
}

/** Several failures in one line. Models utilerrors.Aggregate. */
function aggregate(errors: readonly string[]): string {
  const different = [...new Set(errors)];
  return different.length === 1 ? (different[0] ?? '') : `[${different.join(', ')}]`;
}

/** @returns what kept the node from being drained; nothing when it is */
function* drainNode(cli: Cli, info: Info): Task<readonly string[]> {
  const { doomed, errors, warnings } = podsForDeletion(cli, info.name);
  if (errors.length > 0) return errors;
  if (warnings.length > 0) cli.output.err(`Warning: ${warnings.join('; ')}\n`);
  const timeout = cli.flags.duration('timeout');
  const deadline = timeout === 0 ? Infinity : cli.context.sim.now + timeout;
  const failures: string[] = [];
  for (const pod of doomed) {
    const failure = yield* remove(cli, pod, deadline);
    if (failure !== undefined) failures.push(failure);
  }
  if (dryRun(cli) === 'none' && failures.length === 0) {
    for (const pod of doomed) {
      const failure = yield* away(cli, pod, deadline);
      if (failure !== undefined) failures.push(failure);
    }
  }
  if (failures.length > 0) {
    const left = podsForDeletion(cli, info.name).doomed;
    if (left.length > 0) {
      const names = left.map((pod) => `pod/${nameOf(pod)}\n`).join('');
      cli.output.err(
        `There are pending pods in node "${info.name}" when an error occurred: ${aggregate(failures)}\n${names}`,
      );
    }
  }
  return failures;
}

/** Evict a pod, or delete it with --disable-eviction. @returns why it could not be done */
function* remove(cli: Cli, pod: JsonObject, deadline: number): Task<string | undefined> {
  const [namespace, name] = [namespaceOf(pod), nameOf(pod)];
  const strategy = dryRun(cli);
  const grace = cli.flags.int('grace-period');
  const options = {
    ...(grace >= 0 ? { gracePeriodSeconds: grace } : {}),
    ...(strategy === 'server' ? { dryRun: ['All'] } : {}),
  };
  const path = `/api/v1/namespaces/${namespace}/pods/${name}`;
  if (cli.flags.bool('disable-eviction')) {
    try {
      if (strategy !== 'client') cli.client.json('DELETE', path, { body: options });
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
    return undefined;
  }
  const mode = { none: '', client: ' (dry run)', server: ' (server dry run)' }[strategy];
  cli.output.out(`evicting pod ${namespace}/${name}${mode}\n`);
  if (strategy === 'client') return undefined;
  const body = {
    apiVersion: 'policy/v1',
    kind: 'Eviction',
    metadata: { name, namespace },
    deleteOptions: options,
  };
  // A disruption budget may refuse for now: kubectl tries again every five seconds.
  for (;;) {
    try {
      cli.client.json('POST', `${path}/eviction`, { body });
      return undefined;
    } catch (error) {
      if (isNotFound(error)) return undefined;
      if (!(error instanceof StatusError) || error.code !== 429) throw error;
      cli.output.err(
        `error when evicting pods/${JSON.stringify(name)} -n ${JSON.stringify(namespace)} (will retry after 5s): ${error.message}\n`,
      );
    }
    const left = deadline - cli.context.sim.now;
    yield* pause(cli, Math.min(5000, Math.max(left, 0)));
    if (left <= 5000)
      return `error when evicting pods/${JSON.stringify(name)} -n ${JSON.stringify(namespace)}: global timeout reached: ${cli.flags.string('timeout')}`;
  }
}

/** A pod that should have gone longer ago than --skip-wait-for-delete-timeout says: nobody there takes it down. Models shouldSkipPod. */
function isOverdue(cli: Cli, pod: JsonObject): boolean {
  const seconds = cli.flags.int('skip-wait-for-delete-timeout');
  const due = parseTime(text(at(pod, 'metadata', 'deletionTimestamp')));
  return seconds > 0 && due !== undefined && cli.context.sim.time - due > seconds * 1000;
}

/** Wait until a pod is gone. @param deadline virtual milliseconds @returns why it could not be waited for */
function* away(cli: Cli, pod: JsonObject, deadline: number): Task<string | undefined> {
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
        return undefined;
      }
    } catch (error) {
      if (isNotFound(error)) break;
      throw error;
    }
    const left = deadline - cli.context.sim.now;
    if (left <= 0)
      return `error when waiting for pod ${JSON.stringify(name)} in namespace ${JSON.stringify(namespace)} to terminate: context deadline exceeded`;
    yield* pause(cli, Math.min(1000, left));
  }
  cli.output.out(`pod/${name} ${cli.flags.bool('disable-eviction') ? 'deleted' : 'evicted'}\n`);
  return undefined;
}
