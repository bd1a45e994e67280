import { isMap, isNode, isScalar, isSeq, LineCounter, parseDocument, type Document, type Scalar } from 'yaml';
import * as z from 'zod/mini';

// Without a locale zod says no more than "Invalid input".
z.config(z.locales.en());

/** A mistake in a file that an author wrote: where, and what is wrong. Lines and columns count from 1. */
export interface AuthoringError {
  readonly file: string;
  readonly line: number;
  /** Absent where only the line can be told. */
  readonly column?: number;
  readonly message: string;
}

/** `file:line:column: what` */
export function authoringErrorText({ file, line, column, message }: AuthoringError): string {
  return `${file}:${line}${column === undefined ? '' : `:${column}`}: ${message}`;
}

/** Thrown when authored files cannot be used; its message has one mistake a line. */
export class AuthoringErrors extends Error {
  readonly errors: readonly AuthoringError[];
  constructor(errors: readonly AuthoringError[]) {
    super(errors.map(authoringErrorText).join('\n'));
    this.name = 'AuthoringErrors';
    this.errors = errors;
  }
}

type Path = readonly (string | number | symbol)[];

/** `checks[0].has.spec` */
export function pathText(path: Path): string {
  return path.reduce<string>(
    (text, key) =>
      typeof key === 'number' ? `${text}[${key}]` : text === '' ? String(key) : `${text}.${String(key)}`,
    '',
  );
}

/** Where the deepest node on `path` begins in the text; for a key, where the key itself does. */
function offsetOf(document: Document, path: Path): number {
  let node: unknown = document.contents;
  let offset = isNode(node) ? (node.range?.[0] ?? 0) : 0;
  for (const key of path) {
    let next: unknown;
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && item.key.value === key);
      if (!pair) break;
      if (isNode(pair.key)) offset = pair.key.range?.[0] ?? offset;
      next = pair.value;
    } else if (isSeq(node)) {
      next = node.items[Number(key)];
      if (isNode(next)) offset = next.range?.[0] ?? offset;
    }
    if (!isNode(next)) break;
    node = next;
  }
  return offset;
}

/**
 * Where a character of a scalar's value stands in the text. Goes through both side by side, for a block scalar's lines are indented and
 * folded.
 * @param index the character in the value, from 0
 */
function offsetWithin(source: string, node: Scalar, index: number): number {
  const [from = 0] = node.range ?? [];
  const block = node.type === 'BLOCK_FOLDED' || node.type === 'BLOCK_LITERAL';
  const quoted = node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE';
  const text = String(node.value);
  const skipIndent = (at: number): number => at + (/^ */.exec(source.slice(at, at + 200))?.[0].length ?? 0);
  let at = block ? skipIndent(source.indexOf('\n', from) + 1) : from + (quoted ? 1 : 0);
  for (let i = 0; i < index; i++) {
    if (/\s/.test(text[i] ?? '') && source[at] === '\n') at = skipIndent(at + 1);
    else at++;
  }
  return at;
}

function unknownKeys(keys: readonly string[]): string {
  return `unknown field ${keys.map((key) => `"${key}"`).join(', ')}`;
}

/** A parsed file that can still say on which line each of its values stands. */
export interface Authored<T> {
  readonly value: T;
  /** The mistake `message` at the value that `path` leads to. @param index at which character of that text it is, from 0 */
  at(path: Path, message: string, index?: number): AuthoringError;
}

/** The most characters that one file of an author may have. */
const LONGEST = 256 * 1024;

/** What is wrong with a file that is too long. @param limit the most characters it may have */
export function tooLong(file: string, text: string, limit = LONGEST): readonly AuthoringError[] {
  if (text.length <= limit) return [];
  return [{ file, line: 1, message: `the file has ${text.length} characters; ${limit} is the limit` }];
}

/**
 * Read a YAML file that an author wrote.
 * @param file its name, for messages
 * @param limit the most characters it may have
 * @throws {AuthoringErrors} with file, line and mistake for each thing wrong in it
 */
export function readAuthored<S extends z.ZodMiniType>(
  file: string,
  text: string,
  schema: S,
  limit = LONGEST,
): Authored<z.output<S>> {
  const long = tooLong(file, text, limit);
  if (long.length > 0) throw new AuthoringErrors(long);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const place = (offset: number): { line: number; column: number } => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  if (document.errors.length > 0) {
    throw new AuthoringErrors(
      document.errors.map((error) => ({
        file,
        ...place(error.pos[0]),
        message: `not valid YAML: ${error.message}`,
      })),
    );
  }
  if (document.contents === null)
    throw new AuthoringErrors([{ file, line: 1, message: 'the file is empty' }]);
  const at = (path: Path, message: string, index?: number): AuthoringError => {
    const node = index === undefined ? undefined : document.getIn(path, true);
    const offset =
      isScalar(node) && index !== undefined ? offsetWithin(text, node, index) : offsetOf(document, path);
    return { file, ...place(offset), message };
  };
  const result = schema.safeParse(document.toJS({ maxAliasCount: 100 }));
  if (!result.success) {
    throw new AuthoringErrors(
      result.error.issues.map((issue) => {
        const unknown = issue.code === 'unrecognized_keys' ? issue.keys : [];
        const where = pathText(issue.path);
        const what = unknown.length > 0 ? unknownKeys(unknown) : issue.message;
        return at([...issue.path, ...unknown.slice(0, 1)], where === '' ? what : `${where}: ${what}`);
      }),
    );
  }
  return { value: result.data, at };
}
