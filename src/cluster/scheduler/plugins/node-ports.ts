import { SKIP, SUCCESS, unschedulable, type Plugin } from '../framework.ts';
import { hostPorts, type HostPort } from '../node-info.ts';

function conflict(a: HostPort, b: HostPort): boolean {
  const sameAddress = a.ip === b.ip || a.ip === '0.0.0.0' || b.ip === '0.0.0.0';
  return a.port === b.port && a.protocol === b.protocol && sameAddress;
}

/** Host ports that are still free. Models pkg/scheduler/framework/plugins/nodeports. */
export const nodePorts: Plugin = {
  name: 'NodePorts',
  preFilter(_state, pod) {
    return { status: hostPorts(pod).length === 0 ? SKIP : SUCCESS };
  },
  filter(_state, pod, node) {
    const used = node.usedPorts();
    const clash = hostPorts(pod).some((wanted) => used.some((taken) => conflict(wanted, taken)));
    return clash ? unschedulable("node(s) didn't have free ports for the requested pod ports") : SUCCESS;
  },
  events: {
    NodeAdd: true,
    AssignedPodDelete: (pod, _event, { podBefore }) =>
      !!podBefore &&
      hostPorts(podBefore).some((freed) => hostPorts(pod).some((wanted) => conflict(wanted, freed))),
  },
};
