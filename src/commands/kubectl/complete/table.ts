import type { Flag } from '../cobra/flags.ts';
import { container, copied, podAndContainer, podAndPort } from './pods.ts';
import {
  configured,
  nameOnly,
  oneOf,
  pod,
  typeAndName,
  valueConfigured,
  valueNamed,
  type ValuesOf,
} from './values.ts';

const scalable = ['deployment', 'replicaset', 'replicationcontroller', 'statefulset'];
const rolled = ['deployment', 'daemonset', 'statefulset'];

/** What the arguments of a command are; commands that are not here have nothing to offer. */
export const ARGUMENTS: Readonly<Record<string, ValuesOf>> = {
  annotate: typeAndName(),
  'apply edit-last-applied': typeAndName(),
  'apply view-last-applied': typeAndName(),
  attach: pod,
  autoscale: typeAndName(scalable),
  'config delete-cluster': configured('clusters'),
  'config delete-context': configured('contexts'),
  'config delete-user': configured('users'),
  'config rename-context': configured('contexts'),
  'config set-context': configured('contexts'),
  'config use-context': configured('contexts'),
  cordon: nameOnly('node'),
  cp: copied,
  'create token': nameOnly('serviceaccount'),
  debug: typeAndName(),
  delete: typeAndName(),
  describe: typeAndName(),
  drain: nameOnly('node'),
  edit: typeAndName(),
  exec: pod,
  expose: typeAndName(['pod', 'service', 'replicationcontroller', 'deployment', 'replicaset']),
  get: typeAndName(),
  label: typeAndName(),
  logs: podAndContainer,
  patch: typeAndName(),
  'port-forward': podAndPort,
  'rollout history': typeAndName(rolled, false),
  'rollout pause': typeAndName(['deployment']),
  'rollout restart': typeAndName(rolled),
  'rollout resume': typeAndName(['deployment']),
  'rollout status': typeAndName(rolled, false),
  'rollout undo': typeAndName(rolled, false),
  scale: typeAndName(scalable),
  'set image': typeAndName(
    [
      'daemonsets',
      'deployments',
      'pods',
      'cronjobs',
      'replicasets',
      'replicationcontrollers',
      'statefulsets',
    ],
    false,
  ),
  taint: typeAndName(['node']),
  'top node': nameOnly('node'),
  'top pod': nameOnly('pod'),
  uncordon: nameOnly('node'),
};

/** Words that a first argument can be (cobra's ValidArgs). */
export const VALID_ARGUMENTS: Readonly<Record<string, readonly string[]>> = {
  completion: ['bash', 'fish', 'powershell', 'zsh'],
};

const FORMATS =
  'json yaml kyaml name go-template go-template-file template templatefile jsonpath jsonpath-as-json jsonpath-file custom-columns custom-columns-file wide';
const SUBRESOURCES = oneOf('status', 'scale', 'resize');

/** What a flag's value is, for one command. */
const OWN_FLAGS: Readonly<Record<string, ValuesOf>> = {
  'apply subresource': SUBRESOURCES,
  'create clusterrolebinding clusterrole': valueNamed('clusterrole'),
  'edit subresource': SUBRESOURCES,
  'exec container': container,
  'get output': oneOf(...FORMATS.split(' ')),
  'get subresource': SUBRESOURCES,
  'kustomize load-restrictor': oneOf('LoadRestrictionsNone', 'LoadRestrictionsRootOnly'),
  'patch subresource': SUBRESOURCES,
  'replace subresource': SUBRESOURCES,
};

/** What a flag's value is, for every command. */
const ALL_FLAGS: Readonly<Record<string, ValuesOf>> = {
  cluster: valueConfigured('clusters'),
  context: valueConfigured('contexts'),
  namespace: valueNamed('namespace'),
  user: valueConfigured('users'),
};

/** @param global the flag is every command's, not this one's own */
export function flagValues(command: string, { name }: Flag, global: boolean): ValuesOf | undefined {
  const ofAll = global || (command === 'config set-context' && name === 'namespace');
  return ofAll ? ALL_FLAGS[name] : OWN_FLAGS[`${command} ${name}`];
}
