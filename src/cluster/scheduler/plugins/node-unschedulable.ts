import type { Node, Pod } from '../../../api/types.ts';
import { SUCCESS, unresolvable, type Plugin } from '../framework.ts';
import { tolerates } from '../tolerations.ts';

const TAINT = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' } as const;

function accepts(pod: Pod, node: Node): boolean {
  return (
    !node.spec.unschedulable ||
    (pod.spec.tolerations ?? []).some((toleration) => tolerates(toleration, TAINT))
  );
}

/** Leaves cordoned nodes alone. Models pkg/scheduler/framework/plugins/nodeunschedulable. */
export const nodeUnschedulable: Plugin = {
  name: 'NodeUnschedulable',
  filter(_state, pod, { node }) {
    return accepts(pod, node) ? SUCCESS : unresolvable('node(s) were unschedulable');
  },
  events: {
    NodeAdd: (pod, _event, { nodeAfter }) => !nodeAfter || accepts(pod, nodeAfter),
    NodeTaintChange: (pod, _event, { nodeAfter }) => !nodeAfter || accepts(pod, nodeAfter),
    UnscheduledPodUpdate: true,
  },
};
