import type { Task } from '../../sim/index.ts';
import { ReturnFromFunction } from './control.ts';
import type { Shell } from './shell.ts';

/** Run the actions of signals that have come, in order. `$?` is kept. */
export function* runPendingTraps(shell: Shell): Task {
  for (let signal = shell.takePendingSignal(); signal; signal = shell.takePendingSignal()) {
    const action = shell.traps.get(signal.slice(3));
    if (action) yield* runTrap(shell, action);
  }
}

function* runTrap(shell: Shell, action: string): Task {
  const { status, line, lastArgument } = shell;
  shell.traceDepth++;
  try {
    yield* shell.hooks.runText(shell, action, { firstLine: line, origin: 'trap' });
  } finally {
    shell.traceDepth--;
  }
  shell.status = status;
  shell.line = line;
  shell.lastArgument = lastArgument;
}

/** Run the EXIT trap, once. `exit` in it changes the status; without, it stays. */
export function* runExitTrap(shell: Shell): Task {
  const action = shell.traps.get('EXIT');
  shell.traps.delete('EXIT');
  if (!action) return;
  try {
    yield* runTrap(shell, action);
  } catch (error) {
    if (!(error instanceof ReturnFromFunction)) throw error;
  }
}

/** Run the action of bash's ERR, DEBUG or RETURN, if there is one. */
export function* runPseudoTrap(shell: Shell, name: 'ERR' | 'DEBUG' | 'RETURN'): Task {
  const action = shell.traps.get(name);
  if (!action || shell.inPseudoTrap) return;
  shell.inPseudoTrap = true;
  try {
    yield* runTrap(shell, action);
  } finally {
    shell.inPseudoTrap = false;
  }
}
