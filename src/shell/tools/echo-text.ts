import { decodeEscapes } from '../escapes.ts';

/** What echo prints for its arguments: bash's, with `-n`, `-e` and `-E`. */
export function echoText(args: readonly string[]): string {
  let newline = true;
  let escapes = false;
  let first = 0;
  for (; first < args.length; first++) {
    const arg = args[first] ?? '';
    if (!/^-[neE]+$/.test(arg)) break;
    for (const letter of arg.slice(1)) {
      if (letter === 'n') newline = false;
      else escapes = letter === 'e';
    }
  }
  const words = args.slice(first).join(' ');
  if (!escapes) return words + (newline ? '\n' : '');
  const { text, stop } = decodeEscapes(words, 'percent-b');
  return text + (newline && !stop ? '\n' : '');
}
