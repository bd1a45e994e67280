/** Ways in which shells write a text so that they read it back as itself. */

const CONTROL = /[\x00-\x1f\x7f]/;
/** A character that means something to a shell; `~` does at the beginning of a path, `#` at the beginning of a word. */
const SPECIAL = /[ \t\n'"\\|&;()<>!{}*[\]?^$`]|^[~#]|[=:]~/;

const NAMED: Readonly<Record<string, string>> = {
  '\x07': '\\a',
  '\b': '\\b',
  '\x1b': '\\E',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  "'": "\\'",
  '\\': '\\\\',
};

/** `$'…'` */
export function ansiQuote(text: string): string {
  const inner = text.replace(
    /[\x00-\x1f\x7f'\\]/g,
    (c) => NAMED[c] ?? `\\${c.charCodeAt(0).toString(8).padStart(3, '0')}`,
  );
  return `$'${inner}'`;
}

export function singleQuote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** In quotes whatever it is, as `${x@Q}` and `trap` give it. */
export function quoteForShell(text: string): string {
  return CONTROL.test(text) ? ansiQuote(text) : singleQuote(text);
}

/** In quotes where it must be, as `set` writes it. */
export function quoteIfNeeded(text: string): string {
  if (text === '') return "''";
  if (CONTROL.test(text)) return ansiQuote(text);
  return SPECIAL.test(text) ? singleQuote(text) : text;
}

/** In quotes where it must be, as `set -x` writes it: tabs and line ends stay as they are. */
export function quoteForTrace(text: string): string {
  if (text === '') return "''";
  if (SPECIAL.test(text)) return singleQuote(text);
  return CONTROL.test(text) ? ansiQuote(text) : text;
}

/** With backslashes, as `printf %q` writes it. */
export function backslashQuote(text: string): string {
  if (text === '') return "''";
  if (CONTROL.test(text)) return ansiQuote(text);
  return text.replace(/[ '"\\|&;()<>!{}*[\]?^$`,]|^[~#]|(?<=[=:])~/g, '\\$&');
}

/** In double quotes, as `declare -p` writes it. */
export function doubleQuote(text: string): string {
  return CONTROL.test(text) ? ansiQuote(text) : `"${text.replace(/["\\$`]/g, '\\$&')}"`;
}
