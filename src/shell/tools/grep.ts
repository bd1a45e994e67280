import type { Task } from '../../sim/index.ts';
import { BrokenPipe } from '../../sim/index.ts';
import type { InputStream } from '../types.ts';
import { Lines } from './lines.ts';
import { escapeRegex, posixSource, RegexError } from './regex.ts';
import { Failure, reason, tool, type Tool } from './tool.ts';

/** A line matcher. */
type Find = (line: string, from: number) => { start: number; end: number } | undefined;

function patterns(t: Tool, first: string | undefined): string[] {
  const given = t.options.all('e');
  for (const file of t.options.all('f')) {
    try {
      const text = t.context.fs.readText(t.path(file));
      given.push(...text.replace(/\n$/, '').split('\n'));
    } catch (error) {
      throw new Failure(`${file}: ${reason(error)}`, 2);
    }
  }
  if (given.length === 0 && !t.options.has('f')) {
    if (first === undefined) throw new Failure('', 2);
    given.push(first);
  }
  return given.flatMap((pattern) => pattern.split('\n'));
}

function compile(t: Tool, given: readonly string[]): Find {
  const kind =
    t.options.last('E', 'F', 'G', 'P') ?? (/egrep$/.test(t.name) ? 'E' : /fgrep$/.test(t.name) ? 'F' : 'G');
  const flags = `gsu${t.options.has('i') || t.options.has('y') ? 'i' : ''}`;
  const word = '[\\p{L}\\p{N}_]';
  let expression: RegExp;
  try {
    const source = given
      .map((pattern) => {
        const one =
          kind === 'F' ? escapeRegex(pattern) : kind === 'P' ? pattern : posixSource(pattern, kind === 'E');
        if (t.options.has('x')) return `^(?:${one})$`;
        return t.options.has('w') ? `(?<!${word})(?:${one})(?!${word})` : `(?:${one})`;
      })
      .join('|');
    expression = new RegExp(source === '' ? '(?!)' : source, flags);
  } catch (error) {
    const known = error instanceof RegexError && !error.message.startsWith('Unmatched [');
    throw new Failure(known ? error.message : 'Invalid regular expression', 2);
  }
  return (line, from) => {
    expression.lastIndex = from;
    const match = expression.exec(line);
    return match ? { start: match.index, end: match.index + match[0].length } : undefined;
  };
}

interface Colours {
  readonly match: (text: string) => string;
  readonly name: (text: string) => string;
  readonly number: (text: string) => string;
  readonly separator: (text: string) => string;
}

function colours(on: boolean): Colours {
  const paint =
    (code: string) =>
    (text: string): string =>
      on ? `\x1b[${code}m\x1b[K${text}\x1b[m\x1b[K` : text;
  return { match: paint('01;31'), name: paint('35'), number: paint('32'), separator: paint('36') };
}

function count(t: Tool, key: string): number | undefined {
  const text = t.options.get(key);
  if (text === undefined) return undefined;
  if (!/^\d+$/.test(text)) throw new Failure(`${text}: invalid context length argument`, 2);
  return Number(text);
}

/** All files below a directory, in the order of their names. */
function* below(t: Tool, operand: string): Task<string[]> {
  const { fs } = t.context;
  const found: string[] = [];
  const walk = (name: string): void => {
    for (const entry of fs.readdir(t.path(name))) {
      const child = name.endsWith('/') ? name + entry.name : `${name}/${entry.name}`;
      if (entry.kind === 'directory') walk(child);
      else if (entry.kind === 'file') found.push(child);
    }
  };
  walk(operand);
  yield* t.turn(found.length);
  return found;
}

/** Whether a name matches one of `--include`'s globs. */
function globMatches(glob: string, name: string): boolean {
  const source = glob
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.');
  return new RegExp(`^${source}$`, 's').test(name);
}

/** grep(1): lines that match; each is handed on as it comes. */
export const grep = tool(
  {
    options:
      'E/extended-regexp F/fixed-strings G/basic-regexp P/perl-regexp e:/regexp f:/file i/ignore-case y w/word-regexp ' +
      'x/line-regexp v/invert-match c/count l/files-with-matches L/files-without-match q/quiet /silent s/no-messages ' +
      'n/line-number H/with-filename h/no-filename o/only-matching b/byte-offset m:/max-count A:/after-context ' +
      'B:/before-context C:/context r/recursive R/dereference-recursive a/text I /color? /colour? /include: /exclude: ' +
      '/exclude-dir: /line-buffered /label: z/null-data Z/null T/initial-tab U/binary d:/directories D:/devices ' +
      '/group-separator: /no-group-separator',
    usageStatus: 2,
    usageOnError: true,
    usage: '[OPTION]... PATTERNS [FILE]...',
    from: 'GNU grep',
    rewrite: (args) => args.map((arg) => arg.replace(/^-(\d+)$/, '-C$1')),
  },
  function* (t) {
    const has = (key: string): boolean => t.options.has(key);
    const ownPattern = has('e') || has('f');
    if (!ownPattern && t.operands.length === 0) {
      yield* t.context.stderr.write(
        `Usage: ${t.name} [OPTION]... PATTERNS [FILE]...\nTry '${t.name} --help' for more information.\n`,
      );
      return 2;
    }
    const find = compile(t, patterns(t, t.operands[0]));
    const recursive = has('r') || has('R') || t.options.get('d') === 'recurse';
    const given = ownPattern ? t.operands : t.operands.slice(1);
    const operands = given.length > 0 ? given : [recursive ? '.' : '-'];
    const around = count(t, 'C');
    const before = count(t, 'B') ?? around ?? 0;
    const after = count(t, 'A') ?? around ?? 0;
    const most = t.options.get('m');
    if (most !== undefined && !/^-?\d+$/.test(most)) throw new Failure('invalid max count', 2);
    const limit = most === undefined || most.startsWith('-') ? Infinity : Number(most);
    const groups = has('A') || has('B') || has('C');
    const separator = t.options.get('group-separator') ?? '--';
    const end = has('z') ? '\0' : '\n';
    const nameEnd = has('Z') ? '\0' : '\n';
    const action = t.options.get('d');
    const colour = t.options.get('color') ?? t.options.get('colour');
    const terminal = t.context.stdout.tty !== undefined;
    const paint = colours(colour === 'always' || (terminal && (colour === '' || colour === 'auto')));
    const names =
      t.options.last('H', 'h') === 'H' ||
      (!has('h') &&
        (operands.length > 1 ||
          (recursive &&
            (given.length === 0 || operands.some((file) => t.context.fs.isDirectory(t.path(file)))))));
    const listing = t.options.last('l', 'L');
    let selectedAny = false;
    let printedAny = false;
    const complain = function* (operand: string, words: string): Task {
      if (has('s')) t.status = 2;
      else yield* t.warn(`${operand}: ${words}`, 2);
    };

    /** @returns whether to stop altogether */
    const search = function* (input: InputStream, file: string): Task<boolean> {
      const name = file === '-' ? (t.options.get('label') ?? '(standard input)') : file;
      const prefix = (line: number, mark: string, offset: number): string =>
        (names ? paint.name(name) + paint.separator(mark) : '') +
        (has('n') ? paint.number(String(line)) + paint.separator(mark) : '') +
        (has('b') ? paint.number(String(offset)) + paint.separator(mark) : '');
      const lines = new Lines(t, input, { separator: end });
      let number = 0;
      let selected = 0;
      let offset = 0;
      let last = 0;
      let trailing = 0;
      const kept: { number: number; line: string; offset: number }[] = [];
      for (let line = yield* lines.next(); line !== undefined; line = yield* lines.next()) {
        number++;
        const here = offset;
        offset += line.length + 1;
        const match = find(line, 0);
        if ((match !== undefined) === has('v')) {
          if (selected >= limit && trailing === 0) break;
          if (trailing > 0) {
            trailing--;
            last = number;
            if (!has('o')) t.put(prefix(number, '-', here) + line + end);
          } else if (before > 0) {
            kept.push({ number, line, offset: here });
            if (kept.length > before) kept.shift();
          }
          continue;
        }
        if (selected >= limit) break;
        selected++;
        selectedAny = true;
        if (has('q')) return true;
        if (listing) {
          if (listing === 'l') break;
          continue;
        }
        if (!has('c')) {
          const first = kept[0]?.number ?? number;
          if (
            groups &&
            printedAny &&
            (last === 0 || first > last + 1) &&
            !has('o') &&
            !has('no-group-separator')
          )
            t.put(`${paint.separator(separator)}\n`);
          for (const context of kept.splice(0)) {
            if (!has('o')) t.put(prefix(context.number, '-', context.offset) + context.line + end);
          }
          printedAny = true;
          last = number;
          trailing = after;
          if (has('o')) {
            if (!has('v')) {
              for (let at = match; at; at = find(line, at.end === at.start ? at.end + 1 : at.end)) {
                if (at.end > at.start)
                  t.put(
                    prefix(number, ':', here + at.start) + paint.match(line.slice(at.start, at.end)) + end,
                  );
              }
            }
          } else {
            let text = '';
            let done = 0;
            for (
              let at = has('v') ? undefined : match;
              at;
              at = find(line, at.end === at.start ? at.end + 1 : at.end)
            ) {
              text += line.slice(done, at.start);
              if (at.end > at.start) text += paint.match(line.slice(at.start, at.end));
              done = at.end;
              if (at.end >= line.length) break;
            }
            t.put(prefix(number, ':', here) + text + line.slice(done) + end);
          }
          yield* t.drain();
        }
        if (selected >= limit && after === 0) break;
      }
      if (has('c') && !listing)
        t.put(`${names ? `${paint.name(name)}${paint.separator(':')}` : ''}${selected}\n`);
      if (listing && (listing === 'l') === selected > 0) {
        t.put(paint.name(name) + nameEnd);
        if (listing === 'L') selectedAny = true;
      }
      return false;
    };

    for (const operand of operands) {
      let files = [operand];
      if (operand !== '-' && t.context.fs.isDirectory(t.path(operand))) {
        if (action === 'skip') continue;
        if (!recursive) {
          yield* complain(operand, 'Is a directory');
          continue;
        }
        files = yield* below(t, operand);
        if (given.length === 0) files = files.map((file) => file.replace(/^\.\//, ''));
        const base = (file: string): string => file.slice(file.lastIndexOf('/') + 1);
        const includes = t.options.all('include');
        const excludes = t.options.all('exclude');
        const excludedDirectories = t.options.all('exclude-dir');
        files = files.filter(
          (file) =>
            (includes.length === 0 || includes.some((glob) => globMatches(glob, base(file)))) &&
            !excludes.some((glob) => globMatches(glob, base(file))) &&
            !file
              .split('/')
              .slice(0, -1)
              .some((part) => excludedDirectories.some((glob) => globMatches(glob, part))),
        );
      }
      for (const file of files) {
        let input: InputStream;
        try {
          input = t.open(file);
        } catch (error) {
          yield* complain(file, reason(error));
          continue;
        }
        try {
          const stop = yield* search(input, file);
          if (file !== '-') input.close();
          if (stop) return 0;
        } catch (error) {
          if (error instanceof BrokenPipe) throw error;
          yield* complain(file, reason(error));
        }
      }
    }
    if (t.status === 2) return 2;
    return selectedAny ? 0 : 1;
  },
);
