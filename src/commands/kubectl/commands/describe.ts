import type { Task } from '../../../sim/index.ts';
import { build, fileFlags, selectorFlag, type Info, type Wanted } from '../builder.ts';
import type { Cli } from '../cli.ts';
import { listQuery } from '../builder.ts';
import { groupResource, pathOf } from '../discovery.ts';
import { describeGeneric } from '../describe/generic.ts';
import { describeNode } from '../describe/node.ts';
import {
  describeConfigMap,
  describeNamespace,
  describeSecret,
  describeService,
  describeServiceAccount,
} from '../describe/others.ts';
import {
  describePersistentVolume,
  describePersistentVolumeClaim,
  describeStorageClass,
} from '../describe/storage.ts';
import { describePod } from '../describe/pod.ts';
import { describeDaemonSet, describeDeployment, describeReplicaSet } from '../describe/workloads.ts';
import { CliError, isNotFound, throwAll } from '../errors.ts';
import { nameOf, objects, type JsonObject } from '../json.ts';

type Describer = (cli: Cli, target: JsonObject, showEvents: boolean) => string;

const DESCRIBERS: Readonly<Record<string, Describer>> = {
  pods: describePod,
  nodes: describeNode,
  namespaces: describeNamespace,
  configmaps: describeConfigMap,
  secrets: describeSecret,
  serviceaccounts: describeServiceAccount,
  services: describeService,
  persistentvolumes: describePersistentVolume,
  persistentvolumeclaims: describePersistentVolumeClaim,
  'storageclasses.storage.k8s.io': describeStorageClass,
  'deployments.apps': describeDeployment,
  'replicasets.apps': describeReplicaSet,
  'daemonsets.apps': describeDaemonSet,
};

/** `kubectl describe`. Models kubectl's pkg/cmd/describe. */
export function* describe(cli: Cli): Task<void> {
  const { flags, args } = cli;
  const files = fileFlags(cli);
  if (args.length === 0 && files.filenames.length === 0) {
    throw new CliError(
      'You must specify the type of resource to describe. Use "kubectl api-resources" for a complete list of supported resources.',
    );
  }
  const everywhere = flags.bool('all-namespaces');
  const wanted: Wanted = {
    args,
    ...files,
    selector: selectorFlag(cli),
    allNamespaces: everywhere,
    allowEmptySelector: true,
    flatten: true,
    continueOnError: true,
  };
  const result = yield* build(cli, wanted);
  const errors: unknown[] = [];
  let first = true;
  const show = (info: Info): void => {
    try {
      const path = pathOf(info.mapping, info.namespace, info.name);
      const target = cli.client.get(path);
      const describer = DESCRIBERS[groupResource(info.mapping)] ?? describeGeneric;
      const description = describer(cli, target, flags.bool('show-events'));
      cli.output.out(first ? description : `\n\n${description}`);
      first = false;
    } catch (error) {
      errors.push(error);
    }
  };
  if (result.infos.length === 0 && args.length === 2 && result.errors.every(isNotFound)) {
    for (const info of matching(cli, args, result.errors)) show(info);
    return throwAll(errors);
  }
  for (const info of result.infos) show(info);
  errors.push(...result.errors);
  if (result.infos.length === 0 && errors.length === 0) {
    cli.output.err(
      everywhere ? 'No resources found\n' : `No resources found in ${cli.namespace} namespace.\n`,
    );
  }
  throwAll(errors);
}

/** A name that is nothing's may be the beginning of one: describe all that begin so. */
function matching(cli: Cli, args: readonly string[], errors: readonly unknown[]): Info[] {
  const [type = '', prefix = ''] = args;
  const mapping = cli.discovery.require(type);
  const namespace = mapping.namespaced ? cli.namespace : '';
  const items = objects(cli.client.get(pathOf(mapping, namespace), listQuery({ args })).items);
  const found = items.filter((item) => nameOf(item).startsWith(prefix));
  if (found.length === 0) throwAll(errors);
  return found.map((item) => ({ mapping, namespace, name: nameOf(item), source: '', object: item }));
}
