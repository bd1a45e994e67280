import type { Shell } from './interpreter/shell.ts';
import { DEFAULT_PATH } from './machine.ts';
import { completer } from './readline/completion.ts';
import type { LineCompleter } from './readline/index.ts';

/** Words that may stand where a command begins. */
const KEYWORDS =
  'if then else elif fi for while until do done case esac function select time in { } ! [[ ]]'.split(' ');

/** What Tab offers in a shell, with what it knows at that moment. */
export function shellCompleter(shell: Shell): LineCompleter {
  return completer(() => ({
    fs: shell.fs,
    cwd: shell.cwd,
    env: shell.variables.environment(),
    path: shell.variables.get('PATH') ?? DEFAULT_PATH,
    commands: [
      ...shell.hooks.builtins.keys(),
      ...shell.functions.keys(),
      ...shell.aliases.keys(),
      ...KEYWORDS,
    ],
    variables: shell.variables.names(),
    aliases: shell.aliases,
    completers: shell.machine.completers,
  }));
}
