import type { Pod, PodDisruptionBudget } from '../../../api/types.ts';
import { fitErrorMessage } from '../fit-error.ts';
import {
  NodeToStatus,
  SUCCESS,
  unresolvable,
  unschedulable,
  type CycleState,
  type Plugin,
} from '../framework.ts';
import type { NodeInfo } from '../node-info.ts';
import {
  ineligible,
  isCandidate,
  pickCandidate,
  selectVictims,
  type Candidate,
  type FilterRun,
} from '../preemption.ts';

/** What preemption needs of the scheduler around it. */
export interface PreemptionHandle extends FilterRun {
  nodes(): readonly NodeInfo[];
  budgets(): readonly PodDisruptionBudget[];
  /** Evict the victims, and take back nominations of less important pods to the node. */
  prepare(pod: Pod, candidate: Candidate): void;
}

/** Makes room for a pod by evicting less important ones. Models pkg/scheduler/framework/plugins/defaultpreemption. */
export function defaultPreemption(handle: PreemptionHandle): Plugin {
  const preempt = (state: CycleState, pod: Pod, statuses: NodeToStatus): Candidate | string => {
    const nodes = handle.nodes();
    const reason = ineligible(
      pod,
      (name) => nodes.find((node) => node.name === name),
      (name) => statuses.get(name),
    );
    if (reason) return reason;
    const tried = new NodeToStatus();
    tried.absent = unresolvable('Preemption is not helpful for scheduling');
    const candidates: Candidate[] = [];
    for (const node of nodes) {
      if (statuses.get(node.name).code !== 'unschedulable') continue;
      const result = selectVictims(handle, state, pod, node, handle.budgets());
      if (isCandidate(result)) candidates.push(result);
      else tried.set(node.name, result);
    }
    return pickCandidate(candidates) ?? fitErrorMessage({ nodeCount: nodes.length, statuses: tried });
  };
  return {
    name: 'DefaultPreemption',
    postFilter(state, pod, statuses) {
      const result = preempt(state, pod, statuses);
      if (typeof result === 'string')
        return { status: unschedulable(`preemption: ${result}`), nominatedNodeName: '' };
      handle.prepare(pod, result);
      return { status: SUCCESS, nominatedNodeName: result.nodeName };
    },
  };
}
