/** Requests and limits. Models ValidateContainerResourceRequirements. */
import type { ResourceRequirements } from '../types.ts';
import { isQualifiedName } from '../names.ts';
import { canonicalQuantity, compareQuantities, parseQuantity } from '../quantity.ts';
import type { FieldError } from './field.ts';
import { invalid, invalids, required } from './field.ts';

const standard = new Set(['cpu', 'memory', 'ephemeral-storage', 'storage']);

function nameErrors(name: string, path: string): FieldError[] {
  const errors = invalids(path, name, isQualifiedName(name));
  if (errors.length > 0) return errors;
  if (!name.includes('/') && !standard.has(name) && !name.startsWith('hugepages-'))
    return [invalid(path, name, 'must be a standard resource for containers')];
  return [];
}

export function validateResources(resources: ResourceRequirements | undefined, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const { limits = {}, requests = {} } = resources ?? {};
  for (const [kind, list] of [
    ['limits', limits],
    ['requests', requests],
  ] as const)
    for (const name of Object.keys(list).sort()) {
      const value = list[name] ?? '0';
      errors.push(...nameErrors(name, `${path}.${kind}`));
      if (parseQuantity(value).nanos < 0n)
        errors.push(
          invalid(
            `${path}.${kind}.${name}`.replace(/\.([^.]+)$/, '[$1]'),
            value,
            'must be greater than or equal to 0',
          ),
        );
      else if (
        name !== 'cpu' &&
        standard.has(name) &&
        parseQuantity(value).nanos % 1_000_000_000n !== 0n &&
        name !== 'memory' &&
        name !== 'ephemeral-storage'
      )
        errors.push(invalid(`${path}.${kind}[${name}]`, value, 'must be an integer'));
      if (kind === 'limits') continue;
      const limit = limits[name];
      const extended = name.includes('/');
      if (limit === undefined) {
        if (extended || name.startsWith('hugepages-'))
          errors.push(required(`${path}.limits`, `Limit must be set for non overcommitable resources`));
      } else if (compareQuantities(value, limit) > 0)
        errors.push(
          invalid(
            `${path}.requests`,
            canonicalQuantity(value),
            `must be less than or equal to ${name} limit of ${canonicalQuantity(limit)}`,
          ),
        );
      else if (extended && compareQuantities(value, limit) !== 0)
        errors.push(
          invalid(
            `${path}.requests`,
            canonicalQuantity(value),
            `must be equal to ${name} limit of ${canonicalQuantity(limit)}`,
          ),
        );
    }
  return errors;
}
