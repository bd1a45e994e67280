/**
 * Reads the protobuf bodies that kubectl sends as the JSON objects that they stand for. Models apimachinery
 * pkg/runtime/serializer/protobuf: four magic bytes, then a runtime.Unknown that holds the object's message.
 */
import type { Json, JsonObject, MutableJson } from '../api/json.ts';
import { definition, kindDefinition } from '../api/schema.ts';
import { formatMicroTime, formatTime } from '../api/time.ts';
import { embeddedFields, messageFields } from './protobuf-fields.ts';
import { ProtobufError, readFields, type WireField } from './protobuf-wire.ts';

export { ProtobufError };

export const PROTOBUF_TYPE = 'application/vnd.kubernetes.protobuf';

/** `k8s` and a zero byte. */
const MAGIC = [0x6b, 0x38, 0x73, 0];

/** A field by its number: its JSON name, or the message whose fields stand for it. */
interface Numbered {
  readonly name: string;
  readonly embedded: boolean;
}

type Numbers = ReadonlyMap<number, Numbered>;

const tables = new Map<string, Numbers>();

/** The fields of a message or, with `embedded`, of one that JSON has no object for. */
function numbersOf(key: string, embedded: boolean): Numbers {
  const id = `${embedded ? '*' : ''}${key}`;
  const known = tables.get(id);
  if (known) return known;
  const source = embedded ? embeddedFields : messageFields;
  const words = Object.hasOwn(source, key) ? source[key] : undefined;
  if (words === undefined) throw new ProtobufError(`the protobuf fields of ${key} are not known`);
  const numbers = new Map<number, Numbered>();
  let next = 1;
  for (const word of words.split(' ').filter(Boolean)) {
    const [, number, star, name = ''] = /^(?:(\d+):)?(\*?)(.+)$/.exec(word) ?? [];
    if (number !== undefined) next = Number(number);
    numbers.set(next++, { name, embedded: star === '*' });
  }
  tables.set(id, numbers);
  return numbers;
}

/**
 * A body as the object that it holds, with `apiVersion` and `kind`.
 * @throws {ProtobufError} for what is no such body, a kind or a field that is not known
 */
export function decodeProtobuf(body: Uint8Array): JsonObject {
  if (!MAGIC.every((byte, i) => body[i] === byte))
    throw new ProtobufError(
      'provided data does not appear to be a protobuf message, expected prefix "k8s\\x00"',
    );
  let [apiVersion, kind] = ['', ''];
  let raw: Uint8Array = new Uint8Array();
  for (const field of readFields(body.subarray(MAGIC.length))) {
    if (field.number === 1)
      for (const meta of readFields(field.bytes())) {
        if (meta.number === 1) apiVersion = meta.text();
        if (meta.number === 2) kind = meta.text();
      }
    else if (field.number === 2) raw = field.bytes();
    else if (field.number === 3 && field.text() !== '')
      throw new ProtobufError(`the content encoding ${JSON.stringify(field.text())} is not served`);
  }
  const key = kindDefinition(apiVersion, kind) ?? OPTIONS[kind];
  if (key === undefined)
    throw new ProtobufError(
      `no kind ${JSON.stringify(kind)} is registered for version ${JSON.stringify(apiVersion)}`,
    );
  const { apiVersion: _, kind: __, ...object } = decodeMessage(raw, key, kind);
  return { apiVersion, kind, ...object };
}

/** Kinds that belong to every group version. */
const OPTIONS: Readonly<Record<string, string>> = { DeleteOptions: 'DeleteOptions' };

/** @param path where the message stands, for errors */
function decodeMessage(bytes: Uint8Array, key: string, path: string): MutableJson {
  const result: MutableJson = {};
  readInto(result, bytes, key, numbersOf(key, false), path);
  return result;
}

function readInto(result: MutableJson, bytes: Uint8Array, key: string, numbers: Numbers, path: string): void {
  const types = definition(key)?.fields ?? {};
  for (const field of readFields(bytes)) {
    const known = numbers.get(field.number);
    if (!known) throw new ProtobufError(`${path}: unknown field number ${field.number} of ${key}`);
    if (known.embedded) {
      readInto(result, field.bytes(), key, numbersOf(known.name, true), path);
      continue;
    }
    const { name } = known;
    const here = `${path}.${name}`;
    const type = types[name];
    if (type === undefined) throw new ProtobufError(`${here}: unknown field of ${key}`);
    if (type.startsWith('[]')) {
      const items = (result[name] ??= []) as Json[];
      const inner = type.slice(2);
      // Repeated numbers may come packed into one field.
      const values = isScalarNumber(inner) && field.isBytes ? field.packed() : [field];
      for (const value of values) items.push(decodeValue(value, inner, here) ?? {});
    } else if (type.startsWith('map[string]')) {
      const entries = (result[name] ??= {}) as MutableJson;
      const [entry, value] = decodeEntry(field.bytes(), type.slice(11), here);
      entries[entry] = value;
    } else {
      const value = decodeValue(field, type, here);
      if (value !== undefined) result[name] = value;
    }
  }
}

const isScalarNumber = (type: string): boolean => /^(int32|int64|boolean)$/.test(type);

/** An entry of a map is a message of its key and its value. */
function decodeEntry(bytes: Uint8Array, type: string, path: string): [key: string, value: Json] {
  let key = '';
  let value: Json | undefined;
  for (const field of readFields(bytes)) {
    if (field.number === 1) key = field.text();
    else if (field.number === 2)
      value = type.startsWith('[]')
        ? // A list as a value is a message of its items (ExtraValue).
          [...readFields(field.bytes())].map((item) => decodeValue(item, type.slice(2), path) ?? {})
        : decodeValue(field, type, path);
  }
  return [key, value ?? (type === 'string' || type === 'byte' ? '' : type === 'Quantity' ? '0' : {})];
}

const utf8 = new TextDecoder();

/** `undefined` is a value that JSON leaves out: the zero time, an empty raw object. */
function decodeValue(field: WireField, type: string, path: string): Json | undefined {
  switch (type) {
    case 'string':
      return field.text();
    case 'boolean':
      return field.integer() !== 0;
    case 'int32':
    case 'int64':
      return field.integer();
    case 'double':
      return field.double();
    case 'byte':
      return Buffer.from(field.bytes()).toString('base64');
    case 'Quantity':
      return first(field, (part) => part.text()) ?? '0';
    case 'IntOrString':
      return decodeIntOrString(field);
    case 'Time':
    case 'MicroTime':
      return decodeTime(field, type);
    case 'RawExtension':
    case 'JSON':
    case 'FieldsV1': {
      const raw = first(field, (part) => part.bytes());
      if (!raw || raw.length === 0) return undefined;
      try {
        return JSON.parse(utf8.decode(raw)) as Json;
      } catch {
        throw new ProtobufError(`${path}: ${type} holds no JSON`);
      }
    }
    default:
      return decodeMessage(field.bytes(), type, path);
  }
}

/** The last field number 1 of a message. */
function first<T>(field: WireField, read: (part: WireField) => T): T | undefined {
  let value: T | undefined;
  for (const part of readFields(field.bytes())) if (part.number === 1) value = read(part);
  return value;
}

function decodeIntOrString(field: WireField): Json {
  let [isText, number, text] = [false, 0, ''];
  for (const part of readFields(field.bytes())) {
    if (part.number === 1) isText = part.integer() === 1;
    if (part.number === 2) number = part.integer();
    if (part.number === 3) text = part.text();
  }
  return isText ? text : number;
}

/** A Timestamp; the one of 1970 stands for no time. */
function decodeTime(field: WireField, type: 'Time' | 'MicroTime'): Json | undefined {
  let [seconds, nanos] = [0, 0];
  for (const part of readFields(field.bytes())) {
    if (part.number === 1) seconds = part.integer();
    if (part.number === 2) nanos = part.integer();
  }
  if (seconds === 0 && nanos === 0) return undefined;
  return type === 'Time' ? formatTime(seconds * 1000) : formatMicroTime(seconds * 1000 + nanos / 1e6);
}
