import type { Task } from '../../../sim/index.ts';
import { listQuery } from '../builder.ts';
import type { Cli } from '../cli.ts';
import { eventAge } from '../describe/events.ts';
import { CliError, ExitError, StatusError } from '../errors.ts';
import { goSort } from '../gosort.ts';
import { at, namespaceOf, objects, text, type JsonObject } from '../json.ts';
import { objectPrinter } from '../printers/object.ts';
import { TABLE_TABS, TabWriter } from '../tabwriter.ts';
import { parseTime } from '../time.ts';

/** `kubectl events`. Models kubectl's pkg/cmd/events. */
export function* events(cli: Cli): Task<number> {
  const { flags } = cli;
  const everywhere = flags.bool('all-namespaces');
  const involved = involvedSelector(cli, flags.string('for'));
  for (const type of flags.list('types')) {
    if (!['normal', 'warning'].includes(type.toLowerCase()))
      throw new CliError('valid --types are Normal or Warning');
  }
  const types = flags.list('types').map((one) => one.toLowerCase());
  const wanted = (event: JsonObject): boolean =>
    types.length === 0 || types.includes(text(event.type).toLowerCase());
  const show = presenter(cli, everywhere);
  const path = everywhere ? '/api/v1/events' : `/api/v1/namespaces/${cli.namespace}/events`;
  if (flags.bool('watch'))
    return yield* watch(cli, path, involved, (event) => wanted(event) && show([event]));
  const query: [string, string][] = [...involved, ...listQuery({ args: [] })];
  const found = objects(cli.client.get(path, query).items).filter(wanted);
  if (found.length === 0) {
    cli.output.err(everywhere ? 'No events found.\n' : `No events found in ${cli.namespace} namespace.\n`);
    return 0;
  }
  show(goSort(found, (a, b) => lastSeen(a) < lastSeen(b)));
  return 0;
}

function involvedSelector(cli: Cli, target: string): [string, string][] {
  if (target === '') return [];
  const [type = '', name = '', more] = target.split('/');
  if (type === '' || name === '' || more !== undefined)
    throw new CliError('--for must be in resource/name form');
  const mapping = cli.discovery.find(type);
  if (!mapping) throw new ExitError(1, `the server doesn't have a resource type "${type}"`);
  return [['fieldSelector', `involvedObject.kind=${mapping.kind},involvedObject.name=${name}`]];
}

function lastSeen(event: JsonObject): number {
  const words =
    text(at(event, 'series', 'lastObservedTime')) || text(event.lastTimestamp) || text(event.eventTime);
  return parseTime(words) ?? -Infinity;
}

function presenter(cli: Cli, everywhere: boolean): (events: readonly JsonObject[]) => boolean {
  const format = cli.flags.string('output');
  if (format !== '') {
    const print = objectPrinter(cli, format);
    return (events) => {
      const items = events.map((one) => ({ kind: 'Event', apiVersion: 'v1', ...one }));
      const [only] = items;
      if (cli.flags.bool('watch') && only) print(only);
      else print({ kind: 'EventList', apiVersion: 'v1', metadata: {}, items });
      return true;
    };
  }
  let headed = cli.flags.bool('no-headers');
  return (events) => {
    const writer = new TabWriter(TABLE_TABS);
    if (!headed) writer.write(`${everywhere ? 'NAMESPACE\t' : ''}LAST SEEN\tTYPE\tREASON\tOBJECT\tMESSAGE\n`);
    headed = true;
    for (const event of events) {
      const who = `${text(at(event, 'involvedObject', 'kind'))}/${text(at(event, 'involvedObject', 'name'))}`;
      const cells = [
        ...(everywhere ? [namespaceOf(event)] : []),
        eventAge(event, cli.context.sim.time),
        ...[text(event.type), text(event.reason), who, text(event.message).trim()],
      ];
      writer.write(`${cells.join('\t')}\n`);
    }
    cli.output.out(writer.flush());
    return true;
  };
}

/** Everything that is there, then what comes. */
function* watch(
  cli: Cli,
  path: string,
  query: readonly [string, string][],
  show: (event: JsonObject) => void,
): Task<number> {
  const open = cli.client.watch(path, query);
  try {
    for (;;) {
      yield* cli.output.flush();
      const event = yield* open.events.take();
      if (!event) return 0;
      if (event.type === 'ERROR') throw new StatusError(event.object);
      if (event.type === 'ADDED' || event.type === 'MODIFIED') show(event.object);
    }
  } finally {
    open.stop();
  }
}
