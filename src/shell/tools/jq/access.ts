import { brief } from './print.ts';
import { compare, equal, isArray, isObject, JqError, typeOf, type Json } from './value.ts';

/** How deep an index may make an array. */
const MAX_INDEX = 536870911;

/** A kind and a value, as errors name them. */
export function named(value: Json): string {
  return `${typeOf(value)} (${brief(value, 14)})`;
}

/** Where a slice begins and ends in something of this length. */
function bounds(length: number, from: Json, to: Json): [number, number] {
  if ((from !== null && typeof from !== 'number') || (to !== null && typeof to !== 'number'))
    throw new JqError('Start and end indices of an array slice must be numbers');
  const clip = (at: number): number => Math.min(length, Math.max(0, at < 0 ? at + length : at));
  const start = from === null ? 0 : Math.floor(clip(from));
  const end = to === null ? length : Math.ceil(clip(to));
  return [start, Math.max(start, end)];
}

function sliceKey(key: Json): [Json, Json] | undefined {
  return isObject(key) ? [key.get('start') ?? null, key.get('end') ?? null] : undefined;
}

/** `.[from:to]` */
export function slice(value: Json, from: Json, to: Json): Json {
  if (value === null) return null;
  if (typeof value === 'string') {
    const points = [...value];
    return points.slice(...bounds(points.length, from, to)).join('');
  }
  if (isArray(value)) return value.slice(...bounds(value.length, from, to));
  throw new JqError(`Cannot index ${typeOf(value)} with object`);
}

/** Where an array occurs in another, or a string in another (in code points). */
export function indices(value: Json, wanted: Json): Json {
  if (value === null) return null;
  if (typeof value === 'string' && typeof wanted === 'string') {
    if (wanted === '') return null;
    const found: number[] = [];
    const points = [...value];
    let unit = 0;
    points.forEach((point, at) => {
      if (value.startsWith(wanted, unit)) found.push(at);
      unit += point.length;
    });
    return found;
  }
  if (isArray(value)) {
    if (!isArray(wanted)) return value.flatMap((item, at) => (equal(item, wanted) ? [at] : []));
    if (wanted.length === 0) return null;
    const found: number[] = [];
    for (let at = 0; at + wanted.length <= value.length; at++) {
      if (wanted.every((item, i) => equal(value[at + i] as Json, item))) found.push(at);
    }
    return found;
  }
  return index(value, wanted);
}

/** `.[key]` @throws {JqError} */
export function index(value: Json, key: Json): Json {
  if (typeof key === 'string') {
    if (isObject(value)) return value.get(key) ?? null;
    if (value === null) return null;
    throw new JqError(`Cannot index ${typeOf(value)} with string "${key}"`);
  }
  if (typeof key === 'number') {
    if (value === null) return null;
    if (isArray(value)) {
      const at = Math.floor(key);
      return value[at < 0 ? at + value.length : at] ?? null;
    }
  }
  const range = sliceKey(key);
  if (range && (value === null || isArray(value) || typeof value === 'string'))
    return slice(value, range[0], range[1]);
  if (isArray(key) && isArray(value)) return indices(value, key);
  if (value === null && key === null) return null;
  throw new JqError(`Cannot index ${typeOf(value)} with ${typeOf(key)}`);
}

/** A copy of `value` in which `key` is `item`. @throws {JqError} */
export function put(value: Json, key: Json, item: Json): Json {
  if (typeof key === 'string' && (value === null || isObject(value))) {
    return new Map(value ?? []).set(key, item);
  }
  if (typeof key === 'number' && (value === null || isArray(value))) {
    const copy = [...(value ?? [])];
    let at = Math.floor(key);
    if (at < 0) at += copy.length;
    if (at < 0) throw new JqError('Out of bounds negative array index');
    if (at > MAX_INDEX) throw new JqError('Array index too large');
    while (copy.length < at) copy.push(null);
    copy[at] = item;
    return copy;
  }
  const range = sliceKey(key);
  if (range && (value === null || isArray(value))) {
    if (!isArray(item)) throw new JqError('A slice of an array can only be assigned another array');
    const copy = [...(value ?? [])];
    const [start, end] = bounds(copy.length, range[0], range[1]);
    copy.splice(start, end - start, ...item);
    return copy;
  }
  if (range && !isArray(value) && value !== null)
    throw new JqError(`Cannot update field at object index of ${typeOf(value)}`);
  if (isArray(key) && isArray(value)) throw new JqError('Cannot update field at array index of array');
  if (typeof key === 'string') throw new JqError(`Cannot index ${typeOf(value)} with string "${key}"`);
  throw new JqError(`Cannot index ${typeOf(value)} with ${typeOf(key)}`);
}

/** The value at a path; null where there is none. */
export function getPath(value: Json, path: readonly Json[]): Json {
  let at = value;
  for (const key of path) {
    if (at === null) return null;
    at = index(at, key);
  }
  return at;
}

/** A copy in which the value at a path is `item`. */
export function setPath(value: Json, path: readonly Json[], item: Json, from = 0): Json {
  if (from === path.length) return item;
  const key = path[from] as Json;
  return put(value, key, setPath(index(value, key), path, item, from + 1));
}

/** A copy without what is at these paths. */
export function deletePaths(value: Json, paths: readonly Json[]): Json {
  const sorted = [...paths].sort(compare);
  let result = value;
  for (const path of sorted.reverse()) {
    if (!isArray(path)) throw new JqError(`Path must be specified as array, not ${typeOf(path)}`);
    result = deletePath(result, path, 0);
  }
  return result;
}

function deletePath(value: Json, path: readonly Json[], from: number): Json {
  if (from === path.length) return null;
  if (value === null) return null;
  const key = path[from] as Json;
  if (from < path.length - 1) {
    const inner = index(value, key);
    return inner === null ? value : put(value, key, deletePath(inner, path, from + 1));
  }
  if (isArray(value)) {
    if (typeof key === 'number') {
      const at = key < 0 ? Math.floor(key) + value.length : Math.floor(key);
      return value.filter((_, i) => i !== at);
    }
    const range = sliceKey(key);
    if (range) {
      const [start, end] = bounds(value.length, range[0], range[1]);
      return [...value.slice(0, start), ...value.slice(end)];
    }
    if (typeof key === 'string') throw new JqError('Cannot delete field at object index of array');
    throw new JqError(`Cannot delete field at ${typeOf(key)} index of array`);
  }
  if (isObject(value)) {
    if (typeof key !== 'string')
      throw new JqError(`Cannot delete field at ${isObject(key) ? 'object' : 'array'} index of object`);
    if (!value.has(key)) return value;
    const copy = new Map(value);
    copy.delete(key);
    return copy;
  }
  throw new JqError(
    typeof key === 'string'
      ? `Cannot delete field at object index of ${typeOf(value)}`
      : `Cannot delete field at array index of ${typeOf(value)}`,
  );
}

/** What `.[]` goes over, with its keys. @throws {JqError} */
export function entriesOf(value: Json): Iterable<readonly [key: Json, item: Json]> {
  if (isArray(value)) return value.entries();
  if (isObject(value)) return value.entries();
  throw new JqError(`Cannot iterate over ${named(value)}`);
}
