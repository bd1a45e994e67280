import type { Json } from '../json.ts';

const truths = new Set(['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON']);
const lies = new Set(['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF']);
const nothing = new Set(['', '~', 'null', 'Null', 'NULL']);
const float = /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/;

/** What a plain scalar means. Models resolve() of go.yaml.in/yaml/v2, which sigs.k8s.io/yaml reads with: YAML 1.1, timestamps stay strings. */
export function resolveScalar(text: string): Json {
  if (nothing.has(text)) return null;
  if (truths.has(text)) return true;
  if (lies.has(text)) return false;
  if (!/^[-+.0-9]/.test(text)) return text;
  const plain = text.replaceAll('_', '');
  const integer = parseInteger(plain);
  if (integer !== undefined) return integer;
  if (float.test(plain)) return Number(plain);
  return text;
}

/** Go's strconv.ParseInt(text, 0, 64): decimal, `0x`, `0o`, `0b`, and a leading zero for octal. */
function parseInteger(text: string): number | undefined {
  const match = /^([-+]?)(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]*|[1-9][0-9]*)$/.exec(text);
  const [, sign, digits = ''] = match ?? [];
  if (digits === '') return undefined;
  const octal = /^0[oO]?([0-7]+)$/.exec(digits)?.[1];
  const value = octal === undefined ? Number(digits) : parseInt(octal, 8);
  if (!Number.isFinite(value)) return undefined;
  return sign === '-' && value !== 0 ? -value : value;
}
