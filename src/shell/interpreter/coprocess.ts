import { Pipe, ProcessGroup, type Task } from '../../sim/index.ts';
import type { Command } from '../parser/ast.ts';
import { pipeInput, pipeOutput } from '../streams.ts';
import { newJob, tellStarted } from './job-control.ts';
import type { Shell } from './shell.ts';

/** `coproc`: a process in the background whose input and output the shell holds, by the descriptors in an array. */
export function* startCoprocess(
  shell: Shell,
  command: Extract<Command, { kind: 'coproc' }>,
  source: string,
): Task<number> {
  const { name, body } = command;
  const [toIt, fromIt] = [new Pipe(), new Pipe()];
  const input = pipeInput(toIt);
  const output = pipeOutput(fromIt);
  const descriptors = new Map(shell.descriptors).set(0, { input }).set(1, { output });
  const group = shell.jobControl ? new ProcessGroup() : undefined;
  const process = shell.fork(
    (child) => shell.hooks.runToEnd(child, () => shell.hooks.runCommand(child, body)),
    { descriptors, group },
  );
  input.close();
  output.close();
  const reading = freeDescriptor(shell, 63);
  shell.descriptors.set(reading, { input: pipeInput(fromIt) });
  const writing = freeDescriptor(shell, 60);
  shell.descriptors.set(writing, { output: pipeOutput(toIt) });
  const variable = shell.variables.writable(name);
  variable.array = new Map([
    ['0', String(reading)],
    ['1', String(writing)],
  ]);
  shell.variables.set(`${name}_PID`, String(process.pid));
  const job = newJob(shell, [process], source, group, true);
  shell.lastBackground = process.pid;
  shell.children.set(process.pid, process);
  process.whenEnded(() => {
    shell.descriptors.delete(reading);
    shell.descriptors.delete(writing);
    if (shell.variables.find(name)?.array?.get('0') === String(reading)) shell.variables.unset(name);
  });
  yield* tellStarted(shell, job);
  return 0;
}

/** The highest number not above `most` that is not in use. */
function freeDescriptor(shell: Shell, most: number): number {
  let number = most;
  while (shell.descriptors.has(number)) number--;
  return number;
}
