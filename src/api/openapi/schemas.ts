/** Definitions as OpenAPI v3 schemas. Models what k8s.io/kube-openapi makes of the Go types. */
import type { Json, JsonObject, MutableJson } from '../json.ts';
import {
  isAtomicMap,
  isAtomicStruct,
  isGranularField,
  listMapKeys,
  listType,
} from '../merge-diff/list-types.ts';
import { patchTags } from '../patch/strategies.ts';
import { definition } from '../schema.ts';

/** By definition's key: its own description under `""`, its fields' under their names. */
export type Descriptions = Readonly<Record<string, Readonly<Record<string, string>>>>;

interface Scalar {
  readonly name: string;
  readonly schema: JsonObject;
}

const meta = 'io.k8s.apimachinery.pkg.apis.meta.v1';

/** Definitions that are one value, which the generated schema names alone. */
const scalars: Readonly<Record<string, Scalar>> = {
  Time: {
    name: `${meta}.Time`,
    schema: {
      description:
        'Time is a wrapper around time.Time which supports correct marshaling to YAML and JSON.  Wrappers are provided for many of the factory methods that the time package offers.',
      format: 'date-time',
      type: 'string',
    },
  },
  MicroTime: {
    name: `${meta}.MicroTime`,
    schema: {
      description: 'MicroTime is version of Time with microsecond level precision.',
      format: 'date-time',
      type: 'string',
    },
  },
  FieldsV1: {
    name: `${meta}.FieldsV1`,
    schema: {
      description:
        "FieldsV1 stores a set of fields in a data structure like a Trie, in JSON format.\n\nEach key is either a '.' representing the field itself, and will always map to an empty set, or a string representing a sub-field or item. The string will follow one of these four formats: 'f:<name>', where <name> is the name of a field in a struct, or key in a map 'v:<value>', where <value> is the exact json formatted value of a list item 'i:<index>', where <index> is position of a item in a list 'k:<keys>', where <keys> is a map of  a list item's key fields to their unique values If a key maps to an empty Fields value, the field that key represents is part of the set.\n\nThe exact format is defined in sigs.k8s.io/structured-merge-diff",
      type: 'object',
    },
  },
  Quantity: {
    name: 'io.k8s.apimachinery.pkg.api.resource.Quantity',
    schema: {
      description:
        'Quantity is a fixed-point representation of a number. It provides convenient marshaling/unmarshaling in JSON and YAML, in addition to String() and AsInt64() accessors.\n\nThe serialization format is:\n\n``` <quantity>        ::= <signedNumber><suffix>\n\n\t(Note that <suffix> may be empty, from the "" case in <decimalSI>.)\n\n<digit>           ::= 0 | 1 | ... | 9 <digits>          ::= <digit> | <digit><digits> <number>          ::= <digits> | <digits>.<digits> | <digits>. | .<digits> <sign>            ::= "+" | "-" <signedNumber>    ::= <number> | <sign><number> <suffix>          ::= <binarySI> | <decimalExponent> | <decimalSI> <binarySI>        ::= Ki | Mi | Gi | Ti | Pi | Ei\n\n\t(International System of units; See: http://physics.nist.gov/cuu/Units/binary.html)\n\n<decimalSI>       ::= m | "" | k | M | G | T | P | E\n\n\t(Note that 1024 = 1Ki but 1000 = 1k; I didn\'t choose the capitalization.)\n\n<decimalExponent> ::= "e" <signedNumber> | "E" <signedNumber> ```\n\nNo matter which of the three exponent forms is used, no quantity may represent a number greater than 2^63-1 in magnitude, nor may it have more than 3 decimal places. Numbers larger or more precise will be capped or rounded up. (E.g.: 0.1m will rounded up to 1m.) This may be extended in the future if we require larger or smaller quantities.\n\nWhen a Quantity is parsed from a string, it will remember the type of suffix it had, and will use the same type again when it is serialized.\n\nBefore serializing, Quantity will be put in "canonical form". This means that Exponent/suffix will be adjusted up or down (with a corresponding increase or decrease in Mantissa) such that:\n\n- No precision is lost - No fractional digits will be emitted - The exponent (or suffix) is as large as possible.\n\nThe sign will be omitted unless the number is negative.\n\nExamples:\n\n- 1.5 will be serialized as "1500m" - 1.5Gi will be serialized as "1536Mi"\n\nNote that the quantity will NEVER be internally represented by a floating point number. That is the whole point of this exercise.\n\nNon-canonical values will still parse as long as they are well formed, but will be re-emitted in their canonical form. (So always use canonical form, or don\'t diff.)\n\nThis format is intended to make it difficult to use these numbers without writing some sort of special handling code in the hopes that that will cause implementors to also use a fixed point implementation.',
      oneOf: [{ type: 'string' }, { type: 'number' }],
    },
  },
  IntOrString: {
    name: 'io.k8s.apimachinery.pkg.util.intstr.IntOrString',
    schema: {
      description:
        'IntOrString is a type that can hold an int32 or a string.  When used in JSON or YAML marshalling and unmarshalling, it produces or consumes the inner type.  This allows you to have, for example, a JSON field that can accept a name or number.',
      format: 'int-or-string',
      oneOf: [{ type: 'integer' }, { type: 'string' }],
    },
  },
  RawExtension: {
    name: 'io.k8s.apimachinery.pkg.runtime.RawExtension',
    schema: { description: 'RawExtension is used to hold extensions in external versions.', type: 'object' },
  },
  JSON: {
    name: 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSON',
    schema: {
      description:
        'JSON represents any valid JSON value. These types are supported: bool, int64, float64, string, []interface{}, map[string]interface{} and nil.',
    },
  },
};

/** The full name of a definition: `io.k8s.api.core.v1.Pod`. */
export function schemaName(key: string): string {
  const scalar = Object.hasOwn(scalars, key) ? scalars[key] : undefined;
  if (scalar) return scalar.name;
  const found = definition(key);
  return found ? `${found.package}.${found.name ?? key}` : key;
}

export const schemaRef = (key: string): JsonObject => ({ $ref: `#/components/schemas/${schemaName(key)}` });

/** Definitions that types use, themselves included. */
export function reachable(keys: readonly string[]): string[] {
  const found = new Set<string>();
  const visit = (key: string): void => {
    if (found.has(key)) return;
    if (Object.hasOwn(scalars, key)) {
      found.add(key);
      return;
    }
    const known = definition(key);
    if (!known) return;
    found.add(key);
    for (const type of Object.values(known.fields)) visit(elementOf(type));
  };
  keys.forEach(visit);
  return [...found];
}

const elementOf = (type: string): string => type.replace(/^(\[\]|map\[string\])+/, '');

const primitives: Readonly<Record<string, JsonObject>> = {
  string: { type: 'string' },
  boolean: { type: 'boolean' },
  int32: { format: 'int32', type: 'integer' },
  int64: { format: 'int64', type: 'integer' },
  double: { format: 'double', type: 'number' },
  byte: { format: 'byte', type: 'string' },
};

const zero = (type: string): Json =>
  type === 'boolean'
    ? false
    : type === 'string' || type === 'byte'
      ? ''
      : Object.hasOwn(primitives, type)
        ? 0
        : {};

function typeSchema(type: string): MutableJson {
  if (type.startsWith('[]')) return { items: itemSchema(type.slice(2)), type: 'array' };
  if (type.startsWith('map[string]'))
    return { additionalProperties: itemSchema(type.slice(11)), type: 'object' };
  const primitive = Object.hasOwn(primitives, type) ? primitives[type] : undefined;
  return primitive ? { ...primitive } : { allOf: [schemaRef(type)] };
}

function itemSchema(type: string): JsonObject {
  if (type === 'Quantity' || type === 'JSON') return schemaRef(type);
  return { ...typeSchema(type), ...(!type.startsWith('[]') && { default: zero(type) }) };
}

/** What a list is to server-side apply, and a strategic merge patch's directions. */
function listExtensions(key: string, field: string, type: string): JsonObject {
  const tags = patchTags(key, field);
  const patch = tags
    ? {
        ...(tags.mergeKey !== undefined && { 'x-kubernetes-patch-merge-key': tags.mergeKey }),
        'x-kubernetes-patch-strategy': tags.strategies.join(','),
      }
    : {};
  if (isAtomicMap(key, field)) return { ...patch, 'x-kubernetes-map-type': 'atomic' };
  if (isGranularField(key, field)) return { ...patch, 'x-kubernetes-map-type': 'granular' };
  if (!type.startsWith('[]')) return patch;
  const keys = listMapKeys(key, field);
  return {
    ...(keys.length > 0 && { 'x-kubernetes-list-map-keys': keys }),
    'x-kubernetes-list-type': listType(key, field),
    ...patch,
  };
}

/** One definition's schema. */
export function definitionSchema(key: string, descriptions: Descriptions): JsonObject {
  const scalar = Object.hasOwn(scalars, key) ? scalars[key] : undefined;
  if (scalar) return scalar.schema;
  const found = definition(key);
  if (!found) return {};
  const texts = descriptions[key];
  const properties: MutableJson = {};
  for (const [name, type] of Object.entries(found.fields)) {
    const description = texts?.[name];
    const required = found.required?.includes(name) ?? false;
    const isRef = !Object.hasOwn(primitives, type) && !/^(\[\]|map)/.test(type);
    const plain = isRef && description === undefined;
    properties[name] = {
      ...(plain ? schemaRef(type) : typeSchema(type)),
      ...(required && Object.hasOwn(primitives, type) && { default: zero(type) }),
      ...(isRef && ['metadata', 'spec', 'status'].includes(name) && !plain && { default: {} }),
      ...(description !== undefined && description !== '' && { description }),
      ...(found.enums?.[name] && { enum: found.enums[name] }),
      ...listExtensions(key, name, type),
    };
  }
  const { kind } = found;
  return {
    ...(texts?.[''] && { description: texts[''] }),
    properties,
    ...(found.required && { required: found.required }),
    type: 'object',
    ...(isAtomicStruct(key) && { 'x-kubernetes-map-type': 'atomic' }),
    ...(kind && {
      'x-kubernetes-group-version-kind': [{ group: kind.group, kind: kind.kind, version: kind.version }],
    }),
  };
}
