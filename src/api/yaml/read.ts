/** Reads manifests as sigs.k8s.io/yaml does: YAML 1.1's meaning, go-yaml's error messages. */
import type { Document, Node } from 'yaml';
import { isAlias, isMap, isScalar, isSeq, parseDocument } from 'yaml';
import type { Json, MutableJson } from '../json.ts';
import { isArray, isObject } from '../json.ts';
import { goError } from './go-errors.ts';
import { resolveScalar } from './resolve.ts';

/** A text that is no YAML; `message` is go-yaml's, e.g. `yaml: line 3: mapping values are not allowed in this context`. */
export class YamlError extends Error {
  /** Where it is in the text that was read, for editors. */
  readonly offset: number;
  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

/**
 * The documents of a manifest, split as kubectl splits them (a line of `---`), each with the offset where it begins. Empty ones are left out.
 * Models k8s.io/apimachinery/pkg/util/yaml YAMLReader.
 */
export function splitYamlDocuments(text: string): { readonly text: string; readonly offset: number }[] {
  const documents: { text: string; offset: number }[] = [];
  let start = 0;
  let at = 0;
  const end = (stop: number): void => {
    const document = text.slice(start, stop);
    if (document.trim() !== '') documents.push({ text: document, offset: start });
  };
  for (const line of text.split(/(?<=\n)/)) {
    if (/^---\s*(#.*)?$/.test(line.trimEnd())) {
      end(at);
      start = at + line.length;
    }
    at += line.length;
  }
  end(text.length);
  return documents;
}

/** Every document of a manifest that is not empty or null. @throws {YamlError} of the first one that cannot be read */
export function parseYamlDocuments(text: string): Json[] {
  const values: Json[] = [];
  for (const document of splitYamlDocuments(text)) {
    const value = parseYaml(document.text, document.offset);
    if (value !== null) values.push(value);
  }
  return values;
}

/** One document. @throws {YamlError} */
export function parseYaml(text: string, offset = 0): Json {
  const document = parseDocument(text, {
    schema: 'failsafe',
    version: '1.1',
    uniqueKeys: false,
    prettyErrors: false,
    stringKeys: false,
    logLevel: 'silent',
  });
  const first = document.errors[0];
  if (first) throw new YamlError(goError(document.errors, text), offset + first.pos[0]);
  return value(document.contents, document, text, offset);
}

function value(
  node: Node | null | undefined,
  document: Document.Parsed | Document,
  text: string,
  offset: number,
): Json {
  if (node === null || node === undefined) return null;
  if (isAlias(node)) {
    const target = node.resolve(document);
    if (target === undefined)
      throw new YamlError(
        `yaml: unknown anchor '${node.source}' referenced`,
        offset + (node.range?.[0] ?? 0),
      );
    return value(target, document, text, offset);
  }
  if (isScalar(node)) {
    const source = typeof node.value === 'string' ? node.value : String(node.value ?? '');
    if (node.tag === '!!str' || node.tag === 'tag:yaml.org,2002:str') return source;
    return node.type === 'PLAIN'
      ? resolveScalar(source)
      : node.type === undefined
        ? resolveScalar(source)
        : source;
  }
  if (isSeq(node)) return node.items.map((item) => value(item as Node, document, text, offset));
  if (!isMap(node)) return null;
  const result: MutableJson = {};
  let merged: MutableJson = {};
  for (const pair of node.items) {
    const key = pair.key as Node | null;
    const item = value(pair.value as Node | null, document, text, offset);
    if (isScalar(key) && key.type === 'PLAIN' && key.value === '<<') {
      for (const source of isArray(item) ? [...item].reverse() : [item])
        if (isObject(source)) merged = { ...merged, ...source };
    } else setKey(result, keyText(value(key, document, text, offset)), item);
  }
  for (const [key, item] of Object.entries(merged))
    if (!Object.hasOwn(result, key)) setKey(result, key, item ?? null);
  return result;
}

/** Also `__proto__` is an ordinary key. */
function setKey(object: MutableJson, key: string, item: Json): void {
  Object.defineProperty(object, key, { value: item, enumerable: true, configurable: true, writable: true });
}

/** JSON's keys are strings: `1:` is `"1":`, `yes:` is `"true":`. */
const keyText = (key: Json): string =>
  typeof key === 'string' ? key : typeof key === 'object' ? JSON.stringify(key) : String(key);
