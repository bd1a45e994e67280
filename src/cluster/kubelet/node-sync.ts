import { leases, nodes } from '../../api/resources.ts';
import { formatMicroTime } from '../../api/time.ts';
import type { Node, NodeStatus } from '../../api/types.ts';
import { sleep, type Simulation, type Task } from '../../sim/index.ts';
import type { JsonObject } from '../apiserver/request.ts';
import { Unreachable } from '../apiserver/unreachable.ts';
import { ApiError, isAlreadyExists, type Client } from '../client.ts';
import { EventRecorder } from '../events.ts';
import { hasNews, initialNode, machineStatus, nodeStatus, type NodeSetup } from './node-status.ts';

const LEASE_NAMESPACE = 'kube-node-lease';
/** Milliseconds: a quarter of the lease's 40 s; how often the status is looked at; how often it is written without news. */
const RENEW = 10_000;
const STATUS_CHECK = 10_000;
const STATUS_REPORT = 300_000;
/** How long it waits before it tries again to register, at first and at most. */
const FIRST_RETRY = 100;
const LAST_RETRY = 7000;

/** The reason of the event that tells of a condition's new status, by type and status. */
const CONDITION_EVENTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  MemoryPressure: { False: 'NodeHasSufficientMemory', True: 'NodeHasInsufficientMemory' },
  DiskPressure: { False: 'NodeHasNoDiskPressure', True: 'NodeHasDiskPressure' },
  PIDPressure: { False: 'NodeHasSufficientPID', True: 'NodeHasInsufficientPID' },
  Ready: { True: 'NodeReady', False: 'NodeNotReady' },
};

/** Registers a node and keeps its object and its lease alive. Models kubelet_node_status.go and component-helpers lease controller. */
export class NodeSync {
  readonly #sim: Simulation;
  readonly #client: Client;
  readonly #setup: NodeSetup;
  readonly #machine: NodeStatus;
  readonly #onNode: (node: Node) => void;
  readonly #recorder: EventRecorder;
  /** What the node's events told last: each condition's status, and whether pods may be scheduled there. */
  readonly #told = new Map<string, string>();
  #lastReport = -Infinity;
  /** All that a status is made of, as it was when there was no news. */
  #quiet: readonly unknown[] = [];

  constructor(sim: Simulation, client: Client, setup: NodeSetup, onNode: (node: Node) => void) {
    this.#sim = sim;
    this.#client = client;
    this.#setup = setup;
    this.#machine = machineStatus(setup);
    this.#onNode = onNode;
    this.#recorder = new EventRecorder(sim, client, 'kubelet', setup.nodeName);
  }

  /** An event about the node. A kubelet refers to its node by the node's name where others give the uid (Kubelet.nodeRef). */
  #event(reason: string, message: string): void {
    const { nodeName } = this.#setup;
    this.#recorder.event(
      { kind: 'Node', apiVersion: 'v1', name: nodeName, uid: nodeName },
      'Normal',
      reason,
      message,
    );
  }

  /** Tell what changed of a node's conditions and schedulability. Models nodestatus setters and recordNodeSchedulableEvent. */
  #tell(status: NodeStatus, unschedulable: boolean): void {
    const say = (what: string, value: string, reason: string, quiet: boolean): void => {
      if (this.#told.get(what) === value) return;
      this.#told.set(what, value);
      if (!quiet) this.#event(reason, `Node ${this.#setup.nodeName} status is now: ${reason}`);
    };
    for (const { type, status: value } of status.conditions ?? []) {
      const reason = CONDITION_EVENTS[type]?.[value];
      // A node that starts out not ready or schedulable is no news.
      if (reason !== undefined)
        say(type, value, reason, type === 'Ready' && value === 'False' && !this.#told.has(type));
    }
    const reason = unschedulable ? 'NodeNotSchedulable' : 'NodeSchedulable';
    say('unschedulable', String(unschedulable), reason, !unschedulable && !this.#told.has('unschedulable'));
  }

  /** Make the node object if there is none, and bring its labels up to date. @returns whether the API server could be asked */
  register(): boolean {
    const wanted = initialNode(this.#setup, this.#machine);
    this.#event('Starting', 'Starting kubelet.');
    this.#tell(wanted.status ?? {}, false);
    this.#event('NodeAllocatableEnforced', 'Updated Node Allocatable limit across pods');
    return this.#tryRegister(wanted);
  }

  /** Try to register until the API server can be asked. Models registerWithAPIServer. */
  *keepRegistering(): Task {
    const wanted = initialNode(this.#setup, this.#machine);
    let wait = FIRST_RETRY;
    do {
      yield* sleep(wait);
      wait = Math.min(2 * wait, LAST_RETRY);
    } while (!this.#tryRegister(wanted));
  }

  #tryRegister(wanted: Node): boolean {
    try {
      this.#onNode(this.#client.create(nodes, wanted));
      this.#lastReport = this.#sim.now;
    } catch (error) {
      if (error instanceof Unreachable) return false;
      if (!isAlreadyExists(error)) throw error;
      this.#client.patch(nodes, this.#setup.nodeName, undefined, 'strategic', {
        metadata: { labels: wanted.metadata.labels as JsonObject },
      });
      this.syncStatus();
    }
    return true;
  }

  /** The node's object; nothing while there is none or it cannot be asked for. */
  current(): Node | undefined {
    try {
      return this.#client.find(nodes, this.#setup.nodeName);
    } catch (error) {
      if (error instanceof Unreachable) return undefined;
      throw error;
    }
  }

  /** Write the status where it has news, or the last writing is five minutes ago. */
  syncStatus(): void {
    const { nodeName } = this.#setup;
    const node = this.current();
    // A kubelet registers once: a node that was deleted stays away until its kubelet starts anew.
    if (!node) return;
    this.#onNode(node);
    const due = this.#sim.now - this.#lastReport >= STATUS_REPORT;
    const { networkReady, images } = this.#setup.runtime;
    const seen = [node, networkReady, images.list()];
    if (!due && seen.every((each, index) => each === this.#quiet[index])) return;
    const status = nodeStatus(this.#setup, this.#machine, node.status);
    this.#tell(status, node.spec?.unschedulable ?? false);
    const before = node.status ?? {};
    // What others wrote (volumesAttached) is theirs.
    const merged = { ...before, ...status };
    if (!due && !hasNews(before, merged)) {
      this.#quiet = seen;
      return;
    }
    try {
      this.#client.patch(
        nodes,
        nodeName,
        undefined,
        'merge',
        { status: merged as unknown as JsonObject },
        { subresource: 'status' },
      );
      this.#lastReport = this.#sim.now;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
    }
  }

  *statusLoop(): Task {
    // Right after the start the network comes up: look more often until the node is ready (fastStatusUpdateOnce).
    const { runtime } = this.#setup;
    while (!runtime.networkReady) {
      yield* sleep(100);
      if (!runtime.hasAddresses || runtime.networkReady) this.syncStatus();
    }
    for (;;) {
      yield* sleep(STATUS_CHECK);
      this.syncStatus();
    }
  }

  *leaseLoop(): Task {
    for (;;) {
      this.#renew();
      yield* sleep(RENEW);
    }
  }

  #renew(): void {
    const { nodeName } = this.#setup;
    const renewTime = formatMicroTime(this.#sim.time);
    try {
      const lease = this.#client.find(leases, nodeName, LEASE_NAMESPACE);
      if (lease) {
        this.#client.update(leases, { ...lease, spec: { ...lease.spec, renewTime } });
        return;
      }
      const node = this.#client.find(nodes, nodeName);
      this.#client.create(
        leases,
        {
          apiVersion: 'coordination.k8s.io/v1',
          kind: 'Lease',
          metadata: {
            name: nodeName,
            namespace: LEASE_NAMESPACE,
            ...(node && {
              ownerReferences: [
                { apiVersion: 'v1', kind: 'Node', name: nodeName, uid: node.metadata.uid ?? '' },
              ],
            }),
          },
          spec: { holderIdentity: nodeName, leaseDurationSeconds: 40, renewTime },
        },
        LEASE_NAMESPACE,
      );
    } catch (error) {
      if (!(error instanceof ApiError)) throw error; // the namespace is not there yet: tried again
    }
  }
}
