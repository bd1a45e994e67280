import type {
  LabelSelector,
  LabelSelectorRequirement,
  Pod,
  PodAffinity,
  PodAffinityTerm,
  PodSpec,
} from '../../../api/types.ts';

type Labels = Readonly<Record<string, string>>;

/**
 * A new pod's spec with matchLabelKeys and mismatchLabelKeys written into the selectors beside them, by the pod's own labels.
 * Models applyMatchLabelKeysAndMismatchLabelKeys and its like for spread constraints in pkg/registry/core/pod/strategy.go.
 */
export function mergeLabelKeys(pod: Pod): PodSpec {
  const { spec } = pod;
  const labels = pod.metadata.labels ?? {};
  const { podAffinity, podAntiAffinity } = spec.affinity ?? {};
  return {
    ...spec,
    ...((podAffinity || podAntiAffinity) && {
      affinity: {
        ...spec.affinity,
        ...(podAffinity && { podAffinity: withKeys(podAffinity, labels) }),
        ...(podAntiAffinity && { podAntiAffinity: withKeys(podAntiAffinity, labels) }),
      },
    }),
    ...(spec.topologySpreadConstraints && {
      topologySpreadConstraints: spec.topologySpreadConstraints.map((constraint) => ({
        ...constraint,
        ...selectorWith(constraint.labelSelector, labels, constraint.matchLabelKeys, undefined),
      })),
    }),
  };
}

/** Affinity and anti-affinity look the same. */
function withKeys(affinity: PodAffinity, labels: Labels): PodAffinity {
  const merged = (term: PodAffinityTerm): PodAffinityTerm => ({
    ...term,
    ...selectorWith(term.labelSelector, labels, term.matchLabelKeys, term.mismatchLabelKeys),
  });
  const required = affinity.requiredDuringSchedulingIgnoredDuringExecution;
  const preferred = affinity.preferredDuringSchedulingIgnoredDuringExecution;
  return {
    ...affinity,
    ...(required && { requiredDuringSchedulingIgnoredDuringExecution: required.map(merged) }),
    ...(preferred && {
      preferredDuringSchedulingIgnoredDuringExecution: preferred.map((weighted) => ({
        ...weighted,
        podAffinityTerm: merged(weighted.podAffinityTerm),
      })),
    }),
  };
}

function selectorWith(
  selector: LabelSelector | undefined,
  labels: Labels,
  match: readonly string[] | undefined,
  mismatch: readonly string[] | undefined,
): { labelSelector?: LabelSelector } {
  const requirements = (keys: readonly string[] | undefined, operator: string): LabelSelectorRequirement[] =>
    (keys ?? []).flatMap((key) => {
      const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
      return value === undefined ? [] : [{ key, operator, values: [value] }];
    });
  const added = [...requirements(match, 'In'), ...requirements(mismatch, 'NotIn')];
  if (!selector || added.length === 0) return {};
  return {
    labelSelector: { ...selector, matchExpressions: [...(selector.matchExpressions ?? []), ...added] },
  };
}
