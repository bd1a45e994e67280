import type { Task } from '../sim/index.ts';
import type { Shell } from './interpreter/shell.ts';

export function* runInteractively(shell: Shell, _login: boolean): Task<number> {
  return shell.status;
}
