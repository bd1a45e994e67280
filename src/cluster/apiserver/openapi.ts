import descriptions from '../../api/generated/descriptions.json' with { type: 'json' };
import { openApiDocument, openApiIndex, type Descriptions } from '../../api/openapi/index.ts';
import type { ApiResponse, JsonObject } from './request.ts';

/** Documents that were asked for, by name: making one takes a while, and they never change. */
const made = new Map<string, JsonObject | undefined>();

function document(name: string, version: string): JsonObject | undefined {
  if (!made.has(name)) made.set(name, openApiDocument(name, version, descriptions as Descriptions));
  return made.get(name);
}

/** `/openapi/v3` and what its index names; `undefined` for the rest, `/openapi/v2` too. @param version the server's */
export function openapi(path: readonly string[], version: string): ApiResponse | undefined {
  if (path[0] !== 'v3') return undefined;
  const body = path.length === 1 ? openApiIndex(version) : document(path.slice(1).join('/'), version);
  return body && { kind: 'json', status: 200, body };
}
