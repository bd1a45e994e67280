const SIMPLE: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  e: '\x1b',
  E: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
};

/**
 * Decode backslash escapes as `$'…'` (`dollar`), `echo -e` (`echo`), printf's format (`format`) or its `%b` (`percent-b`) do.
 * @returns `stop` when `\c` said that nothing more is to be printed
 */
export function decodeEscapes(
  text: string,
  style: 'dollar' | 'echo' | 'format' | 'percent-b',
): { text: string; stop: boolean } {
  if (!text.includes('\\')) return { text, stop: false };
  let out = '';
  for (let i = 0; i < text.length; i++) {
    const c = text[i] ?? '';
    if (c !== '\\' || i + 1 >= text.length) {
      out += c;
      continue;
    }
    const next = text[++i] ?? '';
    const rest = text.slice(i);
    let match: RegExpExecArray | null;
    if (next === 'c' && style !== 'format' && style !== 'dollar') return { text: out, stop: true };
    if (SIMPLE[next] !== undefined) out += SIMPLE[next];
    else if ((next === '"' || next === "'" || next === '?') && (style === 'dollar' || style === 'format'))
      out += next;
    else if ((match = octal(style).exec(rest))) {
      out += String.fromCharCode(parseInt(match[1] ?? '0', 8) & 255);
      i += match[0].length - 1;
    } else if ((match = /^x([0-9a-fA-F]{1,2})/.exec(rest))) {
      out += String.fromCharCode(parseInt(match[1] ?? '0', 16));
      i += match[0].length - 1;
    } else if ((match = /^(?:u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8}))/.exec(rest))) {
      out += String.fromCodePoint(Math.min(0x10ffff, parseInt(match[1] ?? match[2] ?? '0', 16)));
      i += match[0].length - 1;
    } else if (next === 'c' && style === 'dollar' && i + 1 < text.length) {
      out += String.fromCharCode((text.charCodeAt(++i) & 0x1f) >>> 0);
    } else out += `\\${next}`;
  }
  return { text: out, stop: false };
}

/** echo and %b want a leading zero (`\0101`) and %b takes `\101` too; the others take one to three digits. */
function octal(style: string): RegExp {
  if (style === 'echo') return /^0([0-7]{0,3})/;
  if (style === 'percent-b') return /^0?([0-7]{1,3})/;
  return /^([0-7]{1,3})/;
}
