/** Topology spread constraints, a pod's own or the default ones. Models podtopologyspread/common.go and plugins/helper/spread.go. */
import {
  labelSelectorRequirements,
  selectorMatches,
  type Requirement,
  type Selector,
} from '../../api/selector.ts';
import type { Node, Pod, TopologySpreadConstraint } from '../../api/types.ts';
import { labelOf, topologyValue, type Labels } from './labels.ts';
import type { Listers } from './listers.ts';
import { matchesRequiredNodeAffinity } from './node-selector.ts';
import { findUntolerated } from './tolerations.ts';

/** A constraint with nothing left open. */
export interface SpreadConstraint {
  readonly maxSkew: number;
  readonly topologyKey: string;
  /** Absent means that it selects no pod. */
  readonly selector: Selector | undefined;
  readonly minDomains: number;
  readonly honorsNodeAffinity: boolean;
  readonly honorsNodeTaints: boolean;
}

export type UnsatisfiableAction = 'DoNotSchedule' | 'ScheduleAnyway';

export const HOSTNAME = 'kubernetes.io/hostname';

/** What holds for pods without constraints of their own (defaultingType System). */
const SYSTEM_DEFAULTS: readonly TopologySpreadConstraint[] = [
  { topologyKey: HOSTNAME, whenUnsatisfiable: 'ScheduleAnyway', maxSkew: 3 },
  { topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'ScheduleAnyway', maxSkew: 5 },
];

export const hasOwnConstraints = (pod: Pod): boolean => (pod.spec.topologySpreadConstraints ?? []).length > 0;

/** The constraints of one kind that hold for a pod: its own, or the default ones over the pods of its services and its owner. */
export function spreadConstraints(
  pod: Pod,
  action: UnsatisfiableAction,
  listers: Listers,
): readonly SpreadConstraint[] {
  const own = pod.spec.topologySpreadConstraints ?? [];
  const chosen = (own.length > 0 ? own : SYSTEM_DEFAULTS).filter(
    ({ whenUnsatisfiable }) => whenUnsatisfiable === action,
  );
  if (own.length > 0) return chosen.map((constraint) => complete(constraint, selectorOf(constraint, pod)));
  if (chosen.length === 0) return [];
  const selector = defaultSelector(pod, listers);
  return selector.length === 0 ? [] : chosen.map((constraint) => complete(constraint, selector));
}

function complete(constraint: TopologySpreadConstraint, selector: Selector | undefined): SpreadConstraint {
  return {
    maxSkew: constraint.maxSkew,
    topologyKey: constraint.topologyKey,
    selector,
    minDomains: constraint.minDomains ?? 1,
    honorsNodeAffinity: (constraint.nodeAffinityPolicy ?? 'Honor') === 'Honor',
    honorsNodeTaints: constraint.nodeTaintsPolicy === 'Honor',
  };
}

function selectorOf(constraint: TopologySpreadConstraint, pod: Pod): Selector | undefined {
  if (!constraint.labelSelector) return undefined;
  const selector = labelSelectorRequirements(constraint.labelSelector);
  const keys = (constraint.matchLabelKeys ?? []).flatMap((key): Requirement[] => {
    const value = labelOf(pod.metadata.labels, key);
    return value === undefined ? [] : [{ key, operator: 'In', values: [value] }];
  });
  return [...keys, ...selector];
}

/**
 * The selectors of the services that mean a pod and of the ReplicationController, ReplicaSet or StatefulSet that owns it,
 * together; empty when there are none. Models DefaultSelector.
 */
function defaultSelector(pod: Pod, listers: Listers): Selector {
  const namespace = pod.metadata.namespace ?? '';
  const labels = new Map<string, string>();
  const equals = (): Requirement[] =>
    [...labels].map(([key, value]) => ({ key, operator: 'In', values: [value] }));
  for (const service of listers.services.list(namespace)) {
    const selector = Object.entries(service.spec?.selector ?? {});
    if (selector.some(([key, value]) => labelOf(pod.metadata.labels, key) !== value)) continue;
    for (const [key, value] of selector) labels.set(key, value);
  }
  const owner = pod.metadata.ownerReferences?.find(({ controller }) => controller);
  switch (`${owner?.apiVersion ?? ''} ${owner?.kind ?? ''}`) {
    case 'v1 ReplicationController': {
      const selector = listers.replicationControllers.get(owner?.name ?? '', namespace)?.spec?.selector;
      for (const [key, value] of Object.entries(selector ?? {})) labels.set(key, value);
      return equals();
    }
    case 'apps/v1 ReplicaSet': {
      const selector = listers.replicaSets.get(owner?.name ?? '', namespace)?.spec?.selector;
      return [...equals(), ...(selector ? labelSelectorRequirements(selector) : [])];
    }
    case 'apps/v1 StatefulSet': {
      const selector = listers.statefulSets.get(owner?.name ?? '', namespace)?.spec?.selector;
      return [...equals(), ...(selector ? labelSelectorRequirements(selector) : [])];
    }
    default:
      return equals();
  }
}

export function constraintSelects({ selector }: SpreadConstraint, labels: Labels | undefined): boolean {
  return selector !== undefined && selectorMatches(selector, labels);
}

/** Whether a node is in a domain of every constraint. */
export function inAllTopologies(node: Node, constraints: readonly SpreadConstraint[]): boolean {
  return constraints.every(({ topologyKey }) => topologyValue(node, topologyKey) !== undefined);
}

/** Whether a node counts when the skew is worked out. */
export function nodeCounts(constraint: SpreadConstraint, pod: Pod, node: Node): boolean {
  if (constraint.honorsNodeAffinity && !matchesRequiredNodeAffinity(pod, node)) return false;
  if (!constraint.honorsNodeTaints) return true;
  return !findUntolerated(
    node.spec.taints,
    pod.spec.tolerations,
    ({ effect }) => effect === 'NoSchedule' || effect === 'NoExecute',
  );
}

/** How many of `pods` a constraint selects in a namespace; pods that are going do not count, and nothing is selected by an empty selector. */
export function countSelected(
  pods: readonly Pod[],
  constraint: SpreadConstraint,
  namespace: string | undefined,
): number {
  if (!constraint.selector || constraint.selector.length === 0) return 0;
  let count = 0;
  for (const { metadata } of pods) {
    if (metadata.deletionTimestamp || metadata.namespace !== namespace) continue;
    if (selectorMatches(constraint.selector, metadata.labels)) count++;
  }
  return count;
}
