/**
 * OpenAPI v3: the index (`/openapi/v3`) and one document a group version (`/openapi/v3/api/v1`), which the real kubectl asks for before
 * apply, create and explain.
 */
import { sha512 } from '@noble/hashes/sha2.js';
import type { JsonObject } from '../json.ts';
import { resources, resourceApiVersion } from '../resources.ts';
import type { Resource } from '../resources.ts';
import { definitions } from '../schema.ts';
import { resourcePaths } from './paths.ts';
import type { Descriptions } from './schemas.ts';
import { definitionSchema, reachable, schemaName } from './schemas.ts';

export type { Descriptions } from './schemas.ts';
export { openApiDefinitions, openApiV2Document } from './version-two.ts';

/** `api/v1`, `apis/apps/v1`: how the index names a group version. */
const documentName = (resource: Resource<object>): string =>
  resource.group === '' ? `api/${resource.version}` : `apis/${resource.group}/${resource.version}`;

const groupVersions: ReadonlyMap<string, readonly Resource<object>[]> = Map.groupBy(resources, documentName);

const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0').toUpperCase()).join('');

let schemaHash: string | undefined;

/** Of what a document is made of: kubectl keeps documents by it. */
function hashOf(name: string, version: string, described: boolean): string {
  const encoder = new TextEncoder();
  schemaHash ??= hex(sha512(encoder.encode(JSON.stringify([definitions, resources]))));
  return hex(sha512(encoder.encode(`${schemaHash} ${version} ${name} ${described}`)));
}

/**
 * `GET /openapi/v3`.
 * @param version of the server, `v1.35.0`; @param described whether the documents will have descriptions
 */
export function openApiIndex(version: string, described = true): JsonObject {
  const paths = [...groupVersions.keys()]
    .sort()
    .map((name) => [
      name,
      { serverRelativeURL: `/openapi/v3/${name}?hash=${hashOf(name, version, described)}` },
    ]);
  return { paths: Object.fromEntries(paths) };
}

/**
 * `GET /openapi/v3/NAME`, e.g. of `apis/apps/v1`; nothing where there is no such group version.
 * @param descriptions of `src/api/generated/descriptions.ts`; without them `explain` has no text
 */
export function openApiDocument(
  name: string,
  version: string,
  descriptions: Descriptions = {},
): JsonObject | undefined {
  const served = groupVersions.get(name);
  if (!served) return undefined;
  const apiVersions = new Set(served.map(resourceApiVersion));
  const kinds = Object.entries(definitions)
    .filter(
      ([, { kind }]) =>
        kind && apiVersions.has(kind.group === '' ? kind.version : `${kind.group}/${kind.version}`),
    )
    .map(([key]) => key);
  const keys = reachable([...kinds, 'Status', 'DeleteOptions', 'Patch']);
  const schemas = keys
    .map((key) => [schemaName(key), definitionSchema(key, descriptions)] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const paths = served.flatMap(resourcePaths).sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    openapi: '3.0.0',
    info: { title: 'Kubernetes', version },
    paths: Object.fromEntries(paths),
    components: {
      schemas: Object.fromEntries(schemas),
      securitySchemes: {
        BearerToken: {
          type: 'apiKey',
          description: 'Bearer Token authentication',
          name: 'authorization',
          in: 'header',
        },
      },
    },
  };
}
