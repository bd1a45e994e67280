import { findSignal, SIGNALS, type SignalName } from '../../sim/index.ts';
import { Failure, quote, tool } from './tool.ts';

/** kill(1). */
export const kill = tool({ plain: true }, function* (t) {
  let args = [...t.operands];
  const [head = ''] = args;
  if (head === '-l' || head === '-L' || head === '--list') {
    const names = Object.keys(SIGNALS) as SignalName[];
    const asked = args[1];
    if (asked === undefined) return t.put(`${names.map((name) => name.slice(3)).join(' ')}\n`);
    const number = Number(asked);
    const signal = findSignal(Number.isNaN(number) ? asked : number > 128 ? number - 128 : number);
    if (!signal) throw new Failure(`unknown signal name ${asked}`);
    return t.put(`${Number.isNaN(number) ? SIGNALS[signal] : signal.slice(3)}\n`);
  }
  let signal: SignalName | undefined = 'SIGTERM';
  let probe = false;
  if (/^-./.test(head) && head !== '--') {
    const separate = head === '-s' || head === '-n' || head === '--signal';
    const name = separate ? (args[1] ?? '') : head.slice(1);
    probe = name === '0';
    signal = findSignal(name);
    if (!signal && !probe) throw new Failure(`unknown signal name ${name}`);
    args = args.slice(separate ? 2 : 1);
  }
  if (args[0] === '--') args.shift();
  if (args.length === 0) throw new Failure('not enough arguments');
  for (const arg of args) {
    if (!/^-?\d+$/.test(arg)) {
      yield* t.warn(`failed to parse argument: ${quote(arg)}`);
      continue;
    }
    const pid = Number(arg);
    const { namespace } = t.context.machine;
    const targets = [...namespace.processes].filter(([id]) =>
      pid === -1 ? id !== 1 && id !== t.context.process.pid : id === Math.abs(pid),
    );
    if (targets.length === 0) {
      yield* t.warn(`sending signal to ${arg} failed: No such process`);
      continue;
    }
    if (!signal) continue;
    for (const [, process] of targets) {
      if (pid < -1) process.group.signal(signal);
      else process.signal(signal);
    }
  }
});
