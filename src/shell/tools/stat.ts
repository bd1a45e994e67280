import type { Stat } from '../fs/file-system.ts';
import { strftime } from '../strftime.ts';
import { modeText } from './mode.ts';
import { decodeEscapes } from '../escapes.ts';
import { missingOperand, quote, reason, tool, type Tool } from './tool.ts';
import { groupName, userName } from './users.ts';

const KINDS: Readonly<Record<Stat['kind'], string>> = {
  file: 'regular file',
  directory: 'directory',
  symlink: 'symbolic link',
  device: 'character special file',
};

function kindText(stat: Stat): string {
  return stat.kind === 'file' && stat.size === 0 ? 'regular empty file' : KINDS[stat.kind];
}

const TIME = '%Y-%m-%d %H:%M:%S.%N %z';

function field(t: Tool, letter: string, name: string, stat: Stat): string | undefined {
  const { fs } = t.context;
  switch (letter) {
    case 'a':
      return stat.mode.toString(8);
    case 'A':
      return modeText(stat.kind, stat.mode);
    case 'b':
      return String(Math.ceil(stat.size / 4096) * 8);
    case 'B':
      return '512';
    case 'f':
      return (
        stat.mode | { file: 0o100000, directory: 0o40000, symlink: 0o120000, device: 0o20000 }[stat.kind]
      ).toString(16);
    case 'F':
      return kindText(stat);
    case 'g':
      return String(stat.gid);
    case 'G':
      return groupName(fs, stat.gid) ?? 'UNKNOWN';
    case 'h':
      return String(stat.nlink);
    case 'i':
      return String(stat.ino);
    case 'n':
      return name;
    case 'N':
      return stat.kind === 'symlink' ? `${quote(name)} -> ${quote(stat.target ?? '')}` : quote(name);
    case 'o':
      return '4096';
    case 's':
      return String(stat.size);
    case 'u':
      return String(stat.uid);
    case 'U':
      return userName(fs, stat.uid) ?? 'UNKNOWN';
    case 'w':
      return '-';
    case 'W':
      return '0';
    case 'x':
    case 'y':
    case 'z':
      return strftime(TIME, stat.mtime);
    case 'X':
    case 'Y':
    case 'Z':
      return String(Math.floor(stat.mtime / 1000));
    default:
      return undefined;
  }
}

/** stat(1). */
export const stat = tool(
  { options: 'L/dereference f/file-system c:/format /printf: t/terse' },
  function* (t) {
    if (t.operands.length === 0) throw missingOperand(t.name);
    for (const operand of t.operands) {
      let found: Stat;
      try {
        found = t.options.has('L') ? t.context.fs.stat(t.path(operand)) : t.context.fs.lstat(t.path(operand));
      } catch (error) {
        yield* t.warn(`cannot statx ${quote(operand)}: ${reason(error)}`);
        continue;
      }
      const show = (format: string): string =>
        format.replace(/%(-?\d*)([a-zA-Z%])/g, (whole, width: string, letter: string) => {
          if (letter === '%') return '%';
          const text = field(t, letter, operand, found) ?? '?';
          return width.startsWith('-')
            ? text.padEnd(Number(width.slice(1)))
            : text.padStart(Number(width || 0)) || whole;
        });
      const printf = t.options.get('printf');
      const format = t.options.get('c');
      if (printf !== undefined) t.put(decodeEscapes(show(printf), 'coreutils').text);
      else if (format !== undefined) t.put(`${show(format)}\n`);
      else {
        t.put(
          show(
            `  File: ${found.kind === 'symlink' ? `${operand} -> ${found.target ?? ''}` : operand}\n` +
              '  Size: %-15s\tBlocks: %-10b IO Block: %-6o %F\n' +
              `Device: 0,50\tInode: %-11i Links: %h\n` +
              `Access: (${found.mode.toString(8).padStart(4, '0')}/%A)  Uid: (%5u/%8U)   Gid: (%5g/%8G)\n` +
              'Access: %x\nModify: %y\nChange: %z\n Birth: -\n',
          ),
        );
      }
    }
  },
);
