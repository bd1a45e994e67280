import { isMap, isNode, isScalar, isSeq, LineCounter, parseDocument, type Document } from 'yaml';
import * as z from 'zod/mini';

// Without a locale zod says no more than "Invalid input".
z.config(z.locales.en());

/** A mistake in a file that an author wrote: which file, which line, what is wrong. Lines count from 1. */
export interface AuthoringError {
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

/** Thrown when authored files cannot be used; its message has one `file:line: what` a line. */
export class AuthoringErrors extends Error {
  readonly errors: readonly AuthoringError[];
  constructor(errors: readonly AuthoringError[]) {
    super(errors.map((error) => `${error.file}:${error.line}: ${error.message}`).join('\n'));
    this.name = 'AuthoringErrors';
    this.errors = errors;
  }
}

type Path = readonly (string | number | symbol)[];

function pathText(path: Path): string {
  return path.reduce<string>(
    (text, key) =>
      typeof key === 'number' ? `${text}[${key}]` : text === '' ? String(key) : `${text}.${String(key)}`,
    '',
  );
}

/** The line of the deepest node on `path`; for a key, the line of the key itself. */
function lineOf(document: Document, lines: LineCounter, path: Path): number {
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
  return lines.linePos(offset).line;
}

/** A parsed file that can still say on which line each of its values stands. */
export interface Authored<T> {
  readonly value: T;
  /** The mistake `message` at the value that `path` leads to. */
  at(path: Path, message: string): AuthoringError;
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
  limit = 256 * 1024,
): Authored<z.output<S>> {
  if (text.length > limit) {
    throw new AuthoringErrors([
      { file, line: 1, message: `the file has ${text.length} characters; ${limit} is the limit` },
    ]);
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    throw new AuthoringErrors(
      document.errors.map((error) => ({
        file,
        line: lines.linePos(error.pos[0]).line,
        message: `not valid YAML: ${error.message}`,
      })),
    );
  }
  const at = (path: Path, message: string): AuthoringError => ({
    file,
    line: lineOf(document, lines, path),
    message,
  });
  const result = schema.safeParse(document.toJS({ maxAliasCount: 100 }));
  if (!result.success) {
    throw new AuthoringErrors(
      result.error.issues.map((issue) => {
        const unknown = issue.code === 'unrecognized_keys' ? issue.keys : [];
        const where = pathText(issue.path);
        const what =
          unknown.length > 0 ? `unknown field ${unknown.map((key) => `"${key}"`).join(', ')}` : issue.message;
        return at([...issue.path, ...unknown.slice(0, 1)], where === '' ? what : `${where}: ${what}`);
      }),
    );
  }
  return { value: result.data, at };
}
