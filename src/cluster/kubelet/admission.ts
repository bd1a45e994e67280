import { quantityMilliValue, quantityValue } from '../../api/quantity.ts';
import type { Container, Node, Pod, Taint } from '../../api/types.ts';
import { matchesRequiredNodeAffinity } from '../scheduler/node-selector.ts';
import { findUntolerated } from '../scheduler/tolerations.ts';
import { isRestartableInit, isTerminalPhase, uidOf } from './pods.ts';

/** Why a node does not take a pod that was bound to it. */
export interface Rejection {
  readonly reason: string;
  readonly message: string;
}

/** What a container asks of a resource: millicores of cpu, bytes of the rest. */
function requestOf(container: Container, resource: string): number {
  const amount = container.resources?.requests?.[resource];
  if (amount === undefined) return 0;
  return resource === 'cpu' ? quantityMilliValue(amount) : quantityValue(amount);
}

/** A pod's effective request: its containers together with sidecars, or the hungriest moment of its initialization. */
function podRequest(pod: Pod, resource: string): number {
  let sidecars = 0;
  let peak = 0;
  for (const container of pod.spec.initContainers ?? []) {
    const own = requestOf(container, resource);
    if (isRestartableInit(container)) sidecars += own;
    peak = Math.max(peak, isRestartableInit(container) ? sidecars : sidecars + own);
  }
  const main = pod.spec.containers.reduce((sum, container) => sum + requestOf(container, resource), sidecars);
  return Math.max(main, peak);
}

/**
 * Whether the node takes a pod: its requests must fit beside those of the pods that are there, the node must be one that its selector
 * and affinity want, and the pod must tolerate the taints that would evict it. Pods
 * that the scheduler placed do; one that names its node itself may not. Models pkg/kubelet/lifecycle predicate.go.
 */
export function admit(node: Node | undefined, pod: Pod, others: readonly Pod[]): Rejection | undefined {
  if (!node) return undefined;
  const active = others.filter(
    (other) => uidOf(other) !== uidOf(pod) && !isTerminalPhase(other.status?.phase),
  );
  const allocatable = node.status?.allocatable ?? {};
  const full = (resource: string, requested: number, used: number, capacity: number): Rejection => ({
    reason: `OutOf${resource}`,
    message: `Node didn't have enough resource: ${resource}, requested: ${requested}, used: ${used}, capacity: ${capacity}`,
  });
  const pods = quantityValue(allocatable.pods ?? '110');
  if (active.length + 1 > pods) return full('pods', 1, active.length, pods);
  for (const resource of ['cpu', 'memory']) {
    const requested = podRequest(pod, resource);
    const amount = allocatable[resource];
    if (requested === 0 || amount === undefined) continue;
    const capacity = resource === 'cpu' ? quantityMilliValue(amount) : quantityValue(amount);
    const used = active.reduce((sum, other) => sum + podRequest(other, resource), 0);
    if (requested + used > capacity) return full(resource, requested, used, capacity);
  }
  const failed = (predicate: string, why: string): Rejection => ({
    reason: predicate,
    message: `Predicate ${predicate} failed: ${why}`,
  });
  if (!matchesRequiredNodeAffinity(pod, node))
    return failed('NodeAffinity', "node(s) didn't match Pod's node affinity/selector");
  const evicts = ({ effect }: Taint): boolean => effect === 'NoExecute';
  if (findUntolerated(node.spec?.taints, pod.spec.tolerations, evicts))
    return failed('TaintToleration', "node(s) had taints that the pod didn't tolerate");
  return undefined;
}
