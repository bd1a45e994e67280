import { remember, runExternal } from '../interpreter/programs.ts';
import type { Builtin, Shell } from '../interpreter/shell.ts';
import { DEFAULT_PATH, findExecutable } from '../machine.ts';
import { formatFunction } from '../parser/format.ts';
import { quoteForShell } from '../quoting.ts';
import { ExecError } from '../types.ts';
import { readOptions } from './usage.ts';

const RESERVED = new Set(
  'if then else elif fi do done case esac while until for in { } ! [[ ]] function time select'.split(' '),
);

/** POSIX's special builtins, as dash calls them. */
const SPECIAL = new Set(
  ': . break continue eval exec exit export readonly return set shift times trap unset'.split(' '),
);

type Meaning =
  | { kind: 'alias'; text: string }
  | { kind: 'keyword' }
  | { kind: 'function' }
  | { kind: 'builtin' }
  | { kind: 'file'; path: string };

function meaningOf(shell: Shell, name: string): Meaning | undefined {
  const alias = shell.activeAliases().get(name);
  if (alias !== undefined) return { kind: 'alias', text: alias };
  if (RESERVED.has(name)) return { kind: 'keyword' };
  if (shell.functions.has(name)) return { kind: 'function' };
  if (shell.hooks.builtins.has(name)) return { kind: 'builtin' };
  try {
    return {
      kind: 'file',
      path: findExecutable(shell.fs, shell.cwd, name, shell.variables.get('PATH') ?? DEFAULT_PATH),
    };
  } catch (error) {
    if (error instanceof ExecError) return undefined;
    throw error;
  }
}

/** Every file of that name in PATH. */
function filesOf(shell: Shell, name: string): Meaning[] {
  if (name.includes('/')) return [];
  const found: Meaning[] = [];
  for (const directory of (shell.variables.get('PATH') ?? DEFAULT_PATH).split(':')) {
    try {
      found.push({ kind: 'file', path: findExecutable(shell.fs, shell.cwd, name, directory) });
    } catch (error) {
      if (!(error instanceof ExecError)) throw error;
    }
  }
  return found;
}

/** All that a name could mean, the one that counts first. */
function meaningsOf(shell: Shell, name: string): Meaning[] {
  const first = meaningOf(shell, name);
  if (!first) return [];
  const builtin: Meaning[] =
    first.kind === 'function' && shell.hooks.builtins.has(name) ? [{ kind: 'builtin' }] : [];
  return first.kind === 'file' ? filesOf(shell, name) : [first, ...builtin, ...filesOf(shell, name)];
}

export const type: Builtin = function* (shell, argv) {
  const given = yield* readOptions(shell, argv, shell.flavor === 'bash' ? 'tpaPf' : '');
  if (typeof given === 'number') return given;
  const { options, args } = given;
  const short = options.has('t');
  const pathOnly = options.has('p') || options.has('P');
  if (options.has('a')) {
    let missing = 0;
    for (const name of args) {
      const all = meaningsOf(shell, name);
      if (all.length === 0) {
        missing = 1;
        if (!short && !pathOnly) yield* shell.complain(`${name}: not found`, 'type');
      }
      for (const meaning of all) {
        if (short) yield* shell.print(`${meaning.kind}\n`);
        else if (pathOnly) yield* shell.print(meaning.kind === 'file' ? `${meaning.path}\n` : '');
        else yield* shell.print(describe(shell, name, meaning));
      }
    }
    return missing;
  }
  let status = 0;
  for (const name of args) {
    const meaning = options.has('P') ? filesOf(shell, name)[0] : meaningOf(shell, name);
    if (!meaning) {
      status = shell.flavor === 'bash' ? 1 : 127;
      if (!short && !pathOnly) {
        if (shell.flavor === 'bash') yield* shell.complain(`${name}: not found`, 'type');
        else yield* shell.print(`${name}: not found\n`);
      }
    } else if (short) yield* shell.print(`${meaning.kind}\n`);
    else if (pathOnly) yield* shell.print(meaning.kind === 'file' ? `${meaning.path}\n` : '');
    else yield* shell.print(describe(shell, name, meaning));
  }
  return status;
};

function describe(shell: Shell, name: string, meaning: Meaning): string {
  switch (meaning.kind) {
    case 'alias':
      return `${name} is ${shell.flavor === 'bash' ? `aliased to \`${meaning.text}'` : `an alias for ${meaning.text}`}\n`;
    case 'keyword':
      return `${name} is a shell keyword\n`;
    case 'function': {
      const found = shell.functions.get(name);
      return shell.flavor === 'bash' && found
        ? `${name} is a function\n${formatFunction(name, found.body)}\n`
        : `${name} is a shell function\n`;
    }
    case 'builtin':
      return shell.flavor === 'dash' && SPECIAL.has(name)
        ? `${name} is a special shell builtin\n`
        : `${name} is a shell builtin\n`;
    case 'file':
      if (shell.hashed.has(name) && shell.flavor === 'bash') return `${name} is hashed (${meaning.path})\n`;
      return `${name} is ${meaning.path}\n`;
  }
}

export const command: Builtin = function* (shell, argv) {
  const given = yield* readOptions(shell, argv, 'pvV');
  if (typeof given === 'number') return given;
  const { options, args } = given;
  const [name] = args;
  if (name === undefined) return 0;
  if (options.has('v') || options.has('V')) {
    const names = shell.flavor === 'bash' ? args : [name];
    let found = false;
    for (const each of names) {
      const meaning = meaningOf(shell, each);
      if (!meaning) {
        if (options.has('V')) yield* shell.complain(`${each}: not found`, 'command');
        continue;
      }
      found = true;
      if (options.has('V')) yield* shell.print(describe(shell, each, meaning));
      else if (meaning.kind === 'file') yield* shell.print(`${meaning.path}\n`);
      else if (meaning.kind === 'alias') yield* shell.print(`alias ${each}=${quoteForShell(meaning.text)}\n`);
      else yield* shell.print(`${each}\n`);
    }
    return found ? 0 : shell.flavor === 'bash' ? 1 : 127;
  }
  const builtin = shell.hooks.builtins.get(name);
  if (builtin) return yield* builtin(shell, args);
  return yield* runExternal(shell, args, { inPlace: false, source: args.join(' ') });
};

export const builtin: Builtin = function* (shell, argv) {
  const args = argv.slice(1);
  const found = shell.hooks.builtins.get(args[0] ?? '');
  if (found) return yield* found(shell, args);
  yield* shell.complain(`${args[0] ?? ''}: not a shell builtin`, 'builtin');
  return 1;
};

/** `hash`: where programs were found. */
export const hash: Builtin = function* (shell, argv) {
  const given = yield* readOptions(shell, argv, shell.flavor === 'bash' ? 'lrp:dt' : 'rv');
  if (typeof given === 'number') return given;
  const { options, args } = given;
  if (options.has('r')) shell.hashed.clear();
  if (args.length === 0 && options.size === 0) {
    if (shell.flavor !== 'bash')
      for (const { path } of shell.hashed.values()) yield* shell.print(`${path}\n`);
    else if (shell.hashed.size === 0) yield* shell.print('hash: hash table empty\n');
    else {
      yield* shell.print('hits\tcommand\n');
      for (const { path, hits } of shell.hashed.values())
        yield* shell.print(`${String(hits).padStart(4)}\t${path}\n`);
    }
    return 0;
  }
  let status = 0;
  for (const name of args) {
    const known = shell.hashed.get(name);
    if (options.has('d')) shell.hashed.delete(name);
    else if (options.has('p')) shell.hashed.set(name, { path: options.get('p') ?? '', hits: 0 });
    else if (options.has('t') && known)
      yield* shell.print(args.length > 1 ? `${name}\t${known.path}\n` : `${known.path}\n`);
    else if (!remember(shell, name, 0) || (options.has('t') && !known)) {
      yield* shell.complain(`${name}: not found`, 'hash');
      status = 1;
    }
  }
  return status;
};
