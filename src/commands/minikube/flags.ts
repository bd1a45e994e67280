/** A flag of a command: its name, its letter, and whether it is followed by a value. */
export interface Flag {
  readonly name: string;
  readonly letter?: string;
  readonly value?: boolean;
}

/** Flags that every command has. */
export const GLOBAL: readonly Flag[] = [
  { name: 'profile', letter: 'p', value: true },
  { name: 'alsologtostderr' },
  { name: 'user', value: true },
];

/** The longest run of words at the front (flags aside) that names a command, and all words without it. */
export function wordsOf(
  argv: readonly string[],
  isCommand: (path: string) => boolean,
): { command: string; rest: readonly string[] } {
  const words: number[] = [];
  for (let i = 0; i < argv.length && words.length < 2; i++) {
    const word = argv[i] ?? '';
    if (word === '--') break;
    if (word === '-p' || word === '--profile' || word === '-n' || word === '--node') i++;
    else if (!word.startsWith('-')) words.push(i);
  }
  for (let count = words.length; count > 0; count--) {
    const used = words.slice(0, count);
    const command = used.map((index) => argv[index] ?? '').join(' ');
    if (isCommand(command)) return { command, rest: argv.filter((_, index) => !used.includes(index)) };
  }
  return { command: '', rest: argv };
}

export interface Parsed {
  readonly args: readonly string[];
  readonly flags: ReadonlyMap<string, string>;
  readonly help: boolean;
  /** What is wrong with a flag. */
  readonly unknown: string | undefined;
}

/**
 * Tell flags and arguments apart, as pflag does.
 * @param passes whether from the first argument on all words are another program's
 */
export function parse(words: readonly string[], own: readonly Flag[], passes: boolean): Parsed {
  const known = [...own, ...GLOBAL];
  const args: string[] = [];
  const flags = new Map<string, string>();
  let help = false;
  let unknown: string | undefined;
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? '';
    if (word === '--') {
      args.push(...words.slice(i + 1));
      break;
    }
    if (!word.startsWith('-') || word === '-') {
      args.push(word);
      if (!passes) continue;
      args.push(...words.slice(i + 1));
      break;
    }
    if (word === '-h' || word === '--help') {
      help = true;
      continue;
    }
    const long = word.startsWith('--');
    const [, name = '', equals] = (long ? /^--([^=]*)(?:=([^]*))?$/ : /^-(.)=?([^]+)?$/).exec(word) ?? [];
    const flag = known.find((each) => (long ? each.name === name : each.letter === name));
    if (!flag) {
      unknown ??= long ? `unknown flag: --${name}` : `unknown shorthand flag: '${name}' in ${word}`;
      continue;
    }
    if (!flag.value) flags.set(flag.name, equals ?? 'true');
    else if (equals !== undefined) flags.set(flag.name, equals);
    else if (i + 1 < words.length) flags.set(flag.name, words[++i] ?? '');
    else unknown ??= `flag needs an argument: ${word}`;
  }
  return { args, flags, help, unknown };
}
