import { headerSchema, type WorldStart } from '../lab/recording.ts';
import type { Engine, PreparedCluster } from '../lab/engine.ts';
import { isLessonWorld } from '../lab/world-id.ts';
import type { Engines } from './engines.ts';
import type { RecordingStore } from './store.ts';

/** A cluster that came up while the page was still being built, for the world that it will most likely open. */
export interface Preparation {
  readonly id: string;
  readonly engine: Engine;
  readonly cluster: PreparedCluster;
}

/** What preparing needs of the machine; see `SessionHost`. */
export interface PreparationHost {
  readonly store: RecordingStore | undefined;
  readonly engines: Engines;
  readonly time: () => number;
  readonly seed: () => string;
}

/** The moment that a new world is made at: wall clocks are read to the second. */
export const wholeSecond = (time: number): number => Math.floor(time / 1000) * 1000;

/** What a lesson's own world starts with when it is new. An exercise's is known when it is opened. */
export const LESSON_START = { preset: 'three-nodes', setup: '' } as const;

/**
 * Bring up the cluster of a world that is about to be opened: the stored one's, or a new one's where there is none.
 * @returns nothing when it cannot be told how the world will start, or there is no engine for it: then opening it does all the work
 */
export async function prepare(host: PreparationHost, id: string): Promise<Preparation | undefined> {
  try {
    const stored = await host.store?.header(id);
    const header = headerSchema.safeParse(stored);
    if (stored !== undefined && !header.success) return undefined;
    const start: WorldStart | undefined = header.success
      ? header.data.world
      : isLessonWorld(id)
        ? { ...LESSON_START, seed: host.seed(), epoch: wholeSecond(host.time()) }
        : undefined;
    const engine =
      start && (await host.engines.load(header.success ? header.data.engine : host.engines.current));
    const cluster = start && engine?.prepare?.(start);
    return engine && cluster && { id, engine, cluster };
  } catch (error) {
    // Whatever it is, opening the world meets it again, and tells of it.
    console.warn('Nothing was prepared:', error);
    return undefined;
  }
}
