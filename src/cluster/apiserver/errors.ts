import type { JsonObject } from './request.ts';

/** Group and resource, as messages name it: `pods`, `deployments.apps`. */
export interface GroupResource {
  readonly group: string;
  readonly resource: string;
}

export interface StatusCause {
  readonly reason?: string;
  readonly message?: string;
  readonly field?: string;
}

export interface StatusDetails {
  readonly name?: string;
  readonly group?: string;
  readonly kind?: string;
  readonly uid?: string;
  readonly causes?: readonly StatusCause[];
  readonly retryAfterSeconds?: number;
}

/** meta/v1 Status. */
export interface Status {
  readonly kind: 'Status';
  readonly apiVersion: 'v1';
  readonly metadata: JsonObject;
  readonly status: 'Success' | 'Failure';
  readonly message?: string;
  readonly reason?: string;
  readonly details?: StatusDetails;
  readonly code: number;
}

/** A request that failed, with the Status that the client gets. Models apimachinery pkg/api/errors StatusError. */
export class ApiError extends Error {
  readonly status: Status;
  constructor(status: Status) {
    super(status.message ?? status.reason ?? '');
    this.name = 'ApiError';
    this.status = status;
  }

  get code(): number {
    return this.status.code;
  }

  get reason(): string {
    return this.status.reason ?? '';
  }
}

export const isNotFound = (error: unknown): error is ApiError =>
  error instanceof ApiError && error.reason === 'NotFound';
export const isConflict = (error: unknown): error is ApiError =>
  error instanceof ApiError && error.reason === 'Conflict';
export const isAlreadyExists = (error: unknown): error is ApiError =>
  error instanceof ApiError && error.reason === 'AlreadyExists';
export const isForbidden = (error: unknown): error is ApiError =>
  error instanceof ApiError && error.reason === 'Forbidden';
export const isInvalid = (error: unknown): error is ApiError =>
  error instanceof ApiError && error.reason === 'Invalid';
export const isGone = (error: unknown): error is ApiError =>
  error instanceof ApiError && (error.reason === 'Expired' || error.reason === 'Gone');
export const isTooManyRequests = (error: unknown): error is ApiError =>
  error instanceof ApiError && error.reason === 'TooManyRequests';

/** `pods`, `deployments.apps`. */
export function groupResourceText({ group, resource }: GroupResource): string {
  return group === '' ? resource : `${resource}.${group}`;
}

function failure(code: number, reason: string, message: string, details?: StatusDetails): ApiError {
  return new ApiError({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    reason,
    ...(details && { details }),
    code,
  });
}

/** Go's omitempty: a group or a name that is empty is left out. */
function detailsOf(resource: GroupResource, name: string, more: Partial<StatusDetails> = {}): StatusDetails {
  return {
    ...(name !== '' && { name }),
    ...(resource.group !== '' && { group: resource.group }),
    ...(resource.resource !== '' && { kind: resource.resource }),
    ...more,
  };
}

export function newNotFound(resource: GroupResource, name: string): ApiError {
  return failure(
    404,
    'NotFound',
    `${groupResourceText(resource)} ${quote(name)} not found`,
    detailsOf(resource, name),
  );
}

export function newAlreadyExists(resource: GroupResource, name: string): ApiError {
  const message = `${groupResourceText(resource)} ${quote(name)} already exists`;
  return failure(409, 'AlreadyExists', message, detailsOf(resource, name));
}

/** Models NewGenerateNameConflict: a client may try again. */
export function newGenerateNameConflict(resource: GroupResource, name: string): ApiError {
  const message = `${groupResourceText(resource)} ${quote(name)} already exists, the server was not able to generate a unique name for the object`;
  return failure(409, 'AlreadyExists', message, detailsOf(resource, name, { retryAfterSeconds: 1 }));
}

export function newConflict(resource: GroupResource, name: string, why: string): ApiError {
  const message = `Operation cannot be fulfilled on ${groupResourceText(resource)} ${quote(name)}: ${why}`;
  return failure(409, 'Conflict', message, detailsOf(resource, name));
}

export function newForbidden(resource: GroupResource, name: string, why: string): ApiError {
  const message =
    resource.resource === ''
      ? `forbidden: ${why}`
      : name === ''
        ? `${groupResourceText(resource)} is forbidden: ${why}`
        : `${groupResourceText(resource)} ${quote(name)} is forbidden: ${why}`;
  return failure(403, 'Forbidden', message, detailsOf(resource, name));
}

/** A server-side apply that would take fields from other managers. Models NewApplyConflict. */
export function newApplyConflict(causes: readonly StatusCause[], message: string): ApiError {
  return failure(409, 'Conflict', message, { causes });
}

/** One thing wrong with an object; `message` is what follows the field's path. */
export interface InvalidField {
  /** field.ErrorType, e.g. `FieldValueRequired`. */
  readonly type: string;
  readonly field: string;
  readonly message: string;
}

export function newInvalid(
  kind: { group: string; kind: string },
  name: string,
  errors: readonly InvalidField[],
): ApiError {
  const texts: string[] = [];
  for (const error of errors) {
    const text = `${error.field}: ${error.message}`;
    if (!texts.includes(text)) texts.push(text); // utilerrors.Aggregate shows each text once
  }
  const list = texts.length === 1 ? texts[0] : `[${texts.join(', ')}]`;
  const qualified = kind.group === '' ? kind.kind : `${kind.kind}.${kind.group}`;
  const message =
    errors.length > 0
      ? `${qualified} ${quote(name)} is invalid: ${list}`
      : `${qualified} ${quote(name)} is invalid`;
  return failure(422, 'Invalid', message, {
    ...(name !== '' && { name }),
    ...(kind.group !== '' && { group: kind.group }),
    kind: kind.kind,
    ...(errors.length > 0 && {
      causes: errors.map(({ type, message: text, field }) => ({ reason: type, message: text, field })),
    }),
  });
}

export function newBadRequest(message: string): ApiError {
  return failure(400, 'BadRequest', message);
}

export function newMethodNotSupported(resource: GroupResource, action: string): ApiError {
  const message = `${action} is not supported on resources of kind ${quote(groupResourceText(resource))}`;
  return failure(405, 'MethodNotAllowed', message, detailsOf(resource, ''));
}

/** A well-formed request that cannot be carried out, such as a JSON patch whose test fails: what is wrong with it the answer does not say.
 * Models NewGenericServerResponse with 422, whose details stay empty. */
export function newRejected(): ApiError {
  return failure(422, 'Invalid', 'the server rejected our request due to an error in our request', {});
}

/** A watch or a continue token that is older than what is kept. @param continueToken with which a list can go on all the same */
export function newExpired(message: string, continueToken?: string): ApiError {
  const { status } = failure(410, 'Expired', message);
  return continueToken === undefined
    ? new ApiError(status)
    : new ApiError({ ...status, metadata: { continue: continueToken } });
}

/** A version that is not there yet. Models storage.NewTooLargeResourceVersionError. */
export function newTooLargeResourceVersion(asked: number, current: number): ApiError {
  return failure(504, 'Timeout', `Too large resource version: ${asked}, current: ${current}`, {
    causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
    retryAfterSeconds: 1,
  });
}

export function newInternalError(message: string): ApiError {
  return failure(500, 'InternalError', `Internal error occurred: ${message}`, { causes: [{ message }] });
}

/** An error that is no Status of its own: the server's fault, without a reason. Models ErrorToAPIStatus. */
export function newUnknownError(message: string): ApiError {
  return failure(500, '', message);
}

/** What this server leaves out. */
export function newNotImplemented(message: string): ApiError {
  return failure(501, 'NotImplemented', message);
}

export function newTooManyRequests(message: string, causes: readonly StatusCause[]): ApiError {
  return failure(429, 'TooManyRequests', message, { causes });
}

export function newRequestEntityTooLarge(message: string): ApiError {
  return failure(413, 'RequestEntityTooLarge', `Request entity is too large: ${message}`);
}

export function newUnsupportedMediaType(accepted: readonly string[]): ApiError {
  const list = accepted.join(', ');
  const message = `the body of the request was in an unknown format - accepted media types include: ${list}`;
  return failure(415, 'UnsupportedMediaType', message);
}

export function newNotAcceptable(accepted: readonly string[]): ApiError {
  return failure(406, 'NotAcceptable', `only the following media types are accepted: ${accepted.join(', ')}`);
}

/** What an unknown path answers a client of the API: the words that clients put in the place of a 404 without a Status. */
export function newUnknownResource(): ApiError {
  return failure(404, 'NotFound', 'the server could not find the requested resource');
}

/** The Status of a deletion that is done, which has no code. */
export type DeletedStatus = Omit<Status, 'code'>;

export function deletedStatus(resource: GroupResource, name: string, uid: string): DeletedStatus {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    details: detailsOf(resource, name, { uid }),
  };
}

/** A success without more to say, as binding and eviction answer. */
export function successStatus(code: number): Status {
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code };
}

/** Go's %q for what names and reasons hold. */
function quote(text: string): string {
  return JSON.stringify(text);
}
