import type { Task } from '../../../sim/index.ts';
import { deletePaths, entriesOf, getPath, index, indices, named, setPath } from './access.ts';
import { NO_PATH, type Closure, type Emit, type Evaluator, type Native, type Path } from './evaluate.ts';
import { asText } from './format.ts';
import { JsonError, parseJson } from './json.ts';
import { operate, splitText } from './operators.ts';
import { brief, print } from './print.ts';
import { matches, test } from './regex.ts';
import { brokenDown, formatTime, parseTime, seconds } from './times.ts';
import {
  codePoints,
  compare,
  equal,
  isArray,
  isObject,
  isTrue,
  JqError,
  sortBy,
  sortedKeys,
  textLength,
  typeOf,
  type Json,
} from './value.ts';
import {
  exponential,
  logarithm,
  logarithm10,
  logarithm2,
  power,
  sine,
  cosine,
  arcTangent,
  arcTangent2,
} from '../math.ts';

const encoder = new TextEncoder();

function computed(path: Path): Path {
  return path === undefined ? undefined : NO_PATH;
}

/** A function of its input and of one result of each argument, the last argument's results outermost. */
function simple(use: (input: Json, ...args: Json[]) => Json): Native {
  return (run, args, input, path, emit) => {
    const from = (at: number, given: readonly Json[]): Task => {
      const closure = args[at];
      if (!closure) return emit(use(input, ...given), computed(path));
      return run.call(closure, input, undefined, (value) => from(at - 1, [value, ...given]));
    };
    return from(args.length - 1, []);
  };
}

function numeric(use: (x: number) => number): Native {
  return simple((input) => use(number(input)));
}

function number(value: Json): number {
  if (typeof value !== 'number') throw new JqError(`${named(value)} number required`);
  return value;
}

function sorted(value: Json): readonly Json[] {
  if (!isArray(value)) throw new JqError(`${named(value)} cannot be sorted, as it is not an array`);
  return value;
}

/** Items with their keys, for what sorts by them. */
function keyed(value: Json, keys: Json, verb: string): { item: Json; key: Json }[] {
  if (!isArray(value) || !isArray(keys))
    throw new JqError(`${named(value)} and ${named(keys)} cannot be ${verb}, as they are not both arrays`);
  return value.map((item, at) => ({ item, key: keys[at] ?? null }));
}

function extreme(value: Json, keys: Json, sign: 1 | -1): Json {
  if (!isArray(value)) throw new JqError(`${named(value)} and ${named(keys)} cannot be iterated over`);
  let best: { item: Json; key: Json } | undefined;
  for (const one of keyed(value, keys, 'iterated over')) {
    const order = best ? compare(one.key, best.key) * sign : 1;
    if (order > 0 || (order === 0 && sign === 1)) best = one;
  }
  return best?.item ?? null;
}

function contains(a: Json, b: Json): boolean {
  if (isObject(a) && isObject(b)) {
    for (const [key, value] of b) {
      const there = a.get(key);
      if (there === undefined || !contains(there, value)) return false;
    }
    return true;
  }
  if (isArray(a) && isArray(b))
    return b.every((wanted) => a.some((item) => typeOf(item) === typeOf(wanted) && contains(item, wanted)));
  if (typeof a === 'string' && typeof b === 'string') return a.includes(b);
  return equal(a, b);
}

function keysOf(value: Json, inOrder: boolean): Json[] {
  if (isArray(value)) return value.map((_, at) => at);
  if (!isObject(value)) throw new JqError(`${named(value)} has no keys`);
  return inOrder ? [...value.keys()] : sortedKeys(value);
}

function flatten(value: Json, depth: number): Json[] {
  const out: Json[] = [];
  for (const [, item] of entriesOf(value)) {
    if (isArray(item) && depth > 0) out.push(...flatten(item, depth - 1));
    else out.push(item);
  }
  return out;
}

function has(value: Json, key: Json): boolean {
  if (isObject(value) && typeof key === 'string') return value.has(key);
  if (isArray(value) && typeof key === 'number') return key >= 0 && key < value.length;
  throw new JqError(`Cannot check whether ${typeOf(value)} has a ${typeOf(key)} key`);
}

function toNumber(value: Json): Json {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') throw new JqError(`${named(value)} cannot be parsed as a number`);
  const text = value.trim();
  if (/^-?nan$/.test(text)) return NaN;
  if (/^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/.test(text)) return Number(text);
  return fromJson(value, true);
}

function fromJson(value: Json, asNumber = false): Json {
  if (typeof value !== 'string') throw new JqError(`${named(value)} cannot be parsed as JSON`);
  if (value.trim() === 'nan') return NaN;
  let items: Json[];
  try {
    items = parseJson(value);
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    throw new JqError(`${error.message} (while parsing '${value}')`);
  }
  const [only = null] = items;
  if (items.length === 0) throw new JqError(`Expected JSON value (while parsing '${value}')`);
  if (items.length > 1) throw new JqError(`Unexpected extra JSON values (while parsing '${value}')`);
  if (asNumber && typeof only !== 'number') throw new JqError(`${named(value)} cannot be parsed as a number`);
  return only;
}

function implode(value: Json): Json {
  if (!isArray(value)) throw new JqError(`implode input must be an array`);
  return value
    .map((point) => {
      if (typeof point !== 'number')
        throw new JqError(`${named(point)} can't be imploded, unicode codepoint needs to be numeric`);
      const valid = point >= 0 && point <= 0x10ffff && !(point >= 0xd800 && point <= 0xdfff);
      return valid ? String.fromCodePoint(Math.floor(point)) : '\ufffd';
    })
    .join('');
}

function strings(input: Json, other: Json, complaint: string): [string, string] {
  if (typeof input !== 'string' || typeof other !== 'string') throw new JqError(complaint);
  return [input, other];
}

function ascii(change: (text: string) => string): Native {
  return simple((input) => {
    if (typeof input !== 'string') throw new JqError('explode input must be a string');
    return input.replace(/[A-Za-z]+/g, change);
  });
}

function trim(how: RegExp): Native {
  return simple((input) => {
    if (typeof input !== 'string') throw new JqError(`${named(input)} cannot be trimmed`);
    return input.replace(how, '');
  });
}

function length(value: Json): Json {
  if (value === null) return 0;
  if (typeof value === 'number') return Math.abs(value);
  if (typeof value === 'string') return textLength(value);
  if (isArray(value)) return value.length;
  if (isObject(value)) return value.size;
  throw new JqError(`${named(value)} has no length`);
}

/** A number's fraction in [0.5, 1) and its power of two. */
function frexp(value: number): [number, number] {
  if (value === 0 || !Number.isFinite(value)) return [value, 0];
  let [fraction, exponent] = [value, 0];
  while (Math.abs(fraction) >= 1) {
    fraction /= 2;
    exponent++;
  }
  while (Math.abs(fraction) < 0.5) {
    fraction *= 2;
    exponent--;
  }
  return [fraction, exponent];
}

function roundHalfAway(x: number): number {
  return x < 0 ? -Math.floor(-x + 0.5) : Math.floor(x + 0.5);
}

function roundHalfEven(x: number): number {
  const rounded = Math.round(x);
  return Math.abs(x % 1) === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}

/** Functions of an input and of values. */
const VALUES: Readonly<Record<string, Native>> = {
  'type/0': simple((input) => typeOf(input)),
  'length/0': simple(length),
  'utf8bytelength/0': simple((input) => {
    if (typeof input !== 'string') throw new JqError(`${named(input)} only strings have UTF-8 byte length`);
    return encoder.encode(input).length;
  }),
  'keys/0': simple((input) => keysOf(input, false)),
  'keys_unsorted/0': simple((input) => keysOf(input, true)),
  'has/1': simple(has),
  'contains/1': simple((a, b = null) => {
    if (typeOf(a) !== typeOf(b))
      throw new JqError(`${named(a)} and ${named(b)} cannot have their containment checked`);
    return contains(a, b);
  }),
  'tostring/0': simple(asText),
  'tojson/0': simple((input) => print(input)),
  'fromjson/0': simple((input) => fromJson(input)),
  'tonumber/0': simple(toNumber),
  'ascii_downcase/0': ascii((text) => text.toLowerCase()),
  'ascii_upcase/0': ascii((text) => text.toUpperCase()),
  'explode/0': simple((input) => {
    if (typeof input !== 'string') throw new JqError('explode input must be a string');
    return codePoints(input).map((point) => point.codePointAt(0) ?? 0);
  }),
  'implode/0': simple(implode),
  'ltrimstr/1': simple((input, prefix = null) =>
    typeof input === 'string' && typeof prefix === 'string' && input.startsWith(prefix)
      ? input.slice(prefix.length)
      : input,
  ),
  'rtrimstr/1': simple((input, suffix = null) =>
    typeof input === 'string' && typeof suffix === 'string' && suffix !== '' && input.endsWith(suffix)
      ? input.slice(0, -suffix.length)
      : input,
  ),
  'trim/0': trim(/^\s+|\s+$/g),
  'ltrim/0': trim(/^\s+/),
  'rtrim/0': trim(/\s+$/),
  'startswith/1': simple((input, other = null) => {
    const [text, prefix] = strings(input, other, 'startswith() requires string inputs');
    return text.startsWith(prefix);
  }),
  'endswith/1': simple((input, other = null) => {
    const [text, suffix] = strings(input, other, 'endswith() requires string inputs');
    return text.endsWith(suffix);
  }),
  'split/1': simple((input, separator = null) =>
    splitText(...strings(input, separator, 'split input and separator must be strings')),
  ),
  'split/2': simple((input, pattern = null, flags = null) => {
    const found = matches(input, pattern, flags, true);
    const points = codePoints(input as string);
    const pieces: string[] = [];
    let from = 0;
    for (const match of found) {
      if (!isObject(match)) continue;
      const offset = match.get('offset') as number;
      pieces.push(points.slice(from, offset).join(''));
      from = offset + (match.get('length') as number);
    }
    return [...pieces, points.slice(from).join('')];
  }),
  'indices/1': simple((input, wanted = null) => indices(input, wanted)),
  'reverse/0': simple((input) => {
    if (input === null) return [];
    if (!isArray(input)) index(input, 0);
    return [...(input as readonly Json[])].reverse();
  }),
  'sort/0': simple((input) => sortBy(sorted(input), (item) => item)),
  '_sort_by/1': simple((input, keys = null) =>
    sortBy(keyed(input, keys, 'sorted'), ({ key }) => key).map(({ item }) => item),
  ),
  '_group_by/1': simple((input, keys = null) => {
    const groups: { key: Json; items: Json[] }[] = [];
    for (const { item, key } of sortBy(keyed(input, keys, 'sorted'), (one) => one.key)) {
      const last = groups.at(-1);
      if (last && equal(last.key, key)) last.items.push(item);
      else groups.push({ key, items: [item] });
    }
    return groups.map(({ items }) => items);
  }),
  'min/0': simple((input) => extreme(input, input, -1)),
  'max/0': simple((input) => extreme(input, input, 1)),
  '_min_by/1': simple((input, keys = null) => extreme(input, keys, -1)),
  '_max_by/1': simple((input, keys = null) => extreme(input, keys, 1)),
  '_flatten/1': simple((input, depth = null) => flatten(input, number(depth))),
  'setpath/2': simple((input, path = null, value = null) => setPath(input, pathOf(path), value)),
  'delpaths/1': simple((input, paths = null) => {
    if (!isArray(paths)) throw new JqError('Paths must be specified as an array');
    return deletePaths(input, paths);
  }),
  '_match/3': simple((input, pattern = null, flags = null, only = null) =>
    only === true ? test(input, pattern, flags) : matches(input, pattern, flags),
  ),
  'infinite/0': simple(() => Infinity),
  'nan/0': simple(() => NaN),
  'isinfinite/0': simple((input) => input === Infinity || input === -Infinity),
  'isnan/0': simple((input) => Number.isNaN(input)),
  'isnormal/0': simple(
    (input) =>
      typeof input === 'number' && Number.isFinite(input) && Math.abs(input) >= 2.2250738585072014e-308,
  ),
  'gmtime/0': simple(brokenDown),
  'localtime/0': simple(brokenDown),
  'mktime/0': simple((input) => seconds(input)),
  'timegm/0': simple((input) => seconds(input)),
  'strftime/1': simple((input, how = null) => formatTime(input, how)),
  'strflocaltime/1': simple((input, how = null) => formatTime(input, how, 'strflocaltime/1')),
  'strptime/1': simple((input, how = null) => parseTime(input, how)),
  'getpath/1': (run, args, input, path, emit) =>
    run.call(args[0] as Closure, input, undefined, (value) => {
      const keys = pathOf(value);
      if (path === NO_PATH)
        throw new JqError(
          `Invalid path expression near attempt to access element ${brief(value, 29)} of ${brief(input, 29)}`,
        );
      return emit(getPath(input, keys), path && [...path, ...keys]);
    }),
  '_frexp/0': simple((input) => frexp(number(input))),
  'modf/0': simple((input) => [number(input) - Math.trunc(number(input)), Math.trunc(number(input))]),
};

function pathOf(value: Json): readonly Json[] {
  if (!isArray(value)) throw new JqError('Path must be specified as an array');
  return value;
}

const MATH: Readonly<Record<string, Native>> = {
  'floor/0': numeric(Math.floor),
  'ceil/0': numeric(Math.ceil),
  'round/0': numeric(roundHalfAway),
  'trunc/0': numeric(Math.trunc),
  'rint/0': numeric(roundHalfEven),
  'nearbyint/0': numeric(roundHalfEven),
  'fabs/0': numeric(Math.abs),
  'sqrt/0': numeric(Math.sqrt),
  'exp/0': numeric(exponential),
  'exp2/0': numeric((x) => power(2, x)),
  'exp10/0': numeric((x) => power(10, x)),
  'pow10/0': numeric((x) => power(10, x)),
  'log/0': numeric(logarithm),
  'log2/0': numeric(logarithm2),
  'log10/0': numeric(logarithm10),
  'cbrt/0': numeric((x) => (x < 0 ? -power(-x, 1 / 3) : power(x, 1 / 3))),
  'sin/0': numeric(sine),
  'cos/0': numeric(cosine),
  'tan/0': numeric((x) => sine(x) / cosine(x)),
  'atan/0': numeric(arcTangent),
  'pow/2': simple((_, a = null, b = null) => power(number(a), number(b))),
  'atan2/2': simple((_, a = null, b = null) => arcTangent2(number(a), number(b))),
  'fmin/2': simple((_, a = null, b = null) => Math.min(number(a), number(b))),
  'fmax/2': simple((_, a = null, b = null) => Math.max(number(a), number(b))),
  'fmod/2': simple((_, a = null, b = null) => number(a) % number(b)),
  'fma/3': simple((_, a = null, b = null, c = null) => number(a) * number(b) + number(c)),
};

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
const GENERATORS: Readonly<Record<string, Native>> = {
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
  'builtins/0': (_, __, ___, path, emit) =>
    emit(
      [...NATIVES.keys()].filter((name) => !name.startsWith('_')),
      computed(path),
    ),
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

/** The functions that are not written in jq, by name and number of parameters. */
export const NATIVES: ReadonlyMap<string, Native> = new Map([
  ...Object.entries(VALUES),
  ...Object.entries(MATH),
  ...Object.entries(GENERATORS),
]);
