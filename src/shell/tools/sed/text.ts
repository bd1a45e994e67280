import type { Part } from './script.ts';

/** What a replacement makes of a match. */
export function expand(parts: readonly Part[], groups: readonly unknown[]): string {
  let out = '';
  let mode = '';
  let once = '';
  const add = (text: string): void => {
    let piece = mode === 'U' ? text.toUpperCase() : mode === 'L' ? text.toLowerCase() : text;
    if (once !== '' && piece !== '') {
      const [head = ''] = piece;
      piece = (once === 'u' ? head.toUpperCase() : head.toLowerCase()) + piece.slice(head.length);
      once = '';
    }
    out += piece;
  };
  for (const part of parts) {
    if (part.kind === 'text') add(part.text);
    else if (part.kind === 'group') {
      const group = groups[part.group];
      add(typeof group === 'string' ? group : '');
    } else if (part.mode === 'u' || part.mode === 'l') once = part.mode;
    else mode = part.mode === 'E' ? '' : part.mode;
  }
  return out;
}

/** A line as `l` shows it, in pieces of at most `width` characters; 0 and 1 do not break it. */
export function visible(text: string, width: number): string {
  const names: Readonly<Record<string, string>> = {
    '\n': '\\n',
    '\t': '\\t',
    '\\': '\\\\',
    '\r': '\\r',
    '\x07': '\\a',
    '\b': '\\b',
    '\f': '\\f',
    '\v': '\\v',
  };
  let out = '';
  let column = 0;
  for (const byte of new TextEncoder().encode(text)) {
    const c = String.fromCharCode(byte);
    const shown = names[c] ?? (byte < 32 || byte > 126 ? `\\${byte.toString(8).padStart(3, '0')}` : c);
    if (width > 1 && column + shown.length > width - 1) {
      out += '\\\n';
      column = 0;
    }
    out += shown;
    column += shown.length;
  }
  return `${out}$`;
}
