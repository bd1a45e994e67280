import type { Cli } from '../cli.ts';
import { at, nameOf, namespaceOf, object, objects, text, type Json, type JsonObject } from '../json.ts';
import { rfc1123z } from '../time.ts';
import { containerLines } from './containers.ts';
import { eventLines, searchEvents } from './events.ts';
import { controllerOf, selectorText, tolerationLines, topologyLines } from './pod.ts';
import { volumeLines } from './volumes.ts';
import { annotationLines, DescribeWriter, labelLines } from './writer.ts';

/** The template of a controller's pods. Models pkg/describe's DescribePodTemplate. */
export function templateLines(w: DescribeWriter, template: Json | undefined): void {
  w.write(0, 'Pod Template:\n');
  if (!template) return w.write(1, '<unset>');
  const spec = object(at(template, 'spec'));
  labelLines(w, '  Labels', at(template, 'metadata', 'labels'));
  if (Object.keys(object(at(template, 'metadata', 'annotations'))).length > 0) {
    annotationLines(w, '  Annotations', at(template, 'metadata', 'annotations'));
  }
  if (text(spec.serviceAccountName) !== '')
    w.write(1, `Service Account:\t${text(spec.serviceAccountName)}\n`);
  const init = objects(spec.initContainers);
  if (init.length > 0) containerLines(w, 'Init Containers', init, [], undefined, '  ');
  containerLines(w, 'Containers', objects(spec.containers), [], undefined, '  ');
  volumeLines(w, objects(spec.volumes), '  ');
  topologyLines(w, objects(spec.topologySpreadConstraints), '  ');
  if (text(spec.priorityClassName) !== '')
    w.write(1, `Priority Class Name:\t${text(spec.priorityClassName)}\n`);
  labelLines(w, 'Node-Selectors', spec.nodeSelector, '  ');
  tolerationLines(w, 'Tolerations', objects(spec.tolerations), '  ');
}

/** `kubectl describe deployment`. Models pkg/describe's DeploymentDescriber. */
export function describeDeployment(cli: Cli, deployment: JsonObject, showEvents: boolean): string {
  const w = new DescribeWriter();
  const spec = object(deployment.spec);
  const status = object(deployment.status);
  const line = (title: string, value: string): void => w.write(0, `${title}:\t${value}\n`);
  const count = (value: Json | undefined): string => text(value ?? 0);
  line('Name', nameOf(deployment));
  line('Namespace', namespaceOf(deployment));
  line('CreationTimestamp', rfc1123z(text(at(deployment, 'metadata', 'creationTimestamp'))));
  labelLines(w, 'Labels', at(deployment, 'metadata', 'labels'));
  annotationLines(w, 'Annotations', at(deployment, 'metadata', 'annotations'));
  line('Selector', selectorText(spec.selector));
  line(
    'Replicas',
    `${count(spec.replicas)} desired | ${count(status.updatedReplicas)} updated | ${count(status.replicas)} total | ${count(status.availableReplicas)} available | ${count(status.unavailableReplicas)} unavailable`,
  );
  line('StrategyType', text(at(spec, 'strategy', 'type')));
  line('MinReadySeconds', count(spec.minReadySeconds));
  const rolling = at(spec, 'strategy', 'rollingUpdate');
  if (rolling) {
    line(
      'RollingUpdateStrategy',
      `${text(at(rolling, 'maxUnavailable'))} max unavailable, ${text(at(rolling, 'maxSurge'))} max surge`,
    );
  }
  templateLines(w, spec.template);
  const conditions = objects(status.conditions);
  if (conditions.length > 0) {
    w.write(0, 'Conditions:\n  Type\tStatus\tReason\n');
    w.write(1, '----\t------\t------\n');
    for (const one of conditions)
      w.write(1, `${text(one.type)} \t${text(one.status)}\t${text(one.reason)}\n`);
  }
  replicaSets(cli, w, deployment);
  if (showEvents) eventLines(cli, w, searchEvents(cli, deployment));
  return w.toString();
}

function replicaSets(cli: Cli, w: DescribeWriter, deployment: JsonObject): void {
  const path = `/apis/apps/v1/namespaces/${namespaceOf(deployment)}/replicasets`;
  const selector = selectorText(at(deployment, 'spec', 'selector'));
  const owned = objects(
    cli.client.get(path, [
      ['labelSelector', selector],
      ['limit', '500'],
    ]).items,
  ).filter((set) => controllerOf(set)?.uid === at(deployment, 'metadata', 'uid'));
  const revision = (set: JsonObject): number =>
    Number(at(set, 'metadata', 'annotations', 'deployment.kubernetes.io/revision') ?? 0);
  owned.sort((a, b) => revision(a) - revision(b));
  const current = owned.at(-1);
  const old = owned.slice(0, -1);
  const show = (set: JsonObject): string =>
    `${nameOf(set)} (${text(at(set, 'status', 'replicas') ?? 0)}/${text(at(set, 'spec', 'replicas') ?? 0)} replicas created)`;
  w.write(0, `OldReplicaSets:\t${old.length === 0 ? '<none>' : old.map(show).join(', ')}\n`);
  w.write(0, `NewReplicaSet:\t${current ? show(current) : '<none>'}\n`);
}

/** `1 Running / 0 Waiting / 0 Succeeded / 0 Failed` of the pods that a controller owns. */
function podPhases(cli: Cli, owner: JsonObject): string {
  const path = `/api/v1/namespaces/${namespaceOf(owner)}/pods`;
  const selector = selectorText(at(owner, 'spec', 'selector'));
  const pods = objects(
    cli.client.get(path, [
      ['labelSelector', selector],
      ['limit', '500'],
    ]).items,
  ).filter((pod) => controllerOf(pod)?.uid === at(owner, 'metadata', 'uid'));
  const count = (phase: string): number => pods.filter((pod) => at(pod, 'status', 'phase') === phase).length;
  return `${count('Running')} Running / ${count('Pending')} Waiting / ${count('Succeeded')} Succeeded / ${count('Failed')} Failed`;
}

/** `kubectl describe replicaset`. */
export function describeReplicaSet(cli: Cli, set: JsonObject, showEvents: boolean): string {
  const w = new DescribeWriter();
  const line = (title: string, value: string): void => w.write(0, `${title}:\t${value}\n`);
  line('Name', nameOf(set));
  line('Namespace', namespaceOf(set));
  line('Selector', selectorText(at(set, 'spec', 'selector')));
  labelLines(w, 'Labels', at(set, 'metadata', 'labels'));
  annotationLines(w, 'Annotations', at(set, 'metadata', 'annotations'));
  const controller = controllerOf(set);
  if (controller) line('Controlled By', `${text(controller.kind)}/${text(controller.name)}`);
  line(
    'Replicas',
    `${text(at(set, 'status', 'replicas') ?? 0)} current / ${text(at(set, 'spec', 'replicas') ?? 0)} desired`,
  );
  line('Pods Status', podPhases(cli, set));
  templateLines(w, at(set, 'spec', 'template'));
  if (showEvents) eventLines(cli, w, searchEvents(cli, set));
  return w.toString();
}

/** `kubectl describe daemonset`. */
export function describeDaemonSet(cli: Cli, set: JsonObject, showEvents: boolean): string {
  const w = new DescribeWriter();
  const line = (title: string, value: string): void => w.write(0, `${title}:\t${value}\n`);
  const count = (key: string): string => text(at(set, 'status', key) ?? 0);
  line('Name', nameOf(set));
  line('Namespace', namespaceOf(set));
  line('Selector', selectorText(at(set, 'spec', 'selector')));
  const selector = Object.entries(object(at(set, 'spec', 'template', 'spec', 'nodeSelector'))).map(
    ([key, value]) => `${key}=${text(value)}`,
  );
  line('Node-Selector', selector.length === 0 ? '<none>' : selector.sort().join(','));
  labelLines(w, 'Labels', at(set, 'metadata', 'labels'));
  annotationLines(w, 'Annotations', at(set, 'metadata', 'annotations'));
  line('Desired Number of Nodes Scheduled', count('desiredNumberScheduled'));
  line('Current Number of Nodes Scheduled', count('currentNumberScheduled'));
  line('Number of Nodes Scheduled with Up-to-date Pods', count('updatedNumberScheduled'));
  line('Number of Nodes Scheduled with Available Pods', count('numberAvailable'));
  line('Number of Nodes Misscheduled', count('numberMisscheduled'));
  line('Pods Status', podPhases(cli, set));
  templateLines(w, at(set, 'spec', 'template'));
  if (showEvents) eventLines(cli, w, searchEvents(cli, set));
  return w.toString();
}
