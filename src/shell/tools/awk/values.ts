/** A number, a string, or a string from input that may count as a number. */
export type Value = number | string | { readonly input: string };
export type Cells = Map<string, Value>;

const NUMBER = /^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/;

/** Whether a text from input is a number. */
export function looksNumeric(text: string): boolean {
  return NUMBER.exec(text)?.[0].length === text.trimEnd().length && text.trim() !== '';
}

/** A value as a number: what its text begins with. */
export function toNumber(value: Value): number {
  if (typeof value === 'number') return value;
  return Number(NUMBER.exec(typeof value === 'string' ? value : value.input)?.[0] ?? 0);
}
