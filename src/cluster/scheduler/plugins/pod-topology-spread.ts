import type { Node, Pod } from '../../../api/types.ts';
import {
  SKIP,
  SUCCESS,
  unresolvable,
  unschedulable,
  type CycleState,
  type Plugin,
  type QueueingHint,
} from '../framework.ts';
import { topologyValue } from '../labels.ts';
import type { Listers } from '../listers.ts';
import type { NodeInfo } from '../node-info.ts';
import {
  constraintSelects,
  countSelected,
  hasOwnConstraints,
  inAllTopologies,
  nodeCounts,
  spreadConstraints,
  type SpreadConstraint,
} from '../spread-constraints.ts';
import { normalizeSpreadScores, spreadScoreOf, spreadScores, type SpreadScores } from '../spread-scores.ts';

const NAME = 'PodTopologySpread';
const SCORES = 'PodTopologySpread/scores';
const NOT_MATCHED = "node(s) didn't match pod topology spread constraints";
const NO_LABEL = `${NOT_MATCHED} (missing required label)`;

/** The matching pods of one constraint. */
interface Spread {
  readonly constraint: SpreadConstraint;
  /** By domain, the empty ones too. */
  readonly counts: Map<string, number>;
  /** The least of the counts, until one changes. */
  least: number | undefined;
}

/** The count that the others are held against. With fewer domains than asked for, one more would be empty. */
function globalMinimum(spread: Spread): number {
  if (spread.counts.size < spread.constraint.minDomains) return 0;
  if (spread.least === undefined) {
    spread.least = Infinity;
    for (const count of spread.counts.values()) spread.least = Math.min(spread.least, count);
  }
  return spread.least;
}

function count(spread: Spread, value: string, by: number): void {
  spread.counts.set(value, (spread.counts.get(value) ?? 0) + by);
  spread.least = undefined;
}

function updateWith(cycle: CycleState, pod: Pod, other: Pod, node: Node, by: number): void {
  const spreads = cycle.read<readonly Spread[]>(NAME) ?? [];
  if (other.metadata.namespace !== pod.metadata.namespace) return;
  if (
    !inAllTopologies(
      node,
      spreads.map(({ constraint }) => constraint),
    )
  )
    return;
  for (const spread of spreads) {
    const { constraint } = spread;
    if (!constraintSelects(constraint, other.metadata.labels) || !nodeCounts(constraint, pod, node)) continue;
    count(spread, topologyValue(node, constraint.topologyKey) ?? '', by);
  }
}

const differ = (a: unknown, b: unknown): boolean => JSON.stringify(a) !== JSON.stringify(b);

/**
 * Spreads pods over the domains of topologies: by their own constraints, or softly over nodes and zones by those of the
 * default profile. Models pkg/scheduler/framework/plugins/podtopologyspread.
 */
export function podTopologySpread(listers: Listers, allNodes: () => readonly NodeInfo[]): Plugin {
  const hard = (pod: Pod): readonly SpreadConstraint[] => spreadConstraints(pod, 'DoNotSchedule', listers);

  /** Models isSchedulableAfterPodChange: the pod itself, or one on a node in its namespace. */
  const podChanged: QueueingHint = (pod, _event, { podBefore, podAfter }) => {
    const involved = (other: Pod): boolean =>
      other.metadata.uid === pod.metadata.uid ||
      (!!other.spec.nodeName && other.metadata.namespace === pod.metadata.namespace);
    if ((podAfter && !involved(podAfter)) || (podBefore && !involved(podBefore))) return false;
    const constraints = hard(pod);
    const selected = (constraint: SpreadConstraint, other: Pod | undefined): boolean =>
      !!other && constraintSelects(constraint, other.metadata.labels);
    if (!podBefore || !podAfter)
      return constraints.some((constraint) => selected(constraint, podAfter ?? podBefore));
    if (
      podAfter.metadata.uid === pod.metadata.uid &&
      differ(podBefore.spec.tolerations, podAfter.spec.tolerations) &&
      constraints.some(({ honorsNodeTaints }) => honorsNodeTaints)
    )
      return true;
    return constraints.some(
      (constraint) => selected(constraint, podBefore) !== selected(constraint, podAfter),
    );
  };
  const nodeChanged: QueueingHint = (pod, _event, { nodeBefore, nodeAfter }) => {
    const constraints = hard(pod);
    const before = !!nodeBefore && inAllTopologies(nodeBefore, constraints);
    const after = !!nodeAfter && inAllTopologies(nodeAfter, constraints);
    if (!nodeBefore || !nodeAfter || before !== after) return before || after;
    return (
      after &&
      (differ(nodeBefore.spec.taints, nodeAfter.spec.taints) ||
        constraints.some(
          ({ topologyKey }) =>
            topologyValue(nodeBefore, topologyKey) !== topologyValue(nodeAfter, topologyKey),
        ))
    );
  };

  return {
    name: NAME,
    preFilter(cycle, pod, nodes) {
      const constraints = hard(pod);
      if (constraints.length === 0) return { status: SKIP };
      const spreads = constraints.map((constraint): Spread => ({
        constraint,
        counts: new Map(),
        least: undefined,
      }));
      for (const { node, pods } of nodes) {
        if (!inAllTopologies(node, constraints)) continue;
        for (const spread of spreads) {
          const { constraint } = spread;
          if (!nodeCounts(constraint, pod, node)) continue;
          const value = topologyValue(node, constraint.topologyKey) ?? '';
          count(spread, value, countSelected(pods, constraint, pod.metadata.namespace));
        }
      }
      cycle.write(NAME, spreads);
      return { status: SUCCESS };
    },
    addPod: (cycle, pod, added, { node }) => updateWith(cycle, pod, added, node, 1),
    removePod: (cycle, pod, removed, { node }) => updateWith(cycle, pod, removed, node, -1),
    filter(cycle, pod, { node }) {
      for (const spread of cycle.read<readonly Spread[]>(NAME) ?? []) {
        const { constraint, counts } = spread;
        const value = topologyValue(node, constraint.topologyKey);
        if (value === undefined) return unresolvable(NO_LABEL);
        const self = constraintSelects(constraint, pod.metadata.labels) ? 1 : 0;
        const skew = (counts.get(value) ?? 0) + self - globalMinimum(spread);
        if (skew > constraint.maxSkew) return unschedulable(NOT_MATCHED);
      }
      return SUCCESS;
    },
    preScore(cycle, pod, nodes) {
      const constraints = spreadConstraints(pod, 'ScheduleAnyway', listers);
      if (constraints.length === 0) return SKIP;
      // By the default constraints, nodes without a zone still spread by name.
      const requireAll = hasOwnConstraints(pod);
      cycle.write(SCORES, spreadScores(pod, constraints, nodes, allNodes(), requireAll));
      return SUCCESS;
    },
    score(cycle, pod, node) {
      const scores = cycle.read<SpreadScores>(SCORES);
      return scores ? spreadScoreOf(scores, pod, node) : 0;
    },
    normalizeScore(cycle, _pod, scores) {
      normalizeSpreadScores(scores, cycle.read<SpreadScores>(SCORES)?.ignored ?? new Set());
    },
    events: {
      NodeAdd: nodeChanged,
      NodeDelete: nodeChanged,
      NodeLabelChange: nodeChanged,
      NodeTaintChange: nodeChanged,
      AssignedPodAdd: podChanged,
      AssignedPodUpdate: podChanged,
      AssignedPodDelete: podChanged,
      UnscheduledPodUpdate: podChanged,
    },
  };
}
