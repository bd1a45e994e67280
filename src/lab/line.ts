import { HOME } from './home.ts';
import type { Entry, Input, InputEntry, Place, PlacedInput, Recording, WorldOptions } from './recording.ts';
import { applyTextChange } from './text-change.ts';

/** A recording cannot be read: it was damaged, or is none. */
export class DamagedRecording extends Error {
  constructor(why: string) {
    super(`not a recording: ${why}`);
    this.name = 'DamagedRecording';
  }
}

/** One line of a recording: it begins after the first inputs of another one. */
export interface Line {
  /** Nothing for the first. */
  readonly parent: number | undefined;
  /** How many inputs it has from its parent's line. */
  readonly from: number;
  /** What came in on this line itself. */
  readonly own: readonly InputEntry[];
  /** How far it has come. */
  readonly end: Place;
  /** Its last command when it was left; empty for the current one. */
  readonly title: string;
}

/** A recording's lines, and the one that is current. */
export interface Lines {
  readonly lines: readonly Line[];
  readonly current: number;
  /** How often the learner went back, or over to another line. */
  readonly rewinds: number;
}

export function isInput(entry: Entry): entry is InputEntry {
  return entry.kind !== 'rewind' && entry.kind !== 'return';
}

/** The texts that the editor starts from: path → text. */
export function textsOf(world: Pick<WorldOptions, 'files'>): Map<string, string> {
  return new Map(Object.entries(world.files).map(([path, text]) => [`${HOME}/${path}`, text]));
}

/** @throws {DamagedRecording} when an entry leads nowhere */
export function linesOf(recording: Pick<Recording, 'entries' | 'end'>): Lines {
  interface Growing {
    parent: number | undefined;
    from: number;
    own: InputEntry[];
    end: Place;
    title: string;
  }
  const lines: Growing[] = [{ parent: undefined, from: 0, own: [], end: recording.end, title: '' }];
  let number = 0;
  let current = lines[0];
  let rewinds = 0;
  for (const entry of recording.entries) {
    if (!current) break;
    if (isInput(entry)) current.own.push(entry);
    else if (entry.kind === 'rewind') {
      if (entry.inputs > current.from + current.own.length)
        throw new DamagedRecording('it goes back to an input that never came');
      current.end = entry.left;
      current.title = entry.title;
      current = { parent: number, from: entry.inputs, own: [], end: recording.end, title: '' };
      number = lines.push(current) - 1;
      rewinds++;
    } else if (entry.kind === 'return') {
      const next = lines[entry.line];
      if (!next) throw new DamagedRecording('it returns to a line that never was');
      current.end = entry.left;
      current.title = entry.title;
      current = next;
      number = entry.line;
      rewinds++;
    }
  }
  if (current) Object.assign(current, { end: recording.end, title: '' });
  return { lines, current: number, rewinds };
}

/** Every input of a line, from the recording's beginning on. @throws {DamagedRecording} */
export function lineEntries({ lines }: Pick<Lines, 'lines'>, number: number): InputEntry[] {
  const parts: (readonly InputEntry[])[] = [];
  let line = lines[number];
  if (!line) throw new DamagedRecording('there is no such line');
  let most = Infinity;
  while (line) {
    parts.push(line.own.slice(0, Math.max(0, most - line.from)));
    most = Math.min(most, line.from);
    line = line.parent === undefined ? undefined : lines[line.parent];
  }
  return parts.reverse().flat();
}

/** Inputs as the world takes them: files with their whole text. @throws {DamagedRecording} */
export function placedInputs(
  world: Pick<WorldOptions, 'files'>,
  entries: readonly InputEntry[],
): PlacedInput[] {
  const texts = textsOf(world);
  return entries.map((entry): PlacedInput => {
    const { now, steps, ...input } = entry;
    if (entry.kind !== 'save') return { now, steps, input: input as Exclude<Input, { kind: 'save' }> };
    const text = applyTextChange(texts.get(entry.path) ?? '', entry.change);
    if (text === undefined) throw new DamagedRecording(`a change does not fit ${entry.path}`);
    texts.set(entry.path, text);
    return { now, steps, input: { kind: 'save', path: entry.path, text } };
  });
}

/** What one line of a recording is when it is played: the whole of what came in, and how far it came. */
export interface Played {
  readonly world: WorldOptions;
  readonly inputs: readonly PlacedInput[];
  readonly end: Place;
}

/** The line of a recording that is to be played: the current one unless another is named. @throws {DamagedRecording} */
export function playedLine(recording: Recording, number?: number): Played {
  const lines = linesOf(recording);
  const chosen = number ?? lines.current;
  const entries = lineEntries(lines, chosen);
  return {
    world: recording.world,
    inputs: placedInputs(recording.world, entries),
    end: lines.lines[chosen]?.end ?? recording.end,
  };
}

/** A recording by virtual times alone, for an engine that has other events than the one that made it. */
export function withoutSteps(recording: Recording, engine: string): Recording {
  const loose = ({ now }: Place): Place => ({ now });
  return {
    ...recording,
    engine,
    end: loose(recording.end),
    entries: recording.entries.map((entry): Entry => {
      if (!isInput(entry)) return { ...entry, left: loose(entry.left) };
      const { steps: _, ...rest } = entry;
      return rest;
    }),
  };
}
