import { createCluster, BOOT_DURATION, type Cluster } from '../cluster/cluster.ts';
import { Errno } from '../shell/fs/errno.ts';
import { exitStatus, pipeOutput, type Machine } from '../shell/index.ts';
import { Tty } from '../shell/tty.ts';
import { Pipe, Simulation, type Process } from '../sim/index.ts';
import { Changes } from './changes.ts';
import { createLearnerMachine, HOME } from './learner.ts';
import {
  RECORDING_VERSION,
  type Input,
  type Place,
  type RecordedInput,
  type Recording,
  type WorldOptions,
} from './recording.ts';

/** Which build of the simulator this is; a recording names it. */
export const ENGINE = 'podlab-1';

/** Virtual milliseconds that an exercise's set-up may take before the learner arrives. */
const SETUP_TIME = 120_000;

/** How a world reaches the outside. */
export interface WorldHooks {
  /** What the terminal shows. */
  readonly onOutput?: (data: Uint8Array) => void;
  /** The learner opened a file with an editor's command. */
  readonly onOpenFile?: (path: string) => void;
}

/** An exercise's set-up script failed: a mistake of its author. */
export class SetupError extends Error {
  constructor(transcript: string) {
    super(`the set-up script failed:\n${transcript}`);
    this.name = 'SetupError';
  }
}

/** Run a shell script on the learner's machine to its end. @returns its exit status and all that it printed */
function runSetup(sim: Simulation, machine: Machine, script: string): void {
  const output = new Pipe(Infinity);
  const stream = pipeOutput(output);
  const process = machine.exec(['bash', '-e', '-c', script], { cwd: HOME, stdout: stream, stderr: stream });
  const ended = sim.runUntil(() => process.ended, SETUP_TIME);
  if (ended && exitStatus(process) === 0) return;
  let transcript = '';
  const decoder = new TextDecoder();
  for (let data = output.tryRead(); data; data = output.tryRead())
    transcript += decoder.decode(data, { stream: true });
  throw new SetupError(ended ? transcript : `${transcript}(it did not end within ${SETUP_TIME / 1000} s)`);
}

/**
 * One learner's world: a cluster, the learner's machine with a terminal, and the record of what came in. It knows nothing
 * of wall time: whoever holds it moves the clock (`sim.advanceTo`) and hands inputs in.
 */
export class World {
  readonly options: WorldOptions;
  readonly sim: Simulation;
  readonly cluster: Cluster;
  readonly machine: Machine;
  readonly tty: Tty;
  /** Changes that a learner can see, for skipping to the next one. */
  readonly changes: Changes;
  /** The login shell; started again when it ends. */
  shell: Process;
  readonly #inputs: RecordedInput[] = [];

  constructor(options: WorldOptions, hooks: WorldHooks = {}) {
    this.options = options;
    const before = BOOT_DURATION + (options.setup === '' ? 0 : SETUP_TIME);
    this.sim = new Simulation({ seed: options.seed, epoch: options.epoch - before });
    this.cluster = createCluster({ sim: this.sim, preset: options.preset });
    this.cluster.boot();
    this.machine = createLearnerMachine({
      sim: this.sim,
      cluster: this.cluster,
      language: options.language,
      files: options.files,
      openFile: (path) => hooks.onOpenFile?.(path),
    });
    if (options.setup !== '') runSetup(this.sim, this.machine, options.setup);
    this.sim.advanceTo(before);
    this.changes = new Changes(this.sim, this.cluster.api);
    this.tty = new Tty(this.sim, { columns: options.columns, rows: options.rows });
    this.tty.onOutput = (data) => hooks.onOutput?.(data);
    this.shell = this.#login();
  }

  #login(): Process {
    const shell = this.machine.exec(['bash', '-i'], { cwd: HOME, tty: this.tty });
    shell.whenEnded(() => {
      this.shell = this.#login();
    });
    return shell;
  }

  /** The place in the run where the world stands. */
  get place(): Place {
    return { now: this.sim.now, steps: this.sim.steps };
  }

  /**
   * Let an input in, here and now, and record it. What goes wrong with it is recorded too, for it goes wrong again in a replay.
   * @returns why a file could not be saved; nothing when all went well
   */
  input(input: Input): Errno | undefined {
    this.#inputs.push({ ...this.place, input });
    switch (input.kind) {
      case 'type':
        this.tty.input(input.data);
        break;
      case 'resize':
        this.tty.resize(input.columns, input.rows);
        break;
      case 'save':
        return this.#save(input.path, input.text);
      case 'ask':
        break; // recorded alone: how much help was asked for is part of the session
    }
    return undefined;
  }

  #save(path: string, text: string): Errno | undefined {
    try {
      this.machine.fs.writeFile(path, text);
      return undefined;
    } catch (error) {
      if (error instanceof Errno) return error;
      throw error;
    }
  }

  /** The text of a file on the learner's machine; `undefined` when there is none. */
  readFile(path: string): string | undefined {
    return this.machine.fs.isFile(path) ? this.machine.fs.readText(path) : undefined;
  }

  recording(): Recording {
    return {
      version: RECORDING_VERSION,
      engine: ENGINE,
      world: this.options,
      inputs: [...this.#inputs],
      end: this.place,
    };
  }
}

/** How far a replay has come; call {@link Replay.run} until it is done. */
export class Replay {
  readonly world: World;
  readonly #recording: Recording;
  #next = 0;

  constructor(recording: Recording, hooks: WorldHooks = {}) {
    this.#recording = recording;
    this.world = new World(recording.world, hooks);
  }

  /** Share of the inputs that are in, from 0 to 1. */
  get progress(): number {
    const { inputs } = this.#recording;
    return inputs.length === 0 ? 1 : this.#next / inputs.length;
  }

  /**
   * Go on with the replay.
   * @param pause asked between events; when it says so the replay rests until it is run again
   * @returns `diverged` when this engine does not come by the recorded places: the world then stands at the last input that fitted
   */
  run(pause?: () => boolean): 'done' | 'paused' | 'diverged' {
    const { inputs, end } = this.#recording;
    for (let next = inputs[this.#next]; next; next = inputs[this.#next]) {
      const outcome = this.world.sim.runTo(next, pause);
      if (outcome !== 'reached') return outcome;
      this.world.input(next.input);
      this.#next++;
    }
    const outcome = this.world.sim.runTo(end, pause);
    return outcome === 'reached' ? 'done' : outcome;
  }
}

/** Replay a recording to its end. @throws when this engine does not come by the recorded places */
export function replay(recording: Recording, hooks: WorldHooks = {}): World {
  const run = new Replay(recording, hooks);
  if (run.run() === 'diverged')
    throw new Error('the recording does not replay on this version of the simulator');
  return run.world;
}
