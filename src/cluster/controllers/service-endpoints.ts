/** Which pods stand behind a service, and on which ports. Shared by the endpoints and the endpoint slice controllers. */
import { pods, services } from '../../api/resources.ts';
import type { Pod, Service, ServicePort } from '../../api/types.ts';
import type { WorkQueue } from '../workqueue.ts';
import { keyOf, type ControllerContext } from './controller.ts';
import { isPodTerminal } from './pod-utils.ts';

/** The pods that a service selects and that have an address, those that have ended left out. Models ShouldPodBeInEndpoints. */
export function selectedPods(context: ControllerContext, service: Service): Pod[] {
  const selector = Object.entries(service.spec?.selector ?? {});
  if (selector.length === 0) return [];
  return context.client
    .list(pods, { namespace: service.metadata.namespace })
    .items.filter(
      (pod) =>
        selector.every(([key, value]) => pod.metadata.labels?.[key] === value) &&
        !isPodTerminal(pod) &&
        !!pod.status?.podIP,
    );
}

/** The container port that a service port leads to in a pod; `undefined` when the pod has no port of that name. Models FindPort. */
export function targetPort(pod: Pod, port: ServicePort): number | undefined {
  const target = port.targetPort ?? port.port;
  if (typeof target === 'number') return target;
  const sidecars = (pod.spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always');
  for (const container of [...pod.spec.containers, ...sidecars]) {
    const found = container.ports?.find(
      ({ name, protocol }) => name === target && (protocol ?? 'TCP') === (port.protocol ?? 'TCP'),
    );
    if (found) return found.containerPort;
  }
  return undefined;
}

/** Put a service's key into the queue when it, or a pod that it may select, changes. */
export function watchServices(context: ControllerContext, queue: WorkQueue): void {
  const { informers } = context;
  const changed = (service: Service): void => queue.add(keyOf(service));
  informers.informer(services).addEventHandler({
    onAdd: changed,
    onUpdate: (_before, after) => changed(after),
    onDelete: changed,
  });
  const podChanged = (pod: Pod): void => {
    for (const service of informers.informer(services).list(pod.metadata.namespace)) {
      const selector = Object.entries(service.spec?.selector ?? {});
      if (selector.length > 0 && selector.every(([key, value]) => pod.metadata.labels?.[key] === value))
        changed(service);
    }
  };
  informers.informer(pods).addEventHandler({
    onAdd: podChanged,
    onUpdate: (before, after) => {
      if (before.metadata.labels !== after.metadata.labels) podChanged(before);
      podChanged(after);
    },
    onDelete: podChanged,
  });
}
