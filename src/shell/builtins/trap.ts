import { findSignal, SIGNALS } from '../../sim/index.ts';
import type { Builtin, Shell } from '../interpreter/shell.ts';
import { quoteForShell } from '../quoting.ts';
import { badOption, tellUsage } from './usage.ts';

/** Bash's events that are no signals, in the order in which it lists them after these. */
const EVENTS = ['DEBUG', 'ERR', 'RETURN'];

export const trap: Builtin = function* (shell, argv) {
  const args = argv.slice(1);
  const bash = shell.flavor === 'bash';
  let print = false;
  while (/^-[a-z-]+$/.test(args[0] ?? '') && bash) {
    const flags = args.shift() ?? '';
    if (flags === '--') break;
    if (flags === '-l') {
      yield* shell.print(signalTable());
      return 0;
    }
    if (flags !== '-p') return yield* badOption(shell, 'trap', flags.slice(0, 2));
    print = true;
  }
  if (args[0] === '--') args.shift();
  if (args.length === 0 || print) return yield* list(shell, args);
  // `trap INT` and `trap 2` reset, as does `trap - INT`.
  const resets = args[0] === '-' || args.length === 1 || /^\d+$/.test(args[0] ?? '');
  const action = args[0] ?? '';
  const names = args[0] === '-' || !resets ? args.slice(1) : args;
  if (bash && args.length === 1 && trapName(shell, args[0] ?? '') === undefined) {
    return yield* tellUsage(shell, 'trap');
  }
  let status = 0;
  shell.inheritedTraps = undefined;
  shell.tracksCommands = true;
  for (const name of names) {
    const signal = trapName(shell, name);
    if (signal === undefined) {
      if (shell.flavor === 'dash') yield* shell.printError(`trap: ${name}: bad trap\n`);
      else yield* shell.complain(`${name}: invalid signal specification`, 'trap');
      status = 1;
    } else if (resets) shell.traps.delete(signal);
    else if (!shell.ignoredAtStart.has(`SIG${signal}` as keyof typeof SIGNALS) || shell.interactive)
      shell.traps.set(signal, action);
  }
  return status;
};

function* list(shell: Shell, only: readonly string[]): ReturnType<Builtin> {
  const traps = shell.inheritedTraps ?? shell.traps;
  const order = ['EXIT', ...Object.keys(SIGNALS).map((name) => name.slice(3)), ...EVENTS];
  const wanted = only.map((name) => trapName(shell, name));
  for (const name of order) {
    const action = traps.get(name);
    if (action === undefined || (only.length > 0 && !wanted.includes(name))) continue;
    const shown = `SIG${name}` in SIGNALS && shell.flavor === 'bash' ? `SIG${name}` : name;
    yield* shell.print(`trap -- ${quoteForShell(action)} ${shown}\n`);
  }
  return 0;
}

function trapName(shell: Shell, name: string): string | undefined {
  if (name === '0' || name.toUpperCase() === 'EXIT') return 'EXIT';
  if (shell.flavor === 'bash' && EVENTS.includes(name.toUpperCase())) return name.toUpperCase();
  return findSignal(/^\d+$/.test(name) ? Number(name) : name)?.slice(3);
}

/** The names of the signals in five columns, as `trap -l` and `kill -l` list them. */
export function signalTable(): string {
  const cells = Object.entries(SIGNALS)
    .sort(([, a], [, b]) => a - b)
    .map(([name, number]) => `${String(number).padStart(2)}) ${name}`);
  let out = '';
  for (let i = 0; i < cells.length; i += 5) out += `${cells.slice(i, i + 5).join('\t')}\n`;
  return out;
}
