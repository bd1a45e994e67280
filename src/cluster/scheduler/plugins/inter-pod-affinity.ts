import type { Node, Pod } from '../../../api/types.ts';
import {
  affinityTermMatches,
  allTermsMatch,
  podTerms,
  type AffinityTerm,
  type NamespaceLabels,
  type PodTerms,
} from '../affinity-terms.ts';
import {
  SKIP,
  SUCCESS,
  unresolvable,
  unschedulable,
  type CycleState,
  type Plugin,
  type QueueingHint,
} from '../framework.ts';
import { stretchScores, topologyScoreOf, topologyScores, type TopologyScores } from '../inter-pod-scores.ts';
import { topologyValue } from '../labels.ts';
import type { Listers } from '../listers.ts';
import type { NodeInfo } from '../node-info.ts';

const NAME = 'InterPodAffinity';
const SCORES = 'InterPodAffinity/scores';
const AFFINITY = "node(s) didn't match pod affinity rules";
const ANTI_AFFINITY = "node(s) didn't match pod anti-affinity rules";
const EXISTING_ANTI_AFFINITY = "node(s) didn't satisfy existing pods anti-affinity rules";

/** Matching pods by `topologyKey=domain`; what comes down to nothing is taken out. */
type DomainCounts = Map<string, number>;

/** What PreFilter counts. */
interface FilterState {
  readonly terms: PodTerms;
  /** Pods whose required anti-affinity means this one. */
  readonly existingAntiAffinity: DomainCounts;
  /** Pods that all of this one's required affinity terms mean. */
  readonly affinity: DomainCounts;
  /** Pods that its required anti-affinity means. */
  readonly antiAffinity: DomainCounts;
}

function count(counts: DomainCounts, node: Node, key: string, by: number): void {
  const value = topologyValue(node, key);
  if (value === undefined) return;
  const domain = `${key}=${value}`;
  const sum = (counts.get(domain) ?? 0) + by;
  if (sum === 0) counts.delete(domain);
  else counts.set(domain, sum);
}

function countOn(counts: DomainCounts, node: Node, key: string): number | undefined {
  const value = topologyValue(node, key);
  return value === undefined ? undefined : (counts.get(`${key}=${value}`) ?? 0);
}

/** Near some pods and far from others, required and preferred. Models pkg/scheduler/framework/plugins/interpodaffinity. */
export function interPodAffinity(listers: Listers, allNodes: () => readonly NodeInfo[]): Plugin {
  const namespaceLabels: NamespaceLabels = (name) => listers.namespaces.get(name)?.metadata.labels;
  const matches = (term: AffinityTerm, pod: Pod): boolean => affinityTermMatches(term, pod, namespaceLabels);
  const allMatch = (terms: readonly AffinityTerm[], pod: Pod): boolean =>
    allTermsMatch(terms, pod, namespaceLabels);

  /** Other pods' anti-affinity against this one. */
  const countExisting = (state: FilterState, pod: Pod, other: Pod, node: Node, by: number): void => {
    for (const term of podTerms(other).requiredAntiAffinity)
      if (matches(term, pod)) count(state.existingAntiAffinity, node, term.topologyKey, by);
  };
  /** This pod's terms against another. */
  const countOwn = ({ terms, ...counts }: FilterState, other: Pod, node: Node, by: number): void => {
    if (allMatch(terms.requiredAffinity, other))
      for (const term of terms.requiredAffinity) count(counts.affinity, node, term.topologyKey, by);
    for (const term of terms.requiredAntiAffinity)
      if (matches(term, other)) count(counts.antiAffinity, node, term.topologyKey, by);
  };
  const update = (cycle: CycleState, pod: Pod, other: Pod, node: Node, by: number): void => {
    const state = cycle.read<FilterState>(NAME);
    if (!state) return;
    countExisting(state, pod, other, node, by);
    countOwn(state, other, node, by);
  };

  const affinityHolds = ({ terms, affinity }: FilterState, pod: Pod, node: Node): boolean => {
    const counts = terms.requiredAffinity.map((term) => countOn(affinity, node, term.topologyKey));
    if (counts.includes(undefined)) return false;
    if (counts.every((matching) => matching !== undefined && matching > 0)) return true;
    // The first of a group that wants to be together may go anywhere.
    return affinity.size === 0 && allMatch(terms.requiredAffinity, pod);
  };

  /** Models isSchedulableAfterPodChange: pods not yet on a node change nothing. */
  const podChanged: QueueingHint = (pod, _event, { podBefore, podAfter }) => {
    if ((podAfter && !podAfter.spec.nodeName) || (podBefore && !podBefore.spec.nodeName)) return false;
    const { requiredAffinity, requiredAntiAffinity } = podTerms(pod);
    if (podBefore && podAfter)
      return (
        (!allMatch(requiredAffinity, podBefore) && allMatch(requiredAffinity, podAfter)) ||
        (allMatch(requiredAntiAffinity, podBefore) && !allMatch(requiredAntiAffinity, podAfter))
      );
    if (podAfter) return allMatch(requiredAffinity, podAfter);
    if (!podBefore) return false;
    return (
      allMatch(requiredAntiAffinity, podBefore) || allMatch(podTerms(podBefore).requiredAntiAffinity, pod)
    );
  };
  const nodeChanged: QueueingHint = (pod, _event, { nodeAfter }) => {
    const { requiredAffinity, requiredAntiAffinity } = podTerms(pod);
    return [...requiredAffinity, ...requiredAntiAffinity].some(
      ({ topologyKey }) => nodeAfter && topologyValue(nodeAfter, topologyKey) !== undefined,
    );
  };

  return {
    name: NAME,
    preFilter(cycle, pod, nodes) {
      const terms = podTerms(pod);
      const hasTerms = terms.requiredAffinity.length > 0 || terms.requiredAntiAffinity.length > 0;
      const state: FilterState = {
        terms,
        existingAntiAffinity: new Map(),
        affinity: new Map(),
        antiAffinity: new Map(),
      };
      for (const { node, pods, podsWithAffinity } of nodes) {
        for (const other of podsWithAffinity) countExisting(state, pod, other, node, 1);
        if (hasTerms) for (const other of pods) countOwn(state, other, node, 1);
      }
      if (!hasTerms && state.existingAntiAffinity.size === 0) return { status: SKIP };
      cycle.write(NAME, state);
      return { status: SUCCESS };
    },
    addPod: (cycle, pod, added, { node }) => update(cycle, pod, added, node, 1),
    removePod: (cycle, pod, removed, { node }) => update(cycle, pod, removed, node, -1),
    filter(cycle, pod, { node }) {
      const state = cycle.read<FilterState>(NAME);
      if (!state) return SUCCESS;
      if (!affinityHolds(state, pod, node)) return unresolvable(AFFINITY);
      const near = state.terms.requiredAntiAffinity.some(
        ({ topologyKey }) => (countOn(state.antiAffinity, node, topologyKey) ?? 0) > 0,
      );
      if (near) return unschedulable(ANTI_AFFINITY);
      if (state.existingAntiAffinity.size === 0) return SUCCESS;
      for (const [key, value] of Object.entries(node.metadata.labels ?? {}))
        if ((state.existingAntiAffinity.get(`${key}=${value}`) ?? 0) > 0)
          return unschedulable(EXISTING_ANTI_AFFINITY);
      return SUCCESS;
    },
    preScore(cycle, pod) {
      const scores = topologyScores(pod, allNodes(), namespaceLabels);
      if (scores.size === 0) return SKIP;
      cycle.write(SCORES, scores);
      return SUCCESS;
    },
    score(cycle, _pod, { node }) {
      return topologyScoreOf(cycle.read<TopologyScores>(SCORES) ?? new Map(), node);
    },
    normalizeScore(_cycle, _pod, scores) {
      stretchScores(scores);
    },
    events: {
      NodeAdd: nodeChanged,
      NodeLabelChange: nodeChanged,
      NodeTaintChange: nodeChanged,
      AssignedPodAdd: podChanged,
      AssignedPodUpdate: podChanged,
      AssignedPodDelete: podChanged,
    },
  };
}
