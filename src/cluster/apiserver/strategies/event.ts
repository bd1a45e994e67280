import type { Event } from '../../../api/types.ts';
import type { ApiObject } from '../objects.ts';
import type { Strategy } from '../strategy.ts';

const asEvent = (object: ApiObject): Event => object as unknown as Event;

/** Models pkg/registry/core/event. How long they are kept is event-ttl.ts's. */
export const eventStrategy: Strategy = {
  createOnUpdate: true,
  fields: {
    'involvedObject.kind': (object) => asEvent(object).involvedObject.kind ?? '',
    'involvedObject.namespace': (object) => asEvent(object).involvedObject.namespace ?? '',
    'involvedObject.name': (object) => asEvent(object).involvedObject.name ?? '',
    'involvedObject.uid': (object) => asEvent(object).involvedObject.uid ?? '',
    'involvedObject.apiVersion': (object) => asEvent(object).involvedObject.apiVersion ?? '',
    'involvedObject.resourceVersion': (object) => asEvent(object).involvedObject.resourceVersion ?? '',
    'involvedObject.fieldPath': (object) => asEvent(object).involvedObject.fieldPath ?? '',
    reason: (object) => asEvent(object).reason ?? '',
    reportingComponent: (object) => asEvent(object).reportingComponent ?? '',
    source: (object) => asEvent(object).source?.component || asEvent(object).reportingComponent || '',
    type: (object) => asEvent(object).type ?? '',
  },
};
