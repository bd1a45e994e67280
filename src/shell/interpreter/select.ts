import type { Task } from '../../sim/index.ts';
import { textWidth } from '../width.ts';
import { assign } from './assign.ts';
import type { Shell } from './shell.ts';

/** What comes between an item's number and its text. */
const MARK = ') ';

/** The turns of `select`: show the menu, ask, assign. A turn gives false at the end of the input. */
export function selectLoop(shell: Shell, name: string, items: readonly string[]): () => Task<boolean> {
  let show = true;
  return function* () {
    if (items.length === 0) return false;
    for (;;) {
      if (show) yield* shell.printError(menu(items, Number(shell.variables.get('COLUMNS') ?? 80)));
      yield* shell.printError(shell.variables.get('PS3') ?? '#? ');
      const status = yield* shell.hooks.builtins.get('read')?.(shell, ['read', '-r']) ?? nothing();
      const reply = shell.variables.get('REPLY') ?? '';
      if (status !== 0) {
        yield* shell.print('\n');
        return false;
      }
      show = reply.trim() === '';
      if (show) continue;
      const number = /^\s*\d+\s*$/.test(reply) ? Number(reply) : 0;
      assign(shell, name, items[number - 1] ?? '');
      return true;
    }
  };
}

function* nothing(): Task<number> {
  return 1;
}

/** The items in columns, filled downwards (models print_select_list in execute_cmd.c). */
function menu(items: readonly string[], width: number): string {
  const digits = String(items.length).length;
  const widest = Math.max(...items.map(textWidth)) + digits + MARK.length + 2;
  let across = Math.max(1, Math.floor(width / widest));
  let down = Math.ceil(items.length / across);
  if (down === 1) [down, across] = [items.length, 1];
  let out = '';
  for (let row = 0; row < down; row++) {
    for (let i = row; i < items.length; i += down) {
      const cell = `${String(i + 1).padStart(digits)}${MARK}${items[i] ?? ''}`;
      out += i + down < items.length ? cell + ' '.repeat(widest - textWidth(cell)) : cell;
    }
    out += '\n';
  }
  return out;
}
