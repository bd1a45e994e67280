import { readFileSync, readdirSync } from 'node:fs';

/** One field of a definition. `type` is Go-like: `string`, `number`, `[]Container`, `map[string]Quantity`. */
export interface Field {
  readonly name: string;
  type: string;
  readonly required: boolean;
  readonly description: string;
  readonly values?: readonly string[];
}

/** One definition of the OpenAPI document, e.g. `io.k8s.api.core.v1.Pod`. */
export interface Definition {
  /** `io.k8s.api.core.v1` */
  readonly package: string;
  /** `Pod` */
  readonly name: string;
  /** Unique among all definitions; types refer to it: `Pod`, or `EventsEvent` where `Event` is taken. */
  readonly key: string;
  readonly description: string;
  readonly kind?: { readonly group: string; readonly version: string; readonly kind: string };
  readonly fields: Field[];
}

/** The group versions that v1.35 serves by default, by the package's folder, and their OpenAPI packages. Core comes first: it has the plain names. */
const groupVersions: readonly (readonly [folder: string, openapi: string])[] = [
  ['@kubernetes-models/apimachinery/apis/meta/v1', 'io.k8s.apimachinery.pkg.apis.meta.v1'],
  ['kubernetes-models/v1', 'io.k8s.api.core.v1'],
  ['kubernetes-models/apps/v1', 'io.k8s.api.apps.v1'],
  ['kubernetes-models/batch/v1', 'io.k8s.api.batch.v1'],
  ['kubernetes-models/autoscaling/v2', 'io.k8s.api.autoscaling.v2'],
  ['kubernetes-models/autoscaling/v1', 'io.k8s.api.autoscaling.v1'],
  ['kubernetes-models/policy/v1', 'io.k8s.api.policy.v1'],
  ['kubernetes-models/coordination.k8s.io/v1', 'io.k8s.api.coordination.v1'],
  ['kubernetes-models/scheduling.k8s.io/v1', 'io.k8s.api.scheduling.v1'],
  ['kubernetes-models/storage.k8s.io/v1', 'io.k8s.api.storage.v1'],
  ['kubernetes-models/networking.k8s.io/v1', 'io.k8s.api.networking.v1'],
  ['kubernetes-models/discovery.k8s.io/v1', 'io.k8s.api.discovery.v1'],
  ['kubernetes-models/rbac.authorization.k8s.io/v1', 'io.k8s.api.rbac.v1'],
  ['kubernetes-models/authentication.k8s.io/v1', 'io.k8s.api.authentication.v1'],
  ['kubernetes-models/authorization.k8s.io/v1', 'io.k8s.api.authorization.v1'],
  ['kubernetes-models/node.k8s.io/v1', 'io.k8s.api.node.v1'],
  ['kubernetes-models/events.k8s.io/v1', 'io.k8s.api.events.v1'],
  ['kubernetes-models/certificates.k8s.io/v1', 'io.k8s.api.certificates.v1'],
  ['kubernetes-models/resource.k8s.io/v1', 'io.k8s.api.resource.v1'],
  ['kubernetes-models/flowcontrol.apiserver.k8s.io/v1', 'io.k8s.api.flowcontrol.v1'],
  ['kubernetes-models/admissionregistration.k8s.io/v1', 'io.k8s.api.admissionregistration.v1'],
  ['kubernetes-models/apiextensions.k8s.io/v1', 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1'],
  ['kubernetes-models/apiregistration.k8s.io/v1', 'io.k8s.kube-aggregator.pkg.apis.apiregistration.v1'],
];

/** Definitions that are one JSON value, by the end of the package's type name. */
const scalars: Readonly<Record<string, string>> = {
  IIoK8sApimachineryPkgApisMetaV1Time: 'Time',
  IIoK8sApimachineryPkgApisMetaV1MicroTime: 'MicroTime',
  IIoK8sApimachineryPkgApisMetaV1FieldsV1: 'FieldsV1',
  IIoK8sApimachineryPkgApiResourceQuantity: 'Quantity',
  IIoK8sApimachineryPkgUtilIntstrIntOrString: 'IntOrString',
  IIoK8sApimachineryPkgRuntimeRawExtension: 'RawExtension',
  IIoK8sApiextensionsApiserverPkgApisApiextensionsV1JSON: 'JSON',
  IIoK8sApiextensionsApiserverPkgApisApiextensionsV1JSONSchemaPropsOrBool: 'JSON',
  IIoK8sApiextensionsApiserverPkgApisApiextensionsV1JSONSchemaPropsOrArray: 'JSON',
  IIoK8sApiextensionsApiserverPkgApisApiextensionsV1JSONSchemaPropsOrStringArray: 'JSON',
};

/** `['io.k8s.api.core.v1', 'Pod']` as the package names it: `IIoK8sApiCoreV1Pod`. */
function typeName(openapi: string, name: string): string {
  const parts = openapi.split(/[.-]/).map((part) => part.charAt(0).toUpperCase() + part.slice(1));
  return `I${parts.join('')}${name}`;
}

/** The text of a doc comment: its lines without the margin, `\*` as `*`. */
function commentText(comment: string): string {
  return comment
    .split('\n')
    .map((line) => line.replace(/^\s*\* ?/, ''))
    .join('\n')
    .trim()
    .replace(/\\\*/g, '*')
    .replace(/\*\\\//g, '*/');
}

const comment = String.raw`(?:\/\*\*\n((?:\s*\*(?!\/).*\n)*?)\s*\*\/\n)?`;

/** Every definition that v1.35's default group versions need, in a fixed order. */
export function readDefinitions(modules: string): Definition[] {
  const keys = new Map<string, string>();
  const files: { openapi: string; name: string; text: string }[] = [];
  for (const [folder, openapi] of groupVersions)
    for (const file of readdirSync(modules + folder).sort()) {
      const name = /^(\w+)\.d\.ts$/.exec(file)?.[1];
      const typed = name === undefined ? undefined : typeName(openapi, name);
      if (name === undefined || typed === undefined || name === 'index' || typed in scalars) continue;
      const taken = new Set(keys.values());
      const [group = '', version = ''] = openapi.split('.').slice(-2);
      const prefix = openapi.includes('autoscaling') ? version.toUpperCase() : '';
      const qualified = (prefix || group.charAt(0).toUpperCase() + group.slice(1)) + name;
      keys.set(typed, taken.has(name) ? qualified : name);
      files.push({ openapi, name, text: readFileSync(`${modules}${folder}/${file}`, 'utf8') });
    }
  return files.map(({ openapi, name, text }) => readDefinition(openapi, name, text, keys));
}

function readDefinition(
  openapi: string,
  name: string,
  text: string,
  keys: ReadonlyMap<string, string>,
): Definition {
  const head = new RegExp(`${comment}export interface I${name}(?: extends (TypeMeta))? \\{\n([^]*?)\n?\\}\n`);
  const found = head.exec(text);
  if (!found) throw new Error(`kubernetes-models: cannot read ${openapi}.${name}`);
  const [, description = '', typeMeta, body = ''] = found;
  const fields: Field[] = [];
  let kind: Definition['kind'];
  const each = new RegExp(
    `^    ${comment.replaceAll(String.raw`\s*\*`, String.raw`     \*`)}(?:    )?"([^"]+)"(\\?)?: ([^]*?);\n(?=    (?:"|/\\*)|$)`,
    'gm',
  );
  const literal = (field: string) => new RegExp(`"${field}": "([^"]+)"`).exec(body)?.[1];
  const apiVersion = literal('apiVersion');
  const kindName = literal('kind');
  if (typeMeta && apiVersion && kindName) {
    const [first = '', second] = apiVersion.split('/');
    kind = { group: second === undefined ? '' : first, version: second ?? first, kind: kindName };
  }
  for (const [, text = '', field = '', optional, type = ''] of `${body}\n`.matchAll(each)) {
    const isMeta = typeMeta !== undefined && (field === 'apiVersion' || field === 'kind');
    const parsed = isMeta ? { type: 'string' } : parseType(type, openapi, name, keys);
    fields.push({
      name: field,
      required: !isMeta && optional === undefined,
      description: isMeta ? typeMetaDescriptions[field] : commentText(text),
      ...parsed,
    });
  }
  fields.sort((a, b) => (a.name < b.name ? -1 : 1));
  const key = keys.get(typeName(openapi, name)) ?? name;
  return {
    package: openapi,
    name,
    key,
    description: commentText(description),
    ...(kind && { kind }),
    fields,
  };
}

const conventions = 'https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md';
const typeMetaDescriptions = {
  apiVersion: `APIVersion defines the versioned schema of this representation of an object. Servers should convert recognized schemas to the latest internal value, and may reject unrecognized values. More info: ${conventions}#resources`,
  kind: `Kind is a string value representing the REST resource this object represents. Servers may infer this from the endpoint the client submits requests to. Cannot be updated. In CamelCase. More info: ${conventions}#types-kinds`,
};

function parseType(
  text: string,
  openapi: string,
  owner: string,
  keys: ReadonlyMap<string, string>,
): { type: string; values?: string[] } {
  const array = /^Array<([^]*)>$/.exec(text);
  if (array) return { type: `[]${parseType(array[1] ?? '', openapi, owner, keys).type}` };
  const map = /^\{\s*\[key: string\]: ([^]*);\s*\}$/.exec(text);
  if (map) return { type: `map[string]${parseType(map[1] ?? '', openapi, owner, keys).type}` };
  if (/^"/.test(text))
    return { type: 'string', values: [...text.matchAll(/"([^"]*)"/g)].map((m) => m[1] ?? '') };
  if (text === 'string' || text === 'number' || text === 'boolean') return { type: text };
  const scalar = scalars[text];
  if (scalar) return { type: scalar };
  // A kind inside another (a claim template) is written out: its spec's type names it.
  const inline = /^\{[^]*"spec"\?: (I\w+)Spec;/.exec(text)?.[1];
  const key = keys.get(inline ?? text) ?? keys.get(typeName(openapi, text.slice(1)));
  if (!key) throw new Error(`kubernetes-models: ${openapi}.${owner} has a field of unknown type ${text}`);
  return { type: key };
}
