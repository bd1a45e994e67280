/**
 * Sets of fields. Models structured-merge-diff's fieldpath.Set. A path element is written as in FieldsV1: `f:replicas` a field or a
 * map's key, `k:{"name":"web"}` an item by its keys, `v:"a"` one by its value.
 */
export interface FieldSet {
  /** Whether the place where it stands is itself in the set. */
  readonly member: boolean;
  readonly children: ReadonlyMap<string, FieldSet>;
}

const NO_CHILDREN: ReadonlyMap<string, FieldSet> = new Map();

export const EMPTY_SET: FieldSet = { member: false, children: NO_CHILDREN };
export const LEAF: FieldSet = { member: true, children: NO_CHILDREN };

export const isEmptySet = (set: FieldSet): boolean => !set.member && set.children.size === 0;

/** A set of what is given; without anything the empty one. */
export const fieldSet = (member: boolean, children: Map<string, FieldSet> | undefined): FieldSet =>
  children && children.size > 0 ? { member, children } : member ? LEAF : EMPTY_SET;

/** Paths of plain field names: `pathSet(['metadata', 'name'], ['status'])`. */
export function pathSet(...paths: readonly (readonly string[])[]): FieldSet {
  return paths.map((path) => single(path)).reduce(union, EMPTY_SET);
}

function single(path: readonly string[]): FieldSet {
  const [name, ...rest] = path;
  if (name === undefined) return LEAF;
  return { member: false, children: new Map([[`f:${name}`, single(rest)]]) };
}

export function union(a: FieldSet, b: FieldSet): FieldSet {
  if (a === b || isEmptySet(b)) return a;
  if (isEmptySet(a)) return b;
  const children = new Map(a.children);
  for (const [element, set] of b.children) {
    const other = children.get(element);
    children.set(element, other ? union(other, set) : set);
  }
  return fieldSet(a.member || b.member, children);
}

export function intersection(a: FieldSet, b: FieldSet): FieldSet {
  if (a === b) return a;
  const children = new Map<string, FieldSet>();
  for (const [element, set] of a.children) {
    const other = b.children.get(element);
    const both = other && intersection(set, other);
    if (both && !isEmptySet(both)) children.set(element, both);
  }
  return fieldSet(a.member && b.member, children);
}

/** What is in `a` and not in `b`, path for path. */
export function difference(a: FieldSet, b: FieldSet): FieldSet {
  if (isEmptySet(b)) return a;
  const children = new Map<string, FieldSet>();
  for (const [element, set] of a.children) {
    const other = b.children.get(element);
    const left = other ? difference(set, other) : set;
    if (!isEmptySet(left)) children.set(element, left);
  }
  return fieldSet(a.member && !b.member, children);
}

/** As {@link difference}, and what lies below a path of `b` goes too. */
export function recursiveDifference(a: FieldSet, b: FieldSet): FieldSet {
  if (isEmptySet(b)) return a;
  const children = new Map<string, FieldSet>();
  for (const [element, set] of a.children) {
    const other = b.children.get(element);
    if (other?.member) continue;
    const left = other ? recursiveDifference(set, other) : set;
    if (!isEmptySet(left)) children.set(element, left);
  }
  return fieldSet(a.member && !b.member, children);
}

export function sameSet(a: FieldSet, b: FieldSet): boolean {
  if (a === b) return true;
  if (a.member !== b.member || a.children.size !== b.children.size) return false;
  for (const [element, set] of a.children) {
    const other = b.children.get(element);
    if (!other || !sameSet(set, other)) return false;
  }
  return true;
}

/** The paths of a set: at each place first those that end there. Models Set.Iterate. */
export function pathsOf(set: FieldSet, prefix: readonly string[] = []): (readonly string[])[] {
  const elements = [...set.children.keys()].sort(byElement);
  const ends = elements.filter((element) => set.children.get(element)?.member);
  return [
    ...ends.map((element) => [...prefix, element]),
    ...elements.flatMap((element) => pathsOf(set.children.get(element) ?? EMPTY_SET, [...prefix, element])),
  ];
}

const KINDS = 'fkvi';

/** Fields before keys before values before indexes, each by their text. */
export function byElement(a: string, b: string): number {
  const kinds = KINDS.indexOf(a.charAt(0)) - KINDS.indexOf(b.charAt(0));
  return kinds !== 0 ? kinds : a < b ? -1 : a > b ? 1 : 0;
}
