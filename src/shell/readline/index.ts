import type { Task } from '../../sim/index.ts';
import type { Tty } from '../tty.ts';
import {
  candidateDisplay,
  candidateValue,
  inColumns,
  type Completion,
  type LineCompleter,
} from './complete.ts';
import { Display } from './display.ts';
import { Editor } from './editor.ts';
import { KeyReader, type Key } from './keys.ts';
import { search } from './search.ts';
import { commonPrefix } from './text.ts';

export { inColumns, type Candidate, type Completion, type LineCompleter } from './complete.ts';

export interface ReadLineOptions {
  /** Earlier lines, the oldest first. Not changed: whoever runs the line adds it. */
  readonly history?: readonly string[];
  readonly complete?: LineCompleter;
  /** What ^Y yanks; hand in the same array each time to keep it from line to line. */
  readonly kills?: string[];
}

/** How reading a line ended: with a line (which may hold newlines that were pasted), with ^D on an empty one, or with ^C. */
export type ReadLineResult =
  | { readonly kind: 'line'; readonly text: string }
  | { readonly kind: 'eof' }
  | { readonly kind: 'interrupt' };

const PASTE_ON = '\x1b[?2004h';
const PASTE_OFF = '\x1b[?2004l';

/** More candidates than this are listed only after a question (completion-query-items). */
const QUERY_ITEMS = 100;

/**
 * Read a line with Emacs's keys, as GNU readline does in bash. The prompt may hold escape sequences, between `\[` and `\]` or
 * not. What was typed ahead is used; what is typed beyond the line stays for the next reader.
 */
export function* readLine(tty: Tty, prompt: string, options: ReadLineOptions = {}): Task<ReadLineResult> {
  const before = tty.setMode({ canonical: false, echo: false, signals: false, icrnl: false });
  try {
    const reader = new LineReader(tty, prompt, options);
    return yield* reader.run();
  } finally {
    tty.restore(before);
  }
}

class LineReader {
  readonly #tty: Tty;
  readonly #history: readonly string[];
  readonly #complete: LineCompleter | undefined;
  readonly #editor: Editor;
  readonly #display: Display;
  readonly #keys: KeyReader;
  /** The last key was a Tab that changed nothing: another one lists. */
  #listNext = false;

  constructor(tty: Tty, prompt: string, options: ReadLineOptions) {
    this.#tty = tty;
    this.#history = options.history ?? [];
    this.#complete = options.complete;
    this.#editor = new Editor(this.#history, options.kills ?? []);
    this.#display = new Display(prompt, tty.columns);
    this.#keys = new KeyReader(tty, () => this.#resized());
  }

  *run(): Task<ReadLineResult> {
    const editor = this.#editor;
    yield* this.#write(PASTE_ON + this.#display.begin('', 0));
    let key: Key | undefined;
    for (;;) {
      key ??= yield* this.#keys.next();
      const current: Key = key;
      key = undefined;
      if (current.kind === 'end') return { kind: 'eof' };
      if (current.kind !== 'key') {
        this.#listNext = false;
        editor.insert(current.text);
        yield* this.#redraw();
        continue;
      }
      const { name } = current;
      if (name !== 'tab') this.#listNext = false;
      if (name === 'enter') {
        yield* this.#finish();
        return { kind: 'line', text: editor.text };
      } else if (name === 'C-c') {
        editor.cursor = editor.text.length;
        yield* this.#redraw();
        yield* this.#write('^C');
        yield* this.#finish();
        return { kind: 'interrupt' };
      } else if (name === 'C-d' && editor.text === '') {
        yield* this.#finish();
        return { kind: 'eof' };
      } else if (name === 'C-l') {
        yield* this.#write(`\x1b[H\x1b[2J${this.#display.begin(editor.text, editor.cursor)}`);
      } else if (name === 'C-v') {
        editor.insert((yield* this.#keys.literal()) ?? '');
        yield* this.#redraw();
      } else if (name === 'C-r' || name === 'C-s') {
        key = yield* search({
          backward: name === 'C-r',
          history: this.#history,
          editor,
          display: this.#display,
          keys: this.#keys,
          write: (text) => this.#write(text),
        });
      } else if (name === 'tab') {
        yield* this.#tab();
      } else {
        const effect = editor.press(name);
        if (effect === 'bell') yield* this.#write('\x07');
        else if (effect === 'done') yield* this.#redraw();
      }
    }
  }

  *#write(text: string): Task {
    if (text !== '') yield* this.#tty.stdout.write(text);
  }

  *#redraw(): Task {
    yield* this.#write(this.#display.draw(this.#editor.text, this.#editor.cursor));
  }

  *#resized(): Task {
    const { text, cursor } = this.#editor;
    yield* this.#write(this.#display.resize(this.#tty.columns, text, cursor));
  }

  *#finish(): Task {
    const { text, cursor } = this.#editor;
    yield* this.#write(this.#display.finish(text, cursor) + PASTE_OFF);
  }

  *#tab(): Task {
    const editor = this.#editor;
    if (!this.#complete) return yield* this.#insertTab();
    const { cursor } = editor;
    const answer = this.#complete(editor.text, cursor);
    const completion = 'candidates' in answer ? answer : yield* answer;
    const { candidates, from, quote = (value: string): string => value } = completion;
    const [only] = candidates;
    if (only === undefined) return yield* this.#write('\x07');
    let text: string;
    if (candidates.length === 1) {
      const value = candidateValue(only);
      text = quote(value, true) + (value.endsWith('/') ? '' : (completion.suffix ?? ' '));
    } else text = quote(commonPrefix(candidates.map(candidateValue)), false);
    const old = editor.text.slice(from, cursor);
    if (text !== old && (candidates.length === 1 || text.length >= old.length)) {
      this.#listNext = false;
      editor.replace(from, cursor, text);
      if (candidates.length > 1) yield* this.#write('\x07');
      return yield* this.#redraw();
    }
    if (!this.#listNext) {
      this.#listNext = true;
      return yield* this.#write('\x07');
    }
    yield* this.#list(completion);
  }

  *#insertTab(): Task {
    this.#editor.insert('\t');
    yield* this.#redraw();
  }

  /** Show the candidates below the line, and the line again below them. */
  *#list(completion: Completion): Task {
    const { text, cursor } = this.#editor;
    const names = completion.candidates.map(candidateDisplay);
    yield* this.#write(this.#display.finish(text, cursor));
    if (names.length > QUERY_ITEMS) {
      yield* this.#write(`Display all ${names.length} possibilities? (y or n)`);
      for (;;) {
        const key = yield* this.#keys.next();
        const answer = key.kind === 'text' ? key.text : key.kind === 'key' ? key.name : 'n';
        if (/^(y|Y|tab)$/.test(answer) || answer === ' ') {
          yield* this.#write('\n');
          break;
        }
        if (/^(n|N|backspace|C-c|C-g)$/.test(answer)) {
          yield* this.#write(`\n${this.#display.begin(text, cursor)}`);
          return;
        }
      }
    }
    yield* this.#write(inColumns(names, this.#tty.columns) + this.#display.begin(text, cursor));
  }
}
