import { SUCCESS, unresolvable, type Plugin } from '../framework.ts';

/** Keeps a pod to the node that its spec names. Models pkg/scheduler/framework/plugins/nodename. */
export const nodeName: Plugin = {
  name: 'NodeName',
  filter(_state, pod, node) {
    const wanted = pod.spec.nodeName;
    return !wanted || wanted === node.name
      ? SUCCESS
      : unresolvable("node(s) didn't match the requested node name");
  },
  events: { NodeAdd: true },
};
