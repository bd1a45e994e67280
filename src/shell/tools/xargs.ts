import { emptyInput } from '../streams.ts';
import { readBytes } from './head.ts';
import { finish, start } from './run.ts';
import { Failure, tool } from './tool.ts';

/** Words of the input: blanks separate, quotes and backslashes keep together. */
function split(text: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quoteMark = '';
  for (let i = 0; i < text.length; i++) {
    const c = text.charAt(i);
    if (quoteMark !== '') {
      if (c === quoteMark) quoteMark = '';
      else if (c === '\n') break;
      else word += c;
    } else if (c === '"' || c === "'") {
      quoteMark = c;
      word ??= '';
    } else if (c === '\\' && i + 1 < text.length) word = (word ?? '') + text.charAt(++i);
    else if (/[ \t\n]/.test(c)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? '') + c;
  }
  if (quoteMark !== '') {
    const kind = quoteMark === '"' ? 'double' : 'single';
    throw new Failure(
      `unmatched ${kind} quote; by default quotes are special to xargs unless you use the -0 option`,
    );
  }
  if (word !== undefined) words.push(word);
  return words;
}

/** xargs(1): run a command with arguments from standard input. */
export const xargs = tool(
  {
    options:
      '0/null a: d:/delimiter E: I: L:/max-lines n:/max-args P:/max-procs p/interactive r/no-run-if-empty s: t/verbose x/exit',
    stop: true,
    from: 'GNU findutils',
  },
  function* (t) {
    const input = t.options.get('a') === undefined ? t.context.stdin : t.open(t.options.get('a') ?? '');
    const text = new TextDecoder().decode(yield* readBytes(t, input));
    const replace = t.options.get('I');
    const delimiter = t.options.has('0')
      ? '\0'
      : t.options.get('d')?.replace(/^\\n$/, '\n').replace(/^\\t$/, '\t').replace(/^\\0$/, '\0');
    const command = t.operands.length > 0 ? t.operands : ['echo'];
    let groups: string[][];
    if (delimiter !== undefined) {
      const items = text.split(delimiter);
      if (items.at(-1) === '') items.pop();
      groups = items.map((item) => [item]);
    } else if (replace !== undefined || t.options.has('L')) {
      const lines = text.split('\n').filter((line) => line.trim() !== '');
      groups =
        replace === undefined
          ? lines.map((line) => split(line))
          : lines.map((line) => [split(line.replace(/ /g, '\\ ')).join(' ').trimStart()]);
    } else groups = split(text).map((word) => [word]);
    const size = Number(replace === undefined ? (t.options.get('n') ?? t.options.get('L') ?? Infinity) : 1);
    if (!(size >= 1)) throw new Failure(`value ${t.options.get('n') ?? ''} for -n option should be >= 1`);
    const batches: string[][] = [];
    if (size === Infinity) batches.push(groups.flat());
    else for (let i = 0; i < groups.length; i += size) batches.push(groups.slice(i, i + size).flat());
    if (groups.length === 0) {
      // Without -r the command runs once all the same.
      if (t.options.has('r') || replace !== undefined) return t.status;
      if (batches.length === 0) batches.push([]);
    }
    for (const batch of batches) {
      const argv =
        replace === undefined
          ? [...command, ...batch]
          : command.map((part) => part.replaceAll(replace, batch[0] ?? ''));
      if (t.options.has('t')) yield* t.context.stderr.write(`${argv.join(' ')}\n`);
      const status = yield* finish(start(t, argv, { stdin: emptyInput() }, ''));
      if (status === 255) throw new Failure(`${argv[0] ?? ''}: exited with status 255; aborting`, 124);
      if (status > 128 && status < 255)
        throw new Failure(`${argv[0] ?? ''}: terminated by signal ${status - 128}`, 125);
      if (status !== 0) t.status = 123;
    }
    return t.status;
  },
);
