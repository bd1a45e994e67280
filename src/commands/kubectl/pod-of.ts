import { selectorText } from './describe/pod.ts';
import { groupResource, type ResourceMapping } from './discovery.ts';
import { at, objects, text, type JsonObject } from './json.ts';
import { parseTime } from './time.ts';

/** How the pods of a workload or a service are found; undefined for what has none. Models polymorphichelpers.SelectorsForObject. */
export function podSelector(mapping: ResourceMapping, object: JsonObject): string | undefined {
  const selector = at(object, 'spec', 'selector');
  const resource = groupResource(mapping);
  if (resource === 'services' || resource === 'replicationcontrollers')
    return selectorText({ matchLabels: selector ?? {} });
  return selector === undefined ? undefined : selectorText(selector);
}

/** The order in which one of several pods is chosen: ready and running ones first, those that are ready longest. */
export function byReadiness(a: JsonObject, b: JsonObject): number {
  return rank(a) - rank(b) || readySince(a) - readySince(b);
}

function readySince(pod: JsonObject): number {
  const ready = objects(at(pod, 'status', 'conditions')).find((one) => one.type === 'Ready');
  return parseTime(text(ready?.lastTransitionTime)) ?? 0;
}

function rank(pod: JsonObject): number {
  const phase = text(at(pod, 'status', 'phase'));
  const ready = objects(at(pod, 'status', 'conditions')).some(
    (one) => one.type === 'Ready' && one.status === 'True',
  );
  return (phase === 'Running' ? 0 : phase === 'Pending' ? 2 : 1) * 2 + (ready ? 0 : 1);
}
