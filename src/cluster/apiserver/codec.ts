import {
  cannotBeHandled,
  type Decoded,
  DecodeError,
  decodeKind,
  duplicateField,
  strictDecodingError,
  type Words,
} from '../../api/decode.ts';
import { applyDefaults } from '../../api/defaults.ts';
import { isObject } from '../../api/json.ts';
import { JsonSyntaxError, parseJson, type ParsedJson } from '../../api/json-parse.ts';
import { resourceApiVersion, type Resource } from '../../api/resources.ts';
import { kindDefinition } from '../../api/schema.ts';
import type { DeleteOptions } from '../../api/types.ts';
import { parseYaml, YamlError } from '../../api/yaml/index.ts';
import type { RequestScope } from './context.ts';
import { newBadRequest, newUnsupportedMediaType } from './errors.ts';
import { claimedFields, withoutManagedFields } from './managed-fields/index.ts';
import type { ApiObject } from './objects.ts';
import { checkDeleteOptions } from './options.ts';
import { queryFlag, queryNumber, queryValue, queryValues } from './query.ts';
import { withZeroTimes } from './zero-times.ts';
import type { ApiRequest, Json, JsonObject } from './request.ts';

const JSON_TYPE = 'application/json';
const YAML_TYPE = 'application/yaml';
const BODY_TYPES = [JSON_TYPE, YAML_TYPE, 'application/vnd.kubernetes.protobuf'];

const utf8 = new TextDecoder();

/** The media type of a request's body without its parameters. */
export function contentType(request: ApiRequest): string {
  const header = request.headers?.['content-type'] ?? 'application/json';
  return (header.split(';')[0] ?? '').trim();
}

/** A body as JSON, with the fields that it has twice. @throws {ApiError} 400 */
function parse(request: ApiRequest, complaint: (problem: string) => string): ParsedJson {
  const { body } = request;
  if (body !== undefined && !(body instanceof Uint8Array)) return { value: body, duplicates: [] };
  try {
    return parseJson(body === undefined ? '' : utf8.decode(body));
  } catch (error) {
    if (error instanceof JsonSyntaxError) throw newBadRequest(complaint(error.message));
    throw error;
  }
}

/** @throws {ApiError} 400 */
function yamlBody({ body }: ApiRequest): Json {
  try {
    return parseYaml(body instanceof Uint8Array ? utf8.decode(body) : '');
  } catch (error) {
    if (error instanceof YamlError) throw newBadRequest(`error converting YAML to JSON: ${error.message}`);
    throw error;
  }
}

/** The body as any JSON value, whatever its media type says: a patch. @throws {ApiError} 400 */
export function bodyJson(request: ApiRequest): Json {
  return parse(request, (problem) => problem).value;
}

/** The body as a JSON object. @throws {ApiError} 400, 415 */
export function bodyObject(request: ApiRequest): JsonObject {
  return checkedBody(request).object;
}

function checkedBody(request: ApiRequest): { object: JsonObject; duplicates: readonly string[] } {
  const type = contentType(request);
  const wire = request.body instanceof Uint8Array;
  if (wire && type !== JSON_TYPE && type !== YAML_TYPE) throw newUnsupportedMediaType(BODY_TYPES);
  const { value, duplicates } =
    wire && type === YAML_TYPE
      ? { value: yamlBody(request), duplicates: [] }
      : parse(request, (problem) => `couldn't get version/kind; json parse error: ${problem}`);
  if (isObject(value)) return { object: value, duplicates };
  throw newBadRequest(
    'couldn\'t get version/kind; json parse error: json: cannot unmarshal into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }',
  );
}

/** DeleteOptions come in the body or, where there is none, as query parameters of the same names. @throws {ApiError} 400, 422 */
export function deleteOptions(request: ApiRequest): DeleteOptions {
  const options = request.body === undefined ? queryOptions(request) : (bodyObject(request) as DeleteOptions);
  checkDeleteOptions(options);
  return options;
}

function queryOptions(request: ApiRequest): DeleteOptions {
  const grace = queryNumber(request, 'gracePeriodSeconds');
  const policy = queryValue(request, 'propagationPolicy');
  const orphan = queryValue(request, 'orphanDependents') !== undefined;
  return {
    ...(grace !== undefined && { gracePeriodSeconds: grace }),
    ...(policy !== undefined && { propagationPolicy: policy }),
    ...(orphan && { orphanDependents: queryFlag(request, 'orphanDependents') }),
    dryRun: queryValues(request, 'dryRun'),
  };
}

/**
 * The object in a request's body, decoded and with its defaults.
 * @param known the stored object that it is to replace
 * @throws {ApiError} 400, 415
 */
export function decodeBody(scope: RequestScope, known?: ApiObject): ApiObject {
  const { object, duplicates } = checkedBody(scope.request);
  return decodeObject(scope, object, known, duplicates);
}

/** How an object is read that is not the body of a create or an update: the result of a patch. */
export interface Reading {
  readonly words: Words;
  /** Ends the request when the object does not fit its kind, or its unknown fields are refused. */
  readonly refuse: (problem: string) => never;
}

/**
 * A JSON object as one of the scope's resource: what its schema does not know is refused, warned of or dropped, as the request
 * says; what it leaves out gets its default. Models transformDecodeError for what is refused.
 * @param known the stored object: the very parts of it need no second look (clients in the page hand them back)
 * @throws {ApiError} 400, or what `reading` throws
 */
export function decodeObject(
  scope: RequestScope,
  body: JsonObject,
  known?: ApiObject,
  duplicates: readonly string[] = [],
  reading?: Reading,
): ApiObject {
  const { resource, fieldValidation, warnings } = scope;
  const expected = resourceApiVersion(resource);
  const apiVersion =
    typeof body.apiVersion === 'string' && body.apiVersion !== '' ? body.apiVersion : expected;
  const kind = typeof body.kind === 'string' && body.kind !== '' ? body.kind : resource.kind;
  if (apiVersion !== expected)
    throw newBadRequest(
      `the API version in the data (${apiVersion}) does not match the expected API version (${expected})`,
    );
  const unhandled = (problem: string): never => {
    throw newBadRequest(cannotBeHandled(kind, resource.version, resource.kind, problem));
  };
  const refuse = reading?.refuse ?? unhandled;
  if (kind !== resource.kind) unhandled(otherKind(kind, resource, expected));
  let decoded: Decoded;
  const claimed = claimedFields(body);
  scope.outcome.claimed = claimed;
  const bare = claimed === undefined ? body : withoutManagedFields(body);
  try {
    const given = bare.apiVersion === apiVersion && bare.kind === kind;
    const whole = given ? bare : { ...bare, apiVersion, kind };
    decoded = decodeKind(whole, apiVersion, kind, known, reading?.words);
  } catch (error) {
    if (error instanceof DecodeError) return refuse(error.message);
    throw error;
  }
  const problems = [...duplicates.map(duplicateField), ...decoded.strictErrors];
  if (problems.length > 0 && fieldValidation === 'Strict') refuse(strictDecodingError(problems));
  if (fieldValidation === 'Warn') warnings.push(...problems);
  const { object } = decoded;
  const typed = object.apiVersion === apiVersion && object.kind === kind && object.metadata !== undefined;
  const whole = typed ? object : { ...object, apiVersion, kind, metadata: object.metadata ?? {} };
  return withZeroTimes(applyDefaults(whole, known) as ApiObject);
}

/** Why an object of another kind is not read: its kind is unknown (kinds have capitals), or it is no such resource's. */
function otherKind(kind: string, resource: Resource<object>, apiVersion: string): string {
  if (kindDefinition(apiVersion, kind) === undefined)
    return `no kind ${JSON.stringify(kind)} is registered for version ${JSON.stringify(apiVersion)} in scheme "pkg/api/legacyscheme/scheme.go:30"`;
  const internal = resource.group === '' ? 'core' : resource.group.split('.')[0];
  return `converting (${resource.version}.${kind}) to (${internal}.${resource.kind}): unknown conversion`;
}
