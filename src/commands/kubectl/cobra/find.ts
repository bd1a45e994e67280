import { children, COMMANDS, findChild, GLOBAL_FLAGS, type CommandFacts } from './facts.ts';
import type { Flag } from './flags.ts';

export interface Found {
  /** `undefined` for kubectl itself. */
  readonly facts: CommandFacts | undefined;
  readonly path: readonly string[];
  /** The words without the command's own names. */
  readonly words: readonly string[];
}

/** Find the command that a line names, wherever its flags stand. Models cobra's Command.Find. */
export function findCommand(words: readonly string[]): Found {
  let facts: CommandFacts | undefined;
  let path: readonly string[] = [];
  let rest = [...words];
  for (;;) {
    const index = firstArgument(rest, facts);
    const name = index === undefined ? undefined : rest[index];
    const child = name === undefined ? undefined : findChild(path, name);
    if (!child || index === undefined) return { facts, path, words: rest };
    facts = child;
    path = child.path;
    rest = [...rest.slice(0, index), ...rest.slice(index + 1)];
  }
}

/** The first word that is neither a flag nor a flag's value. Models cobra's stripFlags. */
function firstArgument(words: readonly string[], facts: CommandFacts | undefined): number | undefined {
  const flags = [...(facts?.flags ?? []), ...GLOBAL_FLAGS];
  const takesValue = (flag: Flag | undefined): boolean => flag !== undefined && flag.bare === undefined;
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? '';
    if (word === '--') return undefined;
    if (word.startsWith('--')) {
      if (!word.includes('=') && takesValue(flags.find((flag) => flag.name === word.slice(2)))) i++;
    } else if (word.startsWith('-') && word !== '-') {
      if (word.length === 2 && takesValue(flags.find((flag) => flag.shorthand === word.charAt(1)))) i++;
    } else if (word !== '') return i;
  }
  return undefined;
}

/** Names like a mistyped one, as cobra suggests them. */
export function suggestions(typed: string): string[] {
  const lower = typed.toLowerCase();
  return children([])
    .map((command) => command.path[0] ?? '')
    .concat('options')
    .filter((name) => distance(lower, name) <= 2 || name.startsWith(lower));
}

/** Levenshtein's distance. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a.charAt(i - 1) === b.charAt(j - 1) ? 0 : 1;
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + same));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

/** Whether a command has others under it. */
export function hasChildren(path: readonly string[]): boolean {
  return COMMANDS.some(
    (one) => one.path.length > path.length && path.every((word, i) => one.path[i] === word),
  );
}
