import { readQuantity } from '../../api/quantity.ts';

/** A quantity's value as a number; `undefined` for a text that is none. */
export function parseQuantity(text: string): number | undefined {
  const read = readQuantity(text);
  return typeof read === 'string' ? undefined : Number(read.nanos) / 1e9;
}
