import { posixRegex } from './regex.ts';
import type { Task } from '../../sim/index.ts';
import type { Stat } from '../fs/file-system.ts';
import { baseName, directoryName } from '../fs/path.ts';
import { strftime } from '../strftime.ts';
import { decodeEscapes } from '../escapes.ts';
import { modeText } from './mode.ts';
import { finish, start } from './run.ts';
import { Failure, quote, reason, tool, type Tool } from './tool.ts';
import { groupName, userName } from './users.ts';

interface Found {
  /** As it is printed. */
  readonly name: string;
  readonly path: string;
  readonly stat: Stat;
  readonly depth: number;
}

type Predicate = (found: Found) => Task<boolean>;

/** A glob as a regular expression; `*` takes slashes too, as find's `-path` does. */
export function globRegex(glob: string, ignoreCase = false): RegExp {
  let source = '';
  for (let i = 0; i < glob.length; i++) {
    const c = glob.charAt(i);
    if (c === '*') source += '.*';
    else if (c === '?') source += '.';
    else if (c === '[' && glob.indexOf(']', i + 2) > 0) {
      const end = glob.indexOf(']', i + 2);
      source += `[${glob
        .slice(i + 1, end)
        .replace(/^!/, '^')
        .replace(/\\/g, '\\\\')}]`;
      i = end;
    } else {
      const literal = c === '\\' && i + 1 < glob.length ? glob.charAt(++i) : c;
      source += literal.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
    }
  }
  return new RegExp(`^${source}$`, `s${ignoreCase ? 'i' : ''}`);
}

/** `+3`, `-3`, `3`. */
function compare(text: string, what: string): (value: number) => boolean {
  const match = /^([-+]?)(\d+)$/.exec(text);
  if (!match) throw new Failure(`invalid argument \`${text}' to \`${what}'`);
  const limit = Number(match[2]);
  if (match[1] === '+') return (value) => value > limit;
  return match[1] === '-' ? (value) => value < limit : (value) => value === limit;
}

class Expression {
  readonly #t: Tool;
  readonly #args: readonly string[];
  #at = 0;
  acts = false;
  depthFirst = false;
  minDepth = 0;
  maxDepth = Infinity;
  pruned = false;
  stopped = false;
  readonly batches: { command: string[]; names: string[] }[] = [];

  constructor(t: Tool, args: readonly string[]) {
    this.#t = t;
    this.#args = args;
  }

  parse(): Predicate {
    if (this.#args.length === 0) return always;
    const predicate = this.#or();
    if (this.#at < this.#args.length) throw new Failure("invalid expression; you have too many ')'");
    return predicate;
  }

  #or(): Predicate {
    let left = this.#and();
    while (this.#args[this.#at] === '-o' || this.#args[this.#at] === '-or') {
      this.#at++;
      const [a, b] = [left, this.#and()];
      left = function* (found) {
        return (yield* a(found)) || (yield* b(found));
      };
    }
    return left;
  }

  #and(): Predicate {
    let left = this.#not();
    for (;;) {
      const word = this.#args[this.#at];
      if (word === undefined || word === ')' || word === '-o' || word === '-or') return left;
      if (word === '-a' || word === '-and') this.#at++;
      const [a, b] = [left, this.#not()];
      left = function* (found) {
        return (yield* a(found)) && (yield* b(found));
      };
    }
  }

  #not(): Predicate {
    const word = this.#args[this.#at];
    if (word === '!' || word === '-not') {
      this.#at++;
      const inner = this.#not();
      return function* (found) {
        return !(yield* inner(found));
      };
    }
    if (word === '(') {
      this.#at++;
      const inner = this.#or();
      if (this.#args[this.#at++] !== ')')
        throw new Failure("invalid expression; I was expecting to find a ')' somewhere but did not see one.");
      return inner;
    }
    return this.#primary();
  }

  #primary(): Predicate {
    const word = this.#args[this.#at++];
    if (word === undefined) throw new Failure('expected an expression');
    const argument = (): string => {
      const value = this.#args[this.#at++];
      if (value === undefined) throw new Failure(`missing argument to \`${word}'`);
      return value;
    };
    const test = (check: (found: Found) => boolean): Predicate =>
      function* (found) {
        return check(found);
      };
    const { fs } = this.#t.context;
    const t = this.#t;
    switch (word) {
      case '-name':
      case '-iname': {
        const glob = globRegex(argument(), word === '-iname');
        return test(({ name }) => glob.test(baseName(name)));
      }
      case '-path':
      case '-wholename':
      case '-ipath': {
        const glob = globRegex(argument(), word === '-ipath');
        return test(({ name }) => glob.test(name));
      }
      case '-regex':
      case '-iregex': {
        const regex = posixRegex(`^\\(${argument()}\\)$`, { ignoreCase: word === '-iregex' });
        return test(({ name }) => regex.test(name));
      }
      case '-links': {
        const links = Number(argument());
        return test(({ stat }) => stat.nlink === links);
      }
      case '-type': {
        const kinds = argument().split(',');
        const letters = { file: 'f', directory: 'd', symlink: 'l', device: 'c' } as const;
        for (const kind of kinds)
          if (!/^[bcdpfls]$/.test(kind)) throw new Failure(`Unknown argument to -type: ${kind}`);
        return test(({ stat }) => kinds.includes(letters[stat.kind]));
      }
      case '-empty':
        return test(({ stat, path }) =>
          stat.kind === 'directory' ? fs.readdir(path).length === 0 : stat.kind === 'file' && stat.size === 0,
        );
      case '-size': {
        const text = argument();
        const match = /^([-+]?\d+)([bcwkMG]?)$/.exec(text);
        if (!match) throw new Failure(`Invalid argument \`${text}' to -size`);
        const unit =
          { '': 512, b: 512, c: 1, w: 2, k: 1024, M: 1_048_576, G: 1_073_741_824 }[match[2] ?? ''] ?? 512;
        const check = compare(match[1] ?? '', word);
        return test(({ stat }) => check(Math.ceil(stat.size / unit)));
      }
      case '-mtime':
      case '-atime':
      case '-ctime':
      case '-mmin': {
        const check = compare(argument(), word);
        const unit = word === '-mmin' ? 60_000 : 86_400_000;
        return test(({ stat }) => check(Math.floor((t.context.sim.time - stat.mtime) / unit)));
      }
      case '-newer': {
        const reference = argument();
        const { mtime } = fs.stat(t.path(reference));
        return test(({ stat }) => stat.mtime > mtime);
      }
      case '-perm': {
        const text = argument();
        const mode = parseInt(text.replace(/^[-/]/, ''), 8);
        if (text.startsWith('-')) return test(({ stat }) => (stat.mode & mode) === mode);
        if (text.startsWith('/')) return test(({ stat }) => mode === 0 || (stat.mode & mode) !== 0);
        return test(({ stat }) => stat.mode === mode);
      }
      case '-user':
      case '-uid': {
        const name = argument();
        return test(({ stat }) => String(stat.uid) === name || userName(fs, stat.uid) === name);
      }
      case '-group':
      case '-gid': {
        const name = argument();
        return test(({ stat }) => String(stat.gid) === name || groupName(fs, stat.gid) === name);
      }
      case '-executable':
        return test(({ path }) => fs.access(path, 'x'));
      case '-readable':
        return test(({ path }) => fs.access(path, 'r'));
      case '-writable':
        return test(({ path }) => fs.access(path, 'w'));
      case '-true':
        return always;
      case '-false':
        return test(() => false);
      case '-depth':
        this.depthFirst = true;
        return always;
      case '-mindepth':
      case '-maxdepth': {
        const text = argument();
        if (!/^\d+$/.test(text))
          throw new Failure(
            `Expected a positive decimal integer argument to ${word}, but got ${quote(text)}`,
          );
        if (word === '-mindepth') this.minDepth = Number(text);
        else this.maxDepth = Number(text);
        return always;
      }
      case '-xdev':
      case '-mount':
      case '-daystart':
      case '-noleaf':
        return always;
      case '-prune':
        return test(() => (this.pruned = true));
      case '-quit':
        this.acts = true;
        return test(() => (this.stopped = true));
      case '-print':
      case '-print0':
        this.acts = true;
        return test(({ name }) => {
          t.put(name + (word === '-print' ? '\n' : '\0'));
          return true;
        });
      case '-printf': {
        this.acts = true;
        const format = argument();
        return test((found) => {
          t.put(printf(t, format, found));
          return true;
        });
      }
      case '-ls':
        this.acts = true;
        return test(({ name, stat }) => {
          const owner = userName(fs, stat.uid) ?? stat.uid;
          t.put(
            `${stat.ino} ${modeText(stat.kind, stat.mode)} ${stat.nlink} ${owner} ${stat.size} ${strftime('%b %e %H:%M', stat.mtime)} ${name}\n`,
          );
          return true;
        });
      case '-delete':
        this.acts = true;
        this.depthFirst = true;
        return function* ({ name, path, stat }) {
          try {
            if (stat.kind === 'directory') fs.rmdir(path);
            else fs.unlink(path);
            return true;
          } catch (error) {
            yield* t.warn(`cannot delete ${quote(name)}: ${reason(error)}`);
            return false;
          }
        };
      case '-exec':
      case '-execdir':
      case '-ok':
        return this.#exec(word);
      default:
        throw new Failure(
          word.startsWith('-') ? `unknown predicate \`${word}'` : `paths must precede expression: \`${word}'`,
        );
    }
  }

  #exec(word: string): Predicate {
    const t = this.#t;
    this.acts = true;
    const command: string[] = [];
    for (;;) {
      const part = this.#args[this.#at++];
      if (part === undefined) throw new Failure(`missing argument to \`${word}'`);
      if (part === ';') break;
      if (part === '+' && command.at(-1) === '{}') {
        const batch = { command: command.slice(0, -1), names: [] as string[] };
        this.batches.push(batch);
        return function* ({ name }) {
          batch.names.push(name);
          return true;
        };
      }
      command.push(part);
    }
    return function* ({ name, path }) {
      yield* t.flush();
      const inside = word === '-execdir';
      const shown = inside ? `./${baseName(name)}` : name;
      const cwd = inside ? directoryName(path) : t.context.cwd;
      return (
        (yield* runFound(
          t,
          command.map((part) => part.replaceAll('{}', shown)),
          cwd,
        )) === 0
      );
    };
  }
}

function* runFound(t: Tool, argv: readonly string[], cwd: string): Task<number> {
  try {
    return yield* finish(start(t, argv, { cwd }, ''));
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    yield* t.warn(error.message.replace(argv[0] ?? '', quote(argv[0] ?? '')));
    return 127;
  }
}

const always: Predicate = function* () {
  return true;
};

function printf(t: Tool, format: string, found: Found): string {
  const { name, stat, depth } = found;
  const { fs } = t.context;
  const fields: Readonly<Record<string, string>> = {
    '%': '%',
    p: name,
    f: baseName(name),
    h: directoryName(name),
    P: name
      .split('/')
      .slice(-depth || Infinity)
      .join('/'),
    s: String(stat.size),
    m: stat.mode.toString(8),
    M: modeText(stat.kind, stat.mode),
    u: userName(fs, stat.uid) ?? String(stat.uid),
    g: groupName(fs, stat.gid) ?? String(stat.gid),
    U: String(stat.uid),
    G: String(stat.gid),
    i: String(stat.ino),
    n: String(stat.nlink),
    d: String(depth),
    y: { file: 'f', directory: 'd', symlink: 'l', device: 'c' }[stat.kind],
    l: stat.target ?? '',
    'T@': (stat.mtime / 1000).toFixed(10),
    t: strftime('%a %b %e %H:%M:%S.%N %Y', stat.mtime),
  };
  return decodeEscapes(format, 'coreutils').text.replace(
    /%(T?.)/gs,
    (whole, key: string) =>
      fields[key] ?? (key.startsWith('T') ? strftime(`%${key.slice(1)}`, stat.mtime) : whole),
  );
}

/** find(1). */
export const find = tool({ plain: true }, function* (t) {
  const { fs } = t.context;
  const args = t.operands.filter((arg, i) => !(i === 0 && /^-[HLP]$/.test(arg)));
  const firstOption = args.findIndex((arg) => arg.startsWith('-') || arg === '!' || arg === '(');
  const roots = firstOption < 0 ? args : args.slice(0, firstOption);
  const expression = new Expression(t, firstOption < 0 ? [] : args.slice(firstOption));
  const predicate = expression.parse();
  const visit = function* (name: string, depth: number): Task {
    if (expression.stopped) return;
    let found: Found;
    try {
      const path = t.path(name);
      found = { name, path, depth, stat: fs.lstat(path) };
    } catch (error) {
      yield* t.warn(`${quote(name)}: ${reason(error)}`);
      return;
    }
    expression.pruned = false;
    const look = function* (): Task {
      if (depth < expression.minDepth) return;
      const matches = yield* predicate(found);
      if (matches && !expression.acts) t.put(`${name}\n`);
      yield* t.drain();
    };
    if (!expression.depthFirst) yield* look();
    if (
      found.stat.kind === 'directory' &&
      depth < expression.maxDepth &&
      (!expression.pruned || expression.depthFirst)
    ) {
      try {
        for (const entry of fs.readdir(found.path))
          yield* visit(name.endsWith('/') ? name + entry.name : `${name}/${entry.name}`, depth + 1);
      } catch (error) {
        yield* t.warn(`${quote(name)}: ${reason(error)}`);
      }
    }
    if (expression.depthFirst && !expression.stopped) yield* look();
  };
  for (const root of roots.length > 0 ? roots : ['.']) yield* visit(root, 0);
  for (const { command, names } of expression.batches) {
    if (names.length === 0) continue;
    yield* t.flush();
    if ((yield* runFound(t, [...command, ...names], t.context.cwd)) !== 0) t.status = 1;
  }
});
