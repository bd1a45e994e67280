import type { ApiHandler, JsonObject, Watch } from '../cluster/apiserver/request.ts';
import { eventView, nodeView, podView } from './cluster-view.ts';
import type { ClusterView, EventView } from './view.ts';

const MOST_EVENTS = 200;

function uidOf(object: JsonObject): string {
  const metadata = object['metadata'];
  const uid =
    typeof metadata === 'object' && metadata !== null && 'uid' in metadata ? metadata.uid : undefined;
  return typeof uid === 'string' ? uid : '';
}

/**
 * Keeps a picture of the cluster by watching the API server. It takes no part in the simulation: it reads what the watches
 * hold between two slices and makes no event.
 */
export class Observer {
  readonly #pods = new Map<string, JsonObject>();
  readonly #nodes = new Map<string, JsonObject>();
  readonly #events = new Map<string, EventView>();
  readonly #watches: readonly {
    readonly watch: Watch;
    readonly see: (gone: boolean, object: JsonObject) => void;
  }[];

  constructor(api: ApiHandler) {
    const open = (path: string): Watch => {
      const response = api({
        method: 'GET',
        path,
        query: [['watch', 'true']],
        headers: { accept: 'application/json', 'user-agent': 'podlab-page' },
      });
      if (response.kind !== 'watch') throw new Error(`the API server did not watch ${path}`);
      return response.watch;
    };
    const keep =
      (objects: Map<string, JsonObject>) =>
      (gone: boolean, object: JsonObject): void => {
        if (gone) objects.delete(uidOf(object));
        else objects.set(uidOf(object), object);
      };
    this.#watches = [
      { watch: open('/api/v1/nodes'), see: keep(this.#nodes) },
      { watch: open('/api/v1/pods'), see: keep(this.#pods) },
      {
        watch: open('/api/v1/events'),
        see: (gone, object) => {
          this.#events.delete(uidOf(object)); // so that the latest comes last
          if (!gone) this.#events.set(uidOf(object), eventView(object));
        },
      },
    ];
  }

  /** Take in what has happened since the last call. @returns whether anything has */
  update(): boolean {
    let changed = false;
    for (const { watch, see } of this.#watches) {
      for (let event = watch.events.tryTake(); event; event = watch.events.tryTake()) {
        if (event.type === 'BOOKMARK' || event.type === 'ERROR') continue;
        see(event.type === 'DELETED', event.object);
        changed = true;
      }
    }
    return changed;
  }

  view(): ClusterView {
    const pods = [...this.#pods.values()];
    return {
      nodes: [...this.#nodes.values()].map((node) => nodeView(node, pods)),
      pods: pods.map(podView),
      events: [...this.#events.values()].slice(-MOST_EVENTS).reverse(),
    };
  }

  stop(): void {
    for (const { watch } of this.#watches) watch.stop();
  }
}
