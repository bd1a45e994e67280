import { first } from '../../sim/index.ts';
import type { Task } from '../../sim/index.ts';
import type { Tty } from '../tty.ts';

/**
 * One thing typed. `text`: a character. `key`: a control or function key, named as Emacs names them (`C-a`, `M-b`, `up`,
 * `C-left`). `paste`: what came between the marks of a bracketed paste, its line ends made newlines. `end`: the terminal has gone.
 */
export type Key =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'key'; readonly name: string }
  | { readonly kind: 'paste'; readonly text: string }
  | { readonly kind: 'end' };

const ESC = 0x1b;
const PASTE_END = '\x1b[201~';

const CONTROL: Readonly<Record<number, string>> = {
  0x00: 'C-space',
  0x08: 'C-h',
  0x09: 'tab',
  0x0a: 'enter',
  0x0d: 'enter',
  0x7f: 'backspace',
};

/** Final letters of `ESC [` and `ESC O` sequences. */
const LETTERS: Readonly<Record<string, string>> = {
  A: 'up',
  B: 'down',
  C: 'right',
  D: 'left',
  F: 'end',
  H: 'home',
  Z: 'S-tab',
};

/** Numbers of `ESC [ n ~` sequences. */
const NUMBERS: Readonly<Record<string, string>> = {
  1: 'home',
  2: 'insert',
  3: 'delete',
  4: 'end',
  5: 'pageup',
  6: 'pagedown',
  7: 'home',
  8: 'end',
};

function controlName(byte: number): string {
  return CONTROL[byte] ?? `C-${String.fromCharCode(byte ^ (byte <= 26 ? 0x60 : 0x40))}`;
}

/** `;5` and the like: xterm's parameter for the modifiers held. */
function modifier(parameter: string | undefined): string {
  const bits = Number(parameter ?? '1') - 1;
  return `${bits & 4 ? 'C-' : ''}${bits & 2 ? 'M-' : ''}`;
}

const decoder = new TextDecoder();

/** Turns what a terminal in raw mode sends into keys, taking no byte beyond the key that it returns. */
export class KeyReader {
  readonly #tty: Tty;
  readonly #onResize: () => Task;

  /** @param onResize run when the terminal's size changes while a key is awaited */
  constructor(tty: Tty, onResize: () => Task) {
    this.#tty = tty;
    this.#onResize = onResize;
  }

  *next(): Task<Key> {
    const byte = yield* this.#byte();
    if (byte === undefined) return { kind: 'end' };
    if (byte === ESC) return yield* this.#escape();
    if (byte < 0x20 || byte === 0x7f) return { kind: 'key', name: controlName(byte) };
    return { kind: 'text', text: yield* this.#character(byte) };
  }

  /** The next character as it is, whatever it would do (quoted-insert). */
  *literal(): Task<string | undefined> {
    const byte = yield* this.#byte();
    return byte === undefined ? undefined : yield* this.#character(byte);
  }

  *#byte(): Task<number | undefined> {
    for (;;) {
      const bytes = this.#tty.tryRead(1);
      if (bytes) return bytes[0];
      if (this.#tty.hungUp) return undefined;
      const which = yield* first([this.#tty.readable(), this.#tty.resized.toWait()]);
      if (which === 1) yield* this.#onResize();
    }
  }

  *#character(lead: number): Task<string> {
    const length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc2 ? 2 : 1;
    const bytes = [lead];
    while (bytes.length < length) {
      const next = yield* this.#byte();
      if (next === undefined) break;
      if ((next & 0xc0) !== 0x80) {
        this.#tty.unread(Uint8Array.of(next));
        break;
      }
      bytes.push(next);
    }
    return decoder.decode(Uint8Array.from(bytes));
  }

  *#escape(): Task<Key> {
    const byte = yield* this.#byte();
    if (byte === undefined) return { kind: 'end' };
    const character = String.fromCharCode(byte);
    if (character === '[') return yield* this.#sequence();
    if (character === 'O') {
      const letter = yield* this.#byte();
      return { kind: 'key', name: LETTERS[String.fromCharCode(letter ?? 0)] ?? 'unknown' };
    }
    if (byte === ESC) {
      const key = yield* this.#escape();
      return key.kind === 'key' ? { kind: 'key', name: `M-${key.name}` } : key;
    }
    if (byte < 0x20 || byte === 0x7f) return { kind: 'key', name: `M-${controlName(byte)}` };
    return { kind: 'key', name: `M-${yield* this.#character(byte)}` };
  }

  /** After `ESC [`: parameters, then a letter or `~`. */
  *#sequence(): Task<Key> {
    let parameters = '';
    for (;;) {
      const byte = yield* this.#byte();
      if (byte === undefined) return { kind: 'end' };
      const character = String.fromCharCode(byte);
      if (byte >= 0x20 && byte < 0x40) {
        parameters += character;
        continue;
      }
      const [number = '', modifiers] = parameters.split(';');
      if (character !== '~')
        return { kind: 'key', name: modifier(modifiers) + (LETTERS[character] ?? 'unknown') };
      if (number === '200') return { kind: 'paste', text: yield* this.#paste() };
      return { kind: 'key', name: modifier(modifiers) + (NUMBERS[number] ?? 'unknown') };
    }
  }

  *#paste(): Task<string> {
    let text = '';
    for (;;) {
      const byte = yield* this.#byte();
      if (byte === undefined) break;
      text += yield* this.#character(byte);
      if (text.endsWith(PASTE_END)) {
        text = text.slice(0, -PASTE_END.length);
        break;
      }
    }
    return text.replace(/\r\n?/g, '\n');
  }
}
