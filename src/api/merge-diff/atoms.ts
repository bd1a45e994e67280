import { definition } from '../schema.ts';
import { isAtomicMap, isAtomicStruct, keyDefault, listMapKeys, listType } from './list-types.ts';

/** What a type is to a merge. Models structured-merge-diff's schema.Atom. */
export type Atom = ScalarAtom | ListAtom | MapAtom;

export interface ScalarAtom {
  readonly kind: 'scalar';
  /** `untyped` takes any value as one. */
  readonly scalar: 'string' | 'numeric' | 'boolean' | 'untyped';
}

export interface ListAtom {
  readonly kind: 'list';
  readonly atomic: boolean;
  /** What tells items apart; none for a set, whose items are their own keys. */
  readonly keys: readonly ListKey[];
  element(): Atom;
}

export interface ListKey {
  readonly name: string;
  readonly default: string | undefined;
}

export interface MapAtom {
  readonly kind: 'map';
  readonly atomic: boolean;
  /** A struct's fields by name. */
  readonly fields: ReadonlyMap<string, () => Atom>;
  /** What the values of a map are; a struct has none. */
  readonly element: (() => Atom) | undefined;
}

const SCALARS: Readonly<Record<string, ScalarAtom['scalar']>> = {
  string: 'string',
  byte: 'string',
  Time: 'untyped',
  MicroTime: 'untyped',
  boolean: 'boolean',
  int32: 'numeric',
  int64: 'numeric',
  double: 'numeric',
  Quantity: 'untyped',
  IntOrString: 'untyped',
  RawExtension: 'untyped',
  JSON: 'untyped',
  FieldsV1: 'untyped',
};

const scalars = {
  string: { kind: 'scalar', scalar: 'string' },
  numeric: { kind: 'scalar', scalar: 'numeric' },
  boolean: { kind: 'scalar', scalar: 'boolean' },
  untyped: { kind: 'scalar', scalar: 'untyped' },
} as const;

const known = new Map<string, Atom>();

function lazily(make: () => Atom): () => Atom {
  let atom: Atom | undefined;
  return () => (atom ??= make());
}

/** A definition by its key. */
export function definitionAtom(key: string): Atom {
  return structAtom(key, isAtomicStruct(key));
}

function structAtom(key: string, atomic: boolean): Atom {
  const id = `${key} ${atomic}`;
  const found = known.get(id);
  if (found) return found;
  const { fields = {} } = definition(key) ?? {};
  const atom: MapAtom = {
    kind: 'map',
    atomic,
    fields: new Map(
      Object.entries(fields).map(([name, type]) => [name, lazily(() => typeAtom(type, key, name))]),
    ),
    element: undefined,
  };
  known.set(id, atom);
  return atom;
}

/** A type as the schema writes it, at a definition's field. */
function typeAtom(type: string, owner: string, field: string): Atom {
  if (Object.hasOwn(SCALARS, type)) return scalars[SCALARS[type] ?? 'untyped'];
  if (type.startsWith('[]')) {
    const inner = type.slice(2);
    return {
      kind: 'list',
      atomic: listType(owner, field) === 'atomic',
      keys: listMapKeys(owner, field).map((name) => ({ name, default: keyDefault(inner, name) })),
      element: lazily(() => typeAtom(inner, '', '')),
    };
  }
  if (type.startsWith('map[string]'))
    return {
      kind: 'map',
      atomic: isAtomicMap(owner, field),
      fields: new Map(),
      element: lazily(() => typeAtom(type.slice(11), '', '')),
    };
  return definition(type) ? structAtom(type, isAtomicStruct(type, owner, field)) : scalars.untyped;
}

/** What stands at a key of a map or at a field of a struct; `undefined` for a field that is not declared. */
export const atomAt = (map: MapAtom, key: string): Atom | undefined =>
  map.fields.get(key)?.() ?? map.element?.();
