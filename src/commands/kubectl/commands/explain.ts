import type { Task } from '../../../sim/index.ts';
import type { Cli } from '../cli.ts';
import { apiVersionOf, type ResourceMapping } from '../discovery.ts';
import { CliError, ExitError, StatusError } from '../errors.ts';
import { sortedKeys } from '../gofmt.ts';
import { isObject, list, object, sameJson, text, type Json, type JsonObject } from '../json.ts';
import { wrapText } from '../wrap.ts';

/** `kubectl explain`. Models pkg/explain/v2 and its plain-text template over the server's OpenAPI v3. */
export function* explain(cli: Cli): Task<void> {
  const { args, flags } = cli;
  const [what] = args;
  if (what === undefined) {
    throw new CliError(
      'You must specify the type of resource to explain. Use "kubectl api-resources" for a complete list of supported resources.',
    );
  }
  if (args.length > 1) throw new CliError('We accept only this format: explain RESOURCE');
  const { mapping, path } = target(cli, what, flags.string('api-version'));
  const document = openApi(cli, mapping);
  const { group, version, kind } = mapping;
  const schema = Object.values(object(object(document.components).schemas)).find(
    (one) =>
      isObject(one) &&
      list(one['x-kubernetes-group-version-kind']).some((gvk) => sameJson(gvk, { group, kind, version })),
  );
  if (!isObject(schema))
    throw new CliError(`GVR (${group}/${version}, Resource=${mapping.resource}) not found in OpenAPI schema`);
  const body = new Explainer(document, flags.bool('recursive')).describe(schema, path, new Set());
  const heading = `${group === '' ? '' : `GROUP:      ${group}\n`}KIND:       ${kind}\nVERSION:    ${version}\n\n`;
  if (body === '') {
    cli.output.out(heading);
    throw new CliError(`field "${path.at(-1) ?? ''}" does not exist`);
  }
  cli.output.out(`${heading}${body}\n`);
}

/** Split `pods.spec.containers`, or `deployments.apps.spec`, into a resource and a path of fields. */
function target(cli: Cli, what: string, apiVersion: string): { mapping: ResourceMapping; path: string[] } {
  const parts = what.replace(/\.$/, '').split('.');
  const [resource = ''] = parts;
  if (apiVersion !== '') {
    const found = cli.discovery.find(resource);
    const exact = cli.discovery
      .all()
      .find((one) => apiVersionOf(one) === apiVersion && one.resource === found?.resource);
    if (exact) return { mapping: exact, path: parts.slice(1) };
    if (found) throw new CliError(notFound(apiVersion, found.resource));
  }
  // A longer prefix may be the resource's full name with its group.
  for (let length = parts.length; length > 1; length--) {
    const name = parts.slice(0, length).join('.');
    const exact = cli.discovery
      .all()
      .find((one) => one.preferred && one.group !== '' && `${one.resource}.${one.group}` === name);
    if (exact) return { mapping: exact, path: parts.slice(length) };
  }
  const mapping = cli.discovery.find(resource);
  if (!mapping) throw new ExitError(1, `the server doesn't have a resource type ${JSON.stringify(resource)}`);
  return { mapping, path: parts.slice(1) };
}

const notFound = (apiVersion: string, resource: string): string =>
  `couldn't find resource for "${apiVersion.includes('/') ? '' : '/'}${apiVersion}, Resource=${resource}"`;

function openApi(cli: Cli, mapping: ResourceMapping): JsonObject {
  const root = mapping.group === '' ? `api/${mapping.version}` : `apis/${mapping.group}/${mapping.version}`;
  const entry = object(object(cli.client.get('/openapi/v3').paths)[root]);
  const url = text(entry.serverRelativeURL);
  if (url === '') throw new CliError(notFound(apiVersionOf(mapping), mapping.resource));
  const [path = '', query = ''] = url.split('?');
  try {
    return cli.client.get(path, query === '' ? [] : [['hash', query.replace(/^hash=/, '')]]);
  } catch (error) {
    if (error instanceof StatusError) throw new CliError(`failed to download openapi: ${error.message}`);
    throw error;
  }
}

const indent = (amount: number, block: string): string => {
  const margin = ' '.repeat(amount);
  return margin + block.replace(/\n/g, `\n${margin}`);
};

/** Most enum values that a list of fields shows of one. */
const SHORT_ENUM = 4;

class Explainer {
  readonly #schemas: JsonObject;
  readonly #recursive: boolean;

  constructor(document: JsonObject, recursive: boolean) {
    this.#schemas = object(object(document.components).schemas);
    this.#recursive = recursive;
  }

  #reference(schema: JsonObject): string {
    return text(schema.$ref);
  }

  #resolve(schema: JsonObject): JsonObject {
    const name = this.#reference(schema).split('/').at(-1) ?? '';
    return name === '' ? schema : object(this.#schemas[name] ?? schema);
  }

  /** Follow the path of fields, then describe where it ends; empty when it leads nowhere. */
  describe(schema: JsonObject, path: readonly string[], seen: ReadonlySet<string>): string {
    const reference = this.#reference(schema);
    const resolved = this.#resolve(schema);
    const [field, ...rest] = path;
    if (field === undefined) {
      const words = this.#description(schema) || '<empty>';
      const fields = this.#fields(resolved, 1, new Set());
      const docs = this.#externalDocs(resolved, 0);
      return `DESCRIPTION:\n${indent(4, wrapText(words, 76))}\n${docs === '' ? '' : `\n${docs}`}${fields === '' ? '' : `FIELDS:\n${fields}`}`;
    }
    if (reference !== '' && seen.has(reference)) return '';
    const next = new Set([...seen, reference]);
    const sub = object(resolved.properties)[field];
    if (isObject(sub)) {
      const below = this.describe(sub, rest, new Set());
      if (rest.length > 0) return below;
      return `FIELD: ${field} <${this.#type(sub)}>\n${this.#enum(sub, true, 0)}\n\n${below}`;
    }
    if (isObject(resolved.items)) return this.describe(resolved.items, path, next);
    if (isObject(resolved.additionalProperties))
      return this.describe(resolved.additionalProperties, path, next);
    for (const alternative of list(resolved.allOf).filter(isObject)) {
      const found = this.describe(alternative, path, next);
      if (found !== '') return found;
    }
    return '';
  }

  #description(schema: JsonObject): string {
    const resolved = this.#resolve(schema);
    const own = text(resolved.description);
    let out = own === '' ? '' : `${own}\n`;
    for (const one of list(resolved.allOf).filter(isObject)) out += this.#description(one);
    if (isObject(resolved.items)) out += this.#description(resolved.items);
    if (isObject(resolved.additionalProperties)) out += this.#description(resolved.additionalProperties);
    return out;
  }

  #externalDocs(schema: JsonObject, margin: number): string {
    if (!isObject(schema.externalDocs)) return '';
    const { description, url } = schema.externalDocs;
    const words =
      text(description) === '' ? '' : `${indent(margin + 4, wrapText(text(description), 76 - margin))}\n`;
    return `${indent(margin, 'EXTERNAL DOCS:')}\n${words}${text(url) === '' ? '' : `${indent(margin + 4, `URL: ${text(url)}`)}\n`}`;
  }

  #fields(schema: JsonObject, level: number, seen: ReadonlySet<string>): string {
    const reference = this.#reference(schema);
    if (reference !== '' && seen.has(reference)) return '';
    const next = new Set([...seen, reference]);
    const resolved = this.#resolve(schema);
    const properties = object(resolved.properties);
    let out = '';
    for (const name of sortedKeys(properties)) {
      out += this.#field(resolved, name, level);
      if (this.#recursive) out += this.#fields(object(properties[name]), level + 1, next);
    }
    for (const one of list(resolved.allOf).filter(isObject)) out += this.#fields(one, level, next);
    if (isObject(resolved.items)) out += this.#fields(resolved.items, level, next);
    if (isObject(resolved.additionalProperties))
      out += this.#fields(resolved.additionalProperties, level, next);
    return out;
  }

  #field(owner: JsonObject, name: string, level: number): string {
    const schema = object(object(owner.properties)[name]);
    const margin = level * 2;
    const required = list(owner.required).includes(name) ? ' -required-' : '';
    const head = `${indent(margin, name)}\t<${this.#type(schema)}>${required}${this.#enum(schema, false, margin)}\n`;
    if (this.#recursive) return head;
    const words = text(schema.description) || '<no description>';
    const docs = this.#externalDocs(schema, margin + 2);
    return `${head}${indent(margin + 2, wrapText(words, 78 - margin))}\n${docs === '' ? '' : `\n${docs}`}\n`;
  }

  #type(schema: JsonObject): string {
    if (isObject(schema.items)) return `[]${this.#type(schema.items)}`;
    if (isObject(schema.additionalProperties)) return `map[string]${this.#type(schema.additionalProperties)}`;
    const all = list(schema.allOf).filter(isObject);
    const [only] = all;
    if (only && all.length === 1 && schema.properties === undefined) return this.#type(only);
    const reference = this.#reference(schema);
    if (reference !== '') {
      const resolved = this.#resolve(schema);
      const type = text(resolved.type);
      if (resolved === schema || type === '' || type === 'object')
        return reference.split('/').at(-1)?.split('.').at(-1) ?? 'Object';
      return type;
    }
    const type = text(schema.type);
    return type === 'object' || type === '' ? 'Object' : type;
  }

  #enum(schema: JsonObject, long: boolean, margin: number): string {
    const values: readonly Json[] = list(schema.enum);
    if (values.length === 0) return '';
    const words = values.map((one) => (one === '' ? '""' : text(one)));
    if (long) return `ENUM:${words.map((word) => `\n    ${word}`).join('')}`;
    const more = words.length > SHORT_ENUM ? ', ....' : '';
    return `\n${' '.repeat(margin)}enum: ${words.slice(0, SHORT_ENUM).join(', ')}${more}`;
  }
}
