import type { Task } from '../../sim/index.ts';
import { changeMode } from './mode.ts';
import { Failure, missingOperand, quote, reason, tool } from './tool.ts';

/** chmod(1). */
export const chmod = tool(
  {
    options: 'c/changes f/quiet /silent R/recursive v/verbose /reference:',
    // `-x` and the like are modes, not options.
    rewrite: (args) => {
      const at = args.findIndex((arg) => /^-[rwxXstugoa,+=-]+$/.test(arg) && !/^-(-.*|)$/.test(arg));
      return at < 0 || args.includes('--') ? args : [...args.slice(0, at), '--', ...args.slice(at)];
    },
  },
  function* (t) {
    const { fs } = t.context;
    const [change, ...files] = t.operands;
    if (change === undefined) throw missingOperand(t.name);
    if (files.length === 0) throw missingOperand(t.name, change);
    const apply = function* (operand: string): Task {
      try {
        const path = t.path(operand);
        const stat = fs.stat(path);
        const mode = changeMode(change, stat.mode, stat.kind === 'directory', fs.umask);
        if (mode === undefined)
          throw new Failure(`invalid mode: ${quote(change)}\nTry '${t.name} --help' for more information.`);
        fs.chmod(path, mode);
        if (!t.options.has('R') || stat.kind !== 'directory') return;
        for (const { name, kind } of fs.readdir(path))
          if (kind !== 'symlink') yield* apply(`${operand}/${name}`);
      } catch (error) {
        if (error instanceof Failure) throw error;
        const words = reason(error);
        const what = words === 'No such file or directory' ? 'cannot access' : 'changing permissions of';
        if (t.options.has('f')) t.status = 1;
        else yield* t.warn(`${what} ${quote(operand)}: ${words}`);
      }
    };
    for (const file of files) yield* apply(file);
  },
);
