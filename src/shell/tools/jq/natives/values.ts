import { deletePaths, entriesOf, getPath, index, indices, named, setPath } from '../access.ts';
import { NO_PATH, type Closure, type Native } from '../evaluate.ts';
import { asText } from '../format.ts';
import { JsonError, parseJson } from '../json.ts';
import { splitText } from '../operators.ts';
import { brief, print } from '../print.ts';
import { matches, test } from '../regex.ts';
import { brokenDown, formatTime, parseTime, seconds } from '../times.ts';
import {
  codePoints,
  compare,
  equal,
  isArray,
  isObject,
  JqError,
  sortBy,
  sortedKeys,
  textLength,
  typeOf,
  type Json,
} from '../value.ts';
import { number, pathOf, simple } from './native.ts';

const encoder = new TextEncoder();

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

/** Functions of an input and of values. */
export const VALUES: Readonly<Record<string, Native>> = {
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
};
