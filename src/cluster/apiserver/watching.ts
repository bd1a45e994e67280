import { Channel, type Simulation, type Timer } from '../../sim/index.ts';
import { storageOf, type RequestScope } from './context.ts';
import { newExpired } from './errors.ts';
import { checkInitialEvents, numericVersion } from './list-options.ts';
import { typed } from './registry.ts';
import type { ApiObject } from './objects.ts';
import { queryFlag, queryNumber, queryValue } from './query.ts';
import type { JsonObject, Watch, WatchEvent } from './request.ts';
import { selectionOf } from './selection.ts';
import { TooOld, type StoreEvent } from './store.ts';
import type { Strategy } from './strategy.ts';

/** Tells a client that sent `sendInitialEvents` that it has seen all there was. */
const INITIAL_EVENTS_END = 'k8s.io/initial-events-end';

/**
 * Open a watch. Without a resourceVersion (or with `0`) it begins with everything there is; otherwise with the changes after it.
 * A watch goes on until its client stops it or `timeoutSeconds` have passed; Kubernetes' own end to it after half an hour or more
 * is left out. Models apiserver pkg/storage/cacher and etcd3 watcher.
 * @param present gives an object the form that was asked for
 * @returns a watch that ends with an error (410) when the past is not all there any more
 * @throws {ApiError} 422 for options that do not go together
 */
export function watchObjects(
  scope: RequestScope,
  strategy: Strategy,
  present: (object: ApiObject) => JsonObject,
): Watch {
  const { server, request } = scope;
  const selection = selectionOf(scope, strategy, scope.name);
  const initial = checkInitialEvents(request);
  const version = queryValue(request, 'resourceVersion') ?? '';
  numericVersion(scope, version);
  const fromNow = version === '' || version === '0' || initial === true;
  const events = new Channel<WatchEvent>();
  const emit = (type: WatchEvent['type'], object: ApiObject): void =>
    events.put({ type, object: present(typed(scope, object)) });
  if (fromNow && initial !== false)
    for (const object of server.store.list(storageOf(scope.resource), scope.namespace))
      if (selection.matches(object)) emit('ADDED', object);
  if (initial === true && queryFlag(request, 'allowWatchBookmarks')) {
    events.put({ type: 'BOOKMARK', object: present(bookmark(scope, String(server.store.revision), true)) });
  }
  const onChange = (event: StoreEvent): void => {
    const { object, previous } = event;
    if (scope.namespace !== undefined && object.metadata.namespace !== scope.namespace) return;
    // Whether the object enters, leaves or stays in what is selected.
    const before = previous !== undefined && selection.matches(previous);
    const after = event.type !== 'DELETED' && selection.matches(object);
    if (after) emit(before ? 'MODIFIED' : 'ADDED', object);
    else if (before) emit('DELETED', event.type === 'DELETED' ? object : leaving(previous, object));
  };
  let unsubscribe: () => void;
  try {
    const since = fromNow ? server.store.revision : Number(version);
    unsubscribe = server.store.watch(storageOf(scope.resource), since, onChange);
  } catch (error) {
    if (!(error instanceof TooOld)) throw error;
    // Once a watch is granted, what goes wrong is told by an event. Models the cacher's errWatcher.
    const { status } = newExpired(`too old resource version: ${version} (${error.oldest})`);
    events.put({ type: 'ERROR', object: status as unknown as JsonObject });
    events.close();
    return { events, stop: () => undefined };
  }
  const seconds = queryNumber(request, 'timeoutSeconds') ?? 0;
  const timer = seconds > 0 ? server.sim.after(seconds * 1000, () => stop()) : undefined;
  const stopBookmarks = queryFlag(request, 'allowWatchBookmarks')
    ? bookmarks(server.sim, seconds, () =>
        events.put({ type: 'BOOKMARK', object: present(bookmark(scope, String(server.store.revision))) }),
      )
    : undefined;
  const stop = (): void => {
    unsubscribe();
    stopBookmarks?.();
    if (timer) timer.cancelled = true;
    events.close();
  };
  return { events, stop };
}

/** An object that changed out of a selection is shown as it last was in it, at the version of the change. */
function leaving(previous: ApiObject, object: ApiObject): ApiObject {
  const { resourceVersion } = object.metadata;
  return { ...previous, metadata: { ...previous.metadata, resourceVersion } };
}

/** How often a watch that wants bookmarks gets one, and how long before its end, in milliseconds. Models the cacher's nextBookmarkTime. */
const BOOKMARK_EVERY = 60_000;
const BOOKMARK_BEFORE_END = 2_000;

/** Have bookmarks made at their times. @param seconds the watch's life, 0 without an end @returns how to stop */
function bookmarks(sim: Simulation, seconds: number, make: () => void): () => void {
  const last = seconds * 1000 - BOOKMARK_BEFORE_END;
  const opened = sim.now;
  let timer: Timer | undefined;
  const plan = (): void => {
    const left = opened + last - sim.now;
    const wait = seconds > 0 && left > 0 ? Math.min(BOOKMARK_EVERY, left) : BOOKMARK_EVERY;
    timer = sim.after(wait, () => {
      make();
      plan();
    });
  };
  plan();
  return () => {
    if (timer) timer.cancelled = true;
  };
}

function bookmark(scope: RequestScope, resourceVersion: string, initialEnd = false): ApiObject {
  const annotations = initialEnd ? { annotations: { [INITIAL_EVENTS_END]: 'true' } } : {};
  const metadata = { resourceVersion, creationTimestamp: null, ...annotations };
  return typed(scope, { apiVersion: '', kind: '', metadata } as unknown as ApiObject);
}
