import { findResourceByKind, resourcePath } from '../../api/resources.ts';
import type { ApiHandler, JsonObject, Watch, WatchEvent } from '../../cluster/apiserver/request.ts';
import type { Condition, EventPattern } from '../exercise-schema.ts';

const HEADERS = { accept: 'application/json', 'user-agent': 'podlab-grader' };

/**
 * Watch a collection by callback. It takes no part in the simulation: nothing here makes an event of its own, so a session runs the
 * same with and without it.
 */
function watch(
  api: ApiHandler,
  path: string,
  query: readonly (readonly [string, string])[],
  see: (event: WatchEvent) => void,
): Watch {
  const response = api({ method: 'GET', path, query: [['watch', 'true'], ...query], headers: HEADERS });
  if (response.kind !== 'watch') throw new Error(`the API server did not watch ${path}`);
  const { events } = response.watch;
  const drain = (): void => {
    for (let event = events.tryTake(); event; event = events.tryTake()) {
      if (event.type !== 'BOOKMARK' && event.type !== 'ERROR') see(event);
    }
  };
  events.onChange = drain;
  drain();
  return response.watch;
}

interface Metadata {
  readonly name: string;
  readonly namespace?: string;
}

function keyOf(object: JsonObject): string {
  const { name, namespace = '' } = object['metadata'] as unknown as Metadata;
  return `${namespace}/${name}`;
}

/** Follows the objects that a condition means. */
export class Objects {
  readonly #objects = new Map<string, JsonObject>();
  readonly #watch: Watch | undefined;

  /** @param changed called after each change; not for what is there already */
  constructor(api: ApiHandler, condition: Pick<Condition, 'object' | 'objects'>, changed: () => void) {
    const { object, objects } = condition;
    const reference = object ?? objects;
    if (!reference) return;
    const { apiVersion, kind, namespace = 'default' } = reference;
    const resource = findResourceByKind(apiVersion, kind);
    if (!resource) throw new Error(`no resource for ${apiVersion} ${kind}`);
    const query: [string, string][] = object
      ? [['fieldSelector', `metadata.name=${object.name}`]]
      : objects?.selector === undefined
        ? []
        : [['labelSelector', objects.selector]];
    let live = false;
    this.#watch = watch(api, resourcePath(resource, namespace), query, (event) => {
      if (event.type === 'DELETED') this.#objects.delete(keyOf(event.object));
      else this.#objects.set(keyOf(event.object), event.object);
      if (live) changed();
    });
    live = true;
  }

  /** As they are now, sorted by namespace and name. */
  list(): readonly JsonObject[] {
    return [...this.#objects].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, object]) => object);
  }

  stop(): void {
    this.#watch?.stop();
  }
}

/** An event as the API server keeps it, as far as it is looked at here. */
export interface ClusterEvent {
  readonly reason?: string;
  readonly type?: string;
  readonly message?: string;
  readonly involvedObject?: { readonly kind?: string; readonly name?: string; readonly namespace?: string };
}

export function eventMatches(event: ClusterEvent, pattern: EventPattern): boolean {
  const { reason, type, message, object } = pattern;
  const about = event.involvedObject ?? {};
  return (
    event.reason === reason &&
    (type === undefined || event.type === type) &&
    about.kind === object.kind &&
    (object.name === undefined || about.name === object.name) &&
    (message === undefined || new RegExp(message, 'u').test(event.message ?? ''))
  );
}

/** Follow the events that match a pattern, from now on: what was told before the learner came does not count. */
export function followEvents(
  api: ApiHandler,
  pattern: EventPattern,
  see: (event: ClusterEvent) => void,
): { stop(): void } {
  let live = false;
  const following = watch(api, `/api/v1/namespaces/${pattern.object.namespace}/events`, [], (event) => {
    if (!live || event.type === 'DELETED') return;
    const told = event.object as unknown as ClusterEvent;
    if (eventMatches(told, pattern)) see(told);
  });
  live = true;
  return following;
}
