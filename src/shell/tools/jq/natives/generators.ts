import type { Task } from '../../../../sim/index.ts';
import { type Closure, type Emit, type Evaluator, type Native, type Path } from '../evaluate.ts';
import { operate } from '../operators.ts';
import { print } from '../print.ts';
import { matches } from '../regex.ts';
import { codePoints, isArray, isObject, isTrue, JqError, type Json } from '../value.ts';
import { computed } from './native.ts';

/** `recurse(f)`: the input and all that `f` leads to, depth first. */
function* recurse(
  run: Evaluator,
  f: (value: Json, path: Path, emit: Emit) => Task,
  input: Json,
  path: Path,
  emit: Emit,
): Task {
  const waiting: { value: Json; path: Path }[] = [{ value: input, path }];
  for (let one = waiting.pop(); one; one = waiting.pop()) {
    yield* run.spend();
    yield* emit(one.value, one.path);
    const found: { value: Json; path: Path }[] = [];
    yield* f(one.value, one.path, function* (value, at) {
      found.push({ value, path: at });
    });
    for (const next of found.reverse()) waiting.push(next);
  }
}

function* children(run: Evaluator, value: Json, path: Path, emit: Emit): Task {
  if (isArray(value) || isObject(value)) yield* run.each(value, path, emit);
}

/** Stop a generator of results at the first that satisfies. */
function quantifier(decides: boolean): Native {
  return function* (run, args, input, path, emit) {
    const [source, condition] = args as readonly [Closure, Closure];
    let result = !decides;
    yield* run.until((stop) =>
      run.call(source, input, undefined, (value) =>
        run.call(condition, value, undefined, function* (answer) {
          if (isTrue(answer) !== decides) return;
          result = decides;
          stop();
        }),
      ),
    );
    yield* emit(result, computed(path));
  };
}

/** Functions of what gives several results, or none, and those that reach outside. */
export const GENERATORS: Readonly<Record<string, Native>> = {
  *'empty/0'() {},
  *'error/1'(run, args, input) {
    yield* run.call(args[0] as Closure, input, undefined, (value) => {
      throw new JqError(value);
    });
  },
  'path/1': (run, args, input, path, emit) =>
    run.paths(args[0] as Closure, input, (found) => emit(found, computed(path))),
  'recurse/0': (run, _, input, path, emit) =>
    recurse(run, (value, at, pass) => children(run, value, at, pass), input, path, emit),
  'recurse/1': (run, args, input, path, emit) =>
    recurse(run, (value, at, pass) => run.call(args[0] as Closure, value, at, pass), input, path, emit),
  'recurse/2': (run, args, input, path, emit) =>
    recurse(
      run,
      (value, at, pass) =>
        run.call(args[0] as Closure, value, at, (next, nextAt) =>
          run.call(args[1] as Closure, next, undefined, function* (answer) {
            if (isTrue(answer)) yield* pass(next, nextAt);
          }),
        ),
      input,
      path,
      emit,
    ),
  *'repeat/1'(run, args, input, path, emit) {
    for (;;) {
      yield* run.spend();
      yield* run.call(args[0] as Closure, input, path, emit);
    }
  },
  'while/2': (run, args, input, path, emit) => {
    const [condition, update] = args as readonly [Closure, Closure];
    const step: (value: Json, at: Path, pass: Emit) => Task = (value, at, pass) =>
      run.call(update, value, at, (next, nextAt) =>
        run.call(condition, next, undefined, function* (answer) {
          if (isTrue(answer)) yield* pass(next, nextAt);
        }),
      );
    return run.call(condition, input, undefined, function* (answer) {
      if (isTrue(answer)) yield* recurse(run, step, input, path, emit);
    });
  },
  *'until/2'(run, args, input, path, emit) {
    const [condition, update] = args as readonly [Closure, Closure];
    const waiting: { value: Json; path: Path }[] = [{ value: input, path }];
    for (let one = waiting.pop(); one; one = waiting.pop()) {
      const found: { value: Json; path: Path }[] = [];
      for (const answer of yield* run.list(condition, one.value)) {
        if (isTrue(answer)) yield* emit(one.value, one.path);
        else
          yield* run.call(update, one.value, one.path, function* (value, at) {
            found.push({ value, path: at });
          });
      }
      for (const next of found.reverse()) waiting.push(next);
    }
  },
  'range/2': (run, args, input, path, emit) =>
    run.call(args[0] as Closure, input, undefined, (from) =>
      run.call(args[1] as Closure, input, undefined, (to) => count(run, from, to, 1, path, emit)),
    ),
  'range/3': (run, args, input, path, emit) =>
    run.call(args[0] as Closure, input, undefined, (from) =>
      run.call(args[1] as Closure, input, undefined, (to) =>
        run.call(args[2] as Closure, input, undefined, (by) => count(run, from, to, by, path, emit)),
      ),
    ),
  'limit/2': (run, args, input, path, emit) =>
    run.call(args[0] as Closure, input, undefined, function* (limit) {
      if (typeof limit !== 'number' || limit === 0) return;
      let left = limit;
      if (limit < 0) return yield* run.call(args[1] as Closure, input, path, emit);
      yield* run.until((stop) =>
        run.call(args[1] as Closure, input, path, function* (value, at) {
          left--;
          yield* emit(value, at);
          if (left <= 0) stop();
        }),
      );
    }),
  *'first/1'(run, args, input, path, emit) {
    let found: { value: Json; path: Path } | undefined;
    yield* run.until((stop) =>
      run.call(args[0] as Closure, input, path, function* (value, at) {
        found = { value, path: at };
        stop();
      }),
    );
    if (found) yield* emit(found.value, found.path);
  },
  *'last/1'(run, args, input, path, emit) {
    let found: { value: Json; path: Path } | undefined;
    yield* run.call(args[0] as Closure, input, path, function* (value, at) {
      found = { value, path: at };
    });
    if (found) yield* emit(found.value, found.path);
  },
  *'isempty/1'(run, args, input, path, emit) {
    let empty = true;
    yield* run.until((stop) =>
      run.call(args[0] as Closure, input, undefined, function* () {
        empty = false;
        stop();
      }),
    );
    yield* emit(empty, computed(path));
  },
  'any/2': quantifier(true),
  'all/2': quantifier(false),
  'sub/3': (run, args, input, path, emit) => {
    const [pattern, text, flags] = args as readonly [Closure, Closure, Closure];
    return run.call(pattern, input, undefined, (re) =>
      run.call(flags, input, undefined, (modifiers) =>
        substitute(run, input, re, text, modifiers, path, emit),
      ),
    );
  },
  *'input/0'(run, _, __, path, emit) {
    const value = yield* run.host.input();
    if (value === undefined) throw new JqError('break');
    yield* emit(value, computed(path));
  },
  *'inputs/0'(run, _, __, path, emit) {
    for (;;) {
      const value = yield* run.host.input();
      if (value === undefined) return;
      yield* emit(value, computed(path));
    }
  },
  *'debug/0'(run, _, input, path, emit) {
    yield* run.host.complain(`${print(['DEBUG:', input])}\n`);
    yield* emit(input, path);
  },
  *'stderr/0'(run, _, input, path, emit) {
    yield* run.host.complain(typeof input === 'string' ? input : print(input));
    yield* emit(input, path);
  },
  'input_filename/0': (run, _, __, path, emit) => emit(run.host.inputFile ?? null, computed(path)),
  'input_line_number/0': (run, _, __, path, emit) => emit(run.host.inputLine, computed(path)),
  'now/0': (run, _, __, path, emit) => emit(run.host.now, computed(path)),
  'halt/0': () => {
    throw new Halt(0, undefined);
  },
  'halt_error/1': (run, args, input) =>
    run.call(args[0] as Closure, input, undefined, (status) => {
      if (typeof status !== 'number') throw new JqError('halt_error/1: number required');
      throw new Halt(status, typeof input === 'string' ? input : `${print(input)}\n`);
    }),
  'modulemeta/0': () => {
    throw new JqError('modules are not available here');
  },
};

function* count(run: Evaluator, from: Json, to: Json, by: Json, path: Path, emit: Emit): Task {
  if (typeof from !== 'number' || typeof to !== 'number' || typeof by !== 'number')
    throw new JqError('Range bounds must be numeric');
  if (by === 0) return;
  for (let at = from; by > 0 ? at < to : at > to; at += by) {
    yield* run.spend();
    yield* emit(at, computed(path));
  }
}

/** Put in place of each match what `text` makes of its named groups; one result for each result of `text`. */
function* substitute(
  run: Evaluator,
  input: Json,
  pattern: Json,
  text: Closure,
  flags: Json,
  path: Path,
  emit: Emit,
): Task {
  const found = matches(input, pattern, flags);
  const points = codePoints(input as string);
  const results: Json[] = [];
  let from = 0;
  for (const match of found) {
    if (!isObject(match)) continue;
    const offset = match.get('offset') as number;
    const gap = points.slice(from, offset).join('');
    from = offset + (match.get('length') as number);
    const groups = new Map<string, Json>();
    for (const group of match.get('captures') as readonly Json[]) {
      if (!isObject(group)) continue;
      const name = group.get('name');
      if (typeof name === 'string') groups.set(name, group.get('string') ?? null);
    }
    const inserts = yield* run.list(text, groups);
    inserts.forEach((insert, at) => {
      results[at] = operate('+', results[at] ?? '', operate('+', gap, insert));
    });
  }
  const rest = points.slice(from).join('');
  if (results.length === 0) yield* emit(input, computed(path));
  for (const result of results) yield* emit(operate('+', result, rest), computed(path));
}

/** `halt` and `halt_error`. */
export class Halt extends Error {
  readonly status: number;
  readonly text: string | undefined;
  constructor(status: number, text: string | undefined) {
    super('halt');
    this.status = status;
    this.text = text;
  }
}
