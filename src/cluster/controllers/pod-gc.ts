import { nodes, pods } from '../../api/resources.ts';
import type { Pod } from '../../api/types.ts';
import { isNotFound } from '../client.ts';
import { setPodCondition } from '../pod-conditions.ts';
import { keyOf, startWorker, type ControllerContext } from './controller.ts';
import { isPodTerminal } from './pod-utils.ts';

/** Upstream looks every 20 s, and waits 40 s before it believes that a node is gone. */
const QUARANTINE = 40_000;

/** Removes pods that no kubelet will ever end: on nodes that are gone, or deleted before they had one. Models pkg/controller/podgc. */
export function startPodGarbageCollector(context: ControllerContext): void {
  const { client, informers, sim } = context;
  const remove = (pod: Pod): void => {
    try {
      client.delete(pods, pod.metadata.name, pod.metadata.namespace, { gracePeriodSeconds: 0 });
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  };
  const queue = startWorker(context, 'pod-garbage-collector', (key, queue) => {
    const slash = key.indexOf('/');
    const pod = client.find(pods, key.slice(slash + 1), key.slice(0, slash));
    if (!pod) return;
    const { nodeName } = pod.spec;
    if (!nodeName) {
      if (pod.metadata.deletionTimestamp) remove(pod);
      return;
    }
    if (client.find(nodes, nodeName)) return;
    if (!waiting.has(key)) {
      waiting.add(key);
      return queue.addAfter(key, QUARANTINE);
    }
    waiting.delete(key);
    const status = setPodCondition(sim, pod, {
      type: 'DisruptionTarget',
      status: 'True',
      reason: 'DeletionByPodGC',
      message: 'PodGC: node no longer exists',
    });
    if (!isPodTerminal(pod)) {
      client.updateStatus(pods, { ...pod, status: { ...(status ?? pod.status), phase: 'Failed' } });
    }
    remove(pod);
  });
  const waiting = new Set<string>();
  const look = (pod: Pod): void => {
    if (
      pod.spec.nodeName ? !informers.informer(nodes).get(pod.spec.nodeName) : pod.metadata.deletionTimestamp
    )
      queue.add(keyOf(pod));
  };
  informers.informer(pods).addEventHandler({ onAdd: look, onUpdate: (_before, after) => look(after) });
  informers.informer(nodes).addEventHandler({
    onDelete: () => {
      for (const pod of informers.informer(pods).list()) look(pod);
    },
  });
}
