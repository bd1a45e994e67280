import type { Cli } from '../cli.ts';
import { goSort } from '../gosort.ts';
import { at, nameOf, namespaceOf, objects, text, type JsonObject } from '../json.ts';
import { humanDuration, parseTime } from '../time.ts';
import type { DescribeWriter } from './writer.ts';

/** Events that involve an object. Models pkg/describe's searchEvents. */
export function searchEvents(
  cli: Cli,
  target: JsonObject,
  uid = text(at(target, 'metadata', 'uid')),
): JsonObject[] {
  const namespace = namespaceOf(target);
  const selector = [
    `involvedObject.name=${nameOf(target)}`,
    ...(namespace === '' ? [] : [`involvedObject.namespace=${namespace}`]),
    `involvedObject.uid=${uid}`,
  ].join(',');
  const path = namespace === '' ? '/api/v1/events' : `/api/v1/namespaces/${namespace}/events`;
  return [
    ...objects(
      cli.client.get(path, [
        ['fieldSelector', selector],
        ['limit', '500'],
      ]).items,
    ),
  ];
}

/** How long ago, as `describe` and `events` print it. */
export function since(timestamp: string, now: number): string {
  const ms = parseTime(timestamp);
  return ms === undefined ? '<unknown>' : humanDuration(now - ms);
}

/** `5s`, `10s (x4 over 2m)`. */
export function eventAge(event: JsonObject, now: number): string {
  const first = since(text(event.eventTime) || text(event.firstTimestamp), now);
  const series = event.series;
  if (series !== undefined && series !== null) {
    return `${since(text(at(series, 'lastObservedTime')), now)} (x${text(at(series, 'count'))} over ${first})`;
  }
  if (Number(event.count ?? 0) > 1) {
    return `${since(text(event.lastTimestamp), now)} (x${text(event.count)} over ${first})`;
  }
  return first;
}

/** The last section of a description. Models pkg/describe's DescribeEvents. */
export function eventLines(cli: Cli, w: DescribeWriter, events: readonly JsonObject[]): void {
  if (events.length === 0) return w.write(0, 'Events:\t<none>\n');
  w.flush();
  const now = cli.context.sim.time;
  const last = (event: JsonObject): number => parseTime(text(event.lastTimestamp)) ?? -Infinity;
  const sorted = goSort(events, (a, b) => last(a) < last(b));
  w.write(0, 'Events:\n  Type\tReason\tAge\tFrom\tMessage\n');
  w.write(1, '----\t------\t----\t----\t-------\n');
  for (const event of sorted) {
    const source = text(at(event, 'source', 'component')) || text(event.reportingComponent);
    const field = text(at(event, 'involvedObject', 'fieldPath'));
    const message = `${field === '' ? '' : `${field}: `}${text(event.message).trim()}`;
    w.write(
      1,
      `${text(event.type)}\t${text(event.reason)}\t${eventAge(event, now)}\t${source}\t${message}\n`,
    );
  }
}
