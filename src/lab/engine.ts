import type { ApiHandler } from '../cluster/apiserver/request.ts';
import type { ErrnoCode } from '../shell/fs/errno.ts';
import type { ShellMark } from '../shell/tty.ts';
import type { Input, Place, WorldOptions, WorldStart } from './recording.ts';

/**
 * The version of the interface between a session and an engine. A session drives engines of other releases too, so the
 * interface is narrow, and what changes in it is only ever added, as something optional; else this is raised.
 */
export const ENGINE_INTERFACE = 1;

/** A change that a learner can see. */
export interface SeenChange {
  readonly kind: 'Pod' | 'Node' | 'Event';
  readonly name: string;
  /** An event's reason; empty otherwise. */
  readonly reason: string;
}

/** How a world reaches the outside. Nothing of it has an effect on the simulation. */
export interface WorldHooks {
  /** What the terminal shows. */
  readonly onOutput?: (data: Uint8Array) => void;
  /** The learner opened a file with an editor's command. */
  readonly onOpenFile?: (path: string) => void;
  /** A shell at the terminal prompts, or runs a command line. */
  readonly onShell?: (mark: ShellMark) => void;
}

/** The virtual clock of a world, in milliseconds. */
export interface EngineClock {
  /** Since the simulation's start. */
  readonly now: number;
  /** Since 1970. */
  readonly time: number;
  /** When something is due next; `undefined` when nothing will ever happen by itself. */
  nextEventTime(): number | undefined;
  /** Run to a virtual time. @param pause asked between events @returns whether it was reached */
  advanceTo(target: number, pause?: () => boolean): boolean;
  /** Run what is due at this instant. */
  settle(): void;
}

/** One learner's world as a session, a grader and a look ahead drive it: nothing else of it may be used outside the engine. */
export interface EngineWorld {
  readonly options: WorldOptions;
  readonly sim: EngineClock;
  readonly cluster: { readonly api: ApiHandler };
  /** Where in the run the world stands. */
  readonly place: Place;
  /** Changes that a learner can see: how many there were, and the latest. */
  readonly changes: { readonly count: number; readonly last: SeenChange | undefined };
  /** Run to a recorded place; `diverged` when this run has no such place. */
  runTo(place: Place, pause?: () => boolean): 'reached' | 'paused' | 'diverged';
  /** Let an input in, here and now. @returns why a file could not be saved */
  input(input: Input): { readonly code: ErrnoCode } | undefined;
  /** The text of a file on the learner's machine; `undefined` when there is none. */
  readFile(path: string): string | undefined;
  /**
   * Run a script in a shell on the learner's machine, away from the terminal, and the clock with it. Not recorded: for copies.
   * @param limit the most virtual milliseconds it may run
   * @returns its exit status; `undefined` when it was still running at the limit
   */
  runScript(script: string, limit: number, onOutput: (data: Uint8Array) => void): number | undefined;
  /** Everything that the cluster has stored, as text, for comparing two worlds byte for byte. */
  storeText(): string;
}

/** A cluster that has come up before its learner. It can become one world; which, `start` says. */
export interface PreparedCluster {
  readonly start: WorldStart;
}

/** A simulator, from virtual time to a learner's world: what `dist/engines/<hash>.js` exports as `engine`. */
export interface Engine {
  readonly interface: number;
  /** Bring a cluster up while it is still being found out what else its world starts from. */
  prepare?(start: WorldStart): PreparedCluster;
  /**
   * Make a world, ready for the learner.
   * @param prepared by this engine; used up when it is the one that this world starts with, and makes no difference to the world
   */
  create(options: WorldOptions, hooks?: WorldHooks, prepared?: PreparedCluster): EngineWorld;
}
