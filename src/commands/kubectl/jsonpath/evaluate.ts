import { compareText, sortedKeys } from '../gofmt.ts';
import { goJson, isObject, type Json, type JsonObject } from '../json.ts';
import { JsonPathError, parseJsonPath, type Bound, type Node } from './parse.ts';

export interface JsonPathOptions {
  /** A missing key is an error (kubectl allows it by default). */
  readonly strict?: boolean;
}

/** What a parsed template finds in `data`: one list of values for each part of the template. @throws {JsonPathError} */
export function findResults(nodes: readonly Node[], data: Json, options: JsonPathOptions = {}): Json[][] {
  return block(nodes, 0, data, options, false).results;
}

/** Run a template as `-o jsonpath=` does. @throws {JsonPathError} */
export function printJsonPath(template: string, data: Json, options: JsonPathOptions = {}): string {
  return findResults(parseJsonPath(template), data, options)
    .map((values) => values.map(printable).join(' '))
    .join('');
}

function printable(value: Json): string {
  if (value === null) return 'null';
  return typeof value === 'object' ? goJson(value) : goPrint(value);
}

/** `fmt.Sprint` of a decoded JSON value. */
export function goPrint(value: Json | undefined): string {
  if (value === null || value === undefined) return '<nil>';
  if (typeof value === 'number') return goNumber(value);
  if (typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return `[${(value as readonly Json[]).map(goPrint).join(' ')}]`;
  const record = value as JsonObject;
  return `map[${sortedKeys(record)
    .map((key) => `${key}:${goPrint(record[key])}`)
    .join(' ')}]`;
}

/** Whole numbers were decoded as int64; others print as Go's %v of a float64. */
function goNumber(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e21) return String(value);
  const plain = String(value);
  const match = /^(.*)e([+-])(\d)$/.exec(plain);
  return match ? `${match[1] ?? ''}e${match[2] ?? ''}0${match[3] ?? ''}` : plain;
}

function actionOf(node: Node | undefined): 'range' | 'end' | undefined {
  if (node?.kind !== 'list') return undefined;
  const first = node.nodes[0];
  if (first?.kind !== 'identifier') return undefined;
  if (first.name === 'range' || first.name === 'end') return first.name;
  throw new JsonPathError(`unrecognized identifier ${first.name}`);
}

/** Evaluate from `start` until the end of the template or of the range that it is in. @returns where it ended, too */
function block(
  nodes: readonly Node[],
  start: number,
  data: Json | undefined,
  options: JsonPathOptions,
  inRange: boolean,
): { results: Json[][]; end: number } {
  const results: Json[][] = [];
  const input = data === undefined ? [] : [data];
  let i = start;
  for (; i < nodes.length; i++) {
    const node = nodes[i] as Node;
    const action = actionOf(node);
    if (action === 'end') {
      if (!inRange) throw new JsonPathError('not in range, nothing to end');
      return { results, end: i };
    }
    if (action === 'range' && node.kind === 'list') {
      const values = walkAll(input, node.nodes.slice(1), options);
      let end = i;
      for (const value of values) {
        const inner = block(nodes, i + 1, value, options, true);
        results.push(...inner.results);
        end = inner.end;
      }
      if (values.length === 0) end = skipRange(nodes, i + 1);
      i = end;
      continue;
    }
    // Text is printed once a turn, but not where a range found nothing.
    results.push(walk(input, node, options));
  }
  return { results, end: i };
}

function skipRange(nodes: readonly Node[], start: number): number {
  let depth = 1;
  for (let i = start; i < nodes.length; i++) {
    const action = actionOf(nodes[i]);
    if (action === 'range') depth++;
    if (action === 'end' && --depth === 0) return i;
  }
  return nodes.length;
}

function walkAll(input: readonly Json[], nodes: readonly Node[], options: JsonPathOptions): Json[] {
  let values = [...input];
  for (const node of nodes) values = walk(values, node, options);
  return values;
}

function walk(input: readonly Json[], node: Node, options: JsonPathOptions): Json[] {
  switch (node.kind) {
    case 'list':
      return walkAll(input, node.nodes, options);
    case 'text':
      return [node.text];
    case 'value':
      return [node.value];
    case 'identifier':
      throw new JsonPathError(`unrecognized identifier ${node.name}`);
    case 'field':
      return field(input, node.name, options);
    case 'wildcard':
      return input.flatMap(childrenOf);
    case 'recursive':
      return input.flatMap((value) => [...descendants(value)]);
    case 'union':
      return node.nodes.flatMap((one) => walk(input, one, options));
    case 'slice':
      return input.flatMap((value) => slice(value, node.params));
    case 'filter':
      return input.flatMap((value) => filter(value, node, options));
  }
}

function childrenOf(value: Json): Json[] {
  if (Array.isArray(value)) return [...(value as readonly Json[])];
  if (!isObject(value)) return [];
  return sortedKeys(value).flatMap((key) => (value[key] === undefined ? [] : [value[key]]));
}

function* descendants(value: Json): Generator<Json> {
  yield value;
  for (const child of childrenOf(value))
    if (typeof child === 'object' && child !== null) yield* descendants(child);
}

function field(input: readonly Json[], name: string, options: JsonPathOptions): Json[] {
  if (name === '') return [...input];
  const found: Json[] = [];
  for (const value of input) {
    if (!isObject(value)) continue;
    const one = value[name];
    if (one !== undefined) found.push(one);
  }
  if (found.length === 0 && options.strict) throw new JsonPathError(`${name} is not found`);
  return found;
}

function typeName(value: Json): string {
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64';
  return 'map[string]interface {}';
}

function slice(value: Json, params: readonly [Bound, Bound, Bound]): Json[] {
  if (value === null) return [];
  if (!Array.isArray(value)) throw new JsonPathError(`${typeName(value)} is not array or slice`);
  const items = value as readonly Json[];
  let from = params[0].value ?? 0;
  if (from < 0) from += items.length;
  let to = params[1].value ?? items.length;
  if (to < 0 || (to === 0 && params[1].derived)) to += items.length;
  if (from === to) return [];
  if (from >= items.length || from < 0) {
    throw new JsonPathError(`array index out of bounds: index ${from}, length ${items.length}`);
  }
  if (to > items.length || to < 0) {
    throw new JsonPathError(`array index out of bounds: index ${to - 1}, length ${items.length}`);
  }
  if (from > to) throw new JsonPathError(`starting index ${from} is greater than ending index ${to}`);
  const step = params[2].value ?? 1;
  if (step <= 0) throw new JsonPathError('step must be > 0');
  return items.slice(from, to).filter((_, i) => i % step === 0);
}

function filter(value: Json, node: Node & { kind: 'filter' }, options: JsonPathOptions): Json[] {
  if (value === null) return [];
  if (!Array.isArray(value)) {
    throw new JsonPathError(`${goPrint(value)} is not array or slice and cannot be filtered`);
  }
  return (value as readonly Json[]).filter((item) => {
    const left = walk([item], node.left, options);
    if (node.operator === 'exists') return left.length > 0;
    const right = walk([item], node.right, options);
    if (left.length > 1 || right.length > 1)
      throw new JsonPathError('can only compare one element at a time');
    const [a] = left;
    const [b] = right;
    return a === undefined || b === undefined ? false : compare(a, node.operator, b);
  });
}

function compare(a: Json, operator: string, b: Json): boolean {
  if (typeof a !== typeof b || typeof a === 'object') {
    throw new JsonPathError('incompatible types for comparison');
  }
  const order = typeof a === 'string' ? compareText(a, b as string) : Number(a) - Number(b);
  switch (operator) {
    case '==':
      return order === 0;
    case '!=':
      return order !== 0;
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
    default:
      throw new JsonPathError(`unrecognized filter operator ${operator}`);
  }
}

/** Go's `%#v` of a decoded JSON value, which kubectl shows with a template that failed. */
export function goSyntax(value: Json | undefined): string {
  if (value === null || value === undefined) return 'interface {}(nil)';
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') return goNumber(value);
  if (typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return `[]interface {}{${(value as readonly Json[]).map(goSyntax).join(', ')}}`;
  const record = value as JsonObject;
  const fields = sortedKeys(record).map((key) => `${JSON.stringify(key)}:${goSyntax(record[key])}`);
  return `map[string]interface {}{${fields.join(', ')}}`;
}
