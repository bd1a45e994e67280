import descriptions from '../../api/generated/descriptions.json' with { type: 'json' };
import { openApiDocument, openApiIndex, type Descriptions } from '../../api/openapi/index.ts';
import type { ApiResponse, JsonObject } from './request.ts';

/** Documents that were asked for, by name: making one takes a while, and they never change. */
const made = new Map<string, JsonObject | undefined>();

function document(name: string, version: string): JsonObject | undefined {
  if (!made.has(name)) made.set(name, openApiDocument(name, version, descriptions as Descriptions));
  return made.get(name);
}

/**
 * A length-delimited protobuf field of ASCII text. All of the document below is shorter than 128 bytes, so each of its bytes is
 * a character.
 */
const field = (number: number, text: string): string =>
  String.fromCharCode((number << 3) | 2, text.length) + text;

/**
 * `/openapi/v2` in protobuf, without definitions: clients that find a kind in version 3 do not ask for it, and one that looks for
 * an unknown kind learns that there is none.
 */
const versionTwo = (version: string): string =>
  field(1, '2.0') + field(2, field(1, 'Kubernetes') + field(2, version));

/** `/openapi/v3` and what its index names, and `/openapi/v2` for those that want protobuf. @param version the server's */
export function openapi(
  path: readonly string[],
  version: string,
  accept: string | undefined,
): ApiResponse | undefined {
  if (path.length === 1 && path[0] === 'v2' && accept?.includes('protobuf'))
    return { kind: 'text', status: 200, body: versionTwo(version) };
  if (path[0] !== 'v3') return undefined;
  const body = path.length === 1 ? openApiIndex(version) : document(path.slice(1).join('/'), version);
  return body && { kind: 'json', status: 200, body };
}
