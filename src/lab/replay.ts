import type { Engine, EngineWorld, PreparedCluster, WorldHooks } from './engine.ts';
import type { Played } from './line.ts';
import type { Input } from './recording.ts';

export interface ReplayHooks extends WorldHooks {
  /** An input is about to go in. */
  readonly onInput?: (input: Input) => void;
}

/** A replay under way; call {@link Replay.run} until it is done. */
export class Replay {
  readonly world: EngineWorld;
  readonly #played: Played;
  readonly #onInput: ReplayHooks['onInput'];
  #next = 0;

  /** @param prepared as for {@link Engine.create} */
  constructor(engine: Engine, played: Played, hooks: ReplayHooks = {}, prepared?: PreparedCluster) {
    this.#played = played;
    this.#onInput = hooks.onInput;
    this.world = engine.create(played.world, hooks, prepared);
  }

  /** Share of the inputs that are in, from 0 to 1. */
  get progress(): number {
    const { inputs } = this.#played;
    return inputs.length === 0 ? 1 : this.#next / inputs.length;
  }

  /**
   * Go on with the replay.
   * @param pause asked between events; when it says so the replay rests until it is run again
   * @returns `diverged` when this engine does not come by the recorded places: the world then stands at the last input that fitted
   */
  run(pause?: () => boolean): 'done' | 'paused' | 'diverged' {
    const { inputs, end } = this.#played;
    for (let next = inputs[this.#next]; next; next = inputs[this.#next]) {
      const outcome = this.world.runTo(next, pause);
      if (outcome !== 'reached') return outcome;
      this.#onInput?.(next.input);
      this.world.input(next.input);
      this.#next++;
    }
    const outcome = this.world.runTo(end, pause);
    return outcome === 'reached' ? 'done' : outcome;
  }
}

/** Replay to the end. @throws when this engine does not come by the recorded places */
export function replay(engine: Engine, played: Played, hooks: ReplayHooks = {}): EngineWorld {
  const run = new Replay(engine, played, hooks);
  if (run.run() === 'diverged')
    throw new Error('the recording does not replay on this version of the simulator');
  return run.world;
}
