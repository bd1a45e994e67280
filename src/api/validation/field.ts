/** Errors about fields. Models k8s.io/apimachinery/pkg/util/validation/field. */
import type { Json } from '../json.ts';

export type FieldErrorType =
  | 'Not found'
  | 'Required value'
  | 'Duplicate value'
  | 'Invalid value'
  | 'Unsupported value'
  | 'Forbidden'
  | 'Too long'
  | 'Too many';

export interface FieldError {
  readonly type: FieldErrorType;
  /** `spec.containers[0].image` */
  readonly field: string;
  readonly badValue?: Json;
  readonly detail: string;
}

/** The reason that a Status cause has for each. */
const reasons: Readonly<Record<FieldErrorType, string>> = {
  'Not found': 'FieldValueNotFound',
  'Required value': 'FieldValueRequired',
  'Duplicate value': 'FieldValueDuplicate',
  'Invalid value': 'FieldValueInvalid',
  'Unsupported value': 'FieldValueNotSupported',
  Forbidden: 'FieldValueForbidden',
  'Too long': 'FieldValueTooLong',
  'Too many': 'FieldValueTooMany',
};

export const required = (field: string, detail = ''): FieldError => ({
  type: 'Required value',
  field,
  detail,
});
export const invalid = (field: string, badValue: Json, detail: string): FieldError => ({
  type: 'Invalid value',
  field,
  badValue,
  detail,
});
export const forbidden = (field: string, detail: string): FieldError => ({
  type: 'Forbidden',
  field,
  detail,
});
export const duplicate = (field: string, badValue: Json): FieldError => ({
  type: 'Duplicate value',
  field,
  badValue,
  detail: '',
});
export const notFound = (field: string, badValue: Json): FieldError => ({
  type: 'Not found',
  field,
  badValue,
  detail: '',
});
export const notSupported = (field: string, badValue: Json, values: readonly string[]): FieldError => ({
  type: 'Unsupported value',
  field,
  badValue,
  detail: `supported values: ${values.map((value) => JSON.stringify(value)).join(', ')}`,
});
export const tooLong = (field: string, bytes: number): FieldError => ({
  type: 'Too long',
  field,
  detail: `may not be more than ${bytes} bytes`,
});

const withoutValue = new Set<FieldErrorType>(['Required value', 'Forbidden', 'Too long']);

/** The error without its field: `Invalid value: "x": must be …`. */
export function fieldErrorBody({ type, badValue, detail }: FieldError): string {
  const value = withoutValue.has(type) ? '' : `: ${JSON.stringify(badValue ?? null)}`;
  return `${type}${value}${detail === '' ? '' : `: ${detail}`}`;
}

export const fieldErrorText = (error: FieldError): string => `${error.field}: ${fieldErrorBody(error)}`;

/** As ToAggregate: one error as it is, several as `[a, b]`, none twice. */
export function aggregateText(errors: readonly FieldError[]): string {
  const texts = [...new Set(errors.map(fieldErrorText))];
  return texts.length === 1 ? (texts[0] ?? '') : `[${texts.join(', ')}]`;
}

/** The message of a 422: `Pod "x" is invalid: …`; the kind with its group, `Deployment.apps`. */
export const invalidMessage = (qualifiedKind: string, name: string, errors: readonly FieldError[]): string =>
  `${qualifiedKind} ${JSON.stringify(name)} is invalid${errors.length === 0 ? '' : `: ${aggregateText(errors)}`}`;

/** The causes of a 422's Status. */
export const invalidCauses = (
  errors: readonly FieldError[],
): { reason: string; message: string; field: string }[] =>
  errors.map((error) => ({
    reason: reasons[error.type],
    message: fieldErrorBody(error),
    field: error.field,
  }));

/** Messages about one value, each as an Invalid value. */
export const invalids = (field: string, value: Json, messages: readonly string[]): FieldError[] =>
  messages.map((message) => invalid(field, value, message));

/** `must be greater than or equal to 0` */
export const nonNegative = (field: string, value: number | undefined): FieldError[] =>
  value !== undefined && value < 0 ? [invalid(field, value, 'must be greater than or equal to 0')] : [];

/** A value out of a fixed set; required where it is missing. */
export function oneOf(
  field: string,
  value: string | undefined,
  values: readonly string[],
  isRequired = true,
): FieldError[] {
  if (value === undefined || value === '') return isRequired ? [required(field)] : [];
  return values.includes(value) ? [] : [notSupported(field, value, values)];
}
