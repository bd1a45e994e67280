import type { Binding, Pod, PodCondition } from '../../../api/types.ts';
import { formatTime } from '../../../api/time.ts';
import { topologyLabelsOf } from '../admission/pod-topology-labels.ts';
import { bodyObject } from '../codec.ts';
import { groupResourceOf, type RequestScope } from '../context.ts';
import { newConflict, newInvalid, successStatus, type InvalidField } from '../errors.ts';
import type { HandlerOptions } from '../handlers.ts';
import { withFields, withMeta } from '../objects.ts';
import { getObject, write } from '../registry.ts';
import type { ApiResponse, JsonObject } from '../request.ts';
import { withZeroTimes } from '../zero-times.ts';

/**
 * Put a pod on a node, for good. Models pkg/registry/core/pod/storage BindingREST.
 * @throws {ApiError} 404, 409 when it is bound or going already, 422 without a node
 */
export function bindPod(scope: RequestScope, _options: HandlerOptions): ApiResponse {
  const binding = bodyObject(scope.request) as unknown as Binding;
  const name = scope.name ?? '';
  const target = binding.target ?? {};
  const errors: InvalidField[] = [];
  if (target.kind !== undefined && target.kind !== '' && target.kind !== 'Node')
    errors.push({
      type: 'FieldValueNotSupported',
      field: 'target.kind',
      message: `Unsupported value: ${JSON.stringify(target.kind)}: supported values: "Node", "<empty>"`,
    });
  if (!target.name)
    errors.push({ type: 'FieldValueRequired', field: 'target.name', message: 'Required value' });
  if (errors.length > 0) throw newInvalid({ group: '', kind: 'Binding' }, name, errors);
  const old = getObject(scope, name);
  const pod = old as unknown as Pod;
  const refuse = (why: string): never => {
    throw newConflict({ ...groupResourceOf(scope.resource), resource: 'pods/binding' }, name, why);
  };
  const uid = binding.metadata?.uid;
  if (uid && uid !== pod.metadata.uid)
    refuse(`Precondition failed: UID in precondition: ${uid}, UID in object meta: ${pod.metadata.uid ?? ''}`);
  if (pod.metadata.deletionTimestamp !== undefined)
    refuse(`pod ${name} is being deleted, cannot be assigned to a host`);
  if (pod.spec.nodeName)
    refuse(`pod ${name} is already assigned to node ${JSON.stringify(pod.spec.nodeName)}`);
  if ((pod.spec.schedulingGates ?? []).length > 0) refuse(`pod ${name} has non-empty .spec.schedulingGates`);
  const { annotations, labels } = binding.metadata ?? {};
  const topology = target.kind === 'Node' ? topologyLabelsOf(scope, target.name ?? '') : {};
  // A nomination has served its purpose (ClearingNominatedNodeNameAfterBinding, on since 1.35).
  const { nominatedNodeName: _served, ...status } = pod.status ?? {};
  const bound = withFields(
    withMeta(old, {
      annotations: merged(pod.metadata.annotations, annotations),
      labels: merged(pod.metadata.labels, { ...topology, ...labels }),
    }),
    {
      spec: { ...pod.spec, nodeName: target.name },
      status: {
        ...status,
        conditions: scheduled(status.conditions ?? [], formatTime(scope.server.sim.time)),
      },
    },
  );
  write(scope, withZeroTimes(bound));
  return { kind: 'json', status: 201, body: successStatus(201) as unknown as JsonObject };
}

/** The conditions with PodScheduled=True in its place; nothing of what it said before is left. */
function scheduled(conditions: readonly PodCondition[], now: string): PodCondition[] {
  const before = conditions.find(({ type }) => type === 'PodScheduled');
  const after: PodCondition = {
    type: 'PodScheduled',
    status: 'True',
    lastTransitionTime: before?.status === 'True' ? before.lastTransitionTime : now,
  };
  return before ? conditions.map((other) => (other === before ? after : other)) : [...conditions, after];
}

function merged(
  own: { [key: string]: string } | undefined,
  more: { [key: string]: string } | undefined,
): { [key: string]: string } | undefined {
  return more && Object.keys(more).length > 0 ? { ...own, ...more } : own;
}
