import type { Json, MutableJson } from './json.ts';

/** A text that is no JSON. */
export class JsonSyntaxError extends Error {}

/** How deep arrays and objects may stand in each other. encoding/json has 10000, for which the stack here is too small. */
const MAX_DEPTH = 1000;

/** A JSON text's value, and the paths of fields that it has twice (`spec.containers[0].image`); the last one counts. */
export interface ParsedJson {
  readonly value: Json;
  readonly duplicates: readonly string[];
}

/** @throws {JsonSyntaxError} in encoding/json's words */
export function parseJson(text: string): ParsedJson {
  const duplicates: string[] = [];
  let at = 0;
  let depth = 0;
  const fail = (where: string): never => {
    const char = text[at];
    throw new JsonSyntaxError(
      char === undefined ? 'unexpected end of JSON input' : `invalid character ${quoteChar(char)} ${where}`,
    );
  };
  const space = (): void => {
    while (' \t\n\r'.includes(text[at] ?? 'x')) at++;
  };
  const string = (): string => {
    const match = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
    match.lastIndex = at;
    const found = match.exec(text)?.[0];
    if (found === undefined) return fail('in string literal');
    at += found.length;
    return JSON.parse(found) as string;
  };
  const value = (path: string): Json => {
    space();
    const char = text[at] ?? '';
    if (char === '{' || char === '[') {
      if (++depth > MAX_DEPTH) throw new JsonSyntaxError('exceeded max depth');
      const inner = char === '{' ? object(path) : array(path);
      depth--;
      return inner;
    }
    if (char === '"') return string();
    const match = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?/y;
    match.lastIndex = at;
    const found = match.exec(text)?.[0];
    if (found === undefined) return fail('looking for beginning of value');
    at += found.length;
    return JSON.parse(found) as Json;
  };
  const object = (path: string): Json => {
    const result: MutableJson = {};
    at++;
    space();
    if (text[at] === '}') {
      at++;
      return result;
    }
    for (;;) {
      space();
      if (text[at] !== '"') fail('looking for beginning of object key string');
      const key = string();
      const inner = path === '' ? key : `${path}.${key}`;
      if (Object.hasOwn(result, key)) duplicates.push(inner);
      space();
      if (text[at] !== ':') fail('after object key');
      at++;
      const item = value(inner);
      Object.defineProperty(result, key, {
        value: item,
        enumerable: true,
        configurable: true,
        writable: true,
      });
      space();
      const next = text[at];
      if (next !== ',' && next !== '}') fail('after object key:value pair');
      at++;
      if (next === '}') return result;
    }
  };
  const array = (path: string): Json => {
    const result: Json[] = [];
    at++;
    space();
    if (text[at] === ']') {
      at++;
      return result;
    }
    for (;;) {
      result.push(value(`${path}[${result.length}]`));
      space();
      const next = text[at];
      if (next !== ',' && next !== ']') fail('after array element');
      at++;
      if (next === ']') return result;
    }
  };
  const result = value('');
  space();
  if (at < text.length) fail('after top-level value');
  return { value: result, duplicates };
}

const quoteChar = (char: string): string =>
  char === "'"
    ? String.raw`'\''`
    : char === '"'
      ? `'"'`
      : char < ' '
        ? `'${JSON.stringify(char).slice(1, -1)}'`
        : `'${char}'`;
