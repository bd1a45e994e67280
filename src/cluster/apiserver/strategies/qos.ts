import { compareQuantities } from '../../../api/quantity.ts';
import type { Pod, ResourceRequirements } from '../../../api/types.ts';

const COMPUTE = ['cpu', 'memory'];

/**
 * A pod's quality-of-service class: of its own resources where it has some, of all its containers' otherwise. Models
 * pkg/apis/core/v1/helper/qos ComputePodQOS.
 */
export function qosClass({ spec }: Pod): 'Guaranteed' | 'Burstable' | 'BestEffort' {
  const containers = [...(spec.containers ?? []), ...(spec.initContainers ?? [])];
  const parts: (ResourceRequirements | undefined)[] = spec.resources
    ? [spec.resources]
    : containers.map(({ resources }) => resources);
  let any = false;
  let guaranteed = true;
  for (const part of parts) {
    for (const name of COMPUTE) {
      const request = part?.requests?.[name];
      const limit = part?.limits?.[name];
      if (isSet(request) || isSet(limit)) any = true;
      if (!isSet(limit)) guaranteed = false;
      else if (request !== undefined && compareQuantities(request, limit ?? '0') !== 0) guaranteed = false;
    }
  }
  if (!any) return 'BestEffort';
  return guaranteed ? 'Guaranteed' : 'Burstable';
}

const isSet = (quantity: string | undefined): boolean =>
  quantity !== undefined && compareQuantities(quantity, '0') !== 0;
