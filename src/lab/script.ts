import { exitStatus, pipeOutput, type Machine } from '../shell/index.ts';
import { Pipe, type Simulation } from '../sim/index.ts';
import { HOME } from './home.ts';

/** Where a script runs: a world, or as much of one. */
export interface ScriptWorld {
  readonly sim: Simulation;
  readonly machine: Machine;
}

/** How a script ended. */
export interface ScriptResult {
  /** The exit status; `undefined` when it was still running at the limit. */
  readonly status: number | undefined;
}

export interface ScriptOptions {
  readonly onStdout: (data: Uint8Array) => void;
  readonly onStderr: (data: Uint8Array) => void;
  /** The most virtual milliseconds it may run; then it is interrupted, as by Ctrl-C. */
  readonly limit: number;
  /** The most events of the simulation that it may take, for a loop that never waits; any number by default. */
  readonly events?: number;
  /** `bash`'s own arguments before the script, e.g. `-e`. */
  readonly flags?: readonly string[];
}

/** Virtual milliseconds that an interrupted script has to end in. */
const INTERRUPT_TIME = 1_000;

function drained(pipe: Pipe, to: (data: Uint8Array) => void): void {
  pipe.onReadable = () => {
    for (let data = pipe.tryRead(); data; data = pipe.tryRead()) to(data);
  };
}

/** Run a shell script in the learner's shell, in virtual time, and hand out what it prints as it is printed. */
export function runScript(world: ScriptWorld, script: string, options: ScriptOptions): ScriptResult {
  const stdout = new Pipe(Infinity);
  const stderr = new Pipe(Infinity);
  drained(stdout, options.onStdout);
  drained(stderr, options.onStderr);
  const process = world.machine.exec(['bash', ...(options.flags ?? []), '-c', script], {
    cwd: HOME,
    stdout: pipeOutput(stdout),
    stderr: pipeOutput(stderr),
  });
  const last = world.sim.steps + (options.events ?? Infinity);
  world.sim.runUntil(() => process.ended || world.sim.steps >= last, options.limit);
  const { ended } = process;
  if (!ended) {
    process.group.signal('SIGINT');
    world.sim.runUntil(() => process.ended, INTERRUPT_TIME);
  }
  return { status: ended ? exitStatus(process) : undefined };
}
