/** Paths and operations of one resource. Models k8s.io/apiserver/pkg/endpoints/installer.go as OpenAPI tells it. */
import type { Json, JsonObject, MutableJson } from '../json.ts';
import type { Resource } from '../resources.ts';
import { resourcePath } from '../resources.ts';
import { kindDefinition, apiVersionOf } from '../schema.ts';
import { schemaRef } from './schemas.ts';

const parameter = (name: string, description: string, type = 'string'): JsonObject => ({
  name,
  in: 'query',
  description,
  schema: { type, uniqueItems: true },
});
const pretty = parameter(
  'pretty',
  "If 'true', then the output is pretty printed. Defaults to 'false' unless the user-agent indicates a browser or command-line HTTP tool (curl and wget).",
);
const dryRun = parameter(
  'dryRun',
  'When present, indicates that modifications should not be persisted. Valid values are: All.',
);
const fieldManager = parameter(
  'fieldManager',
  'fieldManager is a name associated with the actor or entity that is making these changes.',
);
const fieldValidation = parameter(
  'fieldValidation',
  'fieldValidation instructs the server on how to handle objects in the request containing unknown or duplicate fields. Valid values are: Ignore, Warn, Strict.',
);
const force = parameter('force', 'Force is going to "force" Apply requests.', 'boolean');
const listing = [
  parameter(
    'allowWatchBookmarks',
    'allowWatchBookmarks requests watch events with type "BOOKMARK".',
    'boolean',
  ),
  parameter('continue', 'The continue option should be set when retrieving more results from the server.'),
  parameter(
    'fieldSelector',
    'A selector to restrict the list of returned objects by their fields. Defaults to everything.',
  ),
  parameter(
    'labelSelector',
    'A selector to restrict the list of returned objects by their labels. Defaults to everything.',
  ),
  parameter('limit', 'limit is a maximum number of responses to return for a list call.', 'integer'),
  parameter(
    'resourceVersion',
    'resourceVersion sets a constraint on what resource versions a request may be served from.',
  ),
  parameter(
    'resourceVersionMatch',
    'resourceVersionMatch determines how resourceVersion is applied to list calls.',
  ),
  parameter(
    'sendInitialEvents',
    '`sendInitialEvents=true` may be set together with `watch=true`.',
    'boolean',
  ),
  parameter('timeoutSeconds', 'Timeout for the list/watch call.', 'integer'),
  parameter(
    'watch',
    'Watch for changes to the described resources and return them as a stream of add, update, and remove notifications.',
    'boolean',
  ),
];
const deleting = [
  dryRun,
  parameter('gracePeriodSeconds', 'The duration in seconds before the object should be deleted.', 'integer'),
  parameter('orphanDependents', 'Deprecated: please use the PropagationPolicy.', 'boolean'),
  parameter('propagationPolicy', 'Whether and how garbage collection will be performed.'),
];
const pathParameter = (name: string, description: string): JsonObject => ({
  name,
  in: 'path',
  description,
  required: true,
  schema: { type: 'string', uniqueItems: true },
});

const mediaTypes = [
  'application/json',
  'application/yaml',
  'application/vnd.kubernetes.protobuf',
  'application/cbor',
];
const patchTypes = [
  'application/apply-patch+yaml',
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
];
const content = (types: readonly string[], key: string): JsonObject =>
  Object.fromEntries(types.map((type) => [type, { schema: schemaRef(key) }]));

const answers = (
  key: string,
  ...codes: readonly (readonly [code: string, description: string])[]
): JsonObject =>
  Object.fromEntries([
    ...codes.map(([code, description]) => [code, { description, content: content(mediaTypes, key) }]),
    ['401', { description: 'Unauthorized' }],
  ]);
const ok = ['200', 'OK'] as const;
const created = ['201', 'Created'] as const;
const accepted = ['202', 'Accepted'] as const;

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** The document's paths for one resource and its subresources, of the kinds that the schema has. */
export function resourcePaths(
  resource: Resource<object>,
): readonly (readonly [path: string, item: JsonObject])[] {
  const apiVersion = apiVersionOf(resource.group, resource.version);
  const key = kindDefinition(apiVersion, resource.kind);
  if (key === undefined) return [];
  const list = kindDefinition(apiVersion, `${resource.kind}List`) ?? key;
  const has = (verb: string): boolean => resource.verbs.includes(verb);
  const groupName = resource.group === '' ? 'core' : (resource.group.split('.')[0] ?? '');
  const tag = `${groupName}_${resource.version}`;
  const gvk = { group: resource.group, kind: resource.kind, version: resource.version };
  const scope = resource.namespaced ? 'Namespaced' : '';
  const operation = (action: string, verb: string, rest: JsonObject, suffix = ''): JsonObject => ({
    description: `${action} ${resource.namespaced ? 'the specified ' : 'a '}${resource.kind}`,
    operationId: `${verb}${capital(groupName)}${capital(resource.version)}${scope}${resource.kind}${suffix}`,
    tags: [tag],
    'x-kubernetes-action': action,
    'x-kubernetes-group-version-kind': gvk,
    ...rest,
  });
  const body = (of: string): JsonObject => ({ required: true, content: content(['application/json'], of) });
  const patch = (suffix = ''): JsonObject =>
    operation(
      'patch',
      'patch',
      {
        parameters: [dryRun, fieldManager, fieldValidation, force],
        requestBody: { required: true, content: content(patchTypes, 'Patch') },
        responses: answers(key, ok, created),
      },
      suffix,
    );
  const replace = (suffix = ''): JsonObject =>
    operation(
      'put',
      'replace',
      {
        parameters: [dryRun, fieldManager, fieldValidation],
        requestBody: body(key),
        responses: answers(key, ok, created),
      },
      suffix,
    );
  const read = (suffix = ''): JsonObject => operation('get', 'read', { responses: answers(key, ok) }, suffix);
  const namespace = pathParameter('namespace', 'object name and auth scope, such as for teams and projects');
  const name = pathParameter('name', `name of the ${resource.kind}`);
  const shared = (...own: readonly Json[]): readonly Json[] => [
    ...own,
    ...(resource.namespaced ? [namespace] : []),
    pretty,
  ];
  const base = resourcePath(resource, '{namespace}');

  const collection: MutableJson = {
    ...(has('list') && {
      get: operation('list', 'list', { parameters: listing, responses: answers(list, ok) }),
    }),
    ...(has('create') && {
      post: operation('post', 'create', {
        parameters: [dryRun, fieldManager, fieldValidation],
        requestBody: body(key),
        responses: answers(key, ok, created, accepted),
      }),
    }),
    ...(has('deletecollection') && {
      delete: operation('deletecollection', 'deletecollection', {
        parameters: [...listing, ...deleting],
        requestBody: { content: content(['application/json'], 'DeleteOptions') },
        responses: answers('Status', ok),
      }),
    }),
    parameters: shared(),
  };
  const single: MutableJson = {
    ...(has('get') && { get: read() }),
    ...(has('update') && { put: replace() }),
    ...(has('patch') && { patch: patch() }),
    ...(has('delete') && {
      delete: operation('delete', 'delete', {
        parameters: deleting,
        requestBody: { content: content(['application/json'], 'DeleteOptions') },
        responses: answers('Status', ok, accepted),
      }),
    }),
    parameters: shared(name),
  };
  const everywhere: readonly (readonly [string, JsonObject])[] =
    resource.namespaced && has('list')
      ? [
          [
            resourcePath(resource),
            {
              get: operation('list', 'list', { responses: answers(list, ok) }, 'ForAllNamespaces'),
              parameters: [...listing, pretty],
            },
          ],
        ]
      : [];
  const subresources = resource.subresources
    .filter(
      (sub) => sub.kind === resource.kind && sub.group === resource.group && sub.verbs.includes('patch'),
    )
    .map((sub): readonly [string, JsonObject] => {
      const suffix = capital(sub.name);
      return [
        `${base}/{name}/${sub.name}`,
        { get: read(suffix), put: replace(suffix), patch: patch(suffix), parameters: shared(name) },
      ];
    });
  const named: readonly (readonly [string, JsonObject])[] = has('get') ? [[`${base}/{name}`, single]] : [];
  return [...everywhere, [base, collection], ...named, ...subresources];
}
