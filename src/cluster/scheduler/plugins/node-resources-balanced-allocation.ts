import { MAX_NODE_SCORE, SKIP, SUCCESS, type Plugin } from '../framework.ts';
import { podRequests } from '../resources.ts';

const RESOURCES = ['cpu', 'memory'];

/**
 * Prefers nodes whose CPU and memory would be used to the same degree. Models
 * pkg/scheduler/framework/plugins/noderesources/balanced_allocation.go.
 */
export const nodeResourcesBalancedAllocation: Plugin = {
  name: 'NodeResourcesBalancedAllocation',
  preScore(_state, pod) {
    const requests = podRequests(pod);
    return RESOURCES.every((name) => !requests.get(name)) ? SKIP : SUCCESS;
  },
  score(_state, pod, node) {
    const requests = podRequests(pod);
    const fractions: number[] = [];
    for (const name of RESOURCES) {
      const allocatable = node.allocatable.get(name) ?? 0;
      if (allocatable === 0) continue;
      fractions.push(
        Math.min(1, ((node.requested.get(name) ?? 0) + (requests.get(name) ?? 0)) / allocatable),
      );
    }
    const [a, b] = fractions;
    // Two values lie half their difference from their mean.
    const deviation = a !== undefined && b !== undefined ? Math.abs((a - b) / 2) : 0;
    return Math.trunc((1 - deviation) * MAX_NODE_SCORE);
  },
};
