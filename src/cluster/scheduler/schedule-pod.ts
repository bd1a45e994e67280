import type { Pod } from '../../api/types.ts';
import type { Random } from '../../sim/index.ts';
import { NO_NODES, type Diagnosis } from './fit-error.ts';
import type { CycleState } from './framework.ts';
import {
  isRejected,
  NodeToStatus,
  statusMessage,
  unresolvable,
  type NodeScore,
  type Status,
} from './framework.ts';
import type { Framework } from './framework-runtime.ts';
import type { NodeInfo } from './node-info.ts';
import type { Nominator } from './nominator.ts';
import { priorityOf } from './preemption.ts';

/** What a scheduling cycle came to. */
export type Outcome =
  | { readonly kind: 'placed'; readonly nodeName: string }
  | { readonly kind: 'unfit'; readonly diagnosis: Diagnosis }
  | { readonly kind: 'no-nodes'; readonly message: string }
  | { readonly kind: 'error'; readonly message: string };

/**
 * Filter a pod on a node, first as if more important pods nominated to it were there already, then without them.
 * Models RunFilterPluginsWithNominatedPods.
 */
export function filterWithNominated(
  framework: Framework,
  nominator: Nominator,
  state: CycleState,
  pod: Pod,
  node: NodeInfo,
): Status {
  const nominated = nominator
    .podsOn(node.name)
    .filter((other) => priorityOf(other) >= priorityOf(pod) && other.metadata.uid !== pod.metadata.uid);
  if (nominated.length > 0) {
    const crowded = node.clone();
    for (const other of nominated) framework.addPod(state, pod, other, crowded);
    const status = framework.filter(state, pod, crowded);
    for (const other of nominated) framework.removePod(state, pod, other, crowded);
    if (status.code !== 'success') return status;
  }
  return framework.filter(state, pod, node);
}

/** Find the node for a pod: PreFilter, Filter, PreScore, Score. Models schedulePod in pkg/scheduler/schedule_one.go. */
export function schedulePod(
  framework: Framework,
  nominator: Nominator,
  state: CycleState,
  pod: Pod,
  nodes: readonly NodeInfo[],
  ties: Random,
): Outcome {
  if (nodes.length === 0) return { kind: 'no-nodes', message: NO_NODES };
  const diagnosis: Diagnosis = {
    nodeCount: nodes.length,
    statuses: new NodeToStatus(),
    unschedulablePlugins: new Set(),
    preFilterMessage: '',
    postFilterMessage: '',
  };
  const { status, names, rejectedBy } = framework.preFilter(state, pod, nodes);
  if (isRejected(status)) {
    diagnosis.preFilterMessage = statusMessage(status);
    diagnosis.statuses.absent = status;
    for (const plugin of status.plugin ? [status.plugin] : rejectedBy)
      diagnosis.unschedulablePlugins.add(plugin);
    return { kind: 'unfit', diagnosis };
  }
  if (status.code !== 'success') return { kind: 'error', message: statusMessage(status) };
  if (names) {
    diagnosis.statuses.absent = unresolvable(
      `node(s) didn't satisfy plugin(s) [${[...rejectedBy].sort().join(' ')}]`,
    );
    for (const plugin of rejectedBy) diagnosis.unschedulablePlugins.add(plugin);
  }
  const feasible: NodeInfo[] = [];
  for (const node of nodes) {
    if (names && !names.has(node.name)) continue;
    const verdict = filterWithNominated(framework, nominator, state, pod, node);
    if (verdict.code === 'success') feasible.push(node);
    else if (isRejected(verdict)) {
      diagnosis.statuses.set(node.name, verdict);
      if (verdict.plugin) diagnosis.unschedulablePlugins.add(verdict.plugin);
    } else return { kind: 'error', message: statusMessage(verdict) };
  }
  const [first] = feasible;
  if (!first) return { kind: 'unfit', diagnosis };
  if (feasible.length === 1) return { kind: 'placed', nodeName: first.name };
  return { kind: 'placed', nodeName: selectHost(framework.score(state, pod, feasible), ties) };
}

/** The best score; equal ones are drawn for, each with the same chance. Models selectHost. */
export function selectHost(scores: readonly NodeScore[], ties: Random): string {
  let best: NodeScore | undefined;
  let count = 0;
  for (const score of scores) {
    if (!best || score.score > best.score) {
      best = score;
      count = 1;
    } else if (score.score === best.score && ties.below(++count) === 0) best = score;
  }
  return best?.name ?? '';
}
