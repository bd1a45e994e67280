import { events } from '../../api/resources.ts';
import type { Simulation } from '../../sim/index.ts';
import { storageOf } from './context.ts';
import { objectKey, type Store } from './store.ts';

/** How long an event is kept after it was last written, in milliseconds. kube-apiserver's --event-ttl. */
const EVENT_TTL = 3_600_000;

/**
 * Forget events an hour after their last write, whoever made them. Models the etcd lease of pkg/registry/core/event's store, which
 * every write renews: a watch sees the end of it as a deletion.
 */
export function expireEvents(sim: Simulation, store: Store): void {
  const place = storageOf(events);
  /** When each event is due to go, by its key. */
  const due = new Map<string, number>();
  const check = (key: string): void => {
    const at = due.get(key);
    if (at === undefined) return;
    if (at > sim.now) void sim.at(at, () => check(key));
    else store.remove(place, key);
  };
  store.watch(place, store.revision, ({ type, object: { metadata } }) => {
    const key = objectKey(metadata.namespace, metadata.name);
    if (type === 'DELETED') return void due.delete(key);
    const waits = due.has(key);
    due.set(key, sim.now + EVENT_TTL);
    if (!waits) void sim.at(sim.now + EVENT_TTL, () => check(key));
  });
}
