import type { ApiHandler, JsonObject, WatchEvent } from '../cluster/apiserver/request.ts';
import type { Simulation } from '../sim/index.ts';
import type { SeenChange } from './engine.ts';

/** What of a node a learner can see: a heartbeat that only renews times is no change. */
function visibleNode(node: JsonObject): string {
  const { metadata, spec, status } = node as {
    metadata: JsonObject;
    spec?: JsonObject;
    status?: { conditions?: readonly JsonObject[] };
  };
  const conditions = (status?.conditions ?? []).map(({ type, status: value, reason }) => [
    type,
    value,
    reason,
  ]);
  return JSON.stringify([metadata['labels'], spec, conditions]);
}

function seenChange(object: JsonObject): SeenChange {
  const { kind, metadata, involvedObject, reason } = object as {
    kind?: string;
    metadata?: { name?: string };
    involvedObject?: { name?: string };
    reason?: string;
  };
  if (kind === 'Event') return { kind, name: involvedObject?.name ?? '', reason: reason ?? '' };
  return { kind: kind === 'Node' ? 'Node' : 'Pod', name: metadata?.name ?? '', reason: '' };
}

/** Follows what a learner can see: pods, nodes and events. Makes no event in the simulation itself. */
export class Changes {
  /** How many there have been. */
  count = 0;
  /** The latest. */
  last: SeenChange | undefined;
  readonly #sim: Simulation;

  constructor(sim: Simulation, api: ApiHandler) {
    this.#sim = sim;
    this.#follow(api, '/api/v1/pods', () => true);
    // That one is forgotten, an hour after it was seen, is no news.
    this.#follow(api, '/api/v1/events', ({ type }) => type !== 'DELETED');
    const nodes = new Map<string, string>();
    this.#follow(api, '/api/v1/nodes', ({ type, object }) => {
      const name = String((object['metadata'] as JsonObject)['name']);
      const seen = type === 'DELETED' ? '' : visibleNode(object);
      const changed = nodes.get(name) !== seen;
      nodes.set(name, seen);
      return changed;
    });
    this.count = 0;
    this.last = undefined;
  }

  #follow(api: ApiHandler, path: string, counts: (event: WatchEvent) => boolean): void {
    const response = api({
      method: 'GET',
      path,
      query: [['watch', 'true']],
      headers: { accept: 'application/json' },
    });
    if (response.kind !== 'watch') throw new Error(`the API server did not watch ${path}`);
    const { events } = response.watch;
    const drain = (): void => {
      for (let event = events.tryTake(); event; event = events.tryTake()) {
        if (event.type === 'BOOKMARK' || !counts(event)) continue;
        this.count++;
        this.last = seenChange(event.object);
      }
    };
    events.onChange = drain;
    drain();
  }

  /**
   * Run to the next change that a learner can see, and through what else is due at that moment.
   * @param limit the most virtual milliseconds to run
   * @param pause asked between events; when it says so the run rests, to be taken up by another call
   */
  skip(limit: number, pause?: () => boolean): 'changed' | 'paused' | 'nothing' {
    const before = this.count;
    const end = this.#sim.now + limit;
    while (this.count === before) {
      const next = this.#sim.nextEventTime();
      if (next === undefined || next > end) {
        this.#sim.advanceTo(end);
        return 'nothing';
      }
      if (!this.#sim.advanceTo(next, pause)) return 'paused';
    }
    return 'changed';
  }
}
