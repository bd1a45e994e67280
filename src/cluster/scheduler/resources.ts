import { quantityMilliValue, quantityValue } from '../../api/quantity.ts';
import type { Container, Pod } from '../../api/types.ts';

/** Amounts by resource name: cpu in millicores, everything else in its own unit (bytes, pieces). */
export type Resources = Map<string, number>;

/** What a container without a request counts as when nodes are scored. Models pkg/scheduler/util/pod_resources.go. */
const NON_ZERO: readonly (readonly [name: string, amount: number])[] = [
  ['cpu', 100],
  ['memory', 200 * 1024 * 1024],
];

/** Quantities recur in every pod: each text is read once. */
const amounts = { milli: new Map<string, number>(), whole: new Map<string, number>() };

/** One quantity as a whole number of the resource's unit, rounded up as Quantity.Value and MilliValue do. */
export function amount(name: string, quantity: string): number {
  const known = name === 'cpu' ? amounts.milli : amounts.whole;
  let value = known.get(quantity);
  if (value === undefined) {
    value = name === 'cpu' ? quantityMilliValue(quantity) : quantityValue(quantity);
    known.set(quantity, value);
  }
  return value;
}

export function resourcesOf(list: Readonly<Record<string, string | undefined>> | undefined): Resources {
  const result: Resources = new Map();
  for (const [name, quantity] of Object.entries(list ?? {})) {
    if (quantity !== undefined) result.set(name, amount(name, quantity));
  }
  return result;
}

export function addTo(target: Resources, added: Resources, sign: 1 | -1 = 1): void {
  for (const [name, value] of added) target.set(name, (target.get(name) ?? 0) + sign * value);
}

function maxInto(target: Resources, other: Resources): void {
  for (const [name, value] of other) target.set(name, Math.max(target.get(name) ?? 0, value));
}

function containerRequests(container: Container, nonZero: boolean): Resources {
  const requests = resourcesOf(container.resources?.requests);
  if (nonZero) for (const [name, value] of NON_ZERO) if (!requests.has(name)) requests.set(name, value);
  return requests;
}

/** Pod-level requests replace the containers' sum for these resources. */
const isPodLevel = (name: string): boolean =>
  name === 'cpu' || name === 'memory' || name.startsWith('hugepages-');

/**
 * What a pod asks of its node: its containers and sidecars together, or the greediest moment of its init containers, plus
 * its overhead. Models PodRequests in k8s.io/component-helpers/resource.
 * @param nonZero count containers without a request as 100m and 200Mi, as scoring does
 */
export function podRequests(pod: Pod, nonZero = false): Resources {
  const spec = pod.spec;
  const total: Resources = new Map();
  for (const container of spec.containers) addTo(total, containerRequests(container, nonZero));
  const sidecars: Resources = new Map();
  const initial: Resources = new Map();
  for (const container of spec.initContainers ?? []) {
    const requests = containerRequests(container, nonZero);
    if (container.restartPolicy === 'Always') {
      addTo(total, requests);
      addTo(sidecars, requests);
      maxInto(initial, sidecars);
    } else {
      addTo(requests, sidecars);
      maxInto(initial, requests);
    }
  }
  maxInto(total, initial);
  for (const [name, value] of resourcesOf(spec.resources?.requests))
    if (isPodLevel(name)) total.set(name, value);
  addTo(total, resourcesOf(spec.overhead));
  return total;
}
