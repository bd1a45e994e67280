import { SUCCESS, unresolvable, type Plugin } from '../framework.ts';

/** Holds a pod back while it has scheduling gates. Models pkg/scheduler/framework/plugins/schedulinggates. */
export const schedulingGates: Plugin = {
  name: 'SchedulingGates',
  preEnqueue(pod) {
    const gates = (pod.spec.schedulingGates ?? []).map((gate) => gate.name);
    if (gates.length === 0) return SUCCESS;
    return unresolvable(`waiting for scheduling gates: [${gates.join(' ')}]`);
  },
  events: { UnscheduledPodUpdate: (pod) => (pod.spec.schedulingGates ?? []).length === 0 },
};
