import { matchesPattern } from '../interpreter/pattern.ts';
import type { Task } from '../../sim/index.ts';
import type { Stat } from '../fs/file-system.ts';
import { textWidth } from '../width.ts';
import { strftime } from '../strftime.ts';
import { modeText } from './mode.ts';
import { humanSize } from './numbers.ts';
import { quote, reason, tool, type Tool } from './tool.ts';
import { groupName, userName } from './users.ts';

interface Entry {
  readonly name: string;
  readonly path: string;
  readonly stat: Stat;
}

const SIX_MONTHS = 15_778_476_000;

/** A name as `ls` shows it on a terminal: quoted where the shell would need it. */
function shown(name: string, quoting: boolean): string {
  if (!quoting || /^[\w%+,./:@\u0080-\u{10ffff}-][\w%+,./:@=~#{}\u0080-\u{10ffff}-]*$/u.test(name))
    return name;
  return name.includes("'") && !/["$`\\!]/.test(name) ? `"${name}"` : quote(name);
}

function timeText(mtime: number, now: number, style: string | undefined): string {
  if (style === 'full-iso') return strftime('%Y-%m-%d %H:%M:%S.%N %z', mtime);
  if (style === 'long-iso') return strftime('%Y-%m-%d %H:%M', mtime);
  if (style === 'iso') {
    const old = now - mtime > SIX_MONTHS || mtime > now;
    return strftime(old ? '%Y-%m-%d ' : '%m-%d %H:%M', mtime);
  }
  if (style?.startsWith('+')) return strftime(style.slice(1), mtime);
  const recent = mtime <= now && now - mtime < SIX_MONTHS;
  return strftime(recent ? '%b %e %H:%M' : '%b %e  %Y', mtime);
}

const COLOURS: Readonly<Record<string, string>> = {
  directory: '01;34',
  symlink: '01;36',
  device: '40;33;01',
};

class Lister {
  readonly #t: Tool;
  readonly #terminal: boolean;
  readonly #long: boolean;
  readonly #colour: boolean;
  readonly #quoting: boolean;

  constructor(t: Tool) {
    this.#t = t;
    this.#terminal = t.context.stdout.tty !== undefined;
    const format = t.options.last('l', 'n', 'g', 'o', '1', 'C', 'x', 'm', 'full-time');
    this.#long =
      ['l', 'n', 'g', 'o', 'full-time'].some((key) => t.options.has(key)) &&
      !['C', 'x', 'm'].includes(format ?? '');
    const colour = t.options.get('color');
    this.#colour = colour === '' || colour === 'always' || (colour === 'auto' && this.#terminal);
    this.#quoting = this.#terminal && !t.options.has('N');
  }

  #has(key: string): boolean {
    return this.#t.options.has(key);
  }

  sorted(entries: readonly Entry[]): Entry[] {
    const order = this.#t.options.last('U', 'f', 't', 'S', 'X', 'v') ?? this.#t.options.get('sort');
    if (order === 'U' || order === 'f' || order === 'none') return [...entries];
    const key = (a: Entry, b: Entry): number => {
      if (order === 't' || order === 'time') return b.stat.mtime - a.stat.mtime;
      if (order === 'S' || order === 'size') return b.stat.size - a.stat.size;
      if (order === 'X') return bytes(extension(a.name), extension(b.name));
      return 0;
    };
    const result = [...entries].sort((a, b) => key(a, b) || bytes(a.name, b.name));
    return this.#has('r') ? result.reverse() : result;
  }

  #name(entry: Entry): { text: string; plain: string } {
    const { stat } = entry;
    let mark = '';
    if (this.#has('F') || this.#has('p')) {
      if (stat.kind === 'directory') mark = '/';
      else if (this.#has('F') && stat.kind === 'symlink' && !this.#long) mark = '@';
      else if (this.#has('F') && stat.kind === 'file' && (stat.mode & 0o111) !== 0) mark = '*';
    }
    const name = shown(entry.name, this.#quoting);
    let code = COLOURS[stat.kind];
    if (stat.kind === 'file' && (stat.mode & 0o111) !== 0) code = '01;32';
    const text = this.#colour && code ? `\x1b[0m\x1b[${code}m${name}\x1b[0m` : name;
    return { text: text + mark, plain: name + mark };
  }

  #size(stat: Stat): string {
    if (stat.kind === 'device') return `${stat.major ?? 0}, ${stat.minor ?? 0}`;
    return this.#has('h') ? humanSize(stat.size) : String(stat.size);
  }

  /** Blocks of 1024 bytes, in whole pages of 4096. */
  #blocks(stat: Stat): number {
    return stat.kind === 'symlink' || stat.kind === 'device' ? 0 : Math.ceil(stat.size / 4096) * 4;
  }

  *show(entries: readonly Entry[], total: boolean): Task {
    const t = this.#t;
    const { fs } = t.context;
    if (total && (this.#long || this.#has('s'))) {
      const blocks = entries.reduce((sum, { stat }) => sum + this.#blocks(stat), 0);
      t.put(`total ${this.#has('h') ? humanSize(blocks * 1024).replace(/^0$/, '0') : blocks}\n`);
    }
    const before = (entry: Entry): string =>
      (this.#has('i') ? `${entry.stat.ino} ` : '') + (this.#has('s') ? `${this.#blocks(entry.stat)} ` : '');
    if (this.#long) {
      const numeric = this.#has('n');
      const rows = entries.map((entry) => {
        const { stat } = entry;
        const columns = [String(stat.nlink)];
        if (!this.#has('g')) columns.push((numeric ? undefined : userName(fs, stat.uid)) ?? String(stat.uid));
        if (!this.#has('o') && !this.#has('G'))
          columns.push((numeric ? undefined : groupName(fs, stat.gid)) ?? String(stat.gid));
        const style = this.#has('full-time') ? 'full-iso' : t.options.get('time-style');
        return {
          entry,
          columns,
          size: this.#size(stat),
          time: timeText(stat.mtime, t.context.sim.time, style),
        };
      });
      const widest = (column: number): number =>
        rows.reduce((most, row) => Math.max(most, row.columns[column]?.length ?? 0), 0);
      const sizeWidth = rows.reduce((most, row) => Math.max(most, row.size.length), 0);
      for (const { entry, columns, size, time } of rows) {
        const { stat } = entry;
        const cells = columns.map((cell, i) => (i === 0 ? cell.padStart(widest(i)) : cell.padEnd(widest(i))));
        const arrow = stat.kind === 'symlink' ? ` -> ${shown(stat.target ?? '', this.#quoting)}` : '';
        const mode = modeText(stat.kind, stat.mode);
        t.put(
          `${before(entry)}${mode} ${cells.join(' ')} ${size.padStart(sizeWidth)} ${time} ${this.#name(entry).text}${arrow}\n`,
        );
        yield* t.drain();
      }
      return;
    }
    const chosen = t.options.last('1', 'C', 'x', 'm');
    const width = Number(t.options.get('w') ?? t.context.stdout.tty?.columns ?? 80);
    const names = entries.map((entry) => this.#name(entry));
    if (chosen === 'm') t.put(commaList(names, width));
    else if (chosen === 'C' || chosen === 'x' || (this.#terminal && chosen !== '1')) {
      t.put(gnuColumns(names, width));
    } else {
      for (const [i, entry] of entries.entries()) {
        t.put(`${before(entry)}${names[i]?.text ?? ''}\n`);
        yield* t.drain();
      }
    }
  }

  /** The entries of a directory that are to be shown. */
  entries(path: string): Entry[] {
    const { fs } = this.#t.context;
    const hidden = this.#has('a') || this.#has('A') || this.#has('f');
    const entry = (name: string): Entry => {
      const at = path === '/' ? `/${name}` : `${path}/${name}`;
      return { name, path: at, stat: this.#has('L') && fs.exists(at) ? fs.stat(at) : fs.lstat(at) };
    };
    const ignored = [...this.#t.options.all('I'), ...(hidden ? [] : this.#t.options.all('hide'))];
    const names = fs
      .readdir(path)
      .map(({ name }) => name)
      .filter((name) => hidden || !name.startsWith('.'))
      .filter(
        (name) =>
          !(this.#has('B') && name.endsWith('~')) && !ignored.some((glob) => matchesPattern(name, glob)),
      );
    const dots = this.#has('a') || this.#has('f') ? ['.', '..'] : [];
    return this.sorted([...dots, ...names].map(entry));
  }

  get long(): boolean {
    return this.#long;
  }

  quoted(name: string): string {
    return shown(name, this.#quoting);
  }
}

function bytes(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function extension(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot > 0 ? name.slice(dot) : '';
}

/** The most columns that fit, each as wide as it needs to be, tabs between them as GNU's ls has them. */
function gnuColumns(names: readonly { text: string; plain: string }[], width: number): string {
  const widths = names.map(({ plain }) => textWidth(plain));
  for (let across = Math.min(names.length, Math.floor(width / 3)); across > 1; across--) {
    const rows = Math.ceil(names.length / across);
    const columns = Array.from({ length: across }, (_, c) =>
      Math.max(0, ...widths.slice(c * rows, (c + 1) * rows)),
    );
    const used = Math.ceil(names.length / rows);
    const total = columns.slice(0, used).reduce((sum, cells) => sum + cells + 2, -2);
    if (total >= width) continue;
    let out = '';
    for (let row = 0; row < rows; row++) {
      let at = 0;
      let start = 0;
      for (let index = row, column = 0; index < names.length; index += rows, column++) {
        while (at < start) {
          const tab = Math.floor(start / 8) > Math.floor((at + 1) / 8);
          out += tab ? '\t' : ' ';
          at = tab ? at + 8 - (at % 8) : at + 1;
        }
        out += names[index]?.text ?? '';
        at += widths[index] ?? 0;
        start += (columns[column] ?? 0) + 2;
      }
      out += '\n';
    }
    return out;
  }
  return names.map(({ text }) => `${text}\n`).join('');
}

/** Names with commas between them, wrapped. */
function commaList(names: readonly { text: string; plain: string }[], width: number): string {
  let out = '';
  let at = 0;
  for (const [i, { text, plain }] of names.entries()) {
    const cells = textWidth(plain);
    const fits = at + cells + 2 < width;
    if (i > 0) out += fits ? ', ' : ',\n';
    at = (i === 0 ? 0 : fits ? at + 2 : 0) + cells;
    out += text;
  }
  return out === '' ? '' : `${out}\n`;
}

/** ls(1): list files. */
export const ls = tool(
  {
    options:
      'a/all A/almost-all B/ignore-backups C d/directory f F/classify? g G/no-group h/human-readable H i/inode I:/ignore ' +
      'l L/dereference m n/numeric-uid-gid N/literal o p r/reverse R/recursive s/size S t U v w:/width x X 1 /color? ' +
      '/full-time /time-style: /sort: /group-directories-first /hide: Z/context k/kibibytes',
    usageStatus: 2,
  },
  function* (t) {
    const { fs } = t.context;
    const lister = new Lister(t);
    const files: Entry[] = [];
    const directories: Entry[] = [];
    const operands = t.operands.length > 0 ? t.operands : ['.'];
    for (const operand of operands) {
      try {
        const path = t.path(operand);
        const link = fs.lstat(path);
        // A symlink to a directory is listed as one, unless the listing is long or of the name itself.
        const followed =
          link.kind === 'symlink' &&
          !t.options.has('d') &&
          (!lister.long || t.options.has('L') || t.options.has('H')) &&
          fs.exists(path);
        const stat = followed ? fs.stat(path) : link;
        const entry = { name: operand, path, stat };
        (stat.kind === 'directory' && !t.options.has('d') ? directories : files).push(entry);
      } catch (error) {
        const what = t.say(`cannot access ${quote(operand)}`, operand);
        yield* t.warn(`${what}: ${reason(error)}`, t.busybox ? 1 : 2);
      }
    }
    yield* lister.show(lister.sorted(files), false);
    let any = files.length > 0;
    const recursive = t.options.has('R');
    const headers = operands.length > 1 || recursive;
    const list = function* (directory: Entry): Task {
      let entries: Entry[];
      try {
        entries = lister.entries(directory.path);
      } catch (error) {
        const what = t.say(
          `cannot open directory ${quote(directory.name)}`,
          `can't open '${directory.name}'`,
        );
        yield* t.warn(`${what}: ${reason(error)}`, t.busybox ? 1 : 2);
        return;
      }
      if (headers) t.put(`${any ? '\n' : ''}${lister.quoted(directory.name)}:\n`);
      any = true;
      yield* t.turn();
      yield* lister.show(entries, true);
      yield* t.drain();
      if (!recursive) return;
      for (const entry of entries) {
        if (entry.stat.kind !== 'directory' || entry.name === '.' || entry.name === '..') continue;
        const name = directory.name.endsWith('/')
          ? directory.name + entry.name
          : `${directory.name}/${entry.name}`;
        yield* list({ ...entry, name });
      }
    };
    for (const directory of lister.sorted(directories)) yield* list(directory);
  },
);
