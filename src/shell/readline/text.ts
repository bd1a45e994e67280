import { codePointWidth } from '../width.ts';

/** The index one character back: a combining mark goes with what it stands on. */
export function before(text: string, index: number): number {
  let at = index;
  while (at > 0) {
    at--;
    const unit = text.charCodeAt(at);
    if (unit >= 0xdc00 && unit < 0xe000 && at > 0) at--;
    const code = text.codePointAt(at) ?? 0;
    if (code < 0x300 || codePointWidth(code) > 0) break;
  }
  return at;
}

/** The index one character on. */
export function after(text: string, index: number): number {
  let at = index;
  while (at < text.length) {
    at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
    const code = text.codePointAt(at) ?? 0;
    if (code < 0x300 || codePointWidth(code) > 0) break;
  }
  return at;
}

const WORD = /[\p{L}\p{N}]/u;

function inWord(text: string, index: number): boolean {
  return WORD.test(String.fromCodePoint(text.codePointAt(index) ?? 0x20));
}

/** Start of the word before `index`: letters and digits (backward-word). */
export function wordStart(text: string, index: number): number {
  let at = index;
  while (at > 0 && !inWord(text, before(text, at))) at = before(text, at);
  while (at > 0 && inWord(text, before(text, at))) at = before(text, at);
  return at;
}

/** End of the word after `index` (forward-word). */
export function wordEnd(text: string, index: number): number {
  let at = index;
  while (at < text.length && !inWord(text, at)) at = after(text, at);
  while (at < text.length && inWord(text, at)) at = after(text, at);
  return at;
}

/** Start of the run of non-blanks before `index` (unix-word-rubout). */
export function blankStart(text: string, index: number): number {
  let at = index;
  while (at > 0 && /\s/.test(text.charAt(at - 1))) at--;
  while (at > 0 && !/\s/.test(text.charAt(at - 1))) at--;
  return at;
}

/** What all of them begin with; whole characters. */
export function commonPrefix(texts: readonly string[]): string {
  const [head = '', ...rest] = texts;
  let length = head.length;
  for (const text of rest) {
    let same = 0;
    while (same < length && text.charCodeAt(same) === head.charCodeAt(same)) same++;
    length = same;
  }
  const cut = head.slice(0, length);
  return /[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut;
}
