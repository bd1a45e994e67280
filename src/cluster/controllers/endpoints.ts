import { endpoints, services } from '../../api/resources.ts';
import type { EndpointAddress, EndpointPort, Endpoints, EndpointSubset, Service } from '../../api/types.ts';
import { isNotFound } from '../client.ts';
import { byName, deepEqual, splitKey, startWorker, type ControllerContext } from './controller.ts';
import { isPodReady } from './pod-utils.ts';
import { selectedPods, targetPort, watchServices } from './service-endpoints.ts';

const MANAGED_BY = { 'endpoints.kubernetes.io/managed-by': 'endpoint-controller' };

/** Keeps an Endpoints object beside each service that selects pods. Models pkg/controller/endpoint. */
export function startEndpointsController(context: ControllerContext): void {
  const { client } = context;
  const queue = startWorker(context, 'endpoint-controller', (key) => {
    const { namespace, name } = splitKey(key);
    const service = client.find(services, name, namespace);
    const current = client.find(endpoints, name, namespace);
    if (!service) {
      if (current?.metadata.labels?.['endpoints.kubernetes.io/managed-by']) remove(name, namespace);
      return;
    }
    if (!service.spec?.selector || service.spec.type === 'ExternalName') return;
    const subsets = subsetsOf(context, service);
    const headless = service.spec.clusterIP === 'None' && { 'service.kubernetes.io/headless': '' };
    const labels = { ...service.metadata.labels, ...MANAGED_BY, ...headless };
    if (!current) {
      client.create(endpoints, {
        apiVersion: 'v1',
        kind: 'Endpoints',
        metadata: { name, namespace, labels },
        ...(subsets.length > 0 && { subsets }),
      });
      return;
    }
    if (deepEqual(current.subsets ?? [], subsets) && deepEqual(current.metadata.labels, labels)) return;
    const { subsets: _old, ...rest } = current;
    client.update(endpoints, {
      ...rest,
      metadata: { ...current.metadata, labels },
      ...(subsets.length > 0 && { subsets }),
    } as Endpoints);
  });
  const remove = (name: string, namespace: string | undefined): void => {
    try {
      client.delete(endpoints, name, namespace);
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  };
  watchServices(context, queue);
}

/** Addresses that share their ports go together. Models RepackSubsets. */
function subsetsOf(context: ControllerContext, service: Service): EndpointSubset[] {
  const groups = new Map<
    string,
    { ports: EndpointPort[]; ready: EndpointAddress[]; notReady: EndpointAddress[] }
  >();
  for (const pod of selectedPods(context, service).toSorted(byName)) {
    if (pod.metadata.deletionTimestamp && !service.spec?.publishNotReadyAddresses) continue;
    const ports: EndpointPort[] = [];
    for (const port of service.spec?.ports ?? []) {
      const target = targetPort(pod, port);
      if (target === undefined) continue;
      ports.push({ ...(port.name && { name: port.name }), port: target, protocol: port.protocol ?? 'TCP' });
    }
    if (ports.length === 0 && (service.spec?.ports ?? []).length > 0) continue;
    const key = JSON.stringify(ports);
    const group = groups.get(key) ?? { ports, ready: [], notReady: [] };
    groups.set(key, group);
    const { name, namespace, uid } = pod.metadata;
    const address: EndpointAddress = {
      ip: pod.status?.podIP ?? '',
      ...(pod.spec.hostname &&
        pod.spec.subdomain === service.metadata.name && { hostname: pod.spec.hostname }),
      ...(pod.spec.nodeName && { nodeName: pod.spec.nodeName }),
      targetRef: { kind: 'Pod', namespace, name, uid },
    };
    const ready = isPodReady(pod) || service.spec?.publishNotReadyAddresses;
    (ready ? group.ready : group.notReady).push(address);
  }
  const byIp = (a: EndpointAddress, b: EndpointAddress): number => (a.ip < b.ip ? -1 : a.ip > b.ip ? 1 : 0);
  return [...groups.values()].map(({ ports, ready, notReady }) => ({
    ...(ready.length > 0 && { addresses: ready.sort(byIp) }),
    ...(notReady.length > 0 && { notReadyAddresses: notReady.sort(byIp) }),
    ...(ports.length > 0 && { ports: ports.toSorted((a, b) => ((a.name ?? '') < (b.name ?? '') ? -1 : 1)) }),
  }));
}
