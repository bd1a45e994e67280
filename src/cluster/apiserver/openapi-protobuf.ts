/**
 * The OpenAPI v2 document in protobuf, which is how clients ask for it. Field numbers are those of github.com/google/gnostic-models
 * openapiv2/OpenAPIv2.proto.
 */
import { isArray, isObject, type Json, type JsonObject } from '../../api/json.ts';

const encoder = new TextEncoder();

/** Parts of a message, put together once its length is known. */
type Parts = Uint8Array[];

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  for (let left = value; ; left >>>= 7) {
    if (left < 0x80) return Uint8Array.from([...bytes, left]);
    bytes.push((left & 0x7f) | 0x80);
  }
}

function joined(parts: Parts): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** A length-delimited field. */
function field(parts: Parts, number: number, value: string | Parts): void {
  const bytes = typeof value === 'string' ? encoder.encode(value) : joined(value);
  parts.push(varint(number * 8 + 2), varint(bytes.length), bytes);
}

const message = (...fields: readonly (readonly [number: number, value: string | Parts])[]): Parts => {
  const parts: Parts = [];
  for (const [number, value] of fields) field(parts, number, value);
  return parts;
};

/** Any value, as YAML, which JSON is. */
const any = (value: Json): Parts => message([2, `${JSON.stringify(value)}\n`]);

const named = (name: string, value: Parts): Parts => message([1, name], [2, value]);

function schemaMessage(schema: JsonObject): Parts {
  const parts: Parts = [];
  const text = (number: number, value: Json | undefined): void => {
    if (typeof value === 'string') field(parts, number, value);
  };
  const list = (value: Json | undefined): readonly Json[] => (isArray(value) ? value : []);
  text(1, schema.$ref);
  text(2, schema.format);
  text(4, schema.description);
  for (const name of list(schema.required)) text(19, name);
  for (const value of list(schema.enum)) field(parts, 20, any(value));
  if (isObject(schema.additionalProperties))
    field(parts, 21, message([1, schemaMessage(schema.additionalProperties)]));
  if (typeof schema.type === 'string') field(parts, 22, message([1, schema.type]));
  if (isObject(schema.items)) field(parts, 23, message([1, schemaMessage(schema.items)]));
  if (isObject(schema.properties)) field(parts, 25, schemasMessage(Object.entries(schema.properties)));
  for (const [name, value] of Object.entries(schema))
    if (name.startsWith('x-') && value !== undefined) field(parts, 31, named(name, any(value)));
  return parts;
}

function schemasMessage(schemas: readonly (readonly [string, Json | undefined])[]): Parts {
  const parts: Parts = [];
  for (const [name, schema] of schemas)
    if (isObject(schema)) field(parts, 1, named(name, schemaMessage(schema)));
  return parts;
}

/** @param version of the server @param definitions by their names */
export function openApiV2Bytes(
  version: string,
  definitions: readonly (readonly [name: string, schema: JsonObject])[],
): Uint8Array {
  return joined(
    message(
      [1, '2.0'],
      [2, message([1, 'Kubernetes'], [2, version])],
      [8, []],
      [9, schemasMessage(definitions)],
    ),
  );
}
