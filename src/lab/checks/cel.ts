import { Environment } from '@marcbachmann/cel-js';
import { compareQuantities, parseQuantity } from '../../api/quantity.ts';
import type { Json } from '../../cluster/apiserver/request.ts';

/** A Kubernetes quantity inside an expression, as Kubernetes' own CEL library has it. Models apiserver/pkg/cel/library/quantity.go. */
class QuantityValue {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

function compare(a: QuantityValue, b: QuantityValue): number {
  return compareQuantities(a.text, b.text);
}

const environment = new Environment({ homogeneousAggregateLiterals: false, enableOptionalTypes: true })
  .registerVariable('self', 'dyn')
  .registerType('Quantity', QuantityValue)
  .registerFunction('quantity(string): Quantity', (text: string) => {
    parseQuantity(text); // throws on what is none
    return new QuantityValue(text);
  })
  .registerFunction('Quantity.compareTo(Quantity): int', (a: QuantityValue, b: QuantityValue) =>
    BigInt(compare(a, b)),
  )
  .registerFunction(
    'Quantity.isLessThan(Quantity): bool',
    (a: QuantityValue, b: QuantityValue) => compare(a, b) < 0,
  )
  .registerFunction(
    'Quantity.isGreaterThan(Quantity): bool',
    (a: QuantityValue, b: QuantityValue) => compare(a, b) > 0,
  );

/**
 * JSON as CEL sees it: whole numbers become integers. Every number in the kinds served here is an integer by its schema;
 * the library would take a JavaScript number for a double.
 */
function celValue(value: Json | undefined): unknown {
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : value;
  if (Array.isArray(value)) return value.map((item) => celValue(item as Json));
  if (typeof value === 'object' && value !== null) {
    return new Map(Object.entries(value).map(([key, item]) => [key, celValue(item as Json)]));
  }
  return value;
}

/** What an expression came to. */
export type CelOutcome =
  | { readonly kind: 'value'; readonly value: boolean }
  /** Something that it looks at is not there (yet): a field, a list item. */
  | { readonly kind: 'absent'; readonly what: string }
  | { readonly kind: 'error'; readonly message: string };

const ABSENT = new Set(['no_such_key', 'index_out_of_bounds', 'no_such_field']);

const parsed = new Map<string, ReturnType<typeof environment.parse>>();

function parse(expression: string): ReturnType<typeof environment.parse> {
  let program = parsed.get(expression);
  if (!program) parsed.set(expression, (program = environment.parse(expression)));
  return program;
}

interface CelFailure {
  readonly code: string;
  readonly summary: string;
}

function failure(error: unknown): CelFailure {
  const { code = '', summary, message = String(error) } = error as Partial<CelFailure> & { message?: string };
  return { code, summary: summary ?? message };
}

/** What is wrong with an expression before it is ever evaluated; `undefined` when nothing is. */
export function celProblem(expression: string): string | undefined {
  try {
    const result = parse(expression).check();
    if (!result.valid) return failure(result.error).summary;
    if (result.type !== 'bool' && result.type !== 'dyn')
      return `the expression gives ${result.type}, not bool`;
    return undefined;
  } catch (error) {
    return failure(error).summary;
  }
}

/** Evaluate `expression` with `self` bound to an object. */
export function evaluateCel(expression: string, self: Json): CelOutcome {
  try {
    const value: unknown = parse(expression)({ self: celValue(self) });
    if (typeof value === 'boolean') return { kind: 'value', value };
    return { kind: 'error', message: `the expression gives ${typeof value}, not bool` };
  } catch (error) {
    const { code, summary } = failure(error);
    if (ABSENT.has(code)) return { kind: 'absent', what: summary.replace(/^No such key: /, '') };
    return { kind: 'error', message: summary };
  }
}

/** The paths from `self` that an expression names, with what stands there now: what a learner is told was found. */
export function pathsFound(
  expression: string,
  self: Json,
): { readonly path: string; readonly found: Json | undefined }[] {
  const paths = new Set<string>();
  for (const [, path = ''] of expression.matchAll(/\bself((?:\.[A-Za-z_]\w*(?!\w|\s*\()|\[\d+\])+)/g))
    paths.add(path);
  return [...paths].sort().map((path) => {
    let value: Json | undefined = self;
    for (const [, field, index] of path.matchAll(/\.(\w+)|\[(\d+)\]/g)) {
      if (typeof value !== 'object' || value === null) return { path: path.slice(1), found: undefined };
      value = (value as { readonly [key: string]: Json | undefined })[field ?? index ?? ''];
    }
    return { path: path.slice(1), found: value };
  });
}
