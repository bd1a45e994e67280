import { DISCOVERY_TYPE, type Client } from './client.ts';
import { CliError } from './errors.ts';
import { at, list, objects, text, type JsonObject } from './json.ts';

/** One resource that the server has. */
export interface ResourceMapping {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly resource: string;
  readonly singular: string;
  readonly namespaced: boolean;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly verbs: readonly string[];
  readonly subresources: readonly string[];
  /** The first version of its group. */
  readonly preferred: boolean;
}

/** `v1`, `apps/v1`. */
export function apiVersionOf(mapping: ResourceMapping): string {
  return mapping.group === '' ? mapping.version : `${mapping.group}/${mapping.version}`;
}

/** `pods`, `deployments.apps`: how messages name a resource. */
export function groupResource(mapping: ResourceMapping): string {
  return mapping.group === '' ? mapping.resource : `${mapping.resource}.${mapping.group}`;
}

/** `pod`, `deployment.apps`: the prefix of names. */
export function kindPrefix(mapping: ResourceMapping): string {
  const kind = mapping.kind.toLowerCase();
  return mapping.group === '' ? kind : `${kind}.${mapping.group}`;
}

/** The URL path of a collection, or of an object in it. */
export function pathOf(mapping: ResourceMapping, namespace: string, ...rest: readonly string[]): string {
  const root = mapping.group === '' ? `/api/${mapping.version}` : `/apis/${mapping.group}/${mapping.version}`;
  const scope = mapping.namespaced && namespace !== '' ? `/namespaces/${namespace}` : '';
  return [`${root}${scope}/${mapping.resource}`, ...rest].join('/');
}

/** What the server serves, and how words on a command line name it. Models client-go's discovery and RESTMapper. */
export class Discovery {
  readonly #client: Client;
  #all: readonly ResourceMapping[] | undefined;

  constructor(client: Client) {
    this.#client = client;
  }

  /** Every resource of every version: the core group first, then groups and versions in the server's order. */
  all(): readonly ResourceMapping[] {
    if (!this.#all) {
      const core = this.#client.get('/api', [['timeout', '32s']], DISCOVERY_TYPE);
      const groups = this.#client.get('/apis', [['timeout', '32s']], DISCOVERY_TYPE);
      this.#all = [...readGroups(core), ...readGroups(groups)];
    }
    return this.#all;
  }

  /** `v1`, `apps/v1` and so on, in the server's order. */
  groupVersions(): string[] {
    return [...new Set(this.all().map(apiVersionOf))];
  }

  /** A kind as a manifest has it; written small it is found too, for the server to judge. Models restmapper NewDiscoveryRESTMapper. */
  kind(apiVersion: string, kind: string): ResourceMapping | undefined {
    return this.all().find(
      (one) => apiVersionOf(one) === apiVersion && (one.kind === kind || one.kind.toLowerCase() === kind),
    );
  }

  /** Resources of a category such as `all`. */
  category(name: string): ResourceMapping[] {
    return this.all().filter((one) => one.preferred && one.categories.includes(name));
  }

  /** TYPE[.VERSION][.GROUP], as a plural, singular, short name or kind; `undefined` when there is none. */
  find(word: string): ResourceMapping | undefined {
    const [name = '', ...rest] = word.split('.');
    const [version = '', ...group] = rest;
    const lower = name.toLowerCase();
    const matches = (one: ResourceMapping): boolean => one.resource === lower || one.singular === lower;
    const short = (one: ResourceMapping): boolean => one.shortNames.includes(lower);
    const byKind = (one: ResourceMapping): boolean => one.kind === name;
    for (const is of [matches, short, byKind]) {
      if (rest.length > 0) {
        const full = this.all().find(
          (one) => is(one) && one.version === version && one.group === group.join('.'),
        );
        if (full) return full;
        const wanted = rest.join('.');
        const inGroup = this.all().filter((one) => is(one) && one.preferred);
        const found =
          inGroup.find((one) => one.group === wanted) ?? inGroup.find((one) => one.group.startsWith(wanted));
        if (found) return found;
      } else {
        const found = this.all().find((one) => is(one) && one.preferred);
        if (found) return found;
      }
    }
    return undefined;
  }

  /** @throws {CliError} when the server has no such type */
  require(word: string): ResourceMapping {
    const found = this.find(word);
    if (!found) throw new CliError(`the server doesn't have a resource type "${word.split('.')[0] ?? ''}"`);
    return found;
  }
}

function* readGroups(document: JsonObject): Generator<ResourceMapping> {
  for (const group of objects(document.items)) {
    for (const [index, version] of objects(group.versions).entries()) {
      for (const resource of objects(version.resources)) {
        yield {
          group: text(at(group, 'metadata', 'name')),
          version: text(version.version),
          kind: text(at(resource, 'responseKind', 'kind')),
          resource: text(resource.resource),
          singular: text(resource.singularResource),
          namespaced: resource.scope === 'Namespaced',
          shortNames: list(resource.shortNames).map(text),
          categories: list(resource.categories).map(text),
          verbs: list(resource.verbs).map(text),
          subresources: objects(resource.subresources).map((one) => text(one.subresource)),
          preferred: index === 0,
        };
      }
    }
  }
}
