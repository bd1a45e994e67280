import { definitionsJson } from './generated/schema.ts';

/** A definition of the OpenAPI document, without its descriptions. */
export interface DefinitionSchema {
  /** `io.k8s.api.core.v1` */
  readonly package: string;
  /** Its name in the package, where that differs from the key (`Event` of events.k8s.io has the key `EventsEvent`). */
  readonly name?: string;
  /** For kinds alone. */
  readonly kind?: GroupVersionKind;
  /** Types are Go-like: `string`, `int32`, `[]Container`, `map[string]Quantity`; a capital begins a definition's key or a scalar. */
  readonly fields: Readonly<Record<string, string>>;
  readonly required?: readonly string[];
  readonly enums?: Readonly<Record<string, readonly string[]>>;
}

export interface GroupVersionKind {
  /** Empty for core. */
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** `v1`, `apps/v1` */
export const apiVersionOf = (group: string, version: string): string =>
  group === '' ? version : `${group}/${version}`;

/** All definitions by their keys. */
export const definitions = JSON.parse(definitionsJson) as Readonly<Record<string, DefinitionSchema>>;

const byKind = new Map<string, string>();
for (const [key, { kind }] of Object.entries(definitions))
  if (kind) byKind.set(`${apiVersionOf(kind.group, kind.version)} ${kind.kind}`, key);

/** The key of a kind's definition, or nothing where v1.35 has no such kind by default. */
export const kindDefinition = (apiVersion: string, kind: string): string | undefined =>
  byKind.get(`${apiVersion} ${kind}`);

/** The definition by its key. */
export const definition = (key: string): DefinitionSchema | undefined => definitions[key];
