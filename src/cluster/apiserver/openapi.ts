import { descriptionsJson } from '../../api/generated/descriptions.ts';
import {
  openApiDefinitions,
  openApiDocument,
  openApiIndex,
  openApiV2Document,
  type Descriptions,
} from '../../api/openapi/index.ts';
import { Pipe } from '../../sim/index.ts';
import { openApiV2Bytes } from './openapi-protobuf.ts';
import type { ApiResponse, JsonObject } from './request.ts';

let read: Descriptions | undefined;
/** Read when they are first asked for: most sessions never do. */
const descriptions = (): Descriptions => (read ??= JSON.parse(descriptionsJson) as Descriptions);

/** Documents that were asked for, by name: making one takes a while, and they never change. */
const made = new Map<string, JsonObject | undefined>();

function document(name: string, version: string): JsonObject | undefined {
  if (!made.has(name)) made.set(name, openApiDocument(name, version, descriptions()));
  return made.get(name);
}

let bytes: Uint8Array | undefined;

/** `/openapi/v2`, in protobuf for those that want it. */
function versionTwo(version: string, accept: string | undefined): ApiResponse {
  const texts = descriptions();
  if (!accept?.includes('protobuf'))
    return { kind: 'json', status: 200, body: openApiV2Document(version, texts) };
  bytes ??= openApiV2Bytes(version, openApiDefinitions(texts));
  const body = new Pipe(Infinity);
  body.tryWrite(bytes);
  body.closeWrite();
  return { kind: 'stream', status: 200, body };
}

/** `/openapi/v3` and what its index names, and `/openapi/v2`. @param version the server's */
export function openapi(
  path: readonly string[],
  version: string,
  accept: string | undefined,
): ApiResponse | undefined {
  if (path.length === 1 && path[0] === 'v2') return versionTwo(version, accept);
  if (path[0] !== 'v3') return undefined;
  const body = path.length === 1 ? openApiIndex(version) : document(path.slice(1).join('/'), version);
  return body && { kind: 'json', status: 200, body };
}
