import { CliError } from '../errors.ts';
import { compareText, naturalLess } from '../gofmt.ts';
import { isObject, type Json } from '../json.ts';
import { findResults } from '../jsonpath/evaluate.ts';
import { JsonPathError, parseJsonPath, relaxed, type Node } from '../jsonpath/parse.ts';
import { parseQuantity } from '../quantity.ts';

/**
 * Sort by what a JSONPath finds in each object. Models kubectl's pkg/cmd/get/sorter.go: what has no value comes first, strings that
 * are quantities compare as quantities, others naturally.
 * @throws {CliError} when no object has the field
 */
export function sortBy<T>(items: readonly T[], expression: string, objectOf: (item: T) => Json): T[] {
  let nodes: Node[];
  try {
    nodes = parseJsonPath(relaxed(expression));
  } catch (error) {
    if (error instanceof JsonPathError) throw new CliError(error.message);
    throw error;
  }
  const keyed = items.map((item) => ({ item, key: findResults(nodes, objectOf(item)).flat()[0] }));
  if (items.length > 0 && keyed.every(({ key }) => key === undefined)) {
    throw new CliError(
      `couldn't find any field with path ${JSON.stringify(relaxed(expression))} in the list of objects`,
    );
  }
  return keyed.sort((a, b) => compare(a.key, b.key)).map(({ item }) => item);
}

function compare(a: Json | undefined, b: Json | undefined): number {
  if (a === undefined || a === null) return b === undefined || b === null ? 0 : -1;
  if (b === undefined || b === null) return 1;
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'string' && typeof b === 'string') {
    const left = parseQuantity(a);
    const right = parseQuantity(b);
    if (left !== undefined && right !== undefined) return left - right;
    if (naturalLess(a, b)) return -1;
    return naturalLess(b, a) ? 1 : 0;
  }
  if (isObject(a) || isObject(b)) throw new CliError('unsortable type: map');
  return compareText(String(a as string), String(b as string));
}
