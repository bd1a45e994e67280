import type { EngineWorld } from './engine.ts';
import { isInput, lineEntries, linesOf, placedInputs, textsOf, type Lines } from './line.ts';
import {
  MOST_TITLE,
  type Entry,
  type Input,
  type InputEntry,
  type Place,
  type Recording,
  type RecordingHeader,
} from './recording.ts';
import { textChange } from './text-change.ts';

/** Writes down what comes into a world. */
export class Recorder {
  header: RecordingHeader;
  readonly #entries: Entry[];
  /** The inputs of the current line. */
  #line: InputEntry[];
  /** What the editor last saved on the current line. */
  #texts: Map<string, string>;
  #bytes = 0;
  #rewinds = 0;

  /** @param begun what was recorded before, in place of nothing */
  constructor(header: RecordingHeader, begun?: Recording) {
    this.header = header;
    this.#entries = [...(begun?.entries ?? [])];
    for (const entry of this.#entries) this.#bytes += sizeOf(entry);
    this.#line = [];
    this.#texts = textsOf(header.world);
    if (begun) this.#takeUp(begun.end);
  }

  /** Everything, in the order in which it came; only ever grows. */
  get entries(): readonly Entry[] {
    return this.#entries;
  }

  /** The inputs of the current line, from the beginning on. */
  get line(): readonly InputEntry[] {
    return this.#line;
  }

  /** About how much it takes to store, in bytes. */
  get bytes(): number {
    return this.#bytes;
  }

  /** How often the learner went back, or over to another line. */
  get rewinds(): number {
    return this.#rewinds;
  }

  /** Let an input into the world and write it down. What goes wrong with it goes wrong again in a replay. */
  input(world: EngineWorld, input: Input): ReturnType<EngineWorld['input']> {
    this.write(world.place, input);
    return world.input(input);
  }

  /** Write down that an input came, and where. */
  write(place: Place, input: Input): void {
    if (input.kind === 'save') {
      const { path, text } = input;
      const change = textChange(this.#texts.get(path) ?? '', text);
      this.#texts.set(path, text);
      this.#add({ kind: 'save', ...place, path, change });
    } else this.#add({ ...place, ...input });
  }

  /**
   * Begin a new line after the first `inputs` of the current one.
   * @param left where the current one stands
   * @param title what it is remembered by: its last command
   * @returns where the new line begins
   */
  rewind(inputs: number, left: Place, title: string): Place {
    const next = this.#line[inputs];
    const from: Place = next ? { now: next.now, steps: next.steps } : left;
    this.#add({ kind: 'rewind', inputs: Math.min(inputs, this.#line.length), left, title: cut(title) });
    this.#takeUp(from);
    return from;
  }

  /** Go over to the end of an earlier line; otherwise as {@link rewind}. */
  return(line: number, left: Place, title: string): Place {
    const { lines } = linesOf({ entries: this.#entries, end: left });
    const end = lines[line]?.end ?? left;
    this.#add({ kind: 'return', line, left, title: cut(title) });
    this.#takeUp(end);
    return end;
  }

  /** All lines. @param end how far the current one has come */
  lines(end: Place): Lines {
    return linesOf({ entries: this.#entries, end });
  }

  /** @param end how far the current line has come */
  recording(end: Place): Recording {
    return { ...this.header, entries: [...this.#entries], end };
  }

  #add(entry: Entry): void {
    this.#entries.push(entry);
    this.#bytes += sizeOf(entry);
    if (isInput(entry)) this.#line.push(entry);
  }

  #takeUp(end: Place): void {
    const lines = linesOf({ entries: this.#entries, end });
    this.#rewinds = lines.rewinds;
    this.#line = lineEntries(lines, lines.current);
    this.#texts = textsOf(this.header.world);
    for (const { input } of placedInputs(this.header.world, this.#line))
      if (input.kind === 'save') this.#texts.set(input.path, input.text);
  }
}

function cut(title: string): string {
  return title.slice(0, MOST_TITLE).toWellFormed();
}

function sizeOf(entry: Entry): number {
  return JSON.stringify(entry).length;
}
