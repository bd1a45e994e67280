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
 * Whose escapes: `$'…'` (`dollar`), the builtin `echo -e` (`echo`), the builtin printf's format (`format`), `%b` and coreutils' echo
 * (`percent-b`), or the format of coreutils' printf, in which `\c` ends all output (`coreutils`).
 */
export type EscapeStyle = 'dollar' | 'echo' | 'format' | 'percent-b' | 'coreutils';

/** `echo` wants a leading zero (`\0101`), `%b` takes `\101` too; the others take one to three digits. */
const OCTAL: Readonly<Record<EscapeStyle, RegExp>> = {
  echo: /^0([0-7]{0,3})/,
  'percent-b': /^0([0-7]{0,3})|^([1-7][0-7]{0,2})/,
  dollar: /^([0-7]{1,3})/,
  format: /^([0-7]{1,3})/,
  coreutils: /^([0-7]{1,3})/,
};

/** Characters that stand for themselves after a backslash, beside those of {@link SIMPLE}. */
const PLAIN: Readonly<Record<EscapeStyle, string>> = {
  dollar: `"'?`,
  format: `"'?`,
  coreutils: `"'`,
  echo: '',
  'percent-b': '',
};

/** Bytes that escapes name, taken together, since several may make one character (`\xed\x8c\x8c`); else Latin-1. */
function textOf(bytes: readonly number[]): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Uint8Array.from(bytes));
  } catch {
    return String.fromCharCode(...bytes);
  }
}

/** Decode backslash escapes. @returns `stop` when `\c` said that nothing more is to be printed */
export function decodeEscapes(text: string, style: EscapeStyle): { text: string; stop: boolean } {
  if (!text.includes('\\')) return { text, stop: false };
  let out = '';
  let bytes: number[] = [];
  const add = (more: string): void => {
    if (bytes.length > 0) out += textOf(bytes);
    bytes = [];
    out += more;
  };
  for (let i = 0; i < text.length; i++) {
    const c = text.charAt(i);
    if (c !== '\\' || i + 1 >= text.length) {
      add(c);
      continue;
    }
    const next = text.charAt(++i);
    const rest = text.slice(i, i + 9);
    let match: RegExpExecArray | null;
    if (next === 'c' && style !== 'format' && style !== 'dollar') {
      add('');
      return { text: out, stop: true };
    }
    const simple = SIMPLE[next];
    if (simple !== undefined) add(simple);
    else if (PLAIN[style].includes(next)) add(next);
    else if ((match = OCTAL[style].exec(rest))) {
      bytes.push(parseInt(match[1] ?? match[2] ?? '0', 8) & 255);
      i += match[0].length - 1;
    } else if ((match = /^x([0-9a-fA-F]{1,2})/.exec(rest))) {
      bytes.push(parseInt(match[1] ?? '0', 16));
      i += match[0].length - 1;
    } else if ((match = /^(?:u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8}))/.exec(rest))) {
      add(String.fromCodePoint(Math.min(0x10ffff, parseInt(match[1] ?? match[2] ?? '0', 16))));
      i += match[0].length - 1;
    } else if (next === 'c' && style === 'dollar' && i + 1 < text.length) {
      add(String.fromCharCode(text.charCodeAt(++i) & 0x1f));
    } else add(`\\${next}`);
  }
  add('');
  return { text: out, stop: false };
}
