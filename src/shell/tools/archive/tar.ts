import { BrokenPipe, type Task } from '../../../sim/index.ts';
import { Errno } from '../../fs/errno.ts';
import type { Stat } from '../../fs/file-system.ts';
import { absolute, directoryName } from '../../fs/path.ts';
import { openInput, openOutput, readAll } from '../../streams.ts';
import { strftime } from '../../strftime.ts';
import type { OutputStream, Program } from '../../types.ts';
import { matchesPattern } from '../../interpreter/pattern.ts';
import { modeText } from '../mode.ts';
import { Failure, quote, reason, tool, type Tool } from '../tool.ts';
import { groupName, userName } from '../users.ts';
import { ArchiveError, packEnd, packMember, Unpacker, type Member } from './format.ts';
import { compress, decompress } from './gzip.ts';

const OPTIONS =
  'c/create x/extract t/list r/append u/update f:/file C:/directory z/gzip v/verbose p/preserve-permissions k/keep-old-files ' +
  'O/to-stdout h/dereference m/touch o/no-same-owner T:/files-from X:/exclude-from P/absolute-names j/bzip2 J/xz a/auto-compress ' +
  '/exclude: /strip-components: /no-same-permissions /same-owner /numeric-owner /overwrite /wildcards /get /no-recursion ' +
  '/owner: /group: /mode: /transform: /warning: /warn: /totals /one-file-system';

/** Options without a dash in the first argument (`tar xzf a.tgz`), whose arguments follow in their order. */
function oldStyle(args: readonly string[]): readonly string[] {
  const [first = '', ...rest] = args;
  if (first === '' || first.startsWith('-')) return args;
  const out: string[] = [];
  for (const letter of first) {
    out.push(`-${letter}`);
    if ('fCTX'.includes(letter)) out.push(rest.shift() ?? '');
  }
  return [...out, ...rest];
}

/** How one of the two tars says things. */
interface Words {
  readonly gnu: boolean;
  readonly exiting: string | undefined;
}

class Archiver {
  readonly #t: Tool;
  readonly #words: Words;
  readonly #excluded: readonly string[];
  readonly #strip: number;
  #told = false;
  /** Names of files with several names, by their number. */
  readonly #links = new Map<string, string>();

  constructor(t: Tool, words: Words) {
    this.#t = t;
    this.#words = words;
    const fromFiles = t.options.all('X').flatMap((file) =>
      t.context.fs
        .readText(t.path(file))
        .split('\n')
        .filter((line) => line !== ''),
    );
    this.#excluded = [...t.options.all('exclude'), ...fromFiles].map((one) => one.replace(/\/$/, ''));
    this.#strip = Number(t.options.get('strip-components') ?? 0);
  }

  /** The directory that names are relative to. */
  #base(): string {
    return this.#t.options.all('C').reduce((at, next) => absolute(at, next), this.#t.context.cwd);
  }

  #isExcluded(name: string): boolean {
    const plain = name.replace(/\/$/, '');
    return this.#excluded.some(
      (pattern) =>
        matchesPattern(plain, pattern) ||
        (!pattern.startsWith('/') &&
          plain.split('/').some((_, at, parts) => matchesPattern(parts.slice(at).join('/'), pattern))),
    );
  }

  *#fail(message: string): Task {
    this.#t.status = this.#words.gnu ? 2 : 1;
    yield* this.#t.flush();
    yield* this.#t.context.stderr.write(`tar: ${message}\n`);
  }

  // --- c ---

  *create(): Task {
    const { fs } = this.#t.context;
    const file = this.#t.options.get('f') ?? '-';
    const names = [...this.#t.operands];
    for (const list of this.#t.options.all('T')) {
      const text =
        list === '-'
          ? new TextDecoder().decode(yield* readAll(this.#t.context.stdin))
          : fs.readText(this.#t.path(list));
      names.push(...text.split('\n').filter((line) => line !== ''));
    }
    if (names.length === 0) {
      throw new Failure(
        this.#words.gnu
          ? `Cowardly refusing to create an empty archive\nTry 'tar --help' or 'tar --usage' for more information.`
          : 'empty archive',
        this.#words.gnu ? 2 : 1,
      );
    }
    const base = this.#base();
    const output = file === '-' ? this.#t.context.stdout : openOutput(this.#t.context, file);
    const own = file === '-' ? undefined : fs.stat(this.#t.path(file));
    const zip = this.#t.options.has('z') || (this.#t.options.has('a') && /\.t?gz$/.test(file));
    const held: Uint8Array[] = [];
    let length = 0;
    const write = function* (bytes: Uint8Array): Task {
      length += bytes.length;
      if (zip) held.push(bytes);
      else yield* output.write(bytes);
    };
    // A listing may not get into the archive.
    const listing = file === '-' ? this.#t.context.stderr : this.#t.context.stdout;
    for (const name of names) {
      try {
        yield* this.#add(base, name, own, write, listing);
      } catch (error) {
        if (!(error instanceof Errno)) throw error;
        yield* this.#fail(`${name}: ${this.#words.gnu ? 'Cannot stat: ' : ''}${error.message}`);
      }
    }
    yield* write(packEnd(length));
    if (zip) {
      yield* this.#t.turn(length * 10);
      const all = new Uint8Array(length);
      let at = 0;
      for (const part of held) {
        all.set(part, at);
        at += part.length;
      }
      yield* output.write(compress(all, 6));
    }
    if (file !== '-') output.close();
    if (this.#t.status !== 0 && this.#words.exiting !== undefined)
      yield* this.#t.context.stderr.write(`${this.#words.exiting}\n`);
  }

  *#add(
    base: string,
    name: string,
    own: Stat | undefined,
    write: (bytes: Uint8Array) => Task,
    listing: OutputStream,
  ): Task {
    const { fs } = this.#t.context;
    if (this.#isExcluded(name)) return;
    const path = absolute(base, name);
    const stat = this.#t.options.has('h') ? fs.stat(path) : fs.lstat(path);
    if (own && stat.ino === own.ino && stat.volume === own.volume) {
      return yield* this.#t.context.stderr.write(
        `tar: ${name}: ${this.#words.gnu ? 'archive cannot contain itself; not dumped' : 'file is the archive; skipping'}\n`,
      );
    }
    if (stat.kind === 'device') return yield* this.#t.turn();
    const stored = this.#t.options.has('P') ? name : name.replace(/^\/+/, '');
    if (stored !== name && !this.#told) {
      this.#told = true;
      const words = this.#words.gnu
        ? "tar: Removing leading `/' from member names\n"
        : "tar: removing leading '/' from member names\n";
      yield* this.#t.context.stderr.write(words);
    }
    const key = `${stat.ino}`;
    const first = stat.kind === 'file' && stat.nlink > 1 ? this.#links.get(key) : undefined;
    if (stat.kind === 'file' && stat.nlink > 1 && first === undefined) this.#links.set(key, stored);
    const directory = stat.kind === 'directory';
    let data: Uint8Array = new Uint8Array(0);
    if (stat.kind === 'file' && first === undefined) {
      try {
        data = fs.readFile(path);
      } catch (error) {
        return yield* this.#fail(`${name}: ${this.#words.gnu ? 'Cannot open: ' : ''}${reason(error)}`);
      }
    }
    const member: Member = {
      name: directory && !stored.endsWith('/') ? `${stored === '' ? './' : `${stored}/`}` : stored,
      kind: directory
        ? 'directory'
        : stat.kind === 'symlink'
          ? 'symlink'
          : first === undefined
            ? 'file'
            : 'link',
      mode: stat.mode,
      uid: stat.uid,
      gid: stat.gid,
      user: userName(fs, stat.uid) ?? '',
      group: groupName(fs, stat.gid) ?? '',
      mtime: stat.mtime,
      target: stat.kind === 'symlink' ? (stat.target ?? '') : (first ?? ''),
      data,
    };
    if (this.#t.options.has('v'))
      yield* listing.write(`${directory && !name.endsWith('/') ? `${name}/` : name}\n`);
    yield* this.#t.turn(data.length);
    for (const part of packMember(member)) yield* write(part);
    if (!directory || this.#t.options.has('no-recursion')) return;
    for (const entry of fs.readdir(path)) {
      yield* this.#add(base, `${name.replace(/\/$/, '')}/${entry.name}`, own, write, listing);
    }
  }

  // --- x, t ---

  *read(extract: boolean): Task {
    const file = this.#t.options.get('f') ?? '-';
    const input = file === '-' ? this.#t.context.stdin : openInput(this.#t.context, file);
    const unpacker = new Unpacker();
    const wanted = new Map(this.#t.operands.map((operand) => [operand.replace(/\/$/, ''), false]));
    const use = (members: readonly Member[]): Task => this.#use(members, wanted, extract);
    let bytes = yield* this.#t.read(input);
    let torn: boolean;
    try {
      if (this.#t.options.has('z') || (bytes?.[0] === 0x1f && bytes[1] === 0x8b)) {
        const rest = yield* readAll(input);
        const all = new Uint8Array((bytes?.length ?? 0) + rest.length);
        all.set(bytes ?? []);
        all.set(rest, bytes?.length ?? 0);
        const plain = decompress(all);
        if (!plain) {
          if (!this.#words.gnu) throw new Failure('invalid magic', 1);
          yield* this.#t.context.stderr.write('\ngzip: stdin: not in gzip format\n');
          throw new Failure('Child returned status 1\ntar: Error is not recoverable: exiting now', 2);
        }
        yield* this.#t.turn(plain.length * 3);
        yield* use(unpacker.feed(plain));
      } else {
        for (; bytes; bytes = yield* this.#t.read(input)) yield* use(unpacker.feed(bytes));
      }
      torn = unpacker.end();
    } catch (error) {
      if (!(error instanceof ArchiveError)) throw error;
      throw new Failure(
        this.#words.gnu
          ? `${error.message}\ntar: Exiting with failure status due to previous errors`
          : 'invalid tar magic',
        this.#words.gnu ? 2 : 1,
      );
    }
    if (torn) {
      throw new Failure(
        this.#words.gnu
          ? 'Unexpected EOF in archive\ntar: Error is not recoverable: exiting now'
          : 'short read',
        this.#words.gnu ? 2 : 1,
      );
    }
    if (unpacker.empty && !this.#words.gnu) throw new Failure('short read', 1);
    for (const [name, found] of wanted) {
      if (!found)
        yield* this.#fail(`${name}: ${this.#words.gnu ? 'Not found in archive' : 'not found in archive'}`);
    }
    if (this.#t.status !== 0 && this.#words.exiting !== undefined)
      yield* this.#t.context.stderr.write(`${this.#words.exiting}\n`);
  }

  *#use(members: readonly Member[], wanted: Map<string, boolean>, extract: boolean): Task {
    for (const member of members) {
      const plain = member.name.replace(/\/$/, '');
      if (wanted.size > 0) {
        const asked = [...wanted.keys()].find(
          (one) =>
            plain === one ||
            plain.startsWith(`${one}/`) ||
            (this.#t.options.has('wildcards') && matchesPattern(plain, one)),
        );
        if (asked === undefined) continue;
        wanted.set(asked, true);
      }
      if (this.#isExcluded(member.name)) continue;
      yield* this.#t.turn(member.data.length);
      if (!extract) yield* this.#show(member);
      else yield* this.#extract(member);
      yield* this.#t.drain();
    }
  }

  *#show(member: Member): Task {
    if (!this.#t.options.has('v')) return this.#t.put(`${member.name}\n`);
    const kind = member.kind === 'link' ? 'file' : member.kind;
    const owner =
      this.#t.options.has('numeric-owner') || member.user === ''
        ? `${member.uid}/${member.gid}`
        : `${member.user}/${member.group}`;
    const size = String(member.data.length);
    const suffix =
      member.kind === 'symlink'
        ? ` -> ${member.target}`
        : member.kind === 'link'
          ? ` link to ${member.target}`
          : '';
    const shown =
      (member.kind === 'link' ? 'h' : modeText(kind, 0).charAt(0)) + modeText(kind, member.mode).slice(1);
    if (this.#words.gnu) {
      const width = Math.max(18 - owner.length, size.length);
      this.#t.put(
        `${shown} ${owner} ${size.padStart(width)} ${strftime('%Y-%m-%d %H:%M', member.mtime)} ${member.name}${suffix}\n`,
      );
    } else {
      this.#t.put(
        `${shown} ${owner} ${size.padStart(9)} ${strftime('%Y-%m-%d %H:%M:%S', member.mtime)} ${member.name}${suffix}\n`,
      );
    }
  }

  *#extract(member: Member): Task {
    const absoluteName = this.#t.options.has('P') ? member.name : member.name.replace(/^\/+/, '');
    if (absoluteName !== member.name && !this.#told) {
      this.#told = true;
      yield* this.#t.context.stderr.write(
        `tar: ${this.#words.gnu ? "Removing leading `/'" : "removing leading '/'"} from member names\n`,
      );
    }
    const name = absoluteName.split('/').slice(this.#strip).join('/');
    if (name === '' && this.#strip > 0) return;
    if (`/${name}/`.includes('/../')) {
      return yield* this.#fail(
        `${member.name}: ${this.#words.gnu ? "Member name contains '..'" : "name with '..' skipped"}`,
      );
    }
    if (this.#t.options.has('v'))
      yield* (this.#t.options.has('O') ? this.#t.context.stderr : this.#t.context.stdout).write(
        `${member.name}\n`,
      );
    if (this.#t.options.has('O')) {
      if (member.kind === 'file') this.#t.put(member.data);
      return;
    }
    const base = this.#base();
    const path = absolute(base, name);
    try {
      yield* this.#write(member, path, base);
    } catch (error) {
      if (error instanceof BrokenPipe || !(error instanceof Errno)) throw error;
      yield* this.#fail(
        `${name}: Cannot ${member.kind === 'directory' ? 'mkdir' : 'open'}: ${error.message}`.replace(
          /: Cannot \w+:/,
          (words) => (this.#words.gnu ? words : ':'),
        ),
      );
    }
  }

  *#write(member: Member, path: string, base: string): Task {
    const { fs } = this.#t.context;
    const root = fs.user.uid === 0;
    if (member.kind === 'directory') {
      if (!fs.isDirectory(path)) fs.mkdir(path, { recursive: true });
    } else {
      const parent = directoryName(path);
      if (!fs.exists(parent)) fs.mkdir(parent, { recursive: true });
      if (fs.exists(path) || isSymlink(fs, path)) {
        if (this.#t.options.has('k')) return yield* this.#fail(`${member.name}: Cannot open: File exists`);
        if (!fs.isDirectory(path) || isSymlink(fs, path)) fs.unlink(path);
      }
      if (member.kind === 'symlink') return fs.symlink(member.target, path);
      if (member.kind === 'link') return fs.link(absolute(base, member.target.replace(/^\/+/, '')), path);
      fs.writeFile(path, member.data);
      yield* this.#t.turn(member.data.length);
    }
    fs.chmod(path, root || this.#t.options.has('p') ? member.mode : member.mode & ~fs.umask & 0o777);
    if (root && !this.#t.options.has('o')) fs.chown(path, member.uid, member.gid);
    if (!this.#t.options.has('m')) fs.utimes(path, member.mtime);
  }
}

function isSymlink(fs: Tool['context']['fs'], path: string): boolean {
  try {
    return fs.lstat(path).kind === 'symlink';
  } catch {
    return false;
  }
}

function tarProgram(words: Words): Program {
  return tool(
    { options: OPTIONS, rewrite: oldStyle, from: 'GNU tar', usageStatus: words.gnu ? 2 : 1 },
    function* (t) {
      const modes = ['c', 'x', 't', 'r', 'u', 'get'].filter((key) => t.options.has(key));
      const [mode] = modes;
      if (mode === undefined) {
        throw new Failure(
          words.gnu
            ? `You must specify one of the '-Acdtrux', '--delete' or '--test-label' options\nTry 'tar --help' or 'tar --usage' for more information.`
            : 'must specify one of c, t, x',
          words.gnu ? 2 : 1,
        );
      }
      if (modes.length > 1) {
        throw new Failure(
          `You may not specify more than one '-Acdtrux', '--delete' or  '--test-label' option\nTry 'tar --help' or 'tar --usage' for more information.`,
          2,
        );
      }
      for (const key of ['j', 'J', 'transform', 'r', 'u'])
        if (t.options.has(key))
          throw new Failure(
            `the option ${quote(`${key.length > 1 ? '--' : '-'}${key}`)} is not available here`,
            2,
          );
      const directory = t.options.all('C').reduce((at, next) => absolute(at, next), t.context.cwd);
      if (!t.context.fs.isDirectory(directory)) {
        const last = t.options.get('C') ?? '';
        throw new Failure(
          words.gnu
            ? `${last}: Cannot open: No such file or directory\ntar: Error is not recoverable: exiting now`
            : `can't change directory to '${last}': No such file or directory`,
          words.gnu ? 2 : 1,
        );
      }
      const archiver = new Archiver(t, words);
      try {
        if (mode === 'c') yield* archiver.create();
        else yield* archiver.read(mode !== 't');
      } catch (error) {
        if (!(error instanceof Errno)) throw error;
        const file = t.options.get('f') ?? '-';
        throw new Failure(
          words.gnu
            ? `${file}: Cannot open: ${error.message}\ntar: Error is not recoverable: exiting now`
            : `can't open '${file}': ${error.message}`,
          words.gnu ? 2 : 1,
        );
      }
    },
  );
}

/** tar(1) as GNU's, with gzip. */
export const tar = tarProgram({
  gnu: true,
  exiting: 'tar: Exiting with failure status due to previous errors',
});
/** Busybox's tar. */
export const busyboxTar = tarProgram({ gnu: false, exiting: 'tar: error exit delayed from previous errors' });
