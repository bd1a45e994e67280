const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', '\\': '\\', '0': '' };

/** The delimiters in a list such as `,\t`; `\0` is none at all. */
export function unescapeDelimiters(text: string): string[] {
  const found: string[] = [];
  for (let at = 0; at < text.length; at++) {
    const c = text.charAt(at);
    if (c !== '\\') found.push(c);
    else {
      at++;
      found.push(ESCAPES[text.charAt(at)] ?? text.charAt(at));
    }
  }
  return found.length > 0 ? found : [''];
}
