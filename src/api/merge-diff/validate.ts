import { goValueText } from '../go-value.ts';
import { isArray, isObject, type Json } from '../json.ts';
import { atomAt, type Atom, type ScalarAtom } from './atoms.ts';
import { elementText } from './fields-v1.ts';
import { ItemError, itemElement } from './items.ts';

/** One thing in an object that its type does not allow, as messages show it: `.spec.replicas: expected numeric …`. */
export type TypeProblem = string;

/** What does not fit the type. Models typed/validate.go. */
export function typeProblems(value: Json, atom: Atom, path = ''): TypeProblem[] {
  if (value === null) return [];
  switch (atom.kind) {
    case 'scalar':
      return scalarProblem(value, atom.scalar).map((text) => `${path}: ${text}`);
    case 'list': {
      if (!isArray(value)) return [`${path}: expected list, got &{${goValueText(value)}}`];
      const seen = new Set<string>();
      return value.flatMap((item, index) => {
        if (atom.atomic) return typeProblems(item, atom.element(), `${path}[${index}]`);
        let element: string;
        try {
          element = itemElement(atom, item);
        } catch (error) {
          if (error instanceof ItemError) return [`${path}: element ${index}: ${error.message}`];
          throw error;
        }
        const twice = seen.has(element) ? [`${path}: duplicate entries for key ${elementText(element)}`] : [];
        seen.add(element);
        return [...twice, ...typeProblems(item, atom.element(), `${path}${elementText(element)}`)];
      });
    }
    case 'map': {
      if (!isObject(value)) return [`${path}: expected map, got &{${goValueText(value)}}`];
      return Object.entries(value).flatMap(([key, item]) => {
        if (item === undefined) return [];
        const type = atomAt(atom, key);
        const here = `${path}.${key}`;
        return type ? typeProblems(item, type, here) : [`${here}: field not declared in schema`];
      });
    }
  }
}

function scalarProblem(value: Json, scalar: ScalarAtom['scalar']): string[] {
  const expected = {
    string: ['string', 'string'],
    numeric: ['number', 'numeric (int or float)'],
    boolean: ['boolean', 'boolean'],
  } as const;
  if (scalar === 'untyped') return [];
  const [wanted, name] = expected[scalar];
  return typeof value === wanted
    ? []
    : [`expected ${name}, got &value.valueUnstructured{Value:${goSyntax(value)}}`];
}

/** A value as Go's %#v shows it. */
function goSyntax(value: Json): string {
  if (isArray(value)) return `[]interface {}{${value.map(goSyntax).join(', ')}}`;
  if (!isObject(value)) return JSON.stringify(value);
  const entries = Object.entries(value).map(
    ([key, item]) => `${JSON.stringify(key)}:${goSyntax(item ?? null)}`,
  );
  return `map[string]interface {}{${entries.join(', ')}}`;
}

/** Several problems in one message. Models ValidationErrors.Error. */
export const problemText = (problems: readonly TypeProblem[]): string =>
  problems.length === 1
    ? (problems[0] ?? '')
    : ['errors:', ...problems.map((text) => `  ${text}`)].join('\n');
