import { requirementMatches } from '../../api/selector.ts';
import type { Node, NodeSelector, NodeSelectorTerm, Pod } from '../../api/types.ts';

/** A term holds when all of its expressions and fields do; an empty term never holds. */
export function termMatches(term: NodeSelectorTerm, node: Node): boolean {
  const expressions = term.matchExpressions ?? [];
  const fields = term.matchFields ?? [];
  if (expressions.length === 0 && fields.length === 0) return false;
  return (
    expressions.every((requirement) =>
      requirementMatches(requirement, node.metadata.labels?.[requirement.key]),
    ) &&
    fields.every((requirement) =>
      requirementMatches(requirement, requirement.key === 'metadata.name' ? node.metadata.name : undefined),
    )
  );
}

/** A selector holds when one of its terms does. Models component-helpers/scheduling/corev1/nodeaffinity. */
export function nodeSelectorMatches(selector: NodeSelector, node: Node): boolean {
  return selector.nodeSelectorTerms.some((term) => termMatches(term, node));
}

/** Whether a node satisfies a pod's nodeSelector and required node affinity. Models GetRequiredNodeAffinity().Match. */
export function matchesRequiredNodeAffinity(pod: Pod, node: Node): boolean {
  const labels = node.metadata.labels ?? {};
  for (const [key, value] of Object.entries(pod.spec.nodeSelector ?? {}))
    if (labels[key] !== value) return false;
  const required = pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  return !required || nodeSelectorMatches(required, node);
}
