/**
 * kube-scheduler: takes pods from its queue one by one, finds a node for each, and binds it. Entry point:
 * {@link startScheduler}. Models pkg/scheduler (scheduler.go, schedule_one.go, eventhandlers.go).
 */
import {
  nodes,
  persistentvolumeclaims,
  persistentvolumes,
  poddisruptionbudgets,
  pods,
  storageclasses,
} from '../../api/resources.ts';
import type { Node, Pod } from '../../api/types.ts';
import { sleep, type Simulation, type Task } from '../../sim/index.ts';
import { isNotFound, type Client } from '../client.ts';
import type { SeriesEventRecorder } from '../events.ts';
import type { InformerFactory } from '../informer.ts';
import { setPodCondition } from '../pod-conditions.ts';
import { SchedulerCache } from './cache.ts';
import { fitErrorMessage } from './fit-error.ts';
import { CycleState, statusMessage, type ClusterEvent, type QueuedPod, type Status } from './framework.ts';
import { Framework } from './framework-runtime.ts';
import { listersOf } from './listers.ts';
import { Nominator } from './nominator.ts';
import { priorityOf, type Candidate } from './preemption.ts';
import { defaultPlugins } from './profile.ts';
import { SchedulingQueue } from './queue.ts';
import { filterWithNominated, schedulePod } from './schedule-pod.ts';

export interface SchedulerConfig {
  readonly sim: Simulation;
  /** Speaks as `system:kube-scheduler`. */
  readonly client: Client;
  readonly informers: InformerFactory;
  readonly recorder: SeriesEventRecorder;
  /** The pods that it takes care of. */
  readonly schedulerName?: string;
}

/** What a scheduling cycle and a binding take, in virtual milliseconds. */
const CYCLE_MS = 2;
const BINDING_MS = 3;
/** How often it is looked whether a PreBind has come to its end. */
const PRE_BIND_POLL = 1000;
/** Longer event notes are cut, as the API has it. */
const NOTE_LIMIT = 1024;

const isTerminal = (pod: Pod): boolean => pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';

/** Start the scheduler. It runs as a process of the simulation until the simulation ends. */
export function startScheduler(config: SchedulerConfig): void {
  new Scheduler(config).start();
}

class Scheduler {
  readonly #config: SchedulerConfig;
  readonly #cache = new SchedulerCache();
  readonly #nominator = new Nominator();
  readonly #framework: Framework;
  readonly #queue: SchedulingQueue;
  readonly #name: string;

  constructor(config: SchedulerConfig) {
    this.#config = config;
    this.#name = config.schedulerName ?? 'default-scheduler';
    const budgets = config.informers.informer(poddisruptionbudgets);
    this.#framework = new Framework(
      defaultPlugins({
        nodes: () => this.#cache.nodes(),
        budgets: () => budgets.list(),
        listers: listersOf(config.informers),
        client: config.client,
        now: () => config.sim.now,
        filter: (state, pod, node) => filterWithNominated(this.#framework, this.#nominator, state, pod, node),
        addPod: (state, pod, added, node) => this.#framework.addPod(state, pod, added, node),
        removePod: (state, pod, removed, node) => this.#framework.removePod(state, pod, removed, node),
        prepare: (pod, candidate) => this.#evict(pod, candidate),
        bind: (pod, nodeName) => this.#bind(pod, nodeName),
      }),
    );
    this.#queue = new SchedulingQueue(config.sim, this.#framework);
  }

  start(): void {
    const { sim, informers } = this.#config;
    informers.informer(nodes).addEventHandler({
      onAdd: (node) => this.#nodeChanged(undefined, node),
      onUpdate: (before, after) => this.#nodeChanged(before, after),
      onDelete: (node) => {
        this.#cache.removeNode(node.metadata.name);
        this.#queue.moveAll('NodeDelete', { nodeBefore: node });
      },
    });
    informers.informer(pods).addEventHandler({
      onAdd: (pod) => this.#podChanged(undefined, pod),
      onUpdate: (before, after) => this.#podChanged(before, after),
      onDelete: (pod) => this.#podChanged(pod, undefined),
    });
    informers.informer(persistentvolumeclaims).addEventHandler({
      onAdd: (claimAfter) => this.#queue.moveAll('PersistentVolumeClaimAdd', { claimAfter }),
      onUpdate: (_before, claimAfter) => this.#queue.moveAll('PersistentVolumeClaimUpdate', { claimAfter }),
    });
    informers.informer(persistentvolumes).addEventHandler({
      onAdd: () => this.#queue.moveAll('PersistentVolumeAdd', {}),
      onUpdate: () => this.#queue.moveAll('PersistentVolumeUpdate', {}),
    });
    informers.informer(storageclasses).addEventHandler({
      onAdd: () => this.#queue.moveAll('StorageClassAdd', {}),
    });
    sim.spawn(this.#run(), { name: 'kube-scheduler' });
  }

  *#run(): Task {
    for (;;) {
      while (!this.#queue.ready) yield* this.#queue.notice.wait();
      yield* sleep(CYCLE_MS);
      const queued = this.#queue.pop();
      if (queued) this.#scheduleOne(queued);
    }
  }

  #nodeChanged(before: Node | undefined, after: Node): void {
    this.#cache.setNode(after);
    if (!before) return this.#queue.moveAll('NodeAdd', { nodeAfter: after });
    for (const event of nodeEvents(before, after))
      this.#queue.moveAll(event, { nodeBefore: before, nodeAfter: after });
  }

  /** Models addAllEventHandlers: assigned pods go to the cache, unassigned ones of this scheduler to the queue, ended ones nowhere. */
  #podChanged(before: Pod | undefined, after: Pod | undefined): void {
    const wasAssigned = !!before && !isTerminal(before) && !!before.spec.nodeName;
    const assigned = !!after && !isTerminal(after) && !!after.spec.nodeName;
    if (assigned) {
      this.#cache.setPod(after);
      this.#queue.delete(after.metadata.uid ?? '');
      this.#nominator.delete(after.metadata.uid ?? '');
      if (wasAssigned) this.#queue.moveAll('AssignedPodUpdate', { podBefore: before, podAfter: after });
      else this.#queue.moveAll('AssignedPodAdd', { podAfter: after });
      return;
    }
    if (wasAssigned) {
      this.#cache.removePod(before.metadata.uid ?? '');
      this.#queue.moveAll('AssignedPodDelete', { podBefore: before });
    }
    const pod = after ?? before;
    if (!pod || pod.spec.nodeName || (pod.spec.schedulerName ?? 'default-scheduler') !== this.#name) return;
    const uid = pod.metadata.uid ?? '';
    if (!after || isTerminal(after)) {
      this.#queue.delete(uid);
      this.#nominator.delete(uid);
      // Its nomination no longer keeps a place.
      if (pod.status?.nominatedNodeName) this.#queue.moveAll('AssignedPodDelete', { podBefore: pod });
      return;
    }
    this.#nominator.set(after, after.status?.nominatedNodeName ?? '');
    if (this.#cache.isAssumed(uid)) return;
    if (before) this.#queue.update(before, after);
    else this.#queue.add(after);
  }

  #scheduleOne(queued: QueuedPod): void {
    const { sim, recorder } = this.#config;
    const { pod } = queued;
    const { name, namespace, uid = '' } = pod.metadata;
    if (pod.metadata.deletionTimestamp) {
      const note = `skip schedule deleting pod: ${namespace ?? ''}/${name}`;
      return recorder.event(pod, undefined, 'Warning', 'FailedScheduling', 'Scheduling', note);
    }
    if (this.#cache.isAssumed(uid)) return;
    const state = new CycleState();
    const ties = sim.random('scheduler/ties');
    const outcome = schedulePod(this.#framework, this.#nominator, state, pod, this.#cache.nodes(), ties);
    if (outcome.kind === 'placed') {
      this.#cache.assume(pod, outcome.nodeName);
      this.#nominator.delete(uid);
      const reserved = this.#framework.reserve(state, pod, outcome.nodeName);
      if (reserved.code !== 'success') return this.#notBound(queued, reserved, outcome.nodeName);
      sim.after(BINDING_MS, () => this.#bindingCycle(queued, state, outcome.nodeName));
      return;
    }
    if (outcome.kind === 'unfit') {
      const { diagnosis } = outcome;
      const result = this.#framework.postFilter(state, pod, diagnosis.statuses);
      diagnosis.postFilterMessage = statusMessage(result.status);
      this.#failed(queued, fitErrorMessage(diagnosis), {
        reason: 'Unschedulable',
        plugins: diagnosis.unschedulablePlugins,
        nominatedNodeName: result.nominatedNodeName,
      });
      return;
    }
    const reason = outcome.kind === 'error' ? 'SchedulerError' : 'Unschedulable';
    this.#failed(queued, outcome.message, { reason, plugins: new Set() });
  }

  #bindingCycle(queued: QueuedPod, state: CycleState, nodeName: string): void {
    const { recorder } = this.#config;
    const { pod } = queued;
    const status = this.#framework.bind(state, pod, nodeName);
    if (status.code === 'success') {
      const note = `Successfully assigned ${pod.metadata.namespace ?? ''}/${pod.metadata.name} to ${nodeName}`;
      return recorder.event(pod, undefined, 'Normal', 'Scheduled', 'Binding', note);
    }
    if (status.code === 'wait') {
      const { sim } = this.#config;
      sim.after(PRE_BIND_POLL, () => this.#bindingCycle(queued, state, nodeName));
      return;
    }
    this.#notBound(queued, status, nodeName);
  }

  /** Models handleBindingCycleError. */
  #notBound(queued: QueuedPod, status: Status, nodeName: string): void {
    const { pod } = queued;
    const uid = pod.metadata.uid ?? '';
    if (this.#cache.isAssumed(uid)) {
      this.#cache.forget(uid);
      this.#queue.moveAll('AssignedPodDelete', { podBefore: { ...pod, spec: { ...pod.spec, nodeName } } });
    }
    this.#failed(queued, statusMessage(status), { reason: 'SchedulerError', plugins: new Set() });
  }

  /** Models handleSchedulingFailure: back into the queue, the event, the condition. */
  #failed(
    queued: QueuedPod,
    message: string,
    how: {
      readonly reason: 'Unschedulable' | 'SchedulerError';
      readonly plugins: ReadonlySet<string>;
      readonly nominatedNodeName?: string | undefined;
    },
  ): void {
    const { client, recorder, sim } = this.#config;
    const { name, namespace, uid } = queued.pod.metadata;
    const current = client.find(pods, name, namespace);
    if (!current || current.metadata.uid !== uid || current.spec.nodeName) return;
    queued.pod = current;
    if (how.nominatedNodeName) this.#nominator.set(current, how.nominatedNodeName);
    this.#queue.addUnschedulable(queued, how.plugins, how.reason === 'SchedulerError');
    const note = message.length > NOTE_LIMIT ? `${message.slice(0, NOTE_LIMIT - 4)} ...` : message;
    recorder.event(current, undefined, 'Warning', 'FailedScheduling', 'Scheduling', note);
    const status = setPodCondition(sim, current, {
      type: 'PodScheduled',
      status: 'False',
      reason: how.reason,
      message,
    });
    const nominated = how.nominatedNodeName ?? current.status?.nominatedNodeName ?? '';
    const nominationChanged = nominated !== (current.status?.nominatedNodeName ?? '');
    if (!status && !nominationChanged) return;
    const { nominatedNodeName: _old, ...rest } = status ?? current.status ?? {};
    try {
      client.updateStatus(pods, {
        ...current,
        status: { ...rest, ...(nominated && { nominatedNodeName: nominated }) },
      });
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  }

  #bind(pod: Pod, nodeName: string): void {
    const { name, namespace, uid } = pod.metadata;
    this.#config.client.createSubresource(pods, name, namespace, 'binding', {
      apiVersion: 'v1',
      kind: 'Binding',
      metadata: { name, namespace, uid },
      target: { kind: 'Node', name: nodeName },
    });
  }

  /** Models prepareCandidate in pkg/scheduler/framework/preemption. */
  #evict(pod: Pod, candidate: Candidate): void {
    const { client, recorder, sim } = this.#config;
    for (const victim of candidate.victims) {
      const { name, namespace } = victim.metadata;
      const status = setPodCondition(sim, victim, {
        type: 'DisruptionTarget',
        status: 'True',
        reason: 'PreemptionByScheduler',
        message: `${this.#name}: preempting to accommodate a higher priority pod`,
      });
      try {
        const current = client.get(pods, name, namespace);
        if (status)
          client.updateStatus(pods, {
            ...current,
            status: { ...current.status, conditions: status.conditions },
          });
        client.delete(pods, name, namespace, {});
      } catch (error) {
        if (!isNotFound(error)) throw error;
        continue;
      }
      const note = `Preempted by pod ${pod.metadata.uid ?? ''} on node ${candidate.nodeName}`;
      recorder.event(victim, pod, 'Normal', 'Preempted', 'Preempting', note);
    }
    for (const other of this.#nominator.podsOn(candidate.nodeName)) {
      if (priorityOf(other) >= priorityOf(pod)) continue;
      this.#nominator.delete(other.metadata.uid ?? '');
      const current = client.find(pods, other.metadata.name, other.metadata.namespace);
      if (!current?.status?.nominatedNodeName) continue;
      const { nominatedNodeName: _old, ...status } = current.status;
      client.updateStatus(pods, { ...current, status });
    }
  }
}

/** Which of a node's changes may matter to a waiting pod. Models framework.NodeSchedulingPropertiesChange. */
function nodeEvents(before: Node, after: Node): ClusterEvent[] {
  const differs = (part: (node: Node) => unknown): boolean =>
    JSON.stringify(part(before)) !== JSON.stringify(part(after));
  const events: ClusterEvent[] = [];
  if (before === after) return events;
  if (before.spec !== after.spec && differs(({ spec }) => [spec.taints, spec.unschedulable]))
    events.push('NodeTaintChange');
  if (before.status !== after.status && differs(({ status }) => status?.allocatable))
    events.push('NodeAllocatableChange');
  if (before.metadata.labels !== after.metadata.labels && differs(({ metadata }) => metadata.labels))
    events.push('NodeLabelChange');
  return events;
}
