import type { Task } from '../../../sim/index.ts';
import { build, fileFlags, listQuery, selectorFlag, type Info, type Wanted } from '../builder.ts';
import type { Cli } from '../cli.ts';
import { JSON_TYPE, TABLE_TYPE } from '../client.ts';
import { groupResource, pathOf } from '../discovery.ts';
import { CliError, isNotFound, StatusError, throwAll, UsageError } from '../errors.ts';
import { list, nameOf, namespaceOf, object, objects, text, type Json, type JsonObject } from '../json.ts';
import { GET_FORMATS, objectPrinter, splitFormat } from '../printers/object.ts';
import { sortBy } from '../printers/sort.ts';
import { asTable, TablePrinter, tableWriter } from '../printers/table.ts';
import type { TabWriter } from '../tabwriter.ts';
import { ageOf } from '../time.ts';

/** `kubectl get`. Models kubectl's pkg/cmd/get/get.go. */
export function* get(cli: Cli): Task<number | void> {
  const { flags } = cli;
  const raw = flags.string('raw');
  if (raw !== '') {
    cli.output.out(cli.client.raw(...splitRaw(raw)));
    return 0;
  }
  if (cli.args.length === 0 && flags.list('filename').length === 0) {
    cli.output.err(
      'You must specify the type of resource to get. Use "kubectl api-resources" for a complete list of supported resources.\n\n',
    );
    const hint =
      'Use "kubectl explain <resource>" for a detailed description of that resource (e.g. kubectl explain pods).';
    throw new UsageError(`Required resource not specified.\n${hint}`);
  }
  const format = flags.string('output');
  const human = format === '' || format === 'wide';
  const kind = splitFormat(format)[0];
  if (flags.bool('show-labels') && !human)
    throw new CliError('--show-labels option cannot be used with ' + kind + ' printer');
  if (flags.bool('watch') || flags.bool('watch-only')) return yield* watch(cli, human);
  const sort = flags.string('sort-by');
  const table = human && flags.bool('server-print');
  const wanted: Wanted = {
    ...whatToGet(cli),
    accept: table ? TABLE_TYPE : JSON_TYPE,
    query: sort !== '' && table ? [['includeObject', 'Object']] : [],
    flatten: !human,
    continueOnError: true,
  };
  const printer = human ? undefined : objectPrinter(cli, format, GET_FORMATS);
  const result = yield* build(cli, wanted);
  const ignore = flags.bool('ignore-not-found');
  const errors = ignore ? result.errors.filter((error) => !isNotFound(error)) : result.errors;
  if (printer) {
    if (ignore && result.infos.length === 0 && result.single) return throwAll(errors);
    printObjects(cli, result.infos, result.single, printer);
    return throwAll(errors);
  }
  printTables(cli, result.infos, errors.length > 0);
  return throwAll(errors);
}

export function splitRaw(raw: string): [string, [string, string][]] {
  const [path = '', query = ''] = raw.split('?');
  const pairs = query.split('&').filter((one) => one !== '');
  return [
    path,
    pairs.map((one) => [one.split('=')[0] ?? '', decodeURIComponent(one.slice(one.indexOf('=') + 1))]),
  ];
}

function whatToGet(cli: Cli): Wanted {
  const { flags, args } = cli;
  return {
    args,
    ...fileFlags(cli),
    selector: selectorFlag(cli),
    fieldSelector: flags.string('field-selector'),
    allNamespaces: flags.bool('all-namespaces'),
    allowEmptySelector: true,
  };
}

/** -o yaml and its like: one object as it is, several as a List. */
function printObjects(
  cli: Cli,
  infos: readonly Info[],
  single: boolean,
  print: (object: JsonObject) => void,
): void {
  const [only] = infos;
  if (single && infos.length === 0) return;
  if (single && only && infos.length === 1) return print(only.object);
  let items = infos.map((info) => info.object);
  const sort = cli.flags.string('sort-by');
  if (sort !== '') items = sortBy(items, sort, (item) => item);
  print({ apiVersion: 'v1', items, kind: 'List', metadata: { resourceVersion: '' } });
}

function optionsFor(cli: Cli, info: Info, withKind: boolean): ConstructorParameters<typeof TablePrinter>[0] {
  const { flags } = cli;
  return {
    wide: flags.string('output') === 'wide',
    noHeaders: flags.bool('no-headers'),
    withNamespace: flags.bool('all-namespaces') && info.mapping.namespaced,
    withKind: withKind || flags.bool('show-kind') ? info.mapping : undefined,
    showLabels: flags.bool('show-labels'),
    labelColumns: flags.list('label-columns'),
  };
}

function printTables(cli: Cli, infos: readonly Info[], failed: boolean): void {
  const kinds = new Set(infos.map((info) => groupResource(info.mapping)));
  const withKind = kinds.size > 1;
  const sort = cli.flags.string('sort-by');
  const writer = tableWriter();
  const age = (timestamp: string): string => ageOf(timestamp, cli.context.sim.time);
  let printer: TablePrinter | undefined;
  let last: Info | undefined;
  let written = 0;
  let sinceHeader = 0;
  let separate = false;
  const put = (textOut: string): void => {
    if (textOut === '') return;
    if (separate) cli.output.out('\n');
    separate = false;
    cli.output.out(textOut);
    written += textOut.length;
    sinceHeader += textOut.length;
  };
  for (const info of infos) {
    if (!printer || last?.mapping !== info.mapping) {
      put(writer.flush());
      writer.forgetWidths();
      if (last && !cli.flags.bool('no-headers') && sinceHeader > 0) separate = true;
      printer = new TablePrinter(optionsFor(cli, info, withKind));
      last = info;
      sinceHeader = 0;
    }
    let table = asTable(cli, info.object, age);
    if (sort !== '') {
      const rows = sortedRows(objects(table.rows), sort);
      table = { ...table, rows };
    }
    printer.print(table, writer);
  }
  put(writer.flush());
  if (written > 0 || failed || cli.flags.bool('ignore-not-found')) return;
  const scoped = infos.every((info) => info.mapping.namespaced) && !cli.flags.bool('all-namespaces');
  cli.output.err(scoped ? `No resources found in ${cli.namespace} namespace.\n` : 'No resources found\n');
}

/** Rows of which none has the field are left out, silently, as kubectl does with tables. */
function sortedRows(rows: readonly JsonObject[], expression: string): JsonObject[] {
  try {
    return sortBy([...rows], expression, (row) => object(row.object));
  } catch (error) {
    if (error instanceof CliError && error.message.startsWith("couldn't find any field")) return [];
    throw error;
  }
}

function* watch(cli: Cli, human: boolean): Task<number> {
  const { flags } = cli;
  const only = flags.bool('watch-only');
  const table = human && flags.bool('server-print');
  const accept = table ? TABLE_TYPE : JSON_TYPE;
  const wanted: Wanted = { ...whatToGet(cli), accept };
  if (
    cli.args.length > 2 ||
    (cli.args[0] ?? '').includes(',') ||
    cli.args.filter((arg) => arg.includes('/')).length > 1
  ) {
    throw new CliError('you may only specify a single resource type');
  }
  const result = yield* build(cli, wanted);
  throwAll(result.errors);
  const [info] = result.infos;
  if (!info || result.infos.length > 1) {
    throw new CliError(
      'watch is only supported on individual resources and resource collections - more than 1 resource was found',
    );
  }
  const events = flags.bool('output-watch-events');
  const show = presenter(cli, human, info);
  if (!only) {
    const items = table || result.single ? [info.object] : objects(info.object.items);
    for (const item of items) show(item, events ? 'ADDED' : undefined);
  }
  // A watch of one object begins with an event for what is already there; one of a list goes on from the list.
  let silent = result.single;
  const since = result.single ? '0' : text(object(info.object.metadata).resourceVersion);
  const path = pathOf(info.mapping, info.namespace);
  const selectors = result.single
    ? ([['fieldSelector', `metadata.name=${info.name}`]] as const)
    : listQuery(wanted).filter(([key]) => key !== 'limit');
  const open = cli.client.watch(path, [...selectors, ['resourceVersion', since]], accept);
  try {
    for (;;) {
      yield* cli.output.flush();
      const event = yield* open.events.take();
      if (!event) return 0;
      if (event.type === 'BOOKMARK') continue;
      if (event.type === 'ERROR') throw new StatusError(event.object);
      if (!silent) show(event.object, events ? event.type : undefined);
      silent = false;
    }
  } finally {
    open.stop();
  }
}

/** Shows one thing of a watch after another in the form asked for. */
function presenter(cli: Cli, human: boolean, info: Info): (item: JsonObject, event?: string) => void {
  if (human) {
    const writer: TabWriter = tableWriter();
    const printer = new TablePrinter(optionsFor(cli, info, false));
    const age = (timestamp: string): string => ageOf(timestamp, cli.context.sim.time);
    return (item, event) => {
      printer.print(asTable(cli, item, age), writer, event);
      cli.output.out(writer.flush());
    };
  }
  const print = objectPrinter(cli, cli.flags.string('output'), GET_FORMATS);
  return (item, event) => print(event === undefined ? item : { object: item as Json, type: event });
}

/** Names and namespaces of what is listed; for completion. */
export function namesIn(answer: JsonObject): { name: string; namespace: string }[] {
  return list(answer.items).map((item) => ({ name: nameOf(item), namespace: namespaceOf(item) }));
}
