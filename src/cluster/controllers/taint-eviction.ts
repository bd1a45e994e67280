import { nodes, pods } from '../../api/resources.ts';
import type { Node, Pod, Taint } from '../../api/types.ts';
import type { Timer } from '../../sim/index.ts';
import { isNotFound } from '../client.ts';
import { setPodCondition } from '../pod-conditions.ts';
import { tolerates } from '../scheduler/tolerations.ts';
import { keyOf, splitKey, type ControllerContext } from './controller.ts';

interface Eviction {
  readonly timer: Timer;
  readonly createdAt: number;
  readonly fireAt: number;
}

/**
 * Milliseconds that a pod may stay on a node with these NoExecute taints: 0 when it does not tolerate them all, Infinity when it
 * tolerates them for good. Models getMinTolerationTime.
 */
export function tolerationTime(pod: Pod, taints: readonly Taint[]): number {
  const tolerations = pod.spec.tolerations ?? [];
  let shortest = Infinity;
  for (const taint of taints) {
    const matching = tolerations.find((toleration) => tolerates(toleration, taint));
    if (!matching) return 0;
    if (matching.tolerationSeconds !== undefined)
      shortest = Math.min(shortest, Math.max(0, matching.tolerationSeconds) * 1000);
  }
  return shortest;
}

/** Deletes pods from nodes whose NoExecute taints they do not tolerate. Models pkg/controller/tainteviction. */
export function startTaintEvictionController(context: ControllerContext): void {
  const { sim, client, informers } = context;
  const recorder = context.recorder('taint-eviction-controller');
  const evictions = new Map<string, Eviction>();

  const evict = (key: string, uid: string | undefined): void => {
    evictions.delete(key);
    const { namespace, name } = splitKey(key);
    const pod = client.find(pods, name, namespace);
    if (!pod || pod.metadata.uid !== uid) return;
    recorder.event(pod, 'Normal', 'TaintManagerEviction', `Marking for deletion Pod ${key}`);
    const status = setPodCondition(sim, pod, {
      type: 'DisruptionTarget',
      status: 'True',
      reason: 'DeletionByTaintManager',
      message: 'Taint manager: deleting due to NoExecute taint',
    });
    try {
      if (status && !pod.metadata.deletionTimestamp) client.updateStatus(pods, { ...pod, status });
      client.delete(pods, name, namespace);
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  };

  const cancel = (pod: Pod): void => {
    const key = keyOf(pod);
    const eviction = evictions.get(key);
    if (!eviction) return;
    eviction.timer.cancelled = true;
    evictions.delete(key);
    recorder.event(pod, 'Normal', 'TaintManagerEviction', `Cancelling deletion of Pod ${key}`);
  };

  const process = (pod: Pod, taints: readonly Taint[]): void => {
    if (taints.length === 0) return cancel(pod);
    const key = keyOf(pod);
    const stay = tolerationTime(pod, taints);
    const planned = evictions.get(key);
    if (stay === Infinity) return cancel(pod);
    const createdAt = stay === 0 ? sim.now : (planned?.createdAt ?? sim.now);
    const fireAt = createdAt + stay;
    if (planned) {
      if (planned.fireAt <= fireAt) return;
      planned.timer.cancelled = true;
    }
    const timer = sim.at(fireAt, () => evict(key, pod.metadata.uid));
    evictions.set(key, { timer, createdAt, fireAt });
  };

  const noExecute = (node: Node | undefined): Taint[] =>
    (node?.spec.taints ?? []).filter(({ effect }) => effect === 'NoExecute');

  const nodeChanged = (before: Node | undefined, node: Node): void => {
    const taints = noExecute(node);
    if (taints.length === 0 && noExecute(before).length === 0) return;
    for (const pod of informers.informer(pods).list())
      if (pod.spec.nodeName === node.metadata.name) process(pod, taints);
  };
  informers.informer(nodes).addEventHandler({
    onAdd: (node) => nodeChanged(undefined, node),
    onUpdate: (before, after) => {
      if (before.spec !== after.spec) nodeChanged(before, after);
    },
  });
  const podChanged = (pod: Pod): void => {
    if (pod.spec.nodeName) process(pod, noExecute(informers.informer(nodes).get(pod.spec.nodeName)));
  };
  informers.informer(pods).addEventHandler({
    onAdd: podChanged,
    onUpdate: (before, after) => {
      if (before.spec.nodeName !== after.spec.nodeName || before.spec.tolerations !== after.spec.tolerations)
        podChanged(after);
    },
    onDelete: (pod) => {
      const eviction = evictions.get(keyOf(pod));
      if (eviction) eviction.timer.cancelled = true;
      evictions.delete(keyOf(pod));
    },
  });
}
