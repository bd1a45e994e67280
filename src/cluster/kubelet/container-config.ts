import { quantityValue } from '../../api/quantity.ts';
import type { Container, Pod } from '../../api/types.ts';
import type { ContainerConfig } from '../runtime/container.ts';
import type { Clock } from '../../sim/index.ts';
import type { Image } from '../runtime/image.ts';
import { canonicalName, parseReference, applyDefaultImageTag } from '../runtime/reference.ts';
import type { PodSandbox } from '../runtime/sandbox.ts';
import { containerHash } from './container-hash.ts';
import { EnvError, makeEnvironment, type EnvSources } from './env.ts';
import { expand } from './expansion.ts';
import { formatPod, nameOf, namespaceOf } from './pods.ts';
import type { MountedVolume } from './volumes.ts';
import { makeMounts } from './mounts.ts';
import { StartError } from './sync-result.ts';

export const CLUSTER_DOMAIN = 'cluster.local';
export const CLUSTER_DNS = '10.96.0.10';
/** The resolver that minikube's network gives its nodes. */
export const NODE_DNS = '192.168.49.1';

export interface ConfigSources {
  readonly env: EnvSources;
  readonly clock: Pick<Clock, 'time'>;
  volume(name: string): MountedVolume | undefined;
}

/** A pod's host name. Models kubelet GeneratePodHostNameAndDomain (names are cut at 63). */
export function hostnameOf(pod: Pod): string {
  return (
    pod.spec.hostnameOverride ??
    pod.spec.hostname ??
    nameOf(pod)
      .slice(0, 63)
      .replace(/[-.]+$/, '')
  );
}

/** The /etc/hosts that the kubelet keeps. Models kubelet_pods.go managedHostsFileContent. */
export function hostsFile(pod: Pod, sandbox: PodSandbox): string {
  const lines = [
    '# Kubernetes-managed hosts file.',
    '127.0.0.1\tlocalhost',
    '::1\tlocalhost ip6-localhost ip6-loopback',
    'fe00::\tip6-localnet',
    'fe00::\tip6-mcastprefix',
    'fe00::1\tip6-allnodes',
    'fe00::2\tip6-allrouters',
  ];
  const { subdomain } = pod.spec;
  const name = sandbox.hostname;
  const domain = subdomain ? `${name}.${subdomain}.${namespaceOf(pod)}.svc.${CLUSTER_DOMAIN}\t` : '';
  const ip = sandbox.ip || (sandbox.stack.addresses[0] ?? '');
  lines.push(`${ip}\t${domain}${name}`);
  if (pod.spec.hostAliases?.length) {
    lines.push('', '# Entries added by HostAliases.');
    for (const alias of pod.spec.hostAliases) lines.push([alias.ip, ...(alias.hostnames ?? [])].join('\t'));
  }
  return `${lines.join('\n')}\n`;
}

/** The /etc/resolv.conf by the pod's DNS policy. Models pkg/kubelet/network/dns. */
export function resolvConf(pod: Pod): string {
  const { dnsConfig, hostNetwork } = pod.spec;
  let policy = pod.spec.dnsPolicy ?? 'ClusterFirst';
  if (policy === 'ClusterFirst' && hostNetwork) policy = 'Default';
  const servers: string[] = [];
  const search: string[] = [];
  const options = new Map<string, string | undefined>();
  if (policy === 'ClusterFirst' || policy === 'ClusterFirstWithHostNet') {
    servers.push(CLUSTER_DNS);
    search.push(`${namespaceOf(pod)}.svc.${CLUSTER_DOMAIN}`, `svc.${CLUSTER_DOMAIN}`, CLUSTER_DOMAIN);
    options.set('ndots', '5');
  } else if (policy === 'Default') servers.push(NODE_DNS);
  servers.push(...(dnsConfig?.nameservers ?? []));
  search.push(...(dnsConfig?.searches ?? []));
  for (const { name, value } of dnsConfig?.options ?? []) if (name !== undefined) options.set(name, value);
  const words = [...options].map(([name, value]) => (value === undefined ? name : `${name}:${value}`));
  return [
    ...(search.length > 0 ? [`search ${search.join(' ')}`] : []),
    ...servers.map((server) => `nameserver ${server}`),
    ...(words.length > 0 ? [`options ${words.join(' ')}`] : []),
    '',
  ].join('\n');
}

function verifyRunAsNonRoot(pod: Pod, container: Container, image: Image): void {
  const own = container.securityContext;
  const shared = pod.spec.securityContext;
  if (!(own?.runAsNonRoot ?? shared?.runAsNonRoot)) return;
  const where = `(pod: "${formatPod(pod)}", container: ${container.name})`;
  const fail = (why: string): StartError => new StartError('CreateContainerConfigError', `${why} ${where}`);
  const uid = own?.runAsUser ?? shared?.runAsUser;
  if (uid !== undefined) {
    if (uid === 0) throw fail("container's runAsUser breaks non-root policy");
    return;
  }
  const [user = ''] = (image.config.user ?? '').split(':');
  if (user === '' || user === '0') throw fail('container has runAsNonRoot and image will run as root');
  if (!/^\d+$/.test(user)) {
    throw fail(
      `container has runAsNonRoot and image has non-numeric user (${user}), cannot verify user is non-root`,
    );
  }
}

/**
 * What the runtime needs to make a container. Models kuberuntime generateContainerConfig.
 * @throws {StartError} CreateContainerConfigError
 */
export function containerConfig(
  pod: Pod,
  container: Container,
  image: Image,
  sandbox: PodSandbox,
  attempt: number,
  sources: ConfigSources,
): ContainerConfig {
  verifyRunAsNonRoot(pod, container, image);
  let env: Map<string, string>;
  try {
    env = makeEnvironment(pod, container, sources.env);
  } catch (error) {
    if (error instanceof EnvError) throw new StartError('CreateContainerConfigError', error.message);
    throw error;
  }
  const lookup = (name: string): string | undefined => env.get(name);
  const own = container.securityContext;
  const shared = pod.spec.securityContext;
  const memory = container.resources?.limits?.memory;
  const fsGroup = shared?.fsGroup;
  return {
    name: container.name,
    attempt,
    image,
    imageName: canonicalName(parseReference(applyDefaultImageTag(container.image ?? ''))),
    command: container.command?.map((word) => expand(word, lookup)),
    args: container.args?.map((word) => expand(word, lookup)),
    env,
    workingDir: container.workingDir,
    mounts: makeMounts(pod, container, env, sources),
    stdin: container.stdin ?? false,
    stdinOnce: container.stdinOnce ?? false,
    tty: container.tty ?? false,
    readOnlyRoot: own?.readOnlyRootFilesystem ?? false,
    uid: own?.runAsUser ?? shared?.runAsUser,
    gid: own?.runAsGroup ?? shared?.runAsGroup,
    groups: [...(shared?.supplementalGroups ?? []), ...(fsGroup === undefined ? [] : [fsGroup])],
    ...(memory !== undefined && { memoryLimit: quantityValue(memory) }),
    hash: containerHash(container),
    files: new Map([
      ['/etc/hosts', hostsFile(pod, sandbox)],
      ['/etc/resolv.conf', resolvConf(pod)],
      ['/etc/hostname', `${sandbox.hostname}\n`],
      [container.terminationMessagePath || '/dev/termination-log', ''],
    ]),
  };
}
