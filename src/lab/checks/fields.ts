import { canonicalQuantity } from '../../api/quantity.ts';
import { definition, kindDefinition } from '../../api/schema.ts';
import type { Json } from '../../cluster/apiserver/request.ts';

/** The type of a place in an object, as the kind's schema writes it: `Pod`, `[]Container`, `map[string]Quantity`, `int32`. */
export type FieldType = string;

/** Types whose values may be anything. */
const OPEN = new Set(['JSON', 'RawExtension', 'FieldsV1']);

/** The type of a kind's objects; `undefined` when v1.35 has no schema for it. */
export function kindType(apiVersion: string, kind: string): FieldType | undefined {
  return kindDefinition(apiVersion, kind);
}

/** The type of a list's items, or of a map's values. */
export function itemType(type: FieldType | undefined): FieldType | undefined {
  if (type?.startsWith('[]')) return type.slice(2);
  if (type?.startsWith('map[string]')) return type.slice('map[string]'.length);
  return undefined;
}

/** What an object of this type has under a name: its type, `unknown` when the schema has no such field, nothing when it cannot be told. */
export function fieldOf(
  type: FieldType | undefined,
  name: string,
): { readonly type: FieldType } | 'unknown' | undefined {
  if (type === undefined || OPEN.has(type) || type.startsWith('[]')) return undefined;
  if (type.startsWith('map[string]')) return { type: type.slice('map[string]'.length) };
  const fields = definition(type)?.fields;
  if (!fields) return undefined;
  const found = Object.hasOwn(fields, name) ? fields[name] : undefined;
  return found === undefined ? 'unknown' : { type: found };
}

/** How many letters must be typed, left out or changed to make one word of the other, up to 3. */
function distance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2) return 3;
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + same));
    }
    row = next;
  }
  return Math.min(3, row[b.length] ?? 3);
}

/** The word of `known` that `word` may have been meant as. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  let best: string | undefined;
  let least = 3;
  for (const candidate of known) {
    const apart = distance(word.toLowerCase(), candidate.toLowerCase());
    if (apart < least) [best, least] = [candidate, apart];
  }
  return best;
}

/** `no field "x" in PodSpec; did you mean "y"?` */
export function unknownField(type: FieldType, name: string): string {
  const meant = nearest(name, Object.keys(definition(type)?.fields ?? {}).sort());
  return `there is no field "${name}" in ${type}${meant === undefined ? '' : `; did you mean "${meant}"?`}`;
}

/** Something in a pattern that no object can ever match. */
export interface PatternProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

function scalarProblem(value: Json, type: FieldType): string | undefined {
  const wrong = (wanted: string): string => `${JSON.stringify(value)} is not ${wanted}`;
  switch (type) {
    case 'string':
    case 'byte':
    case 'Time':
    case 'MicroTime':
      return typeof value === 'string' ? undefined : wrong('a string');
    case 'boolean':
      return typeof value === 'boolean' ? undefined : wrong('true or false');
    case 'int32':
    case 'int64':
      return typeof value === 'number' && Number.isInteger(value) ? undefined : wrong('a whole number');
    case 'double':
      return typeof value === 'number' ? undefined : wrong('a number');
    case 'IntOrString':
      return typeof value === 'number' || typeof value === 'string'
        ? undefined
        : wrong('a number or a string');
    case 'Quantity':
      return quantityProblem(value);
    default:
      return undefined;
  }
}

/** The API server keeps quantities in canonical form, as strings: another spelling never matches. */
function quantityProblem(value: Json): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number')
    return `${JSON.stringify(value)} is not a quantity`;
  try {
    const kept = canonicalQuantity(String(value));
    return kept === value ? undefined : `the API server keeps this quantity as "${kept}": write it so`;
  } catch {
    return `${JSON.stringify(value)} is not a quantity`;
  }
}

/**
 * What no object of the type can ever have of a pattern (`has`): misspelt fields, values of another type, words that are not of an
 * enumeration.
 */
export function patternProblems(
  pattern: Json,
  type: FieldType | undefined,
  path: readonly (string | number)[] = [],
): PatternProblem[] {
  if (pattern === null || type === undefined || OPEN.has(type)) return [];
  if (type.startsWith('[]')) {
    if (!Array.isArray(pattern)) return [{ path, message: `${JSON.stringify(pattern)} is not a list` }];
    return (pattern as readonly Json[]).flatMap((item, index) =>
      patternProblems(item, itemType(type), [...path, index]),
    );
  }
  const fields = type.startsWith('map[string]') ? {} : definition(type)?.fields;
  if (!fields) {
    const message = scalarProblem(pattern, type);
    return message === undefined ? [] : [{ path, message }];
  }
  if (typeof pattern !== 'object' || Array.isArray(pattern))
    return [{ path, message: `${JSON.stringify(pattern)} is not an object with the fields of ${type}` }];
  const enums = definition(type)?.enums ?? {};
  return Object.entries(pattern).flatMap(([key, value]) => {
    const at = [...path, key];
    const field = fieldOf(type, key);
    if (field === 'unknown') return [{ path: at, message: unknownField(type, key) }];
    const words = Object.hasOwn(enums, key) ? enums[key] : undefined;
    if (words && typeof value === 'string' && !words.includes(value))
      return [{ path: at, message: `"${value}" is none of ${words.join(', ')}` }];
    return patternProblems(value ?? null, field?.type, at);
  });
}
