import { sleep, type Task } from '../../sim/index.ts';
import type { FileSystem } from '../fs/file-system.ts';
import { Failure, quote, tool } from './tool.ts';
import type { Program } from '../types.ts';

/** How often to look whether a file has been saved, in virtual milliseconds. */
const LOOK = 250;

/** Wait until a file has been written: for `--wait`, which programs that have something edited ask for. */
function* saved(fs: FileSystem, path: string): Task {
  const state = (): string => {
    if (!fs.exists(path)) return '';
    const { mtime, ino, size } = fs.stat(path);
    return `${mtime} ${ino} ${size}`;
  };
  const before = state();
  do yield* sleep(LOOK);
  while (state() === before);
}

/**
 * `vi`, `nano`, `code`: opens files in the editor beside the terminal and returns at once, as a graphical editor does. A machine
 * without such an editor does not have the program.
 * @param open told the absolute path of each file
 */
export function editor(open: (path: string) => void): Program {
  return tool(
    {
      // What people type from habit; the editor beside the terminal needs none of it.
      options: 'R w/wait g/goto r/reuse-window n/new-window l m i',
      rewrite: (args) => args.filter((arg) => !/^\+\d*$/.test(arg)),
      from: 'Podlab editor',
    },
    function* (t) {
      if (t.operands.length === 0) throw new Failure('which file? (for example: ' + t.name + ' pod.yaml)');
      for (const operand of t.operands) {
        const path = t.path(operand);
        if (t.context.fs.isDirectory(path)) {
          yield* t.warn(`${quote(operand)} is a directory`);
          continue;
        }
        open(path);
        if (t.options.has('w')) yield* saved(t.context.fs, path);
      }
    },
  );
}
