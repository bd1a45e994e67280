/** Runs a pod on every fitting node. Models pkg/controller/daemon. */
import { controllerrevisions, daemonsets, nodes, pods } from '../../api/resources.ts';
import type { DaemonSet, DaemonSetStatus, Node, Pod, Toleration } from '../../api/types.ts';
import { ApiError, isAlreadyExists } from '../client.ts';
import { matchesRequiredNodeAffinity } from '../scheduler/node-selector.ts';
import { findUntolerated } from '../scheduler/tolerations.ts';
import { claim } from './claim.ts';
import { deepEqual, keyOf, splitKey, startWorker, type ControllerContext } from './controller.ts';
import { podControl } from './pod-control.ts';
import { controllerReference, isPodReady, scaledValue, templateHash, untilAvailable } from './pod-utils.ts';
import { enqueueOwners } from './replicaset.ts';

const HASH_LABEL = 'controller-revision-hash';

/** What daemon pods tolerate of themselves. Models AddOrUpdateDaemonPodTolerations. */
function daemonTolerations(hostNetwork: boolean): Toleration[] {
  const exists = (key: string, effect: string): Toleration => ({
    key: `node.kubernetes.io/${key}`,
    operator: 'Exists',
    effect,
  });
  return [
    exists('not-ready', 'NoExecute'),
    exists('unreachable', 'NoExecute'),
    exists('disk-pressure', 'NoSchedule'),
    exists('memory-pressure', 'NoSchedule'),
    exists('pid-pressure', 'NoSchedule'),
    exists('unschedulable', 'NoSchedule'),
    ...(hostNetwork ? [exists('network-unavailable', 'NoSchedule')] : []),
  ];
}

/** The pod that the set wants on a node, which the scheduler then puts there by its node affinity. */
function daemonPod(pod: Pod, nodeName: string, hash: string): Pod {
  const given = pod.spec.tolerations ?? [];
  const own = daemonTolerations(pod.spec.hostNetwork ?? false).filter(
    (toleration) => !given.some((other) => deepEqual(other, toleration)),
  );
  const field = { key: 'metadata.name', operator: 'In', values: [nodeName] };
  const affinity = pod.spec.affinity ?? {};
  const required = affinity.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution
    ?.nodeSelectorTerms ?? [{}];
  return {
    ...pod,
    metadata: {
      ...pod.metadata,
      labels: { ...pod.metadata.labels, [HASH_LABEL]: hash, 'pod-template-generation': '1' },
    },
    spec: {
      ...pod.spec,
      affinity: {
        ...affinity,
        nodeAffinity: {
          ...affinity.nodeAffinity,
          requiredDuringSchedulingIgnoredDuringExecution: {
            nodeSelectorTerms: required.map((term) => ({ ...term, matchFields: [field] })),
          },
        },
      },
      tolerations: [...given, ...own],
    },
  };
}

/** Where a daemon pod should start, and where one that is there may stay. Models NodeShouldRunDaemonPod. */
function placement(set: DaemonSet, node: Node): { run: boolean; stay: boolean } {
  const spec = set.spec?.template.spec;
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: set.metadata, spec: spec ?? { containers: [] } };
  if (!matchesRequiredNodeAffinity(pod, node)) return { run: false, stay: false };
  const tolerations = [...(spec?.tolerations ?? []), ...daemonTolerations(spec?.hostNetwork ?? false)];
  const untolerated = (effects: readonly string[]): boolean =>
    !!findUntolerated(node.spec.taints, tolerations, ({ effect }) => effects.includes(effect));
  if (!untolerated(['NoExecute', 'NoSchedule'])) return { run: true, stay: true };
  return { run: false, stay: !untolerated(['NoExecute']) };
}

/** The node that a daemon pod is for, before it is bound too. */
function targetNode(pod: Pod): string | undefined {
  if (pod.spec.nodeName) return pod.spec.nodeName;
  const terms =
    pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  for (const term of terms) {
    const field = term.matchFields?.find(({ key }) => key === 'metadata.name');
    if (field) return field.values?.[0];
  }
  return undefined;
}

export function startDaemonSetController(context: ControllerContext): void {
  const { client, informers, sim } = context;
  const recorder = context.recorder('daemonset-controller');
  const control = podControl(context, recorder);

  const queue = startWorker(context, 'daemonset-controller', (key, queue) => {
    const { namespace, name } = splitKey(key);
    const set = client.find(daemonsets, name, namespace);
    if (!set?.spec || set.metadata.deletionTimestamp) return;
    const reference = controllerReference(set, 'apps/v1', 'DaemonSet');
    const hash = templateHash(set.spec.template);
    ensureRevision(context, set, hash);
    const owned = claim(context, pods, set, set.spec.selector, reference);
    const all = client.list(nodes).items;
    const plan = new DaemonPlan(set, hash, owned, all, sim.time);
    let failure: ApiError | undefined;
    try {
      for (const pod of plan.failed) {
        const where = `on node ${pod.spec.nodeName ?? ''}`;
        const message = `Found failed daemon pod ${namespace ?? ''}/${pod.metadata.name} ${where}, will try to kill it`;
        recorder.event(set, 'Warning', 'FailedDaemonPod', message);
      }
      for (const pod of plan.toDelete) control.delete(set, pod);
      for (const node of plan.toCreate) {
        control.create(set, set.spec.template, reference, (pod) => daemonPod(pod, node, hash));
      }
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      failure = error;
    }
    const status = plan.status();
    if (!deepEqual(status, set.status)) client.updateStatus(daemonsets, { ...set, status });
    if (plan.wait < Infinity) queue.addAfter(key, plan.wait);
    if (failure) throw failure;
  });

  const changed = (set: DaemonSet): void => queue.add(keyOf(set));
  const everySet = (): void => {
    for (const set of informers.informer(daemonsets).list()) changed(set);
  };
  informers
    .informer(daemonsets)
    .addEventHandler({ onAdd: changed, onUpdate: (_before, after) => changed(after) });
  enqueueOwners(
    context,
    'DaemonSet',
    (key) => queue.add(key),
    (pod) => {
      for (const set of informers.informer(daemonsets).list(pod.metadata.namespace)) changed(set);
    },
  );
  informers.informer(nodes).addEventHandler({
    onAdd: everySet,
    onUpdate: (before, after) => {
      const relevant = ({ metadata, spec }: Node) => [metadata.labels, spec.taints, spec.unschedulable];
      if (before.metadata.labels === after.metadata.labels && before.spec === after.spec) return;
      if (!deepEqual(relevant(before), relevant(after))) everySet();
    },
    onDelete: everySet,
  });
}

/** What one round over a daemon set has to do. */
class DaemonPlan {
  readonly toCreate: string[] = [];
  readonly toDelete: Pod[] = [];
  readonly failed: Pod[] = [];
  /** Milliseconds until a pod may become available. */
  wait = Infinity;
  readonly #set: DaemonSet;
  readonly #hash: string;
  readonly #byNode = new Map<string, Pod[]>();
  readonly #nodes: readonly Node[];
  readonly #now: number;

  constructor(set: DaemonSet, hash: string, owned: readonly Pod[], all: readonly Node[], now: number) {
    this.#set = set;
    this.#hash = hash;
    this.#nodes = all;
    this.#now = now;
    for (const pod of owned) {
      const node = targetNode(pod);
      if (node === undefined) continue;
      const there = this.#byNode.get(node);
      if (there) there.push(pod);
      else this.#byNode.set(node, [pod]);
    }
    for (const node of all) this.#manage(node);
    // Pods waiting for a node that is gone would wait for ever.
    for (const [name, there] of this.#byNode) {
      if (all.some((node) => node.metadata.name === name)) continue;
      this.toDelete.push(...there.filter((pod) => !pod.spec.nodeName && !pod.metadata.deletionTimestamp));
    }
    if (set.spec?.updateStrategy?.type !== 'OnDelete') this.#rollingUpdate();
  }

  /** Models podsShouldBeOnNode. */
  #manage(node: Node): void {
    const { name } = node.metadata;
    const { run, stay } = placement(this.#set, node);
    const there = this.#byNode.get(name) ?? [];
    const live = there.filter((pod) => !pod.metadata.deletionTimestamp);
    if (run && there.length === 0) this.toCreate.push(name);
    else if (stay) {
      const failed = live.filter((pod) => pod.status?.phase === 'Failed');
      const done = live.filter((pod) => pod.status?.phase === 'Succeeded');
      this.failed.push(...failed);
      this.toDelete.push(...failed, ...done);
      const running = live.filter((pod) => !failed.includes(pod) && !done.includes(pod));
      running.sort((a, b) =>
        (a.metadata.creationTimestamp ?? '') < (b.metadata.creationTimestamp ?? '') ? -1 : 1,
      );
      this.toDelete.push(...running.slice(1));
    } else this.toDelete.push(...live);
  }

  /** Replace pods of an older template, as many at a time as may be unavailable. Models rollingUpdate. */
  #rollingUpdate(): void {
    const wanted = this.#nodes.filter((node) => placement(this.#set, node).run).length;
    const { maxUnavailable } = this.#set.spec?.updateStrategy?.rollingUpdate ?? {};
    let budget = Math.max(1, scaledValue(maxUnavailable ?? 1, wanted, true));
    const old: Pod[] = [];
    for (const node of this.#nodes) {
      if (!placement(this.#set, node).run) continue;
      const there = this.#byNode.get(node.metadata.name) ?? [];
      const pod = there.find((other) => !other.metadata.deletionTimestamp && !this.toDelete.includes(other));
      if (!pod) budget--;
      else if (pod.metadata.labels?.[HASH_LABEL] === this.#hash) {
        if (!this.#available(pod)) budget--;
      } else if (!this.#available(pod)) this.toDelete.push(pod);
      else old.push(pod);
    }
    this.toDelete.push(...old.slice(0, Math.max(0, budget)));
  }

  #available(pod: Pod): boolean {
    const wait = untilAvailable(pod, this.#set.spec?.minReadySeconds ?? 0, this.#now);
    if (wait > 0) this.wait = Math.min(this.wait, wait);
    return wait === 0;
  }

  status(): DaemonSetStatus {
    let [desired, current, misscheduled, ready, updated, available] = [0, 0, 0, 0, 0, 0];
    for (const node of this.#nodes) {
      const there = this.#byNode.get(node.metadata.name) ?? [];
      const { run } = placement(this.#set, node);
      if (!run) {
        if (there.length > 0) misscheduled++;
        continue;
      }
      desired++;
      const [pod] = there.toSorted((a, b) =>
        (a.metadata.creationTimestamp ?? '') < (b.metadata.creationTimestamp ?? '') ? -1 : 1,
      );
      if (!pod) continue;
      current++;
      if (isPodReady(pod)) {
        ready++;
        if (this.#available(pod)) available++;
      }
      if (pod.metadata.labels?.[HASH_LABEL] === this.#hash) updated++;
    }
    const before = this.#set.status;
    return {
      ...(before?.collisionCount !== undefined && { collisionCount: before.collisionCount }),
      ...(before?.conditions && { conditions: before.conditions }),
      currentNumberScheduled: current,
      desiredNumberScheduled: desired,
      numberMisscheduled: misscheduled,
      numberReady: ready,
      ...(this.#set.metadata.generation !== undefined && {
        observedGeneration: this.#set.metadata.generation,
      }),
      ...(updated > 0 && { updatedNumberScheduled: updated }),
      ...(available > 0 && { numberAvailable: available }),
      ...(desired > available && { numberUnavailable: desired - available }),
    };
  }
}

/** Keep the template as a ControllerRevision. Models constructHistory. */
function ensureRevision(context: ControllerContext, set: DaemonSet, hash: string): void {
  const { client } = context;
  const name = `${set.metadata.name}-${hash}`;
  if (client.find(controllerrevisions, name, set.metadata.namespace)) return;
  const earlier = client
    .list(controllerrevisions, { namespace: set.metadata.namespace })
    .items.filter(({ metadata }) => metadata.ownerReferences?.some(({ uid }) => uid === set.metadata.uid));
  try {
    client.create(controllerrevisions, {
      apiVersion: 'apps/v1',
      kind: 'ControllerRevision',
      metadata: {
        name,
        namespace: set.metadata.namespace,
        labels: { ...set.spec?.template.metadata?.labels, [HASH_LABEL]: hash },
        annotations: { 'deprecated.daemonset.template.generation': String(earlier.length + 1) },
        ownerReferences: [controllerReference(set, 'apps/v1', 'DaemonSet')],
      },
      data: { spec: { template: { ...set.spec?.template, $patch: 'replace' } } },
      revision: Math.max(0, ...earlier.map(({ revision }) => revision)) + 1,
    } as object);
  } catch (error) {
    if (!isAlreadyExists(error)) throw error;
  }
}
