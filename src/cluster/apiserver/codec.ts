import { resourceApiVersion } from '../../api/resources.ts';
import type { DeleteOptions } from '../../api/types.ts';
import type { RequestScope } from './context.ts';
import { newBadRequest, newUnsupportedMediaType } from './errors.ts';
import type { ApiObject } from './objects.ts';
import type { ApiRequest, Json, JsonObject } from './request.ts';

const BODY_TYPES = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf'];

const utf8 = new TextDecoder();

/** The media type of a request's body without its parameters. */
export function contentType(request: ApiRequest): string {
  const header = request.headers?.['content-type'] ?? 'application/json';
  return (header.split(';')[0] ?? '').trim();
}

/** The body as text; an object from a client in the same page is as good as its JSON. */
export function bodyText(request: ApiRequest): string {
  const { body } = request;
  if (body instanceof Uint8Array) return utf8.decode(body);
  return body === undefined ? '' : JSON.stringify(body);
}

/** The body as any JSON value, whatever its media type says: a patch. @throws {ApiError} 400 */
export function bodyJson(request: ApiRequest): Json {
  const { body } = request;
  if (body !== undefined && !(body instanceof Uint8Array)) return body;
  try {
    return JSON.parse(bodyText(request)) as Json;
  } catch (error) {
    throw newBadRequest((error as Error).message);
  }
}

/** The body as a JSON object. @throws {ApiError} 400, 415 */
export function bodyObject(request: ApiRequest): JsonObject {
  const { body } = request;
  if (body !== undefined && !(body instanceof Uint8Array)) return body;
  if (contentType(request) !== 'application/json') throw newUnsupportedMediaType(BODY_TYPES);
  try {
    return JSON.parse(bodyText(request)) as JsonObject;
  } catch (error) {
    throw newBadRequest(`couldn't get version/kind; json parse error: ${(error as Error).message}`);
  }
}

/** DeleteOptions come in the body, or as query parameters of the same names. */
export function deleteOptions(request: ApiRequest): DeleteOptions {
  const body: DeleteOptions = request.body === undefined ? {} : (bodyObject(request) as DeleteOptions);
  const options: DeleteOptions = { ...body };
  for (const [key, value] of request.query ?? []) {
    if (key === 'gracePeriodSeconds') options.gracePeriodSeconds = Number(value);
    if (key === 'propagationPolicy') options.propagationPolicy = value;
    if (key === 'dryRun') options.dryRun = [value];
  }
  return options;
}

/** The object in a request's body, decoded and with its defaults. @throws {ApiError} 400, 415 */
export function decodeBody(scope: RequestScope): ApiObject {
  return decodeObject(scope, bodyObject(scope.request));
}

/** A JSON object as one of the scope's resource. */
export function decodeObject(scope: RequestScope, body: JsonObject): ApiObject {
  return {
    ...body,
    apiVersion: resourceApiVersion(scope.resource),
    kind: scope.resource.kind,
    metadata: body.metadata ?? {},
  } as unknown as ApiObject;
}
