/** What a list's or a watch's query may say. Models apimachinery pkg/apis/meta/internalversion/validation. */
import type { RequestScope } from './context.ts';
import { newInvalid, type InvalidField } from './errors.ts';
import { queryFlag, queryValue } from './query.ts';
import type { ApiRequest } from './request.ts';

const forbidden = (field: string, why: string): InvalidField => ({
  type: 'FieldValueForbidden',
  field,
  message: `Forbidden: ${why}`,
});

const refuse = (errors: readonly InvalidField[]): void => {
  if (errors.length > 0) throw newInvalid({ group: 'meta.k8s.io', kind: 'ListOptions' }, '', errors);
};

/** @throws {ApiError} 422 */
export function checkListOptions(request: ApiRequest): void {
  const value = (key: string): string => queryValue(request, key) ?? '';
  const match = value('resourceVersionMatch');
  const errors: InvalidField[] = [];
  const refuseMatch = (why: string): void => {
    errors.push(forbidden('resourceVersionMatch', why));
  };
  if (match !== '') {
    if (value('resourceVersion') === '')
      refuseMatch('resourceVersionMatch is forbidden unless resourceVersion is provided');
    if (value('continue') !== '') refuseMatch('resourceVersionMatch is forbidden when continue is provided');
    if (match !== 'Exact' && match !== 'NotOlderThan')
      errors.push({
        type: 'FieldValueNotSupported',
        field: 'resourceVersionMatch',
        message: `Unsupported value: ${JSON.stringify(match)}: supported values: "Exact", "NotOlderThan", ""`,
      });
    if (match === 'Exact' && value('resourceVersion') === '0')
      refuseMatch('resourceVersionMatch "exact" is forbidden for resourceVersion "0"');
  }
  if (queryValue(request, 'sendInitialEvents') !== undefined)
    errors.push(forbidden('sendInitialEvents', 'sendInitialEvents is forbidden for list'));
  refuse(errors);
}

/**
 * `sendInitialEvents` needs `resourceVersionMatch=NotOlderThan`, and the other way round.
 * @returns whether the watch begins with all there is; `undefined` where it does not say
 * @throws {ApiError} 422
 */
export function checkInitialEvents(request: ApiRequest): boolean | undefined {
  const match = queryValue(request, 'resourceVersionMatch') ?? '';
  if (queryValue(request, 'sendInitialEvents') === undefined) {
    if (match !== '')
      refuse([
        forbidden(
          'resourceVersionMatch',
          'resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided',
        ),
      ]);
    return undefined;
  }
  if (match === '')
    refuse([
      forbidden(
        'resourceVersionMatch',
        'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan',
      ),
    ]);
  else if (match !== 'NotOlderThan')
    refuse([
      {
        type: 'FieldValueNotSupported',
        field: 'resourceVersionMatch',
        message: `Unsupported value: ${JSON.stringify(match)}: supported values: "NotOlderThan"`,
      },
    ]);
  return queryFlag(request, 'sendInitialEvents');
}

/** A version as a number, 0 for none. @throws {ApiError} 422 */
export function numericVersion(scope: RequestScope, version: string): number {
  if (/^\d*$/.test(version)) return Number(version);
  throw newInvalid({ group: scope.resource.group, kind: scope.resource.name }, '', [
    {
      type: 'FieldValueInvalid',
      field: 'resourceVersion',
      message: `Invalid value: ${JSON.stringify(version)}: strconv.ParseUint: parsing ${JSON.stringify(version)}: invalid syntax`,
    },
  ]);
}
