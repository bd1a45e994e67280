import {
  MAX_NODE_SCORE,
  SUCCESS,
  unresolvable,
  unschedulable,
  type Plugin,
  type QueueingHint,
} from '../framework.ts';
import type { NodeInfo } from '../node-info.ts';
import { podRequests, resourcesOf, type Resources } from '../resources.ts';

/** What of `requests` a node has not left, in kube-scheduler's order: pods, cpu, memory, ephemeral-storage, then the rest by name. */
function insufficient(requests: Resources, node: NodeInfo): { reason: string; never: boolean }[] {
  const found: { reason: string; never: boolean }[] = [];
  if (node.podCount + 1 > node.allowedPodNumber) found.push({ reason: 'Too many pods', never: false });
  const first = ['cpu', 'memory', 'ephemeral-storage'];
  const rest = [...requests.keys()].filter((name) => !first.includes(name)).sort();
  for (const name of [...first, ...rest]) {
    const wanted = requests.get(name) ?? 0;
    const allocatable = node.allocatable.get(name) ?? 0;
    if (wanted > 0 && wanted > allocatable - (node.requested.get(name) ?? 0)) {
      found.push({ reason: `Insufficient ${name}`, never: wanted > allocatable });
    }
  }
  return found;
}

const freesSome: QueueingHint = (pod, _event, { podBefore }) => {
  if (!podBefore?.spec.nodeName) return false;
  // Any pod that leaves makes place in the pod count; one that frees nothing of what is asked for may still do that.
  return (
    podRequests(pod).size === 0 ||
    [...podRequests(podBefore).keys()].some((name) => podRequests(pod).has(name))
  );
};

/** CPU, memory and whatever else nodes have to give; scores by LeastAllocated. Models pkg/scheduler/framework/plugins/noderesources. */
export const nodeResourcesFit: Plugin = {
  name: 'NodeResourcesFit',
  preFilter(state, pod) {
    state.write('NodeResourcesFit', podRequests(pod));
    return { status: SUCCESS };
  },
  filter(state, pod, node) {
    const found = insufficient(state.read<Resources>('NodeResourcesFit') ?? podRequests(pod), node);
    if (found.length === 0) return SUCCESS;
    const reasons = found.map(({ reason }) => reason);
    return found.some(({ never }) => never) ? unresolvable(...reasons) : unschedulable(...reasons);
  },
  score(_state, pod, node) {
    const requests = podRequests(pod, true);
    let total = 0;
    let weights = 0;
    for (const name of ['cpu', 'memory']) {
      const allocatable = node.allocatable.get(name) ?? 0;
      if (allocatable === 0) continue;
      const used = (node.nonZeroRequested.get(name) ?? 0) + (requests.get(name) ?? 0);
      total += used > allocatable ? 0 : Math.trunc(((allocatable - used) * MAX_NODE_SCORE) / allocatable);
      weights++;
    }
    return weights === 0 ? 0 : Math.trunc(total / weights);
  },
  events: {
    NodeAdd: (pod, _event, { nodeAfter }) =>
      !nodeAfter || fitsEmpty(podRequests(pod), resourcesOf(nodeAfter.status?.allocatable)),
    NodeAllocatableChange: (pod, _event, { nodeAfter }) =>
      !nodeAfter || fitsEmpty(podRequests(pod), resourcesOf(nodeAfter.status?.allocatable)),
    AssignedPodDelete: freesSome,
    UnscheduledPodUpdate: true,
  },
};

function fitsEmpty(requests: Resources, allocatable: Resources): boolean {
  return [...requests].every(([name, wanted]) => wanted <= (allocatable.get(name) ?? 0));
}
