import { isObject, type JsonObject, type Json, type MutableJson } from '../json.ts';
import { byElement, fieldSet, pathsOf, type FieldSet } from './field-set.ts';

/** A set as `fieldsV1` has it: `.` is the place itself. Models fieldpath's serialize.go. */
export function toFieldsV1(set: FieldSet): JsonObject {
  const object: MutableJson = {};
  if (set.member && set.children.size > 0) object['.'] = {};
  for (const element of [...set.children.keys()].sort(byElement)) {
    const child = set.children.get(element);
    if (child) object[element] = toFieldsV1(child);
  }
  return object;
}

/** A `fieldsV1` that is no set of fields. */
export class FieldsV1Error extends Error {}

/** @throws {FieldsV1Error} */
export function fromFieldsV1(fields: Json | undefined): FieldSet {
  return read(fields ?? {}, false);
}

function read(fields: Json, nested: boolean): FieldSet {
  if (!isObject(fields)) throw new FieldsV1Error('fieldsV1 holds something else than objects');
  const children = new Map<string, FieldSet>();
  let member = false;
  for (const [element, value] of Object.entries(fields)) {
    if (value === undefined) continue;
    if (element === '.') member = true;
    else if (/^[fkvi]:/.test(element)) children.set(canonical(element), read(value, true));
    else throw new FieldsV1Error(`unknown path element ${JSON.stringify(element)}`);
  }
  // An empty object is a leaf: the path that ends at it.
  return fieldSet(member || (nested && children.size === 0), children);
}

/** Keys and values may have been written with spaces, or in another order. @throws {FieldsV1Error} */
function canonical(element: string): string {
  if (element.startsWith('f:') || element.startsWith('i:')) return element;
  try {
    const value = JSON.parse(element.slice(2)) as Json;
    if (element.startsWith('v:')) return `v:${JSON.stringify(value)}`;
    if (isObject(value)) return keyElement(Object.entries(value).map(([name, item]) => [name, item ?? null]));
  } catch {
    // Not JSON: refused below.
  }
  throw new FieldsV1Error(`unreadable path element ${JSON.stringify(element)}`);
}

/** A list's item by its keys. */
export function keyElement(keys: readonly (readonly [name: string, value: Json])[]): string {
  const sorted = [...keys].sort(([a], [b]) => (a < b ? -1 : 1));
  return `k:{${sorted.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(',')}}`;
}

/** `.spec.containers[name="web"].image`: a path as messages show it. Models PathElement.String. */
export function pathText(path: readonly string[]): string {
  return path.map(elementText).join('');
}

export function elementText(element: string): string {
  const rest = element.slice(2);
  if (element.startsWith('f:')) return `.${rest}`;
  if (element.startsWith('v:')) return `[=${rest}]`;
  if (element.startsWith('i:')) return `[${rest}]`;
  const keys = Object.entries(JSON.parse(rest) as JsonObject);
  return `[${keys.map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(',')}]`;
}

/** Every path of a set as text. */
export const pathTexts = (set: FieldSet): string[] => pathsOf(set).map(pathText);
