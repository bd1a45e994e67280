import type { Event, PodCondition } from '../../api/types.ts';
import { fieldAt, withFields, type ApiObject } from './objects.ts';
import type { JsonObject } from './request.ts';

/** Times that Go writes as null when they are not set, since a struct is never left out. */
const EVENT_TIMES: readonly (keyof Event)[] = ['eventTime', 'firstTimestamp', 'lastTimestamp'];

/** An object with the nulls that Kubernetes' answers have in the place of times. */
export function withZeroTimes(object: ApiObject): ApiObject {
  if (object.kind === 'Event') {
    const missing = EVENT_TIMES.filter((key) => object[key] === undefined || object[key] === null);
    return missing.length === 0
      ? object
      : withFields(object, Object.fromEntries(missing.map((key) => [key, null])));
  }
  if (object.kind !== 'Pod') return object;
  const conditions = fieldAt(object, 'status', 'conditions') as unknown as
    readonly PodCondition[] | undefined;
  if (!conditions) return object;
  const filled = conditions.map((condition) =>
    condition.lastProbeTime ? condition : withFields(condition, { lastProbeTime: null }),
  );
  return withFields(object, { status: { ...(object.status as JsonObject), conditions: filled } });
}
