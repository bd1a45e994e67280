import type { NodeSelectorTerm, Pod } from '../../../api/types.ts';
import { SKIP, SUCCESS, unresolvable, type Plugin, type QueueingHint } from '../framework.ts';
import { matchesRequiredNodeAffinity, termMatches } from '../node-selector.ts';
import { normalizeScores } from '../scores.ts';

const REASON = "node(s) didn't match Pod's node affinity/selector";

/** The nodes that required terms name by `metadata.name`; `undefined` when a term leaves the name open. */
function namedNodes(terms: readonly NodeSelectorTerm[]): Set<string> | undefined {
  const all = new Set<string>();
  for (const term of terms) {
    let names: Set<string> | undefined;
    for (const field of term.matchFields ?? []) {
      if (field.key !== 'metadata.name' || field.operator !== 'In') continue;
      const values = new Set(field.values ?? []);
      names = names ? new Set([...names].filter((name) => values.has(name))) : values;
    }
    if (!names) return undefined;
    for (const name of names) all.add(name);
  }
  return all;
}

const becameFit: QueueingHint = (pod, _event, { nodeBefore, nodeAfter }) => {
  if (!nodeAfter || !matchesRequiredNodeAffinity(pod, nodeAfter)) return false;
  return !nodeBefore || !matchesRequiredNodeAffinity(pod, nodeBefore);
};

function preferredTerms(pod: Pod) {
  return pod.spec.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [];
}

/** nodeSelector and node affinity, required and preferred. Models pkg/scheduler/framework/plugins/nodeaffinity. */
export const nodeAffinity: Plugin = {
  name: 'NodeAffinity',
  preFilter(_state, pod) {
    const required = pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
    if (!required && Object.keys(pod.spec.nodeSelector ?? {}).length === 0) return { status: SKIP };
    const terms = required?.nodeSelectorTerms ?? [];
    const nodeNames = terms.length > 0 ? namedNodes(terms) : undefined;
    if (nodeNames?.size === 0) return { status: unresolvable('pod affinity terms conflict') };
    return { status: SUCCESS, nodeNames };
  },
  filter(_state, pod, { node }) {
    return matchesRequiredNodeAffinity(pod, node) ? SUCCESS : unresolvable(REASON);
  },
  preScore(_state, pod) {
    return preferredTerms(pod).length === 0 ? SKIP : SUCCESS;
  },
  score(_state, pod, { node }) {
    let score = 0;
    for (const { weight, preference } of preferredTerms(pod))
      if (termMatches(preference, node)) score += weight;
    return score;
  },
  normalizeScore(_state, _pod, scores) {
    normalizeScores(scores, false);
  },
  events: { NodeAdd: becameFit, NodeLabelChange: becameFit },
};
