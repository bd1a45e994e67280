/** How near a pod's friends each node is, and how far from its foes. Models interpodaffinity/scoring.go. */
import type { Node, Pod } from '../../api/types.ts';
import { affinityTermMatches, podTerms, type AffinityTerm, type NamespaceLabels } from './affinity-terms.ts';
import { MAX_NODE_SCORE, type NodeScore } from './framework.ts';
import { topologyValue } from './labels.ts';
import type { NodeInfo } from './node-info.ts';

/** What the required affinity of a pod that is there already counts for (hardPodAffinityWeight). */
const HARD_POD_AFFINITY_WEIGHT = 1;

/** Sums by topology key and by domain. */
export type TopologyScores = Map<string, Map<string, number>>;

/** What the terms of the pod and of the pods that are there come to in each domain. */
export function topologyScores(
  pod: Pod,
  nodes: readonly NodeInfo[],
  namespaceLabels: NamespaceLabels,
): TopologyScores {
  const scores: TopologyScores = new Map();
  const own = podTerms(pod);
  const add = (term: AffinityTerm, weight: number, target: Pod, node: Node): void => {
    const value = topologyValue(node, term.topologyKey);
    if (value === undefined || !affinityTermMatches(term, target, namespaceLabels)) return;
    let domains = scores.get(term.topologyKey);
    if (!domains) scores.set(term.topologyKey, (domains = new Map()));
    domains.set(value, (domains.get(value) ?? 0) + weight);
  };
  const prefers = own.preferredAffinity.length > 0 || own.preferredAntiAffinity.length > 0;
  for (const { node, pods, podsWithAffinity } of nodes) {
    // A pod without wishes is only subject to those of others.
    for (const existing of prefers ? pods : podsWithAffinity) {
      const theirs = podTerms(existing);
      for (const term of own.preferredAffinity) add(term, term.weight, existing, node);
      for (const term of own.preferredAntiAffinity) add(term, -term.weight, existing, node);
      for (const term of theirs.requiredAffinity) add(term, HARD_POD_AFFINITY_WEIGHT, pod, node);
      for (const term of theirs.preferredAffinity) add(term, term.weight, pod, node);
      for (const term of theirs.preferredAntiAffinity) add(term, -term.weight, pod, node);
    }
  }
  return scores;
}

/** The sum over all topologies of what a node's domains have. */
export function topologyScoreOf(scores: TopologyScores, node: Node): number {
  let sum = 0;
  for (const [key, domains] of scores) {
    const value = topologyValue(node, key);
    if (value !== undefined) sum += domains.get(value) ?? 0;
  }
  return sum;
}

/** Stretch scores, which may be negative, so that the least becomes 0 and the greatest 100; equal ones become 0. */
export function stretchScores(scores: NodeScore[]): void {
  let min = Infinity;
  let max = -Infinity;
  for (const { score } of scores) {
    min = Math.min(min, score);
    max = Math.max(max, score);
  }
  const range = max - min;
  for (const entry of scores)
    entry.score = range > 0 ? Math.trunc(MAX_NODE_SCORE * ((entry.score - min) / range)) : 0;
}
