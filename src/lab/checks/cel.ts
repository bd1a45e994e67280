import { Environment } from '@marcbachmann/cel-js';
import {
  addAmounts,
  compareAmounts,
  formatQuantity,
  parseQuantity,
  readQuantity,
  type Amount,
} from '../../api/quantity.ts';
import type { Json } from '../../cluster/apiserver/request.ts';

/** A Kubernetes quantity inside an expression, as Kubernetes' own CEL library has it. Models apiserver/pkg/cel/library/quantity.go. */
class QuantityValue {
  readonly amount: Amount;
  constructor(amount: Amount) {
    this.amount = amount;
  }
}

const NANO = 1_000_000_000n;
type Q = QuantityValue;
const order = (a: Q, b: Q): number => compareAmounts(a.amount, b.amount);
const negated = ({ amount }: Q): Amount => ({ ...amount, nanos: -amount.nanos });
const integer = ({ amount }: Q): boolean => amount.nanos % NANO === 0n;

function asInteger(quantity: Q): bigint {
  if (!integer(quantity)) throw new Error('cannot convert value to integer');
  return quantity.amount.nanos / NANO;
}

function baseEnvironment(): Environment {
  return new Environment({ homogeneousAggregateLiterals: false, enableOptionalTypes: true })
    .registerVariable('self', 'dyn')
    .registerType('Quantity', QuantityValue)
    .registerFunction('quantity(string): Quantity', (text: string) => new QuantityValue(parseQuantity(text)))
    .registerFunction('isQuantity(string): bool', (text: string) => typeof readQuantity(text) !== 'string')
    .registerFunction('Quantity.compareTo(Quantity): int', (a: Q, b: Q) => BigInt(order(a, b)))
    .registerFunction('Quantity.isLessThan(Quantity): bool', (a: Q, b: Q) => order(a, b) < 0)
    .registerFunction('Quantity.isGreaterThan(Quantity): bool', (a: Q, b: Q) => order(a, b) > 0)
    .registerFunction('Quantity.sign(): int', ({ amount }: Q) =>
      amount.nanos > 0n ? 1n : amount.nanos < 0n ? -1n : 0n,
    )
    .registerFunction('Quantity.isInteger(): bool', integer)
    .registerFunction('Quantity.asInteger(): int', asInteger)
    .registerFunction('Quantity.asApproximateFloat(): double', ({ amount }: Q) => Number(amount.nanos) / 1e9)
    .registerFunction(
      'Quantity.add(Quantity): Quantity',
      (a: Q, b: Q) => new QuantityValue(addAmounts(a.amount, b.amount)),
    )
    .registerFunction(
      'Quantity.sub(Quantity): Quantity',
      (a: Q, b: Q) => new QuantityValue(addAmounts(a.amount, negated(b))),
    )
    .registerFunction('string(Quantity): string', ({ amount }: Q) => formatQuantity(amount));
}

/** Where an expression stands: it says what it may name besides `self`. */
export type CelPlace = 'live' | 'ahead';

const environments: Partial<Record<CelPlace, Environment>> = {};

const environment = (place: CelPlace): Environment =>
  (environments[place] ??=
    place === 'live'
      ? baseEnvironment()
      : baseEnvironment().registerVariable('output', 'string').registerVariable('status', 'int'));

/**
 * JSON as CEL sees it: whole numbers become integers, since the library takes a JavaScript number for a double. The only
 * fields of type double are the bounds in a CustomResourceDefinition's schema (a test holds us to it), so the kinds' schema need not be
 * carried into the page.
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

type Program = ReturnType<Environment['parse']>;
const parsed = new Map<string, Program>();
/** More expressions than an exercise has: what is parsed is kept for the next look, and not for ever. */
const KEPT = 500;

/** @throws what the library throws for a mistake */
export function parseCel(expression: string, place: CelPlace): Program {
  const key = `${place} ${expression}`;
  let program = parsed.get(key);
  if (!program) {
    program = environment(place).parse(expression);
    if (parsed.size >= KEPT) parsed.clear();
    parsed.set(key, program);
  }
  return program;
}

interface CelFailure {
  readonly code: string;
  readonly summary: string;
  readonly range?: { readonly start: number };
}

export function celFailure(error: unknown): CelFailure {
  const {
    code = '',
    summary,
    range,
    message = String(error),
  } = error as Partial<CelFailure> & {
    message?: string;
  };
  return { code, summary: summary ?? message, ...(range ? { range } : {}) };
}

/** What an expression is evaluated over. */
export interface CelInput {
  readonly self: Json | undefined;
  /** In a look ahead: what the command printed, and its exit status. */
  readonly output?: string;
  readonly status?: number;
}

/** Evaluate an expression. */
export function evaluateCel(expression: string, { self, output, status }: CelInput): CelOutcome {
  const place: CelPlace = output === undefined ? 'live' : 'ahead';
  const variables =
    place === 'live'
      ? { self: celValue(self) }
      : { self: celValue(self), output, status: BigInt(status ?? 0) };
  try {
    const value: unknown = parseCel(expression, place)(variables);
    if (typeof value === 'boolean') return { kind: 'value', value };
    return { kind: 'error', message: `the expression gives ${typeof value}, not bool` };
  } catch (error) {
    const { code, summary } = celFailure(error);
    if (ABSENT.has(code)) return { kind: 'absent', what: summary.replace(/^No such key: /, '') };
    return { kind: 'error', message: summary };
  }
}

/** Fields and indexes after a name, not the call of a function. */
const STEPS = String.raw`((?:\.[A-Za-z_]\w*(?!\w|\s*\()|\[\d+\])+)`;
const BINDING = /^\s*\.\s*(?:all|exists|exists_one|existsOne|filter|map)\s*\(\s*([A-Za-z_]\w*)\s*,/;
/** So many places are told at most: more tell a reader nothing at a glance. */
const TOLD = 8;

/** What stands at the end of a path such as `.spec.ports[1].port`. */
function follow(from: Json | undefined, path: string): Json | undefined {
  let value = from;
  for (const [, field, index] of path.matchAll(/\.(\w+)|\[(\d+)\]/g)) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as { readonly [key: string]: Json | undefined })[field ?? index ?? ''];
  }
  return value;
}

/** The text up to the parenthesis that closes the one before it. */
function argument(text: string): string {
  let depth = 1;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '(') depth++;
    else if (text[i] === ')' && --depth === 0) return text.slice(0, i);
  }
  return text;
}

/** What names an item of a list to a reader: its name, a condition's type, else its place. */
function itemLabel(item: Json, index: number): { readonly label: string; readonly field?: string } {
  for (const field of ['.name', '.type']) {
    const label = follow(item, field);
    if (typeof label === 'string') return { label, field };
  }
  return { label: String(index) };
}

/**
 * The paths from `self` that an expression names, with what stands there now: what a learner is told was found. Of a list whose items an
 * expression looks into, `self.spec.containers.all(c, c.image …)`, it is each item's field: `spec.containers[web].image`.
 */
export function pathsFound(
  expression: string,
  self: Json | undefined,
): { readonly path: string; readonly found: Json | undefined }[] {
  const found = new Map<string, Json | undefined>();
  for (const match of expression.matchAll(new RegExp(String.raw`\bself${STEPS}`, 'g'))) {
    const path = (match[1] ?? '').slice(1);
    const value = follow(self, `.${path}`);
    const rest = expression.slice(match.index + match[0].length);
    const [bound, item] = BINDING.exec(rest) ?? [];
    const inner =
      bound === undefined
        ? []
        : [
            ...argument(rest.slice(bound.length)).matchAll(
              new RegExp(String.raw`(?<![\w.])${item ?? ''}${STEPS}`, 'g'),
            ),
          ].map(([, steps = '']) => steps);
    if (!Array.isArray(value) || inner.length === 0) found.set(path, value);
    else
      (value as readonly Json[]).forEach((one, index) => {
        const { label, field } = itemLabel(one, index);
        for (const steps of inner)
          if (steps !== field) found.set(`${path}[${label}]${steps}`, follow(one, steps));
      });
  }
  return [...found]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .slice(0, TOLD)
    .map(([path, value]) => ({ path, found: value }));
}
