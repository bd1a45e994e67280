import type { Task } from '../../../../sim/index.ts';
import { named } from '../access.ts';
import { NO_PATH, type Native, type Path } from '../evaluate.ts';
import { isArray, JqError, type Json } from '../value.ts';

/** No path leads to what was computed. */
export function computed(path: Path): Path {
  return path === undefined ? undefined : NO_PATH;
}

/** A function of its input and of one result of each argument, the last argument's results outermost. */
export function simple(use: (input: Json, ...args: Json[]) => Json): Native {
  return (run, args, input, path, emit) => {
    const from = (at: number, given: readonly Json[]): Task => {
      const closure = args[at];
      if (!closure) return emit(use(input, ...given), computed(path));
      return run.call(closure, input, undefined, (value) => from(at - 1, [value, ...given]));
    };
    return from(args.length - 1, []);
  };
}

/** A function of a number. */
export function numeric(use: (x: number) => number): Native {
  return simple((input) => use(number(input)));
}

/** A value that must be a number. @throws {JqError} */
export function number(value: Json): number {
  if (typeof value !== 'number') throw new JqError(`${named(value)} number required`);
  return value;
}

/** A path as a list of keys. @throws {JqError} */
export function pathOf(value: Json): readonly Json[] {
  if (!isArray(value)) throw new JqError('Path must be specified as an array');
  return value;
}
