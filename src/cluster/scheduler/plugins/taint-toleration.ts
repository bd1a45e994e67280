import type { Node, Pod } from '../../../api/types.ts';
import { SUCCESS, unresolvable, type Plugin, type QueueingHint } from '../framework.ts';
import { normalizeScores } from '../scores.ts';
import { findUntolerated, tolerates } from '../tolerations.ts';

function admits(pod: Pod, node: Node): boolean {
  return !findUntolerated(
    node.spec.taints,
    pod.spec.tolerations,
    ({ effect }) => effect === 'NoSchedule' || effect === 'NoExecute',
  );
}

const becameTolerable: QueueingHint = (pod, _event, { nodeBefore, nodeAfter }) =>
  !!nodeAfter && admits(pod, nodeAfter) && (!nodeBefore || !admits(pod, nodeBefore));

/** Taints and tolerations. Models pkg/scheduler/framework/plugins/tainttoleration. */
export const taintToleration: Plugin = {
  name: 'TaintToleration',
  filter(_state, pod, { node }) {
    return admits(pod, node) ? SUCCESS : unresolvable('node(s) had untolerated taint(s)');
  },
  preScore() {
    return SUCCESS;
  },
  score(_state, pod, { node }) {
    const tolerations = (pod.spec.tolerations ?? []).filter(
      ({ effect }) => !effect || effect === 'PreferNoSchedule',
    );
    const preferred = (node.spec.taints ?? []).filter(({ effect }) => effect === 'PreferNoSchedule');
    return preferred.filter((taint) => !tolerations.some((toleration) => tolerates(toleration, taint)))
      .length;
  },
  normalizeScore(_state, _pod, scores) {
    normalizeScores(scores, true);
  },
  events: { NodeAdd: becameTolerable, NodeTaintChange: becameTolerable, UnscheduledPodUpdate: true },
};
