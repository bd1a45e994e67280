import { nodes } from '../../api/resources.ts';
import { startWorker, type ControllerContext } from './controller.ts';

/** Gives each node a range of pod addresses, 10.244.N.0/24. Models pkg/controller/nodeipam with the range allocator. */
export function startNodeIpamController(context: ControllerContext): void {
  const { client, informers } = context;
  const queue = startWorker(context, 'node-ipam-controller', (name) => {
    const node = informers.informer(nodes).get(name);
    if (!node || node.spec.podCIDR) return;
    const taken = new Set(client.list(nodes).items.map((other) => other.spec.podCIDR));
    for (let i = 0; i < 256; i++) {
      const cidr = `10.244.${i}.0/24`;
      if (taken.has(cidr)) continue;
      client.patch(nodes, name, undefined, 'strategic', { spec: { podCIDR: cidr, podCIDRs: [cidr] } });
      return;
    }
    const message = `Node ${name} status is now: CIDRNotAvailable`;
    context.recorder('cidrAllocator').event(node, 'Normal', 'CIDRNotAvailable', message);
  });
  informers.informer(nodes).addEventHandler({ onAdd: (node) => queue.add(node.metadata.name) });
}
