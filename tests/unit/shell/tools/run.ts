import {
  ash,
  bash,
  bytesInput,
  callbackOutput,
  createMachine,
  exitStatus,
  FileSystem,
  type Network,
} from '../../../../src/shell/index.ts';
import { busyboxApplets, coreutils } from '../../../../src/shell/tools/index.ts';
import { Processor, Simulation } from '../../../../src/sim/index.ts';

export interface Result {
  stdout: string;
  stderr: string;
  status: number;
}

interface RunnerOptions {
  readonly busybox?: boolean;
  readonly files?: Readonly<Record<string, string>>;
  readonly network?: (sim: Simulation) => Network;
  /** Virtual milliseconds that a run may take. */
  readonly limit?: number;
}

/** Runs tools on a machine of their own: one command, or a script whose output is told with its virtual seconds. */
export function toolRunner(options: RunnerOptions = {}) {
  const make = () => {
    const sim = new Simulation({ epoch: 1_770_000_000_000 });
    const fs = new FileSystem({ clock: sim });
    for (const [name, program] of options.busybox ? busyboxApplets : coreutils)
      fs.addProgram(`/usr/bin/${name}`, program);
    fs.addProgram('/usr/bin/sh', options.busybox ? ash : bash);
    fs.mkdir('/tmp');
    fs.mkdir('/work');
    for (const [name, text] of Object.entries(options.files ?? {})) {
      fs.mkdir(`/work/${name}`.replace(/\/[^/]*$/, ''), { recursive: true });
      fs.writeFile(`/work/${name}`, text);
    }
    const network = options.network?.(sim);
    const machine = createMachine({ sim, fs, hostname: 'host', processor: new Processor(sim, 2), network });
    return { sim, fs, machine };
  };
  const env = new Map([
    ['PATH', '/usr/bin'],
    ['HOME', '/root'],
    ['USER', 'root'],
  ]);
  const limit = options.limit ?? 60_000;

  const run = (argv: readonly string[], stdin = ''): Result => {
    const { sim, machine } = make();
    const texts: [string, string] = ['', ''];
    const collect = (which: 0 | 1) => {
      const decoder = new TextDecoder();
      return callbackOutput((bytes) => {
        texts[which] += decoder.decode(bytes, { stream: true });
      });
    };
    const child = machine.exec(argv, {
      cwd: '/work',
      env,
      stdin: bytesInput(stdin),
      stdout: collect(0),
      stderr: collect(1),
    });
    if (!sim.runUntil(() => child.ended, limit)) throw new Error(`still running after ${limit / 1000} s`);
    return { stdout: texts[0], stderr: texts[1], status: exitStatus(child) };
  };

  const script = (text: string) => {
    const { sim, machine } = make();
    const pieces: [second: number, text: string][] = [];
    const output = callbackOutput((bytes) => {
      pieces.push([Math.floor(sim.now / 1000), new TextDecoder().decode(bytes)]);
    });
    const child = machine.exec(['sh', '-c', text], { cwd: '/work', env, stdout: output, stderr: output });
    const ended = sim.runUntil(() => child.ended, limit);
    return {
      pieces,
      ended,
      now: sim.now,
      output: pieces.map(([, piece]) => piece).join(''),
      status: exitStatus(child),
    };
  };

  return { run, script };
}
