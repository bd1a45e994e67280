import type { Node } from '../../../api/types.ts';
import { MAX_NODE_SCORE, type Plugin } from '../framework.ts';
import type { NodeInfo } from '../node-info.ts';

const MIB = 1024 * 1024;
const MIN_THRESHOLD = 23 * MIB;
const MAX_CONTAINER_THRESHOLD = 1000 * MIB;

function sizeOn(node: Node, image: string): number | undefined {
  return node.status?.images?.find((entry) => entry.names?.includes(image))?.sizeBytes;
}

/** An image's name with its tag written out. */
function withTag(image: string): string {
  return image.lastIndexOf(':') <= image.lastIndexOf('/') ? `${image}:latest` : image;
}

/** Prefers nodes that have the pod's images, less so where few nodes have them. Models pkg/scheduler/framework/plugins/imagelocality. */
export function imageLocality(allNodes: () => readonly NodeInfo[]): Plugin {
  return {
    name: 'ImageLocality',
    score(_state, pod, { node }) {
      const nodes = allNodes();
      const containers = [...(pod.spec.initContainers ?? []), ...pod.spec.containers];
      let sum = 0;
      for (const container of containers) {
        const image = withTag(container.image ?? '');
        const size = sizeOn(node, image);
        if (size === undefined) continue;
        const spread = nodes.filter((other) => sizeOn(other.node, image) !== undefined).length / nodes.length;
        sum += Math.trunc(size * spread);
      }
      const max = MAX_CONTAINER_THRESHOLD * containers.length;
      const within = Math.min(Math.max(sum, MIN_THRESHOLD), max);
      return Math.trunc((MAX_NODE_SCORE * (within - MIN_THRESHOLD)) / (max - MIN_THRESHOLD));
    },
  };
}
