import { configmaps, secrets } from '../../api/resources.ts';
import { parseQuantity, quantityMilliValue, quantityValue } from '../../api/quantity.ts';
import type { Container, EnvVar, Pod, Service } from '../../api/types.ts';
import type { Client } from '../client.ts';
import { expand } from './expansion.ts';
import { nameOf, namespaceOf, uidOf } from './pods.ts';

/** What environment and downward API values are taken from. */
export interface EnvSources {
  readonly client: Client;
  /** All services, for the variables that announce them. */
  readonly services: readonly Service[];
  readonly hostIP: string;
  /** Empty while the pod has none. */
  readonly podIP: string;
  /** The node's allocatable resources, which stand in for limits that a container has not. */
  readonly allocatable: Readonly<Record<string, string>>;
}

/** A reference could not be followed; the message is the kubelet's. */
export class EnvError extends Error {}

/** The containers' own resources that a resourceFieldRef names. Models pkg/api/v1/resource ExtractContainerResourceValue. */
export function resourceFieldValue(
  container: Container,
  resource: string,
  divisor: string | undefined,
  allocatable: Readonly<Record<string, string>>,
): string {
  const [kind = '', name = ''] = [
    resource.slice(0, resource.indexOf('.')),
    resource.slice(resource.indexOf('.') + 1),
  ];
  const { limits, requests } = container.resources ?? {};
  let amount: string | undefined;
  if (kind === 'limits') amount = limits?.[name] ?? allocatable[name];
  else if (kind === 'requests') amount = requests?.[name];
  else throw new EnvError(`unsupported container resource : ${resource}`);
  const by = divisor === undefined || parseQuantity(divisor).nanos === 0n ? '1' : divisor;
  if (name === 'cpu') return String(Math.ceil(quantityMilliValue(amount ?? '0') / quantityMilliValue(by)));
  return String(Math.ceil(quantityValue(amount ?? '0') / quantityValue(by)));
}

function formatMap(map: Readonly<Record<string, string>> | undefined): string {
  return Object.entries(map ?? {})
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
    .join('\n');
}

/** The value at a pod's field path. Models pkg/fieldpath ExtractFieldPathAsString and podFieldSelectorRuntimeValue. @throws {EnvError} */
export function fieldValue(pod: Pod, path: string, sources: Pick<EnvSources, 'hostIP' | 'podIP'>): string {
  const subscript = /^metadata\.(labels|annotations)\['(.*)'\]$/.exec(path);
  if (subscript) {
    const map = subscript[1] === 'labels' ? pod.metadata.labels : pod.metadata.annotations;
    return map?.[subscript[2] ?? ''] ?? '';
  }
  switch (path) {
    case 'metadata.name':
      return nameOf(pod);
    case 'metadata.namespace':
      return namespaceOf(pod);
    case 'metadata.uid':
      return uidOf(pod);
    case 'metadata.labels':
      return formatMap(pod.metadata.labels);
    case 'metadata.annotations':
      return formatMap(pod.metadata.annotations);
    case 'spec.nodeName':
      return pod.spec.nodeName ?? '';
    case 'spec.serviceAccountName':
      return pod.spec.serviceAccountName ?? 'default';
    case 'status.hostIP':
    case 'status.hostIPs':
      return sources.hostIP;
    case 'status.podIP':
    case 'status.podIPs':
      return sources.podIP;
    default:
      throw new EnvError(`unsupported fieldPath: ${path}`);
  }
}

/** A variable name out of a service's: upper case, dashes as underscores. */
const variable = (name: string): string => name.toUpperCase().replaceAll('-', '_');

/** The variables that tell of services, as Docker links did. Models pkg/kubelet/envvars FromServices. */
export function serviceVariables(services: readonly Service[]): Map<string, string> {
  const env = new Map<string, string>();
  for (const service of services) {
    const ip = service.spec?.clusterIP;
    const [port] = service.spec?.ports ?? [];
    if (!ip || ip === 'None' || !port) continue;
    const prefix = variable(service.metadata.name ?? '');
    env.set(`${prefix}_SERVICE_HOST`, ip);
    env.set(`${prefix}_SERVICE_PORT`, String(port.port));
    for (const each of service.spec?.ports ?? []) {
      if (each.name) env.set(`${prefix}_SERVICE_PORT_${variable(each.name)}`, String(each.port));
    }
    for (const [index, each] of (service.spec?.ports ?? []).entries()) {
      const protocol = (each.protocol ?? 'TCP').toUpperCase();
      const url = `${protocol.toLowerCase()}://${ip}:${each.port}`;
      if (index === 0) env.set(`${prefix}_PORT`, url);
      const base = `${prefix}_PORT_${each.port}_${protocol}`;
      env.set(base, url);
      env.set(`${base}_PROTO`, protocol.toLowerCase());
      env.set(`${base}_PORT`, String(each.port));
      env.set(`${base}_ADDR`, ip);
    }
  }
  return env;
}

/** The services a pod hears of: those of its namespace, unless it does not want them, and always `kubernetes`. */
function servicesFor(pod: Pod, services: readonly Service[]): Service[] {
  const namespace = namespaceOf(pod);
  const isMaster = (service: Service): boolean =>
    service.metadata.namespace === 'default' && service.metadata.name === 'kubernetes';
  return services.filter(
    (service) =>
      isMaster(service) ||
      (service.metadata.namespace === namespace && (pod.spec.enableServiceLinks ?? true)),
  );
}

const decoder = new TextDecoder();

/** Base64 to text: secrets' data. */
export function decodeBase64(text: string): Uint8Array {
  const binary = atob(text);
  return Uint8Array.from(binary, (char) => char.charCodeAt(0));
}

function valueFrom(
  pod: Pod,
  container: Container,
  variable: EnvVar,
  sources: EnvSources,
): string | undefined {
  const from = variable.valueFrom;
  const namespace = namespaceOf(pod);
  if (!from) return undefined;
  if (from.fieldRef) return fieldValue(pod, from.fieldRef.fieldPath, sources);
  if (from.resourceFieldRef) {
    const { resource, divisor, containerName } = from.resourceFieldRef;
    const other = [...pod.spec.containers, ...(pod.spec.initContainers ?? [])].find(
      ({ name }) => name === containerName,
    );
    return resourceFieldValue(other ?? container, resource, divisor, sources.allocatable);
  }
  if (from.configMapKeyRef) {
    const { name = '', key, optional } = from.configMapKeyRef;
    const map = sources.client.find(configmaps, name, namespace);
    if (!map && !optional) throw new EnvError(`configmap "${name}" not found`);
    const value = map?.data?.[key];
    if (value === undefined && !optional)
      throw new EnvError(`couldn't find key ${key} in ConfigMap ${namespace}/${name}`);
    return value;
  }
  if (from.secretKeyRef) {
    const { name = '', key, optional } = from.secretKeyRef;
    const secret = sources.client.find(secrets, name, namespace);
    if (!secret && !optional) throw new EnvError(`secret "${name}" not found`);
    const value = secret?.data?.[key];
    if (value === undefined && !optional)
      throw new EnvError(`couldn't find key ${key} in Secret ${namespace}/${name}`);
    return value === undefined ? undefined : decoder.decode(decodeBase64(value));
  }
  if (from.fileKeyRef) throw new EnvError('fileKeyRef is not supported by this simulation');
  return undefined;
}

function fromSources(pod: Pod, container: Container, sources: EnvSources): Map<string, string> {
  const env = new Map<string, string>();
  const namespace = namespaceOf(pod);
  for (const { prefix = '', configMapRef, secretRef } of container.envFrom ?? []) {
    if (configMapRef) {
      const map = sources.client.find(configmaps, configMapRef.name ?? '', namespace);
      if (!map && !configMapRef.optional)
        throw new EnvError(`configmap "${configMapRef.name ?? ''}" not found`);
      for (const [key, value] of Object.entries(map?.data ?? {})) env.set(prefix + key, value);
    }
    if (secretRef) {
      const secret = sources.client.find(secrets, secretRef.name ?? '', namespace);
      if (!secret && !secretRef.optional) throw new EnvError(`secret "${secretRef.name ?? ''}" not found`);
      for (const [key, value] of Object.entries(secret?.data ?? {})) {
        env.set(prefix + key, decoder.decode(decodeBase64(value)));
      }
    }
  }
  return env;
}

/**
 * A container's environment by its spec: envFrom, then env with `$(VAR)` expanded, then the services it was not told otherwise of.
 * Models pkg/kubelet makeEnvironmentVariables.
 * @throws {EnvError}
 */
export function makeEnvironment(pod: Pod, container: Container, sources: EnvSources): Map<string, string> {
  const services = serviceVariables(servicesFor(pod, sources.services));
  const env = fromSources(pod, container, sources);
  for (const variable of container.env ?? []) {
    let value: string | undefined;
    if (variable.valueFrom) value = valueFrom(pod, container, variable, sources);
    else value = expand(variable.value ?? '', (name) => env.get(name) ?? services.get(name));
    if (value !== undefined) env.set(variable.name, value);
  }
  for (const [name, value] of services) if (!env.has(name)) env.set(name, value);
  return env;
}
