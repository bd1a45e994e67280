import { CommandProblem } from './control.ts';
import { glob } from './glob.ts';
import { escapePattern, hasGlob, unescapePattern } from './pattern.ts';
import type { Shell } from './shell.ts';

/** A piece of an expanded word. */
export interface Chunk {
  readonly text: string;
  /** Its characters match only themselves. */
  readonly quoted: boolean;
  /** IFS splits it into fields. */
  readonly split: boolean;
  /** A field ends here, as between the values of `$@`; where there are no fields the text stands in between. */
  readonly end?: boolean;
}

/** Characters of a field, each quoted or not. */
type Field = { text: string; quoted: boolean }[];

/** Split an expanded word into fields, and put file names for those that are patterns. */
export function fieldsOf(shell: Shell, chunks: readonly Chunk[]): string[] {
  const [only] = chunks;
  // By far the commonest word: one piece in quotes.
  if (only && chunks.length === 1 && only.quoted && !only.split && !only.end) return [only.text];
  return splitFields(chunks, shell.variables.get('IFS') ?? ' \t\n').flatMap((field) =>
    globField(shell, field),
  );
}

function splitFields(chunks: readonly Chunk[], ifs: string): Field[] {
  const fields: Field[] = [];
  let field: Field | undefined;
  const finish = (): void => {
    if (field) fields.push(field);
    field = undefined;
  };
  const add = (text: string, quoted: boolean): void => {
    (field ??= []).push({ text, quoted });
  };
  // A delimiter that is not white space belongs to white space before it.
  let afterSpace = false;
  for (const { text, quoted, split, end } of chunks) {
    if (end) {
      finish();
      afterSpace = false;
      continue;
    }
    if (!split) {
      if (text !== '' || quoted) add(text, quoted);
      afterSpace = false;
      continue;
    }
    let run = '';
    const flush = (): void => {
      if (run !== '') add(run, false);
      run = '';
    };
    for (const c of text) {
      if (!ifs.includes(c)) {
        run += c;
        afterSpace = false;
        continue;
      }
      flush();
      if (c === ' ' || c === '\t' || c === '\n') {
        if (field) {
          finish();
          afterSpace = true;
        }
      } else if (field) finish();
      else if (afterSpace) afterSpace = false;
      else fields.push([]);
    }
    flush();
  }
  finish();
  return fields;
}

function globField(shell: Shell, field: Field): string[] {
  const literal = field.length === 1 ? (field[0]?.text ?? '') : field.map((piece) => piece.text).join('');
  if (shell.options.has('noglob') || !field.some((piece) => !piece.quoted && /[*?[(]/.test(piece.text)))
    return [literal];
  const pattern = field
    .map((piece) => (piece.quoted ? escapePattern(piece.text) : piece.text.replaceAll('\\', '\\\\')))
    .join('');
  const options = globOptions(shell);
  if (!hasGlob(pattern, options.extended)) return [unescapePattern(pattern)];
  const paths = glob(shell.fs, shell.cwd, pattern, options);
  if (paths.length > 0) return paths;
  if (shell.options.has('failglob')) throw new CommandProblem(`no match: ${literal}`, 1);
  return shell.options.has('nullglob') ? [] : [literal];
}

/** What the shell's options and GLOBIGNORE say about file name patterns. */
export function globOptions(shell: Shell): NonNullable<Parameters<typeof glob>[3]> {
  const { options } = shell;
  const ignored = shell.flavor === 'bash' ? (shell.variables.get('GLOBIGNORE') ?? '') : '';
  return {
    dotglob: options.has('dotglob') || ignored !== '',
    globstar: options.has('globstar'),
    ignoreCase: options.has('nocaseglob'),
    extended: options.has('extglob'),
    ignored: ignored === '' ? [] : ignored.split(':'),
  };
}
