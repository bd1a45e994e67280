import { parseQuantity } from '../../quantity.ts';
import type { Task } from '../../../../sim/index.ts';
import type { Info } from '../../builder.ts';
import type { Cli } from '../../cli.ts';
import { groupResource } from '../../discovery.ts';
import { CliError } from '../../errors.ts';
import { object, objects, text, type JsonObject } from '../../json.ts';
import { labelSelector } from '../create/policies.ts';
import { subjectsOf } from '../create/rbac.ts';
import { setIn, withPodSpec } from '../pod-spec.ts';
import { AsItStands, checkSetTargets, containerMatches, patchEach } from './patch.ts';

/** `cpu=100m,memory=1Gi`. @throws {CliError} */
function amounts(words: string): JsonObject {
  if (words === '') return {};
  return Object.fromEntries(
    words.split(',').map((pair): [string, string] => {
      const parts = pair.split('=');
      if (parts.length !== 2)
        throw new CliError(`Invalid argument syntax ${pair}, expected <resource>=<value>`);
      const [name = '', amount = ''] = parts;
      if (parseQuantity(amount) === undefined) {
        throw new CliError(
          "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
        );
      }
      return [name, amount];
    }),
  );
}

/** `kubectl set resources`. Models kubectl's pkg/cmd/set/set_resources.go. */
export function* setResources(cli: Cli): Task<void> {
  const [limits, requests] = [cli.flags.string('limits'), cli.flags.string('requests')];
  if (cli.flags.bool('all') && cli.flags.string('selector') !== '')
    throw new CliError('cannot set --all and --selector at the same time');
  if (limits === '' && requests === '')
    throw new CliError(
      'you must specify an update to requests or limits (in the form of --requests/--limits)',
    );
  const wanted = { limits: amounts(limits), requests: amounts(requests) };
  const pattern = cli.flags.string('containers');
  const form = {
    done: 'resource requirements updated',
    failed: 'failed to patch resources update to pod template',
  };
  yield* patchEach(cli, cli.args, form, (target) =>
    withPodSpec(target, (spec) => {
      let matched = 0;
      const containers = objects(spec.containers).map((one) => {
        if (!containerMatches(pattern, text(one.name))) return one;
        matched++;
        const before = object(one.resources);
        const merged = (key: 'limits' | 'requests'): JsonObject =>
          Object.keys(wanted[key]).length === 0 ? {} : { [key]: { ...object(before[key]), ...wanted[key] } };
        return { ...one, resources: { ...before, ...merged('limits'), ...merged('requests') } };
      });
      if (matched === 0) throw new AsItStands(`unable to find container named ${pattern}`);
      return { ...spec, containers };
    }),
  );
}

/** `kubectl set serviceaccount TYPE NAME ACCOUNT`. Models kubectl's pkg/cmd/set/set_serviceaccount.go. */
export function* setServiceAccount(cli: Cli): Task<void> {
  const name = cli.args.at(-1);
  if (name === undefined) throw new CliError('serviceaccount is required');
  const form = { done: 'serviceaccount updated', failed: 'failed to patch ServiceAccountName' };
  yield* patchEach(cli, cli.args.slice(0, -1), form, (target) =>
    withPodSpec(target, (spec) => ({ ...spec, serviceAccountName: name })),
  );
}

/** `kubectl set selector TYPE NAME EXPRESSION`. Models kubectl's pkg/cmd/set/set_selector.go. */
export function* setSelector(cli: Cli): Task<void> {
  const words = cli.args.at(-1);
  const resources = cli.args.slice(0, -1);
  const selector = words === undefined ? undefined : labelSelector(words);
  if (!selector)
    throw new CliError('one or more resources must be specified as <resource> <name> or <resource>/<name>');
  checkSetTargets(cli, resources);
  const form = { done: 'selector updated', failed: 'failed to patch selector', showsUnchanged: true };
  yield* patchEach(cli, resources, form, (target) => {
    if (target.kind !== 'Service') throw new AsItStands('setting a selector is only supported for Services');
    if (selector.matchExpressions !== undefined)
      throw new CliError('match expression  not supported on this object');
    return setIn(target, ['spec', 'selector'], object(selector.matchLabels));
  });
}

/** `kubectl set subject`. Models kubectl's pkg/cmd/set/set_subject.go. */
export function* setSubject(cli: Cli): Task<void> {
  checkSetTargets(cli, cli.args);
  const wanted = subjectsOf(cli);
  const form = {
    done: 'subjects updated',
    failed: 'failed to patch subjects to rolebinding',
    check: () => {
      if (wanted.length === 0)
        throw new CliError('you must specify at least one value of user, group or serviceaccount');
    },
    unchanged: (info: Info) =>
      `info: ${groupResource(info.mapping)} ${JSON.stringify(info.name)} was not changed\n`,
  };
  yield* patchEach(cli, cli.args, form, (target) => {
    if (target.kind !== 'RoleBinding' && target.kind !== 'ClusterRoleBinding')
      throw new CliError('setting subjects is only supported for RoleBinding/ClusterRoleBinding');
    const before = objects(target.subjects);
    const key = (one: JsonObject): string => `${text(one.kind)}/${text(one.namespace)}/${text(one.name)}`;
    const there = new Set(before.map(key));
    return { ...target, subjects: [...before, ...wanted.filter((one) => !there.has(key(one)))] };
  });
}
