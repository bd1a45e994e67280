import { Grader } from '../lab/checks/grader.ts';
import { CommandLog } from '../lab/command-log.ts';
import type { Engine, EngineWorld, PreparedCluster } from '../lab/engine.ts';
import type { Played } from '../lab/line.ts';
import type { Recorder } from '../lab/recorder.ts';
import type { Input, WorldOptions } from '../lab/recording.ts';
import { Replay } from '../lab/replay.ts';
import type { SessionHost } from './host.ts';
import type { Exercise } from './messages.ts';
import { Observer } from './observer.ts';

/** Wall milliseconds that a replay runs between two turns of the message loop. */
const REPLAY_MS = 50;

export interface StageHooks {
  readonly onText: (text: string) => void;
  readonly onOpenFile: (path: string) => void;
}

/** One world from its beginning on, and who looks at it: replaced as a whole when the session goes to another place. */
export class Stage {
  readonly world: EngineWorld;
  readonly log = new CommandLog();
  readonly observer: Observer;
  readonly grader: Grader | undefined;
  readonly #replay: Replay | undefined;

  /**
   * @param start a world to be made, or a line of a recording that has to be {@link play}ed
   * @param prepared as for {@link Engine.create}
   */
  constructor(
    engine: Engine,
    start: WorldOptions | Played,
    exercise: Exercise | undefined,
    hooks: StageHooks,
    prepared?: PreparedCluster,
  ) {
    const decoder = new TextDecoder();
    const all = {
      onOutput: (data: Uint8Array): void => hooks.onText(decoder.decode(data, { stream: true })),
      onOpenFile: hooks.onOpenFile,
      onShell: (mark: Parameters<CommandLog['see']>[0]): void => this.log.see(mark, this.world.sim.time),
      onInput: (input: Input): void => this.log.input(input),
    };
    this.#replay = 'inputs' in start ? new Replay(engine, start, all, prepared) : undefined;
    this.world = this.#replay?.world ?? engine.create(start as WorldOptions, all, prepared);
    this.observer = new Observer(this.world.cluster.api);
    this.grader = exercise && new Grader(this.world, exercise);
  }

  /** Run the replay to its end. @returns whether this engine came by the recorded places */
  async play(host: SessionHost, id: string): Promise<boolean> {
    const replay = this.#replay;
    if (!replay) return true;
    for (;;) {
      const deadline = host.wall() + REPLAY_MS;
      const outcome = replay.run(() => host.wall() >= deadline);
      if (outcome !== 'paused') return outcome === 'done';
      host.post({ type: 'restoring', id, fraction: replay.progress });
      await host.turn();
    }
  }

  /** Let an input in and write it down. @returns why a file could not be saved */
  input(recorder: Recorder, input: Input): ReturnType<EngineWorld['input']> {
    this.log.input(input);
    return recorder.input(this.world, input);
  }

  stop(): void {
    this.observer.stop();
    this.grader?.stop();
  }
}
