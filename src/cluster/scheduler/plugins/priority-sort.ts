import type { Plugin } from '../framework.ts';

/** Higher priority first, then the one that has waited longer. Models pkg/scheduler/framework/plugins/queuesort. */
export const prioritySort: Plugin = {
  name: 'PrioritySort',
  less(a, b) {
    const left = a.pod.spec.priority ?? 0;
    const right = b.pod.spec.priority ?? 0;
    return left > right || (left === right && a.timestamp < b.timestamp);
  },
};
