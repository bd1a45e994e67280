import type { Definition } from './kubernetes-models.ts';

/** What came in v1.36 (kubernetes/kubernetes CHANGELOG-1.36.md), by `Definition` or `Definition.field`. */
const since136: readonly string[] = [
  'PodSpec.schedulingGroup',
  'PodStatus.nodeAllocatableResourceClaimStatuses',
  'VolumeMountStatus.volumeStatus',
  'ListMeta.shardInfo',
  'Device.nodeAllocatableResourceMappings',
];
const kinds136 =
  /^(MutatingAdmissionPolic|PodSchedulingGroup$|NodeAllocatableResource|ImageVolumeStatus$|VolumeStatus$|ShardInfo$)/;

/** v1.35 alone: Pods named their Workload. */
const workloadReference: Definition = {
  package: 'io.k8s.api.core.v1',
  name: 'WorkloadReference',
  key: 'WorkloadReference',
  description:
    'WorkloadReference identifies the Workload object and PodGroup membership that a Pod belongs to. The scheduler uses this information to apply workload-aware scheduling semantics.',
  fields: [
    {
      name: 'name',
      type: 'string',
      required: true,
      description:
        "Name defines the name of the Workload object this Pod belongs to. Workload must be in the same namespace as the Pod. If it doesn't match any existing Workload, the Pod will remain unschedulable until a Workload object is created and observed by the kube-scheduler. It must be a DNS subdomain.",
    },
    {
      name: 'podGroup',
      type: 'string',
      required: true,
      description:
        "PodGroup is the name of the PodGroup within the Workload that this Pod belongs to. If it doesn't match any existing PodGroup within the Workload, the Pod will remain unschedulable until the Workload object is recreated and observed by the kube-scheduler. It must be a DNS label.",
    },
    {
      name: 'podGroupReplicaKey',
      type: 'string',
      required: false,
      description:
        'PodGroupReplicaKey specifies the replica key of the PodGroup to which this Pod belongs. It is used to distinguish pods belonging to different replicas of the same pod group. The pod group policy is applied separately to each replica. When set, it must be a DNS label.',
    },
  ],
};

/** Left over in the package from releases before v1.35. */
const gone = new Set(['Handler', 'ClaimSource']);

/** The definitions as v1.35 has them. */
export function toVersion(definitions: readonly Definition[]): Definition[] {
  const kept = definitions.filter(
    (definition) => !kinds136.test(definition.name) && !gone.has(definition.name),
  );
  for (const definition of kept) {
    const fields = definition.fields.filter((field) => !since136.includes(`${definition.key}.${field.name}`));
    definition.fields.splice(0, definition.fields.length, ...fields);
    if (definition.key !== 'PodSpec') continue;
    definition.fields.push({
      name: 'workloadRef',
      type: 'WorkloadReference',
      required: false,
      description:
        'WorkloadRef provides a reference to the Workload object that this Pod belongs to. This field is used by the scheduler to identify the PodGroup and apply the correct group scheduling policies. The Workload object referenced by this field may not exist at the time the Pod is created. This field is immutable, but a Workload object with the same name may be recreated with different policies. Doing this during pod scheduling may result in the placement not conforming to the expected policies.',
    });
  }
  return [...kept, workloadReference];
}
