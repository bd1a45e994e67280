import type { Pod } from '../../../api/types.ts';
import { withFields, type ApiObject } from '../objects.ts';
import type { Strategy } from '../strategy.ts';
import { podQosClass } from '../../../api/defaults.ts';
import { mergeLabelKeys } from './pod-label-keys.ts';

const asPod = (object: ApiObject): Pod => object as unknown as Pod;

/** Models pkg/registry/core/pod podStrategy. */
export const podStrategy: Strategy = {
  generation: true,
  returnsDeleted: true,
  prepareForCreate: (object) =>
    withFields(object, {
      spec: mergeLabelKeys(asPod(object)),
      status: { phase: 'Pending', qosClass: podQosClass(asPod(object).spec) },
    }),
  // The status subresource cannot bind a pod, nor can it change a class that is fixed at creation.
  prepareForStatusUpdate(object, old) {
    const status = asPod(object).status ?? {};
    const { podIP, podIPs = [] } = status;
    // The older field decides where the two differ. Models Convert_v1_PodStatus_To_core_PodStatus.
    const ips = podIP && podIPs[0]?.ip !== podIP ? { podIPs: [{ ip: podIP }] } : {};
    return withFields(object, { status: { ...status, ...ips, qosClass: asPod(old).status?.qosClass } });
  },
  gracePeriod(object, asked) {
    const { spec, status } = asPod(object);
    if (!spec.nodeName || status?.phase === 'Failed' || status?.phase === 'Succeeded') return 0;
    return asked ?? spec.terminationGracePeriodSeconds ?? 0;
  },
  fields: {
    'spec.nodeName': (object) => asPod(object).spec.nodeName ?? '',
    'spec.restartPolicy': (object) => asPod(object).spec.restartPolicy ?? '',
    'spec.schedulerName': (object) => asPod(object).spec.schedulerName ?? '',
    'spec.serviceAccountName': (object) => asPod(object).spec.serviceAccountName ?? '',
    'spec.hostNetwork': (object) => String(asPod(object).spec.hostNetwork ?? false),
    'status.phase': (object) => asPod(object).status?.phase ?? '',
    'status.podIP': (object) => asPod(object).status?.podIP ?? '',
    'status.nominatedNodeName': (object) => asPod(object).status?.nominatedNodeName ?? '',
  },
};
