/** How evenly a pod would spread. Models podtopologyspread/scoring.go. */
import type { Pod } from '../../api/types.ts';
import { logarithm } from '../../sim/math.ts';
import { MAX_NODE_SCORE, type NodeScore } from './framework.ts';
import { topologyValue } from './labels.ts';
import type { NodeInfo } from './node-info.ts';
import {
  countSelected,
  HOSTNAME,
  inAllTopologies,
  nodeCounts,
  type SpreadConstraint,
} from './spread-constraints.ts';

/** What PreScore works out. */
export interface SpreadScores {
  readonly constraints: readonly SpreadConstraint[];
  /** Nodes outside of some topology: they get no points. */
  readonly ignored: ReadonlySet<string>;
  /** Matching pods by domain, for each constraint; what is on one node alone is counted when it is scored. */
  readonly counts: readonly Map<string, number>[];
  /** So that topologies of few domains are not drowned by those of many. */
  readonly weights: readonly number[];
}

/** @param requireAll nodes outside of some topology do not count */
export function spreadScores(
  pod: Pod,
  constraints: readonly SpreadConstraint[],
  feasible: readonly NodeInfo[],
  all: readonly NodeInfo[],
  requireAll: boolean,
): SpreadScores {
  const ignored = new Set<string>();
  const counts = constraints.map(() => new Map<string, number>());
  for (const { name, node } of feasible) {
    if (requireAll && !inAllTopologies(node, constraints)) {
      ignored.add(name);
      continue;
    }
    for (const [i, { topologyKey }] of constraints.entries())
      if (topologyKey !== HOSTNAME) counts[i]?.set(topologyValue(node, topologyKey) ?? '', 0);
  }
  const weights = constraints.map(({ topologyKey }, i) => {
    const domains = topologyKey === HOSTNAME ? feasible.length - ignored.size : (counts[i]?.size ?? 0);
    return logarithm(domains + 2);
  });
  for (const { node, pods } of all) {
    if (requireAll && !inAllTopologies(node, constraints)) continue;
    for (const [i, constraint] of constraints.entries()) {
      const value = topologyValue(node, constraint.topologyKey) ?? '';
      const before = counts[i]?.get(value);
      if (before === undefined || !nodeCounts(constraint, pod, node)) continue;
      counts[i]?.set(value, before + countSelected(pods, constraint, pod.metadata.namespace));
    }
  }
  return { constraints, ignored, counts, weights };
}

/** How many matching pods are near a node, weighed: the fewer the better. */
export function spreadScoreOf(scores: SpreadScores, pod: Pod, { name, node, pods }: NodeInfo): number {
  if (scores.ignored.has(name)) return 0;
  let score = 0;
  for (const [i, constraint] of scores.constraints.entries()) {
    const value = topologyValue(node, constraint.topologyKey);
    if (value === undefined) continue;
    const count =
      constraint.topologyKey === HOSTNAME
        ? countSelected(pods, constraint, pod.metadata.namespace)
        : (scores.counts[i]?.get(value) ?? 0);
    // A greater maxSkew waters the differences between domains down.
    score += count * (scores.weights[i] ?? 0) + (constraint.maxSkew - 1);
  }
  return Math.round(score);
}

/** Turn scores over, so that the least becomes 100 and the others keep their proportion. */
export function normalizeSpreadScores(scores: NodeScore[], ignored: ReadonlySet<string>): void {
  let min = Infinity;
  let max = 0;
  for (const { name, score } of scores) {
    if (ignored.has(name)) continue;
    min = Math.min(min, score);
    max = Math.max(max, score);
  }
  for (const entry of scores) {
    if (ignored.has(entry.name)) entry.score = 0;
    else if (max === 0) entry.score = MAX_NODE_SCORE;
    else entry.score = Math.trunc((MAX_NODE_SCORE * (max + min - entry.score)) / max);
  }
}
