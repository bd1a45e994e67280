/** Break lines at blanks so that they have at most `limit` characters where they can. Models mitchellh/go-wordwrap. */
export function wrapText(source: string, limit: number): string {
  let out = '';
  let current = 0;
  let word = '';
  let space = '';
  const commit = (): void => {
    current += space.length + word.length;
    out += space + word;
    space = '';
    word = '';
  };
  for (const char of source) {
    if (char === '\n') {
      if (word === '') {
        if (current + space.length <= limit) out += space;
        space = '';
      } else commit();
      out += '\n';
      current = 0;
    } else if (/\s/.test(char) && char !== '\u00a0') {
      if (space === '' || word !== '') commit();
      space += char;
    } else {
      word += char;
      if (current + word.length + space.length > limit && word.length < limit) {
        out += '\n';
        current = 0;
        space = '';
      }
    }
  }
  if (word !== '') return out + space + word;
  return current + space.length <= limit ? out + space : out;
}
