import { absolute } from '../../../shell/fs/path.ts';
import type { Cli } from '../cli.ts';
import { CliError } from '../errors.ts';
import { isObject, list, type JsonObject } from '../json.ts';
import { findResults, goPrint } from '../jsonpath/evaluate.ts';
import { JsonPathError, parseJsonPath, relaxed, type Node } from '../jsonpath/parse.ts';
import { TABLE_TABS, TabWriter } from '../tabwriter.ts';

interface Column {
  readonly header: string;
  readonly path: readonly Node[];
}

function column(header: string, path: string): Column {
  try {
    return { header, path: parseJsonPath(relaxed(path)) };
  } catch (error) {
    if (error instanceof JsonPathError) throw new CliError(error.message);
    throw error;
  }
}

/** `-o custom-columns=NAME:.metadata.name,…`. Models kubectl's pkg/cmd/get/customcolumn.go. @throws {CliError} */
export function customColumns(
  cli: Cli,
  kind: string,
  argument: string | undefined,
): (object: JsonObject) => void {
  const columns = kind === 'custom-columns-file' ? fromFile(cli, argument ?? '') : fromSpec(argument ?? '');
  let headed = cli.flags.find('no-headers') !== undefined && cli.flags.bool('no-headers');
  const writer = new TabWriter(TABLE_TABS);
  return (object) => {
    if (!headed) writer.write(`${columns.map((one) => one.header).join('\t')}\n`);
    headed = true;
    const items = Array.isArray(object.items) ? list(object.items).filter(isObject) : [object];
    for (const item of items) {
      const cells = columns.map((one) => {
        const found = findResults(one.path, item).flat();
        return found.length === 0 ? '<none>' : found.map(goPrint).join(',');
      });
      writer.write(`${cells.join('\t')}\n`);
    }
    cli.output.out(writer.flush());
  };
}

function fromSpec(spec: string): Column[] {
  if (spec === '') throw new CliError('custom-columns format specified but no custom columns given');
  return spec.split(',').map((part) => {
    const colon = part.indexOf(':');
    if (colon < 0) {
      throw new CliError(`unexpected custom-columns spec: ${part}, expected <header>:<json-path-expr>`);
    }
    return column(part.slice(0, colon), part.slice(colon + 1));
  });
}

function fromFile(cli: Cli, path: string): Column[] {
  if (path === '') throw new CliError('custom-columns format specified but no custom columns given');
  let content: string;
  try {
    content = cli.context.fs.readText(absolute(cli.context.cwd, path));
  } catch {
    throw new CliError(`error reading template ${path}, open ${path}: no such file or directory\n`);
  }
  const [headers = '', paths = ''] = content.split('\n');
  const names = headers.trim().split(/\s+/);
  const templates = paths.trim().split(/\s+/);
  if (names.length !== templates.length) {
    throw new CliError(`number of headers and field specifications must match`);
  }
  return names.map((name, i) => column(name, templates[i] ?? ''));
}
