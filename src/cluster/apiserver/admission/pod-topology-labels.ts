import { nodes, pods } from '../../../api/resources.ts';
import type { Node } from '../../../api/types.ts';
import { stored, type RequestScope } from '../context.ts';
import { withMeta } from '../objects.ts';
import type { AdmissionPlugin } from './plugin.ts';

const TOPOLOGY_LABELS = ['topology.kubernetes.io/zone', 'topology.kubernetes.io/region'];

/** The zone and region of a node, which its pods show as labels of their own. */
export function topologyLabelsOf(scope: RequestScope, nodeName: string): { [key: string]: string } {
  const labels = stored<Node>(scope.server, nodes, nodeName)?.metadata.labels ?? {};
  return Object.fromEntries(Object.entries(labels).filter(([key]) => TOPOLOGY_LABELS.includes(key)));
}

/**
 * Gives a pod that is created on a node the node's zone and region; a pod that is bound gets them with its binding. On by default
 * since 1.35. Models plugin/pkg/admission/podtopologylabels.
 */
export const podTopologyLabels: AdmissionPlugin = {
  name: 'PodTopologyLabels',
  admit({ operation, scope, object }) {
    if (operation !== 'CREATE' || scope.resource !== pods || scope.subresource !== undefined || !object)
      return object;
    const { nodeName } = object['spec'] as { nodeName?: string };
    const found = nodeName ? topologyLabelsOf(scope, nodeName) : {};
    if (Object.keys(found).length === 0) return object;
    return withMeta(object, { labels: { ...found, ...object.metadata.labels } });
  },
};
