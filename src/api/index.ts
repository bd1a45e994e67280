/**
 * The Kubernetes API as data (v1.35). Entry points:
 * - `types.ts`: Kubernetes' kinds as TypeScript types (generated)
 * - `resources.ts`: every resource as discovery tells of it; typed constants such as `pods: Resource<Pod>`
 * - `schema.ts`: definitions, their fields and types
 * - `quantity.ts`: `100m`, `1Gi`: parse, canonical form, compare, add
 * - `selector.ts`: label and field selectors; `names.ts`: name rules
 * - `patch/`: JSON patch, JSON merge patch, strategic merge patch; making the patches that kubectl sends
 * - `table/`: what `kubectl get` shows, as Tables; `summarizePod`
 * - `yaml/`: `parseYamlDocuments` reads manifests as sigs.k8s.io/yaml does, `toYaml` writes them
 * - `decode.ts`: `decodeKind` reads an object strictly by its schema; `json-parse.ts` finds duplicate fields
 * - `defaults.ts`: `applyDefaults`, `podQosClass`
 * - `openapi/`: `openApiIndex`, `openApiDocument`
 * - `validation/`: `validateCreate`, `validateUpdate`, `validateStatusUpdate`, `invalidMessage`, `invalidCauses`
 * - `time.ts`: RFC 3339, Go durations, ages
 */
export * from './json.ts';
export type * from './types.ts';
export * from './resources.ts';
export * from './schema.ts';
export * from './quantity.ts';
export * from './selector.ts';
export * from './time.ts';
export * from './patch/index.ts';
export * from './table/index.ts';
export * from './yaml/index.ts';
export * from './decode.ts';
export * from './json-parse.ts';
export * from './defaults.ts';
export * from './openapi/index.ts';
export * from './validation/index.ts';
