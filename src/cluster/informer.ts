import type { Resource } from '../api/resources.ts';
import type { ObjectMeta } from '../api/types.ts';
import { sleep, type Process, type Simulation, type Task } from '../sim/index.ts';
import type { Watch, WatchEvent } from './apiserver/request.ts';
import { Unreachable } from './apiserver/unreachable.ts';
import { objectKey } from './apiserver/store.ts';
import { isGone, type Client, type ListOptions } from './client.ts';

/** Told of changes, after the cache has them. Objects are shared: read-only. */
export interface EventHandler<T> {
  /** @param initial it was there before the informer was, so it is no news */
  onAdd?(object: T, initial: boolean): void;
  onUpdate?(old: T, object: T): void;
  onDelete?(object: T): void;
}

/** How long it waits, in milliseconds, after the API server could not be reached: each time twice as long. Models client-go's reflector. */
const FIRST_RETRY = 800;
const LAST_RETRY = 30_000;

/** `namespace/name`, or the name of what has no namespace: the key of a queue's work. Models cache.MetaNamespaceKeyFunc. */
export function keyOf(object: { metadata: ObjectMeta }): string {
  return objectKey(object.metadata.namespace, object.metadata.name);
}

/** The parts of a key. Models cache.SplitMetaNamespaceKey. */
export function splitKey(key: string): { namespace: string | undefined; name: string } {
  const slash = key.indexOf('/');
  return slash < 0
    ? { namespace: undefined, name: key }
    : { namespace: key.slice(0, slash), name: key.slice(slash + 1) };
}

/**
 * A cache of one resource, kept by a list and a watch, that calls its handlers on every change. It runs as a process of the
 * simulation: a change is seen at the instant it is made, after what was due then already. Models client-go SharedInformer.
 */
export class Informer<T extends { metadata: ObjectMeta }> {
  readonly #sim: Simulation;
  readonly #client: Client;
  readonly #resource: Resource<T>;
  readonly #options: ListOptions;
  readonly #objects = new Map<string, T>();
  #sorted: readonly string[] | undefined;
  readonly #handlers: EventHandler<T>[] = [];
  #process: Process | undefined;
  #watch: Watch | undefined;
  #synced = false;
  #stopped = false;

  constructor(sim: Simulation, client: Client, resource: Resource<T>, options: ListOptions = {}) {
    this.#sim = sim;
    this.#client = client;
    this.#resource = resource;
    this.#options = options;
  }

  /** The first list has been taken in. */
  get hasSynced(): boolean {
    return this.#synced;
  }

  /** Handlers are called in the order they were added; one that comes late first hears of all there is. */
  addEventHandler(handler: EventHandler<T>): void {
    this.#handlers.push(handler);
    if (this.#synced) for (const object of this.list()) handler.onAdd?.(object, true);
  }

  /** Begin; the first list is taken at this instant, after what is already due. Starting again does nothing. */
  start(): void {
    if (this.#process || this.#stopped) return;
    this.#process = this.#sim.spawn(this.#run(), { name: `informer ${this.#resource.name}` });
  }

  stop(): void {
    this.#stopped = true;
    this.#watch?.stop();
    this.#process?.signal('SIGKILL');
  }

  /** From the cache. */
  get(name: string, namespace?: string): T | undefined {
    return this.#objects.get(objectKey(namespace, name));
  }

  /** From the cache, all or one namespace's, in the order of their keys. */
  list(namespace?: string): T[] {
    this.#sorted ??= [...this.#objects.keys()].sort((a, b) => (a < b ? -1 : 1));
    const prefix = namespace === undefined ? '' : `${namespace}/`;
    const found: T[] = [];
    for (const key of this.#sorted) {
      const object = key.startsWith(prefix) ? this.#objects.get(key) : undefined;
      if (object) found.push(object);
    }
    return found;
  }

  *#run(): Task {
    let wait = FIRST_RETRY;
    while (!this.#stopped) {
      try {
        const { items, resourceVersion } = this.#client.list(this.#resource, this.#options);
        wait = FIRST_RETRY;
        this.#replace(items);
        this.#synced = true;
        yield* this.#follow(resourceVersion);
      } catch (error) {
        if (!(error instanceof Unreachable)) throw error;
        // What it knows stays until there is a new list.
        yield* sleep(wait);
        wait = Math.min(2 * wait, LAST_RETRY);
      }
    }
  }

  /** Follow changes until the server says that it no longer knows those in between. */
  *#follow(since: string): Task {
    let resourceVersion = since;
    for (;;) {
      try {
        this.#watch = this.#client.watch(this.#resource, { ...this.#options, resourceVersion });
      } catch (error) {
        if (isGone(error)) return;
        throw error;
      }
      for (;;) {
        const event = yield* this.#watch.events.take();
        if (!event) break;
        if (event.type === 'ERROR') return;
        const object = event.object as unknown as T;
        resourceVersion = object.metadata.resourceVersion ?? resourceVersion;
        this.#apply(event.type, object);
      }
      if (this.#stopped) return;
    }
  }

  #apply(type: WatchEvent['type'], object: T): void {
    if (type === 'BOOKMARK') return;
    const key = keyOf(object);
    const old = this.#objects.get(key);
    if (type === 'DELETED') {
      if (!this.#objects.delete(key)) return;
      this.#sorted = undefined;
      for (const handler of this.#handlers) handler.onDelete?.(object);
      return;
    }
    this.#set(key, object, old, false);
  }

  #set(key: string, object: T, old: T | undefined, initial: boolean): void {
    this.#objects.set(key, object);
    if (!old) this.#sorted = undefined;
    for (const handler of this.#handlers) {
      if (old) handler.onUpdate?.(old, object);
      else handler.onAdd?.(object, initial);
    }
  }

  /** Take a whole list in, telling the handlers what differs. */
  #replace(items: readonly T[]): void {
    const keys = new Set(items.map(keyOf));
    for (const [key, old] of [...this.#objects]) {
      if (keys.has(key)) continue;
      this.#objects.delete(key);
      this.#sorted = undefined;
      for (const handler of this.#handlers) handler.onDelete?.(old);
    }
    for (const object of items) {
      const key = keyOf(object);
      const old = this.#objects.get(key);
      if (old && old.metadata.resourceVersion === object.metadata.resourceVersion) continue;
      this.#set(key, object, old, !this.#synced);
    }
  }
}

/** One informer a resource, shared by all that ask. Models client-go informers.SharedInformerFactory. */
export class InformerFactory {
  readonly #sim: Simulation;
  readonly #client: Client;
  readonly #informers = new Map<Resource<object>, unknown>();

  constructor(sim: Simulation, client: Client) {
    this.#sim = sim;
    this.#client = client;
  }

  /** The informer of a resource over all namespaces, made at the first asking and not started here. */
  informer<T extends { metadata: ObjectMeta }>(resource: Resource<T>): Informer<T> {
    let informer = this.#informers.get(resource as Resource<object>) as Informer<T> | undefined;
    if (!informer) {
      informer = new Informer(this.#sim, this.#client, resource);
      this.#informers.set(resource as Resource<object>, informer);
    }
    return informer;
  }

  /** Start all that were asked for, in that order. */
  start(): void {
    for (const informer of this.#informers.values()) (informer as { start(): void }).start();
  }

  get hasSynced(): boolean {
    return [...this.#informers.values()].every((informer) => (informer as { hasSynced: boolean }).hasSynced);
  }
}
