/** Tolerations, affinity, topology spread. Models pkg/apis/core/validation/validation.go. */
import type {
  Affinity,
  NodeSelectorRequirement,
  NodeSelectorTerm,
  PodAffinityTerm,
  Toleration,
  TopologySpreadConstraint,
} from '../types.ts';
import { isLabelValue, isQualifiedName } from '../names.ts';
import type { FieldError } from './field.ts';
import { duplicate, forbidden, invalid, invalids, notSupported, oneOf, required } from './field.ts';
import { validateLabelSelector } from './meta.ts';

const effects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

export function validateTolerations(tolerations: readonly Toleration[], path: string): FieldError[] {
  return tolerations.flatMap((toleration, i) => {
    const at = `${path}[${i}]`;
    const { key = '', operator = '', value = '', effect = '', tolerationSeconds } = toleration;
    const errors = key === '' ? [] : invalids(`${at}.key`, key, isQualifiedName(key));
    if (key === '' && operator !== 'Exists')
      errors.push(
        invalid(
          `${at}.operator`,
          operator,
          'operator must be Exists when `key` is empty, which means "match all values and all keys"',
        ),
      );
    if (tolerationSeconds !== undefined && effect !== 'NoExecute')
      errors.push(
        invalid(`${at}.effect`, effect, "effect must be 'NoExecute' when `tolerationSeconds` is set"),
      );
    if (operator === '' || operator === 'Equal') {
      const messages = isLabelValue(value);
      if (messages.length > 0) errors.push(invalid(`${at}.operator`, value, messages.join(';')));
    } else if (operator === 'Exists') {
      if (value !== '')
        errors.push(invalid(`${at}.operator`, value, "value must be empty when `operator` is 'Exists'"));
    } else errors.push(notSupported(`${at}.operator`, operator, ['Equal', 'Exists']));
    if (effect !== '' && !effects.includes(effect))
      errors.push(notSupported(`${at}.effect`, effect, effects));
    return errors;
  });
}

function nodeRequirement(
  { key, operator, values = [] }: NodeSelectorRequirement,
  path: string,
): FieldError[] {
  const errors: FieldError[] = [];
  switch (operator) {
    case 'In':
    case 'NotIn':
      if (values.length === 0)
        errors.push(required(`${path}.values`, "must be specified when `operator` is 'In' or 'NotIn'"));
      break;
    case 'Exists':
    case 'DoesNotExist':
      if (values.length > 0)
        errors.push(
          forbidden(`${path}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"),
        );
      break;
    case 'Gt':
    case 'Lt':
      if (values.length !== 1)
        errors.push(
          required(`${path}.values`, "must be specified single value when `operator` is 'Lt' or 'Gt'"),
        );
      break;
    default:
      errors.push(invalid(`${path}.operator`, operator ?? '', 'not a valid selector operator'));
  }
  errors.push(...invalids(`${path}.key`, key, isQualifiedName(key)));
  return errors;
}

function nodeTerm(term: NodeSelectorTerm, path: string): FieldError[] {
  return (term.matchExpressions ?? []).flatMap((requirement, i) =>
    nodeRequirement(requirement, `${path}.matchExpressions[${i}]`),
  );
}

function podTerm(term: PodAffinityTerm, path: string): FieldError[] {
  const { topologyKey } = term;
  return [
    ...validateLabelSelector(term.labelSelector, `${path}.labelSelector`),
    ...validateLabelSelector(term.namespaceSelector, `${path}.namespaceSelector`),
    ...(topologyKey
      ? invalids(`${path}.topologyKey`, topologyKey, isQualifiedName(topologyKey))
      : [required(`${path}.topologyKey`, 'can not be empty')]),
  ];
}

const weight = (value: number, path: string): FieldError[] =>
  value >= 1 && value <= 100 ? [] : [invalid(`${path}.weight`, value, 'must be in the range 1-100')];

const needed = 'requiredDuringSchedulingIgnoredDuringExecution';
const wished = 'preferredDuringSchedulingIgnoredDuringExecution';

export function validateAffinity(affinity: Affinity | undefined, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const node = affinity?.nodeAffinity;
  const terms = node?.[needed]?.nodeSelectorTerms;
  if (node?.[needed] && !terms?.length)
    errors.push(
      required(
        `${path}.nodeAffinity.${needed}.nodeSelectorTerms`,
        'must have at least one node selector term',
      ),
    );
  terms?.forEach((term, i) =>
    errors.push(...nodeTerm(term, `${path}.nodeAffinity.${needed}.nodeSelectorTerms[${i}]`)),
  );
  node?.[wished]?.forEach((term, i) => {
    const at = `${path}.nodeAffinity.${wished}[${i}]`;
    errors.push(...weight(term.weight, at), ...nodeTerm(term.preference, `${at}.preference`));
  });
  for (const kind of ['podAffinity', 'podAntiAffinity'] as const) {
    affinity?.[kind]?.[needed]?.forEach((term, i) =>
      errors.push(...podTerm(term, `${path}.${kind}.${needed}[${i}]`)),
    );
    affinity?.[kind]?.[wished]?.forEach((term, i) => {
      const at = `${path}.${kind}.${wished}[${i}]`;
      errors.push(...weight(term.weight, at), ...podTerm(term.podAffinityTerm, `${at}.podAffinityTerm`));
    });
  }
  return errors;
}

export function validateTopologySpread(
  constraints: readonly TopologySpreadConstraint[],
  path: string,
): FieldError[] {
  const seen = new Set<string>();
  return constraints.flatMap((constraint, i) => {
    const at = `${path}[${i}]`;
    const errors: FieldError[] = [];
    if (!(constraint.maxSkew > 0))
      errors.push(invalid(`${at}.maxSkew`, constraint.maxSkew ?? 0, 'must be greater than zero'));
    errors.push(
      ...(constraint.topologyKey
        ? invalids(`${at}.topologyKey`, constraint.topologyKey, isQualifiedName(constraint.topologyKey))
        : [required(`${at}.topologyKey`, 'can not be empty')]),
    );
    errors.push(
      ...oneOf(`${at}.whenUnsatisfiable`, constraint.whenUnsatisfiable, ['DoNotSchedule', 'ScheduleAnyway']),
    );
    const pair = `{${constraint.topologyKey}, ${constraint.whenUnsatisfiable}}`;
    if (seen.has(pair)) errors.push(duplicate(`${at}.{topologyKey, whenUnsatisfiable}`, pair));
    seen.add(pair);
    if (constraint.minDomains !== undefined && constraint.minDomains <= 0)
      errors.push(invalid(`${at}.minDomains`, constraint.minDomains, 'must be greater than zero'));
    errors.push(...validateLabelSelector(constraint.labelSelector, `${at}.labelSelector`));
    return errors;
  });
}
