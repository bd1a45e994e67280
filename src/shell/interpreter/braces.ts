import type { Word, WordPart } from '../parser/ast.ts';

/** A character of unquoted text, or a part of the word that braces do not look into. */
type Atom =
  | string
  | Exclude<WordPart, { kind: 'text' }>
  | { readonly kind: 'text'; readonly text: string; readonly quoted: true };

/** Brace expansion: `a{b,c}` and `{1..5}`, as bash does it before all other expansions. */
export function expandBraces(word: Word): readonly Word[] {
  if (!word.some((part) => part.kind === 'text' && !part.quoted && part.text.includes('{'))) return [word];
  const atoms: Atom[] = [];
  for (const part of word) {
    if (part.kind !== 'text') atoms.push(part);
    else if (part.quoted) atoms.push({ kind: 'text', text: part.text, quoted: true });
    else atoms.push(...part.text);
  }
  return expand(atoms).map(toWord);
}

function toWord(atoms: readonly Atom[]): Word {
  const word: WordPart[] = [];
  let text = '';
  const flush = (): void => {
    if (text !== '') word.push({ kind: 'text', text, quoted: false });
    text = '';
  };
  for (const atom of atoms) {
    if (typeof atom === 'string') text += atom;
    else {
      flush();
      word.push(atom);
    }
  }
  flush();
  return word;
}

function expand(atoms: readonly Atom[]): Atom[][] {
  for (let start = atoms.indexOf('{'); start >= 0; start = atoms.indexOf('{', start + 1)) {
    const inside = alternatives(atoms, start);
    if (!inside) continue;
    const before = atoms.slice(0, start);
    const after = expand(atoms.slice(inside.end + 1));
    return inside.options.flatMap((option) => after.map((rest) => [...before, ...option, ...rest]));
  }
  return [[...atoms]];
}

function alternatives(atoms: readonly Atom[], start: number): { options: Atom[][]; end: number } | undefined {
  const commas: number[] = [];
  let depth = 0;
  let end = -1;
  for (let i = start; i < atoms.length; i++) {
    const atom = atoms[i];
    if (atom === '{') depth++;
    else if (atom === ',' && depth === 1) commas.push(i);
    else if (atom === '}' && --depth === 0) {
      end = i;
      break;
    }
  }
  if (end < 0) return undefined;
  if (commas.length === 0) {
    const range = sequence(atoms.slice(start + 1, end));
    return range && { options: range.map((text) => [...text]), end };
  }
  const options: Atom[][] = [];
  let from = start + 1;
  for (const to of [...commas, end]) {
    options.push(...expand(atoms.slice(from, to)));
    from = to + 1;
  }
  return { options, end };
}

function sequence(atoms: readonly Atom[]): string[] | undefined {
  if (!atoms.every((atom) => typeof atom === 'string')) return undefined;
  const text = atoms.join('');
  const numbers = /^(-?\d+)\.\.(-?\d+)(?:\.\.(-?\d+))?$/.exec(text);
  const letters = /^([A-Za-z])\.\.([A-Za-z])(?:\.\.(-?\d+))?$/.exec(text);
  if (!numbers && !letters) return undefined;
  const [, first = '', last = '', increment] = numbers ?? letters ?? [];
  const [from, to] = numbers ? [Number(first), Number(last)] : [first.charCodeAt(0), last.charCodeAt(0)];
  const step = Math.max(1, Math.abs(Number(increment ?? 1)));
  if (Math.abs(to - from) / step > 100_000) return undefined;
  const padded = numbers && [first, last].some((end) => /^-?0\d/.test(end));
  const width = padded ? Math.max(first.length, last.length) : 0;
  const results: string[] = [];
  for (let i = from; from <= to ? i <= to : i >= to; i += from <= to ? step : -step) {
    if (letters) results.push(String.fromCharCode(i));
    else results.push(i < 0 ? `-${String(-i).padStart(width - 1, '0')}` : String(i).padStart(width, '0'));
  }
  return results;
}
