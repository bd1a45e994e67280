/**
 * Amounts of resources (`100m`, `1Gi`, `1e3`). Models k8s.io/apimachinery/pkg/api/resource: parsing, the canonical form, arithmetic.
 * The smallest part is a billionth; what is finer rounds up, away from zero.
 */

export type QuantityFormat = 'DecimalSI' | 'BinarySI' | 'DecimalExponent';

/** A parsed quantity. */
export interface Amount {
  readonly nanos: bigint;
  readonly format: QuantityFormat;
}

/** A text that is no quantity; the message is upstream's. */
export class QuantityError extends Error {}

const formatWrong =
  "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
const binarySuffixes = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
const decimalSuffixes = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E'];
const nano = 1_000_000_000n;

const power = (base: bigint, exponent: number): bigint => {
  let result = 1n;
  for (let i = 0; i < exponent; i++) result *= base;
  return result;
};

/** @throws {QuantityError} */
export function parseQuantity(text: string): Amount {
  const read = readQuantity(text);
  if (typeof read === 'string') throw new QuantityError(read);
  return read;
}

/** As {@link parseQuantity}, but gives back what is wrong: for those who try texts that mostly are no quantities. */
export function readQuantity(text: string): Amount | string {
  const match = /^([+-]?)([0-9]*)(\.[0-9]*)?([eEinumkKMGTP]*(?:[-+]?[0-9]*))$/.exec(text);
  if (text === '' || !match) return formatWrong;
  const [, sign, whole = '', point = '', suffix = ''] = match;
  const fraction = point.slice(1);
  if (whole === '' && fraction === '') return 'unable to parse numeric part of quantity';
  const scaled = parseSuffix(suffix);
  if (!scaled) return "unable to parse quantity's suffix";
  const { multiplier, exponent, format } = scaled;
  // digits × 10^(exponent + 9 − number of decimals), in billionths
  const scale = exponent + 9 - fraction.length;
  let nanos = BigInt(whole + fraction) * multiplier;
  if (scale >= 0) nanos *= power(10n, scale);
  else {
    const divisor = power(10n, -scale);
    nanos = (nanos + divisor - 1n) / divisor;
  }
  return { nanos: sign === '-' ? -nanos : nanos, format };
}

function parseSuffix(
  suffix: string,
): { multiplier: bigint; exponent: number; format: QuantityFormat } | undefined {
  const binary = binarySuffixes.indexOf(suffix);
  if (binary > 0) return { multiplier: power(1024n, binary), exponent: 0, format: 'BinarySI' };
  const decimal = decimalSuffixes.indexOf(suffix);
  if (decimal >= 0) return { multiplier: 1n, exponent: 3 * decimal - 9, format: 'DecimalSI' };
  const written = /^[eE]([-+]?[0-9]+)$/.exec(suffix)?.[1];
  if (written === undefined) return undefined;
  return { multiplier: 1n, exponent: Number(written), format: 'DecimalExponent' };
}

/** The canonical form, as the API server writes it: `1500m`, `1Gi`. */
export function formatQuantity(amount: Amount): string {
  const { nanos } = amount;
  if (nanos === 0n) return '0';
  let { format } = amount;
  const size = nanos < 0n ? -nanos : nanos;
  if (format === 'BinarySI' && (size < 1024n * nano || size % nano !== 0n)) format = 'DecimalSI';
  const sign = nanos < 0n ? '-' : '';
  if (format === 'BinarySI') {
    let value = size / nano;
    let step = 0;
    while (value % 1024n === 0n && step < binarySuffixes.length - 1) {
      value /= 1024n;
      step++;
    }
    return `${sign}${value}${binarySuffixes[step]}`;
  }
  let value = size;
  let step = 0;
  while (value % 1000n === 0n && (step < decimalSuffixes.length - 1 || format === 'DecimalExponent')) {
    value /= 1000n;
    step++;
  }
  if (format === 'DecimalSI') return `${sign}${value}${decimalSuffixes[step]}`;
  const exponent = 3 * step - 9;
  return `${sign}${value}${exponent === 0 ? '' : `e${exponent}`}`;
}

/** The canonical form of a text. @throws {QuantityError} */
export function canonicalQuantity(text: string): string {
  let canonical = canonicalForms.get(text);
  if (canonical !== undefined) return canonical;
  canonical = formatQuantity(parseQuantity(text));
  if (canonicalForms.size >= MAX_FORMS) canonicalForms.clear();
  canonicalForms.set(text, canonical);
  return canonical;
}

/** The forms of quantities that were asked for before: the same few come again and again. */
const canonicalForms = new Map<string, string>();
const MAX_FORMS = 1000;

const order = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0);

/** Negative, zero or positive, as for `sort`. */
export const compareAmounts = (a: Amount, b: Amount): number => order(a.nanos, b.nanos);

/** @throws {QuantityError} */
export const compareQuantities = (a: string, b: string): number =>
  compareAmounts(parseQuantity(a), parseQuantity(b));

/** Keeps the first one's format, unless it is zero. */
export const addAmounts = (a: Amount, b: Amount): Amount => ({
  nanos: a.nanos + b.nanos,
  format: a.nanos === 0n ? b.format : a.format,
});

const ceil = (nanos: bigint, unit: bigint): bigint =>
  nanos > 0n ? (nanos + unit - 1n) / unit : nanos / unit;

/** Whole units, rounded up (bytes of memory). */
export const quantityValue = (text: string): number => Number(ceil(parseQuantity(text).nanos, nano));

/** Thousandths, rounded up (millicores). */
export const quantityMilliValue = (text: string): number =>
  Number(ceil(parseQuantity(text).nanos, 1_000_000n));
