import type { KubernetesObject } from '../../api/types.ts';
import type { Simulation } from '../../sim/index.ts';
import type { Client } from '../client.ts';
import type { EventRecorder } from '../events.ts';
import { keyOf, type InformerFactory } from '../informer.ts';
import { runWorker, WorkQueue } from '../workqueue.ts';

/** What every controller of the controller manager gets. */
export interface ControllerContext {
  readonly sim: Simulation;
  readonly client: Client;
  readonly informers: InformerFactory;
  /** Records events as the component of that name. */
  recorder(component: string): EventRecorder;
}

export { keyOf, splitKey } from '../informer.ts';

/** Start a controller's worker: `sync` is called for each key put into the returned queue, and again after a back-off if it throws. */
export function startWorker(
  context: ControllerContext,
  name: string,
  sync: (key: string, queue: WorkQueue) => void,
): WorkQueue {
  const queue = new WorkQueue(context.sim);
  context.sim.spawn(
    runWorker(queue, function* (key) {
      sync(key, queue);
    }),
    { name },
  );
  return queue;
}

/** Byte order, for lists whose order must not depend on chance. */
export function byName(a: KubernetesObject, b: KubernetesObject): number {
  const left = keyOf(a);
  const right = keyOf(b);
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Whether two JSON values are the same. Models equality.Semantic.DeepEqual. */
export function deepEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const left = a as Record<string, unknown>;
  const right = b as Record<string, unknown>;
  for (const key of new Set([...Object.keys(left), ...Object.keys(right)])) {
    if (!deepEqual(left[key], right[key])) return false;
  }
  return true;
}
