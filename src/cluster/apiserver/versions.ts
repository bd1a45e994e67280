import type { HorizontalPodAutoscaler, MetricSpec, MetricStatus } from '../../api/types.ts';
import { resourceApiVersion, type Resource } from '../../api/resources.ts';
import type { RequestScope } from './context.ts';
import { newNotImplemented } from './errors.ts';
import { withFields, type ApiObject } from './objects.ts';
import type { JsonObject } from './request.ts';

/** How an object of a second API version is kept in the form of the first. Models runtime.Scheme's conversions. */
interface Conversion {
  toStored(object: ApiObject): ApiObject;
  toServed(object: ApiObject): ApiObject;
}

/** The fields of an Event that core/v1 and events.k8s.io/v1 call by different names. Models pkg/apis/events/v1. */
const EVENT_FIELDS: readonly (readonly [core: string, newer: string])[] = [
  ['involvedObject', 'regarding'],
  ['message', 'note'],
  ['source', 'deprecatedSource'],
  ['firstTimestamp', 'deprecatedFirstTimestamp'],
  ['lastTimestamp', 'deprecatedLastTimestamp'],
  ['count', 'deprecatedCount'],
  ['reportingComponent', 'reportingController'],
];

function renamed(object: ApiObject, names: readonly (readonly [from: string, to: string])[]): ApiObject {
  const values = names.map(([from]) => object[from]);
  const bare = withFields(object, Object.fromEntries(names.map(([from]) => [from, undefined])));
  return withFields(bare, Object.fromEntries(names.map(([, to], index) => [to, values[index]])));
}

const event: Conversion = {
  toStored: (object) =>
    withFields(
      renamed(
        object,
        EVENT_FIELDS.map(([core, newer]) => [newer, core] as const),
      ),
      {
        apiVersion: 'v1',
        involvedObject: object.regarding ?? {},
        source: object.deprecatedSource ?? {},
        firstTimestamp: object.deprecatedFirstTimestamp ?? null,
        lastTimestamp: object.deprecatedLastTimestamp ?? null,
        reportingComponent: object.reportingController ?? '',
        reportingInstance: object.reportingInstance ?? '',
      },
    ),
  toServed: (object) => {
    const served = renamed(object, EVENT_FIELDS);
    return withFields(served, {
      apiVersion: 'events.k8s.io/v1',
      regarding: served.regarding ?? {},
      deprecatedSource: served.deprecatedSource ?? {},
      reportingController: served.reportingController || undefined,
      reportingInstance: served.reportingInstance || undefined,
    });
  },
};

const cpuTarget = ({ type, resource }: MetricSpec): number | undefined =>
  type === 'Resource' && resource?.name === 'cpu' ? resource.target.averageUtilization : undefined;

const cpuNow = ({ type, resource }: MetricStatus): number | undefined =>
  type === 'Resource' && resource?.name === 'cpu' ? resource.current.averageUtilization : undefined;

/**
 * autoscaling/v1 knows the processor's utilization alone. Upstream keeps what it cannot say in annotations; here an autoscaler with
 * more is not shown in it. Models pkg/apis/autoscaling/v1.
 */
const autoscaler: Conversion = {
  toStored: (object) => {
    const { targetCPUUtilizationPercentage: target, ...spec } = (object.spec ?? {}) as JsonObject;
    const { currentCPUUtilizationPercentage: current, ...status } = (object.status ?? {}) as JsonObject;
    const metric = (form: JsonObject): JsonObject => ({
      type: 'Resource',
      resource: { name: 'cpu', ...form },
    });
    return withFields(object, {
      apiVersion: 'autoscaling/v2',
      spec: {
        ...spec,
        ...(target !== undefined && {
          metrics: [metric({ target: { type: 'Utilization', averageUtilization: target } })],
        }),
      },
      status: object.status && {
        ...status,
        ...(current !== undefined && {
          currentMetrics: [metric({ current: { averageUtilization: current, averageValue: '0' } })],
        }),
      },
    });
  },
  toServed: (object) => {
    const { spec, status } = object as unknown as HorizontalPodAutoscaler;
    const { metrics = [], behavior, ...wish } = spec;
    if (behavior || metrics.some((metric) => cpuTarget(metric) === undefined) || metrics.length > 1)
      throw newNotImplemented(
        `horizontalpodautoscalers.autoscaling ${JSON.stringify(object.metadata.name)} has metrics or a behavior that are not shown in autoscaling/v1: use autoscaling/v2`,
      );
    const target = metrics[0] && cpuTarget(metrics[0]);
    const { currentMetrics, conditions: _conditions, ...seen } = status ?? { desiredReplicas: 0 };
    const current = (currentMetrics ?? []).map(cpuNow).find((value) => value !== undefined);
    return withFields(object, {
      apiVersion: 'autoscaling/v1',
      spec: { ...wish, ...(target !== undefined && { targetCPUUtilizationPercentage: target }) },
      status: status && {
        ...seen,
        ...(current !== undefined && { currentCPUUtilizationPercentage: current }),
      },
    });
  },
};

/** By the apiVersion and the plural name of what is not stored as it is served. */
const CONVERSIONS: Readonly<Record<string, Conversion>> = {
  'events.k8s.io/v1 events': event,
  'autoscaling/v1 horizontalpodautoscalers': autoscaler,
};

const found = new Map<Resource<object>, Conversion | undefined>();

function conversionOf(resource: Resource<object>): Conversion | undefined {
  const known = found.get(resource);
  if (known || found.has(resource)) return known;
  const conversion = CONVERSIONS[`${resourceApiVersion(resource)} ${resource.name}`];
  found.set(resource, conversion);
  return conversion;
}

/** An object in the version that it came in, in the form in which it is stored. */
export function toStored(scope: RequestScope, object: ApiObject): ApiObject {
  return conversionOf(scope.resource)?.toStored(object) ?? object;
}

/** A stored object in the version that the request is about. @throws {ApiError} 501 where that version cannot say all of it here */
export function toServed(scope: RequestScope, object: ApiObject): ApiObject {
  return conversionOf(scope.resource)?.toServed(object) ?? object;
}
