import { quantityValue } from '../../api/quantity.ts';
import type { Container, Pod } from '../../api/types.ts';

/** `name_namespace(uid)`, as the kubelet's messages name a pod. Models pkg/kubelet/util/format. */
export function formatPod(pod: Pod): string {
  return `${pod.metadata.name ?? ''}_${pod.metadata.namespace ?? ''}(${uidOf(pod)})`;
}

export function uidOf(pod: Pod): string {
  return pod.metadata.uid ?? '';
}

export const nameOf = (pod: Pod): string => pod.metadata.name ?? '';
export const namespaceOf = (pod: Pod): string => pod.metadata.namespace ?? 'default';

/** An init container that keeps running beside the others: a sidecar. */
export function isRestartableInit(container: Container): boolean {
  return container.restartPolicy === 'Always';
}

/** Where a container stands in its pod's spec, as events name it: `spec.containers{web}`. */
export function fieldPathOf(pod: Pod, name: string): string | undefined {
  if (pod.spec.containers.some((each) => each.name === name)) return `spec.containers{${name}}`;
  if (pod.spec.initContainers?.some((each) => each.name === name)) return `spec.initContainers{${name}}`;
  if (pod.spec.ephemeralContainers?.some((each) => each.name === name))
    return `spec.ephemeralContainers{${name}}`;
  return undefined;
}

export const restartPolicyOf = (pod: Pod): string => pod.spec.restartPolicy ?? 'Always';

/** The policy that decides about one container: its own where it has one. */
export function containerRestartPolicy(pod: Pod, container: Container): string {
  return container.restartPolicy ?? restartPolicyOf(pod);
}

export const SOURCE_ANNOTATION = 'kubernetes.io/config.source';
export const MIRROR_ANNOTATION = 'kubernetes.io/config.mirror';
export const HASH_ANNOTATION = 'kubernetes.io/config.hash';
export const SEEN_ANNOTATION = 'kubernetes.io/config.seen';

/** A pod from a file on the node rather than from the API server. */
export function isStaticPod(pod: Pod): boolean {
  const source = pod.metadata.annotations?.[SOURCE_ANNOTATION];
  return source !== undefined && source !== 'api';
}

export const isMirrorPod = (pod: Pod): boolean => pod.metadata.annotations?.[MIRROR_ANNOTATION] !== undefined;

export const isTerminalPhase = (phase: string | undefined): boolean =>
  phase === 'Succeeded' || phase === 'Failed';

/** Go's `%v` of a string slice: `[a b]`. */
export const goList = (items: readonly string[]): string => `[${items.join(' ')}]`;

/** What a pod's containers may use of memory together, in bytes: no limit when one of them has none. Models PodLimits. */
export function podMemoryLimit({ spec }: Pod): number {
  const own = (spec as { resources?: { limits?: { [name: string]: string } } }).resources?.limits?.['memory'];
  if (own !== undefined) return quantityValue(own);
  const limits = spec.containers.map(({ resources }) => resources?.limits?.['memory']);
  let total = 0;
  for (const limit of limits) total += limit === undefined ? Infinity : quantityValue(limit);
  return total;
}
