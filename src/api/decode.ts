/**
 * Reads objects strictly by their schema: unknown fields, wrong types, canonical quantities. Models sigs.k8s.io/json (as the API server uses it)
 * and the custom decoders of apimachinery's types.
 */
import { goTypeName, isOmitted } from './go-types.ts';
import type { Json, JsonObject, MutableJson } from './json.ts';
import { cloneJson, isArray, isObject } from './json.ts';
import { canonicalQuantity } from './quantity.ts';
import { definition, kindDefinition } from './schema.ts';
import { parseTime } from './time.ts';

export interface Decoded {
  /** As Go would write it: without unknown fields, nulls and empty optional fields, quantities in canonical form. */
  readonly object: JsonObject;
  /** `unknown field "spec.contaners"`, in order. */
  readonly strictErrors: readonly string[];
}

/** An object that does not fit its kind; the message is that of encoding/json or of the type's own decoder. */
export class DecodeError extends Error {}

interface State {
  readonly strictErrors: string[];
  /** Errors are told as {@link Words} says. */
  readonly words: Words;
  error?: string;
}

/**
 * Who reads the object, which shows in the errors: encoding/json reads what comes as text, apimachinery's unstructured converter
 * (pkg/runtime/converter.go) what a strategic merge patch has made.
 */
export type Words = 'json' | 'converter';

/** Where a value stands: a field of a definition, or an item or an entry of one. Texts are made of it for errors alone. */
interface Place {
  /** The definition that has the field. */
  readonly owner: string;
  readonly field: string;
  /** The place of what has the field, the item or the entry. */
  readonly parent?: Place;
  /** `[0]` or `.name`, where it is an item or an entry. */
  readonly within?: string;
}

const TOP: Place = { owner: '', field: '' };

/** `spec.containers`, as errors of encoding/json tell it. */
function fieldsOf({ field, parent, within }: Place): string {
  const before = parent ? fieldsOf(parent) : '';
  if (within !== undefined) return before;
  return before === '' ? field : `${before}.${field}`;
}

/** `spec.containers[0]`, as strict errors tell it. */
function pathOf({ field, parent, within }: Place): string {
  const before = parent ? pathOf(parent) : '';
  if (within !== undefined) return before + within;
  return before === '' ? field : `${before}.${field}`;
}

/** The names of an object's fields in order of bytes, as they mostly are already. */
function orderedKeys(value: JsonObject): string[] {
  const names = Object.keys(value);
  for (let i = 1; i < names.length; i++)
    if ((names[i - 1] ?? '') > (names[i] ?? '')) return names.sort((a, b) => (a < b ? -1 : 1));
  return names;
}

/**
 * @param key the kind's definition
 * @param known an object that was decoded before: the parts that `value` shares with it stay as they are
 * @throws {DecodeError} for the first value of a wrong type
 */
export function decodeDefinition(
  value: Json,
  key: string,
  known?: JsonObject,
  words: Words = 'json',
): Decoded {
  const state: State = { strictErrors: [], words };
  if (!isObject(value))
    throw new DecodeError(
      `json: cannot unmarshal ${jsonType(value)} into Go value of type ${goTypeName('', '', key)}`,
    );
  const object = decodeObject(value, key, TOP, state, known);
  if (state.error !== undefined) throw new DecodeError(state.error);
  return { object, strictErrors: state.strictErrors };
}

/**
 * An object of a kind that v1.35 has. Kinds without a schema pass as they are.
 * @param known as for {@link decodeDefinition}
 * @throws {DecodeError}
 */
export function decodeKind(
  value: JsonObject,
  apiVersion: string,
  kind: string,
  known?: JsonObject,
  words?: Words,
): Decoded {
  const key = kindDefinition(apiVersion, kind);
  return key === undefined
    ? { object: cloneJson(value), strictErrors: [] }
    : decodeDefinition(value, key, known, words);
}

/** The message of the API server's 400: `Pod in version "v1" cannot be handled as a Pod: …`; the version stands without its group. */
export const cannotBeHandled = (kind: string, version: string, expected: string, problem: string): string =>
  `${kind} in version ${JSON.stringify(version)} cannot be handled as a ${expected}: ${problem}`;

/** `strict decoding error: unknown field "a", duplicate field "b"` */
export const strictDecodingError = (errors: readonly string[]): string =>
  `strict decoding error: ${errors.join(', ')}`;

/** What duplicates found by `parseJson` are called. */
export const duplicateField = (path: string): string => `duplicate field ${JSON.stringify(path)}`;

const jsonType = (value: Json): string =>
  value === null
    ? 'null'
    : isArray(value)
      ? 'array'
      : typeof value === 'boolean'
        ? 'bool'
        : typeof value === 'object'
          ? 'object'
          : typeof value;

function fail(state: State, message: string): undefined {
  state.error ??= message;
  return undefined;
}

function mismatch(value: Json, type: string, place: Place, state: State, shown = jsonType(value)): undefined {
  if (state.words === 'converter')
    return fail(state, converterMismatch(value, type, goTypeName(place.owner, place.field, type)));
  const struct = definition(place.owner)?.name ?? place.owner;
  const fields = fieldsOf(place);
  const into = fields === '' ? 'Go value' : `Go struct field ${struct}.${fields}`;
  return fail(
    state,
    `json: cannot unmarshal ${shown} into ${into} of type ${goTypeName(place.owner, place.field, type)}`,
  );
}

/** Go's reflect.Kind of a value in an unstructured object. */
const goKind = (value: Json): string =>
  isArray(value)
    ? 'slice'
    : typeof value === 'number'
      ? Number.isInteger(value)
        ? 'int64'
        : 'float64'
      : typeof value === 'boolean'
        ? 'bool'
        : typeof value === 'object'
          ? 'map'
          : 'string';

/** Models fromUnstructured: Go converts integers to strings and numbers among each other, so that it refuses these in other words. */
function converterMismatch(value: Json, type: string, goType: string): string {
  const from = goKind(value);
  if (type.startsWith('[]') || type === 'byte') return `cannot restore slice from ${from}`;
  if (type.startsWith('map[')) return `cannot restore map from ${from}`;
  const kind = type === 'boolean' ? 'bool' : type === 'double' ? 'float64' : type;
  const simple = ['string', 'bool', 'int32', 'int64', 'float64'].includes(kind);
  if (!simple) return `cannot restore struct from: ${from}`;
  const convertible = kind === 'string' ? from === 'int64' : kind !== 'bool' && typeof value === 'number';
  return convertible ? `cannot convert ${from} to ${goType}` : `unrecognized type: ${kind}`;
}

function decodeObject(
  value: JsonObject,
  key: string,
  place: Place,
  state: State,
  known: Json | undefined,
): JsonObject {
  const fields = definition(key)?.fields ?? {};
  const before = isObject(known) ? known : undefined;
  const result: MutableJson = {};
  for (const name of orderedKeys(value)) {
    const item = value[name];
    if (item === undefined) continue;
    const type = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (type !== undefined && item !== null && before !== undefined && item === before[name]) {
      if (!isOmitted(key, name, type, item)) result[name] = item; // it was decoded before, so it fits
      continue;
    }
    const here: Place = { owner: key, field: name, parent: place };
    if (type === undefined) {
      state.strictErrors.push(`unknown field ${JSON.stringify(pathOf(here))}`);
      continue;
    }
    if (item === null) continue;
    const decoded = decodeValue(item, type, here, state, before?.[name]);
    if (decoded !== undefined && !isOmitted(key, name, type, decoded)) result[name] = decoded;
  }
  return result;
}

/** A type's text, taken apart once. */
interface Shape {
  readonly shape: 'list' | 'map' | 'single';
  /** The type of a list's items and of a map's entries. */
  readonly inner: string;
}

const shapes = new Map<string, Shape>();

function shapeOf(type: string): Shape {
  let shape = shapes.get(type);
  if (shape) return shape;
  if (type.startsWith('[]')) shape = { shape: 'list', inner: type.slice(2) };
  else if (type.startsWith('map[string]')) shape = { shape: 'map', inner: type.slice(11) };
  else shape = { shape: 'single', inner: '' };
  shapes.set(type, shape);
  return shape;
}

function decodeValue(
  value: Json,
  type: string,
  place: Place,
  state: State,
  known: Json | undefined,
): Json | undefined {
  if (typeof value === 'object' && value === known) return value;
  const { shape, inner } = shapeOf(type);
  if (shape === 'list') {
    if (!isArray(value)) return mismatch(value, type, place, state);
    const before = isArray(known) ? known : undefined;
    const items = value.map((item, i) => {
      if (item === null) return emptyOf(inner);
      const here: Place = { owner: place.owner, field: place.field, parent: place, within: `[${i}]` };
      return decodeValue(item, inner, here, state, before?.[i]);
    });
    return items.filter((item) => item !== undefined);
  }
  if (shape === 'map') {
    if (!isObject(value)) return mismatch(value, type, place, state);
    const before = isObject(known) ? known : undefined;
    const result: MutableJson = {};
    for (const name of orderedKeys(value)) {
      const item = value[name];
      if (item === undefined) continue;
      const here: Place = { owner: place.owner, field: place.field, parent: place, within: `.${name}` };
      result[name] = item === null ? emptyOf(inner) : decodeValue(item, inner, here, state, before?.[name]);
    }
    return result;
  }
  switch (type) {
    case 'string':
      return typeof value === 'string' ? value : mismatch(value, type, place, state);
    case 'boolean':
      return typeof value === 'boolean' ? value : mismatch(value, type, place, state);
    case 'int32':
    case 'int64': {
      if (typeof value !== 'number') return mismatch(value, type, place, state);
      const fits = Number.isInteger(value) && (type === 'int64' || Math.abs(value) <= 2147483648);
      return fits ? value : mismatch(value, type, place, state, `number ${value}`);
    }
    case 'double':
      return typeof value === 'number' ? value : mismatch(value, type, place, state);
    case 'byte':
      return typeof value === 'string' ? decodeBase64(value, state) : mismatch(value, type, place, state);
    case 'Quantity':
      return decodeQuantity(value, state);
    case 'IntOrString':
      if (typeof value === 'string') return value;
      if (typeof value === 'number' && Number.isInteger(value)) return value;
      return fail(
        state,
        `json: cannot unmarshal ${typeof value === 'number' ? `number ${value}` : jsonType(value)} into Go value of type int32`,
      );
    case 'Time':
    case 'MicroTime':
      return decodeTime(value, type, state);
    case 'RawExtension':
    case 'JSON':
    case 'FieldsV1':
      return cloneJson(value);
    default:
      return isObject(value)
        ? decodeObject(value, type, place, state, known)
        : mismatch(value, type, place, state);
  }
}

/** What a null among items stands for: Go's zero value. */
function emptyOf(type: string): Json {
  if (type.startsWith('[]')) return [];
  if (type === 'string' || type === 'byte') return '';
  if (type === 'boolean') return false;
  if (/^(int|double)/.test(type)) return 0;
  return type === 'Quantity' ? '0' : {};
}

function decodeQuantity(value: Json, state: State): Json | undefined {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  try {
    return canonicalQuantity(text.trim());
  } catch (error) {
    return fail(state, error instanceof Error ? error.message : String(error));
  }
}

function decodeTime(value: Json, type: string, state: State): Json | undefined {
  if (typeof value !== 'string')
    return fail(state, `json: cannot unmarshal ${jsonType(value)} into Go value of type string`);
  if (parseTime(value) !== undefined) return value;
  const layout = type === 'Time' ? '2006-01-02T15:04:05Z07:00' : '2006-01-02T15:04:05.000000Z07:00';
  const quoted = JSON.stringify(value);
  const [rest, wanted] = timeProblem(value);
  return fail(
    state,
    `parsing time ${quoted} as ${JSON.stringify(layout)}: cannot parse ${JSON.stringify(rest)} as ${JSON.stringify(wanted)}`,
  );
}

/** Where Go's time.Parse stops, and what it wants there. */
function timeProblem(text: string): [rest: string, wanted: string] {
  const steps: readonly [RegExp, string][] = [
    [/^\d{4}/, '2006'],
    [/^-/, '-'],
    [/^\d\d/, '01'],
    [/^-/, '-'],
    [/^\d\d/, '02'],
    [/^T/, 'T'],
    [/^\d\d/, '15'],
    [/^:/, ':'],
    [/^\d\d/, '04'],
    [/^:/, ':'],
    [/^\d\d(\.\d+)?/, '05'],
    [/^(Z|[+-]\d\d:\d\d)/, 'Z07:00'],
  ];
  let rest = text;
  for (const [pattern, wanted] of steps) {
    const found = pattern.exec(rest)?.[0];
    if (found === undefined) return [rest, wanted];
    rest = rest.slice(found.length);
  }
  return [rest, ''];
}

function decodeBase64(text: string, state: State): Json | undefined {
  const clean = text.replace(/[\r\n]/g, '');
  const bad = /[^A-Za-z0-9+/=]|=(?=[^=])|=(?!=?$)/.exec(clean);
  if (bad) return fail(state, `illegal base64 data at input byte ${bad.index}`);
  if (clean.length % 4 !== 0)
    return fail(state, `illegal base64 data at input byte ${clean.length - (clean.length % 4)}`);
  return clean;
}
