import type { Cli } from '../cli.ts';
import { sortedKeys } from '../gofmt.ts';
import { goPrint } from '../jsonpath/evaluate.ts';
import { at, isObject, list, nameOf, namespaceOf, type Json, type JsonObject } from '../json.ts';
import { eventLines, searchEvents } from './events.ts';
import { annotationLines, DescribeWriter, labelLines } from './writer.ts';

/** Any object, field by field. Models pkg/describe's genericDescriber. */
export function describeGeneric(cli: Cli, target: JsonObject, showEvents: boolean): string {
  const w = new DescribeWriter();
  w.write(0, `Name:\t${nameOf(target)}\n`);
  w.write(0, `Namespace:\t${namespaceOf(target)}\n`);
  labelLines(w, 'Labels', at(target, 'metadata', 'labels'));
  annotationLines(w, 'Annotations', at(target, 'metadata', 'annotations'));
  const { metadata, ...rest } = target;
  const {
    name: _n,
    namespace: _s,
    labels: _l,
    annotations: _a,
    managedFields: _m,
    ...kept
  } = isObject(metadata) ? metadata : {};
  fields(w, 0, { ...rest, metadata: kept });
  if (showEvents) eventLines(cli, w, searchEvents(cli, target));
  return w.toString();
}

/** `restartPolicy` as `Restart Policy`. */
function titled(key: string): string {
  const spaced = key.replace(/([a-z\d])([A-Z])/g, '$1 $2').replace(/([A-Z])([A-Z][a-z])/g, '$1 $2');
  const title = spaced.charAt(0).toUpperCase() + spaced.slice(1);
  return title === 'Api Version' ? 'API Version' : title.replace(/\bUid\b/, 'UID');
}

function fields(w: DescribeWriter, level: number, content: JsonObject): void {
  const keys = sortedKeys(content).filter((key) => content[key] !== undefined);
  keys.sort((a, b) => (titled(a) < titled(b) ? -1 : 1));
  for (const key of keys) {
    const value = content[key] as Json;
    if (isObject(value)) {
      w.write(level, `${titled(key)}:\n`);
      fields(w, level + 1, value);
    } else if (Array.isArray(value)) {
      w.write(level, `${titled(key)}:\n`);
      for (const item of list(value)) {
        if (isObject(item)) fields(w, level + 1, item);
        else w.write(level + 1, `${goPrint(item)}\n`);
      }
    } else w.write(level, `${titled(key)}:\t${goPrint(value)}\n`);
  }
}
