/**
 * Label and field selectors. Models k8s.io/apimachinery/pkg/labels and pkg/fields.
 */
import { isLabelValue, isQualifiedName } from './names.ts';
import type { LabelSelector } from './types.ts';

type SelectorOperator = 'In' | 'NotIn' | 'Exists' | 'DoesNotExist' | 'Gt' | 'Lt';

export interface Requirement {
  readonly key: string;
  readonly operator: SelectorOperator;
  readonly values: readonly string[];
}

/** All requirements must hold. */
export type Selector = readonly Requirement[];

/** A selector that cannot be read; the message is upstream's. */
export class SelectorError extends Error {}

type Labels = Readonly<Record<string, string | undefined>> | undefined;

/**
 * Does one requirement hold for a value (`undefined`: there is none)? Models labels.Requirement.Matches. An operator that it does not
 * know never holds.
 */
export function requirementMatches(
  { operator, values = [] }: { readonly operator: string; readonly values?: readonly string[] },
  value: string | undefined,
): boolean {
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    case 'Gt':
    case 'Lt': {
      const [left, right] = [wholeNumber(value), wholeNumber(values[0])];
      if (left === undefined || right === undefined) return false;
      return operator === 'Gt' ? left > right : left < right;
    }
    default:
      return false;
  }
}

/** As strconv.ParseInt reads it. */
function wholeNumber(text: string | undefined): bigint | undefined {
  return text !== undefined && /^[+-]?\d+$/.test(text) ? BigInt(text) : undefined;
}

const valueOf = (labels: Labels, key: string): string | undefined =>
  labels !== undefined && Object.hasOwn(labels, key) ? labels[key] : undefined;

export const selectorMatches = (selector: Selector, labels: Labels): boolean =>
  selector.every((requirement) => requirementMatches(requirement, valueOf(labels, requirement.key)));

/** The object form as a selector. Nothing selects nothing; an empty one selects everything. */
export function labelSelectorMatches(selector: LabelSelector | undefined, labels: Labels): boolean {
  return selector !== undefined && selectorMatches(labelSelectorRequirements(selector), labels);
}

/** As metav1.LabelSelectorAsSelector. */
export function labelSelectorRequirements(selector: LabelSelector): Selector {
  return [
    ...Object.entries(selector.matchLabels ?? {}).map(([key, value]): Requirement => ({
      key,
      operator: 'In',
      values: [value],
    })),
    ...(selector.matchExpressions ?? []).map(({ key, operator, values }): Requirement => ({
      key,
      operator: operator as SelectorOperator,
      values: values ?? [],
    })),
  ];
}

/** `app=x,tier in (a,b)`: how an object selector is shown. As metav1.FormatLabelSelector. */
export function formatLabelSelector(selector: LabelSelector | undefined): string {
  const text = selector === undefined ? '' : formatSelector(labelSelectorRequirements(selector));
  return text === '' ? '<none>' : text;
}

function formatSelector(selector: Selector): string {
  return [...selector]
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ key, operator, values }) => {
      const sorted = [...values].sort();
      if (operator === 'Exists') return key;
      if (operator === 'DoesNotExist') return `!${key}`;
      if (operator === 'Gt' || operator === 'Lt')
        return `${key}${operator === 'Gt' ? '>' : '<'}${values[0] ?? ''}`;
      if (operator === 'In' && values.length === 1) return `${key}=${values[0] ?? ''}`;
      return `${key} ${operator === 'In' ? 'in' : 'notin'} (${sorted.join(',')})`;
    })
    .join(',');
}

type Token = { readonly kind: 'id' | 'end' | 'sign'; readonly text: string };

function tokens(text: string): Token[] {
  const found = [...text.matchAll(/\s+|[(),]|[=!><]+|[^\s(),=!><]+/g)]
    .map((match) => match[0])
    .filter((part) => part.trim() !== '')
    .map((part): Token => ({ kind: /^[(),=!><]/.test(part) ? 'sign' : 'id', text: part }));
  return [...found, { kind: 'end', text: '' }];
}

const binaryOperators = 'in, notin, =, ==, !=, gt, lt';

/** `app=web,tier in (a,b),!canary`. @throws {SelectorError} */
export function parseSelector(text: string): Selector {
  const list = tokens(text);
  let at = 0;
  const peek = (): Token => list[at] ?? { kind: 'end', text: '' };
  const take = (): Token => list[at++] ?? { kind: 'end', text: '' };
  const fail = (message: string): never => {
    throw new SelectorError(message);
  };
  const values = (): string[] => {
    const open = take();
    if (open.text !== '(') fail(`found '${open.text}' expected: '('`);
    const result = new Set<string>();
    let expected = true;
    for (;;) {
      const token = take();
      if (token.kind === 'id') {
        result.add(token.text);
        expected = false;
      } else if (token.text === ',') {
        if (expected) result.add('');
        expected = true;
      } else if (token.text === ')') {
        if (expected && result.size > 0) result.add('');
        return [...result].sort();
      } else return fail(`found '${token.text}', expected: ',', ')' or identifier`);
    }
  };
  const requirement = (): Requirement => {
    const negated = peek().text === '!' && peek().kind === 'sign';
    if (negated) take();
    const key = take();
    if (key.kind !== 'id') fail(`found '${key.text}', expected: identifier`);
    checked('key', key.text, isQualifiedName(key.text));
    if (negated) return { key: key.text, operator: 'DoesNotExist', values: [] };
    if (peek().kind === 'end' || peek().text === ',')
      return { key: key.text, operator: 'Exists', values: [] };
    const operator = take();
    switch (operator.text) {
      case 'in':
      case 'notin':
        return checkValues({
          key: key.text,
          operator: operator.text === 'in' ? 'In' : 'NotIn',
          values: values(),
        });
      case '=':
      case '==':
      case '!=': {
        const ends = peek().kind === 'end' || peek().text === ',';
        const token = ends ? { kind: 'id', text: '' } : take();
        if (token.kind !== 'id') fail(`found '${token.text}', expected: identifier`);
        const value = token.text;
        return checkValues({
          key: key.text,
          operator: operator.text === '!=' ? 'NotIn' : 'In',
          values: [value],
        });
      }
      case '>':
      case '<': {
        const value = peek().kind === 'id' ? take().text : '';
        if (!/^[+-]?\d+$/.test(value))
          fail(
            `values[0]: Invalid value: ${JSON.stringify(value)}: for 'Gt', 'Lt' operators, the value must be an integer`,
          );
        return { key: key.text, operator: operator.text === '>' ? 'Gt' : 'Lt', values: [value] };
      }
      default:
        return fail(`found '${operator.text}', expected: ${binaryOperators}`);
    }
  };
  const result: Requirement[] = [];
  while (peek().kind !== 'end') {
    const first = peek();
    if (first.kind !== 'id' && first.text !== '!')
      fail(`found '${first.text}', expected: !, identifier, or 'end of string'`);
    try {
      result.push(requirement());
    } catch (error) {
      if (error instanceof SelectorError)
        throw new SelectorError(`unable to parse requirement: ${error.message}`);
      throw error;
    }
    const next = take();
    if (next.kind === 'end') break;
    if (next.text !== ',') fail(`found '${next.text}', expected: ',' or 'end of string'`);
    const after = peek();
    if (after.kind !== 'id' && after.text !== '!')
      fail(`found '${after.text}', expected: identifier after ','`);
  }
  return result;
}

function checked(path: string, value: string, errors: readonly string[]): void {
  if (errors.length > 0)
    throw new SelectorError(`${path}: Invalid value: ${JSON.stringify(value)}: ${errors.join('; ')}`);
}

function checkValues(requirement: Requirement): Requirement {
  if (requirement.values.length === 0)
    throw new SelectorError(
      "values: Invalid value: []: for 'in', 'notin' operators, values set can't be empty",
    );
  requirement.values.forEach((value, i) =>
    checked(`values[${i}][${requirement.key}]`, value, isLabelValue(value)),
  );
  return requirement;
}

export interface FieldRequirement {
  readonly field: string;
  readonly operator: '=' | '!=';
  readonly value: string;
}

/** `status.phase=Running,spec.nodeName!=minikube`. @throws {SelectorError} */
export function parseFieldSelector(text: string): readonly FieldRequirement[] {
  if (text === '') return [];
  const parts = text.match(/(?:\\.|[^,\\])+/gs) ?? [];
  return parts.map((part) => {
    const match = /^((?:\\.|[^=!\\])*?)(!=|==|=)(.*)$/s.exec(part);
    if (!match) throw new SelectorError(`invalid selector: '${text}'; can't understand '${part}'`);
    const value = (match[3] ?? '').replace(/\\([\\,=])/g, '$1');
    return { field: match[1] ?? '', operator: match[2] === '!=' ? '!=' : '=', value };
  });
}

/** @param fields the selectable fields of the object; absent ones are empty */
export const fieldSelectorMatches = (
  selector: readonly FieldRequirement[],
  fields: Readonly<Record<string, string | undefined>>,
): boolean =>
  selector.every(({ field, operator, value }) => ((fields[field] ?? '') === value) === (operator === '='));
