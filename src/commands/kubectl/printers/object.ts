import { absolute } from '../../../shell/fs/path.ts';
import type { Cli } from '../cli.ts';
import { CliError } from '../errors.ts';
import { goJson, isObject, list, text, type Json, type JsonObject } from '../json.ts';
import { findResults, goSyntax } from '../jsonpath/evaluate.ts';
import { printJsonPath } from '../jsonpath/evaluate.ts';
import { JsonPathError, parseJsonPath } from '../jsonpath/parse.ts';
import { parseTemplate, TemplateError } from '../template/parse.ts';
import { runTemplate } from '../template/run.ts';
import { writeYaml } from '../yaml.ts';
import { customColumns } from './columns.ts';
import { writeKyaml } from './kyaml.ts';

/** Prints one object (or list) after another to the command's output. */
export type ObjectPrinter = (object: JsonObject) => void;

/** Formats that most commands take with -o; `get` has more. */
export const COMMON_FORMATS: readonly string[] = [
  ...[
    'go-template',
    'go-template-file',
    'json',
    'jsonpath',
    'jsonpath-as-json',
    'jsonpath-file',
    'kyaml',
    'name',
  ],
  ...['template', 'templatefile', 'yaml'],
];
export const GET_FORMATS: readonly string[] = [
  'custom-columns',
  'custom-columns-file',
  ...COMMON_FORMATS,
  'wide',
].sort();

/** Objects that the real one has as Go structs: their JSON keeps the order of the fields. */
export const STRUCTS = new WeakSet<JsonObject>();

/** `pod/x`, `deployment.apps/x`. */
export function objectName(object: JsonObject): string {
  const apiVersion = text(object.apiVersion);
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
  const kind = text(object.kind).toLowerCase();
  const name = text(isObject(object.metadata) ? object.metadata.name : undefined);
  return `${group === '' ? kind : `${kind}.${group}`}/${name}`;
}

/** Leave out `metadata.managedFields`, as -o yaml and json do unless told otherwise. */
export function withoutManagedFields(object: JsonObject): JsonObject {
  const clean = (one: JsonObject): JsonObject => {
    if (!isObject(one.metadata) || one.metadata.managedFields === undefined) return one;
    const { managedFields: _, ...metadata } = one.metadata;
    return { ...one, metadata };
  };
  if (!Array.isArray(object.items)) return clean(object);
  return { ...object, items: list(object.items).map((item) => (isObject(item) ? clean(item) : item)) };
}

/**
 * The printer that -o names. Models genericclioptions.PrintFlags.ToPrinter.
 * @throws {CliError} for an unknown format
 */
export function objectPrinter(
  cli: Cli,
  format: string,
  formats: readonly string[] = COMMON_FORMATS,
): ObjectPrinter {
  const out = (data: string): void => cli.output.out(data);
  const [kind, argument] = splitFormat(format);
  const shown = (object: JsonObject): JsonObject =>
    cli.flags.bool('show-managed-fields') ? object : withoutManagedFields(object);
  if (!formats.includes(kind)) {
    throw new CliError(
      `unable to match a printer suitable for the output format ${JSON.stringify(format)}, allowed formats are: ${formats.join(',')}`,
    );
  }
  switch (kind) {
    case 'json':
      return (object) => out(`${goJson(shown(object), '    ', !STRUCTS.has(object))}\n`);
    case 'kyaml':
      return (object) => out(writeKyaml(shown(object), !STRUCTS.has(object)));
    case 'yaml': {
      let count = 0;
      return (object) => {
        if (count++ > 0) out('---\n');
        out(writeYaml(shown(object)));
      };
    }
    case 'name':
      return (object) => {
        const items = Array.isArray(object.items) ? list(object.items).filter(isObject) : [object];
        for (const item of items) out(`${objectName(item)}\n`);
      };
    case 'jsonpath':
    case 'jsonpath-file':
    case 'jsonpath-as-json': {
      const template = templateOf(cli, kind, argument);
      return kind === 'jsonpath-as-json' ? asJson(cli, template) : jsonPath(cli, template);
    }
    case 'go-template':
    case 'template':
    case 'go-template-file':
    case 'templatefile':
      return goTemplate(cli, templateOf(cli, kind.endsWith('file') ? 'jsonpath-file' : kind, argument));
    case 'custom-columns':
    case 'custom-columns-file':
      return customColumns(cli, kind, argument);
    default:
      throw new CliError(`this kubectl does not have the output format ${JSON.stringify(kind)} yet`);
  }
}

/** `jsonpath={.a}` is a format with its argument. */
export function splitFormat(format: string): [kind: string, argument: string | undefined] {
  const match =
    /^(jsonpath|jsonpath-file|jsonpath-as-json|custom-columns|custom-columns-file|go-template|go-template-file|template|templatefile)=(.*)$/s.exec(
      format,
    );
  return match ? [match[1] ?? '', match[2] ?? ''] : [format, undefined];
}

function templateOf(cli: Cli, kind: string, argument: string | undefined): string {
  const value = argument ?? cli.flags.string('template');
  if (value === '') throw new CliError(`template format specified but no template given`);
  if (kind !== 'jsonpath-file') return value;
  try {
    return cli.context.fs.readText(absolute(cli.context.cwd, value));
  } catch {
    throw new CliError(`error reading --template ${value}, open ${value}: no such file or directory\n`);
  }
}

function parsed(template: string): void {
  try {
    parseJsonPath(template);
  } catch (error) {
    if (error instanceof JsonPathError)
      throw new CliError(`error parsing jsonpath ${template}, ${error.message}\n`);
    throw error;
  }
}

function failure(template: string, object: Json, error: unknown): unknown {
  if (!(error instanceof JsonPathError)) return error;
  const details = `Error executing template: ${error.message}. Printing more information for debugging the template:\n\ttemplate was:\n\t\t${template}\n\tobject given to jsonpath engine was:\n\t\t${goSyntax(object)}\n\n`;
  return new CliError(`error executing jsonpath ${JSON.stringify(template)}: ${details}\n`);
}

function jsonPath(cli: Cli, template: string): ObjectPrinter {
  parsed(template);
  const strict =
    cli.flags.find('allow-missing-template-keys') !== undefined &&
    !cli.flags.bool('allow-missing-template-keys');
  return (object) => {
    try {
      cli.output.out(printJsonPath(template, object, { strict }));
    } catch (error) {
      throw failure(template, object, error);
    }
  };
}

function goTemplate(cli: Cli, template: string): ObjectPrinter {
  let nodes: ReturnType<typeof parseTemplate>;
  try {
    nodes = parseTemplate(template);
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    throw new CliError(`error parsing template ${template}, ${error.message}\n`);
  }
  const strict =
    cli.flags.find('allow-missing-template-keys') !== undefined &&
    !cli.flags.bool('allow-missing-template-keys');
  return (object) => {
    try {
      cli.output.out(runTemplate(nodes, object, strict));
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      throw new CliError(`error executing template ${JSON.stringify(template)}: ${error.message}`);
    }
  };
}

function asJson(cli: Cli, template: string): ObjectPrinter {
  parsed(template);
  return (object) => {
    try {
      for (const values of findResults(parseJsonPath(template), object))
        cli.output.out(`${goJson(values, '    ')}\n`);
    } catch (error) {
      throw failure(template, object, error);
    }
  };
}
