import type { Task } from '../../../../sim/index.ts';
import type { Info } from '../../builder.ts';
import type { Cli } from '../../cli.ts';
import { groupResource } from '../../discovery.ts';
import { CliError, StatusError } from '../../errors.ts';
import { at, object, sameJson, type JsonObject } from '../../json.ts';
import { formatTime } from '../../time.ts';
import { sendStrategic } from '../nodes.ts';
import { forEachObject } from '../objects.ts';
import { setIn } from '../pod-spec.ts';
import { reporter } from '../report.ts';
import { requireResource } from './revisions.ts';

interface Form {
  /** `restarted` */
  readonly done: string;
  /** What makes the object so. @throws {CliError} where it may not be */
  readonly change: (target: JsonObject, kind: string) => JsonObject;
  /** What to say where nothing changes. */
  readonly same: (info: Info) => string;
}

function* changeEach(cli: Cli, { done, change, same }: Form): Task<void> {
  requireResource(cli);
  const report = reporter(cli);
  const count = yield* forEachObject(cli, { allowEmptySelector: true }, (info) => {
    const what = `${groupResource(info.mapping)} ${JSON.stringify(info.name)}`;
    let after: JsonObject;
    try {
      after = change(info.object, groupResource(info.mapping));
    } catch (error) {
      if (!(error instanceof CliError)) throw error;
      throw new CliError(`error: ${what} ${error.message}`);
    }
    if (sameJson(after, info.object)) throw new CliError(same(info));
    try {
      report(info.mapping, info.name, sendStrategic(cli, info, after, 'kubectl-rollout'), done);
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      throw new CliError(`failed to patch: ${error.message}`);
    }
  });
  if (count === 0) cli.output.err(`No resources found in ${cli.namespace} namespace.\n`);
}

const RESTARTABLE = ['deployments.apps', 'daemonsets.apps', 'statefulsets.apps'];

/** `kubectl rollout restart`: a template annotation that is new makes new pods. Models polymorphichelpers' objectrestarter.go. */
export function rolloutRestart(cli: Cli): Task<void> {
  return changeEach(cli, {
    done: 'restarted',
    change: (target, kind) => {
      if (!RESTARTABLE.includes(kind)) throw new CliError('restarting is not supported');
      if (at(target, 'spec', 'paused') === true)
        throw new CliError("can't restart paused deployment (run rollout resume first)");
      const stamp = { 'kubectl.kubernetes.io/restartedAt': formatTime(cli.context.sim.time) };
      const path = ['spec', 'template', 'metadata', 'annotations'];
      return setIn(target, path, { ...object(at(target, ...path)), ...stamp });
    },
    same: (info) =>
      `failed to create patch for ${info.name}: if restart has already been triggered within the past second, please wait before attempting to trigger another`,
  });
}

/** `kubectl rollout pause`. Models polymorphichelpers' objectpauser.go. */
export function rolloutPause(cli: Cli): Task<void> {
  return changeEach(cli, {
    done: 'paused',
    change: (target, kind) => {
      if (kind !== 'deployments.apps') throw new CliError('pausing is not supported');
      if (at(target, 'spec', 'paused') === true) throw new CliError('is already paused');
      return { ...target, spec: { ...object(target.spec), paused: true } };
    },
    same: (info) => `error: ${groupResource(info.mapping)} ${JSON.stringify(info.name)} already paused`,
  });
}

/** `kubectl rollout resume`. Models polymorphichelpers' objectresumer.go. */
export function rolloutResume(cli: Cli): Task<void> {
  return changeEach(cli, {
    done: 'resumed',
    change: (target, kind) => {
      if (kind !== 'deployments.apps') throw new CliError('resuming is not supported');
      const { paused, ...spec } = object(target.spec);
      if (paused !== true) throw new CliError('is not paused');
      return { ...target, spec };
    },
    same: (info) => `error: ${groupResource(info.mapping)} ${JSON.stringify(info.name)} already resumed`,
  });
}
