import { after, before, blankStart, wordEnd, wordStart } from './text.ts';

interface State {
  readonly text: string;
  readonly cursor: number;
}

/** What a key did: nothing that it knows, something, or something that cannot be done (rings the bell). */
export type Effect = 'unknown' | 'done' | 'bell';

/** The line being edited, its history and the kill ring: Emacs's commands by key name, without the screen. */
export class Editor {
  text = '';
  cursor = 0;
  readonly #history: readonly string[];
  /** Lines of the history as they have been changed while this one is edited. */
  readonly #edited = new Map<number, string>();
  #place: number;
  readonly #kills: string[];
  #lastWasKill = false;
  #yanked: { start: number; index: number } | undefined;
  #lastArgument: { start: number; place: number } | undefined;
  readonly #undo: State[] = [];
  readonly #commands: ReadonlyMap<string, () => Effect>;

  /** @param kills what ^Y yanks, kept from one line to the next; the newest last */
  constructor(history: readonly string[], kills: string[]) {
    this.#history = history;
    this.#place = history.length;
    this.#kills = kills;
    const move = (to: () => number) => (): Effect => this.#move(to());
    const forward = (): number => after(this.text, this.cursor);
    const backward = (): number => before(this.text, this.cursor);
    const commands: [string, () => Effect][] = [
      ['C-a', move(() => 0)],
      ['home', move(() => 0)],
      ['C-e', move(() => this.text.length)],
      ['end', move(() => this.text.length)],
      ['C-f', move(forward)],
      ['right', move(forward)],
      ['C-b', move(backward)],
      ['left', move(backward)],
      ...['M-f', 'C-right', 'M-right'].map((name): [string, () => Effect] => [
        name,
        move(() => wordEnd(this.text, this.cursor)),
      ]),
      ...['M-b', 'C-left', 'M-left'].map((name): [string, () => Effect] => [
        name,
        move(() => wordStart(this.text, this.cursor)),
      ]),
      ['backspace', () => this.#delete(backward(), this.cursor)],
      ['C-h', () => this.#delete(backward(), this.cursor)],
      ['delete', () => this.#delete(this.cursor, forward())],
      ['C-d', () => this.#delete(this.cursor, forward())],
      ['C-k', () => this.#kill(this.cursor, this.text.length, 'append')],
      ['C-u', () => this.#kill(0, this.cursor, 'prepend')],
      ['C-w', () => this.#kill(blankStart(this.text, this.cursor), this.cursor, 'prepend')],
      ['M-d', () => this.#kill(this.cursor, wordEnd(this.text, this.cursor), 'append')],
      ['M-backspace', () => this.#kill(wordStart(this.text, this.cursor), this.cursor, 'prepend')],
      ['M-C-h', () => this.#kill(wordStart(this.text, this.cursor), this.cursor, 'prepend')],
      ['C-y', () => this.#yank()],
      ['M-y', () => this.#yankPop()],
      ['C-t', () => this.#transpose()],
      ['M-u', () => this.#changeWord((word) => word.toUpperCase())],
      ['M-l', () => this.#changeWord((word) => word.toLowerCase())],
      ['M-c', () => this.#changeWord(capitalize)],
      ['up', () => this.#visit(this.#place - 1)],
      ['C-p', () => this.#visit(this.#place - 1)],
      ['down', () => this.#visit(this.#place + 1)],
      ['C-n', () => this.#visit(this.#place + 1)],
      ['M-<', () => this.#visit(0)],
      ['M->', () => this.#visit(this.#history.length)],
      ['M-.', () => this.#yankLastArgument()],
      ['M-_', () => this.#yankLastArgument()],
      ['C-_', () => this.#undoLast()],
      ['C-?', () => this.#undoLast()],
    ];
    this.#commands = new Map(commands);
  }

  /** Where in the history it stands; `history.length` is the new line. */
  get place(): number {
    return this.#place;
  }

  /** Run the command of a key. */
  press(name: string): Effect {
    const command = this.#commands.get(name);
    if (!command) return 'unknown';
    const kill = /^(C-[kuw]|M-(d|backspace|C-h))$/.test(name);
    if (!kill) this.#lastWasKill = false;
    if (name !== 'M-y' && name !== 'C-y') this.#yanked = undefined;
    if (name !== 'M-.' && name !== 'M-_') this.#lastArgument = undefined;
    return command();
  }

  insert(text: string): void {
    this.#lastWasKill = false;
    this.#yanked = undefined;
    this.#lastArgument = undefined;
    this.replace(this.cursor, this.cursor, text);
  }

  /** Put `text` in place of `[from, to)`, the cursor behind it. */
  replace(from: number, to: number, text: string): void {
    this.#undo.push({ text: this.text, cursor: this.cursor });
    this.text = this.text.slice(0, from) + text + this.text.slice(to);
    this.cursor = from + text.length;
  }

  /** Go to a line of the history. */
  visit(place: number, cursor?: number): void {
    this.#edited.set(this.#place, this.text);
    this.#place = place;
    this.text = this.#edited.get(place) ?? this.#history[place] ?? '';
    this.cursor = cursor ?? this.text.length;
    this.#undo.length = 0;
  }

  #visit(place: number): Effect {
    if (place < 0 || place > this.#history.length) return 'bell';
    this.visit(place);
    return 'done';
  }

  #move(to: number): Effect {
    if (to === this.cursor && (to === 0 || to === this.text.length)) return 'done';
    this.cursor = to;
    return 'done';
  }

  #delete(from: number, to: number): Effect {
    if (from === to) return 'bell';
    this.replace(from, to, '');
    return 'done';
  }

  #kill(from: number, to: number, side: 'append' | 'prepend'): Effect {
    if (from === to) return 'done';
    const killed = this.text.slice(from, to);
    const last = this.#lastWasKill ? this.#kills.pop() : undefined;
    if (last === undefined) this.#kills.push(killed);
    else this.#kills.push(side === 'append' ? last + killed : killed + last);
    this.replace(from, to, '');
    this.#lastWasKill = true;
    return 'done';
  }

  #yank(): Effect {
    const text = this.#kills.at(-1);
    if (text === undefined) return 'bell';
    this.#yanked = { start: this.cursor, index: this.#kills.length - 1 };
    this.replace(this.cursor, this.cursor, text);
    return 'done';
  }

  #yankPop(): Effect {
    const yanked = this.#yanked;
    if (!yanked) return 'bell';
    yanked.index = (yanked.index + this.#kills.length - 1) % this.#kills.length;
    this.replace(yanked.start, this.cursor, this.#kills[yanked.index] ?? '');
    return 'done';
  }

  #transpose(): Effect {
    const { text } = this;
    if (this.cursor === 0 || (before(text, this.cursor) === 0 && this.cursor === text.length)) return 'bell';
    const end = this.cursor === text.length ? text.length : after(text, this.cursor);
    const middle = before(text, end);
    const start = before(text, middle);
    this.replace(start, end, text.slice(middle, end) + text.slice(start, middle));
    return 'done';
  }

  #changeWord(change: (word: string) => string): Effect {
    const end = wordEnd(this.text, this.cursor);
    this.replace(this.cursor, end, change(this.text.slice(this.cursor, end)));
    return 'done';
  }

  #yankLastArgument(): Effect {
    const place = (this.#lastArgument?.place ?? this.#history.length) - 1;
    const line = this.#history[place];
    if (line === undefined) return 'bell';
    const start = this.#lastArgument?.start ?? this.cursor;
    this.#lastArgument = { start, place };
    this.replace(start, this.cursor, line.trim().split(/\s+/).at(-1) ?? '');
    return 'done';
  }

  #undoLast(): Effect {
    const state = this.#undo.pop();
    if (!state) return 'bell';
    this.text = state.text;
    this.cursor = state.cursor;
    return 'done';
  }
}

function capitalize(word: string): string {
  return word.toLowerCase().replace(/[\p{L}\p{N}]/u, (letter) => letter.toUpperCase());
}
