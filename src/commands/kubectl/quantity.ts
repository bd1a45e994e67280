import { parseQuantity as parse, QuantityError } from '../../api/quantity.ts';

/** A quantity's value as a number; `undefined` for a text that is none. */
export function parseQuantity(text: string): number | undefined {
  try {
    return Number(parse(text).nanos) / 1e9;
  } catch (error) {
    if (error instanceof QuantityError) return undefined;
    throw error;
  }
}
