/** What a write's query may say. Models apimachinery pkg/apis/meta/v1/validation. */
import { APPLY_PATCH } from './patching.ts';
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
  const dryRun = queryValues(request, 'dryRun');
  if (dryRun.some((value) => value !== 'All'))
    errors.push(
      unsupported('dryRun', `[]string{${dryRun.map((v) => JSON.stringify(v)).join(', ')}}`, ['All']),
    );
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
