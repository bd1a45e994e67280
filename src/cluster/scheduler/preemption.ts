/** Which pods must go so that a more important one fits. Models pkg/scheduler/framework/preemption and plugins/defaultpreemption. */
import { labelSelectorMatches } from '../../api/selector.ts';
import type { Pod, PodDisruptionBudget } from '../../api/types.ts';
import { unresolvable, type CycleState, type Status } from './framework.ts';
import type { NodeInfo } from './node-info.ts';

/** A node on which the pod would fit once the victims are gone. */
export interface Candidate {
  readonly nodeName: string;
  /** From the most important to the least. */
  readonly victims: readonly Pod[];
  readonly violations: number;
}

export const priorityOf = (pod: Pod): number => pod.spec.priority ?? 0;

/** Start times compare as text: RFC 3339 in UTC. A pod that has not started counts as the latest. */
const startOf = (pod: Pod): string => pod.status?.startTime ?? '~';

function byImportance(a: Pod, b: Pod): number {
  const byPriority = priorityOf(b) - priorityOf(a);
  if (byPriority !== 0) return byPriority;
  return startOf(a) < startOf(b) ? -1 : startOf(a) > startOf(b) ? 1 : 0;
}

/** What the search needs of the framework: the filters, with pods taken off the node or put back. */
export interface FilterRun {
  filter(state: CycleState, pod: Pod, node: NodeInfo): Status;
  addPod(state: CycleState, pod: Pod, added: Pod, node: NodeInfo): void;
  removePod(state: CycleState, pod: Pod, removed: Pod, node: NodeInfo): void;
}

/**
 * The fewest victims on one node, or why there are none: all less important pods are taken off, then put back one by one, the
 * most important first, as long as the pod still fits. Models SelectVictimsOnNode.
 */
export function selectVictims(
  run: FilterRun,
  state: CycleState,
  pod: Pod,
  original: NodeInfo,
  budgets: readonly PodDisruptionBudget[],
): Candidate | Status {
  const node = original.clone();
  const potential = node.pods.filter((other) => priorityOf(other) < priorityOf(pod)).sort(byImportance);
  if (potential.length === 0) return unresolvable('No preemption victims found for incoming pod');
  for (const victim of potential) run.removePod(state, pod, victim, node);
  const status = run.filter(state, pod, node);
  const victims: Pod[] = [];
  let violations = 0;
  if (status.code === 'success') {
    const reprieve = (victim: Pod): boolean => {
      run.addPod(state, pod, victim, node);
      if (run.filter(state, pod, node).code === 'success') return true;
      run.removePod(state, pod, victim, node);
      victims.push(victim);
      return false;
    };
    const { violating, others } = splitByBudgets(potential, budgets);
    for (const victim of violating) if (!reprieve(victim)) violations++;
    for (const victim of others) reprieve(victim);
  }
  // The cycle's state is shared between nodes: leave it as it was.
  for (const victim of potential) {
    if (!node.pods.includes(victim)) run.addPod(state, pod, victim, node);
  }
  if (status.code !== 'success') return status;
  return { nodeName: original.name, victims: victims.sort(byImportance), violations };
}

/** Which pods a disruption budget would not let go, counting each budget down as pods use it up. Models filterPodsWithPDBViolation. */
function splitByBudgets(
  pods: readonly Pod[],
  budgets: readonly PodDisruptionBudget[],
): { violating: Pod[]; others: Pod[] } {
  const left = budgets.map((budget) => budget.status?.disruptionsAllowed ?? 0);
  const violating: Pod[] = [];
  const others: Pod[] = [];
  for (const pod of pods) {
    let violates = false;
    for (const [i, budget] of budgets.entries()) {
      const selector = budget.spec?.selector;
      if (budget.metadata.namespace !== pod.metadata.namespace || !selector || !pod.metadata.labels) continue;
      if (!labelSelectorMatches(selector, pod.metadata.labels)) continue;
      if (budget.status?.disruptedPods?.[pod.metadata.name]) continue;
      left[i] = (left[i] ?? 0) - 1;
      if ((left[i] ?? 0) < 0) violates = true;
    }
    (violates ? violating : others).push(pod);
  }
  return { violating, others };
}

/** The candidate that hurts least; each rule only breaks the ties of the one before. Models pickOneNodeForPreemption. */
export function pickCandidate(candidates: readonly Candidate[]): Candidate | undefined {
  const highest = (candidate: Candidate): number =>
    candidate.victims[0] ? priorityOf(candidate.victims[0]) : -Infinity;
  const rules: ((candidate: Candidate) => number)[] = [
    (candidate) => -candidate.violations,
    (candidate) => -highest(candidate),
    (candidate) => -candidate.victims.reduce((sum, victim) => sum + priorityOf(victim) + 0x8000_0000, 0),
    (candidate) => -candidate.victims.length,
  ];
  let left = [...candidates];
  for (const rule of rules) {
    const best = Math.max(...left.map(rule));
    left = left.filter((candidate) => rule(candidate) === best);
    if (left.length <= 1) return left[0];
  }
  const earliest = (candidate: Candidate): string =>
    candidate.victims
      .filter((victim) => priorityOf(victim) === highest(candidate))
      .map(startOf)
      .reduce((a, b) => (a < b ? a : b), '~');
  return left.reduce((a, b) => (earliest(b) > earliest(a) ? b : a));
}

export function isCandidate(result: Candidate | Status): result is Candidate {
  return 'victims' in result;
}

/** Why a pod must not preempt now; `undefined` when it may. Models PodEligibleToPreemptOthers. */
export function ineligible(
  pod: Pod,
  node: (name: string) => NodeInfo | undefined,
  statusOf: (name: string) => Status,
): string | undefined {
  if (pod.spec.preemptionPolicy === 'Never') return 'not eligible due to preemptionPolicy=Never.';
  const nominated = pod.status?.nominatedNodeName;
  if (!nominated || statusOf(nominated).code === 'unschedulableAndUnresolvable') return undefined;
  const leaving = node(nominated)?.pods.some(
    (other) =>
      other.metadata.deletionTimestamp &&
      priorityOf(other) < priorityOf(pod) &&
      other.status?.conditions?.some(({ type, status, reason }) => {
        return type === 'DisruptionTarget' && status === 'True' && reason === 'PreemptionByScheduler';
      }),
  );
  return leaving ? 'not eligible due to a terminating pod on the nominated node.' : undefined;
}
