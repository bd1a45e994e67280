import { children, findChild, GLOBAL_FLAGS } from '../cobra/facts.ts';
import { findCommand } from '../cobra/find.ts';
import { FlagError, FlagSet, HelpAsked, parseFlagFacts, parseFlags, type Flag } from '../cobra/flags.ts';
import { hiddenFlags } from '../cobra/hidden.ts';
import { REQUIRED } from '../cobra/required.ts';
import { FLAG_WORDS } from '../cobra/words.ts';
import { DEFAULT, FILES_ENDING_IN, NO_FILES, NO_SPACE, type Answer, type Offer } from './answer.ts';
import type { Place } from './place.ts';
import { ARGUMENTS, flagValues, VALID_ARGUMENTS } from './table.ts';

const HELP: Flag = { name: 'help', shorthand: 'h', kind: 'bool', shown: 'false', bare: 'true' };
/** Commands of the root alone, which have no facts. */
const ROOT: readonly Offer[] = [
  { value: 'alpha', words: 'Commands for features in alpha' },
  { value: 'help', words: 'Help about any command' },
  { value: 'options', words: 'Print the list of flags inherited by all commands' },
];
/** Of `config`'s commands too. */
const KUBECONFIG = parseFlagFacts("--kubeconfig=''");

/** One command's flags as completion sees them. */
interface Flags {
  /** Those of every command, then the command's own; each sorted. */
  readonly inherited: readonly Flag[];
  readonly own: readonly Flag[];
  /** Deprecated ones too. */
  readonly set: FlagSet;
}

/**
 * What can stand in place of `current` after `words`. Models cobra's Command.getCompletions.
 * @param words what stands after `kubectl`
 * @param open where names are looked for, given the flags so far
 */
export function completeLine(
  words: readonly string[],
  current: string,
  open: (flags: FlagSet) => Place,
): Answer {
  const found = findCommand(words);
  const command = found.path.join(' ');
  if (!found.facts) {
    const [first, ...rest] = plain(found.words);
    if (first === 'help') return helpTopics(rest, current);
    if (first === 'options') return { offers: [], directive: DEFAULT };
    if (first !== undefined) return failed(`unable to find a command for arguments: [${words.join(' ')}]`);
  }
  const flags = flagsOf(found.path, found.facts?.flags ?? []);
  const asked = askedFlag(found.words, current, flags);
  let parsed: ReturnType<typeof parseFlags>;
  try {
    parsed = parseFlags(flags.set, asked.words);
  } catch (error) {
    if (error instanceof HelpAsked) return { offers: [], directive: NO_FILES };
    if (!(error instanceof FlagError)) throw error;
    return failed(`Error while parsing flags from args [${asked.words.join(' ')}]: ${error.message}`);
  }
  const takesFlags = parsed.dash === undefined;
  if (asked.unknown !== undefined && takesFlags)
    return failed(`Subcommand '${found.path.at(-1) ?? 'kubectl'}' does not support flag '${asked.unknown}'`);
  const { args } = parsed;
  const { flag, typed } = asked;
  if (flag && takesFlags) {
    if (flag.name === 'filename' && flag.kind === 'list')
      return { offers: bare(['json', 'yaml', 'yml']), directive: FILES_ENDING_IN };
    const values = flagValues(command, flag, flags.inherited.includes(flag) || !found.facts)?.(
      open(flags.set),
      args,
      typed,
    );
    return values
      ? { offers: bare(values.values), directive: values.directive }
      : { offers: [], directive: DEFAULT };
  }
  const required = requiredFlags(command, flags, typed);
  if (!flag && typed.startsWith('-') && !typed.includes('=') && takesFlags) {
    const offers = required.length > 0 ? required : flagNames(flags, typed);
    return { offers, directive: offers.length === 1 && offers[0]?.value.endsWith('=') ? NO_SPACE : NO_FILES };
  }
  const offers: Offer[] = [];
  let directive = DEFAULT;
  if (!flag) {
    const local = flags.own.some((one) => flags.set.changed(one.name) && one !== KUBECONFIG[0]);
    const below = subcommands(found.path);
    if (args.length === 0 && (!local || !found.facts) && below.length > 0) {
      offers.push(...below.filter(({ value }) => value.startsWith(typed)));
      directive = NO_FILES;
    }
    offers.push(...required);
    const valid = VALID_ARGUMENTS[command];
    if (valid) {
      if (args.length > 0) return { offers, directive };
      return {
        offers: [...offers, ...bare(valid.filter((one) => one.startsWith(typed)))],
        directive: NO_FILES,
      };
    }
  }
  const values = ARGUMENTS[command]?.(open(flags.set), args, typed);
  if (!values) return { offers, directive };
  return { offers: [...offers, ...bare(values.values)], directive: values.directive };
}

function failed(problem: string): Answer {
  return { offers: [], directive: DEFAULT, problem };
}

function bare(values: readonly string[]): Offer[] {
  return values.map((value) => ({ value, words: '' }));
}

/** The arguments among words of which the flags are every command's. */
function plain(words: readonly string[]): readonly string[] {
  try {
    return parseFlags(new FlagSet(GLOBAL_FLAGS), words).args;
  } catch {
    return [];
  }
}

const byName = (flags: readonly Flag[]): Flag[] =>
  [...flags].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));

function flagsOf(path: readonly string[], facts: readonly Flag[]): Flags {
  if (path.length === 0)
    return { inherited: [], own: byName([...GLOBAL_FLAGS, HELP]), set: new FlagSet(GLOBAL_FLAGS) };
  const more = path.join(' ') === 'config' ? KUBECONFIG : [];
  const own = byName([...facts, ...more, HELP]);
  const inherited = byName(GLOBAL_FLAGS.filter((flag) => !own.some((one) => one.name === flag.name)));
  return { inherited, own, set: new FlagSet([...facts, ...more, ...inherited, ...hiddenFlags(path)]) };
}

interface Asked {
  /** The flag of which a value is being typed. */
  readonly flag?: Flag;
  /** A name that no flag has. */
  readonly unknown?: string;
  /** The words without that flag. */
  readonly words: readonly string[];
  /** What is typed of the value. */
  readonly typed: string;
}

/** Whether a flag's value is being typed. Models cobra's checkIfFlagCompletion. */
function askedFlag(words: readonly string[], current: string, flags: Flags): Asked {
  const none: Asked = { words, typed: current };
  const equals = current.indexOf('=');
  let name: string;
  let own = false;
  if (current.startsWith('-')) {
    if (equals < 0) return none;
    name = current.startsWith('--') ? current.slice(2, equals) : current.charAt(equals - 1);
    own = true;
  } else {
    const before = words.at(-1) ?? '';
    if (!/^(--.|-[^-])/.test(before) || before.includes('=')) return none;
    name = before.startsWith('--') ? before.slice(2) : before.slice(-1);
  }
  const all = [...flags.own, ...flags.inherited];
  const flag = all.find((one) => one.name === name) ?? all.find((one) => one.shorthand === name);
  if (!flag) return { ...none, unknown: name };
  if (own) return { flag, words, typed: current.slice(equals + 1) };
  return flag.bare === undefined ? { flag, words: words.slice(0, -1), typed: current } : none;
}

function requiredFlags(command: string, flags: Flags, typed: string): Offer[] {
  const missing = (REQUIRED[command] ?? []).filter((name) => !flags.set.changed(name));
  return flags.own.filter(({ name }) => missing.includes(name)).flatMap((flag) => namesOfFlag(flag, typed));
}

/** Flags that can still be given. */
function flagNames(flags: Flags, typed: string): Offer[] {
  return [...flags.inherited, ...flags.own]
    .filter(({ name, kind }) => kind === 'list' || kind === 'array' || !flags.set.changed(name))
    .flatMap((flag) => namesOfFlag(flag, typed));
}

function namesOfFlag(flag: Flag, typed: string): Offer[] {
  const words = FLAG_WORDS[flag.name] ?? '';
  return [`--${flag.name}`, ...(flag.shorthand === undefined ? [] : [`-${flag.shorthand}`])]
    .filter((value) => value.startsWith(typed))
    .map((value) => ({ value, words }));
}

function subcommands(path: readonly string[]): Offer[] {
  const below = children(path).map((one) => ({ value: one.path.at(-1) ?? '', words: one.short }));
  const all = path.length === 0 ? [...below, ...ROOT] : below;
  return all.sort((a, b) => (a.value < b.value ? -1 : 1));
}

/** `kubectl help rollout st`. */
function helpTopics(words: readonly string[], current: string): Answer {
  let path: readonly string[] = [];
  for (const word of words) {
    const next = findChild(path, word);
    if (!next) break;
    path = next.path;
  }
  if (path.length === 0 && words.length > 0) return { offers: [], directive: NO_FILES };
  return { offers: subcommands(path).filter(({ value }) => value.startsWith(current)), directive: NO_FILES };
}
