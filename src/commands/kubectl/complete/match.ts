/** The words that begin with what is typed. */
export function matchesWord(words: readonly string[], current: string): string[] {
  return words.filter((word) => word !== '' && word.startsWith(current));
}
