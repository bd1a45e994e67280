import type { Cluster } from '../cluster/cluster.ts';
import { Errno } from '../shell/fs/errno.ts';
import { exitStatus, pipeOutput, type Machine } from '../shell/index.ts';
import { Tty } from '../shell/tty.ts';
import { Pipe, type Process, type Simulation } from '../sim/index.ts';
import { BootedCluster, SETUP_TIME } from './booted-cluster.ts';
import { Changes } from './changes.ts';
import { createLearnerMachine, HOME } from './learner.ts';
import type { EngineWorld, WorldHooks } from './engine.ts';
import type { Input, Place, WorldOptions } from './recording.ts';
import { runScript } from './script.ts';
import { storeText } from './store-text.ts';

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
 * One learner's world: a cluster and the learner's machine with a terminal. It knows nothing of wall time: whoever holds it
 * moves the clock and hands inputs in (and records them: `recorder.ts`).
 */
export class World implements EngineWorld {
  readonly options: WorldOptions;
  readonly sim: Simulation;
  readonly cluster: Cluster;
  readonly machine: Machine;
  readonly tty: Tty;
  /** Changes that a learner can see, for skipping to the next one. */
  readonly changes: Changes;
  /** The login shell; started again when it ends. */
  shell: Process;

  /** @param prepared a cluster that has come up already; another one is made when it is not this world's */
  constructor(options: WorldOptions, hooks: WorldHooks = {}, prepared?: BootedCluster) {
    this.options = options;
    const booted = prepared?.take(options) ? prepared : new BootedCluster(options);
    this.sim = booted.sim;
    this.cluster = booted.cluster;
    this.machine = createLearnerMachine({
      sim: this.sim,
      cluster: this.cluster,
      language: options.language,
      files: options.files,
      openFile: (path) => hooks.onOpenFile?.(path),
    });
    if (options.setup !== '') runSetup(this.sim, this.machine, options.setup);
    this.sim.advanceTo(booted.arrival);
    this.changes = new Changes(this.sim, this.cluster.api);
    this.tty = new Tty(this.sim, { columns: options.columns, rows: options.rows });
    this.tty.onOutput = (data) => hooks.onOutput?.(data);
    this.tty.onShell = (mark) => hooks.onShell?.(mark);
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

  runTo(place: Place, pause?: () => boolean): 'reached' | 'paused' | 'diverged' {
    const { now, steps } = place;
    if (steps !== undefined) return this.sim.runTo({ now, steps }, pause);
    return this.sim.advanceTo(now, pause) ? 'reached' : 'paused';
  }

  /**
   * Let an input in, here and now.
   * @returns why a file could not be saved; nothing when all went well
   */
  input(input: Input): Errno | undefined {
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

  runScript(script: string, limit: number, onOutput: (data: Uint8Array) => void): number | undefined {
    return runScript(this, script, { onStdout: onOutput, onStderr: onOutput, limit }).status;
  }

  storeText(): string {
    return storeText(this.cluster.store);
  }
}
