import type { Pod } from '../../api/types.ts';
import type { Client } from '../client.ts';
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
import { nodeVolumeLimits } from './plugins/node-volume-limits.ts';
import { volumeBinding } from './plugins/volume-binding.ts';
import { volumeRestrictions } from './plugins/volume-restrictions.ts';
import { volumeZone } from './plugins/volume-zone.ts';

/** What the plugins need of the scheduler. */
export interface PluginHandle extends PreemptionHandle {
  readonly listers: Listers;
  readonly client: Client;
  /** Virtual milliseconds. */
  now(): number;
  bind(pod: Pod, nodeName: string): void;
}

/**
 * The plugins of the profile `default-scheduler`, in their order and with their weights. Models
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
    { plugin: volumeRestrictions(handle.listers, () => handle.nodes()), weight: 0 },
    { plugin: nodeVolumeLimits(handle.listers), weight: 0 },
    { plugin: volumeBinding(handle.listers, handle.client, () => handle.now()), weight: 0 },
    { plugin: volumeZone(handle.listers), weight: 0 },
    { plugin: podTopologySpread(handle.listers, () => handle.nodes()), weight: 2 },
    { plugin: interPodAffinity(handle.listers, () => handle.nodes()), weight: 2 },
    { plugin: dynamicResources, weight: 0 },
    { plugin: defaultPreemption(handle), weight: 0 },
    { plugin: nodeResourcesBalancedAllocation, weight: 1 },
    { plugin: imageLocality(() => handle.nodes()), weight: 1 },
    { plugin: defaultBinder((pod, node) => handle.bind(pod, node)), weight: 0 },
  ];
}
