import type { Cli } from '../cli.ts';
import { at, list, nameOf, namespaceOf, object, objects, text, type Json, type JsonObject } from '../json.ts';
import { ageOf, rfc1123z } from '../time.ts';
import { containerLines, podEnvResolver, resourceLines } from './containers.ts';
import { eventLines, searchEvents } from './events.ts';
import { volumeLines } from './volumes.ts';
import { annotationLines, DescribeWriter, labelLines } from './writer.ts';

/** `kubectl describe pod`. Models pkg/describe's PodDescriber. */
export function describePod(cli: Cli, pod: JsonObject, showEvents: boolean): string {
  const w = new DescribeWriter();
  const spec = object(pod.spec);
  const status = object(pod.status);
  head(cli, w, pod, spec, status);
  const resolve = podEnvResolver(pod);
  const init = objects(spec.initContainers);
  if (init.length > 0)
    containerLines(w, 'Init Containers', init, objects(status.initContainerStatuses), resolve, '');
  containerLines(w, 'Containers', objects(spec.containers), objects(status.containerStatuses), resolve, '');
  const ephemeral = objects(spec.ephemeralContainers);
  if (ephemeral.length > 0) {
    containerLines(
      w,
      'Ephemeral Containers',
      ephemeral,
      objects(status.ephemeralContainerStatuses),
      resolve,
      '',
    );
  }
  conditions(w, spec, status);
  volumeLines(w, objects(spec.volumes), '');
  w.write(0, `QoS Class:\t${text(status.qosClass)}\n`);
  labelLines(w, 'Node-Selectors', spec.nodeSelector);
  tolerationLines(w, 'Tolerations', objects(spec.tolerations));
  topologyLines(w, objects(spec.topologySpreadConstraints), '');
  if (showEvents) {
    // The kubelet's events on a static pod name it by the hash that its mirror carries.
    const mirror = text(at(pod, 'metadata', 'annotations', 'kubernetes.io/config.mirror'));
    eventLines(cli, w, mirror === '' ? searchEvents(cli, pod) : searchEvents(cli, pod, mirror));
  }
  return w.toString();
}

function head(cli: Cli, w: DescribeWriter, pod: JsonObject, spec: JsonObject, status: JsonObject): void {
  const line = (title: string, value: string): void => w.write(0, `${title}:\t${value}\n`);
  line('Name', nameOf(pod));
  line('Namespace', namespaceOf(pod));
  if (spec.priority !== undefined) line('Priority', text(spec.priority));
  if (text(spec.priorityClassName) !== '') line('Priority Class Name', text(spec.priorityClassName));
  if (text(spec.runtimeClassName) !== '') line('Runtime Class Name', text(spec.runtimeClassName));
  if (text(spec.serviceAccountName) !== '') line('Service Account', text(spec.serviceAccountName));
  const node = text(spec.nodeName);
  line('Node', node === '' ? '<none>' : `${node}/${text(status.hostIP)}`);
  if (text(status.startTime) !== '') line('Start Time', rfc1123z(text(status.startTime)));
  labelLines(w, 'Labels', at(pod, 'metadata', 'labels'));
  annotationLines(w, 'Annotations', at(pod, 'metadata', 'annotations'));
  const deletion = text(at(pod, 'metadata', 'deletionTimestamp'));
  if (deletion !== '' && status.reason !== 'NodeLost') {
    line('Status', `Terminating (lasts ${ageOf(deletion, cli.context.sim.time)})`);
    line('Termination Grace Period', `${text(at(pod, 'metadata', 'deletionGracePeriodSeconds'))}s`);
  } else line('Status', text(status.phase));
  if (text(status.reason) !== '') line('Reason', text(status.reason));
  if (text(status.message) !== '') line('Message', text(status.message));
  const seccomp = at(spec, 'securityContext', 'seccompProfile');
  if (seccomp) {
    line('SeccompProfile', text(at(seccomp, 'type')));
    if (at(seccomp, 'type') === 'Localhost') line('LocalhostProfile', text(at(seccomp, 'localhostProfile')));
  }
  line('IP', text(status.podIP));
  const ips = objects(status.podIPs);
  if (ips.length === 0) line('IPs', '<none>');
  else {
    w.write(0, 'IPs:\n');
    for (const ip of ips) w.write(1, `IP:\t${text(ip.ip)}\n`);
  }
  const controller = controllerOf(pod);
  if (controller) line('Controlled By', `${text(controller.kind)}/${text(controller.name)}`);
  if (text(status.nominatedNodeName) !== '') line('NominatedNodeName', text(status.nominatedNodeName));
  if (spec.resources !== undefined) {
    w.write(0, 'Resources:\n');
    resourceLines(w, spec.resources, 1);
  }
}

/** The owner that manages an object. */
export function controllerOf(target: JsonObject): JsonObject | undefined {
  return objects(at(target, 'metadata', 'ownerReferences')).find((one) => one.controller === true);
}

function conditions(w: DescribeWriter, spec: JsonObject, status: JsonObject): void {
  const all = objects(status.conditions);
  const gates = objects(spec.readinessGates);
  if (gates.length > 0) {
    w.write(0, 'Readiness Gates:\n  Type\tStatus\n');
    for (const gate of gates) {
      const found = all.find((one) => one.type === gate.conditionType);
      w.write(1, `${text(gate.conditionType)} \t${found ? text(found.status) : '<none>'} \n`);
    }
  }
  if (all.length === 0) return;
  w.write(0, 'Conditions:\n  Type\tStatus\n');
  for (const one of all) w.write(1, `${text(one.type)} \t${text(one.status)} \n`);
}

/** `key=value:effect op=Exists for 300s`, one a line. */
export function tolerationLines(
  w: DescribeWriter,
  title: string,
  tolerations: readonly JsonObject[],
  indent = '',
): void {
  w.write(0, `${indent}${title}:\t`);
  if (tolerations.length === 0) w.write(0, '<none>\n');
  const sorted = [...tolerations].sort((a, b) =>
    text(a.key) < text(b.key) ? -1 : text(a.key) > text(b.key) ? 1 : 0,
  );
  for (const [i, one] of sorted.entries()) {
    const [key, value, effect] = [text(one.key), text(one.value), text(one.effect)];
    let line = key + (value === '' ? '' : `=${value}`) + (effect === '' ? '' : `:${effect}`);
    if (one.operator === 'Exists' && value === '') line += line === '' ? 'op=Exists' : ' op=Exists';
    if (one.tolerationSeconds !== undefined) line += ` for ${text(one.tolerationSeconds)}s`;
    w.write(0, `${i === 0 ? '' : `${indent}\t`}${line}\n`);
  }
}

export function topologyLines(w: DescribeWriter, constraints: readonly JsonObject[], indent: string): void {
  if (constraints.length === 0) return;
  const sorted = [...constraints].sort((a, b) => (text(a.topologyKey) < text(b.topologyKey) ? -1 : 1));
  w.write(0, `${indent}Topology Spread Constraints:\t`);
  for (const [i, one] of sorted.entries()) {
    const rule = `${text(one.topologyKey)}:${text(one.whenUnsatisfiable)} when max skew ${text(one.maxSkew)} is exceeded`;
    const selector =
      one.labelSelector === undefined ? '' : ` for selector ${selectorText(one.labelSelector)}`;
    w.write(0, `${i === 0 ? '' : `${indent}\t`}${rule}${selector}\n`);
  }
}

/** A label selector in one line. Models metav1.FormatLabelSelector. */
export function selectorText(selector: Json | undefined): string {
  const labels = Object.entries(object(at(selector, 'matchLabels'))).map(
    ([key, value]) => `${key}=${text(value)}`,
  );
  const expressions = objects(at(selector, 'matchExpressions')).map((one) => {
    const values = `(${list(one.values).map(text).sort().join(',')})`;
    switch (one.operator) {
      case 'In':
        return `${text(one.key)} in ${values}`;
      case 'NotIn':
        return `${text(one.key)} notin ${values}`;
      case 'Exists':
        return text(one.key);
      default:
        return `!${text(one.key)}`;
    }
  });
  const all = [...labels, ...expressions].sort();
  return all.length === 0 ? '<none>' : all.join(',');
}
