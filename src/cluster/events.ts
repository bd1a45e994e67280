import { events } from '../api/resources.ts';
import { formatMicroTime, formatTime } from '../api/time.ts';
import type { Event, ObjectMeta, ObjectReference } from '../api/types.ts';
import type { Simulation } from '../sim/index.ts';
import { ApiError, isAlreadyExists, isNotFound, type Client } from './client.ts';
import { Lru } from './lru.ts';

/** What an event is about: an object, or a reference to one (with a fieldPath to a container). */
export type EventTarget = ObjectReference | { apiVersion: string; kind: string; metadata: ObjectMeta };

/** More than this many like events within ten minutes become one that counts. Models record.EventAggregator. */
const AGGREGATE_AFTER = 10;
const AGGREGATE_WINDOW = 600_000;

/** How many objects or events a recorder remembers. Models maxLruCacheEntries. */
const REMEMBERED = 4096;

/** One source and object may send 25 events at once, then one in five minutes. Models record.EventSourceObjectSpamFilter. */
const SPAM_BURST = 25;
const SPAM_PER_MS = 1 / 300_000;

/** A reference to an object, as events carry it. Models client-go tools/reference GetReference. */
export function referenceTo(object: EventTarget, fieldPath?: string): ObjectReference {
  const reference: ObjectReference =
    'metadata' in object
      ? {
          kind: object.kind,
          ...(object.metadata.namespace !== undefined && { namespace: object.metadata.namespace }),
          name: object.metadata.name,
          ...(object.metadata.uid !== undefined && { uid: object.metadata.uid }),
          apiVersion: object.apiVersion,
          ...(object.metadata.resourceVersion !== undefined && {
            resourceVersion: object.metadata.resourceVersion,
          }),
        }
      : object;
  return fieldPath === undefined ? reference : { ...reference, fieldPath };
}

/** Nanoseconds since 1970 in hexadecimal, which names an event after the moment it was made. */
function stamp(ms: number): string {
  return (BigInt(Math.round(ms * 1000)) * 1000n).toString(16);
}

interface Group {
  last: number;
  readonly messages: Set<string>;
}

interface Seen {
  name: string;
  count: number;
  readonly firstTimestamp: string;
}

/**
 * Writes core/v1 events for one component: a like event again raises the count of the one before; many that differ in their words
 * alone become one; too many for one object are dropped. Models client-go tools/record EventRecorder with its EventCorrelator.
 */
export class EventRecorder {
  readonly #sim: Simulation;
  readonly #client: Client;
  readonly #component: string;
  readonly #host: string | undefined;
  readonly #groups = new Lru<Group>(REMEMBERED);
  readonly #seen = new Lru<Seen>(REMEMBERED);
  readonly #budgets = new Lru<{ tokens: number; last: number }>(REMEMBERED);
  #lastStamp = 0;

  /** @param host the node, for a component that runs on each of them */
  constructor(sim: Simulation, client: Client, component: string, host?: string) {
    this.#sim = sim;
    this.#client = client;
    this.#component = component;
    this.#host = host;
  }

  /**
   * Record that something happened to an object.
   * @param fieldPath the part of it, e.g. `spec.containers{web}`
   */
  event(
    target: EventTarget,
    type: 'Normal' | 'Warning',
    reason: string,
    message: string,
    fieldPath?: string,
  ): void {
    const about = referenceTo(target, fieldPath);
    const group = this.#group(about, type, reason, message);
    const text = group.aggregated ? `(combined from similar events): ${message}` : message;
    const key = group.aggregated ? group.key : `${group.key} ${message}`;
    if (!this.#withinBudget(about)) return;
    const time = formatTime(this.#sim.time);
    const seen = this.#seen.get(key);
    if (seen && this.#again(seen, about, text, time)) return;
    const namespace = about.namespace || 'default';
    // One that went meanwhile is made again as it was, with its count. Models recordEvent.
    const count = (seen?.count ?? 0) + 1;
    const firstTimestamp = seen?.firstTimestamp ?? time;
    const source = { component: this.#component, ...(this.#host !== undefined && { host: this.#host }) };
    const create = (name: string): Event =>
      this.#client.create(
        events,
        {
          metadata: { name, namespace },
          involvedObject: about,
          reason,
          message: text,
          source,
          firstTimestamp,
          lastTimestamp: time,
          count,
          type,
          reportingComponent: this.#component,
          reportingInstance: this.#host ?? '',
        },
        namespace,
      );
    const made = this.#quietly(() => {
      for (;;) {
        const name = seen?.name ?? `${about.name ?? ''}.${stamp(this.#uniqueTime())}`;
        try {
          return create(name);
        } catch (error) {
          // Another component told of the object at this very moment, which takes a nanosecond's chance upstream.
          if (seen || !isAlreadyExists(error)) throw error;
        }
      }
    });
    if (made) this.#seen.set(key, { name: made.metadata.name, count, firstTimestamp });
  }

  /** Like events and how many different messages they had lately. */
  #group(
    about: ObjectReference,
    type: string,
    reason: string,
    message: string,
  ): { key: string; aggregated: boolean } {
    const { kind, namespace, name, uid, apiVersion, fieldPath } = about;
    const source = [this.#component, this.#host];
    const key = JSON.stringify([...source, kind, namespace, name, uid, apiVersion, fieldPath, type, reason]);
    const now = this.#sim.now;
    let group = this.#groups.get(key);
    if (!group || now - group.last > AGGREGATE_WINDOW) group = { last: now, messages: new Set() };
    group.last = now;
    group.messages.add(message);
    this.#groups.set(key, group);
    const aggregated = group.messages.size >= AGGREGATE_AFTER;
    // One makes room, as upstream's PopAny does, which pops any: here the oldest.
    const [oldest] = group.messages;
    if (aggregated && oldest !== undefined) group.messages.delete(oldest);
    return { key, aggregated };
  }

  #withinBudget({ kind, namespace, name, uid, apiVersion }: ObjectReference): boolean {
    const key = JSON.stringify([kind, namespace, name, uid, apiVersion]);
    const now = this.#sim.now;
    const budget = this.#budgets.get(key) ?? { tokens: SPAM_BURST, last: now };
    this.#budgets.set(key, budget);
    budget.tokens = Math.min(SPAM_BURST, budget.tokens + (now - budget.last) * SPAM_PER_MS);
    budget.last = now;
    if (budget.tokens < 1) return false;
    budget.tokens--;
    return true;
  }

  /** Raise the count of an event that is there still. @returns whether it was */
  #again(seen: Seen, about: ObjectReference, message: string, lastTimestamp: string): boolean {
    const patched = this.#quietly(() =>
      this.#client.patch(events, seen.name, about.namespace || 'default', 'strategic', {
        count: seen.count + 1,
        lastTimestamp,
        message,
      }),
    );
    if (!patched) return false;
    seen.count++;
    return true;
  }

  /** An event that the server refuses (its namespace is going) is lost, as it is in Kubernetes. */
  #quietly(write: () => Event): Event | undefined {
    try {
      return write();
    } catch (error) {
      if (error instanceof ApiError) return undefined;
      throw error;
    }
  }

  /** Two events of one instant still need two names. */
  #uniqueTime(): number {
    this.#lastStamp = Math.max(this.#sim.time, this.#lastStamp + 0.001);
    return this.#lastStamp;
  }
}

interface Series {
  readonly name: string;
  readonly namespace: string;
  count: number;
  /** When it began and when it was last seen, in milliseconds since 1970. */
  readonly since: number;
  last: number;
}

/**
 * Writes events in the newer style, with `eventTime` and `action`, as the scheduler does; a like event within six minutes becomes a
 * series. Models client-go tools/events.
 */
export class SeriesEventRecorder {
  readonly #sim: Simulation;
  readonly #client: Client;
  readonly #controller: string;
  readonly #instance: string;
  readonly #series = new Lru<Series>(REMEMBERED);
  #lastStamp = 0;

  /** @param controller e.g. `default-scheduler` @param instance e.g. `default-scheduler-minikube` */
  constructor(sim: Simulation, client: Client, controller: string, instance: string) {
    this.#sim = sim;
    this.#client = client;
    this.#controller = controller;
    this.#instance = instance;
  }

  event(
    regarding: EventTarget,
    related: EventTarget | undefined,
    type: 'Normal' | 'Warning',
    reason: string,
    action: string,
    note: string,
  ): void {
    const about = referenceTo(regarding);
    const key = JSON.stringify([
      about.kind,
      about.namespace,
      about.name,
      about.uid,
      type,
      reason,
      action,
      note,
    ]);
    const { time } = this.#sim;
    const series = this.#series.get(key);
    const namespace = about.namespace || 'default';
    try {
      const again = series && time - series.last < SERIES_WINDOW ? series : undefined;
      if (again && this.#goOn(again, time)) return;
      this.#lastStamp = Math.max(time, this.#lastStamp + 0.001);
      const name = again?.name ?? `${about.name ?? ''}.${stamp(this.#lastStamp)}`;
      const since = again?.since ?? time;
      this.#client.create(
        events,
        {
          metadata: { name, namespace },
          involvedObject: about,
          ...(related && { related: referenceTo(related) }),
          reason,
          message: note,
          source: {},
          type,
          eventTime: formatMicroTime(since),
          ...(again && { series: { count: again.count, lastObservedTime: formatMicroTime(time) } }),
          action,
          reportingComponent: this.#controller,
          reportingInstance: this.#instance,
        },
        namespace,
      );
      this.#series.set(key, { name, namespace, count: again?.count ?? 1, since, last: time });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
    }
  }

  /** Count one more of a series. @returns whether its event is there still */
  #goOn(series: Series, time: number): boolean {
    series.count++;
    series.last = time;
    try {
      this.#client.patch(events, series.name, series.namespace, 'strategic', {
        series: { count: series.count, lastObservedTime: formatMicroTime(time) },
      });
      return true;
    } catch (error) {
      if (isNotFound(error)) return false;
      throw error;
    }
  }
}

/** A series is over when nothing was added to it for so long, in milliseconds. */
const SERIES_WINDOW = 360_000;
