import type { ManagedRecord } from './managed-fields/record.ts';
import type { ApiObject } from './objects.ts';

/** One change, kept for watches that start in the past. */
export interface StoreEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly revision: number;
  /** The object after the change; at a deletion its last state, with the deletion's resourceVersion. */
  readonly object: ApiObject;
  /** The object before it, which tells a watch with a selector whether it enters or leaves. */
  readonly previous?: ApiObject;
}

/** A watch's revision is older than what is kept (etcd: "required revision has been compacted"). */
export class TooOld extends Error {
  readonly oldest: number;
  constructor(oldest: number) {
    super('too old resource version');
    this.oldest = oldest;
  }
}

/** How many changes of one resource are kept for watches that start in the past. */
const DEFAULT_WINDOW = 1000;

interface Bucket {
  readonly objects: Map<string, ApiObject>;
  /** The keys in byte order, as etcd lists them; made anew after an object came or went. */
  sorted: readonly string[] | undefined;
  readonly history: StoreEvent[];
  /** The newest revision that is no longer in `history`. */
  compacted: number;
  readonly listeners: Set<(event: StoreEvent) => void>;
  /** Who owns what, by resourceVersion, of every version that can still be seen. */
  readonly managed: Map<string, ManagedRecord>;
}

/** The key of an object within its resource. */
export function objectKey(namespace: string | undefined, name: string): string {
  return namespace === undefined || namespace === '' ? name : `${namespace}/${name}`;
}

/**
 * The cluster's memory: objects by resource and key, one revision for the whole of it, and a window of past changes.
 * Objects in it are frozen; an update is a new object that may share parts with the old one. Models etcd3 with the watch cache.
 */
export class Store {
  readonly #buckets = new Map<string, Bucket>();
  readonly #window: number;
  #revision = 1;

  constructor(options: { readonly window?: number } = {}) {
    this.#window = options.window ?? DEFAULT_WINDOW;
  }

  /** The revision of the last change. */
  get revision(): number {
    return this.#revision;
  }

  get(resource: string, key: string): ApiObject | undefined {
    return this.#buckets.get(resource)?.objects.get(key);
  }

  /** The objects of a resource, all or one namespace's, in the order of their keys. */
  list(resource: string, namespace?: string): ApiObject[] {
    const bucket = this.#buckets.get(resource);
    if (!bucket) return [];
    bucket.sorted ??= [...bucket.objects.keys()].sort(byBytes);
    const prefix = namespace === undefined ? '' : `${namespace}/`;
    const found: ApiObject[] = [];
    for (const key of bucket.sorted) {
      const object = key.startsWith(prefix) ? bucket.objects.get(key) : undefined;
      if (object) found.push(object);
    }
    return found;
  }

  /**
   * The objects as they were at `revision`: the next pages of a list show what its first page was a part of.
   * @throws {TooOld}
   */
  listAt(resource: string, revision: number, namespace?: string): ApiObject[] {
    if (revision >= this.#revision) return this.list(resource, namespace);
    const bucket = this.#bucket(resource);
    if (revision < bucket.compacted) throw new TooOld(bucket.compacted);
    const then = new Map<string, ApiObject>();
    const key = ({ metadata }: ApiObject): string => objectKey(metadata.namespace, metadata.name);
    for (const object of this.list(resource, namespace)) then.set(key(object), object);
    for (const event of bucket.history.toReversed()) {
      if (event.revision <= revision) break;
      if (namespace !== undefined && event.object.metadata.namespace !== namespace) continue;
      if (event.previous) then.set(key(event.object), event.previous);
      else then.delete(key(event.object));
    }
    return [...then.entries()].sort(([a], [b]) => byBytes(a, b)).map(([, object]) => object);
  }

  /** How many objects a resource has, or has in a namespace. */
  count(resource: string, namespace?: string): number {
    return namespace === undefined
      ? (this.#buckets.get(resource)?.objects.size ?? 0)
      : this.list(resource, namespace).length;
  }

  /** Who owns what of a version of an object; nothing where nobody is tracked. */
  managed(resource: string, { metadata }: ApiObject): ManagedRecord | undefined {
    return this.#buckets.get(resource)?.managed.get(metadata.resourceVersion ?? '');
  }

  /**
   * Write an object under the next revision, which becomes its resourceVersion.
   * @param managed who owns what of it; without it whoever did before
   */
  put(resource: string, key: string, object: ApiObject, managed?: ManagedRecord): ApiObject {
    const bucket = this.#bucket(resource);
    const previous = bucket.objects.get(key);
    const stored = this.#stamp(object);
    inherit(bucket, stored, previous, managed);
    bucket.objects.set(key, stored);
    if (!previous) bucket.sorted = undefined;
    this.#record(bucket, {
      type: previous ? 'MODIFIED' : 'ADDED',
      revision: this.#revision,
      object: stored,
      ...(previous && { previous }),
    });
    return stored;
  }

  /** Remove an object. @param final its last state, where that is not the stored one @returns it, with the deletion's resourceVersion */
  remove(resource: string, key: string, final?: ApiObject): ApiObject | undefined {
    const bucket = this.#bucket(resource);
    const previous = bucket.objects.get(key);
    if (!previous) return undefined;
    bucket.objects.delete(key);
    bucket.sorted = undefined;
    const last = this.#stamp(final ?? previous);
    inherit(bucket, last, previous);
    this.#record(bucket, { type: 'DELETED', revision: this.#revision, object: last, previous });
    return last;
  }

  /**
   * Hear of every change of a resource after `since`: first those of the past, at once, then each new one as it is made.
   * @returns how to stop
   * @throws {TooOld} when the past is not all kept any more
   */
  watch(resource: string, since: number, listener: (event: StoreEvent) => void): () => void {
    const bucket = this.#bucket(resource);
    if (since < bucket.compacted) throw new TooOld(bucket.compacted);
    for (const event of bucket.history) if (event.revision > since) listener(event);
    bucket.listeners.add(listener);
    return () => bucket.listeners.delete(listener);
  }

  #bucket(resource: string): Bucket {
    let bucket = this.#buckets.get(resource);
    if (!bucket) {
      bucket = {
        objects: new Map(),
        sorted: undefined,
        history: [],
        compacted: 0,
        listeners: new Set(),
        managed: new Map(),
      };
      this.#buckets.set(resource, bucket);
    }
    return bucket;
  }

  #stamp(object: ApiObject): ApiObject {
    this.#revision++;
    const metadata = { ...object.metadata, resourceVersion: String(this.#revision) };
    return freeze({ ...object, metadata });
  }

  #record(bucket: Bucket, event: StoreEvent): void {
    bucket.history.push(event);
    // Cut in halves, so that the cost of moving what is kept is shared by many writes.
    if (bucket.history.length > 2 * this.#window) {
      const dropped = bucket.history.splice(0, bucket.history.length - this.#window);
      bucket.compacted = dropped.at(-1)?.revision ?? bucket.compacted;
      for (const { type, object, previous } of dropped) {
        if (previous) bucket.managed.delete(previous.metadata.resourceVersion ?? '');
        if (type === 'DELETED') bucket.managed.delete(object.metadata.resourceVersion ?? '');
      }
    }
    for (const listener of [...bucket.listeners]) listener(event);
  }
}

function inherit(
  { managed }: Bucket,
  { metadata }: ApiObject,
  previous: ApiObject | undefined,
  record = managed.get(previous?.metadata.resourceVersion ?? ''),
): void {
  if (record) managed.set(metadata.resourceVersion ?? '', record);
}

/** Byte order of two strings of ASCII, which names are. */
function byBytes(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Freeze a value and all in it; what is frozen already is shared with an older object and left alone. */
function freeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const part of Object.values(value)) freeze(part);
  return Object.freeze(value);
}
