import { nodes } from '../../api/resources.ts';
import { startWorker, type ControllerContext } from './controller.ts';

const ANNOTATION = 'node.alpha.kubernetes.io/ttl';

/** Notes on each node how long its kubelet may cache secrets: not at all in a small cluster. Models pkg/controller/ttl. */
export function startTtlController(context: ControllerContext): void {
  const { client, informers } = context;
  const queue = startWorker(context, 'ttl-controller', (name) => {
    const node = client.find(nodes, name);
    if (!node || node.metadata.annotations?.[ANNOTATION] === '0') return;
    client.patch(nodes, name, undefined, 'strategic', { metadata: { annotations: { [ANNOTATION]: '0' } } });
  });
  informers.informer(nodes).addEventHandler({ onAdd: (node) => queue.add(node.metadata.name) });
}
