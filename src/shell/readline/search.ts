import type { Task } from '../../sim/index.ts';
import type { Display } from './display.ts';
import type { Editor } from './editor.ts';
import type { Key, KeyReader } from './keys.ts';

export interface SearchOptions {
  readonly backward: boolean;
  readonly history: readonly string[];
  readonly editor: Editor;
  readonly display: Display;
  readonly keys: KeyReader;
  write(text: string): Task;
}

interface Found {
  readonly place: number;
  readonly cursor: number;
  readonly text: string;
}

/**
 * Incremental search through the history (^R, ^S). Ends at any key that does not search: that key is returned, to act on the
 * line that was found; ^G goes back to the line before the search.
 */
export function* search(options: SearchOptions): Task<Key | undefined> {
  const { history, editor, display, keys } = options;
  let { backward } = options;
  const start = { place: editor.place, cursor: editor.cursor, text: editor.text };
  let needle = '';
  let found: Found = start;
  let failed = false;
  const lineAt = (place: number): string => (place === start.place ? start.text : (history[place] ?? ''));

  /** Look from `place` on, in its own line from `from` on. */
  const find = (place: number, from: number): Found | undefined => {
    for (let at = place, limit = from; at >= 0 && at <= history.length; at += backward ? -1 : 1) {
      const text = lineAt(at);
      const cursor = backward ? text.lastIndexOf(needle, limit) : text.indexOf(needle, limit);
      if (cursor >= 0 && limit >= 0) return { place: at, cursor, text };
      limit = backward ? Infinity : 0;
    }
    return undefined;
  };
  const look = (place: number, from: number): void => {
    const next = find(place, from);
    failed = !next;
    if (next) found = next;
  };

  let key: Key | undefined;
  for (;;) {
    const label = `(${failed ? 'failed ' : ''}${backward ? 'reverse-' : ''}i-search)\`${needle}': `;
    const restore = display.replacePrompt(label);
    yield* options.write(display.draw(found.text, found.cursor));
    key = yield* keys.next();
    restore();
    if (key.kind === 'text' || key.kind === 'paste') {
      needle += key.text;
      look(found.place, found.cursor);
    } else if (key.kind === 'key' && (key.name === 'C-r' || key.name === 'C-s')) {
      backward = key.name === 'C-r';
      if (needle !== '') look(found.place, found.cursor + (backward ? -1 : 1));
    } else if (key.kind === 'key' && (key.name === 'backspace' || key.name === 'C-h')) {
      needle = [...needle].slice(0, -1).join('');
      found = start;
      if (needle !== '') look(start.place, backward ? Infinity : 0);
      else failed = false;
    } else break;
  }
  const abort = key.kind === 'key' && (key.name === 'C-g' || key.name === 'C-c');
  if (!abort && found.place !== start.place) editor.visit(found.place, found.cursor);
  else if (!abort) editor.cursor = found.cursor;
  yield* options.write(display.draw(editor.text, editor.cursor));
  return key.kind === 'key' && key.name === 'C-g' ? undefined : key;
}
