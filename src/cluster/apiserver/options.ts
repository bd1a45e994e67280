/** What a write's query may say. Models apimachinery pkg/apis/meta/v1/validation. */
import type { DeleteOptions } from '../../api/types.ts';
import { APPLY_PATCH } from './patch-types.ts';
import { queryValue, queryValues } from './query.ts';
import type { RequestScope } from './context.ts';
import { newInvalid, type InvalidField } from './errors.ts';
import type { ApiRequest } from './request.ts';

const MAX_MANAGER = 128;

const refuse = (kind: string, errors: readonly InvalidField[]): void => {
  if (errors.length > 0) throw newInvalid({ group: 'meta.k8s.io', kind }, '', errors);
};

const unsupported = (field: string, shown: string, supported: readonly string[]): InvalidField => ({
  type: 'FieldValueNotSupported',
  field,
  message: `Unsupported value: ${shown}: supported values: ${supported.map((value) => JSON.stringify(value)).join(', ')}`,
});

const dryRunProblems = (values: readonly string[]): InvalidField[] =>
  values.some((value) => value !== 'All')
    ? [unsupported('dryRun', `[]string{${values.map((value) => JSON.stringify(value)).join(', ')}}`, ['All'])]
    : [];

/** What is wrong with `dryRun`, `fieldManager` and `fieldValidation`. */
function writeProblems(request: ApiRequest): InvalidField[] {
  const errors: InvalidField[] = [];
  const manager = queryValue(request, 'fieldManager') ?? '';
  if (new TextEncoder().encode(manager).length > MAX_MANAGER)
    errors.push({
      type: 'FieldValueTooLong',
      field: 'fieldManager',
      message: `Too long: may not be more than ${MAX_MANAGER} bytes`,
    });
  errors.push(...dryRunProblems(queryValues(request, 'dryRun')));
  const validation = queryValue(request, 'fieldValidation') ?? '';
  if (!['', 'Ignore', 'Warn', 'Strict'].includes(validation))
    errors.push(unsupported('fieldValidation', JSON.stringify(validation), ['', 'Ignore', 'Strict', 'Warn']));
  return errors;
}

const OPTIONS: Readonly<Record<string, string>> = {
  POST: 'CreateOptions',
  PUT: 'UpdateOptions',
  PATCH: 'PatchOptions',
  DELETE: 'DeleteOptions',
};

/** @throws {ApiError} 422 */
export function checkWriteOptions(request: ApiRequest): void {
  const kind = OPTIONS[request.method];
  if (kind !== undefined) refuse(kind, writeProblems(request));
}

const POLICIES = ['Foreground', 'Background', 'Orphan'];

/** How something is to be deleted. @throws {ApiError} 422 */
export function checkDeleteOptions({
  propagationPolicy,
  orphanDependents,
  dryRun = [],
}: DeleteOptions): void {
  const errors: InvalidField[] = [];
  if (propagationPolicy !== undefined && orphanDependents !== undefined)
    errors.push({
      type: 'FieldValueInvalid',
      field: 'propagationPolicy',
      message: `Invalid value: ${JSON.stringify(propagationPolicy)}: orphanDependents and deletionPropagation cannot be both set`,
    });
  if (propagationPolicy !== undefined && !POLICIES.includes(propagationPolicy))
    errors.push(unsupported('propagationPolicy', JSON.stringify(propagationPolicy), [...POLICIES, 'nil']));
  errors.push(...dryRunProblems(dryRun));
  refuse('DeleteOptions', errors);
}

/** An apply says who applies; only an apply may be forced. @throws {ApiError} 422 */
export function checkPatchOptions({ request }: RequestScope, type: string): void {
  const apply = type === APPLY_PATCH;
  const errors: InvalidField[] = [];
  if (apply && !queryValue(request, 'fieldManager'))
    errors.push({
      type: 'FieldValueRequired',
      field: 'fieldManager',
      message: 'Required value: is required for apply patch',
    });
  if (!apply && queryValue(request, 'force') !== undefined)
    errors.push({
      type: 'FieldValueForbidden',
      field: 'force',
      message: 'Forbidden: may not be specified for non-apply patch',
    });
  refuse('PatchOptions', errors);
}
