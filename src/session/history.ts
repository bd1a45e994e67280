import type { LoggedCommand } from '../lab/command-log.ts';
import type { Lines } from '../lab/line.ts';

/** The most commands that the page is told of: the latest. */
const MOST_COMMANDS = 500;

/** Another line of the session, which can be gone back to. */
export interface LineView {
  readonly line: number;
  /** Its last command. */
  readonly title: string;
  /** Virtual milliseconds since 1970 at which it was left. */
  readonly time: number;
}

/** The way that led here, and the ways that were left. */
export interface HistoryView {
  readonly commands: readonly LoggedCommand[];
  /** Lines with anything on them that the current one has not, the latest first. */
  readonly lines: readonly LineView[];
  readonly rewinds: number;
}

/** @param offset virtual milliseconds since 1970 at the simulation's start */
export function historyView(
  commands: readonly LoggedCommand[],
  { lines, current, rewinds }: Lines,
  offset: number,
): HistoryView {
  const others = lines
    .map(({ own, title, end }, line) => ({ line, title, time: offset + end.now, typed: own.some(isTyped) }))
    .filter(({ line, typed }) => line !== current && typed)
    .map(({ line, title, time }) => ({ line, title, time }))
    .reverse();
  return { commands: commands.slice(-MOST_COMMANDS), lines: others, rewinds };
}

function isTyped({ kind }: { readonly kind: string }): boolean {
  return kind !== 'resize';
}
