/** OpenAPI v2's definitions. Models what k8s.io/kube-openapi publishes at /openapi/v2; its paths are left out: no client reads them. */
import { isArray, isObject, type Json, type JsonObject } from '../json.ts';
import { definitions } from '../schema.ts';
import { definitionSchema, reachable, schemaName, type Descriptions } from './schemas.ts';

/** The definitions of every kind, in the order of their names. */
export function openApiDefinitions(
  descriptions: Descriptions,
): readonly (readonly [name: string, schema: JsonObject])[] {
  const kinds = Object.keys(definitions).filter((key) => definitions[key]?.kind);
  return reachable([...kinds, 'Status', 'DeleteOptions'])
    .map((key) => [schemaName(key), secondVersion(definitionSchema(key, descriptions))] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

/** `GET /openapi/v2` as JSON. @param version of the server */
export const openApiV2Document = (version: string, descriptions: Descriptions): JsonObject => ({
  swagger: '2.0',
  info: { title: 'Kubernetes', version },
  paths: {},
  definitions: Object.fromEntries(openApiDefinitions(descriptions)),
});

/** A schema of version 3 as version 2 says it: references stand alone, defaults and alternatives are not said. */
function secondVersion(schema: JsonObject): JsonObject {
  const { oneOf, allOf, default: _default, properties, items, additionalProperties, ...rest } = schema;
  const [reference] = isArray(allOf) ? allOf : [];
  const $ref = isObject(reference) ? reference.$ref : schema.$ref;
  return {
    ...rest,
    ...(oneOf !== undefined && { type: 'string' }),
    ...(typeof $ref === 'string' && { $ref: $ref.replace('#/components/schemas/', '#/definitions/') }),
    ...(isObject(properties) && { properties: mapValues(properties) }),
    ...(isObject(items) && { items: secondVersion(items) }),
    ...(isObject(additionalProperties) && { additionalProperties: secondVersion(additionalProperties) }),
  };
}

const mapValues = (object: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(object).map(([key, value]): [string, Json] => [
      key,
      isObject(value) ? secondVersion(value) : {},
    ]),
  );
