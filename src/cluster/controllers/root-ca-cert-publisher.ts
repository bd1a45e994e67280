import { configmaps, namespaces } from '../../api/resources.ts';
import { isAlreadyExists } from '../client.ts';
import { deepEqual, startWorker, type ControllerContext } from './controller.ts';

const NAME = 'kube-root-ca.crt';
const DESCRIPTION =
  'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.';

/**
 * Puts the cluster's root certificate into a ConfigMap of every namespace. Models pkg/controller/certificates/rootcacertpublisher.
 * @param certificate PEM
 */
export function startRootCACertPublisher(context: ControllerContext, certificate: string): void {
  const { client, informers } = context;
  const data = { 'ca.crt': certificate };
  const annotations = { 'kubernetes.io/description': DESCRIPTION };
  const queue = startWorker(context, 'root-ca-certificate-publisher', (name) => {
    const namespace = informers.informer(namespaces).get(name);
    if (!namespace || namespace.status?.phase === 'Terminating') return;
    const current = informers.informer(configmaps).get(NAME, name);
    try {
      if (!current) {
        const metadata = { name: NAME, namespace: name, annotations };
        client.create(configmaps, { apiVersion: 'v1', kind: 'ConfigMap', metadata, data });
      } else if (!deepEqual(current.data, data)) client.update(configmaps, { ...current, data });
    } catch (error) {
      if (!isAlreadyExists(error)) throw error;
    }
  });
  informers.informer(namespaces).addEventHandler({
    onAdd: (namespace) => queue.add(namespace.metadata.name),
    onUpdate: (_before, namespace) => queue.add(namespace.metadata.name),
  });
  const changed = (map: { metadata: { name: string; namespace?: string } }): void => {
    if (map.metadata.name === NAME) queue.add(map.metadata.namespace ?? '');
  };
  informers
    .informer(configmaps)
    .addEventHandler({ onUpdate: (_before, map) => changed(map), onDelete: changed });
}
