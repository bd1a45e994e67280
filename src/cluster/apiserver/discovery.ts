import { resourceApiVersion, resources, type Resource } from '../../api/resources.ts';
import type { JsonObject } from './request.ts';

/** A group version and what it serves. */
interface GroupVersion {
  readonly group: string;
  readonly version: string;
  readonly resources: readonly Resource<object>[];
}

/** By group, in order, each with its versions, the preferred one first. */
function groupVersions(): ReadonlyMap<string, readonly GroupVersion[]> {
  const groups = new Map<string, GroupVersion[]>();
  for (const resource of resources) {
    const { group, version } = resource;
    const versions = groups.get(group) ?? [];
    groups.set(group, versions);
    const found = versions.find((other) => other.version === version);
    if (found) (found.resources as Resource<object>[]).push(resource);
    else versions.push({ group, version, resources: [resource] });
  }
  return groups;
}

const groups = groupVersions();

const omitEmpty = (key: string, list: readonly string[]): JsonObject =>
  list.length > 0 ? { [key]: list } : {};

/** One group of the aggregated document. Models apidiscovery.k8s.io/v2. */
function aggregatedGroup(versions: readonly GroupVersion[]): JsonObject {
  const group = versions[0]?.group ?? '';
  return {
    metadata: { ...(group !== '' && { name: group }), creationTimestamp: null },
    versions: versions.map(({ version, resources: served }) => ({
      version,
      resources: served.map((resource) => ({
        resource: resource.name,
        responseKind: kindOf(resource.group, resource.version, resource.kind),
        scope: resource.namespaced ? 'Namespaced' : 'Cluster',
        singularResource: resource.singular,
        verbs: resource.verbs,
        ...omitEmpty('shortNames', resource.shortNames),
        ...omitEmpty('categories', resource.categories),
        ...(resource.subresources.length > 0 && {
          subresources: resource.subresources.map((sub) => ({
            subresource: sub.name,
            responseKind: kindOf(sub.group, sub.version, sub.kind),
            verbs: sub.verbs,
          })),
        }),
      })),
      freshness: 'Current',
    })),
  };
}

/** The group and version of a kind are empty where they are those of the document. */
function kindOf(group: string, version: string, kind: string): JsonObject {
  return { group, version, kind };
}

/** All of `/api` (the core group alone) or of `/apis` in one document. */
export function aggregated(core: boolean, version: string): JsonObject {
  const wanted = [...groups].filter(([group]) => (group === '') === core);
  return {
    kind: 'APIGroupDiscoveryList',
    apiVersion: `apidiscovery.k8s.io/${version}`,
    metadata: {},
    items: wanted.map(([, versions]) => aggregatedGroup(versions)),
  };
}

/** `/api` in its old form. */
export function coreVersions(): JsonObject {
  return {
    kind: 'APIVersions',
    versions: ['v1'],
    serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: '192.168.49.2:8443' }],
  };
}

function apiGroup(group: string, versions: readonly GroupVersion[]): JsonObject {
  const listed = versions.map(({ version }) => ({ groupVersion: `${group}/${version}`, version }));
  return { name: group, versions: listed, preferredVersion: listed[0] };
}

/** `/apis` in its old form. */
export function groupList(): JsonObject {
  const named = [...groups].filter(([group]) => group !== '');
  return {
    kind: 'APIGroupList',
    apiVersion: 'v1',
    groups: named.map(([group, versions]) => apiGroup(group, versions)),
  };
}

/** `/apis/GROUP`; `undefined` when there is none. */
export function groupDocument(group: string): JsonObject | undefined {
  const versions = groups.get(group);
  return versions && group !== ''
    ? { kind: 'APIGroup', apiVersion: 'v1', ...apiGroup(group, versions) }
    : undefined;
}

/** `/api/v1` or `/apis/GROUP/VERSION`; `undefined` when there is none. */
export function resourceList(group: string, version: string): JsonObject | undefined {
  const found = groups.get(group)?.find((other) => other.version === version);
  if (!found) return undefined;
  const listed: JsonObject[] = [];
  for (const resource of found.resources) {
    listed.push({
      name: resource.name,
      singularName: resource.singular,
      namespaced: resource.namespaced,
      kind: resource.kind,
      verbs: resource.verbs,
      ...omitEmpty('shortNames', resource.shortNames),
      ...omitEmpty('categories', resource.categories),
    });
    for (const sub of resource.subresources) {
      const foreign = sub.group !== group || sub.version !== version;
      listed.push({
        name: `${resource.name}/${sub.name}`,
        singularName: '',
        namespaced: resource.namespaced,
        ...(foreign && { group: sub.group, version: sub.version }),
        kind: sub.kind,
        verbs: sub.verbs,
      });
    }
  }
  const first = found.resources[0];
  return {
    kind: 'APIResourceList',
    ...(group !== '' && { apiVersion: 'v1' }),
    groupVersion: first ? resourceApiVersion(first) : version,
    resources: listed,
  };
}
