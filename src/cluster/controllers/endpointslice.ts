import { endpointslices, services } from '../../api/resources.ts';
import type { DiscoveryEndpointPort, Endpoint, EndpointSlice, Pod, Service } from '../../api/types.ts';
import { isNotFound } from '../client.ts';
import { byName, deepEqual, splitKey, startWorker, type ControllerContext } from './controller.ts';
import { controllerReference, isPodReady } from './pod-utils.ts';
import { selectedPods, targetPort, watchServices } from './service-endpoints.ts';

const MANAGER = 'endpointslice-controller.k8s.io';
const MAX_ENDPOINTS = 100;

/** Keeps endpoint slices beside each service that selects pods. Models pkg/controller/endpointslice. */
export function startEndpointSliceController(context: ControllerContext): void {
  const { client } = context;
  const queue = startWorker(context, 'endpointslice-controller', (key) => {
    const { namespace, name } = splitKey(key);
    const service = client.find(services, name, namespace);
    // Without its service a slice goes with the garbage collector.
    if (
      !service?.spec?.selector ||
      service.spec.type === 'ExternalName' ||
      service.metadata.deletionTimestamp
    )
      return;
    const selector = `kubernetes.io/service-name=${name},endpointslice.kubernetes.io/managed-by=${MANAGER}`;
    const existing = [...client.list(endpointslices, { namespace, labelSelector: selector }).items];
    for (const wanted of slicesOf(context, service)) {
      const index = existing.findIndex((slice) => deepEqual(slice.ports, wanted.ports));
      const current = existing.splice(index < 0 ? 0 : index, 1)[0];
      if (!current) client.create(endpointslices, wanted, namespace);
      else if (differs(current, wanted)) {
        const { endpoints, ports } = wanted;
        const metadata = { ...current.metadata, labels: wanted.metadata.labels };
        client.update(endpointslices, { ...current, metadata, endpoints, ports });
      }
    }
    for (const { metadata } of existing) {
      try {
        client.delete(endpointslices, metadata.name, namespace);
      } catch (error) {
        if (!isNotFound(error)) throw error;
      }
    }
  });
  watchServices(context, queue);
}

function differs(current: EndpointSlice, wanted: EndpointSlice): boolean {
  return (
    !deepEqual(current.endpoints, wanted.endpoints) ||
    !deepEqual(current.ports, wanted.ports) ||
    !deepEqual(current.metadata.labels, wanted.metadata.labels)
  );
}

/** The slices that a service should have: one for each set of ports, cut at 100 endpoints; one without any when there are no pods. */
function slicesOf(context: ControllerContext, service: Service): EndpointSlice[] {
  const groups = new Map<string, { ports: DiscoveryEndpointPort[]; endpoints: Endpoint[] }>();
  for (const pod of selectedPods(context, service).toSorted(byName)) {
    const ports: DiscoveryEndpointPort[] = [];
    for (const port of service.spec?.ports ?? []) {
      const target = targetPort(pod, port);
      if (target === undefined) continue;
      ports.push({
        name: port.name ?? '',
        port: target,
        protocol: port.protocol ?? 'TCP',
        ...(port.appProtocol && { appProtocol: port.appProtocol }),
      });
    }
    const key = JSON.stringify(ports);
    const group = groups.get(key) ?? { ports, endpoints: [] };
    groups.set(key, group);
    group.endpoints.push(endpointOf(pod, service));
  }
  if (groups.size === 0) groups.set('', { ports: [], endpoints: [] });
  return [...groups.values()].flatMap(({ ports, endpoints }) => {
    const slices: EndpointSlice[] = [];
    for (let i = 0; i === 0 || i < endpoints.length; i += MAX_ENDPOINTS) {
      slices.push(slice(service, ports, endpoints.slice(i, i + MAX_ENDPOINTS)));
    }
    return slices;
  });
}

function slice(service: Service, ports: DiscoveryEndpointPort[], endpoints: Endpoint[]): EndpointSlice {
  const { name, namespace } = service.metadata;
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    addressType: 'IPv4',
    metadata: {
      generateName: `${name}-`,
      namespace,
      labels: {
        ...service.metadata.labels,
        'endpointslice.kubernetes.io/managed-by': MANAGER,
        'kubernetes.io/service-name': name,
        ...(service.spec?.clusterIP === 'None' && { 'service.kubernetes.io/headless': '' }),
      },
      ownerReferences: [controllerReference(service, 'v1', 'Service')],
    } as unknown as EndpointSlice['metadata'],
    endpoints,
    ports,
  };
}

function endpointOf(pod: Pod, service: Service): Endpoint {
  const { name, namespace, uid, deletionTimestamp } = pod.metadata;
  const serving = isPodReady(pod);
  const terminating = deletionTimestamp !== undefined;
  const ready = service.spec?.publishNotReadyAddresses === true || (serving && !terminating);
  return {
    addresses: [pod.status?.podIP ?? ''],
    conditions: { ready, serving, terminating },
    ...(pod.spec.hostname && pod.spec.subdomain === service.metadata.name && { hostname: pod.spec.hostname }),
    ...(pod.spec.nodeName && { nodeName: pod.spec.nodeName }),
    targetRef: { kind: 'Pod', namespace, name, uid },
  };
}
