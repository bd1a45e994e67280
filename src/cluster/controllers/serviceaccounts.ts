import { namespaces, serviceaccounts } from '../../api/resources.ts';
import { isAlreadyExists } from '../client.ts';
import { startWorker, type ControllerContext } from './controller.ts';

/** Sees to it that every namespace has the service account `default`. Models pkg/controller/serviceaccount. */
export function startServiceAccountController(context: ControllerContext): void {
  const { client, informers } = context;
  const queue = startWorker(context, 'serviceaccount-controller', (name) => {
    const namespace = informers.informer(namespaces).get(name);
    if (!namespace || namespace.status?.phase === 'Terminating') return;
    if (informers.informer(serviceaccounts).get('default', name)) return;
    try {
      client.create(serviceaccounts, {
        apiVersion: 'v1',
        kind: 'ServiceAccount',
        metadata: { name: 'default', namespace: name },
      });
    } catch (error) {
      if (!isAlreadyExists(error)) throw error;
    }
  });
  informers.informer(namespaces).addEventHandler({
    onAdd: (namespace) => queue.add(namespace.metadata.name),
    onUpdate: (_before, namespace) => queue.add(namespace.metadata.name),
  });
  informers.informer(serviceaccounts).addEventHandler({
    onDelete: (account) => queue.add(account.metadata.namespace ?? ''),
  });
}
