import type { Cli } from '../cli.ts';
import {
  at,
  list,
  nameOf,
  namespaceOf,
  object,
  objects,
  stringMap,
  text,
  type Json,
  type JsonObject,
} from '../json.ts';
import { rfc1123z } from '../time.ts';
import { eventLines, searchEvents, since } from './events.ts';
import { accessModes, claimLines, classOf, finalizers } from './claims.ts';
import { volumeSource } from './volumes.ts';
import { annotationLines, DescribeWriter, goTitle, labelLines } from './writer.ts';

function statusOf(cli: Cli, target: JsonObject): string {
  const deleted = text(at(target, 'metadata', 'deletionTimestamp'));
  if (deleted === '') return text(at(target, 'status', 'phase'));
  return `Terminating (lasts ${since(deleted, cli.context.sim.time)})`;
}

/** `kubectl describe pv`. Models pkg/describe's PersistentVolumeDescriber. */
export function describePersistentVolume(cli: Cli, volume: JsonObject, showEvents: boolean): string {
  const w = new DescribeWriter();
  const spec = object(volume.spec);
  const line = (title: string, value: string): void => w.write(0, `${title}:\t${value}\n`);
  line('Name', nameOf(volume));
  labelLines(w, 'Labels', at(volume, 'metadata', 'labels'));
  annotationLines(w, 'Annotations', at(volume, 'metadata', 'annotations'));
  line('Finalizers', finalizers(volume));
  line('StorageClass', classOf(volume));
  line('Status', statusOf(cli, volume));
  const claim = object(spec.claimRef);
  line('Claim', spec.claimRef ? `${text(claim.namespace)}/${text(claim.name)}` : '');
  line('Reclaim Policy', text(spec.persistentVolumeReclaimPolicy));
  line('Access Modes', accessModes(spec.accessModes));
  if (spec.volumeMode !== undefined) line('VolumeMode', text(spec.volumeMode));
  line('Capacity', text(at(spec, 'capacity', 'storage')) || '0');
  nodeAffinity(w, at(spec, 'nodeAffinity', 'required'));
  line('Message', text(at(volume, 'status', 'message')));
  w.write(0, 'Source:\n');
  volumeSource(w, spec);
  if (showEvents) eventLines(cli, w, searchEvents(cli, volume));
  return w.toString();
}

function nodeAffinity(w: DescribeWriter, required: Json | undefined): void {
  w.write(0, 'Node Affinity:\t');
  if (!required) return w.write(0, '<none>\n');
  w.write(0, '\n');
  w.write(1, 'Required Terms:\t');
  const terms = objects(object(required).nodeSelectorTerms);
  if (terms.length === 0) return w.write(0, '<none>\n');
  w.write(0, '\n');
  for (const [i, term] of terms.entries()) {
    const expressions = objects(term.matchExpressions);
    w.write(2, `Term ${i}:\t`);
    if (expressions.length === 0) w.write(0, '<none>\n');
    for (const [j, { key, operator, values }] of expressions.entries()) {
      if (j > 0) w.write(2, '\t');
      const some = list(values).map(text);
      const tail = some.length > 0 ? ` [${some.join(', ')}]` : '';
      w.write(0, `${text(key)} ${text(operator).toLowerCase()}${tail}\n`);
    }
  }
}

/** `kubectl describe pvc`. Models pkg/describe's PersistentVolumeClaimDescriber. */
export function describePersistentVolumeClaim(cli: Cli, claim: JsonObject, showEvents: boolean): string {
  const w = new DescribeWriter();
  w.write(0, `Name:\t${nameOf(claim)}\n`);
  w.write(0, `Namespace:\t${namespaceOf(claim)}\n`);
  claimLines(w, claim, statusOf(cli, claim));
  const users = podsOf(cli, claim);
  w.write(0, 'Used By:\t');
  if (users.length === 0) w.write(0, '<none>\n');
  for (const [i, name] of users.entries()) w.write(0, `${i === 0 ? '' : '\t'}${name}\n`);
  const conditions = objects(at(claim, 'status', 'conditions'));
  if (conditions.length > 0) {
    w.write(0, 'Conditions:\n');
    w.write(1, 'Type\tStatus\tLastProbeTime\tLastTransitionTime\tReason\tMessage\n');
    w.write(1, '----\t------\t-----------------\t------------------\t------\t-------\n');
    for (const one of conditions) {
      const time = (value: Json | undefined): string => rfc1123z(text(value) || '0001-01-01T00:00:00Z');
      w.write(
        1,
        `${text(one.type)} \t${text(one.status)} \t${time(one.lastProbeTime)} \t${time(one.lastTransitionTime)} \t${text(one.reason)} \t${text(one.message)}\n`,
      );
    }
  }
  if (showEvents) eventLines(cli, w, searchEvents(cli, claim));
  return w.toString();
}

/** The pods that mount a claim, and those that it belongs to. */
function podsOf(cli: Cli, claim: JsonObject): string[] {
  const pods = objects(
    cli.client.get(`/api/v1/namespaces/${namespaceOf(claim)}/pods`, [['limit', '500']]).items,
  );
  const owners = objects(at(claim, 'metadata', 'ownerReferences'))
    .filter(({ kind }) => kind === 'Pod')
    .map(({ uid }) => text(uid));
  const uses = (pod: JsonObject): boolean =>
    objects(at(pod, 'spec', 'volumes')).some(
      (volume) => text(at(volume, 'persistentVolumeClaim', 'claimName')) === nameOf(claim),
    );
  const isOwner = (pod: JsonObject): boolean => owners.includes(text(at(pod, 'metadata', 'uid')));
  return pods
    .filter((pod) => uses(pod) || isOwner(pod))
    .map(nameOf)
    .sort();
}

/** `kubectl describe sc`. Models pkg/describe's StorageClassDescriber. */
export function describeStorageClass(cli: Cli, target: JsonObject, showEvents: boolean): string {
  const w = new DescribeWriter();
  const line = (title: string, value: string): void => w.write(0, `${title}:\t${value}\n`);
  const pairs = (map: Json | undefined): string =>
    stringMap(map)
      .map(([key, value]) => `${key}=${value}`)
      .join(',') || '<none>';
  const annotations = at(target, 'metadata', 'annotations');
  const isDefault = ['storageclass.kubernetes.io/', 'storageclass.beta.kubernetes.io/'].some(
    (prefix) => at(annotations, `${prefix}is-default-class`) === 'true',
  );
  line('Name', nameOf(target));
  line('IsDefaultClass', isDefault ? 'Yes' : 'No');
  line('Annotations', pairs(annotations));
  line('Provisioner', text(target.provisioner));
  line('Parameters', pairs(target.parameters));
  const grows = target.allowVolumeExpansion;
  line('AllowVolumeExpansion', grows === undefined ? '<unset>' : goTitle(grows));
  const options = list(target.mountOptions).map(text);
  if (options.length === 0) line('MountOptions', '<none>');
  else {
    w.write(0, 'MountOptions:\n');
    for (const option of options) w.write(1, `${option}\n`);
  }
  if (target.reclaimPolicy !== undefined) line('ReclaimPolicy', text(target.reclaimPolicy));
  if (target.volumeBindingMode !== undefined) line('VolumeBindingMode', text(target.volumeBindingMode));
  if (target.allowedTopologies !== undefined) topologies(w, objects(target.allowedTopologies));
  if (showEvents) eventLines(cli, w, searchEvents(cli, target));
  return w.toString();
}

function topologies(w: DescribeWriter, terms: readonly JsonObject[]): void {
  w.write(0, 'AllowedTopologies:\t');
  if (terms.length === 0) return w.write(0, '<none>\n');
  w.write(0, '\n');
  for (const [i, term] of terms.entries()) {
    const expressions = objects(term.matchLabelExpressions);
    w.write(1, `Term ${i}:\t`);
    if (expressions.length === 0) w.write(0, '<none>\n');
    for (const [j, { key, values }] of expressions.entries()) {
      if (j > 0) w.write(1, '\t');
      w.write(0, `${text(key)} in [${list(values).map(text).join(', ')}]\n`);
    }
  }
}
