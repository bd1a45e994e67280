import { delay, first, type Task } from '../../../../sim/index.ts';
import { infoPath, type Info } from '../../builder.ts';
import type { Cli } from '../../cli.ts';
import { groupResource, pathOf } from '../../discovery.ts';
import { CliError, throwAll } from '../../errors.ts';
import { at, objects, text, type JsonObject } from '../../json.ts';
import { namedObjects } from '../objects.ts';
import { requireResource, REVISION } from './revisions.ts';

/** How long a rollout is watched without --timeout. */
const WEEK = 7 * 86_400_000;

interface Status {
  readonly message: string;
  readonly finished: boolean;
}

/** `kubectl rollout status`. Models kubectl's pkg/cmd/rollout/rollout_status.go. */
export function* rolloutStatus(cli: Cli): Task<void> {
  requireResource(cli);
  const revision = cli.flags.int('revision');
  if (revision < 0) throw new CliError(`revision must be a positive integer: ${revision}`);
  const result = yield* namedObjects(cli, { allowEmptySelector: true, continueOnError: false });
  throwAll(result.errors);
  if (result.infos.length === 0) cli.output.err(`No resources found in ${cli.namespace} namespace.\n`);
  const deadline = cli.context.sim.now + (cli.flags.duration('timeout') || WEEK);
  for (const info of result.infos) yield* follow(cli, info, deadline);
}

/** Show the status after each change until the rollout is over. */
function* follow(cli: Cli, info: Info, deadline: number): Task {
  const show = (target: JsonObject): boolean => {
    const { message, finished } = statusOf(cli, info, target);
    cli.output.out(message);
    return finished || !cli.flags.bool('watch');
  };
  const live = cli.client.get(infoPath(info));
  if (show(live)) return;
  const watch = cli.client.watch(pathOf(info.mapping, info.namespace), [
    ['fieldSelector', `metadata.name=${info.name}`],
    ['resourceVersion', text(at(live, 'metadata', 'resourceVersion'))],
  ]);
  try {
    for (;;) {
      const event = watch.events.tryTake();
      if (event?.type === 'DELETED') throw new CliError('object has been deleted');
      if (event && show(event.object)) return;
      if (event) continue;
      yield* cli.output.flush();
      const left = deadline - cli.context.sim.now;
      if (left <= 0 || watch.events.closed) throw new CliError('timed out waiting for the condition');
      yield* first([watch.events.ready(), delay(left)]);
    }
  } finally {
    watch.stop();
  }
}

function statusOf(cli: Cli, info: Info, target: JsonObject): Status {
  switch (groupResource(info.mapping)) {
    case 'deployments.apps':
      return deploymentStatus(target, info.name, cli.flags.int('revision'));
    case 'daemonsets.apps':
      return daemonSetStatus(target, info.name);
    case 'statefulsets.apps':
      return statefulSetStatus(target);
    default: {
      const { kind, group } = info.mapping;
      const name = group === '' ? kind : `${kind}.${group}`;
      throw new CliError(`no status viewer has been implemented for ${name}`);
    }
  }
}

const number = (target: JsonObject, ...path: string[]): number => Number(at(target, ...path) ?? 0);
const waiting = (message: string): Status => ({ message: `${message}\n`, finished: false });
const over = (message: string): Status => ({ message: `${message}\n`, finished: true });

const observed = (target: JsonObject): boolean =>
  number(target, 'metadata', 'generation') <= number(target, 'status', 'observedGeneration');

/** Models polymorphichelpers' DeploymentStatusViewer. */
function deploymentStatus(target: JsonObject, name: string, revision: number): Status {
  if (revision > 0) {
    const running = number(target, 'metadata', 'annotations', REVISION);
    if (running !== revision) {
      throw new CliError(
        `desired revision (${revision}) is different from the running revision (${running})`,
      );
    }
  }
  if (!observed(target)) return waiting('Waiting for deployment spec update to be observed...');
  const progress = objects(at(target, 'status', 'conditions')).find((one) => one.type === 'Progressing');
  if (progress?.reason === 'ProgressDeadlineExceeded')
    throw new CliError(`deployment ${JSON.stringify(name)} exceeded its progress deadline`);
  const [wanted, updated] = [number(target, 'spec', 'replicas'), number(target, 'status', 'updatedReplicas')];
  const [total, available] = [
    number(target, 'status', 'replicas'),
    number(target, 'status', 'availableReplicas'),
  ];
  const begin = `Waiting for deployment "${name}" rollout to finish:`;
  if (updated < wanted)
    return waiting(`${begin} ${updated} out of ${wanted} new replicas have been updated...`);
  if (total > updated) return waiting(`${begin} ${total - updated} old replicas are pending termination...`);
  if (available < updated)
    return waiting(`${begin} ${available} of ${updated} updated replicas are available...`);
  return over(`deployment "${name}" successfully rolled out`);
}

function requireRollingUpdate(target: JsonObject): void {
  if (at(target, 'spec', 'updateStrategy', 'type') !== 'RollingUpdate')
    throw new CliError('rollout status is only available for RollingUpdate strategy type');
}

function daemonSetStatus(target: JsonObject, name: string): Status {
  requireRollingUpdate(target);
  if (!observed(target)) return waiting('Waiting for daemon set spec update to be observed...');
  const wanted = number(target, 'status', 'desiredNumberScheduled');
  const updated = number(target, 'status', 'updatedNumberScheduled');
  const available = number(target, 'status', 'numberAvailable');
  const begin = `Waiting for daemon set "${name}" rollout to finish:`;
  if (updated < wanted) return waiting(`${begin} ${updated} out of ${wanted} new pods have been updated...`);
  if (available < wanted) return waiting(`${begin} ${available} of ${wanted} updated pods are available...`);
  return over(`daemon set "${name}" successfully rolled out`);
}

function statefulSetStatus(target: JsonObject): Status {
  requireRollingUpdate(target);
  if (number(target, 'status', 'observedGeneration') === 0 || !observed(target))
    return waiting('Waiting for statefulset spec update to be observed...');
  const wanted = number(target, 'spec', 'replicas');
  const ready = number(target, 'status', 'readyReplicas');
  if (ready < wanted) return waiting(`Waiting for ${wanted - ready} pods to be ready...`);
  const updated = number(target, 'status', 'updatedReplicas');
  if (at(target, 'spec', 'updateStrategy', 'rollingUpdate') !== undefined) {
    const partition = number(target, 'spec', 'updateStrategy', 'rollingUpdate', 'partition');
    if (updated < wanted - partition) {
      return waiting(
        `Waiting for partitioned roll out to finish: ${updated} out of ${wanted - partition} new pods have been updated...`,
      );
    }
    return over(`partitioned roll out complete: ${updated} new pods have been updated...`);
  }
  const [update, current] = [
    text(at(target, 'status', 'updateRevision')),
    text(at(target, 'status', 'currentRevision')),
  ];
  if (update !== current) {
    return waiting(
      `waiting for statefulset rolling update to complete ${updated} pods at revision ${update}...`,
    );
  }
  return over(
    `statefulset rolling update complete ${number(target, 'status', 'currentReplicas')} pods at revision ${current}...`,
  );
}
