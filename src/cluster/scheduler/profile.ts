import type { Pod } from '../../api/types.ts';
import type { WeightedPlugin } from './framework-runtime.ts';
import type { Listers } from './listers.ts';
import { defaultBinder } from './plugins/default-binder.ts';
import { defaultPreemption, type PreemptionHandle } from './plugins/default-preemption.ts';
import { dynamicResources } from './plugins/dynamic-resources.ts';
import { imageLocality } from './plugins/image-locality.ts';
import { interPodAffinity } from './plugins/inter-pod-affinity.ts';
import { nodeAffinity } from './plugins/node-affinity.ts';
import { nodeName } from './plugins/node-name.ts';
import { nodePorts } from './plugins/node-ports.ts';
import { nodeResourcesBalancedAllocation } from './plugins/node-resources-balanced-allocation.ts';
import { nodeResourcesFit } from './plugins/node-resources-fit.ts';
import { nodeUnschedulable } from './plugins/node-unschedulable.ts';
import { podTopologySpread } from './plugins/pod-topology-spread.ts';
import { prioritySort } from './plugins/priority-sort.ts';
import { schedulingGates } from './plugins/scheduling-gates.ts';
import { taintToleration } from './plugins/taint-toleration.ts';
import { volumeBinding } from './plugins/volume-binding.ts';

/** What the plugins need of the scheduler. */
export interface PluginHandle extends PreemptionHandle {
  readonly listers: Listers;
  bind(pod: Pod, nodeName: string): void;
}

/**
 * The plugins of the profile `default-scheduler`, in their order and with their weights. Left out, since nothing provisions
 * volumes here and no driver limits them: VolumeRestrictions, NodeVolumeLimits and VolumeZone. Models
 * pkg/scheduler/apis/config/v1/default_plugins.go.
 */
export function defaultPlugins(handle: PluginHandle): WeightedPlugin[] {
  return [
    { plugin: schedulingGates, weight: 0 },
    { plugin: prioritySort, weight: 0 },
    { plugin: nodeUnschedulable, weight: 0 },
    { plugin: nodeName, weight: 0 },
    { plugin: taintToleration, weight: 3 },
    { plugin: nodeAffinity, weight: 2 },
    { plugin: nodePorts, weight: 0 },
    { plugin: nodeResourcesFit, weight: 1 },
    { plugin: volumeBinding(handle.listers), weight: 0 },
    { plugin: podTopologySpread(handle.listers, () => handle.nodes()), weight: 2 },
    { plugin: interPodAffinity(handle.listers, () => handle.nodes()), weight: 2 },
    { plugin: dynamicResources, weight: 0 },
    { plugin: defaultPreemption(handle), weight: 0 },
    { plugin: nodeResourcesBalancedAllocation, weight: 1 },
    { plugin: imageLocality(() => handle.nodes()), weight: 1 },
    { plugin: defaultBinder((pod, node) => handle.bind(pod, node)), weight: 0 },
  ];
}
