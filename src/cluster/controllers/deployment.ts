/** Rolls pod templates out by replica sets. Models pkg/controller/deployment. */
import { deployments, replicasets } from '../../api/resources.ts';
import type { Deployment, ReplicaSet } from '../../api/types.ts';
import { isAlreadyExists, isNotFound } from '../client.ts';
import type { EventRecorder } from '../events.ts';
import { claim } from './claim.ts';
import { deepEqual, keyOf, splitKey, startWorker, type ControllerContext } from './controller.ts';
import { deploymentStatus, isComplete, progressDeadline } from './deployment-status.ts';
import {
  byCreation,
  findNewReplicaSet,
  maxSurge,
  maxUnavailable,
  newReplicas,
  replicasOf,
  revisionOf,
  REVISION,
  sum,
} from './deployment-util.ts';
import { controllerOf, controllerReference, templateHash } from './pod-utils.ts';

export function startDeploymentController(context: ControllerContext): void {
  const { client, informers, sim } = context;
  const recorder = context.recorder('deployment-controller');
  const queue = startWorker(context, 'deployment-controller', (key, queue) => {
    const { namespace, name } = splitKey(key);
    const deployment = client.find(deployments, name, namespace);
    if (!deployment) return;
    const reference = controllerReference(deployment, 'apps/v1', 'Deployment');
    const sets = claim(context, replicasets, deployment, deployment.spec?.selector, reference);
    const sync = new Sync(context, recorder, deployment, sets);
    if (!deployment.metadata.deletionTimestamp) sync.run();
    const current = client.find(deployments, name, namespace);
    if (!current) return;
    const status = deploymentStatus(current, sync.sets, sync.newSet, sim.time, sync.progressReason);
    if (!deepEqual(status, current.status)) client.updateStatus(deployments, { ...current, status });
    if (isComplete(current, status)) sync.cleanup();
    const wait = progressDeadline(current, status, sim.time);
    if (wait !== undefined) queue.addAfter(key, wait);
  });
  const changed = (deployment: Deployment): void => queue.add(keyOf(deployment));
  informers
    .informer(deployments)
    .addEventHandler({ onAdd: changed, onUpdate: (_before, after) => changed(after) });
  const setChanged = (set: ReplicaSet): void => {
    const controller = controllerOf(set);
    if (controller?.kind === 'Deployment') queue.add(`${set.metadata.namespace ?? ''}/${controller.name}`);
    else if (!controller)
      for (const other of informers.informer(deployments).list(set.metadata.namespace)) changed(other);
  };
  informers.informer(replicasets).addEventHandler({
    onAdd: setChanged,
    onUpdate: (_before, after) => setChanged(after),
    onDelete: setChanged,
  });
}

/** One round over one deployment. */
class Sync {
  readonly #context: ControllerContext;
  readonly #recorder: EventRecorder;
  readonly #deployment: Deployment;
  sets: ReplicaSet[];
  newSet: ReplicaSet | undefined;
  /** What the Progressing condition should say was done. */
  progressReason: { reason: string; message: string } | undefined;

  constructor(
    context: ControllerContext,
    recorder: EventRecorder,
    deployment: Deployment,
    sets: ReplicaSet[],
  ) {
    this.#context = context;
    this.#recorder = recorder;
    this.#deployment = deployment;
    this.sets = sets.toSorted(byCreation);
    this.newSet = findNewReplicaSet(deployment, this.sets);
  }

  get #old(): ReplicaSet[] {
    return this.sets.filter((set) => set.metadata.uid !== this.newSet?.metadata.uid);
  }

  run(): void {
    const { spec } = this.#deployment;
    if (spec?.paused || this.#isScaling()) {
      if (!spec?.paused || this.newSet) this.#scaleProportionally();
      return;
    }
    if (spec?.strategy?.type === 'Recreate') return this.#recreate();
    this.#ensureNewSet();
    if (this.#reconcileNew()) return;
    this.#reconcileOld();
  }

  /** The deployment itself was scaled since the sets were. Models isScalingEvent. */
  #isScaling(): boolean {
    const wanted = String(this.#deployment.spec?.replicas ?? 1);
    return this.sets.some((set) => {
      const desired = set.metadata.annotations?.['deployment.kubernetes.io/desired-replicas'];
      return replicasOf(set) > 0 && desired !== undefined && desired !== wanted;
    });
  }

  #recreate(): void {
    const scaled = this.#old.filter((set) => replicasOf(set) > 0);
    for (const set of scaled) this.#scale(set, 0);
    if (scaled.length > 0 || this.#old.some((set) => (set.status?.replicas ?? 0) > 0 || this.#podsOf(set)))
      return;
    this.#ensureNewSet();
    if (this.newSet) this.#scale(this.newSet, this.#deployment.spec?.replicas ?? 1);
  }

  /** Whether old pods are still on their way out. */
  #podsOf(set: ReplicaSet): boolean {
    return (set.status?.terminatingReplicas ?? 0) > 0;
  }

  /** Find or make the set of the current template, and keep its revision the highest. Models getNewReplicaSet. */
  #ensureNewSet(): void {
    const deployment = this.#deployment;
    const { client } = this.#context;
    const revision = String(Math.max(0, ...this.#old.map(revisionOf)) + 1);
    const desired = String(deployment.spec?.replicas ?? 1);
    const max = String((deployment.spec?.replicas ?? 1) + maxSurge(deployment));
    const annotations = {
      ...copiedAnnotations(deployment),
      [REVISION]: revision,
      'deployment.kubernetes.io/desired-replicas': desired,
      'deployment.kubernetes.io/max-replicas': max,
    };
    if (this.newSet) {
      const before = this.newSet.metadata.annotations ?? {};
      const stale = Object.entries(annotations).some(
        ([key, value]) => before[key] !== value && key !== REVISION,
      );
      const behind = revisionOf(this.newSet) < Number(revision);
      if (stale || behind) {
        const history = behind && before[REVISION] ? revisionHistory(before) : {};
        const next = behind ? annotations : { ...annotations, [REVISION]: before[REVISION] ?? revision };
        this.#replace(
          client.update(replicasets, {
            ...this.newSet,
            metadata: { ...this.newSet.metadata, annotations: { ...before, ...next, ...history } },
          }),
        );
      }
    } else this.#createSet(annotations);
    this.#setRevision(this.newSet ? String(revisionOf(this.newSet)) : revision);
  }

  #createSet(annotations: Record<string, string>): void {
    const deployment = this.#deployment;
    const { client } = this.#context;
    const { name, namespace, uid } = deployment.metadata;
    const template = deployment.spec?.template ?? {};
    const hash = templateHash(template, deployment.status?.collisionCount);
    const labels = { ...template.metadata?.labels, 'pod-template-hash': hash };
    const { selector = {} } = deployment.spec ?? {};
    try {
      const created = client.create(replicasets, {
        apiVersion: 'apps/v1',
        kind: 'ReplicaSet',
        metadata: {
          name: `${name}-${hash}`,
          namespace,
          labels,
          annotations,
          ownerReferences: [controllerReference(deployment, 'apps/v1', 'Deployment')],
        },
        spec: {
          replicas: newReplicas(deployment, this.sets, undefined),
          minReadySeconds: deployment.spec?.minReadySeconds,
          selector: { ...selector, matchLabels: { ...selector.matchLabels, 'pod-template-hash': hash } },
          template: { ...template, metadata: { ...template.metadata, labels } as typeof template.metadata },
        },
      });
      this.newSet = created;
      this.sets = [...this.sets, created];
      const count = replicasOf(created);
      if (count > 0) this.#scaled(created, 'up', 0, count);
      this.progressReason = {
        reason: 'NewReplicaSetCreated',
        message: `Created new replica set "${created.metadata.name}"`,
      };
    } catch (error) {
      if (!isAlreadyExists(error)) throw error;
      const other = client.get(replicasets, `${name}-${hash}`, namespace);
      if (controllerOf(other)?.uid === uid) return;
      // Another template with the same hash: count the collision, and the next round finds another name.
      client.updateStatus(deployments, {
        ...deployment,
        status: { ...deployment.status, collisionCount: (deployment.status?.collisionCount ?? 0) + 1 },
      });
    }
  }

  #setRevision(revision: string): void {
    const { client } = this.#context;
    const { name, namespace, annotations } = this.#deployment.metadata;
    if (annotations?.[REVISION] === revision) return;
    client.patch(deployments, name, namespace, 'merge', {
      metadata: { annotations: { [REVISION]: revision } },
    });
  }

  /** @returns whether the new set was scaled */
  #reconcileNew(): boolean {
    if (!this.newSet) return false;
    const wanted = this.#deployment.spec?.replicas ?? 1;
    const current = replicasOf(this.newSet);
    if (current === wanted) return false;
    return this.#scale(
      this.newSet,
      current > wanted ? wanted : newReplicas(this.#deployment, this.sets, this.newSet),
    );
  }

  /** Scale old sets down as far as enough pods stay available. Models reconcileOldReplicaSets. */
  #reconcileOld(): void {
    const old = this.#old.filter((set) => replicasOf(set) > 0);
    if (old.length === 0 || !this.newSet) return;
    const wanted = this.#deployment.spec?.replicas ?? 1;
    const minAvailable = wanted - maxUnavailable(this.#deployment);
    const newUnavailable = replicasOf(this.newSet) - (this.newSet.status?.availableReplicas ?? 0);
    let room = sum(this.sets, replicasOf) - minAvailable - newUnavailable;
    if (room <= 0) return;
    // What is not available is no loss: it goes first.
    for (const set of old) {
      const unhealthy = replicasOf(set) - (set.status?.availableReplicas ?? 0);
      const drop = Math.min(room, unhealthy);
      if (drop <= 0) continue;
      this.#scale(set, replicasOf(set) - drop);
      room -= drop;
    }
    let spare = sum(this.sets, (set) => set.status?.availableReplicas ?? 0) - minAvailable;
    for (const { metadata } of old) {
      const set = this.sets.find((other) => other.metadata.uid === metadata.uid);
      if (!set || spare <= 0) continue;
      const drop = Math.min(replicasOf(set), spare);
      if (drop <= 0) continue;
      this.#scale(set, replicasOf(set) - drop);
      spare -= drop;
    }
  }

  /** A scaled deployment: the one active set takes it all, several share it by their size. Models sync.scale. */
  #scaleProportionally(): void {
    const wanted = this.#deployment.spec?.replicas ?? 1;
    const active = this.sets.filter((set) => replicasOf(set) > 0);
    const only = active.length <= 1 ? (active[0] ?? this.newSet) : undefined;
    if (only) {
      if (replicasOf(only) !== wanted || active.length === 1) this.#scale(only, wanted);
      return;
    }
    if (active.length === 0 || this.#deployment.spec?.strategy?.type === 'Recreate') return;
    const allowed = wanted > 0 ? wanted + maxSurge(this.#deployment) : 0;
    const total = sum(active, replicasOf);
    let left = allowed - total;
    const sorted = active.toSorted(
      (a, b) => replicasOf(b) - replicasOf(a) || (left > 0 ? byCreation(b, a) : byCreation(a, b)),
    );
    const targets = new Map<ReplicaSet, number>();
    for (const set of sorted) {
      const before =
        Number(set.metadata.annotations?.['deployment.kubernetes.io/max-replicas'] ?? total) || total;
      const share = Math.round((replicasOf(set) * allowed) / before) - replicasOf(set);
      const change = left > 0 ? Math.min(Math.max(share, 0), left) : Math.max(Math.min(share, 0), left);
      targets.set(set, replicasOf(set) + change);
      left -= change;
    }
    for (const [i, [set, target]] of [...targets].entries())
      this.#scale(set, Math.max(0, i === 0 ? target + left : target));
  }

  /** @returns whether that changed anything */
  #scale(set: ReplicaSet, replicas: number): boolean {
    const from = replicasOf(set);
    const deployment = this.#deployment;
    const annotations = {
      ...set.metadata.annotations,
      'deployment.kubernetes.io/desired-replicas': String(deployment.spec?.replicas ?? 1),
      'deployment.kubernetes.io/max-replicas': String(
        (deployment.spec?.replicas ?? 1) + maxSurge(deployment),
      ),
    };
    if (from === replicas && deepEqual(annotations, set.metadata.annotations)) return false;
    const spec = { ...set.spec, replicas } as ReplicaSet['spec'];
    this.#replace(
      this.#context.client.update(replicasets, { ...set, metadata: { ...set.metadata, annotations }, spec }),
    );
    if (from === replicas) return false;
    this.#scaled(set, replicas > from ? 'up' : 'down', from, replicas);
    return true;
  }

  #scaled(set: ReplicaSet, direction: 'up' | 'down', from: number, to: number): void {
    const message = `Scaled ${direction} replica set ${set.metadata.name} from ${from} to ${to}`;
    this.#recorder.event(this.#deployment, 'Normal', 'ScalingReplicaSet', message);
  }

  #replace(set: ReplicaSet): void {
    this.sets = this.sets.map((other) => (other.metadata.uid === set.metadata.uid ? set : other));
    if (this.newSet?.metadata.uid === set.metadata.uid) this.newSet = set;
  }

  /** Old sets beyond the history limit go. Models cleanupDeployment. */
  cleanup(): void {
    const limit = this.#deployment.spec?.revisionHistoryLimit ?? 10;
    const idle = this.#old.filter(
      (set) => !set.metadata.deletionTimestamp && replicasOf(set) === 0 && (set.status?.replicas ?? 0) === 0,
    );
    const surplus = idle
      .toSorted((a, b) => revisionOf(a) - revisionOf(b))
      .slice(0, Math.max(0, idle.length - limit));
    for (const { metadata } of surplus) {
      try {
        this.#context.client.delete(replicasets, metadata.name, metadata.namespace);
      } catch (error) {
        if (!isNotFound(error)) throw error;
      }
    }
  }
}

/** Models skipCopyAnnotation: what belongs to the deployment itself stays there. */
function copiedAnnotations(deployment: Deployment): Record<string, string> {
  const own = new Set([
    'kubectl.kubernetes.io/last-applied-configuration',
    REVISION,
    'deployment.kubernetes.io/revision-history',
    'deployment.kubernetes.io/desired-replicas',
    'deployment.kubernetes.io/max-replicas',
    'deprecated.deployment.rollback.to',
  ]);
  return Object.fromEntries(
    Object.entries(deployment.metadata.annotations ?? {}).filter(([key]) => !own.has(key)),
  );
}

function revisionHistory(annotations: Record<string, string>): Record<string, string> {
  const key = 'deployment.kubernetes.io/revision-history';
  const before = annotations[key] ? annotations[key].split(',') : [];
  return { [key]: [...before, annotations[REVISION] ?? ''].join(',') };
}
