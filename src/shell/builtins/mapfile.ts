import { arithmetic } from '../interpreter/expand.ts';
import type { Builtin } from '../interpreter/shell.ts';
import { quoteForShell } from '../quoting.ts';
import { badName, NAME } from './declare.ts';
import { readDelimited } from './read.ts';
import { readOptions } from './usage.ts';

/** `mapfile` and `readarray`: lines into an array. */
export const mapfile: Builtin = function* (shell, argv) {
  const given = yield* readOptions(shell, argv, 'd:n:O:s:tu:C:c:');
  if (typeof given === 'number') return given;
  const { options, args } = given;
  const [name = 'MAPFILE'] = args;
  if (!NAME.test(name)) return yield* badName(shell, argv[0] ?? '', name);
  const number = (letter: string, fallback: number): number => Number(options.get(letter) ?? fallback);
  const wanted = options.get('d');
  const delimiter = wanted === undefined ? '\n' : wanted.slice(0, 1) || '\0';
  const most = number('n', 0) || Infinity;
  const callback = options.get('C');
  const quantum = number('c', 5000);
  const input = shell.descriptors.get(number('u', 0))?.input;
  if (!input) {
    yield* shell.complain(`${number('u', 0)}: invalid file descriptor: Bad file descriptor`, argv[0]);
    return 1;
  }
  const reading = { delimiter, raw: true, limit: Infinity, exact: false, timeout: undefined };
  for (let skipped = 0; skipped < number('s', 0); skipped++) yield* readDelimited(shell, input, reading);
  const variable = shell.variables.writable(name);
  const array = options.has('O') ? (variable.array ?? new Map<string, string>()) : new Map<string, string>();
  let index = Number(arithmetic(shell, options.get('O') ?? '0'));
  for (let count = 1; count <= most; count++) {
    const line = yield* readDelimited(shell, input, reading);
    if (line.ended && line.text === '') break;
    const text = options.has('t') || line.ended ? line.text : line.text + delimiter;
    if (callback !== undefined && count % quantum === 0)
      yield* shell.hooks.runText(shell, `${callback} ${index} ${quoteForShell(text)}`);
    array.set(String(index++), text);
    if (line.ended) break;
  }
  variable.array = array;
  variable.value = undefined;
  return 0;
};
