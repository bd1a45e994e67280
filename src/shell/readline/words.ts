/** The word under the cursor and the command that it belongs to, as far as completion needs them. */
export interface LineWords {
  /** The command's words before the current one, without quotes, assignments and redirections; the command's name first. */
  readonly words: readonly string[];
  /** The current word without quotes, up to the cursor. */
  readonly current: string;
  /** Where the current word begins in the line, at its opening quote if it has one. */
  readonly start: number;
  /** The quote that is open at the cursor. */
  readonly quote: '' | "'" | '"';
  /** The current word is a redirection's file. */
  readonly redirection: boolean;
}

/** Words after which another command begins. */
const OPENING = new Set([
  'if',
  'then',
  'else',
  'elif',
  'while',
  'until',
  'do',
  '!',
  '{',
  'time',
  'sudo',
  'exec',
  'command',
  'nohup',
  'env',
]);

/** Split the line up to the cursor as the shell would. */
export function splitLine(line: string): LineWords {
  let words: string[] = [];
  let current = '';
  let start = -1;
  let quote: '' | "'" | '"' = '';
  let redirection = false;
  const outer: { words: string[]; quote: '' | '"' }[] = [];

  const endWord = (): void => {
    if (start < 0) return;
    const assignment = words.length === 0 && /^[A-Za-z_]\w*\+?=/.test(current);
    if (!redirection && !assignment) {
      if (words.length === 0 && OPENING.has(current)) words = [];
      else words.push(current);
    }
    redirection = false;
    current = '';
    start = -1;
  };
  const command = (): void => {
    endWord();
    words = [];
    redirection = false;
  };
  for (let i = 0; i < line.length; i++) {
    const c = line.charAt(i);
    const next = line.charAt(i + 1);
    if (quote === "'") {
      if (c === "'") quote = '';
      else current += c;
    } else if (c === '$' && next === '(') {
      outer.push({ words: [...words], quote });
      quote = '';
      start = -1;
      current = '';
      words = [];
      i++;
    } else if (quote === '"') {
      if (c === '"') quote = '';
      else if (c === '\\' && '$`"\\'.includes(next) && next !== '') {
        current += next;
        i++;
      } else current += c;
    } else if (c === '\\') {
      if (start < 0) start = i;
      current += next;
      i++;
    } else if (c === "'" || c === '"') {
      if (start < 0) start = i;
      quote = c;
    } else if (c === ' ' || c === '\t') {
      endWord();
    } else if (c === ')' && outer.length > 0) {
      const back = outer.pop();
      command();
      words = back?.words ?? [];
      quote = back?.quote ?? '';
      start = i;
    } else if (/[;|&()\n`]/.test(c) && !(c === '&' && /[<>]/.test(line.charAt(i - 1)))) {
      command();
    } else if (c === '<' || c === '>') {
      if (/^\d+$/.test(current)) {
        current = '';
        start = -1;
      } else endWord();
      redirection = true;
    } else {
      if (start < 0) start = i;
      current += c;
    }
  }
  return { words, current, start: start < 0 ? line.length : start, quote, redirection };
}

/** Write a completed word in the line so that the shell reads it as it is. */
export function quoteWord(value: string, quote: '' | "'" | '"', whole: boolean): string {
  if (quote === "'") return `'${value.replaceAll("'", "'\\''")}${whole && !value.endsWith('/') ? "'" : ''}`;
  if (quote === '"')
    return `"${value.replace(/["\\`$]/g, '\\$&')}${whole && !value.endsWith('/') ? '"' : ''}`;
  const tilde = /^~[\w-]*(?=\/|$)/.exec(value)?.[0] ?? '';
  return tilde + value.slice(tilde.length).replace(/[\s"'\\$`&|;<>()*?[\]{}!#~^]/g, '\\$&');
}
