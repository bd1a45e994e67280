import type { Task } from '../../sim/index.ts';
import { textWidth } from '../width.ts';

/** One way to go on: its text, and how a list shows it (by default the text). */
export type Candidate = string | { readonly value: string; readonly display: string };

/** What may stand in place of `line.slice(from, cursor)`. */
export interface Completion {
  readonly from: number;
  readonly candidates: readonly Candidate[];
  /** Follows the only candidate, unless that ends in `/`. A space by default. */
  readonly suffix?: string;
  /** How a candidate, or the part that several share (`whole` false), is written in the line. As it is by default. */
  readonly quote?: (value: string, whole: boolean) => string;
}

/** Asked at each Tab. */
export type LineCompleter = (line: string, cursor: number) => Completion | Task<Completion>;

export function candidateValue(candidate: Candidate): string {
  return typeof candidate === 'string' ? candidate : candidate.value;
}

export function candidateDisplay(candidate: Candidate): string {
  return typeof candidate === 'string' ? candidate : candidate.display;
}

/** Lay names out in columns, filled downwards, as readline and `ls` do; each row ends in a newline. */
export function inColumns(names: readonly string[], width: number, gap = 2): string {
  const widest = names.reduce((most, name) => Math.max(most, textWidth(name)), 0) + gap;
  const across = Math.max(1, Math.floor(width / widest));
  const down = Math.ceil(names.length / across);
  let out = '';
  for (let row = 0; row < down; row++) {
    for (let column = 0; column < across; column++) {
      const name = names[column * down + row];
      if (name === undefined) break;
      const last = names[(column + 1) * down + row] === undefined || column === across - 1;
      out += last ? name : name + ' '.repeat(widest - textWidth(name));
    }
    out += '\n';
  }
  return out;
}
