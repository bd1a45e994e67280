import { Pipe } from '../../sim/index.ts';
import type { List } from '../parser/ast.ts';
import type { Device } from '../fs/nodes.ts';
import { Errno } from '../fs/errno.ts';
import { pipeInput, pipeOutput } from '../streams.ts';
import type { Shell } from './shell.ts';

/** `<(commands)` and `>(commands)`: start them, and give the path of a pipe to or from them. */
export function substituteProcess(shell: Shell, body: List, direction: 'in' | 'out'): string {
  const pipe = new Pipe();
  const reader = pipeInput(pipe);
  const writer = pipeOutput(pipe);
  const descriptors = new Map(shell.descriptors);
  if (direction === 'in') descriptors.set(1, { output: writer });
  else descriptors.set(0, { input: reader });
  const process = shell.fork(
    (child) => {
      child.traceDepth++;
      return shell.hooks.runToEnd(child, () => shell.hooks.runList(child, body, true));
    },
    { descriptors },
  );
  shell.children.set(process.pid, process);
  if (direction === 'in') writer.close();
  else reader.close();
  let opened = false;
  const once = <T>(stream: T, wanted: boolean): T => {
    if (!wanted || opened) throw new Errno('EACCES');
    opened = true;
    return stream;
  };
  const device: Device = {
    major: 0,
    minor: 0,
    openInput: () => once(reader, direction === 'in'),
    openOutput: () => once(writer, direction === 'out'),
  };
  // The kernel makes these names, whoever asks.
  const fs = shell.machine.fs.as({ uid: 0, gid: 0 });
  let number = 63;
  while (fs.exists(`/dev/fd/${number}`)) number--;
  const path = `/dev/fd/${number}`;
  fs.addDevice(path, device);
  process.whenEnded(() => {
    if (fs.exists(path) && opened) fs.unlink(path);
  });
  return path;
}
