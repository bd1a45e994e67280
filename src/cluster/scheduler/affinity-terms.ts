/** Pod affinity terms, read once for each pod. Models AffinityTerm and PodInfo in pkg/scheduler/framework/types.go. */
import { labelSelectorRequirements, selectorMatches, type Selector } from '../../api/selector.ts';
import type { LabelSelector, Pod, PodAffinityTerm, WeightedPodAffinityTerm } from '../../api/types.ts';
import type { Labels } from './labels.ts';

/** Which pods a term means, and the topology in which they are near or far. */
export interface AffinityTerm {
  readonly namespaces: ReadonlySet<string>;
  /** Absent means that it adds no namespace. */
  readonly namespaceSelector: Selector | undefined;
  /** Absent means that it selects no pod. */
  readonly selector: Selector | undefined;
  readonly topologyKey: string;
  /** Of a preferred term; 0 for required ones. */
  readonly weight: number;
}

/** A pod's terms by kind. */
export interface PodTerms {
  readonly requiredAffinity: readonly AffinityTerm[];
  readonly requiredAntiAffinity: readonly AffinityTerm[];
  readonly preferredAffinity: readonly AffinityTerm[];
  readonly preferredAntiAffinity: readonly AffinityTerm[];
}

/** The labels of a namespace. */
export type NamespaceLabels = (namespace: string) => Labels | undefined;

const known = new WeakMap<Pod, PodTerms>();

/** The terms of a pod. */
export function podTerms(pod: Pod): PodTerms {
  let terms = known.get(pod);
  if (!terms) {
    const { podAffinity, podAntiAffinity } = pod.spec.affinity ?? {};
    terms = {
      requiredAffinity: required(pod, podAffinity?.requiredDuringSchedulingIgnoredDuringExecution),
      requiredAntiAffinity: required(pod, podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution),
      preferredAffinity: preferred(pod, podAffinity?.preferredDuringSchedulingIgnoredDuringExecution),
      preferredAntiAffinity: preferred(pod, podAntiAffinity?.preferredDuringSchedulingIgnoredDuringExecution),
    };
    known.set(pod, terms);
  }
  return terms;
}

function required(pod: Pod, terms: readonly PodAffinityTerm[] | undefined): AffinityTerm[] {
  return (terms ?? []).map((term) => read(pod, term, 0));
}

function preferred(pod: Pod, terms: readonly WeightedPodAffinityTerm[] | undefined): AffinityTerm[] {
  return (terms ?? []).map(({ podAffinityTerm, weight }) => read(pod, podAffinityTerm, weight));
}

function read(pod: Pod, term: PodAffinityTerm, weight: number): AffinityTerm {
  const named = term.namespaces ?? [];
  const own = named.length === 0 && !term.namespaceSelector;
  return {
    namespaces: new Set(own ? [pod.metadata.namespace ?? ''] : named),
    namespaceSelector: readSelector(term.namespaceSelector),
    selector: readSelector(term.labelSelector),
    topologyKey: term.topologyKey,
    weight,
  };
}

function readSelector(selector: LabelSelector | undefined): Selector | undefined {
  return selector ? labelSelectorRequirements(selector) : undefined;
}

/** Whether a term means a pod. */
export function affinityTermMatches(term: AffinityTerm, pod: Pod, namespaceLabels: NamespaceLabels): boolean {
  const namespace = pod.metadata.namespace ?? '';
  const inNamespace =
    term.namespaces.has(namespace) ||
    (term.namespaceSelector !== undefined &&
      selectorMatches(term.namespaceSelector, namespaceLabels(namespace)));
  return inNamespace && term.selector !== undefined && selectorMatches(term.selector, pod.metadata.labels);
}

/** Whether all of the terms mean a pod; no terms mean none. */
export function allTermsMatch(
  terms: readonly AffinityTerm[],
  pod: Pod,
  namespaceLabels: NamespaceLabels,
): boolean {
  return terms.length > 0 && terms.every((term) => affinityTermMatches(term, pod, namespaceLabels));
}
