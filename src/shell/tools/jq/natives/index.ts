import type { Native } from '../evaluate.ts';
import { GENERATORS } from './generators.ts';
import { MATH } from './math.ts';
import { computed } from './native.ts';
import { VALUES } from './values.ts';

/** The functions that are not written in jq, by name and number of parameters. */
export const NATIVES: ReadonlyMap<string, Native> = new Map([
  ...Object.entries(VALUES),
  ...Object.entries(MATH),
  ...Object.entries(GENERATORS),
  [
    'builtins/0',
    (_, __, ___, path, emit) =>
      emit(
        [...NATIVES.keys()].filter((name) => !name.startsWith('_')),
        computed(path),
      ),
  ] satisfies [string, Native],
]);

export { Halt } from './generators.ts';
