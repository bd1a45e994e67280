import type { Cli } from '../cli.ts';
import { kindPrefix, type ResourceMapping } from '../discovery.ts';
import { goPrint } from '../jsonpath/evaluate.ts';
import {
  at,
  list,
  nameOf,
  namespaceOf,
  objects,
  sameJson,
  stringMap,
  text,
  type Json,
  type JsonObject,
} from '../json.ts';
import { TABLE_TABS, TabWriter } from '../tabwriter.ts';

export interface TableOptions {
  readonly wide: boolean;
  readonly noHeaders: boolean;
  readonly withNamespace: boolean;
  readonly withKind: ResourceMapping | undefined;
  readonly showLabels: boolean;
  readonly labelColumns: readonly string[];
}

interface Columns {
  readonly names: readonly string[];
  readonly rows: readonly (readonly (Json | undefined)[])[];
}

/** Prints server-side tables. Models cli-runtime's printers.TablePrinter: headers come once, columns keep their widths. */
export class TablePrinter {
  readonly #options: TableOptions;
  #columns: Json | undefined;
  #printedHeaders = false;

  constructor(options: TableOptions) {
    this.#options = options;
  }

  /** @param event what happened to the rows, for --output-watch-events */
  print(table: JsonObject, writer: TabWriter, event?: string): void {
    let definitions: Json = table.columnDefinitions ?? [];
    let noHeaders = this.#options.noHeaders;
    if (list(definitions).length === 0 || sameJson(definitions, this.#columns)) {
      if (this.#printedHeaders) noHeaders = true;
      definitions = this.#columns ?? [];
    } else {
      this.#columns = definitions;
      this.#printedHeaders = false;
    }
    const rows = objects(table.rows);
    if (rows.length > 0) this.#printedHeaders = true;
    else return;
    const { names, rows: cells } = this.#decorate(objects(definitions), rows, event);
    if (!noHeaders) writer.write(`${names.map((name) => name.toUpperCase()).join('\t')}\n`);
    for (const row of cells) writer.write(`${row.map(cellText).join('\t')}\n`);
  }

  #decorate(
    definitions: readonly JsonObject[],
    rows: readonly JsonObject[],
    event: string | undefined,
  ): Columns {
    const { wide, withNamespace, withKind, showLabels, labelColumns } = this.#options;
    const shown = definitions.map((one) => wide || Number(one.priority ?? 0) === 0);
    const nameColumn = definitions.findIndex((one) => one.format === 'name' && one.type === 'string');
    const names = [
      ...(event === undefined ? [] : ['Event']),
      ...(withNamespace ? ['Namespace'] : []),
      ...definitions.filter((_, i) => shown[i]).map((one) => text(one.name)),
      ...labelColumns.map((label) => label.slice(label.lastIndexOf('/') + 1)),
      ...(showLabels ? ['Labels'] : []),
    ];
    const cells = rows.map((row) => {
      const labels = stringMap(at(row, 'object', 'metadata', 'labels'));
      const own = list(row.cells).map((cell, i) =>
        i === nameColumn && withKind ? `${kindPrefix(withKind)}/${text(cell)}` : cell,
      );
      return [
        ...(event === undefined ? [] : [event]),
        ...(withNamespace ? [namespaceOf(row.object)] : []),
        ...own.filter((_, i) => shown[i]),
        ...labelColumns.map((label) => labels.find(([key]) => key === label)?.[1] ?? ''),
        ...(showLabels ? [formatLabels(labels)] : []),
      ];
    });
    return { names, rows: cells };
  }
}

/** Labels as `a=b,c=d`, or `<none>`. */
export function formatLabels(labels: readonly (readonly [string, string])[]): string {
  return labels.length === 0 ? '<none>' : labels.map(([key, value]) => `${key}=${value}`).join(',');
}

function cellText(cell: Json | undefined): string {
  if (cell === null || cell === undefined) return '';
  if (typeof cell !== 'string') return goPrint(cell);
  const end = cell.search(/[\f\n\r]/);
  return end < 0 ? cell : `${cell.slice(0, end)}...`;
}

/** A table for what the server answered with: itself, or NAME and AGE where it gave plain objects. */
export function asTable(cli: Cli, answer: JsonObject, age: (timestamp: string) => string): JsonObject {
  if (answer.kind === 'Table') return answer;
  void cli;
  const items = Array.isArray(answer.items) ? objects(answer.items) : [answer];
  return {
    kind: 'Table',
    columnDefinitions: [
      { name: 'Name', type: 'string', format: 'name', priority: 0 },
      { name: 'Age', type: 'string', format: '', priority: 0 },
    ],
    rows: items.map((item) => ({
      cells: [nameOf(item), age(text(at(item, 'metadata', 'creationTimestamp')))],
      object: item,
    })),
  };
}

/** A writer for tables. */
export function tableWriter(): TabWriter {
  return new TabWriter(TABLE_TABS);
}
