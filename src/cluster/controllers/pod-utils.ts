import { parseTime } from '../../api/time.ts';
import type {
  KubernetesObject,
  OwnerReference,
  Pod,
  PodCondition,
  PodTemplateSpec,
} from '../../api/types.ts';
import { NAME_ALPHABET } from '../../sim/index.ts';

export function controllerOf(object: { metadata: KubernetesObject['metadata'] }): OwnerReference | undefined {
  const { ownerReferences } = object.metadata;
  if (ownerReferences) for (const reference of ownerReferences) if (reference.controller) return reference;
  return undefined;
}

/** A reference that makes `owner` the managing controller. Models metav1.NewControllerRef. */
export function controllerReference(
  owner: KubernetesObject,
  apiVersion: string,
  kind: string,
): OwnerReference {
  return {
    apiVersion,
    kind,
    name: owner.metadata.name,
    uid: owner.metadata.uid ?? '',
    controller: true,
    blockOwnerDeletion: true,
  };
}

export function isPodTerminal(pod: Pod): boolean {
  return pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';
}

/** Models controller.IsPodActive. */
export function isPodActive(pod: Pod): boolean {
  return !isPodTerminal(pod) && !pod.metadata.deletionTimestamp;
}

function readyCondition(pod: Pod): PodCondition | undefined {
  for (const condition of pod.status?.conditions ?? []) if (condition.type === 'Ready') return condition;
  return undefined;
}

export function isPodReady(pod: Pod): boolean {
  return readyCondition(pod)?.status === 'True';
}

/** Ready for at least `minReadySeconds`. @returns 0 when so, else how long it still takes in milliseconds; Infinity when not ready */
export function untilAvailable(pod: Pod, minReadySeconds: number, now: number): number {
  const ready = readyCondition(pod);
  if (ready?.status !== 'True') return Infinity;
  if (minReadySeconds === 0) return 0;
  const since = parseTime(ready.lastTransitionTime ?? '');
  return since === undefined ? Infinity : Math.max(0, since + minReadySeconds * 1000 - now);
}

/** Text with keys in order: the same value always reads the same. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return `{${fields.map(([name, field]) => `${JSON.stringify(name)}:${canonical(field)}`).join(',')}}`;
}

const encoder = new TextEncoder();

/** FNV-1a. */
function hashBytes(text: string, start = 0x811c9dc5): number {
  let hash = start;
  for (const byte of encoder.encode(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash;
}

/** The hashes of templates that are stored, and so never change: a workload is looked at far more often than it is changed. */
const hashes = new WeakMap<PodTemplateSpec, number>();

function hashOf(template: PodTemplateSpec): number {
  let hash = hashes.get(template);
  if (hash === undefined) {
    hash = hashBytes(canonical(template));
    if (Object.isFrozen(template)) hashes.set(template, hash);
  }
  return hash;
}

/** The hash of a pod template as it ends in names and labels. Models controller.ComputeHash and rand.SafeEncodeString. */
export function templateHash(template: PodTemplateSpec, collisionCount = 0): string {
  let hash = hashOf(template);
  if (collisionCount > 0) hash = hashBytes(String(collisionCount), hash);
  return [...String(hash)]
    .map((digit) => NAME_ALPHABET.charAt(digit.charCodeAt(0) % NAME_ALPHABET.length))
    .join('');
}

/** A number or a percentage of `total`. Models intstr.GetScaledValueFromIntOrPercent. */
export function scaledValue(value: number | string | undefined, total: number, roundUp: boolean): number {
  if (typeof value === 'number') return value;
  const percent = /^(\d+)%$/.exec(value ?? '')?.[1];
  if (percent === undefined) return 0;
  const share = (Number(percent) * total) / 100;
  return roundUp ? Math.ceil(share) : Math.floor(share);
}
