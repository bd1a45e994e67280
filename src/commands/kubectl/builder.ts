import { decodeKind, DecodeError } from '../../api/decode.ts';
import { absolute } from '../../shell/fs/path.ts';
import type { Task } from '../../sim/index.ts';
import { readStdin, utf8, type Cli } from './cli.ts';
import type { Query } from './client.ts';
import { pathOf, type ResourceMapping } from './discovery.ts';
import { CliError, ErrorList, ExitError, isNotFound, StatusError } from './errors.ts';
import { goJson, isObject, list, nameOf, namespaceOf, text, type JsonObject } from './json.ts';
import { parseYamlDocuments } from './yaml.ts';

/** One thing that a command line names. Models cli-runtime's resource.Info. */
export interface Info {
  readonly mapping: ResourceMapping;
  readonly namespace: string;
  /** Empty for a whole collection. */
  readonly name: string;
  /** The file that it was read from, as messages name it; empty when it was not. */
  readonly source: string;
  /** What was read from the file, or from the server. */
  object: JsonObject;
}

/** What one command lets its arguments name. Models resource.Builder's settings. */
export interface Wanted {
  readonly args: readonly string[];
  readonly filenames?: readonly string[];
  readonly recursive?: boolean;
  /** -l; `undefined` when it was not given. */
  readonly selector?: string;
  readonly fieldSelector?: string;
  readonly all?: boolean;
  readonly allNamespaces?: boolean;
  /** A type alone means all of that type. */
  readonly allowEmptySelector?: boolean;
  /** Files are enough: nothing is asked of the server. */
  readonly local?: boolean;
  readonly accept?: string;
  readonly query?: Query;
  /** Turn lists into their items. */
  readonly flatten?: boolean;
  /** Go on after an error. */
  readonly continueOnError?: boolean;
  /** Do not get what is named, only say what it is. */
  readonly lazy?: boolean;
}

export interface Result {
  readonly infos: Info[];
  readonly errors: unknown[];
  /** One object was named, not a collection. */
  readonly single: boolean;
}

const MISSING = `You must provide one or more resources by argument or filename.
Example resource specifications include:
   '-f rsrc.yaml'
   '--filename=rsrc.json'
   '<resource> <name>'
   '<resource>'`;

/** Where a collection or an object of it lies. */
export function infoPath(info: Info, ...rest: readonly string[]): string {
  return pathOf(info.mapping, info.namespace, info.name, ...rest);
}

/** The types that one argument lists, categories such as `all` replaced by theirs. */
export function resolveTypes(cli: Cli, word: string): ResourceMapping[] {
  const out: ResourceMapping[] = [];
  for (const one of word.split(',')) {
    if (one === '') continue;
    const category = cli.discovery.find(one) ? [] : cli.discovery.category(one);
    for (const mapping of category.length > 0 ? category : [cli.discovery.require(one)]) {
      if (!out.includes(mapping)) out.push(mapping);
    }
  }
  return out;
}

/** Read the manifests that -f names, in order. @throws {CliError} */
export function* readManifests(cli: Cli, filenames: readonly string[], recursive: boolean): Task<Info[]> {
  const infos: Info[] = [];
  const errors: unknown[] = [];
  for (const filename of filenames) {
    if (filename === '-') {
      readDocuments(cli, utf8(yield* readStdin(cli)), 'STDIN', infos, errors);
      continue;
    }
    if (/^https?:\/\//.test(filename)) {
      const host = /^https?:\/\/([^/:]+)/.exec(filename)?.[1] ?? '';
      throw new ExitError(
        1,
        `Unable to connect to the server: dial tcp: lookup ${host} on 192.168.49.1:53: no such host`,
      );
    }
    for (const path of expand(cli, filename, recursive)) {
      readDocuments(cli, cli.context.fs.readText(absolute(cli.context.cwd, path)), path, infos, errors);
    }
  }
  if (errors.length > 0 && infos.length === 0) throw errors.length === 1 ? errors[0] : new ErrorList(errors);
  if (errors.length > 0) pendingErrors.set(infos, errors);
  return infos;
}

/** Failures of some documents beside others that could be read. */
const pendingErrors = new WeakMap<Info[], unknown[]>();

/** The documents that could not be used, where others could. */
export function manifestErrors(infos: Info[]): readonly unknown[] {
  return pendingErrors.get(infos) ?? [];
}

function expand(cli: Cli, filename: string, recursive: boolean): string[] {
  const { fs, cwd } = cli.context;
  const full = absolute(cwd, filename);
  if (!fs.exists(full)) {
    if (/[*?[]/.test(filename)) throw new CliError(`the path "${filename}" cannot be accessed: no match`);
    throw new CliError(`the path "${filename}" does not exist`);
  }
  if (!fs.isDirectory(full)) return [filename];
  const found: string[] = [];
  const walk = (shown: string, path: string): void => {
    for (const entry of fs.readdir(path)) {
      const below = `${shown.replace(/\/+$/, '')}/${entry.name}`;
      if (fs.isDirectory(`${path}/${entry.name}`)) {
        if (recursive) walk(below, `${path}/${entry.name}`);
      } else if (/\.(json|ya?ml)$/.test(entry.name)) found.push(below.replace(/^\.\//, ''));
    }
  };
  walk(filename, full);
  if (found.length === 0) {
    throw new CliError(`error reading [${filename}]: recognized file extensions are [.json .yaml .yml]`);
  }
  return found;
}

/** The objects in a text. @throws {Error} for the first that cannot be read */
export function readDocumentInfos(cli: Cli, content: string, source: string): Info[] {
  const infos: Info[] = [];
  const errors: unknown[] = [];
  readDocuments(cli, content, source, infos, errors);
  if (errors.length > 0) throw errors.length === 1 ? errors[0] : new ErrorList(errors);
  return infos;
}

function readDocuments(cli: Cli, content: string, source: string, infos: Info[], errors: unknown[]): void {
  const { documents, problem } = parseYamlDocuments(content);
  for (const document of documents) {
    if (document === null) continue;
    try {
      addDocument(cli, document as JsonObject, source, infos);
    } catch (error) {
      errors.push(error);
    }
  }
  if (problem)
    errors.push(new CliError(`error parsing ${source}: error converting YAML to JSON: ${problem.message}`));
}

function addDocument(cli: Cli, document: JsonObject, source: string, infos: Info[]): void {
  if (!isObject(document)) {
    throw new CliError(
      `error validating ${JSON.stringify(source)}: error validating data: invalid object to validate; if you choose to ignore these errors, turn validation off with --validate=false`,
    );
  }
  const apiVersion = text(document.apiVersion);
  const kind = text(document.kind);
  const missing = [
    ...(apiVersion === '' ? ['apiVersion not set'] : []),
    ...(kind === '' ? ['kind not set'] : []),
  ];
  if (missing.length > 0) {
    const validates =
      cli.flags.find('validate') !== undefined && !['false', 'ignore'].includes(cli.flags.string('validate'));
    if (validates) {
      const words = missing.length === 1 ? (missing[0] ?? '') : `[${missing.join(', ')}]`;
      throw new CliError(
        `error validating ${JSON.stringify(source)}: error validating data: ${words}; if you choose to ignore these errors, turn validation off with --validate=false`,
      );
    }
    const what =
      kind === ''
        ? `Object 'Kind' is missing in '${goJson(document)}'`
        : `Object 'apiVersion' is missing in '${goJson(document)}'`;
    throw new CliError(`unable to decode ${JSON.stringify(source)}: ${what}`);
  }
  if (kind.endsWith('List') && Array.isArray(document.items)) {
    for (const item of list(document.items)) addDocument(cli, item as JsonObject, source, infos);
    return;
  }
  checkMetadata(document, source);
  const mapping = cli.discovery.kind(apiVersion, kind);
  if (!mapping) {
    throw new CliError(
      `resource mapping not found for name: "${nameOf(document)}" namespace: "${namespaceOf(document)}" from ${JSON.stringify(source)}: no matches for kind "${kind}" in version "${apiVersion}"\nensure CRDs are installed first`,
    );
  }
  const own = namespaceOf(document);
  if (mapping.namespaced && own !== '' && cli.namespaceGiven && own !== cli.namespace) {
    throw new CliError(
      `the namespace from the provided object "${own}" does not match the namespace "${cli.namespace}". You must pass '--namespace=${own}' to perform this operation.`,
    );
  }
  const namespace = mapping.namespaced ? own || cli.namespace : '';
  const meta = isObject(document.metadata) ? document.metadata : {};
  const object =
    mapping.namespaced && own === '' ? { ...document, metadata: { ...meta, namespace } } : document;
  infos.push({ mapping, namespace, name: nameOf(document), source, object });
}

/** Whatever its kind, an object's metadata must be that. Models cli-runtime's metadataValidatingDecoder. @throws {CliError} */
function checkMetadata(document: JsonObject, source: string): void {
  try {
    decodeKind({ metadata: document.metadata ?? {} }, 'v1', 'Pod');
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    const problem = error.message.replace('field Pod.metadata', 'field metadataOnlyObject.metadata');
    throw new CliError(`unable to decode ${JSON.stringify(source)}: ${problem}`);
  }
}

/** Find out what the arguments name and get it. Models resource.Builder.Do. @throws {CliError} for arguments that make no sense */
export function* build(cli: Cli, wanted: Wanted): Task<Result> {
  const files = wanted.filenames ?? [];
  if (files.length > 0) {
    if (wanted.args.length > 0) {
      throw new CliError(
        'when paths, URLs, or stdin is provided as resource input, you may not specify resource arguments as well',
      );
    }
    const infos = yield* readManifests(cli, files, wanted.recursive ?? false);
    const errors: unknown[] = [...manifestErrors(infos)];
    if (wanted.local || wanted.lazy) return { infos, errors, single: infos.length === 1 };
    return { ...fetchAll(cli, infos, wanted, errors), single: infos.length === 1 };
  }
  const selecting = wanted.all || wanted.selector !== undefined || (wanted.fieldSelector ?? '') !== '';
  const { infos, single } = nameThings(cli, wanted, selecting);
  if (wanted.lazy && single) return { infos, errors: [], single };
  if (wanted.lazy && infos.every((info) => info.name !== '')) return { infos, errors: [], single };
  return { ...fetchAll(cli, infos, wanted, []), single };
}

function nameThings(cli: Cli, wanted: Wanted, selecting: boolean): { infos: Info[]; single: boolean } {
  const { args } = wanted;
  const everywhere = wanted.allNamespaces ?? false;
  const make = (mapping: ResourceMapping, name: string): Info => {
    if (name !== '' && everywhere && mapping.namespaced) {
      throw new CliError('a resource cannot be retrieved by name across all namespaces');
    }
    const namespace = mapping.namespaced && !(everywhere && name === '') ? cli.namespace : '';
    return { mapping, namespace, name, source: '', object: {} };
  };
  if (args.some((arg) => arg.includes('/'))) {
    if (selecting) {
      throw new CliError('selectors and the all flag cannot be used when passing resource/name arguments');
    }
    const tuples = args.map((arg): [string, string] => {
      const parts = arg.split('/');
      if (parts.length === 1) {
        throw new CliError(
          "there is no need to specify a resource type as a separate argument when passing arguments in resource/name form (e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get resource resource/<resource_name>'",
        );
      }
      if (parts.length > 2)
        throw new CliError('arguments in resource/name form may not have more than one slash');
      const [type = '', name = ''] = parts;
      if (type === '' || name === '' || type.includes(',')) {
        throw new CliError('arguments in resource/name form must have a single resource and name');
      }
      return [type, name];
    });
    return {
      infos: tuples.map(([type, name]) => make(cli.discovery.require(type), name)),
      single: tuples.length === 1,
    };
  }
  const [types, ...names] = args;
  if (types === undefined) {
    throw new CliError(selecting ? 'at least one resource must be specified to use a selector' : MISSING);
  }
  if (names.length > 0) {
    if (selecting) throw new CliError('name cannot be provided when a selector is specified');
    const mappings = resolveTypes(cli, types);
    return {
      infos: mappings.flatMap((mapping) => names.map((name) => make(mapping, name))),
      single: names.length === 1 && mappings.length === 1,
    };
  }
  const mappings = resolveTypes(cli, types);
  if (!selecting && !wanted.allowEmptySelector) {
    throw new CliError('resource(s) were provided, but no name was specified');
  }
  return { infos: mappings.map((mapping) => make(mapping, '')), single: false };
}

/** The query of a list. */
export function listQuery(wanted: Wanted): [string, string][] {
  const query: [string, string][] = [];
  if (wanted.fieldSelector) query.push(['fieldSelector', wanted.fieldSelector]);
  if (wanted.selector) query.push(['labelSelector', wanted.selector]);
  return [...query, ['limit', '500']];
}

/** @throws {StatusError} of the first failure, unless going on was asked for */
function fetchAll(
  cli: Cli,
  infos: readonly Info[],
  wanted: Wanted,
  errors: unknown[],
): { infos: Info[]; errors: unknown[] } {
  const out: Info[] = [];
  for (const info of infos) {
    try {
      if (info.name !== '') {
        const path = pathOf(info.mapping, info.namespace, info.name);
        out.push({ ...info, object: cli.client.get(path, wanted.query ?? [], wanted.accept) });
      } else {
        const path = pathOf(info.mapping, info.namespace);
        const object = cli.client.get(path, [...(wanted.query ?? []), ...listQuery(wanted)], wanted.accept);
        if (wanted.flatten) {
          for (const item of list(object.items)) out.push(itemInfo(info, object, item as JsonObject));
        } else out.push({ ...info, object });
      }
    } catch (error) {
      if (!(error instanceof StatusError) && !(error instanceof CliError)) throw error;
      const problem = info.name === '' ? listProblem(info, wanted, error) : error;
      if (!wanted.continueOnError && !isNotFound(error)) throw problem;
      errors.push(problem);
      if (!wanted.continueOnError) break;
    }
  }
  return { infos: out, errors };
}

/** A list that the server refused says what was asked of it. Models resource.Selector.Visit. */
function listProblem(info: Info, wanted: Wanted, error: unknown): unknown {
  if (!(error instanceof StatusError) || !['BadRequest', 'NotFound'].includes(error.reason)) return error;
  const { group, version, resource } = info.mapping;
  const what = JSON.stringify(`${group}/${version}, Resource=${resource}`);
  const [labels, fields] = [wanted.selector ?? '', wanted.fieldSelector ?? ''];
  const message =
    labels === '' && fields === ''
      ? `Unable to list ${what}: ${error.message}`
      : `Unable to find ${what} that match label selector ${JSON.stringify(labels)}, field selector ${JSON.stringify(fields)}: ${error.message}`;
  return new StatusError({ ...error.status, message });
}

/** An item of a list has its own name and namespace, and gets the list's apiVersion and kind where it lacks them. */
function itemInfo(info: Info, collection: JsonObject, item: JsonObject): Info {
  const kind = text(collection.kind).replace(/List$/, '');
  return {
    ...info,
    name: nameOf(item),
    namespace: namespaceOf(item),
    object: { apiVersion: collection.apiVersion ?? '', kind, ...item },
  };
}

/** The filename flags of a command. */
export function fileFlags(cli: Cli): { filenames: readonly string[]; recursive: boolean } {
  return { filenames: cli.flags.list('filename'), recursive: cli.flags.bool('recursive') };
}

/** -f or -k must be there. Models resource.FilenameOptions.RequireFilenameOrKustomize. */
export function requireFiles(cli: Cli): void {
  const files = cli.flags.list('filename').length;
  const kustomize = cli.flags.string('kustomize') !== '';
  if (files > 0 && kustomize) throw new CliError('only one of -f or -k can be specified');
  if (kustomize) throw new CliError('this kubectl has no kustomize yet');
  if (files === 0) throw new CliError('must specify one of -f and -k');
}

/** -l, if it was given. */
export function selectorFlag(cli: Cli): string | undefined {
  return cli.flags.changed('selector') ? cli.flags.string('selector') : undefined;
}
