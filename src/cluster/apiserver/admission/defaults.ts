import { nodes, pods, priorityclasses, runtimeclasses } from '../../../api/resources.ts';
import type { Node, Pod, PriorityClass, Toleration } from '../../../api/types.ts';
import { stored, storageOf, type ServerContext } from '../context.ts';
import { newForbidden } from '../errors.ts';
import { withFields } from '../objects.ts';
import type { AdmissionPlugin, AdmissionRequest } from './plugin.ts';

const isNewPod = ({ operation, scope, object }: AdmissionRequest): boolean =>
  operation === 'CREATE' &&
  scope.resource === pods &&
  scope.subresource === undefined &&
  object !== undefined;

const NOT_READY = 'node.kubernetes.io/not-ready';
const UNREACHABLE = 'node.kubernetes.io/unreachable';

/** A new node takes no pods before it has said that it is ready. Models plugin/pkg/admission/nodetaint. */
export const taintNodesByCondition: AdmissionPlugin = {
  name: 'TaintNodesByCondition',
  admit({ operation, scope, object }) {
    if (operation !== 'CREATE' || scope.resource !== nodes || !object) return object;
    const node = object as unknown as Node;
    const taints = node.spec?.taints ?? [];
    if (taints.some(({ key, effect }) => key === NOT_READY && effect === 'NoSchedule')) return object;
    return withFields(object, {
      spec: { ...node.spec, taints: [...taints, { key: NOT_READY, effect: 'NoSchedule' }] },
    });
  },
};

/** How long a pod that says nothing stays on a node in trouble, in seconds. */
const DEFAULT_SECONDS = 300;

/** Models plugin/pkg/admission/defaulttolerationseconds. */
export const defaultTolerationSeconds: AdmissionPlugin = {
  name: 'DefaultTolerationSeconds',
  admit(request) {
    const { object } = request;
    if (!isNewPod(request) || !object) return object;
    const { spec } = object as unknown as Pod;
    const own = spec.tolerations ?? [];
    const tolerates = (taint: string): boolean =>
      own.some(({ key, effect }) => (!key || key === taint) && (!effect || effect === 'NoExecute'));
    const added = [NOT_READY, UNREACHABLE]
      .filter((key) => !tolerates(key))
      .map((key): Toleration => ({
        key,
        operator: 'Exists',
        effect: 'NoExecute',
        tolerationSeconds: DEFAULT_SECONDS,
      }));
    if (added.length === 0) return object;
    return withFields(object, { spec: { ...spec, tolerations: [...own, ...added] } });
  },
};

/** The class of pods that name none: of several the one of the lowest value. */
function defaultPriorityClass(server: ServerContext): PriorityClass | undefined {
  let found: PriorityClass | undefined;
  for (const object of server.store.list(storageOf(priorityclasses))) {
    const candidate = object as unknown as PriorityClass;
    if (candidate.globalDefault && (!found || (candidate.value ?? 0) < (found.value ?? 0))) found = candidate;
  }
  return found;
}

/** Computes a pod's priority from its class. Models plugin/pkg/admission/priority. */
export const priority: AdmissionPlugin = {
  name: 'Priority',
  admit(request) {
    const { object, scope } = request;
    if (!isNewPod(request) || !object) return object;
    const { spec, metadata } = object as unknown as Pod;
    const refuse = (why: string): never => {
      throw newForbidden({ group: '', resource: 'pods' }, metadata.name, why);
    };
    const name = spec.priorityClassName;
    const found = name ? stored(scope.server, priorityclasses, name) : defaultPriorityClass(scope.server);
    if (name && !found) refuse(`no PriorityClass with name ${name} was found`);
    const value = found?.value ?? 0;
    const policy = found?.preemptionPolicy ?? 'PreemptLowerPriority';
    if (spec.priority !== undefined && spec.priority !== value)
      refuse(
        `the integer value of priority (${spec.priority}) must not be provided in pod spec; priority admission controller computed ${value} from the given PriorityClass name`,
      );
    if (spec.preemptionPolicy !== undefined && spec.preemptionPolicy !== policy)
      refuse(
        `the string value of PreemptionPolicy (${spec.preemptionPolicy}) must not be provided in pod spec; priority admission controller computed ${policy} from the given PriorityClass name`,
      );
    return withFields(object, {
      spec: {
        ...spec,
        priority: value,
        preemptionPolicy: policy,
        ...(found && { priorityClassName: found.metadata.name }),
      },
    });
  },
};

/** A pod's runtime class must be there. Models plugin/pkg/admission/runtimeclass, without overheads. */
export const runtimeClass: AdmissionPlugin = {
  name: 'RuntimeClass',
  validate(request) {
    const { object, scope } = request;
    if (!isNewPod(request) || !object) return;
    const { spec, metadata } = object as unknown as Pod;
    const name = spec.runtimeClassName;
    if (!name || stored(scope.server, runtimeclasses, name)) return;
    throw newForbidden(
      { group: '', resource: 'pods' },
      metadata.name,
      `pod rejected: RuntimeClass ${JSON.stringify(name)} not found`,
    );
  },
};
