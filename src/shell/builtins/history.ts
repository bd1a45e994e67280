import type { Builtin, Shell } from '../interpreter/shell.ts';
import { Errno } from '../fs/errno.ts';
import { absolute } from '../fs/path.ts';
import { badOption, tellUsage } from './usage.ts';

/** The file that keeps the history: HISTFILE. */
export function historyFile(shell: Shell): string | undefined {
  return shell.variables.get('HISTFILE');
}

/** A limit that a variable sets (`HISTSIZE`); none when it is not a number. */
export function historyLimit(shell: Shell, name: 'HISTSIZE' | 'HISTFILESIZE'): number {
  const text = shell.variables.get(name) ?? '500';
  return /^\d+$/.test(text) ? Number(text) : Infinity;
}

/** Lines of the file that keeps the history. */
export function readHistoryFile(shell: Shell, file: string): string[] {
  try {
    const text = shell.fs.readText(absolute(shell.cwd, file));
    return text.split('\n').filter((line) => line !== '');
  } catch (error) {
    if (error instanceof Errno) return [];
    throw error;
  }
}

/** Write the history to its file; `append` only what is not there yet. */
export function writeHistoryFile(shell: Shell, file: string, append: boolean): void {
  const before = append ? readHistoryFile(shell, file) : [];
  const lines = [...before, ...shell.history.slice(append ? shell.historySaved : 0)];
  const kept = lines.slice(-Math.min(lines.length, historyLimit(shell, 'HISTFILESIZE')));
  try {
    shell.fs.writeFile(absolute(shell.cwd, file), kept.map((line) => `${line}\n`).join(''));
    shell.historySaved = shell.history.length;
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
  }
}

export const history: Builtin = function* (shell, argv) {
  const args = argv.slice(1);
  while (/^-[a-zA-Z]/.test(args[0] ?? '')) {
    const flag = args.shift() ?? '';
    const file = args[0] ?? historyFile(shell);
    switch (flag) {
      case '-c':
        shell.history.length = 0;
        shell.historySaved = 0;
        continue;
      case '-d': {
        const at = Number(args.shift());
        const index = at < 0 ? shell.history.length + at : at - 1;
        if (!Number.isInteger(index) || shell.history[index] === undefined) {
          yield* shell.complain(`${at}: history position out of range`, 'history');
          return 1;
        }
        shell.history.splice(index, 1);
        return 0;
      }
      case '-s':
        shell.history.push(args.join(' '));
        return 0;
      case '-p':
        for (const word of args) yield* shell.print(`${word}\n`);
        return 0;
      case '-w':
      case '-a':
        if (file !== undefined) writeHistoryFile(shell, file, flag === '-a');
        return 0;
      case '-r':
      case '-n':
        if (file !== undefined) shell.history.push(...readHistoryFile(shell, file));
        return 0;
      default:
        return yield* badOption(shell, 'history', flag.slice(0, 2));
    }
  }
  const count = args[0] === undefined ? shell.history.length : Number(args[0]);
  if (!Number.isInteger(count) || count < 0) {
    yield* shell.complain(`${args[0]}: numeric argument required`, 'history');
    return 1;
  }
  const first = Math.max(0, shell.history.length - count);
  for (const [i, line] of shell.history.slice(first).entries()) {
    yield* shell.print(`${String(first + i + 1).padStart(5)}  ${line}\n`);
  }
  return 0;
};

/** `fc -l` lists, `fc -s` runs again. The command itself, the newest line, does not count. */
export const fc: Builtin = function* (shell, argv) {
  const args = argv.slice(1);
  const flags = new Set<string>();
  while (/^-[a-z]/.test(args[0] ?? '')) {
    const flag = args.shift() ?? '';
    for (const letter of flag.slice(1)) {
      if (!'lnrse'.includes(letter)) return yield* badOption(shell, 'fc', `-${letter}`);
      flags.add(letter);
      if (letter === 'e' && args.shift() === '-') flags.add('s');
    }
  }
  const lines = shell.interactive ? shell.history.slice(0, -1) : shell.history;
  const place = (text: string | undefined, fallback: number): number => {
    if (text === undefined) return fallback;
    if (/^-?\d+$/.test(text)) return Number(text) < 0 ? lines.length + Number(text) : Number(text) - 1;
    return lines.findLastIndex((line) => line.startsWith(text));
  };
  if (flags.has('s')) {
    const change = args[0]?.includes('=') ? args.shift() : undefined;
    const line = lines[place(args[0], lines.length - 1)];
    if (line === undefined) {
      yield* shell.complain('no command found', 'fc');
      return 1;
    }
    const [from = '', to = ''] = change === undefined ? [] : change.split(/=(.*)/s);
    const text = change === undefined ? line : line.replace(from, () => to);
    yield* shell.printError(`${text}\n`);
    if (shell.interactive) shell.history[shell.history.length - 1] = text;
    return yield* shell.hooks.runText(shell, text);
  }
  if (!flags.has('l')) {
    yield* shell.complain('no editor is here for it', 'fc');
    return yield* tellUsage(shell, 'fc');
  }
  if (lines.length === 0) return 0;
  const first = place(args[0], Math.max(0, lines.length - 16));
  const last = place(args[1], lines.length - 1);
  if (first < 0 || last < 0) {
    yield* shell.complain('history specification out of range', 'fc');
    return 1;
  }
  const [low, high] = first <= last ? [first, last] : [last, first];
  const shown = lines.slice(low, high + 1).map((line, i) => {
    return flags.has('n') ? `\t ${line}\n` : `${low + i + 1}\t ${line}\n`;
  });
  if (first > last !== flags.has('r')) shown.reverse();
  yield* shell.print(shown.join(''));
  return 0;
};
