import { at, list, nameOf, namespaceOf, object, objects, text, type Json, type JsonObject } from '../json.ts';
import { rfc1123z } from '../time.ts';
import { goTitle, orNone, resourceList, type DescribeWriter } from './writer.ts';

/** Finds the value of a `fieldRef` or `resourceFieldRef`. */
export type EnvResolver = (variable: JsonObject) => string;

/** The section of one list of containers. Models pkg/describe's describeContainers. */
export function containerLines(
  w: DescribeWriter,
  label: string,
  containers: readonly JsonObject[],
  statuses: readonly JsonObject[],
  resolve: EnvResolver | undefined,
  space: string,
): void {
  w.write(0, `${space}${label}:${containers.length === 0 ? ' <none>' : ''}\n`);
  for (const container of containers) {
    const status = statuses.find((one) => one.name === container.name);
    basics(w, container, status, space);
    commandLines(w, 'Command', container.command);
    commandLines(w, 'Args', container.args);
    if (status) stateLines(w, status);
    resourceLines(w, container.resources, 2);
    probes(w, container);
    if (objects(container.envFrom).length > 0) envFrom(w, container);
    environment(w, container, resolve);
    mounts(w, container);
  }
}

function basics(
  w: DescribeWriter,
  container: JsonObject,
  status: JsonObject | undefined,
  space: string,
): void {
  w.write(1, `${space === '' ? '' : ' '}${text(container.name)}:\n`);
  if (status) w.write(2, `Container ID:\t${text(status.containerID)}\n`);
  w.write(2, `Image:\t${text(container.image)}\n`);
  if (status) w.write(2, `Image ID:\t${text(status.imageID)}\n`);
  const ports = objects(container.ports);
  const own = ports.map((port) => {
    const name = text(port.name);
    return `${text(port.containerPort)}/${text(port.protocol)}${name === '' ? '' : ` (${name})`}`;
  });
  const host = ports.map((port) => {
    const name = text(port.name);
    return `${text(port.hostPort ?? 0)}/${text(port.protocol)}${name === '' ? '' : ` (${name})`}`;
  });
  w.write(2, `${own.length > 1 ? 'Ports' : 'Port'}:\t${orNone(own.join(', '))}\n`);
  w.write(2, `${host.length > 1 ? 'Host Ports' : 'Host Port'}:\t${orNone(host.join(', '))}\n`);
  const seccomp = at(container, 'securityContext', 'seccompProfile');
  if (seccomp) {
    w.write(2, `SeccompProfile:\t${text(at(seccomp, 'type'))}\n`);
    if (at(seccomp, 'type') === 'Localhost')
      w.write(3, `LocalhostProfile:\t${text(at(seccomp, 'localhostProfile'))}\n`);
  }
}

function commandLines(w: DescribeWriter, title: string, words: Json | undefined): void {
  const all = list(words).map(text);
  if (all.length === 0) return;
  w.write(2, `${title}:\n`);
  for (const word of all) for (const line of word.split('\n')) w.write(3, `${line}\n`);
}

function stateLines(w: DescribeWriter, status: JsonObject): void {
  oneState(w, 'State', object(status.state));
  if (at(status, 'lastState', 'terminated')) oneState(w, 'Last State', object(status.lastState));
  w.write(2, `Ready:\t${goTitle(status.ready)}\n`);
  w.write(2, `Restart Count:\t${text(status.restartCount ?? 0)}\n`);
}

function oneState(w: DescribeWriter, title: string, state: JsonObject): void {
  if (state.running) {
    w.write(2, `${title}:\tRunning\n`);
    w.write(3, `Started:\t${rfc1123z(text(at(state, 'running', 'startedAt')))}\n`);
  } else if (state.terminated) {
    const done = object(state.terminated);
    w.write(2, `${title}:\tTerminated\n`);
    if (text(done.reason) !== '') w.write(3, `Reason:\t${text(done.reason)}\n`);
    if (text(done.message) !== '') w.write(3, `Message:\t${text(done.message)}\n`);
    w.write(3, `Exit Code:\t${text(done.exitCode ?? 0)}\n`);
    if (Number(done.signal ?? 0) > 0) w.write(3, `Signal:\t${text(done.signal)}\n`);
    w.write(3, `Started:\t${goTime(done.startedAt)}\n`);
    w.write(3, `Finished:\t${goTime(done.finishedAt)}\n`);
  } else {
    w.write(2, `${title}:\tWaiting\n`);
    const reason = text(at(state, 'waiting', 'reason'));
    if (reason !== '') w.write(3, `Reason:\t${reason}\n`);
  }
}

/** A time, or Go's zero time where there is none. */
function goTime(value: Json | undefined): string {
  return text(value) === '' ? 'Mon, 01 Jan 0001 00:00:00 +0000' : rfc1123z(text(value));
}

/** Limits and requests. */
export function resourceLines(w: DescribeWriter, resources: Json | undefined, level: number): void {
  for (const [title, key] of [
    ['Limits', 'limits'],
    ['Requests', 'requests'],
  ] as const) {
    const amounts = resourceList(at(resources, key));
    if (amounts.length > 0) w.write(level, `${title}:\n`);
    for (const [name, amount] of amounts) w.write(level + 1, `${name}:\t${amount}\n`);
  }
}

function probes(w: DescribeWriter, container: JsonObject): void {
  for (const [title, key] of [
    ['Liveness', 'livenessProbe'],
    ['Readiness', 'readinessProbe'],
    ['Startup', 'startupProbe'],
  ] as const) {
    if (container[key]) w.write(2, `${title}:\t${probeText(object(container[key]))}\n`);
  }
}

/** Models pkg/describe's DescribeProbe. */
export function probeText(probe: JsonObject): string {
  const number = (key: string): string => text(probe[key] ?? 0);
  const attributes = `delay=${number('initialDelaySeconds')}s timeout=${number('timeoutSeconds')}s period=${number('periodSeconds')}s #success=${number('successThreshold')} #failure=${number('failureThreshold')}`;
  if (probe.exec)
    return `exec [${list(at(probe, 'exec', 'command'))
      .map(text)
      .join(' ')}] ${attributes}`;
  if (probe.httpGet) {
    const get = object(probe.httpGet);
    const path = text(get.path);
    const url = `${text(get.scheme).toLowerCase()}://${text(get.host)}:${text(get.port)}${path === '' || path.startsWith('/') ? path : `/${path}`}`;
    return `http-get ${url} ${attributes}`;
  }
  if (probe.tcpSocket) {
    return `tcp-socket ${text(at(probe, 'tcpSocket', 'host'))}:${text(at(probe, 'tcpSocket', 'port'))} ${attributes}`;
  }
  if (probe.grpc)
    return `grpc <pod>:${text(at(probe, 'grpc', 'port'))} ${text(at(probe, 'grpc', 'service'))} ${attributes}`;
  return `unknown ${attributes}`;
}

function envFrom(w: DescribeWriter, container: JsonObject): void {
  w.write(2, 'Environment Variables from:\n');
  for (const source of objects(container.envFrom)) {
    const map = source.configMapRef;
    const ref = object(map ?? source.secretRef);
    const prefix = text(source.prefix);
    const kind = map ? 'ConfigMap' : 'Secret';
    const from = prefix === '' ? kind : `${kind} with prefix '${prefix}'`;
    w.write(3, `${text(ref.name)}\t${from}\tOptional: ${String(ref.optional === true)}\n`);
  }
}

function environment(w: DescribeWriter, container: JsonObject, resolve: EnvResolver | undefined): void {
  const variables = objects(container.env);
  w.write(2, `Environment:${variables.length === 0 ? '\t<none>' : ''}\n`);
  for (const variable of variables) {
    const name = text(variable.name);
    const from = object(variable.valueFrom);
    if (variable.valueFrom === undefined) {
      for (const [i, line] of text(variable.value).split('\n').entries()) {
        w.write(3, i === 0 ? `${name}:\t${line}\n` : `\t${line}\n`);
      }
    } else if (from.fieldRef) {
      const value = resolve?.(variable) ?? '';
      w.write(
        3,
        `${name}:\t${value} (${text(at(from, 'fieldRef', 'apiVersion'))}:${text(at(from, 'fieldRef', 'fieldPath'))})\n`,
      );
    } else if (from.resourceFieldRef) {
      const value = resolve?.(variable) ?? '';
      w.write(3, `${name}:\t${value} (${text(at(from, 'resourceFieldRef', 'resource'))})\n`);
    } else {
      const secret = from.secretKeyRef !== undefined;
      const ref = object(from.secretKeyRef ?? from.configMapKeyRef);
      const where = secret ? 'in secret' : 'of config map';
      w.write(
        3,
        `${name}:\t<set to the key '${text(ref.key)}' ${where} '${text(ref.name)}'>\tOptional: ${String(ref.optional === true)}\n`,
      );
    }
  }
}

function mounts(w: DescribeWriter, container: JsonObject): void {
  const all = [...objects(container.volumeMounts)];
  w.write(2, `Mounts:${all.length === 0 ? '\t<none>' : ''}\n`);
  all.sort((a, b) =>
    text(a.mountPath) < text(b.mountPath) ? -1 : text(a.mountPath) > text(b.mountPath) ? 1 : 0,
  );
  for (const mount of all) {
    const flags = [mount.readOnly === true ? 'ro' : 'rw'];
    if (text(mount.subPath) !== '') flags.push(`path=${JSON.stringify(text(mount.subPath))}`);
    w.write(3, `${text(mount.mountPath)} from ${text(mount.name)} (${flags.join(',')})\n`);
  }
  const devices = objects(container.volumeDevices);
  if (devices.length === 0) return;
  w.write(2, 'Devices:\n');
  for (const device of devices) w.write(3, `${text(device.devicePath)} from ${text(device.name)}\n`);
}

/** Values of field references of a pod, as its containers get them. */
export function podEnvResolver(pod: JsonObject): EnvResolver {
  return (variable) => {
    const path = text(at(variable, 'valueFrom', 'fieldRef', 'fieldPath'));
    const keyed = /^metadata\.(labels|annotations)\['(.*)'\]$/.exec(path);
    if (keyed) return text(at(pod, 'metadata', keyed[1] ?? '', keyed[2] ?? ''));
    switch (path) {
      case 'metadata.name':
        return nameOf(pod);
      case 'metadata.namespace':
        return namespaceOf(pod);
      case 'metadata.uid':
        return text(at(pod, 'metadata', 'uid'));
      default:
        return '';
    }
  };
}
