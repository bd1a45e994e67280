import { Processor, Simulation, type Process } from '../../../src/sim/index.ts';
import {
  ash,
  bash,
  bytesInput,
  callbackOutput,
  createMachine,
  dash,
  exitStatus,
  FileSystem,
  type Machine,
} from '../../../src/shell/index.ts';
import { coreutils } from '../../../src/shell/tools/index.ts';
import { PidNamespace } from '../../../src/sim/index.ts';

export interface ShellResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number;
  /** Virtual milliseconds that it took. */
  readonly time: number;
}

/** A machine with the shells and the usual tools. */
export function newMachine(options: { container?: boolean } = {}): Machine {
  const sim = new Simulation({ epoch: 1_700_000_000_000 });
  const fs = new FileSystem({ clock: sim });
  for (const directory of ['/tmp', '/root', '/work', '/usr/bin', '/bin'])
    fs.mkdir(directory, { recursive: true });
  for (const [name, program] of coreutils) fs.addProgram(`/usr/bin/${name}`, program);
  fs.addProgram('/bin/bash', bash);
  fs.addProgram('/bin/dash', dash);
  fs.addProgram('/bin/ash', ash);
  fs.addProgram('/bin/sh', options.container ? ash : dash);
  return createMachine({
    sim,
    fs,
    hostname: 'host',
    processor: new Processor(sim, 2),
    env: new Map([
      ['PATH', '/usr/bin:/bin'],
      ['HOME', '/root'],
    ]),
    namespace: options.container ? new PidNamespace({ init: true }) : undefined,
  });
}

/** Start a program and gather what it prints. */
export function start(
  machine: Machine,
  argv: readonly string[],
  options: { cwd?: string; stdin?: string } = {},
): { process: Process; result: () => ShellResult } {
  let stdout = '';
  let stderr = '';
  const decoders = [new TextDecoder(), new TextDecoder()] as const;
  const process = machine.exec(argv, {
    cwd: options.cwd ?? '/',
    stdin: bytesInput(options.stdin ?? ''),
    stdout: callbackOutput((bytes) => (stdout += decoders[0].decode(bytes, { stream: true }))),
    stderr: callbackOutput((bytes) => (stderr += decoders[1].decode(bytes, { stream: true }))),
  });
  const begun = machine.sim.now;
  let time = 0;
  process.whenEnded(() => (time = machine.sim.now - begun));
  return { process, result: () => ({ stdout, stderr, status: exitStatus(process), time }) };
}

/** Run a program to its end on a fresh machine. */
export function runShell(
  argv: readonly string[],
  options: { cwd?: string; stdin?: string; container?: boolean } = {},
): ShellResult {
  const machine = newMachine(options);
  const { process, result } = start(machine, argv, options);
  if (!machine.sim.runUntil(() => process.ended, 3_600_000))
    throw new Error('did not end within a virtual hour');
  machine.sim.advance(10_000);
  return result();
}
