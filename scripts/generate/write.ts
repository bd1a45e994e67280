import type { Definition, Field } from './kubernetes-models.ts';

const head = '// Written by `npm run generate`. Not for editing.\n';

const scalars: Readonly<Record<string, string>> = {
  string: 'string',
  int32: 'number',
  int64: 'number',
  double: 'number',
  boolean: 'boolean',
  byte: 'string',
  Time: 'string',
  MicroTime: 'string',
  Quantity: 'Quantity',
  IntOrString: 'IntOrString',
  RawExtension: 'Json',
  JSON: 'Json',
  FieldsV1: 'JsonObject',
};

/** Kubernetes' kinds as TypeScript types. Aliases, not interfaces: such a type is assignable to `JsonObject`. */
export function writeTypes(definitions: readonly Definition[]): string {
  const types = definitions.map((definition) => {
    const lines = definition.fields.map((field) => {
      const optional = isOptional(definition, field) ? '?' : '';
      const name = /^\w+$/.test(field.name) ? field.name : JSON.stringify(field.name);
      return `${docComment(field.description)}  ${name}${optional}: ${typeOf(field.type)};\n`;
    });
    return `${docComment(definition.description, '')}export type ${definition.key} = {\n${lines.join('')}};\n`;
  });
  return [
    head,
    "import type { Json, JsonObject } from '../json.ts';\n",
    '/** As a manifest has it, e.g. `100m`. The API server answers in canonical form. */\nexport type Quantity = string;\n',
    '/** A number, or a name or percentage. */\nexport type IntOrString = number | string;\n',
    ...types,
  ].join('\n');
}

/**
 * Kinds always have apiVersion, kind, metadata with a name, and spec: the API server sees to it. Elsewhere the document's
 * `required` holds.
 */
function isOptional(definition: Definition, field: Field): boolean {
  if (definition.key === 'ObjectMeta') return field.name !== 'name';
  if (
    definition.kind &&
    !definition.name.endsWith('List') &&
    !['Status', 'DeleteOptions'].includes(definition.key)
  )
    return !field.required && !['apiVersion', 'kind', 'metadata', 'spec'].includes(field.name);
  if (definition.kind && ['apiVersion', 'kind', 'metadata'].includes(field.name)) return false;
  return !field.required;
}

function typeOf(type: string): string {
  if (type.startsWith('[]')) return `${typeOf(type.slice(2))}[]`;
  if (type.startsWith('map[string]')) return `{ [key: string]: ${typeOf(type.slice(11))} }`;
  return scalars[type] ?? type;
}

function docComment(text: string, indent = '  '): string {
  const first = text.split('\n')[0] ?? '';
  return first === '' ? '' : `${indent}/** ${first.replaceAll('*/', '* /')} */\n`;
}

/** Every definition's fields, types, required fields and enum values: what decoding and OpenAPI need. */
export function writeSchema(definitions: readonly Definition[]): string {
  const entries = definitions.map((definition) => {
    const required = definition.fields.filter((field) => field.required).map((field) => field.name);
    const enums = definition.fields
      .filter((field) => field.values)
      .map((field) => [field.name, field.values]);
    const schema = {
      package: definition.package,
      ...(definition.name !== definition.key && { name: definition.name }),
      ...(definition.kind && { kind: definition.kind }),
      fields: Object.fromEntries(definition.fields.map((field) => [field.name, field.type])),
      ...(required.length > 0 && { required }),
      ...(enums.length > 0 && { enums: Object.fromEntries(enums) }),
    };
    return [definition.key, schema];
  });
  return `${head}/** The definitions by their keys, as JSON: a browser reads that sooner than a program. */\nexport const definitionsJson =\n  ${asText(Object.fromEntries(entries))};\n`;
}

/** A value's JSON as a string in a program. */
const asText = (value: unknown): string => JSON.stringify(JSON.stringify(value));

/** By definition: its own description under `""`, its fields' under their names. */
export function writeDescriptions(definitions: readonly Definition[]): string {
  const all = definitions.map((definition) => [
    definition.key,
    Object.fromEntries([
      ['', definition.description],
      ...definition.fields.map((f) => [f.name, f.description]),
    ]),
  ]);
  return `${head}/** The descriptions by their definitions' keys, as JSON: few ever ask for them. */\nexport const descriptionsJson =\n  ${asText(Object.fromEntries(all))};\n`;
}
