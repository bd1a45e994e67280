import { delay, findSignal, first, type Wait } from '../../sim/index.ts';
import { exitStatus } from '../machine.ts';
import { parseInterval } from './numbers.ts';
import { start } from './run.ts';
import { Failure, quote, tool } from './tool.ts';
import type { Process } from '../../sim/index.ts';

/** A wait for a process's end, for use in `first`. */
function ended(process: Process): Wait {
  return {
    arm(waker) {
      let live = true;
      process.whenEnded(() => live && waker.resume());
      return () => {
        live = false;
      };
    },
  };
}

/** timeout(1): run a command with a time limit. */
export const timeout = tool(
  {
    options: 'k:/kill-after s:/signal f/foreground /preserve-status v/verbose',
    stop: true,
    usageStatus: 125,
  },
  function* (t) {
    const hint = `\nTry '${t.name} --help' for more information.`;
    const [duration, ...command] = t.operands;
    const interval = (text: string): number => {
      const ms = parseInterval(text);
      if (ms === undefined) throw new Failure(`invalid time interval ${quote(text)}${hint}`, 125);
      return ms;
    };
    if (duration === undefined || command.length === 0) {
      yield* t.context.stderr.write(hint.slice(1) + '\n');
      return 125;
    }
    const limit = interval(duration);
    const killAfter = t.options.get('k');
    const patience = killAfter === undefined ? 0 : interval(killAfter);
    const name = t.options.get('s') ?? 'TERM';
    const signal = findSignal(name);
    if (!signal) throw new Failure(`${quote(name)}: invalid signal${hint}`, 125);
    const child = start(t, command);
    try {
      const outcome = yield* first([ended(child), delay(limit > 0 ? limit : Infinity)]);
      if (outcome === 0) return exitStatus(child);
      const verbose = (sent: string): string =>
        `sending signal ${sent} to command ${quote(command[0] ?? '')}`;
      if (t.options.has('v')) yield* t.warn(verbose(signal.slice(3)));
      child.signal(signal);
      child.signal('SIGCONT');
      if (patience > 0 && (yield* first([ended(child), delay(patience)])) === 1) {
        if (t.options.has('v')) yield* t.warn(verbose('KILL'));
        child.signal('SIGKILL');
        return 137;
      }
      if (!child.ended) yield ended(child);
      if (t.options.has('preserve-status')) return exitStatus(child);
      return signal === 'SIGKILL' ? 137 : 124;
    } finally {
      if (!child.ended) child.signal('SIGTERM');
    }
  },
);
