import type { Task } from '../../sim/index.ts';
import type { Shell } from './shell.ts';

/** Run the actions of signals that have come, in order. `$?` is kept. */
export function* runPendingTraps(shell: Shell): Task {
  for (let signal = shell.takePendingSignal(); signal; signal = shell.takePendingSignal()) {
    const action = shell.traps.get(signal.slice(3));
    if (action) yield* runTrap(shell, action);
  }
}

function* runTrap(shell: Shell, action: string): Task {
  const { status } = shell;
  yield* shell.hooks.runText(shell, action, 'trap');
  shell.status = status;
}

/** Run the EXIT trap, once. `exit` in it changes the status; without, it stays. */
export function* runExitTrap(shell: Shell): Task {
  const action = shell.traps.get('EXIT');
  shell.traps.delete('EXIT');
  if (action) yield* runTrap(shell, action);
}
