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

/** Bytes that escapes name, gathered so that several make one character (`\xed\x8c\x8c`). */
function byteRun(bytes: number[]): string {
  return new TextDecoder().decode(Uint8Array.from(bytes));
}

/**
 * Read backslash escapes.
 * @param style `echo -e` and `printf %b` take `\0nnn`; a printf format takes `\nnn` and `\"`
 * @returns the text, and whether `\c` ended all output
 */
export function readEscapes(text: string, style: 'echo' | 'format'): { text: string; stop: boolean } {
  let out = '';
  let bytes: number[] = [];
  const endBytes = (): void => {
    if (bytes.length > 0) out += byteRun(bytes);
    bytes = [];
  };
  let at = 0;
  while (at < text.length) {
    const c = text.charAt(at);
    if (c !== '\\' || at + 1 === text.length) {
      endBytes();
      out += c;
      at++;
      continue;
    }
    const rest = text.slice(at + 1);
    const octal =
      (style === 'echo' ? /^0([0-7]{0,3})/ : /^([0-7]{1,3})/).exec(rest) ??
      (style === 'echo' ? /^([1-7][0-7]{0,2})/.exec(rest) : null);
    const hex = /^x([0-9A-Fa-f]{1,2})/.exec(rest);
    const unicode = /^(?:u([0-9A-Fa-f]{1,4})|U([0-9A-Fa-f]{1,8}))/.exec(rest);
    if (octal) {
      bytes.push(parseInt(octal[1] || '0', 8) & 255);
      at += 1 + octal[0].length;
    } else if (hex) {
      bytes.push(parseInt(hex[1] ?? '0', 16));
      at += 1 + hex[0].length;
    } else if (unicode) {
      endBytes();
      out += String.fromCodePoint(Math.min(0x10ffff, parseInt(unicode[1] ?? unicode[2] ?? '0', 16)));
      at += 1 + unicode[0].length;
    } else if (rest.startsWith('c')) {
      endBytes();
      return { text: out, stop: true };
    } else {
      endBytes();
      const next = rest.charAt(0);
      if (style === 'format' && (next === '"' || next === "'")) out += next;
      else out += SIMPLE[next] ?? `\\${next}`;
      at += 2;
    }
  }
  endBytes();
  return { text: out, stop: false };
}
